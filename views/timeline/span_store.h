// All spans of a trace in flat sorted arrays, and the marks that a lane shows at a zoom. What is too narrow to be told
// apart merges into one mark that keeps the worst outcome and the count; finding the marks jumps from one to the next,
// so its cost follows the pixels and not the spans.
#pragma once

#include "core/insight/describe.h"
#include "views/theme/theme.h"
#include "views/timeline/time_scale.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace rolloutscope {

struct SpanData {
    std::int64_t begin = 0; // ms since the trace's zero
    std::int64_t end = 0;   // the trace's end if it is still running
    ObjectRef object;
    ColorRole role = ColorRole::Tool;
    Outcome outcome = Outcome::None;
    bool open = false; // no end was recorded
};

using SpanIndex = std::uint32_t;
inline constexpr SpanIndex noSpan = 0xFFFF'FFFF;

/// The spans of one lane.
struct SpanRange {
    SpanIndex first = 0;
    std::uint32_t count = 0;
    bool crowded = false; // its spans may overlap

    [[nodiscard]] SpanIndex last() const { return first + count; } // one past
    [[nodiscard]] bool contains(SpanIndex span) const { return span >= first && span < last(); }
};

/// What is drawn for one span, or for several that share a few pixels.
struct SpanMark {
    SpanIndex first = 0;
    std::uint32_t count = 1;
    SpanIndex shown = 0; // the span that gives colour and selection: the first with the worst outcome
    std::int64_t begin = 0;
    std::int64_t end = 0;
    Outcome worst = Outcome::None;
    bool open = false;
};

/// px: spans that begin within this of each other share a mark
inline constexpr double markGrain = 2;
/// px: a span this wide always stands alone
inline constexpr double ownMarkWidth = 6;

/// How bad an outcome is; the worst one gives a merged mark its look.
[[nodiscard]] constexpr int severity(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Failed:
        return 4;
    case Outcome::Cancelled:
        return 3;
    case Outcome::Running:
        return 2;
    case Outcome::Succeeded:
        return 1;
    case Outcome::None:
        break;
    }
    return 0;
}

class SpanStore {
public:
    void reserve(std::size_t count);
    /// Adds a lane. `sorted` is ordered by begin; its spans do not overlap, unless `crowded`.
    SpanRange append(std::span<const SpanData> sorted, bool crowded);

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(spans_.size()); }
    [[nodiscard]] const SpanData& operator[](SpanIndex span) const { return spans_[span]; }

    /// The first span of the lane that ends at or after a moment, or the lane's end.
    [[nodiscard]] SpanIndex firstReaching(const SpanRange& lane, double time) const;
    [[nodiscard]] Outcome worstOf(SpanIndex first, std::uint32_t count) const;
    /// The first span with the worst outcome.
    [[nodiscard]] SpanIndex worstIn(SpanIndex first, std::uint32_t count) const;
    [[nodiscard]] std::uint32_t failuresIn(SpanIndex first, std::uint32_t count) const
    {
        return before_[first + count].failed - before_[first].failed;
    }

    /// Calls `use(SpanMark)` for everything of the lane that pixels 0 … width show, by begin.
    template <typename Use>
    void forEachMark(const SpanRange& lane, const TimeScale& scale, double width, Use use) const;

private:
    // How many of all spans before this one ended in which way: the worst outcome of any range in a few steps.
    struct Counts {
        std::uint32_t failed = 0;
        std::uint32_t cancelled = 0;
        std::uint32_t running = 0;
        std::uint32_t succeeded = 0;
    };

    [[nodiscard]] SpanMark mark(SpanIndex first, SpanIndex last) const;
    /// The first span from `from` on that begins at or after a moment.
    [[nodiscard]] SpanIndex firstFrom(SpanIndex from, SpanIndex last, double time) const;

    std::vector<SpanData> spans_;
    std::vector<std::int64_t> latestEnd_; // of the lane's spans up to this one
    std::vector<Counts> before_{Counts{}};
};

template <typename Use>
void SpanStore::forEachMark(const SpanRange& lane, const TimeScale& scale, double width, Use use) const
{
    const Stretch visible = scale.visible(width);
    // A grid that is fixed in time: panning does not regroup the marks.
    const double grain = markGrain * scale.msPerPixel;
    const SpanIndex last = lane.last();
    SpanIndex at = firstReaching(lane, visible.begin);
    while (at < last) {
        const auto begin = static_cast<double>(spans_[at].begin);
        if (begin > visible.end)
            break;
        double groupEnd = (std::floor(begin / grain) + 1) * grain;
        if (lane.crowded)
            groupEnd = std::max(groupEnd, visible.begin);
        const SpanIndex next = firstFrom(at + 1, last, groupEnd);
        const SpanData& final = spans_[next - 1];
        // Only the last of a group can be wide, as the others end before it begins.
        const bool splits = !lane.crowded && next - at > 1 &&
                            static_cast<double>(final.end - final.begin) >= ownMarkWidth * scale.msPerPixel;
        if (splits) {
            use(mark(next - 1, next));
            use(mark(at, next - 1)); // second, to be drawn above the head of the wide one
        } else {
            use(mark(at, next));
        }
        at = next;
    }
}

} // namespace rolloutscope
