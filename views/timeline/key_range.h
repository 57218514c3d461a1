// A stretch of time that is selected by keys: one end stays where it was begun, the other goes on in steps, and back.
// Positions, as everywhere in the timeline.
#pragma once

#include "views/timeline/time_scale.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace rolloutscope {

struct KeyRange {
    double anchor = 0; // stays
    double head = 0;   // moves

    [[nodiscard]] constexpr Stretch stretch() const { return {std::min(anchor, head), std::max(anchor, head)}; }
    /// Stepped back to where it began: nothing is selected.
    [[nodiscard]] bool empty(double step) const { return std::abs(head - anchor) < std::abs(step) / 1000; }
};

/// The range after a step to later (+) or earlier (-) times. `last` is what the keys selected before; if something else
/// is selected now, its end in the direction of the step moves. Without a selection the range begins at `start`.
[[nodiscard]] inline KeyRange steppedRange(std::optional<KeyRange> last, std::optional<Stretch> selected, double start,
                                           double step, Stretch content)
{
    KeyRange next{start, start};
    if (selected) {
        // What is selected was kept as times of the clock, which round.
        const auto near = [step](double a, double b) { return std::abs(a - b) < std::abs(step) / 1000; };
        const bool goesOn =
            last && near(last->stretch().begin, selected->begin) && near(last->stretch().end, selected->end);
        if (goesOn)
            next = *last;
        else
            next = step > 0 ? KeyRange{selected->begin, selected->end} : KeyRange{selected->end, selected->begin};
    }
    next.anchor = std::clamp(next.anchor, content.begin, content.end);
    next.head = std::clamp(next.head + step, content.begin, content.end);
    return next;
}

} // namespace rolloutscope
