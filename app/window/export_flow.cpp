#include "app/window/export_flow.h"

#include "app/bundle_page.h"
#include "app/window/bundle_words.h"
#include "app/window/file_name.h"
#include "app/window/job_progress.h"
#include "core/export/spans.h"
#include "views/bookmarks/bookmark_text.h"
#include "views/document/background.h"
#include "views/graph/graph_file.h"
#include "views/graph/graph_picture_file.h"
#include "views/graph/graph_view.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_picture.h"
#include "views/timeline/timeline_view.h"

#include <QDir>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QSaveFile>

#include <algorithm>

namespace rolloutscope {
namespace {

bool endsWith(const QString& file, const char* suffix)
{
    return file.endsWith(QLatin1String(suffix), Qt::CaseInsensitive);
}

/// Why the file could not be written; empty when it was.
QString writeFile(const QString& name, const LoadedTracePtr& loaded, const std::vector<ExportedMark>& marks, bool csv,
                  bool redact)
{
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    const ExportSink sink = [&file](std::string_view piece) {
        return file.write(piece.data(), static_cast<qint64>(piece.size())) == static_cast<qint64>(piece.size());
    };
    const bool good = csv ? writeSpansCsv(loaded->trace, loaded->relations, sink, redact)
                          : writeChromeTrace(loaded->trace, loaded->relations, marks, sink, redact);
    return good && file.commit() ? QString() : file.errorString();
}

/// The bookmarks that have a moment; one without a note says what it marks.
std::vector<ExportedMark> marksOf(const BookmarkStore& store)
{
    std::vector<ExportedMark> marks;
    for (const Bookmark& bookmark : store.bookmarks()) {
        if (const std::optional<UnixMs> moment = store.momentOf(bookmark)) {
            const QString text = bookmark.note.isEmpty() ? bookmarkTitle(store, bookmark) : bookmark.note;
            marks.push_back({.at = *moment, .text = text.toStdString()});
        }
    }
    return marks;
}

struct Format {
    QString filter;
    bool whole = false;
    bool graph = false;
    bool redact = false;
};

std::vector<Format> formats()
{
    return {{ExportFlow::tr("Trace events for Perfetto and speedscope (*.json)")},
            {ExportFlow::tr("Everything that ran, as CSV (*.csv)")},
            {ExportFlow::tr("Trace events, secrets masked (*.json)"), false, false, true},
            {ExportFlow::tr("CSV, secrets masked (*.csv)"), false, false, true},
            {ExportFlow::tr("Timeline in view, as picture (*.png)")},
            {ExportFlow::tr("Timeline in view, as drawing (*.svg)")},
            {ExportFlow::tr("Whole timeline, as picture (*.png)"), true},
            {ExportFlow::tr("Whole timeline, as drawing (*.svg)"), true},
            {ExportFlow::tr("Graph in view, as picture (*.png)"), false, true},
            {ExportFlow::tr("Graph in view, as drawing (*.svg)"), false, true},
            {ExportFlow::tr("Whole graph, as picture (*.png)"), true, true},
            {ExportFlow::tr("Whole graph, as drawing (*.svg)"), true, true},
            {ExportFlow::tr("Graph for Graphviz (*.dot)"), true, true},
            {ExportFlow::tr("Graph as GraphML (*.graphml)"), true, true},
            {ExportFlow::tr("Graph for Graphviz, secrets masked (*.dot)"), true, true, true},
            {ExportFlow::tr("GraphML, secrets masked (*.graphml)"), true, true, true}};
}

/// Asks for a file; the filter of the dialog tells what is wanted.
ExportChoice askForFile(QWidget* window, const QString& suggested)
{
    const std::vector<Format> known = formats();
    QStringList filters;
    for (const Format& format : known)
        filters += format.filter;
    QFileDialog dialog(window, ExportFlow::tr("Export"), QFileInfo(suggested).path());
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setNameFilters(filters);
    dialog.selectFile(QFileInfo(suggested).fileName());
    const auto takeSuffix = [&dialog](const QString& filter) {
        const QString suffix = filter.section(QStringLiteral("*."), 1).section(u')', 0, 0);
        dialog.setDefaultSuffix(suffix);
        // A name that was there already follows the filter, as its end decides.
        const QFileInfo named(dialog.selectedFiles().value(0));
        if (!named.completeBaseName().isEmpty() && !named.isDir() && named.suffix() != suffix)
            dialog.selectFile(named.completeBaseName() + u'.' + suffix);
    };
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, takeSuffix);
    takeSuffix(filters.front());
    if (dialog.exec() != QDialog::Accepted)
        return {};
    const auto chosen = std::find_if(
        known.begin(), known.end(), [&](const Format& format) { return format.filter == dialog.selectedNameFilter(); });
    return {.file = dialog.selectedFiles().value(0),
            .whole = chosen != known.end() && chosen->whole,
            .graph = chosen != known.end() && chosen->graph,
            .redact = chosen != known.end() && chosen->redact};
}

} // namespace

