#include "views/timeline/timeline_facts.h"

#include "views/document/background.h"

#include <QDateTime>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int leastRestMs = 500;
constexpr int mostRestMs = 15'000;
constexpr int restTimes = 10; // as long as finding took

} // namespace

TimelineFacts::TimelineFacts(QObject* parent) : QObject(parent)
{
    rest_.setSingleShot(true);
    connect(&rest_, &QTimer::timeout, this, [this] {
        if (isStale_)
            find();
    });
    connect(&finding_, &QFutureWatcherBase::finished, this, &TimelineFacts::take);
}

TimelineFacts::~TimelineFacts()
{
    if (cancelled_)
        *cancelled_ = true;
}

void TimelineFacts::setTrace(LoadedTracePtr loaded, UnixMs openEndsAt)
{
    const bool isOther = !loaded || !loaded_ || loaded->trace.traceId != loaded_->trace.traceId;
    loaded_ = std::move(loaded);
    openEndsAt_ = openEndsAt;
    if (isOther) {
        if (cancelled_)
            *cancelled_ = true;
        finding_.setFuture({});
        isFinding_ = false;
        rest_.stop();
        found_ = {};
        emit factsChanged();
    }
    isStale_ = loaded_ != nullptr;
    if (isStale_ && !isFinding_ && !rest_.isActive())
        find();
}

void TimelineFacts::setCounters(bool wanted)
{
    if (counters_ == wanted)
        return;
    counters_ = wanted;
    isStale_ = loaded_ != nullptr;
    if (wanted && isStale_ && !isFinding_)
        find();
}

void TimelineFacts::find()
{
    isStale_ = false;
    isFinding_ = true;
    rest_.stop();
    cancelled_ = std::make_shared<std::atomic<bool>>(false);
    finding_.setFuture(runInBackground([loaded = loaded_, until = openEndsAt_, counters = counters_, found = found_,
                                        cancelled = cancelled_]() mutable {
        found.waits = std::make_shared<const Waits>(loaded->trace, loaded->relations);
        if (counters && !*cancelled)
            found.working = std::make_shared<const Concurrency>(
                Concurrency::of(loaded->trace, loaded->relations, until, cancelled.get()));
        // A window does not change; only agents that are new, or told no window so far, have to be looked at.
        const std::size_t threads = loaded->trace.threads.size();
        const std::size_t turns = loaded->trace.turnStartedEvents.size();
        const auto isUnknown = [&](const AgentThread& thread) {
            return found.windows->of(loaded->trace.threads.find(thread.id)) == 0;
        };
        const bool looks = !found.windows || found.windowsOfThreads != threads ||
                           (found.windowsOfTurns != turns &&
                            std::any_of(loaded->trace.threads.begin(), loaded->trace.threads.end(), isUnknown));
        if (counters && !*cancelled && looks) {
            found.windows = std::make_shared<const ContextWindows>(
                readContextWindows(loaded->bundle, loaded->trace, loaded->relations, cancelled.get()));
            found.windowsOfThreads = threads;
            found.windowsOfTurns = turns;
        }
        return found;
    }));
    tookMs_ = QDateTime::currentMSecsSinceEpoch();
}

void TimelineFacts::take()
{
    if (!isFinding_ || finding_.future().resultCount() == 0)
        return;
    isFinding_ = false;
    found_ = finding_.result();
    tookMs_ = QDateTime::currentMSecsSinceEpoch() - tookMs_;
    emit factsChanged();
    rest_.start(static_cast<int>(std::clamp<qint64>(tookMs_ * restTimes, leastRestMs, mostRestMs)));
}

void TimelineFacts::waitUntilReady()
{
    while (isStale_ || isFinding_) {
        if (!isFinding_)
            find();
        finding_.waitForFinished();
        take();
    }
}

} // namespace rolloutscope
