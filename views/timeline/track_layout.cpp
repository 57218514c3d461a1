#include "views/timeline/track_layout.h"

#include <algorithm>

namespace rolloutscope {

int TrackLayout::laneHeight(LaneKind kind)
{
    return kind == LaneKind::Terminal ? 8 : metrics::laneHeight;
}

TrackLayout::TrackLayout(const TimelineModel& model) : collapsed_(model.tracks().size())
{
    place(model);
}

int TrackLayout::heightOf(const TimelineModel& model, std::uint32_t track) const
{
    if (collapsed_[track])
        return collapsedHeight;
    const TimelineTrack& shown = model.tracks()[track];
    int height = 2 * padding;
    for (std::uint32_t lane = shown.firstLane; lane < shown.firstLane + shown.laneCount; ++lane)
        height += laneHeight(model.lanes()[lane].kind) + metrics::laneGap;
    return std::max(height - (shown.laneCount > 0 ? metrics::laneGap : 0), leastHeight) + 1;
}

void TrackLayout::place(const TimelineModel& model)
{
    tops_.resize(collapsed_.size() + 1);
    tops_[0] = 0;
    for (std::uint32_t track = 0; track < collapsed_.size(); ++track)
        tops_[track + 1] = tops_[track] + heightOf(model, track);
}

void TrackLayout::setCollapsed(const TimelineModel& model, std::uint32_t track, bool collapsed)
{
    collapsed_[track] = collapsed;
    place(model);
}

void TrackLayout::setCollapsed(const TimelineModel& model, std::vector<bool> collapsed)
{
    collapsed_ = std::move(collapsed);
    place(model);
}

void TrackLayout::setAllCollapsed(const TimelineModel& model, bool collapsed)
{
    collapsed_.assign(collapsed_.size(), collapsed);
    place(model);
}

bool TrackLayout::anyCollapsed() const
{
    return std::find(collapsed_.begin(), collapsed_.end(), true) != collapsed_.end();
}

bool TrackLayout::anyExpanded() const
{
    return std::find(collapsed_.begin(), collapsed_.end(), false) != collapsed_.end();
}

Row TrackLayout::lane(const TimelineModel& model, std::uint32_t track, std::uint32_t lane) const
{
    const int top = tops_[track];
    if (collapsed_[track])
        return {top + (collapsedHeight - 1 - summaryHeight) / 2, summaryHeight};
    Row row{top + padding, 0};
    for (std::uint32_t above = model.tracks()[track].firstLane; above < lane; ++above)
        row.top += laneHeight(model.lanes()[above].kind) + metrics::laneGap;
    row.height = laneHeight(model.lanes()[lane].kind);
    return row;
}

std::uint32_t TrackLayout::trackAt(int y) const
{
    const auto after = std::upper_bound(tops_.begin(), tops_.end() - 1, y);
    return after == tops_.begin() ? 0 : static_cast<std::uint32_t>(after - tops_.begin()) - 1;
}

} // namespace rolloutscope
