// How much happened when, over the whole rollout, in a bounded number of bins: what the overview strip paints, whatever
// the number of spans. Grows with the rollout: bins double their length when they no longer reach.
#pragma once

#include "views/timeline/lane_spans.h"

#include <cstdint>
#include <vector>

namespace rolloutscope {

class OverviewDensity {
public:
    static constexpr std::size_t binCount = 2048;

    OverviewDensity() = default;
    explicit OverviewDensity(Stretch content);

    /// Work that goes on during [begin, end]; a failure is marked where it ended.
    void add(const SpanData& span) { count(span, 1); }
    /// Takes back what was added.
    void remove(const SpanData& span) { count(span, -1); }

    struct Column {
        double busy = 0; // 0 … 1 of the busiest moment
        bool failed = false;
    };
    /// One column a pixel: `content`, which begins where this was made for, over `width` pixels.
    [[nodiscard]] std::vector<Column> columns(int width, Stretch content) const;
    /// Most spans at once.
    [[nodiscard]] int peak() const;

private:
    void count(const SpanData& span, int times);
    void reach(std::int64_t end);
    [[nodiscard]] std::size_t binAt(std::int64_t time) const;

    std::int64_t begin_ = 0;
    std::int64_t binMs_ = 1;
    std::vector<int> begins_ = std::vector<int>(binCount);
    std::vector<int> ends_ = std::vector<int>(binCount); // open spans have none
    std::vector<int> failed_ = std::vector<int>(binCount);
};

} // namespace rolloutscope
