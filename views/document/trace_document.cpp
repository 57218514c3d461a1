// Loading in the background, and the selection's history.
#include "views/document/trace_document.h"

#include "views/document/background.h"

#include <QFileInfo>
#include <QFutureWatcher>
#include <QTimer>

#include <exception>
#include <filesystem>

namespace rolloutscope {
namespace {

constexpr std::size_t maxHistory = 200;
constexpr int progressIntervalMs = 50;

std::filesystem::path toPath(const QString& path)
{
    // The file system's own bytes: names need not be UTF-8.
    return {QFile::encodeName(path).toStdString()};
}

/// A big trace takes a while to free; nobody on the GUI thread has to wait for it.
void releaseInBackground(LoadedTracePtr loaded)
{
    if (loaded.use_count() != 1)
        return;
    std::ignore = runInBackground([kept = std::move(loaded)]() mutable { kept.reset(); });
}

} // namespace

/// Everything that the worker touches. Shared, so that a document can go while its job still runs.
struct TraceDocument::LoadJob {
    QString path;
    QElapsedTimer clock;
    std::atomic<bool> cancelled = false;
    std::atomic<std::uint64_t> logBytesDone = 0;
    std::atomic<std::uint64_t> logBytesTotal = 0;
    std::atomic<std::uint64_t> bytesRead = 0;
    // Written by the worker before it ends, read by the GUI thread after it ended.
    LoadedTracePtr loaded;
    QString error;

