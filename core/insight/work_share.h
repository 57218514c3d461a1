// What one agent did when: at every moment one activity, the foremost of what went on. Answers for any stretch of time
// which part of it the agent spent on what; views ask for the stretch of a pixel as for the whole rollout.
#pragma once

#include "core/insight/relations.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace rolloutscope {

/// In order of precedence: where two overlap, the first counts. Everything else is idle.
enum class Activity : std::uint8_t { Inference, Tool, Waiting };
inline constexpr std::size_t activityCount = 3;

/// In any unit of time. No longer than nothing: it does not count.
struct Work {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    Activity activity = Activity::Tool;
    /// What it does is listed too (a code cell and its tools), so it counts last: a cell that waits is waiting.
    bool encloses = false;
};

/// Parts of a stretch of time, each 0 … 1; together at most 1.
struct Shares {
    double inference = 0;
    double tool = 0;
    double waiting = 0;
    [[nodiscard]] double idle() const { return 1 - inference - tool - waiting; }
};

class WorkShare {
public:
    struct Segment {
        std::int64_t begin = 0;
        std::int64_t end = 0;
        Activity activity = Activity::Tool;
        bool operator==(const Segment&) const = default;
    };

    WorkShare() = default;
    /// n log n. The work comes in any order.
    explicit WorkShare(std::span<const Work> work);

    /// Disjoint, by begin; neighbours that touch differ in activity.
    [[nodiscard]] std::span<const Segment> segments() const { return segments_; }
    /// Of the stretch from begin to end, in the unit of the work; all 0 if the stretch is empty. log n.
    [[nodiscard]] Shares shares(double begin, double end) const;

private:
    using Totals = std::array<double, activityCount>;
    [[nodiscard]] Totals until(double moment) const;
    void add(const Segment& segment);

    std::vector<Segment> segments_;
    std::vector<Totals> before_; // time of each activity before the segment
};

/// What an agent did (Unix ms), in no order: model calls and compaction requests are inference, wait_agent is waiting,
/// every other tool call and every code cell is a tool. Work without an end lasts until its turn or its agent ends, and
/// to `openEndsAt` where they do not (an interrupted turn never says that its tools ended).
[[nodiscard]] std::vector<Work> workOf(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread,
                                       UnixMs openEndsAt);

} // namespace rolloutscope
