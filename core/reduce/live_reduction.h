// A reduction that goes on while the event log is still written: each step costs what is new, not what is there.
#pragma once

#include "core/bundle/line_reader.h"
#include "core/reduce/reducer.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace rolloutscope {

class Replay;

/// What became of the log since the last step.
enum class LogChange : std::uint8_t {
    None,
    Grown,
    Waiting,  // for a payload file that the next event names and that is not there yet, or not whole
    Replaced, // the log became shorter, or is another file or has other bytes than were read: open the bundle again
    Gone,     // the log or the folder is not where it was
    Refused,  // a rule was broken (strict), or memory ran out: finish() says why
    Cancelled,
};

class LiveReduction {
public:
    using Clock = std::chrono::steady_clock;

    /// Keeps what it needs of the bundle. Never throws for anything in it.
    LiveReduction(const Bundle& bundle, const ReduceOptions& options);
    ~LiveReduction();
    LiveReduction(const LiveReduction&) = delete;
    LiveReduction& operator=(const LiveReduction&) = delete;

    /// Applies all whole lines that the log has now. What was written since the first step may name payloads that
    /// arrive late: it waits for them (`patience` in all for one, then it is a problem).
    LogChange advance(Clock::time_point now = Clock::now());
    void setPatience(std::chrono::milliseconds patience) { patience_ = patience; }

    /// The log says that the rollout ended. Some events may still follow.
    [[nodiscard]] bool endRecorded() const;
    /// The log says that nothing follows (schema v2: recording_completed).
    [[nodiscard]] bool complete() const;
    /// Bytes of the log that were looked at, unfinished line included.
    [[nodiscard]] std::uint64_t logBytes() const;
    /// The log does not end with a line feed: its last line is still being written, or was cut off.
    [[nodiscard]] bool hasUnfinishedLine() const;
    /// False once an event was applied without a payload that a later look might have found: only a reduction from the
    /// start gives what the finished bundle gives.
    [[nodiscard]] bool exact() const { return exact_; }

    /// The trace so far, without an unfinished line. Costs little; the reduction goes on.
    [[nodiscard]] ReduceResult current();
    /// The result if nothing follows any more: what reduce() of the bundle as it is gives. The last call.
    [[nodiscard]] ReduceResult finish();

private:
    LogChange step(Clock::time_point now);
    void readLines(Clock::time_point now);
    void applyRest();
    bool waitsForPayload(Clock::time_point now);
    [[nodiscard]] LogChange lookAtFile() const;
    [[nodiscard]] ReduceResult result(bool last);
    [[nodiscard]] bool cancelled();
    void report(ReduceProgress& into);

    const Bundle bundle_;
    const ReduceOptions options_;
    std::unique_ptr<Replay> replay_;
    ConfinedFile log_;
    std::optional<LineReader> lines_;
    std::uint64_t bytesAtStart_ = 0; // of the log at the first step
    std::string error_;
    ReduceProgress progress_;
    Clock::time_point reported_ = Clock::now();
    std::optional<Clock::time_point> waitingSince_;
    std::chrono::milliseconds patience_{5'000};
    bool gaveUp_ = false; // the last payload waited for did not come
    bool waiting_ = false;
    bool cancelled_ = false;
    bool exact_ = true;
};

} // namespace rolloutscope
