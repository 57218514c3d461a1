#include "views/document/trace_loader.h"

#include "views/document/background.h"

#include <QDateTime>
#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QFutureWatcher>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <exception>
#include <filesystem>

namespace rolloutscope {
namespace {

constexpr int progressIntervalMs = 50;
constexpr int spineAfterMs = 250; // a load that is done by then shows no stage before
/// Of a log this large the spine comes first; of a smaller one it is made beside the load.
constexpr qint64 spineFirstBytes = 8 << 20;
constexpr int pollIntervalMs = 400;
constexpr int stepIntervalMs = 60;
/// A step rests this many times as long as it took, so that a huge trace does not keep a processor busy.
constexpr int restPerWork = 4;
constexpr int longestRestMs = 400;
/// After rollout_ended some events may follow; then silence says that the log is complete.
constexpr std::int64_t silenceAfterEndMs = 1'000;
constexpr std::int64_t longAgoMs = 120'000;

std::filesystem::path toPath(const QString& path)
{
    // The file system's own bytes: names need not be UTF-8.
    return {QFile::encodeName(path).toStdString()};
}

} // namespace

struct TraceLoader::Outcome {
    LoadedTracePtr loaded; // null: nothing new
    QString error;
    LogChange change = LogChange::None;
    bool over = false; // nothing follows
    std::int64_t tookMs = 0;
};

/// Everything that workers touch. Shared, so that the loader can go while they run. Load and steps run one after the
/// other; only the spine runs beside them.
struct TraceLoader::Work {
    QString path;
    QElapsedTimer clock;
    std::atomic<bool> cancelled = false;
    std::atomic<std::uint64_t> logBytesDone = 0;
    std::atomic<std::uint64_t> logBytesTotal = 0;
    std::atomic<std::uint64_t> bytesRead = 0;
    std::atomic<bool> wholeIsThere = false;

    // Of load and steps only.
    std::unique_ptr<LiveReduction> live; // null once nothing follows
    LoadedTracePtr latest;
    QElapsedTimer sinceGrowth;