ExportFlow::ExportFlow(QWidget* window) : QObject(window)
{
    chooseFile = [window](const QString& suggested) { return askForFile(window, suggested); };
}

void ExportFlow::exportPage(BundlePage* page, const QString& folder)
{
    const LoadedTracePtr loaded = page->document()->loaded();
    if (!loaded)
        return;
    const ExportChoice choice = chooseFile(QDir(folder).filePath(
        plainFileName(bundleName(page->path(), loaded.get()), QStringLiteral("rollout")) + QStringLiteral(".json")));
    const QString& file = choice.file;
    if (file.isEmpty())
        return;
    const bool picture = endsWith(file, ".png") || endsWith(file, ".svg");
    if (endsWith(file, ".dot") || endsWith(file, ".graphml") || (picture && choice.graph))
        writeGraph(page, choice);
    else if (picture)
        writePicture(page, choice);
    else if (endsWith(file, ".json") || endsWith(file, ".csv"))
        writeData(page, choice);
    else
        emit failed(
            tr("%1 was not written: its name should end with .json, .csv, .png, .svg, .dot or .graphml.").arg(file));
}

void ExportFlow::writeData(BundlePage* page, const ExportChoice& choice)
{
    const QString& file = choice.file;
    report(runInBackground([loaded = page->document()->loaded(), file, marks = marksOf(*page->document()->bookmarks()),
                            csv = endsWith(file, ".csv"),
                            redact = choice.redact] { return writeFile(file, loaded, marks, csv, redact); }),
           file);
}

void ExportFlow::writeGraph(BundlePage* page, const ExportChoice& choice)
{
    const std::shared_ptr<const graph::GraphPicture> picture = page->graph()->picture();
    if (!picture) {
        emit failed(tr("%1 was not written: the graph shows nothing.").arg(choice.file));
        return;
    }
    graph::GraphFileRequest request = page->graph()->fileRequest(choice.whole);
    request.name = bundleName(page->path(), page->document()->loaded().get());
    request.redact = choice.redact;
    report(runInBackground([picture, request, file = choice.file] { return writeGraphFile(*picture, request, file); }),
           choice.file);
}

void ExportFlow::report(const QFuture<QString>& writing, const QString& file)
{
    auto* watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, file] {
        watcher->deleteLater();
        if (const QString reason = watcher->result(); !reason.isEmpty())
            emit failed(tr("%1 was not written: %2.").arg(file, reason));
        else
            emit written(file);
    });
    watcher->setFuture(writing);
}

void ExportFlow::writePicture(BundlePage* page, const ExportChoice& choice)
{
    constexpr QSize least(800, 500);        // px: of a timeline that nobody has looked at yet
    constexpr int leastWidthOfWhole = 1200; // px: a narrow window is no reason for a picture that shows nothing
    const TimelineCanvas* canvas = page->timeline()->canvas();
    TimelineSnapshot shown = canvas->snapshot();
    shown.name = bundleName(page->path(), page->document()->loaded().get());
    shown.size = shown.size.expandedTo(page->timeline()->isVisible() ? QSize() : least);
    PictureRequest request;
    request.whole = choice.whole;
    if (choice.whole)
        request.size.setWidth(std::max(shown.size.width(), leastWidthOfWhole));
    request.devicePixelRatio = canvas->devicePixelRatioF();
    const auto job = std::make_shared<PictureJob>();
    auto* watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, job, file = choice.file] {
        const QString reason = watcher->result();
        const bool cancelled = job->cancelled;
        watcher->deleteLater();
        if (!reason.isEmpty())
            emit failed(tr("%1 was not written: %2.").arg(file, reason));
        else if (!cancelled)
            emit written(file);
    });
    // Nobody waits for a picture when the window goes.
    connect(watcher, &QObject::destroyed, [job] { job->cancelled = true; });
    showProgress(
        qobject_cast<QWidget*>(parent()), watcher, {.title = tr("Export"), .text = tr("Drawing the timeline…")},
        [job] { return job->percent.load(); }, [job] { job->cancelled = true; });
    watcher->setFuture(runInBackground([shown = std::move(shown), request, file = choice.file, job]() mutable {
        return writeTimelinePicture(std::move(shown), request, file, *job);
    }));
}

} // namespace rolloutscope
