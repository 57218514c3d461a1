// Tracks of the canvas: folding, pinning, hiding, sorting, dragging to another place, and where they are scrolled to.
#include "views/document/loaded_trace.h"
#include "views/timeline/timeline_canvas.h"

#include <algorithm>

namespace rolloutscope {
namespace {

const std::string& threadIdOf(const TimelineModel& model, std::uint32_t track)
{
    return model.trace().threads[model.tracks()[track].thread].id;
}

} // namespace

void TimelineCanvas::arrange()
{
    if (!model_)
        return;
    layout_.arrange(*model_, arrangement_.orderOf(*model_), arrangement_.collapsedFlags(*model_), counters_);
    layout_.setViewHeight(regions().tracks.height());
    viewport_.setContentHeight(layout_.totalHeight());
}

/// What is at the top stays there, as far as it is still shown.
void TimelineCanvas::setArrangement(TrackArrangement arrangement)
{
    const ScrollAnchor anchor = scrollAnchor();
    arrangement_ = std::move(arrangement);
    arrange();
    scrollToAnchor(anchor);
    viewportMoved(false);
    emit arrangementChanged();
}

void TimelineCanvas::setCollapsed(std::uint32_t track, bool collapsed)
{
    arrangement_.setCollapsed(threadIdOf(*model_, track), collapsed);
    arrange();
    viewportMoved();
    emit arrangementChanged();
}

void TimelineCanvas::setAllCollapsed(bool collapsed)
{
    if (!model_)
        return;
    arrangement_.collapsed.clear();
    if (collapsed) {
        for (const TimelineTrack& track : model_->tracks())
            arrangement_.collapsed.insert(model_->trace().threads[track.thread].id);
    }
    arrange();
    viewportMoved();
    emit arrangementChanged();
}

std::uint32_t TimelineCanvas::currentTrack() const
{
    if (pointedTrack_ && layout_.shows(*pointedTrack_))
        return *pointedTrack_;
    const TimelinePlace place = model_->placeOf(document_->selection());
    return place.track && layout_.shows(*place.track) ? *place.track : layout_.trackInView(0, viewport_.scrollY());
}

void TimelineCanvas::toggleCollapsed()
{
    if (!usable() || layout_.rowCount() == 0)
        return;
    const std::uint32_t track = currentTrack();
    setCollapsed(track, !layout_.collapsed(track));
}

void TimelineCanvas::togglePinned()
{
    if (!usable() || layout_.rowCount() == 0)
        return;
    const std::uint32_t track = currentTrack();
    TrackArrangement changed = arrangement_;
    changed.setPinned(threadIdOf(*model_, track), !layout_.pinned(track));
    setArrangement(std::move(changed));
}

void TimelineCanvas::hideTrack()
{
    if (!usable() || layout_.rowCount() == 0)
        return;
    const std::string& id = threadIdOf(*model_, currentTrack());
    TrackArrangement changed = arrangement_;
    changed.hidden.insert(id);
    changed.setPinned(id, false);
    endHover();
    setArrangement(std::move(changed));
}

void TimelineCanvas::showAllTracks()
{
    if (!arrangement_.leavesOut())
        return;
    TrackArrangement changed = arrangement_;
    changed.hidden.clear();
    changed.onlyIn.reset();
    changed.filter.clear();
    setArrangement(std::move(changed));
    document_->setTrackFilter({});
}

void TimelineCanvas::setOnlyOverlapping(bool only)
{
    TrackArrangement changed = arrangement_;
    changed.onlyIn.reset();
    if (only && usable()) {
        if (const auto range = document_->range())
            changed.onlyIn = Stretch{range->begin, range->end};
        else if (const TimelinePlace place = model_->placeOf(document_->selection()); place.time)
            changed.onlyIn = Stretch{model_->unixAt(place.time->begin), model_->unixAt(place.time->end)};
    }
    setArrangement(std::move(changed));
}

void TimelineCanvas::setSort(TrackSort sort)
{
    TrackArrangement changed = arrangement_;
    changed.sort = sort;
    setArrangement(std::move(changed));
}

// ---- Scrolling -----------------------------------------------------------------------------------------------------

ScrollAnchor TimelineCanvas::scrollAnchor() const
{
    if (!model_ || layout_.rowCount() == 0)
        return {};
    const int top = viewport_.scrollY() + layout_.stickyHeight();
    const std::uint32_t track = layout_.trackAtRow(layout_.rowAt(top));
    return {.threadId = threadIdOf(*model_, track), .offset = top - layout_.track(track).top};
}

void TimelineCanvas::scrollToAnchor(const ScrollAnchor& anchor)
{
    if (!model_ || anchor.threadId.empty())
        return;
    const auto track = model_->trackOf(model_->trace().threads.find(anchor.threadId));
    if (!track || !layout_.shows(*track) || layout_.sticky(*track))
        return;
    const Row row = layout_.track(*track);
    viewport_.scrollTo(row.top + std::min(anchor.offset, row.height - 1) - layout_.stickyHeight());
    viewportMoved(false);
}

void TimelineCanvas::reportScroll(bool byPerson)
{
    if (usable())
        document_->setScroll(scrollAnchor(), byPerson);
}

// ---- Dragging a header ---------------------------------------------------------------------------------------------

std::uint32_t TimelineCanvas::dropRowAt(QPoint position) const
{
    const int inView = position.y() - regions().headers.top();
    const int y = inView < layout_.stickyHeight() ? inView : inView + viewport_.scrollY();
    const std::uint32_t row = layout_.rowAt(std::clamp(y, 0, std::max(0, layout_.totalHeight() - 1)));
    const Row place = layout_.track(layout_.trackAtRow(row));
    return y > place.middle() ? row + 1 : row;
}

void TimelineCanvas::dropTrack()
{
    if (!model_ || !layout_.shows(draggedTrack_))
        return;
    TrackArrangement changed = arrangement_;
    changed.move(*model_, layout_, draggedTrack_, dropRowAt(dragLast_));
    setArrangement(std::move(changed));
}

} // namespace rolloutscope
