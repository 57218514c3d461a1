// Where tracks and lanes are vertically. Tops are sums over all tracks, recomputed when a track is collapsed; finding
// what a window shows is a binary search. px at 100 %, 0 is the top of the first track.
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
    static constexpr int padding = 5;

    TrackLayout() = default;
    explicit TrackLayout(const TimelineModel& model);

    [[nodiscard]] std::uint32_t trackCount() const { return static_cast<std::uint32_t>(collapsed_.size()); }
    [[nodiscard]] int totalHeight() const { return tops_.empty() ? 0 : tops_.back(); }

    [[nodiscard]] bool collapsed(std::uint32_t track) const { return collapsed_[track]; }
    void setCollapsed(const TimelineModel& model, std::uint32_t track, bool collapsed);
    /// A flag per track.
    void setCollapsed(const TimelineModel& model, std::vector<bool> collapsed);
    void setAllCollapsed(const TimelineModel& model, bool collapsed);
    [[nodiscard]] bool anyCollapsed() const;
    [[nodiscard]] bool anyExpanded() const;

    /// Position and height with the line below.
    [[nodiscard]] Row track(std::uint32_t track) const { return {tops_[track], tops_[track + 1] - tops_[track]}; }
    /// Of a lane; in a collapsed track every lane is the summary.
    [[nodiscard]] Row lane(const TimelineModel& model, std::uint32_t track, std::uint32_t lane) const;
    /// The track at a height; the nearest when it is outside. Call only when there are tracks.
    [[nodiscard]] std::uint32_t trackAt(int y) const;

    [[nodiscard]] static int laneHeight(LaneKind kind);

private:
    void place(const TimelineModel& model);
    [[nodiscard]] int heightOf(const TimelineModel& model, std::uint32_t track) const;

    std::vector<bool> collapsed_;
    std::vector<int> tops_; // one more than tracks: the last is the whole height
};

} // namespace rolloutscope
