// rolloutscope render BUNDLE -o FILE [options]: draws the window, or its timeline or graph, into a picture. Needs no
// display; app/usage.cpp tells the options.
#include "app/bundle_page.h"
#include "app/cli/command_line.h"
#include "app/cli/render_request.h"
#include "app/cli/verbs.h"
#include "app/main_window.h"
#include "app/window/bundle_words.h"
#include "views/bookmarks/bookmark_store.h"
#include "views/document/trace_document.h"
#include "views/graph/graph_picture_file.h"
#include "views/graph/graph_view.h"
#include "views/timeline/timeline_picture.h"
#include "views/timeline/timeline_view.h"

#include <QApplication>
#include <QBuffer>
#include <QEventLoop>
#include <QPixmap>
#include <QSaveFile>
#include <QSettings>
#include <QSvgGenerator>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>

namespace rolloutscope::cli {

namespace {

constexpr const char* usage =
    "\nusage: rolloutscope render BUNDLE -o PNG|SVG|DOT|GRAPHML [--view timeline|graph] [--size WxH] [--theme "
    "light|dark]"
    "\n       [--whole] [--from T] [--to T] [--colour BY] [--counters] [--fold-idle MINUTES] [--collapse]"
    "\n       [--level L] [--object ID] [--arrange A] [--chain]";
constexpr int longestLoadMs = 30 * 60 * 1000;
constexpr int longestLayoutMs = 20'000;
constexpr int longestBookmarksMs = 2'000;

void withoutPlatformChatter(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    if (message.startsWith(QStringLiteral("This plugin does not support")) ||
        message.startsWith(QStringLiteral("QStandardPaths: XDG_RUNTIME_DIR")))
        return;
    if (type != QtDebugMsg)
        complain(message.toStdString());
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

int saved(bool good, const QString& output, const QString& reason)
{
    if (good)
        return exitFine;
    complain(output.toStdString() + " was not written: " + reason.toStdString());
    return exitRefused;
}

int save(QWidget& widget, const RenderRequest& request)
{
    settle();
    QBuffer content;
    content.open(QIODevice::WriteOnly);
    if (request.drawing) {
        QSvgGenerator drawing;
        drawing.setOutputDevice(&content);
        drawing.setSize(widget.size());
        drawing.setViewBox(widget.rect());
        widget.render(&drawing);
    } else {
        widget.grab().toImage().save(&content, "PNG");
    }
    QSaveFile file(request.output);
    const bool good =
        file.open(QIODevice::WriteOnly) && file.write(content.data()) == content.data().size() && file.commit();
    return saved(good, request.output, file.errorString());
}

/// The object with an id, or the agent with a path; an invalid one when there is none.
ObjectRef objectNamed(const RolloutTrace& trace, const std::string& name)
{
    for (std::uint32_t i = 0; i < trace.threads.size(); ++i) {
        if (trace.threads[{i}].agentPath == name)
            return ThreadIndex{i};
    }
    for (auto kind = static_cast<std::uint8_t>(ObjectKind::Thread);
         kind <= static_cast<std::uint8_t>(ObjectKind::RawPayload); ++kind) {
        if (const ObjectRef found = findObject(trace, static_cast<ObjectKind>(kind), name); found.valid())
            return found;
    }
    return {};
}

int renderGraph(const RenderRequest& request, TraceDocument& document)
{
    if (!request.object.isEmpty()) {
        const ObjectRef object = objectNamed(document.loaded()->trace, request.object.toStdString());
        if (!object.valid()) {
            complain("render: the rollout has no object or agent " + request.object.toStdString());
            return exitUsage;
        }
        document.select(object);
    }
    GraphView graph(&document);
    graph.resize(request.size);
    if (request.level != GraphLevel::Agents)
        graph.setLevel(request.level);
    graph::GraphScope scope = document.graphScope();
    scope.arrangement = request.arrangement;
    scope.chain = request.chain;
    document.setGraphScope(std::move(scope));
    graph.show();
    settle();
    if (!waitUntil([&graph] { return graph.isSettled(); }, longestLayoutMs))
        complain("the graph's layout did not end; the picture shows what there was");
    if (!request.drawing && !request.graphText && !request.whole)
        return save(graph, request);
    settle();
    const auto picture = graph.picture();
    if (!picture) {
        complain("render: the graph shows nothing");
        return exitRefused;
    }
    graph::GraphFileRequest wanted = graph.fileRequest(request.whole);
    wanted.name = bundleName(request.bundle, document.loaded().get());
    wanted.redact = request.redact;
    const QString reason = graph::writeGraphFile(*picture, wanted, request.output);
    return saved(reason.isEmpty(), request.output, reason);
}

/// The stretch of time that was asked for (Unix ms); with a reason when there is nothing of the rollout in it.
std::optional<TimeRange> timeOf(const RenderRequest& request, const Relations& relations, QString& error)
{
    const auto first = static_cast<double>(relations.firstMoment());
    const auto last = static_cast<double>(relations.lastMoment());
    const auto unixMs = [first](const std::optional<GivenTime>& time, double otherwise) {
        if (!time)
            return otherwise;
        return time->sinceStart ? first + time->ms : time->ms;
    };
    const TimeRange range{.begin = unixMs(request.from, first), .end = unixMs(request.to, last)};
    const QString length = QString::fromStdString(formatDuration(relations.lastMoment() - relations.firstMoment()));
    if (range.begin > last || range.end < first)
        error = QStringLiteral("--from and --to leave nothing of the rollout, which lasts %1").arg(length);
    else if (range.begin >= range.end)
        error = QStringLiteral("--from is not before --to (the rollout lasts %1)").arg(length);
    return range;
}

int renderTimeline(const RenderRequest& request, const TraceDocument& document)
{
    const LoadedTracePtr loaded = document.loaded();
    PictureRequest wanted;
    wanted.whole = request.whole;
    wanted.size = request.size;
    if (request.from || request.to) {
        QString error;
        wanted.time = timeOf(request, loaded->relations, error);
        if (!error.isEmpty()) {
            complain("render: " + error.toStdString());
            return exitUsage;
        }
    }
    waitUntil([&document] { return document.bookmarks()->isInStep(); }, longestBookmarksMs);
    TimelineSnapshot shown =
        TimelineSnapshot::untouched(document, {.foldLongerThan = request.foldLongerThan, .mode = request.mode},
                                    request.counters, request.collapsed);
    shown.theme = request.theme == ThemeChoice::Dark ? &Theme::darkTheme() : &Theme::light();
    shown.name = bundleName(request.bundle, loaded.get());
    PictureJob job;
    const QString reason = writeTimelinePicture(std::move(shown), wanted, request.output, job);
    return saved(reason.isEmpty(), request.output, reason);
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
    return save(window, request);
}

} // namespace

int renderVerb(const QStringList& arguments)
{
    QString error;
    const auto request = renderRequest(arguments, error);
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
    switch (request->subject) {
    case RenderRequest::Subject::Timeline:
        return renderTimeline(*request, document);
    case RenderRequest::Subject::Graph:
        return renderGraph(*request, document);
    case RenderRequest::Subject::Window:
        break;
    }
    return renderWindow(*request, settings, themes);
}

} // namespace rolloutscope::cli
