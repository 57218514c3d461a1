// The spans of one lane in order of time, and the marks that they make at a zoom. What is too narrow to be told apart
// merges into one mark that keeps the worst outcome and the count; finding the marks jumps from one to the next, so its
// cost follows the pixels and not the spans. A lane grows at its end; copies share what neither of them changes.
#pragma once

#include "core/insight/describe.h"
#include "core/trace/chunked_array.h"
#include "views/theme/theme.h"
#include "views/timeline/time_scale.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace rolloutscope {

/// The end of what has none yet. The model says up to when such spans are drawn.
inline constexpr std::int64_t openEnd = std::numeric_limits<std::int64_t>::max() / 4;

struct SpanData {
    std::int64_t begin = 0; // position: ms since the trace's zero, without what is folded away
    std::int64_t end = 0;   // openEnd if none is recorded
    ObjectRef object;
    ColorRole role = ColorRole::Tool;
    Outcome outcome = Outcome::None;
    bool open = false; // no end was recorded

    bool operator==(const SpanData&) const = default;
};

/// The order of spans in a lane.
[[nodiscard]] constexpr bool comesBefore(const SpanData& a, const SpanData& b)
{
    return a.begin != b.begin ? a.begin < b.begin : a.object < b.object;
}

/// What is drawn for one span, or for several that share a few pixels. Numbers are places in the lane.
struct SpanMark {
    std::uint32_t first = 0;
    std::uint32_t count = 1;
    std::uint32_t shown = 0; // the span that gives colour and selection: the first with the worst outcome
    std::int64_t begin = 0;
    std::int64_t end = 0;
    Outcome worst = Outcome::None;
    bool open = false;

    [[nodiscard]] bool holds(std::uint32_t at) const { return at >= first && at < first + count; }
};

/// px: spans that begin within this of each other share a mark
inline constexpr double markGrain = 2;
/// px: a span this wide always stands alone
inline constexpr double ownMarkWidth = 6;

/// Movable; share() copies.
class LaneSpans {
public:
    /// The spans of a crowded lane may overlap.
    explicit LaneSpans(bool crowded = false) : crowded_(crowded) {}

    /// A copy; it costs little. Not to be called by two threads at once.
    [[nodiscard]] LaneSpans share() const;

    [[nodiscard]] bool crowded() const { return crowded_; }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
    [[nodiscard]] const SpanData& operator[](std::uint32_t at) const { return entries_[at].span; }
    [[nodiscard]] const SpanData& back() const { return entries_[entries_.size() - 1].span; }

    /// Adds a span that does not come before the last one, nor overlap it unless the lane is crowded.
    void append(const SpanData& span);
    /// Replaces a span by one with the same begin and object. Costs as much as there are spans behind it.
    void replace(std::uint32_t at, const SpanData& span);

    /// Where the span of an object is that begins at `begin`.
    [[nodiscard]] std::optional<std::uint32_t> find(std::int64_t begin, ObjectRef object) const;
    /// The first span that ends at or after a moment, or the lane's size.
    [[nodiscard]] std::uint32_t firstReaching(double time) const;
    /// The first span that begins at or after a moment, or the lane's size.
    [[nodiscard]] std::uint32_t firstFrom(double time) const { return firstFrom(0, size(), time); }
    [[nodiscard]] Outcome worstOf(std::uint32_t first, std::uint32_t count) const;
    /// The first span with the worst outcome.
    [[nodiscard]] std::uint32_t worstIn(std::uint32_t first, std::uint32_t count) const;
    [[nodiscard]] std::uint32_t failuresIn(std::uint32_t first, std::uint32_t count) const
    {
        return countsBefore(first + count).failed - countsBefore(first).failed;
    }
    [[nodiscard]] std::uint32_t failures() const { return failuresIn(0, size()); }
    /// The first failed span at or after a place, or the last one before it; the lane's size if there is none.
    [[nodiscard]] std::uint32_t failureFrom(std::uint32_t at) const;
    [[nodiscard]] std::uint32_t failureBefore(std::uint32_t at) const;

    /// Calls `use(SpanMark)` for everything that pixels 0 … width show, by begin. Open spans reach to `openUntil`.
    template <typename Use>
    void forEachMark(const TimeScale& scale, double width, std::int64_t openUntil, Use use) const;

private:
    // How many spans up to and including this one ended in which way: the worst outcome of any range in a few steps.
    struct Counts {
        std::uint32_t failed = 0;
        std::uint32_t cancelled = 0;
        std::uint32_t running = 0;
        std::uint32_t succeeded = 0;
    };
    struct Entry {
        SpanData span;
        std::int64_t latestEnd = 0; // of the spans up to this one
        Counts counts;
    };

    [[nodiscard]] Entry entryAfter(std::uint32_t at, const SpanData& span) const;
    [[nodiscard]] Counts countsBefore(std::uint32_t at) const { return at == 0 ? Counts{} : entries_[at - 1].counts; }
    [[nodiscard]] SpanMark mark(std::uint32_t first, std::uint32_t last, std::int64_t openUntil) const;
    /// The first span from `from` on that begins at or after a moment.
    [[nodiscard]] std::uint32_t firstFrom(std::uint32_t from, std::uint32_t last, double time) const;
    /// The first place in [first, last) for which `holds(entry)` is false; it is true for all before.
    template <typename Holds>
    [[nodiscard]] std::uint32_t partitionPoint(std::uint32_t first, std::uint32_t last, Holds holds) const
    {
        while (first < last) {
            const std::uint32_t middle = first + (last - first) / 2;
            if (holds(entries_[middle]))
                first = middle + 1;
            else
                last = middle;
        }
        return first;
    }

    ChunkedArray<Entry> entries_;
    bool crowded_ = false;
};

template <typename Use>
void LaneSpans::forEachMark(const TimeScale& scale, double width, std::int64_t openUntil, Use use) const
{
    const Stretch visible = scale.visible(width);
    // A grid that is fixed in time: panning does not regroup the marks.
    const double grain = markGrain * scale.msPerPixel;
    const std::uint32_t last = size();
    const ChunkedArray<Entry>& entries = entries_;
    std::uint32_t at = firstReaching(visible.begin);
    while (at < last) {
        const auto begin = static_cast<double>(entries[at].span.begin);
        if (begin > visible.end)
            break;
        // Far from zero a grain can be less than a double can tell: what begins at one moment still shares a mark.
        double groupEnd = std::max((std::floor(begin / grain) + 1) * grain,
                                   std::nextafter(begin, std::numeric_limits<double>::infinity()));
        if (crowded_)
            groupEnd = std::max(groupEnd, visible.begin);
        const std::uint32_t next = firstFrom(at + 1, last, groupEnd);
        const SpanData& final = entries[next - 1].span;
        // Only the last of a group can be wide, as the others end before it begins.
        const bool splits =
            !crowded_ && next - at > 1 &&
            static_cast<double>(std::min(final.end, openUntil) - final.begin) >= ownMarkWidth * scale.msPerPixel;
        if (splits) {
            use(mark(next - 1, next, openUntil));
            use(mark(at, next - 1, openUntil)); // second, to be drawn above the head of the wide one
        } else {
            use(mark(at, next, openUntil));
        }
        at = next;
    }
}

} // namespace rolloutscope
