#include "core/reduce/live_reduction.h"

#include "core/bundle/read_ahead.h"
#include "core/reduce/replay.h"

#include <algorithm>
#include <new>

namespace rolloutscope {

namespace {

constexpr auto progressInterval = std::chrono::milliseconds(10);
/// After a payload did not come in time, the next missing ones get less of it.
constexpr std::chrono::milliseconds impatience(300);

} // namespace

LiveReduction::LiveReduction(const Bundle& bundle, const ReduceOptions& options)
    : bundle_(bundle), options_(options), replay_(std::make_unique<Replay>(bundle_, options_))
{
}

LiveReduction::~LiveReduction() = default;

LogChange LiveReduction::advance(Clock::time_point now)
{
    if (!error_.empty())
        return LogChange::Refused;
    if (cancelled_)
        return LogChange::Cancelled;
    try {
        return step(now);
    } catch (const RuleBroken& broken) {
        error_ = replay_->refusal(broken);
    } catch (const std::bad_alloc&) {
        error_ = "there is not enough memory for this bundle";
    }
    return LogChange::Refused;
}

LogChange LiveReduction::step(Clock::time_point now)
{
    if (!lines_) {
        replay_->checkSchema();
        if (const FileError error = bundle_.folder().openFile(eventLogFileName, log_); error != FileError::None) {
            error_ = std::string(eventLogFileName) + ": " + describe(error);
            return LogChange::Refused;
        }
        bytesAtStart_ = log_.size();
        lines_.emplace(log_);
    } else {
        const LogChange change = lookAtFile();
        const bool goesOn = change == LogChange::Grown || (change == LogChange::None && waiting_);
        if (!goesOn)
            return change;
    }
    const std::uint64_t before = lines_->bytesDone();
    readLines(now);
    if (cancelled_)
        return LogChange::Cancelled;
    if (lines_->bytesDone() != before)
        return LogChange::Grown;
    return waiting_ ? LogChange::Waiting : LogChange::None;
}

void LiveReduction::readLines(Clock::time_point now)
{
    progress_.logBytesTotal = std::max(log_.size(), progress_.logBytesTotal);
    std::optional<ReadAhead> ahead; // of what is there when a bundle is opened
    if (lines_->bytesDone() == 0 && options_.depth == ReduceDepth::Full)
        ahead.emplace(bundle_.folder());
    waiting_ = false;
    std::string_view line;
    while (lines_->nextWhole(line)) {
        const bool isNew = lines_->bytesDone() > bytesAtStart_;
        const bool isEvent = replay_->read(line, true);
        if (isEvent && isNew && waitsForPayload(now)) {
            replay_->unread();
            lines_->putBack();
            waiting_ = true;
            return;
        }
        progress_.logBytesDone = lines_->bytesDone();
        if (ahead)
            ahead->reached(progress_.logBytesDone);
        if (!isEvent)
            continue;
        replay_->apply();
        progress_.events = replay_->eventsApplied();
        if (cancelled()) {
            cancelled_ = true;
            return;
        }
    }
    exact_ = exact_ && replay_->reduction().payloads.failedLoads() == 0;
    if (lines_->failed())
        replay_->reduction().problems.broken(eventLogFileName, "the event log cannot be read to its end");
}

bool LiveReduction::waitsForPayload(Clock::time_point now)
{
    if (replay_->payloadsReady()) {
        if (waitingSince_)
            gaveUp_ = false;
        waitingSince_.reset();
        return false;
    }
    if (!waitingSince_)
        waitingSince_ = now;
    if (now - *waitingSince_ < (gaveUp_ ? std::min(patience_, impatience) : patience_))
        return true;
    waitingSince_.reset();
    gaveUp_ = true;
    exact_ = false;
    return false;
}

LogChange LiveReduction::lookAtFile() const
{
    ConfinedFile now;
    if (!bundle_.folder().isWhereItWas() || bundle_.folder().openFile(eventLogFileName, now) != FileError::None)
        return LogChange::Gone;
    const std::uint64_t known = logBytes();
    if (!now.isSameFile(log_) || now.size() < known)
        return LogChange::Replaced;
    if (!lines_->stillAsRead())
        return LogChange::Replaced;
    return now.size() > known ? LogChange::Grown : LogChange::None;
}

bool LiveReduction::endRecorded() const
{
    return replay_->reduction().trace.endedAt.has_value();
}

bool LiveReduction::complete() const
{
    return replay_->reduction().trace.recordingComplete;
}

std::uint64_t LiveReduction::logBytes() const
{
    return lines_ ? lines_->bytesDone() + lines_->unfinished().size() : 0;
}

bool LiveReduction::hasUnfinishedLine() const
{
    return lines_ && !lines_->unfinished().empty();
}

ReduceResult LiveReduction::current()
{
    return result(false);
}

ReduceResult LiveReduction::finish()
{
    return result(true);
}

ReduceResult LiveReduction::result(bool last)
{
    ReduceResult result;
    if (error_.empty() && !cancelled_ && lines_) {
        try {
            if (last)
                applyRest();
            result.trace = std::make_unique<RolloutTrace>(replay_->reduction().finished(last, result.problems));
        } catch (const RuleBroken& broken) {
            error_ = replay_->refusal(broken);
        } catch (const std::bad_alloc&) {
            error_ = "there is not enough memory for this bundle";
        }
    }
    report(result.progress);
    result.error = error_;
    result.cancelled = cancelled_;
    if (!error_.empty() || cancelled_) {
        result.trace.reset();
        result.problems = {};
    }
    return result;
}

void LiveReduction::applyRest()
{
    std::string_view line;
    exact_ = exact_ && !waiting_;
    while (lines_->next(line)) {
        progress_.logBytesDone = lines_->bytesDone();
        if (replay_->read(line, lines_->lineWasWhole()))
            replay_->apply();
    }
    progress_.events = replay_->eventsApplied();
}

void LiveReduction::report(ReduceProgress& into)
{
    progress_.payloadBytes = replay_->reduction().payloads.bytesRead();
    into = progress_;
}

bool LiveReduction::cancelled()
{
    if (options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed))
        return true;
    if (options_.onProgress) {
        const auto now = Clock::now();
        if (now - reported_ >= progressInterval) {
            reported_ = now;
            report(progress_);
            options_.onProgress(progress_);
        }
    }
    return false;
}

} // namespace rolloutscope
