// How many agents work at once over time: a step function, and the most in any stretch of it.
// An agent works while a model answers it or its tools run; one that waits for another does not.
#pragma once

#include "core/insight/work_share.h"

#include <atomic>
#include <span>
#include <vector>

namespace rolloutscope {

class Concurrency {
public:
    struct Step {
        std::int64_t at = 0;
        int working = 0; // from then on
        bool operator==(const Step&) const = default;
    };

    Concurrency() = default;
    /// One entry an agent, all in one unit of time. n log n of their segments.
    explicit Concurrency(std::span<const WorkShare> agents);
    /// Of all agents of a trace (Unix ms); see workOf() for `openEndsAt`. Empty when cancelled.
    [[nodiscard]] static Concurrency of(const RolloutTrace& trace, const Relations& relations, UnixMs openEndsAt,
                                        const std::atomic<bool>* cancelled = nullptr);

    /// By time; each differs from the one before, nobody works before the first, and none after the last.
    [[nodiscard]] std::span<const Step> steps() const { return steps_; }
    /// The most at any moment from begin up to, not including, end; at begin if the stretch is empty. log n.
    [[nodiscard]] int most(double begin, double end) const;
    [[nodiscard]] int peak() const { return maxima_.size() > 1 ? maxima_[1] : 0; }

private:
    struct Change {
        std::int64_t at = 0;
        int change = 0;
    };
    static void addChanges(const WorkShare& agent, std::vector<Change>& changes);
    void build(std::vector<Change>&& changes);

    std::vector<Step> steps_;
    std::vector<int> maxima_; // a tree: [i] is the larger of [2 i] and [2 i + 1]; the steps begin at [number of steps]
};

} // namespace rolloutscope
