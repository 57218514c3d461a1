// Where tracks and lanes are vertically, for those tracks that are shown and in the order in which they are. Tops are
// sums over all shown tracks, recomputed when the arrangement changes; finding what a window shows is a binary search.
// px at 100 %. Pinned tracks come first and stay in sight while the others scroll below them.
#pragma once

#include "views/timeline/timeline_model.h"

#include <vector>

namespace rolloutscope {

struct Row {
    int top = 0;
    int height = 0;

    [[nodiscard]] int bottom() const { return top + height; } // one past
    [[nodiscard]] int middle() const { return top + height / 2; }
};

class TrackLayout {
public:
    static constexpr int collapsedHeight = 22;
    static constexpr int leastHeight = 44; // two lines in the header
    static constexpr int summaryHeight = 12;
    static constexpr int counterHeight = 30;
    static constexpr int padding = 5;

    struct Order {
        std::vector<std::uint32_t> tracks; // those that are shown, pinned ones first
        std::uint32_t pinned = 0;
    };

    TrackLayout() = default;
    /// All tracks in the model's order, unfolded.
    explicit TrackLayout(const TimelineModel& model);

    /// Which tracks are shown, where, which of them are folded to one line (a flag per track of the model), and whether
    /// unfolded ones have a row for their counter.
    void arrange(const TimelineModel& model, Order order, std::vector<bool> collapsed, bool counters);
    /// px: pinned tracks that need more than a good part of this scroll with the others.
    void setViewHeight(int height);

    /// Tracks of the model, shown or not.
    [[nodiscard]] std::uint32_t trackCount() const { return static_cast<std::uint32_t>(collapsed_.size()); }
    /// Those that are shown.
    [[nodiscard]] std::uint32_t rowCount() const { return static_cast<std::uint32_t>(order_.tracks.size()); }
    [[nodiscard]] std::uint32_t trackAtRow(std::uint32_t row) const { return order_.tracks[row]; }
    [[nodiscard]] bool shows(std::uint32_t track) const { return rowOf_[track] != nowhere; }
    /// Call only for shown tracks.
    [[nodiscard]] std::uint32_t rowOf(std::uint32_t track) const { return rowOf_[track]; }
    [[nodiscard]] bool pinned(std::uint32_t track) const { return shows(track) && rowOf_[track] < order_.pinned; }
    [[nodiscard]] int totalHeight() const { return tops_.empty() ? 0 : tops_.back(); }
    /// Height of the pinned tracks, if they stay in sight; else 0.
    [[nodiscard]] int stickyHeight() const;
    [[nodiscard]] bool sticky(std::uint32_t track) const { return pinned(track) && stickyHeight() > 0; }

    [[nodiscard]] bool collapsed(std::uint32_t track) const { return collapsed_[track]; }
    [[nodiscard]] bool anyCollapsed() const;
    [[nodiscard]] bool anyExpanded() const;

    /// Position and height with the line below; of a shown track. What is not sticky moves up by the scroll position.
    [[nodiscard]] Row track(std::uint32_t track) const
    {
        const std::uint32_t row = rowOf_[track];
        return {tops_[row], tops_[row + 1] - tops_[row]};
    }
    /// Of a lane of the model; in a collapsed track every lane is the summary.
    [[nodiscard]] Row lane(const TimelineModel& model, std::uint32_t track, std::uint32_t lane) const;
    /// Of the counter in an unfolded track; no height where there is none.
    [[nodiscard]] Row counter(const TimelineModel& model, std::uint32_t track) const;
    /// The row at a height; the nearest when it is outside. Call only when tracks are shown.
    [[nodiscard]] std::uint32_t rowAt(int y) const;
    /// The track at a height of the view, scrolled by `scrollY`.
    [[nodiscard]] std::uint32_t trackInView(int y, int scrollY) const;
    /// Where a shown track is in the view, scrolled by `scrollY`.
    [[nodiscard]] Row inView(std::uint32_t track, int scrollY) const;

    [[nodiscard]] static int laneHeight(LaneKind kind);

private:
    static constexpr std::uint32_t nowhere = 0xFFFF'FFFF;

    void place(const TimelineModel& model);
    [[nodiscard]] int heightOf(const TimelineModel& model, std::uint32_t track) const;
    [[nodiscard]] bool hasCounter(const TimelineModel& model, std::uint32_t track) const;

    Order order_;
    std::vector<std::uint32_t> rowOf_; // by track
    std::vector<bool> collapsed_;      // by track
    bool counters_ = false;
    int viewHeight_ = 0;
    std::vector<int> tops_; // by row, one more than rows: the last is the whole height
};

} // namespace rolloutscope
