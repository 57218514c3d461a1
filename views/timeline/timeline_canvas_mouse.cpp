// Mouse and wheel on the canvas.
#include "views/timeline/timeline_canvas.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QWheelEvent>

#include <cmath>

namespace rolloutscope {
namespace {

constexpr int edgeReach = 4; // px around something that is dragged by its edge

} // namespace

// ---- What is where -------------------------------------------------------------------------------------------------

TimelineCanvas::Spot TimelineCanvas::spotAt(QPoint position) const
{
    if (!usable() || !rect().contains(position))
        return Spot::None;
    const TimelineRegions areas = regions();
    if (std::abs(position.x() - areas.headers.right()) <= edgeReach - 1)
        return Spot::HeaderEdge;
    if (areas.overview.contains(position))
        return Spot::Overview;
    if (areas.axis.contains(position))
        return Spot::Axis;
    if (areas.headers.contains(position))
        return Spot::Header;
    return areas.tracks.contains(position) ? Spot::Tracks : Spot::None;
}

std::optional<std::uint32_t> TimelineCanvas::trackAtHeader(QPoint position) const
{
    const int y = position.y() - regions().headers.top();
    if (y < 0 || y >= layout_.totalHeight() - viewport_.scrollY() || layout_.rowCount() == 0)
        return std::nullopt;
    return layout_.trackInView(y, viewport_.scrollY());
}

ObjectRef TimelineCanvas::objectAt(QPoint position)
{
    const TimelineRegions areas = regions();
    if (!areas.tracks.contains(position))
        return {};
    const QPoint at = position - areas.tracks.topLeft();
    const TimelineGeometry& geometry = timelineGeometry();
    const MarkBox* mark = geometry.markAt(at.x(), at.y());
    const SpanBox* box = geometry.boxAt(at.x(), at.y());
    // A mark crosses everything: beside its diamond a span that is not just ground comes first.
    const bool onDiamond = mark != nullptr && at.y() < mark->top + TrackLayout::padding + 8;
    if (mark != nullptr && (onDiamond || box == nullptr || box->lane == LaneKind::Turns))
        return mark->compaction;
    if (const ArrowLine* arrow = geometry.arrowAt(at.x(), at.y());
        arrow != nullptr && (box == nullptr || box->lane == LaneKind::Turns || box->summary))
        return arrow->edge;
    if (box != nullptr)
        return box->object;
    if (const CounterBar* bar = geometry.counterAt(at.x(), at.y()))
        return bar->call;
    const TrackBox* track = geometry.trackBoxAt(at.y());
    if (track != nullptr && track->collapsed) {
        if (const SpanIndex span = summarySpanAt(*model_, track->track, viewport_.scale(), at.x()); span != noSpan)
            return model_->span(span).object;
    }
    return {};
}

TimelineCanvas::Drag TimelineCanvas::overviewDragAt(QPoint position) const
{
    TimelineScene place;
    place.regions = regions();
    place.viewport = &viewport_;
    const QRect frame = overviewFrame(place);
    const bool wide = frame.width() > 4 * edgeReach;
    if (wide && std::abs(position.x() - frame.left()) <= edgeReach)
        return Drag::FrameBegin;
    if (wide && std::abs(position.x() - frame.right()) <= edgeReach)
        return Drag::FrameEnd;
    return Drag::Frame;
}

// ---- Mouse ---------------------------------------------------------------------------------------------------------

void TimelineCanvas::mousePressEvent(QMouseEvent* event)
{
    const QPoint position = event->position().toPoint();
    dragStart_ = dragLast_ = position;
    drag_ = Drag::None;
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return;
    const bool wantsRange = event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier);
    switch (spotAt(position)) {
    case Spot::HeaderEdge:
        drag_ = Drag::HeaderWidth;
        break;
    case Spot::Overview: {
        drag_ = overviewDragAt(position);
        TimelineScene place;
        place.regions = regions();
        place.viewport = &viewport_;
        if (drag_ == Drag::Frame && !overviewFrame(place).contains(position)) {
            // A click beside the frame brings it there.
            const QRect area = place.regions.overview;
            const Stretch content = viewport_.content();
            const double share = static_cast<double>(position.x() - area.left()) / area.width();
            const double wanted = content.begin + share * content.length();
            viewport_.pan((wanted - viewport_.visible().centre()) / viewport_.scale().msPerPixel);
            viewportMoved();
        }
        break;
    }
    case Spot::Axis:
    case Spot::Tracks:
        drag_ = wantsRange ? Drag::Range : Drag::Pending;
        break;
    case Spot::Header:
        clickHeader(position);
        if (const auto track = trackAtHeader(position); track && event->button() == Qt::LeftButton) {
            draggedTrack_ = *track;
            drag_ = Drag::PendingHeader;
        }
        break;
    case Spot::None:
        break;
    }
    showFocus_ = false;
    endHover();
}

void TimelineCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint position = event->position().toPoint();
    const bool isFar = (position - dragStart_).manhattanLength() >= QApplication::startDragDistance();
    if (isFar && (drag_ == Drag::Pending || drag_ == Drag::PendingHeader)) {
        drag_ = drag_ == Drag::Pending ? Drag::Tracks : Drag::Header;
        setCursor(Qt::ClosedHandCursor);
    }
    if (drag_ != Drag::None) {
        if (drag_ != Drag::Pending && drag_ != Drag::PendingHeader)
            dragTo(position);
        return;
    }
    updateCursor(position);
    hoverAt(position);
}

void TimelineCanvas::dragTo(QPoint position)
{
    const QPoint moved = position - dragLast_;
    dragLast_ = position;
    const Stretch content = viewport_.content();
    const double msPerStripPixel = content.length() / std::max(1, regions().overview.width());
    const Stretch visible = viewport_.visible();
    switch (drag_) {
    case Drag::Tracks:
        if (moved.x() != 0)
            viewport_.pan(-moved.x());
        viewport_.scrollTo(viewport_.scrollY() - moved.y());
        break;
    case Drag::Range:
        dragRangeTo(position);
        return;
    case Drag::Header: {
        const std::uint32_t row = dropRowAt(position);
        const Row last = layout_.inView(layout_.trackAtRow(std::min(row, layout_.rowCount() - 1)), viewport_.scrollY());
        dropY_ = row < layout_.rowCount() ? last.top : last.bottom();
        update();
        return;
    }
    case Drag::HeaderWidth:
        setHeaderWidth(position.x() + 1);
        return;
    case Drag::Frame:
        viewport_.pan(moved.x() * msPerStripPixel / viewport_.scale().msPerPixel);
        break;
    case Drag::FrameBegin:
    case Drag::FrameEnd: {
        const double time = content.begin + (position.x() - regions().overview.left()) * msPerStripPixel;
        const double least = viewport_.width() * ScaleLimits().finest;
        if (drag_ == Drag::FrameBegin)
            viewport_.show({std::min(time, visible.end - least), visible.end});
        else
            viewport_.show({visible.begin, std::max(time, visible.begin + least)});
        break;
    }
    case Drag::Pending:
    case Drag::PendingHeader:
    case Drag::None:
        return;
    }
    viewportMoved();
}

void TimelineCanvas::dragRangeTo(QPoint position)
{
    const int left = regions().tracks.left();
    const TimeScale& scale = viewport_.scale();
    const double from = scale.timeAt(std::clamp<double>(dragStart_.x() - left, 0, viewport_.width()));
    const double to = scale.timeAt(std::clamp<double>(position.x() - left, 0, viewport_.width()));
    if (std::abs(position.x() - dragStart_.x()) < 2)
        return;
    document_->setRange(TimeRange{model_->unixAt(std::min(from, to)), model_->unixAt(std::max(from, to))});
}

void TimelineCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    const QPoint position = event->position().toPoint();
    const bool clicked = drag_ == Drag::Pending && event->button() == Qt::LeftButton;
    const bool dropped = drag_ == Drag::Header;
    const bool ranged = drag_ == Drag::Range && document_->range() && std::abs(position.x() - dragStart_.x()) >= 2;
    drag_ = Drag::None;
    dropY_.reset();
    if (clicked)
        clickAt(position);
    else if (dropped)
        dropTrack();
    else if (ranged)
        emit rangeSelected();
    updateCursor(position);
    hoverAt(position);
}