    [[nodiscard]] LoadedTracePtr spine();
    [[nodiscard]] Outcome load();
    [[nodiscard]] Outcome step();

private:
    [[nodiscard]] ReduceOptions options();
    bool open(Bundle& bundle, QString& error) const;
    void read(const Bundle& bundle, Outcome& outcome);
    void publish(ReduceResult&& result, const Bundle& bundle, Outcome& outcome);
};

ReduceOptions TraceLoader::Work::options()
{
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    options.cancelled = &cancelled;
    options.onProgress = [this](const ReduceProgress& progress) {
        logBytesDone.store(progress.logBytesDone, std::memory_order_relaxed);
        logBytesTotal.store(progress.logBytesTotal, std::memory_order_relaxed);
        bytesRead.store(progress.logBytesDone + progress.payloadBytes, std::memory_order_relaxed);
    };
    return options;
}

bool TraceLoader::Work::open(Bundle& bundle, QString& error) const
{
    std::string reason;
    if (Bundle::open(toPath(path), bundle, reason))
        return true;
    error = QString::fromStdString(reason);
    return false;
}

LoadedTracePtr TraceLoader::Work::spine()
{
    try {
        Bundle bundle;
        QString error;
        if (!open(bundle, error))
            return nullptr; // the load says why
        ReduceOptions wanted = options();
        wanted.depth = ReduceDepth::Spine;
        wanted.onProgress = nullptr;
        ReduceResult result = reduce(bundle, wanted);
        if (!result.trace || wholeIsThere)
            return nullptr;
        auto loaded = std::make_unique<LoadedTrace>(std::move(bundle), std::move(*result.trace), ProblemList());
        loaded->stage = TraceStage::Spine;
        loaded->bytesRead = result.progress.logBytesDone + result.progress.payloadBytes;
        loaded->elapsedMs = clock.elapsed();
        return shared(std::move(loaded));
    } catch (const std::exception&) {
        return nullptr; // memory: the load comes to the same end, and says so
    }
}

TraceLoader::Outcome TraceLoader::Work::load()
{
    Outcome outcome;
    try {
        Bundle bundle;
        if (open(bundle, outcome.error))
            read(bundle, outcome);
    } catch (const std::exception& exception) {
        // Only the machine's limits come here (memory); the bundle's faults are results, not exceptions.
        outcome.error = tr("%1 could not be loaded: %2").arg(path, QString::fromLocal8Bit(exception.what()));
    }
    wholeIsThere = true;
    return outcome;
}

void TraceLoader::Work::read(const Bundle& bundle, Outcome& outcome)
{
    live = std::make_unique<LiveReduction>(bundle, options());
    outcome.change = live->advance();
    // What a recorder left behind long ago is complete as it is; its last line may be cut.
    const QFileInfo log(path + u'/' + QLatin1String(eventLogFileName));
    const qint64 age = log.lastModified().msecsTo(QDateTime::currentDateTime());
    outcome.over = live->complete() || (live->endRecorded() && age > silenceAfterEndMs) ||
                   (live->hasUnfinishedLine() && age > longAgoMs);
    publish(outcome.over ? live->finish() : live->current(), bundle, outcome);
    sinceGrowth.start();
    if (outcome.over || !outcome.loaded)
        live.reset();
}

void TraceLoader::Work::publish(ReduceResult&& result, const Bundle& bundle, Outcome& outcome)
{
    if (result.cancelled || cancelled)
        return;
    if (!result.trace) {
        outcome.error = QString::fromStdString(result.error.empty() ? std::string("the event log could not be read")
                                                                    : result.error);
        return;
    }
    std::unique_ptr<LoadedTrace> loaded;
    if (latest)
        loaded = std::make_unique<LoadedTrace>(*latest, std::move(*result.trace), std::move(result.problems));
    else
        loaded = std::make_unique<LoadedTrace>(bundle, std::move(*result.trace), std::move(result.problems));
    if (!latest)
        loaded->elapsedMs = clock.elapsed();
    loaded->bytesRead = result.progress.logBytesDone + result.progress.payloadBytes;
    latest = shared(std::move(loaded));
    outcome.loaded = latest;
}

TraceLoader::Outcome TraceLoader::Work::step()
{
    Outcome outcome;
    QElapsedTimer took;
    took.start();
    try {
        outcome.change = live->advance();
        const bool grown = outcome.change == LogChange::Grown;
        if (outcome.change == LogChange::Refused)
            outcome.error = QString::fromStdString(live->finish().error);
        if (grown || outcome.change == LogChange::Waiting)
            sinceGrowth.restart();
        outcome.over = live->complete() || (live->endRecorded() && sinceGrowth.elapsed() >= silenceAfterEndMs);
        if (outcome.over && !live->exact()) {
            // Some payloads came too late: the finished bundle is read as a whole once more.
            live.reset();
            Bundle bundle;
            latest.reset();
            if (open(bundle, outcome.error))
                publish(reduce(bundle, options()), bundle, outcome);
        } else if (outcome.over || grown) {
            publish(outcome.over ? live->finish() : live->current(), latest->bundle, outcome);
            if (outcome.over)
                live.reset();
        }
    } catch (const std::exception& exception) {
        outcome.error = tr("Following ended: %1").arg(QString::fromLocal8Bit(exception.what()));
    }
    outcome.tookMs = took.elapsed();
    return outcome;
}

// ---- On the GUI thread ---------------------------------------------------------------------------------------------

TraceLoader::TraceLoader(QObject* parent) : QObject(parent)
{
    qRegisterMetaType<LoadedTracePtr>("rolloutscope::LoadedTracePtr");
    const auto timer = [this](int intervalMs, bool once, auto act) {
        auto* made = new QTimer(this);
        made->setInterval(intervalMs);
        made->setSingleShot(once);
        connect(made, &QTimer::timeout, this, act);
        return made;
    };
    progressTimer_ = timer(progressIntervalMs, false, &TraceLoader::reportProgress);
    spineTimer_ = timer(spineAfterMs, true, [this] {
        if (waitingSpine_)
            emit published(std::exchange(waitingSpine_, nullptr), true);
    });
    stepTimer_ = timer(stepIntervalMs, true, &TraceLoader::step);
    pollTimer_ = timer(pollIntervalMs, false, [this] {
        lookIfSilent();
        wake();
    });
}

TraceLoader::~TraceLoader()
{
    if (work_)
        work_->cancelled = true;
}

void TraceLoader::abandon()
{
    if (work_)
        work_->cancelled = true;
    work_.reset();
    loading_ = false;
    stepping_ = false;
    woken_ = false;
    waitingSpine_.reset();
    progressTimer_->stop();
    spineTimer_->stop();
    stopWatching();
}

void TraceLoader::open(const QString& path)
{
    if (liveness_ != Liveness::Finished)
        mayGoOn_ = path == path_ && liveness_ != Liveness::Lost;
    else if (!loading_)
        mayGoOn_ = false;
    abandon();
    path_ = path;
    loading_ = true;
    // With it goes a whole reduction: not on this thread.
    work_ = std::shared_ptr<Work>(new Work, [](const Work* last) { deleteInBackground(last); });
    work_->path = path;
    work_->clock.start();

    auto* spine = new QFutureWatcher<LoadedTracePtr>(this);
    const bool spineFirst = QFileInfo(path + u'/' + QLatin1String(eventLogFileName)).size() >= spineFirstBytes;
    connect(spine, &QFutureWatcherBase::finished, this, [this, spine, spineFirst, work = work_] {
        spine->deleteLater();
        takeSpine(work, spine->result());
        if (spineFirst && work == work_)
            startLoad();
    });
    spine->setFuture(runInBackground([work = work_] { return work->spine(); }));
    if (!spineFirst)
        startLoad();
    progressTimer_->start();
    spineTimer_->start();
    setLiveness(Liveness::Finished);
}

void TraceLoader::setSpineAfter(int ms)
{
    spineTimer_->setInterval(ms);
}

void TraceLoader::startLoad()
{
    auto* load = new QFutureWatcher<Outcome>(this);
    connect(load, &QFutureWatcherBase::finished, this, [this, load, work = work_] {
        load->deleteLater();
        takeLoad(work, load->result());
    });
    load->setFuture(runInBackground([work = work_] { return work->load(); }));
}

void TraceLoader::cancel()
{
    abandon();
    setLiveness(mayGoOn_ ? Liveness::Paused : Liveness::Finished);
}

bool TraceLoader::isLoading() const
{
    return loading_;
}

void TraceLoader::reportProgress()
{
    const auto total = static_cast<double>(work_->logBytesTotal.load(std::memory_order_relaxed));
    const auto done = static_cast<double>(work_->logBytesDone.load(std::memory_order_relaxed));
    emit progressed(total > 0 ? std::min(1.0, done / total) : 0.0, work_->bytesRead.load(std::memory_order_relaxed),
                    work_->clock.elapsed());
}

void TraceLoader::takeSpine(const std::shared_ptr<Work>& work, LoadedTracePtr spine)
{
    if (work != work_ || !loading_ || !spine)
        return;
    if (spineTimer_->isActive())
        waitingSpine_ = std::move(spine);
    else
        emit published(std::move(spine), true);
}

void TraceLoader::takeLoad(const std::shared_ptr<Work>& work, const Outcome& outcome)
{
    if (work != work_)
        return; // abandoned
    loading_ = false;
    progressTimer_->stop();
    spineTimer_->stop();
    waitingSpine_.reset();
    if (!outcome.loaded) {
        work_.reset();
        setLiveness(mayGoOn_ ? Liveness::Paused : Liveness::Finished);
        emit failed(outcome.error);
        return;
    }
    if (outcome.over) {
        emit published(outcome.loaded, false);
        return;
    }
    const QFileInfo log(path_ + u'/' + QLatin1String(eventLogFileName));
    silentBefore_ = std::max<std::int64_t>(0, log.lastModified().msecsTo(QDateTime::currentDateTime()));
    sinceEvent_.start();
    liveness_ = !follow_ ? Liveness::Paused : Liveness::Live;
    lookIfSilent();
    emit published(outcome.loaded, false);
    if (work != work_)
        return;
    startWatching();
    emit livenessChanged();
}

// ---- Following -----------------------------------------------------------------------------------------------------

void TraceLoader::setFollowing(bool follow)
{
    if (follow == follow_)
        return;
    follow_ = follow;
    if (liveness_ == Liveness::Finished || liveness_ == Liveness::Lost || isIdle())
        return;
    if (follow) {
        setLiveness(Liveness::Live);
        startWatching();
    } else {
        stopWatching();
        setLiveness(Liveness::Paused);
    }
}

std::int64_t TraceLoader::msSinceLastEvent() const
{
    return sinceEvent_.isValid() ? silentBefore_ + sinceEvent_.elapsed() : 0;
}

void TraceLoader::startWatching()
{
    if (!follow_ || !work_ || liveness_ == Liveness::Finished)
        return;
    watcher_ = std::make_unique<QFileSystemWatcher>();
    // The folder too: it tells of a log that is moved away or replaced.
    watcher_->addPaths({path_ + u'/' + QLatin1String(eventLogFileName), path_});
    connect(watcher_.get(), &QFileSystemWatcher::fileChanged, this, &TraceLoader::wake);
    connect(watcher_.get(), &QFileSystemWatcher::directoryChanged, this, &TraceLoader::wake);
    pollTimer_->start(); // a net for file systems that do not notify
    wake();
}

void TraceLoader::stopWatching()
{
    watcher_.reset();
    pollTimer_->stop();
    stepTimer_->stop();
}

void TraceLoader::wake()
{
    if (stepping_)
        woken_ = true;
    else if (!stepTimer_->isActive())
        stepTimer_->start();
}

void TraceLoader::step()
{
    if (stepping_ || !work_ || !follow_ || liveness_ == Liveness::Finished || liveness_ == Liveness::Lost)
        return;
    stepping_ = true;
    woken_ = false;
    auto* watcher = new QFutureWatcher<Outcome>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, work = work_] {
        watcher->deleteLater();
        takeStep(work, watcher->result());
    });
    watcher->setFuture(runInBackground([work = work_] { return work->step(); }));
}

