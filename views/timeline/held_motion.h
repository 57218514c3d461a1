// W A S D held down: how far to pan and zoom in a stretch of real time, faster the longer a key is held.
#pragma once

#include <algorithm>
#include <cmath>

namespace rolloutscope {

struct HeldMotion {
    bool left = false;
    bool right = false;
    bool in = false;
    bool out = false;
    double heldMs = 0;

    struct Step {
        double pan = 0;  // px, later times for positive
        double zoom = 1; // factor
    };

    /// What a tap does at once.
    static constexpr double tapMs = 80;

    [[nodiscard]] bool active() const { return left || right || in || out; }

    Step advance(double ms)
    {
        constexpr double fullSpeedAfter = 900; // ms
        const double speed = 0.35 + 0.65 * std::min(heldMs / fullSpeedAfter, 1.0);
        heldMs += ms;
        const double seconds = ms / 1000;
        const int across = (right ? 1 : 0) - (left ? 1 : 0);
        const int deeper = (in ? 1 : 0) - (out ? 1 : 0);
        return {.pan = across * 2000 * speed * seconds, .zoom = std::exp(deeper * 4.0 * speed * seconds)};
    }
};

} // namespace rolloutscope