const TimelineFlag* TimelineCanvas::flagAt(int x) const
{
    for (auto flag = flags_.rbegin(); flag != flags_.rend(); ++flag) {
        const double at = viewport_.scale().pixelAt(flag->position);
        if (x >= at - 2 && x <= at + 11)
            return &*flag;
    }
    return nullptr;
}

void TimelineCanvas::clickAt(QPoint position)
{
    const TimelineRegions areas = regions();
    if (areas.axis.contains(position)) {
        if (const TimelineFlag* flag = flagAt(position.x() - areas.axis.left());
            flag != nullptr && flag->object.valid())
            document_->select(flag->object);
        return;
    }
    if (!areas.tracks.contains(position))
        return;
    if (const ObjectRef object = objectAt(position); object.valid())
        document_->select(object);
    else
        document_->clearSelection();
}

void TimelineCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    if (!usable() || event->reason() == QContextMenuEvent::Keyboard)
        return;
    const QPoint position = event->pos();
    const Spot spot = spotAt(position);
    ObjectRef object;
    if (spot == Spot::Header) {
        if (const auto track = trackAtHeader(position))
            object = model_->tracks()[*track].thread;
    } else if (spot == Spot::Tracks) {
        object = objectAt(position);
    }
    if (object.valid())
        document_->select(object);
    card_->hide();
    emit menuRequested(object, spot == Spot::Header, event->globalPos());
}

void TimelineCanvas::clickHeader(QPoint position)
{
    const auto track = trackAtHeader(position);
    if (!track)
        return;
    constexpr int triangleWidth = 20;
    if (position.x() < triangleWidth)
        setCollapsed(*track, !layout_.collapsed(*track));
    else
        document_->select(model_->tracks()[*track].thread);
}

void TimelineCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    const QPoint position = event->position().toPoint();
    if (event->button() != Qt::LeftButton)
        return;
    switch (spotAt(position)) {
    case Spot::HeaderEdge:
        setHeaderWidth(metrics::trackHeader);
        break;
    case Spot::Overview:
        fitAll();
        break;
    case Spot::Tracks:
        clickAt(position);
        if (document_->selection().valid())
            zoomTo(document_->selection());
        break;
    case Spot::Header:
        // The second click of two on a triangle is a click.
        clickHeader(position);
        break;
    case Spot::Axis:
    case Spot::None:
        break;
    }
    endHover();
}

void TimelineCanvas::wheelEvent(QWheelEvent* event)
{
    event->accept();
    if (!usable())
        return;
    moveByWheel(event);
    viewportMoved();
    hoverAt(event->position().toPoint());
}

void TimelineCanvas::moveByWheel(QWheelEvent* event)
{
    const QPoint position = event->position().toPoint();
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const QPoint pixels = event->pixelDelta();
    QPointF delta = event->angleDelta();
    if (shift && delta.x() == 0)
        delta = QPointF(delta.y(), 0);

    constexpr double pixelsPerUnit = 0.8; // about 100 px a notch
    if (delta.x() != 0) {
        const double across = !pixels.isNull() && !shift ? pixels.x() : delta.x() * pixelsPerUnit;
        viewport_.pan(-across);
    }
    if (delta.y() == 0)
        return;
    const bool overHeaders = regions().headers.contains(position);
    if (!control && (overHeaders || !wheelZooms_)) {
        const double down = pixels.isNull() ? delta.y() * pixelsPerUnit / 2 : pixels.y();
        viewport_.scrollTo(viewport_.scrollY() - static_cast<int>(std::lround(down)));
        return;
    }
    constexpr double zoomPerUnit = 0.0018; // a notch is about a fifth
    const double at = std::clamp<double>(position.x() - regions().tracks.left(), 0, viewport_.width());
    viewport_.zoom(std::exp(delta.y() * zoomPerUnit), overHeaders ? viewport_.width() / 2 : at);
}

/// Two fingers on a touch pad or a touch screen. True if the event was one of them.
bool TimelineCanvas::nativeGesture(QEvent* event)
{
    double factor = 1;
    QPointF at;
    if (event->type() == QEvent::NativeGesture) {
        const auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() != Qt::ZoomNativeGesture)
            return false;
        factor = 1 + gesture->value();
        at = gesture->position();
    } else {
        const auto* pinch = static_cast<QPinchGesture*>(static_cast<QGestureEvent*>(event)->gesture(Qt::PinchGesture));
        if (pinch == nullptr)
            return false;
        factor = pinch->scaleFactor();
        at = mapFromGlobal(pinch->centerPoint());
        drag_ = Drag::None;
    }
    if (usable() && factor > 0) {
        viewport_.zoom(factor, std::clamp(at.x() - regions().tracks.left(), 0.0, viewport_.width()));
        viewportMoved();
    }
    event->accept();
    return true;
}

