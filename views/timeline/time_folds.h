// Idle stretches folded away: between the time that passed (ms since the trace's zero) and the positions on the
// timeline, where each folded stretch takes a short, fixed length. Without folds the two are the same.
#pragma once

#include "views/timeline/time_scale.h"

#include <cstdint>
#include <vector>

namespace rolloutscope {

/// A stretch of time in which something went on. Of no length: a moment that must not be folded over.
struct BusyStretch {
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

struct TimeFold {
    std::int64_t begin = 0; // of the time that is folded away
    std::int64_t end = 0;
    std::int64_t at = 0; // position of its beginning

    [[nodiscard]] std::int64_t hidden() const { return end - begin; }
};

class TimeFolds {
public:
    TimeFolds() = default;
    /// Folds every stretch of `content` longer than `longerThan` (ms) in which nothing of `busy` (in any order) lies.
    /// Some room stays unfolded on both sides of what happened.
    TimeFolds(std::vector<BusyStretch> busy, Stretch content, std::int64_t longerThan);

    [[nodiscard]] bool empty() const { return folds_.empty(); }
    [[nodiscard]] const std::vector<TimeFold>& folds() const { return folds_; }
    /// How much of the timeline a folded stretch takes (ms of position).
    [[nodiscard]] std::int64_t foldedLength() const { return foldedLength_; }

    [[nodiscard]] std::int64_t positionOf(std::int64_t time) const;
    [[nodiscard]] double positionOf(double time) const;
    [[nodiscard]] double timeAt(double position) const;
    /// The fold at a position, or null.
    [[nodiscard]] const TimeFold* foldAt(double position) const;

private:
    std::vector<TimeFold> folds_;
    std::int64_t foldedLength_ = 1;
};

} // namespace rolloutscope
