#include "app/window/export_flow.h"

#include "app/bundle_page.h"
#include "app/window/bundle_words.h"
#include "core/export/spans.h"
#include "views/bookmarks/bookmark_text.h"
#include "views/document/background.h"
#include "views/timeline/timeline_view.h"

#include <QDir>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSvgGenerator>

namespace rolloutscope {
namespace {

bool endsWith(const QString& file, const char* suffix)
{
    return file.endsWith(QLatin1String(suffix), Qt::CaseInsensitive);
}

/// Why the file could not be written; empty when it was.
QString writeFile(const QString& name, const LoadedTracePtr& loaded, const std::vector<ExportedMark>& marks, bool csv)
{
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    const auto sink = [&file](std::string_view piece) {
        return file.write(piece.data(), static_cast<qint64>(piece.size())) == static_cast<qint64>(piece.size());
    };
    const bool good = csv ? writeSpansCsv(loaded->trace, loaded->relations, sink)
                          : writeChromeTrace(loaded->trace, loaded->relations, marks, sink);
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

/// A name that every file system takes.
QString fileName(const QString& bundle)
{
    static const QRegularExpression unfit(QStringLiteral("[^\\w.-]+"));
    QString name = bundle;
    name.replace(unfit, QStringLiteral("-"));
    return name.isEmpty() ? QStringLiteral("rollout") : name;
}

} // namespace

ExportFlow::ExportFlow(QWidget* window) : QObject(window)
{
    chooseFile = [window](const QString& suggested) {
        QFileDialog dialog(window, tr("Export"), QFileInfo(suggested).path());
        dialog.setAcceptMode(QFileDialog::AcceptSave);
        const QStringList filters{tr("Trace events for Perfetto and speedscope (*.json)"),
                                  tr("Everything that ran, as CSV (*.csv)"), tr("Timeline as picture (*.png)"),
                                  tr("Timeline as drawing (*.svg)")};
        dialog.setNameFilters(filters);
        dialog.selectFile(QFileInfo(suggested).fileName());
        const auto takeSuffix = [&dialog](const QString& filter) {
            dialog.setDefaultSuffix(filter.section(QStringLiteral("*."), 1).section(u')', 0, 0));
        };
        connect(&dialog, &QFileDialog::filterSelected, &dialog, takeSuffix);
        takeSuffix(filters.front());
        return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
    };
}

void ExportFlow::exportPage(BundlePage* page, const QString& folder)
{
    const LoadedTracePtr loaded = page->document()->loaded();
    if (!loaded)
        return;
    const QString file =
        chooseFile(QDir(folder).filePath(fileName(bundleName(page->path(), loaded.get())) + QStringLiteral(".json")));
    if (file.isEmpty())
        return;
    if (endsWith(file, ".png") || endsWith(file, ".svg"))
        writePicture(page, file);
    else if (endsWith(file, ".json") || endsWith(file, ".csv"))
        writeData(page, file);
    else
        emit failed(tr("%1 was not written: its name should end with .json, .csv, .png or .svg.").arg(file));
}

void ExportFlow::writeData(BundlePage* page, const QString& file)
{
    auto* watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, file] {
        watcher->deleteLater();
        if (const QString reason = watcher->result(); !reason.isEmpty())
            emit failed(tr("%1 was not written: %2.").arg(file, reason));
        else
            emit written(file);
    });
    watcher->setFuture(
        runInBackground([loaded = page->document()->loaded(), file, marks = marksOf(*page->document()->bookmarks()),
                         csv = endsWith(file, ".csv")] { return writeFile(file, loaded, marks, csv); }));
}

void ExportFlow::writePicture(BundlePage* page, const QString& file)
{
    QWidget* timeline = page->timeline();
    bool good = false;
    if (endsWith(file, ".svg")) {
        QSaveFile target(file);
        if (target.open(QIODevice::WriteOnly)) {
            QSvgGenerator drawing;
            drawing.setOutputDevice(&target);
            drawing.setSize(timeline->size());
            drawing.setViewBox(timeline->rect());
            drawing.setTitle(bundleTitle(page->path(), page->document()->loaded().get()));
            timeline->render(&drawing);
            good = target.commit();
        }
    } else {
        good = timeline->grab().save(file, "PNG");
    }
    if (good)
        emit written(file);
    else
        emit failed(tr("%1 was not written. Is there a folder of this name, and room in it?").arg(file));
}

} // namespace rolloutscope