// ---- Hover ---------------------------------------------------------------------------------------------------------

void TimelineCanvas::updateCursor(QPoint position)
{
    switch (spotAt(position)) {
    case Spot::HeaderEdge:
        setCursor(Qt::SplitHCursor);
        break;
    case Spot::Overview: {
        const Drag drag = overviewDragAt(position);
        setCursor(drag == Drag::Frame ? Qt::OpenHandCursor : Qt::SizeHorCursor);
        break;
    }
    default:
        unsetCursor();
        break;
    }
}

void TimelineCanvas::hoverAt(QPoint position)
{
    const TimelineRegions areas = regions();
    const Spot spot = spotAt(position);
    const bool alongTime = spot == Spot::Tracks || spot == Spot::Axis;
    const QPoint inTracks = position - areas.tracks.topLeft();
    const auto before = std::tuple(hovered_, hoveredTrack_, cursorX_);
    hovered_ = {};
    hoveredTrack_.reset();
    pointedTrack_.reset();
    cursorX_ = alongTime ? std::optional(inTracks.x()) : std::nullopt;

    CardText card;
    QRect explained;
    if (spot == Spot::Tracks) {
        explained = QRect(position - QPoint(4, 4), QSize(9, 9));
        pointedTrack_ = trackAtHeader(position);
        hovered_ = objectAt(position);
        const TimelineGeometry& geometry = timelineGeometry();
        const MarkBox* mark = geometry.markAt(inTracks.x(), inTracks.y());
        const SpanBox* box = geometry.boxAt(inTracks.x(), inTracks.y());
        if (mark != nullptr && hovered_ == ObjectRef(mark->compaction)) {
            card = objectCard(*model_, hovered_);
            if (mark->count > 1)
                card.rows.emplace_back(tr("Here"),
                                       tr("%L1 compactions close together. Zoom in to see each.").arg(mark->count));
            explained = QRect(mark->x - 6, mark->top, 13, 16).translated(areas.tracks.topLeft());
        } else if (box != nullptr && hovered_ == box->object) {
            card = spanCard(*model_, *box, waits_.get());
            explained = QRect(box->x, box->y, box->width, box->height).translated(areas.tracks.topLeft());
        } else if (hovered_.valid()) {
            card = objectCard(*model_, hovered_);
        } else if (const TimeFold* fold = model_->folds().foldAt(viewport_.scale().timeAt(inTracks.x()))) {
            card = foldCard(*model_, *fold);
        }
    } else if (spot == Spot::Header) {
        hoveredTrack_ = pointedTrack_ = trackAtHeader(position);
        if (hoveredTrack_) {
            card = trackCard(*model_, *hoveredTrack_);
            const Row row = layout_.inView(*hoveredTrack_, viewport_.scrollY());
            explained = QRect(0, areas.headers.top() + row.top, areas.headers.width(), row.height);
        }
    } else if (spot == Spot::Axis) {
        explained = areas.axis;
        const double time = viewport_.scale().timeAt(inTracks.x());
        card = momentCard(*model_, time, viewport_.scale().msPerPixel);
        if (const TimelineFlag* flag = flagAt(inTracks.x()))
            card.rows.emplace_back(tr("Bookmark"), flag->text);
    }
    if (card.empty())
        card_->hide();
    else
        card_->showFor(card, explained, position.x(), rect().adjusted(4, 4, -4, -4));
    if (before != std::tuple(hovered_, hoveredTrack_, cursorX_))
        update();
}

void TimelineCanvas::endHover()
{
    hovered_ = {};
    hoveredTrack_.reset();
    pointedTrack_.reset();
    cursorX_.reset();
    card_->hide();
    update();
}

void TimelineCanvas::leaveEvent(QEvent* /*event*/)
{
    endHover();
}

} // namespace rolloutscope
