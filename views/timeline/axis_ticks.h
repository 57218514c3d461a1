// Where the time axis has its marks and what they say: from days down to fractions of a millisecond.
#pragma once

#include "views/timeline/time_folds.h"

#include <string>
#include <vector>

namespace rolloutscope {

/// What the axis counts from.
enum class AxisMode : std::uint8_t { SinceStart, LocalClock, UtcClock, SinceSelection };

struct AxisClock {
    AxisMode mode = AxisMode::SinceStart;
    /// ms: added to a time since the trace's zero it gives what the labels say: for clocks the ms since 1970 in their
    /// time zone, for the selection the ms since its begin.
    double offset = 0;

    /// A moment (ms since the trace's zero) as exactly as a step needs it.
    [[nodiscard]] std::string label(double time, double step) const;
};

struct AxisTick {
    double position = 0;
    bool major = false;
    std::string label; // of major ticks: `1 m 20 s`
};

/// ms between two labelled ticks, at least `minPixels` apart: 1, 2 or 5 times a power of ten below a second and above a
/// day, the clock's own steps between.
[[nodiscard]] double majorStep(double msPerPixel, double minPixels);
/// The ticks in a stretch of positions, in order; none inside what is folded. The number is bounded whatever the
/// stretch.
[[nodiscard]] std::vector<AxisTick> axisTicks(Stretch visible, double msPerPixel, const AxisClock& clock = {},
                                              const TimeFolds& folds = {}, double minPixels = 90);
/// A length of time, or a moment since a beginning, as exactly as a step needs it.
[[nodiscard]] std::string tickLabel(double time, double step);

} // namespace rolloutscope
