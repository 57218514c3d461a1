#include "views/timeline/track_layout.h"

#include <algorithm>
#include <numeric>

namespace rolloutscope {
namespace {

/// Space below a lane; a terminal's life lies close to what is done in it.
int gapBelow(LaneKind kind)
{
    return kind == LaneKind::TerminalSessions ? 1 : metrics::laneGap;
}

} // namespace

int TrackLayout::laneHeight(LaneKind kind)
{
    switch (kind) {
    case LaneKind::Terminal:
        return 8;
    case LaneKind::TerminalSessions:
        return 4;
    default:
        return metrics::laneHeight;
    }
}

TrackLayout::TrackLayout(const TimelineModel& model)
{
    Order order;
    order.tracks.resize(model.tracks().size());
    std::iota(order.tracks.begin(), order.tracks.end(), 0U);
    const std::size_t count = order.tracks.size();
    arrange(model, std::move(order), std::vector<bool>(count), false);
}

void TrackLayout::arrange(const TimelineModel& model, Order order, std::vector<bool> collapsed, bool counters)
{
    order_ = std::move(order);
    collapsed_ = std::move(collapsed);
    counters_ = counters;
    rowOf_.assign(collapsed_.size(), nowhere);
    for (std::uint32_t row = 0; row < rowCount(); ++row)
        rowOf_[order_.tracks[row]] = row;
    place(model);
}

void TrackLayout::setViewHeight(int height)
{
    viewHeight_ = height;
}

int TrackLayout::stickyHeight() const
{
    const int pinned = order_.pinned == 0 ? 0 : tops_[order_.pinned];
    return pinned * 5 <= viewHeight_ * 3 ? pinned : 0;
}

bool TrackLayout::hasCounter(const TimelineModel& model, std::uint32_t track) const
{
    return counters_ && !collapsed_[track] && !model.tracks()[track].content->lanes(LaneKind::Inference).empty();
}

int TrackLayout::heightOf(const TimelineModel& model, std::uint32_t track) const
{
    if (collapsed_[track])
        return collapsedHeight;
    const TimelineTrack& shown = model.tracks()[track];
    int height = 2 * padding;
    for (std::uint32_t lane = shown.firstLane; lane < shown.firstLane + shown.laneCount; ++lane)
        height += laneHeight(model.lanes()[lane].kind) + gapBelow(model.lanes()[lane].kind);
    if (hasCounter(model, track))
        height += counterHeight + metrics::laneGap;
    return std::max(height - (shown.laneCount > 0 ? metrics::laneGap : 0), leastHeight) + 1;
}

void TrackLayout::place(const TimelineModel& model)
{
    tops_.resize(order_.tracks.size() + 1);
    tops_[0] = 0;
    for (std::size_t row = 0; row < order_.tracks.size(); ++row)
        tops_[row + 1] = tops_[row] + heightOf(model, order_.tracks[row]);
}

bool TrackLayout::anyCollapsed() const
{
    return std::any_of(order_.tracks.begin(), order_.tracks.end(),
                       [this](std::uint32_t track) { return collapsed_[track]; });
}

bool TrackLayout::anyExpanded() const
{
    return std::any_of(order_.tracks.begin(), order_.tracks.end(),
                       [this](std::uint32_t track) { return !collapsed_[track]; });
}

Row TrackLayout::lane(const TimelineModel& model, std::uint32_t track, std::uint32_t lane) const
{
    const int top = this->track(track).top;
    if (collapsed_[track])
        return {top + (collapsedHeight - 1 - summaryHeight) / 2, summaryHeight};
    Row row{top + padding, 0};
    for (std::uint32_t above = model.tracks()[track].firstLane; above < lane; ++above)
        row.top += laneHeight(model.lanes()[above].kind) + gapBelow(model.lanes()[above].kind);
    row.height = laneHeight(model.lanes()[lane].kind);
    return row;
}

Row TrackLayout::counter(const TimelineModel& model, std::uint32_t track) const
{
    const Row row = this->track(track);
    if (!hasCounter(model, track))
        return {row.bottom(), 0};
    return {row.bottom() - 1 - padding - counterHeight, counterHeight};
}

std::uint32_t TrackLayout::rowAt(int y) const
{
    const auto after = std::upper_bound(tops_.begin(), tops_.end() - 1, y);
    return after == tops_.begin() ? 0 : static_cast<std::uint32_t>(after - tops_.begin()) - 1;
}

std::uint32_t TrackLayout::trackInView(int y, int scrollY) const
{
    return order_.tracks[rowAt(y < stickyHeight() ? y : y + scrollY)];
}

Row TrackLayout::inView(std::uint32_t track, int scrollY) const
{
    Row row = this->track(track);
    if (!sticky(track))
        row.top -= scrollY;
    return row;
}

} // namespace rolloutscope