void TraceLoader::takeStep(const std::shared_ptr<Work>& work, const Outcome& outcome)
{
    if (work != work_)
        return;
    stepping_ = false;
    const auto lose = [&](const QString& message) {
        stopWatching();
        setLiveness(Liveness::Lost);
        emit lost(message);
    };
    if (!outcome.error.isEmpty())
        return lose(outcome.error);
    if (outcome.change == LogChange::Replaced)
        return lose(tr("The event log of this bundle was replaced or cut; what you see is what it held before."));
    if (outcome.change == LogChange::Gone)
        return lose(tr("The bundle is no longer at %1; what you see was read before.").arg(path_));
    if (outcome.change == LogChange::Grown) {
        silentBefore_ = 0;
        sinceEvent_.restart();
        if (liveness_ == Liveness::Silent)
            setLiveness(Liveness::Live);
    }
    if (outcome.over) {
        stopWatching();
        liveness_ = Liveness::Finished;
    }
    if (outcome.loaded)
        emit published(outcome.loaded, false);
    if (work != work_)
        return; // a listener opened something else
    if (outcome.over) {
        emit livenessChanged();
        emit ended();
        return;
    }
    const auto rest = std::clamp<std::int64_t>(outcome.tookMs * restPerWork, stepIntervalMs, longestRestMs);
    stepTimer_->setInterval(static_cast<int>(rest));
    if (woken_ || outcome.change == LogChange::Waiting)
        stepTimer_->start();
}

void TraceLoader::lookIfSilent()
{
    if (liveness_ == Liveness::Live && msSinceLastEvent() >= silenceAfterMs_)
        setLiveness(Liveness::Silent);
}

void TraceLoader::setLiveness(Liveness liveness)
{
    if (liveness == liveness_)
        return;
    liveness_ = liveness;
    emit livenessChanged();
}

} // namespace rolloutscope
