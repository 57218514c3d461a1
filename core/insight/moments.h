// The moments of a rollout in order, for a playhead: whatever began, ended or happened, one after the other.
// Built in n log n, on any thread; immutable afterwards. For a trace that grew it is built anew. Times are Unix ms.
#pragma once

#include "core/trace/object_ref.h"

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace rolloutscope {

enum class MomentKind : std::uint8_t {
    Begins,
    Happens, // what takes no time: an installed compaction, an interaction that has no end of its own
    Ends,
};

struct Moment {
    UnixMs at = 0;
    std::optional<std::uint64_t> seq; // of the event; interactions and compactions are recorded without one
    ObjectRef object;
    MomentKind kind = MomentKind::Begins;
    bool operator==(const Moment&) const = default;
};

/// Agents, turns, inference calls, tool calls, code cells, terminal operations, compactions and their requests, and
/// interaction edges. Conversation items and payloads have none: they come with the others.
class Moments {
public:
    Moments() = default;
    /// Empty when cancelled.
    explicit Moments(const RolloutTrace& trace, const std::atomic<bool>* cancelled = nullptr);

    /// By time; in one millisecond by the events' order in the log, then (where that is unknown) what had begun before
    /// ends, then things begin, what contains others first.
    [[nodiscard]] std::span<const Moment> all() const { return moments_; }
    [[nodiscard]] std::size_t size() const { return moments_.size(); }
    [[nodiscard]] const Moment& operator[](std::size_t at) const { return moments_[at]; }

    // Places in all(). log n.
    /// Of the first moment later than this one.
    [[nodiscard]] std::optional<std::size_t> next(UnixMs after) const;
    /// Of the last moment earlier than this one.
    [[nodiscard]] std::optional<std::size_t> previous(UnixMs before) const;
    /// Of the last moment that is not later than this one.
    [[nodiscard]] std::optional<std::size_t> lastUntil(UnixMs at) const;
    /// Whether between this moment and the next nothing works that comes to an end: no model, tool (wait_agent is none)
    /// or code cell.
    [[nodiscard]] bool isIdleAfter(std::size_t at) const { return idleAfter_[at]; }
    /// Of a moment of another copy of the trace: where it is here, else the last that is not later.
    [[nodiscard]] std::optional<std::size_t> placeOf(const Moment& moment) const;

private:
    void findIdleTime(const RolloutTrace& trace);

    std::vector<Moment> moments_;
    std::vector<bool> idleAfter_;
};

/// How far something is at a moment.
enum class Presence : std::uint8_t { NotYet, Running, Over };

/// At a moment of the rollout, of which everything up to the event `seq` has happened (by default all of that
/// millisecond). What has no end is running until its turn or its agent ends. What takes no time is over once it has
/// happened; what has no time (a payload) is always over.
[[nodiscard]] Presence presenceAt(const RolloutTrace& trace, ObjectRef object, UnixMs at,
                                  std::uint64_t seq = std::numeric_limits<std::uint64_t>::max());
/// Right after a moment has come.
[[nodiscard]] Presence presenceAt(const RolloutTrace& trace, ObjectRef object, const Moment& moment);

} // namespace rolloutscope
