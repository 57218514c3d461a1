// Time to pixel and back, zooming and panning: pure values. Times are milliseconds since the trace's zero, so that a
// double stays finer than a pixel at every zoom.
#pragma once

#include <algorithm>

namespace rolloutscope {

/// A stretch of trace time, in ms since the trace's zero.
struct Stretch {
    double begin = 0;
    double end = 0;

    [[nodiscard]] constexpr double length() const { return end - begin; }
    [[nodiscard]] constexpr double centre() const { return begin + (end - begin) / 2; }
    [[nodiscard]] constexpr bool contains(double time) const { return time >= begin && time <= end; }
    constexpr bool operator==(const Stretch&) const = default;
};

struct TimeScale {
    double origin = 0; // time at pixel 0
    double msPerPixel = 1;

    [[nodiscard]] constexpr double pixelAt(double time) const { return (time - origin) / msPerPixel; }
    [[nodiscard]] constexpr double timeAt(double pixel) const { return origin + pixel * msPerPixel; }
    [[nodiscard]] constexpr Stretch visible(double width) const { return {origin, origin + width * msPerPixel}; }
    constexpr bool operator==(const TimeScale&) const = default;
};

/// What may be shown: the content with some room around it, no finer than a hundredth of a millisecond a pixel.
struct ScaleLimits {
    Stretch content{0, 1};
    double finest = 0.01; // ms per pixel

    /// ms per pixel at which everything takes two thirds of the width
    [[nodiscard]] constexpr double coarsest(double width) const
    {
        return std::max(finest, content.length() * 1.5 / std::max(width, 1.0));
    }
};

/// The scale moved as little as needed to keep the limits: the middle of the view stays on the content.
[[nodiscard]] constexpr TimeScale limited(TimeScale scale, double width, const ScaleLimits& limits)
{
    const double middle = scale.timeAt(width / 2);
    const double allowed = std::clamp(scale.msPerPixel, limits.finest, limits.coarsest(width));
    if (allowed != scale.msPerPixel) {
        scale.msPerPixel = allowed;
        scale.origin = middle - allowed * width / 2;
    }
    const double half = scale.msPerPixel * width / 2;
    scale.origin = std::clamp(scale.origin, limits.content.begin - half, limits.content.end - half);
    return scale;
}

/// A factor above 1 zooms in. What is under `pixel` stays there, unless a limit is in the way.
[[nodiscard]] constexpr TimeScale zoomed(TimeScale scale, double factor, double pixel, double width,
                                         const ScaleLimits& limits)
{
    const double fixed = scale.timeAt(pixel);
    scale.msPerPixel = std::clamp(scale.msPerPixel / factor, limits.finest, limits.coarsest(width));
    scale.origin = fixed - pixel * scale.msPerPixel;
    return limited(scale, width, limits);
}

/// Positive pixels move the content to the left, later times into view.
[[nodiscard]] constexpr TimeScale panned(TimeScale scale, double pixels, double width, const ScaleLimits& limits)
{
    scale.origin += pixels * scale.msPerPixel;
    return limited(scale, width, limits);
}

/// Shows the stretch with `margin` pixels free on both sides.
[[nodiscard]] constexpr TimeScale fitted(Stretch stretch, double width, double margin, const ScaleLimits& limits)
{
    const double usable = std::max(width - 2 * margin, 1.0);
    TimeScale scale;
    scale.msPerPixel = std::clamp(stretch.length() / usable, limits.finest, limits.coarsest(width));
    scale.origin = stretch.centre() - scale.msPerPixel * width / 2;
    return limited(scale, width, limits);
}

} // namespace rolloutscope
