// How much happened when, over the whole rollout, in a fixed number of bins: what the overview strip paints, whatever
// the number of spans.
#pragma once

#include "views/timeline/span_store.h"

#include <cstdint>
#include <vector>

namespace rolloutscope {

class OverviewDensity {
public:
    static constexpr std::size_t binCount = 2048;

    OverviewDensity() = default;
    explicit OverviewDensity(Stretch content);

    /// Work that goes on during [begin, end]; a failure is marked where it ended.
    void add(const SpanData& span);
    /// Call once, after the last add().
    void finish();

    struct Column {
        double busy = 0; // 0 … 1 of the busiest moment
        bool failed = false;
    };
    /// One column a pixel: the whole content over `width` pixels.
    [[nodiscard]] std::vector<Column> columns(int width) const;
    /// Most spans at once.
    [[nodiscard]] double peak() const { return peak_; }

private:
    [[nodiscard]] std::size_t binAt(double time) const;

    Stretch content_{0, 1};
    std::vector<double> busy_ = std::vector<double>(binCount + 1); // steps until finish(), then spans at once
    std::vector<std::uint8_t> failed_ = std::vector<std::uint8_t>(binCount);
    double peak_ = 0;
};

} // namespace rolloutscope
