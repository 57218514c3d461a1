#include "app/window/transcript_flow.h"

#include "app/bundle_page.h"
#include "app/window/bundle_words.h"
#include "app/window/file_name.h"
#include "app/window/job_progress.h"
#include "core/export/prompt_export.h"
#include "core/insight/describe.h"
#include "views/document/background.h"
#include "views/prompt/prompt_view.h"

#include <QFileDialog>
#include <QFutureWatcher>
#include <QSaveFile>

namespace rolloutscope {
namespace {

struct TranscriptJob {
    std::atomic<std::size_t> written{0};
    std::atomic<bool> cancelled{false};
};

QString suffixOf(TranscriptFormat format)
{
    switch (format) {
    case TranscriptFormat::Markdown:
        return QStringLiteral("md");
    case TranscriptFormat::Json:
        return QStringLiteral("json");
    case TranscriptFormat::Html:
        break;
    }
    return QStringLiteral("html");
}

TranscriptChoice ask(const LoadedTrace& loaded, const TranscriptChoice& first, InferenceIndex offered,
                     const QString& folder, QWidget* window)
{
    TranscriptDialog dialog(loaded.trace, loaded.relations, first, offered, window);
    if (dialog.exec() != QDialog::Accepted)
        return {};
    TranscriptChoice choice = dialog.choice();
    const bool isPrompt = loaded.trace.inferenceCalls.contains(choice.call);
    if (!isPrompt && !loaded.trace.threads.contains(choice.agent))
        return {};
    const QString what = QString::fromStdString(
        isPrompt ? " " + objectTitle(loaded.trace, loaded.relations, loaded.trace.inferenceCalls[choice.call].thread) +
                       " " + objectTitle(loaded.trace, loaded.relations, choice.call)
                 : loaded.trace.threads[choice.agent].agentPath);
    const QString name =
        plainFileName(bundleName(QString::fromStdString(loaded.bundle.path().string()), &loaded) + what,
                      QStringLiteral("transcript"));
    const QString suffix = suffixOf(choice.format);
    QFileDialog files(window, TranscriptFlow::tr("Export Transcript"), folder,
                      QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
    files.setAcceptMode(QFileDialog::AcceptSave);
    files.setDefaultSuffix(suffix); // it asks before it writes over what is there, under the name with its end
    files.selectFile(name + u'.' + suffix);
    if (files.exec() == QDialog::Accepted)
        choice.file = files.selectedFiles().value(0);
    return choice;
}

/// Why the file could not be written; empty when it was, and when it was cancelled.
QString writeFile(const LoadedTracePtr& loaded, const TranscriptChoice& choice, TranscriptJob& job)
{
    QSaveFile file(choice.file);
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    const Readings readings(loaded->trace);
    const TranscriptContents contents =
        choice.call ? contentsOfPrompt(loaded->trace, loaded->relations,
                                       readPrompt(loaded->bundle, loaded->trace, AgentMail(loaded->trace), choice.call,
                                                  &job.cancelled))
                    : contentsOfThread(loaded->trace, loaded->relations, readings, choice.agent);
    const bool good = writeTranscript(
        loaded->bundle, loaded->trace, loaded->relations, readings, contents,
        {.format = choice.format, .redact = choice.redact, .written = &job.written, .cancelled = &job.cancelled},
        [&](std::string_view piece) {
            return !job.cancelled &&
                   file.write(piece.data(), static_cast<qint64>(piece.size())) == static_cast<qint64>(piece.size());
        });
    if (job.cancelled)
        return {}; // what is there already goes with the QSaveFile
    return good && file.commit() ? QString() : file.errorString();
}

} // namespace

TranscriptFlow::TranscriptFlow(QSettings& settings, QWidget* window)
    : QObject(window), settings_(settings), window_(window)
{
    choose = [window](const LoadedTrace& loaded, const TranscriptChoice& first, InferenceIndex offered,
                      const QString& folder) { return ask(loaded, first, offered, folder, window); };
}

void TranscriptFlow::exportPage(BundlePage* page, const QString& folder)
{
    const LoadedTracePtr loaded = page->document()->loaded();
    if (!loaded || loaded->relations.threadsInSpawnOrder().empty())
        return;
    TranscriptChoice first = savedTranscriptChoice(settings_);
    first.agent = threadOf(loaded->trace, page->document()->selection());
    if (!first.agent)
        first.agent = loaded->relations.threadsInSpawnOrder().front();
    // The prompt that one reads, or of the call that one selected.
    InferenceIndex offered = page->document()->selection().inferenceCall();
    first.call = offered;
    if (!offered && page->prompt()->isVisible())
        offered = page->prompt()->call();
    const TranscriptChoice choice = choose(*loaded, first, offered, folder);
    if (choice.file.isEmpty())
        return;
    saveTranscriptChoice(settings_, choice);
    write(loaded, choice);
}

void TranscriptFlow::write(const LoadedTracePtr& loaded, const TranscriptChoice& choice)
{
    const auto job = std::make_shared<TranscriptJob>();
    auto* watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, job, file = choice.file] {
        const QString reason = watcher->result();
        watcher->deleteLater();
        if (!reason.isEmpty())
            emit failed(tr("%1 was not written: %2.").arg(file, reason));
        else if (!job->cancelled)
            emit written(file);
    });
    // Nobody waits for it when the window goes.
    connect(watcher, &QObject::destroyed, [job] { job->cancelled = true; });
    const std::size_t items = choice.call ? loaded->trace.inferenceCalls[choice.call].requestItems.size()
                                          : loaded->trace.threads[choice.agent].items.size();
    const std::size_t all = std::max<std::size_t>(1, items);
    showProgress(
        window_, watcher, {.title = tr("Export Transcript"), .text = tr("Writing the transcript…")},
        [job, all] { return static_cast<int>(std::min<std::size_t>(99, job->written * 100 / all)); },
        [job] { job->cancelled = true; });
    watcher->setFuture(runInBackground([loaded, choice, job] { return writeFile(loaded, choice, *job); }));
}

} // namespace rolloutscope