    void run();
    void load();
};

void TraceDocument::LoadJob::run()
{
    try {
        load();
    } catch (const std::exception& exception) {
        // Only the machine's limits come here (memory); the bundle's faults are results, not exceptions.
        error = tr("%1 could not be loaded: %2").arg(path, QString::fromLocal8Bit(exception.what()));
    }
}

void TraceDocument::LoadJob::load()
{
    Bundle bundle;
    std::string reason;
    if (!Bundle::open(toPath(path), bundle, reason)) {
        error = QString::fromStdString(reason);
        return;
    }
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    options.cancelled = &cancelled;
    options.onProgress = [this](const ReduceProgress& progress) {
        logBytesDone.store(progress.logBytesDone, std::memory_order_relaxed);
        logBytesTotal.store(progress.logBytesTotal, std::memory_order_relaxed);
        bytesRead.store(progress.logBytesDone + progress.payloadBytes, std::memory_order_relaxed);
    };
    ReduceResult result = reduce(bundle, options);
    if (result.cancelled || cancelled.load())
        return;
    if (result.trace == nullptr) {
        error = QString::fromStdString(result.error.empty() ? std::string("the event log could not be read")
                                                            : result.error);
        return;
    }
    auto published =
        std::make_shared<LoadedTrace>(std::move(bundle), std::move(*result.trace), std::move(result.problems));
    published->bytesRead = result.progress.logBytesDone + result.progress.payloadBytes;
    published->elapsedMs = clock.elapsed();
    loaded = std::move(published);
}

TraceDocument::TraceDocument(QObject* parent) : QObject(parent)
{
    qRegisterMetaType<ObjectRef>("rolloutscope::ObjectRef");
    qRegisterMetaType<TimeRange>("rolloutscope::TimeRange");

    progressTimer_ = new QTimer(this);
    progressTimer_->setInterval(progressIntervalMs);
    connect(progressTimer_, &QTimer::timeout, this, &TraceDocument::reportProgress);
}

TraceDocument::~TraceDocument()
{
    if (job_)
        job_->cancelled = true;
    releaseInBackground(std::move(loaded_));
}

void TraceDocument::open(const QString& path)
{
    if (job_)
        job_->cancelled = true;
    path_ = path;
    error_.clear();
    state_ = State::Loading;
    job_ = std::make_shared<LoadJob>();
    job_->path = path;
    job_->clock.start();

    auto* watcher = new QFutureWatcher<void>(this);
    connect(watcher, &QFutureWatcher<void>::finished, this, [this, watcher, job = job_] {
        watcher->deleteLater();
        finishLoad(job);
    });
    watcher->setFuture(runInBackground([job = job_] { job->run(); }));
    progressTimer_->start();
    emit loadStarted();
}

void TraceDocument::cancelLoading()
{
    if (state_ != State::Loading)
        return;
    job_->cancelled = true;
    job_.reset();
    progressTimer_->stop();
    state_ = loaded_ ? State::Ready : State::Empty;
    emit loadCancelled();
}

void TraceDocument::reportProgress()
{
    if (!job_)
        return;
    const auto total = static_cast<double>(job_->logBytesTotal.load(std::memory_order_relaxed));
    const auto done = static_cast<double>(job_->logBytesDone.load(std::memory_order_relaxed));
    emit loadProgressed(total > 0 ? std::min(1.0, done / total) : 0.0, job_->bytesRead.load(std::memory_order_relaxed),
                        job_->clock.elapsed());
}

void TraceDocument::finishLoad(const std::shared_ptr<LoadJob>& job)
{
    if (job != job_)
        return; // abandoned
    job_.reset();
    progressTimer_->stop();
    if (job->loaded) {
        setTrace(std::move(job->loaded));
        return;
    }
    error_ = job->error;
    state_ = loaded_ ? State::Ready : State::Failed;
    emit loadFailed(error_);
}

void TraceDocument::setTrace(LoadedTracePtr loaded)
{
    // After a reload the same object is found again by its id; its index may have changed.
    ObjectKind keptKind = ObjectKind::None;
    std::string keptId;
    if (loaded_ && selection_.valid()) {
        keptKind = selection_.kind;
        keptId = objectId(loaded_->trace, selection_);
    }
    releaseInBackground(std::exchange(loaded_, std::move(loaded)));
    state_ = loaded_ ? State::Ready : State::Empty;
    history_.clear();
    historyAt_ = 0;
    selection_ = {};
    visibleTime_ = {};
    if (loaded_) {
        visibleTime_ = {.begin = static_cast<double>(loaded_->relations.firstMoment()),
                        .end = static_cast<double>(loaded_->relations.lastMoment())};
    }
    emit traceChanged();
    emit visibleTimeChanged(visibleTime_);
    emit selectionChanged(selection_);
    emit historyChanged();
    if (loaded_ && !keptId.empty())
        select(findObject(loaded_->trace, keptKind, keptId));
}

void TraceDocument::select(ObjectRef object)
{
    if (!loaded_ || !exists(loaded_->trace, object)) {
        clearSelection();
        return;
    }
    if (object == selection_)
        return;
    const bool isCurrentEntry = historyAt_ < history_.size() && history_[historyAt_] == object;
    if (!isCurrentEntry) {
        if (!history_.empty())
            history_.resize(historyAt_ + 1);
        history_.push_back(object);
        if (history_.size() > maxHistory)
            history_.erase(history_.begin());
        historyAt_ = history_.size() - 1;
    }
    applySelection(object);
}

void TraceDocument::reveal(ObjectRef object)
{
    select(object);
    if (selection_.valid())
        emit revealRequested(selection_);
}

void TraceDocument::clearSelection()
{
    if (selection_.valid())
        applySelection({});
}

bool TraceDocument::canGoBack() const
{
    // With nothing selected, "back" is the object that was selected last.
    return selection_.valid() ? historyAt_ > 0 : !history_.empty();
}

bool TraceDocument::canGoForward() const
{
    return historyAt_ + 1 < history_.size();
}

void TraceDocument::goBack()
{
    if (!canGoBack())
        return;
    if (selection_.valid())
        --historyAt_;
    applySelection(history_[historyAt_]);
}

void TraceDocument::goForward()
{
    if (!canGoForward())
        return;
    ++historyAt_;
    applySelection(history_[historyAt_]);
}

void TraceDocument::applySelection(ObjectRef object)
{
    selection_ = object;
    emit selectionChanged(selection_);
    emit historyChanged();
}

void TraceDocument::setVisibleTime(TimeRange range)
{
    if (range == visibleTime_)
        return;
    visibleTime_ = range;
    emit visibleTimeChanged(visibleTime_);
}

} // namespace rolloutscope
