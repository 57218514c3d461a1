// How far a rollout is played: a moment up to which everything has happened. A plain value.
#pragma once

#include "core/insight/moments.h"

namespace rolloutscope {

struct Playhead {
    UnixMs at = 0;
    /// Of what happened in that millisecond, the events up to this number; by default all of them.
    std::uint64_t seq = std::numeric_limits<std::uint64_t>::max();
    /// What happened last, at `at` or before: of the trace that is shown. Absent before the first, and as long as the
    /// rollout's moments are still being put in order.
    std::optional<Moment> last;

    [[nodiscard]] Presence presenceOf(const RolloutTrace& trace, ObjectRef object) const
    {
        return presenceAt(trace, object, at, seq);
    }
    bool operator==(const Playhead&) const = default;
};

} // namespace rolloutscope
