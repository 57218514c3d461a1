// The context of one agent as a counter over time: input tokens per model call. The largest call of any stretch costs a
// few steps, so that a frame's cost follows its pixels.
#pragma once

#include "core/insight/context_growth.h"

#include <vector>

namespace rolloutscope {

class ContextCounter {
public:
    ContextCounter() = default;
    /// In order of start.
    explicit ContextCounter(std::vector<ContextPoint> points);

    [[nodiscard]] const std::vector<ContextPoint>& points() const { return points_; }
    /// Tokens; the most of any call.
    [[nodiscard]] std::uint64_t most() const { return most_; }
    /// Place of the first call that starts at or after a moment (Unix ms).
    [[nodiscard]] std::size_t firstFrom(double unixMs) const;
    /// Place of the largest call in [first, last), which is not empty.
    [[nodiscard]] std::size_t largestIn(std::size_t first, std::size_t last) const;

private:
    static constexpr std::size_t perBlock = 64;

    std::vector<ContextPoint> points_;
    std::vector<std::size_t> largestOfBlock_;
    std::uint64_t most_ = 0;
};

} // namespace rolloutscope
