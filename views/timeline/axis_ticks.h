// Where the time axis has its marks and what they say: from days down to fractions of a millisecond.
#pragma once

#include "views/timeline/time_scale.h"

#include <string>
#include <vector>

namespace rolloutscope {

struct AxisTick {
    double time = 0; // ms since the trace's zero
    bool major = false;
    std::string label; // of major ticks: `1 m 20 s`
};

/// ms between two labelled ticks, at least `minPixels` apart: 1, 2 or 5 times a power of ten below a second and above a
/// day, the clock's own steps between.
[[nodiscard]] double majorStep(double msPerPixel, double minPixels);
/// The ticks in a stretch, in order. The number is bounded whatever the stretch.
[[nodiscard]] std::vector<AxisTick> axisTicks(Stretch visible, double msPerPixel, double minPixels = 90);
/// A moment as exactly as a step needs it.
[[nodiscard]] std::string tickLabel(double time, double step);

} // namespace rolloutscope
