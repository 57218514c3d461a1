// rolloutscope render BUNDLE -o PNG [--view timeline|graph] [--size WxH] [--theme light|dark]: draws a view, or without
// --view the whole window, into a picture. Needs no display.
#include "app/bundle_page.h"
#include "app/cli/arguments.h"
#include "app/cli/command_line.h"
#include "app/cli/verbs.h"
#include "app/main_window.h"
#include "app/window/theme_controller.h"
#include "views/document/trace_document.h"
#include "views/graph/graph_view.h"
#include "views/timeline/timeline_view.h"

#include <QApplication>
#include <QEventLoop>
#include <QFile>
#include <QPixmap>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>

namespace rolloutscope::cli {

namespace {

constexpr const char* usage = "\nusage: rolloutscope render BUNDLE -o PNG [--view timeline|graph] [--size WxH] "
                              "[--theme light|dark]";
constexpr int largestSide = 16'384; // px
constexpr int longestLoadMs = 30 * 60 * 1000;
constexpr int longestLayoutMs = 20'000;

void withoutPlatformChatter(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    if (message.startsWith(QStringLiteral("This plugin does not support")) ||
        message.startsWith(QStringLiteral("QStandardPaths: XDG_RUNTIME_DIR")))
        return;
    if (type != QtDebugMsg)
        complain(message.toStdString());
}

struct RenderRequest {
    QString bundle;
    QString output;
    QString view; // empty: the whole window
    QSize size{1920, 1080};
    ThemeChoice theme = ThemeChoice::Light;
};

std::optional<QSize> sizeOf(const QString& text)
{
    const QStringList sides = text.split(u'x');
    if (sides.size() != 2)
        return std::nullopt;
    bool wide = false;
    bool high = false;
    const QSize size(sides[0].toInt(&wide), sides[1].toInt(&high));
    const bool good = wide && high && size.width() > 0 && size.height() > 0 && size.width() <= largestSide &&
                      size.height() <= largestSide;
    return good ? std::optional(size) : std::nullopt;
}

std::optional<RenderRequest> requestOf(const Arguments& arguments, QString& error)
{
    RenderRequest request;
    request.bundle = QFile::decodeName(arguments.bundlePath().c_str());
    const auto output = arguments.value(QStringLiteral("-o"));
    if (!output) {
        error = QStringLiteral("-o PNG is missing");
        return std::nullopt;
    }
    request.output = *output;
    if (const auto view = arguments.value(QStringLiteral("--view"))) {
        if (*view != QStringLiteral("timeline") && *view != QStringLiteral("graph")) {
            error = QStringLiteral("--view is timeline or graph, not %1").arg(*view);
            return std::nullopt;
        }
        request.view = *view;
    }
    if (const auto size = arguments.value(QStringLiteral("--size"))) {
        const auto parsed = sizeOf(*size);
        if (!parsed) {
            error = QStringLiteral("--size is WIDTHxHEIGHT in px, at most %1 each, not %2").arg(largestSide).arg(*size);
            return std::nullopt;
        }
        request.size = *parsed;
    }
    if (const auto theme = arguments.value(QStringLiteral("--theme"))) {
        if (*theme != QStringLiteral("light") && *theme != QStringLiteral("dark")) {
            error = QStringLiteral("--theme is light or dark, not %1").arg(*theme);
            return std::nullopt;
        }
        request.theme = *theme == QStringLiteral("dark") ? ThemeChoice::Dark : ThemeChoice::Light;
    }
    return request;
}

/// Runs the event loop until `done` holds; false after `timeoutMs`.
template <typename Done>
bool waitUntil(Done done, int timeoutMs)
{
    QEventLoop loop;
    QTimer poll;
    QElapsedTimer clock;
    clock.start();
    QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
        if (done() || clock.elapsed() > timeoutMs)
            loop.quit();
    });
    poll.start(10);
    if (!done())
        loop.exec();
    return done();
}

/// What was posted while the picture settled: layouts, fonts, sizes.
void settle()
{
    for (int round = 0; round < 5; ++round) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    }
}

int save(QWidget& widget, const QString& output)
{
    settle();
    if (widget.grab().toImage().save(output, "PNG"))
        return exitFine;
    complain("the picture cannot be written to " + output.toStdString());
    return exitRefused;
}

int renderView(const RenderRequest& request, TraceDocument& document)
{
    std::unique_ptr<QWidget> view;
    GraphView* graph = nullptr;
    TimelineView* timeline = nullptr;
    if (request.view == QStringLiteral("graph")) {
        auto owned = std::make_unique<GraphView>(&document);
        graph = owned.get();
        view = std::move(owned);
    } else {
        auto owned = std::make_unique<TimelineView>(&document);
        timeline = owned.get();
        view = std::move(owned);
    }
    view->resize(request.size);
    view->show();
    settle();
    if (timeline != nullptr)
        timeline->waitUntilReady();
    if (graph != nullptr && !waitUntil([graph] { return graph->isSettled(); }, longestLayoutMs))
        complain("the graph's layout did not end; the picture shows what there was");
    return save(*view, request.output);
}

int renderWindow(const RenderRequest& request, QSettings& settings, ThemeController& themes)
{
    MainWindow window(settings, themes);
    window.resize(request.size);
    window.show();
    window.openPaths({request.bundle});
    const auto ready = [&] {
        const BundlePage* page = window.currentPage();
        return page != nullptr && page->document()->state() == TraceDocument::State::Ready &&
               page->graph()->isSettled();
    };
    if (waitUntil(ready, longestLayoutMs))
        window.currentPage()->timeline()->waitUntilReady();
    return save(window, request.output);
}

} // namespace

int renderVerb(const QStringList& arguments)
{
    QString error;
    const OptionNames names{
        {QStringLiteral("-o"), QStringLiteral("--view"), QStringLiteral("--size"), QStringLiteral("--theme")}, {}};
    const auto parsed = parseArguments(arguments, names, error);
    const auto request = parsed ? requestOf(*parsed, error) : std::nullopt;
    if (!request) {
        complain("render: " + error.toStdString() + usage);
        return exitUsage;
    }

    qputenv("QT_QPA_PLATFORM", "offscreen");
    // What the offscreen platform cannot do is no news for whoever wants a picture.
    qInstallMessageHandler(withoutPlatformChatter);
    int argc = 1;
    char name[] = "rolloutscope";
    char* argv[] = {name, nullptr};
    QApplication application(argc, argv);
    const QTemporaryDir scratch; // nobody's settings are read or changed
    QSettings settings(scratch.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    ThemeController themes(application, settings);
    themes.setChoice(request->theme);

    TraceDocument document;
    QString failure;
    bool failed = false;
    QObject::connect(&document, &TraceDocument::loadFailed, [&](const QString& message) {
        failure = message;
        failed = true;
    });
    document.open(request->bundle);
    const auto loaded = [&] { return failed || document.state() == TraceDocument::State::Ready; };
    if (!waitUntil(loaded, longestLoadMs) || failed) {
        complain(failed ? failure.toStdString() : std::string("the bundle could not be loaded in time"));
        return exitRefused;
    }
    return request->view.isEmpty() ? renderWindow(*request, settings, themes) : renderView(*request, document);
}

} // namespace rolloutscope::cli
