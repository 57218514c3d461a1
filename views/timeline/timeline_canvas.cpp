// State, commands and painting of the canvas.
#include "views/timeline/timeline_canvas.h"

#include "views/document/background.h"
#include "views/timeline/timeline_navigation.h"

#include <QEvent>
#include <QPainter>

#include <cmath>
#include <unordered_set>

namespace rolloutscope {
namespace {

/// A model holds the trace; freeing millions of objects is not the GUI thread's work.
void releaseInBackground(std::shared_ptr<const TimelineModel> model)
{
    if (model.use_count() == 1)
        std::ignore = runInBackground([kept = std::move(model)]() mutable { kept.reset(); });
}

std::unordered_set<std::string> collapsedThreads(const TimelineModel& model, const TrackLayout& layout)
{
    std::unordered_set<std::string> ids;
    for (std::uint32_t track = 0; track < layout.trackCount(); ++track) {
        if (layout.collapsed(track))
            ids.insert(model.trace().threads[model.tracks()[track].thread].id);
    }
    return ids;
}

} // namespace

TimelineCanvas::TimelineCanvas(TraceDocument* document, QWidget* parent)
    : QWidget(parent), document_(document), card_(new HoverCard(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(200, 120);
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(tr("A track per agent over time. Arrow keys move between spans."));
    connect(document_, &TraceDocument::selectionChanged, this, [this](ObjectRef object) {
        const CardText card = model_ && object.valid() ? objectCard(*model_, object) : CardText();
        setAccessibleDescription(card.empty() ? tr("Nothing is selected.") : card.asSentence());
        invalidate();
    });
    connect(document_, &TraceDocument::revealRequested, this, &TimelineCanvas::reveal);
}

TimelineCanvas::~TimelineCanvas()
{
    releaseInBackground(std::move(model_));
}

void TimelineCanvas::setModel(std::shared_ptr<const TimelineModel> model, bool keepView)
{
    const bool hovers = cursorX_.has_value();
    endHover();
    if (!keepView)
        drag_ = Drag::None;
    painter_.forgetTrace();
    std::unordered_set<std::string> collapsed;
    if (keepView && model_)
        collapsed = collapsedThreads(*model_, layout_);
    releaseInBackground(std::exchange(model_, std::move(model)));
    layout_ = model_ ? TrackLayout(*model_) : TrackLayout();
    if (model_) {
        if (!collapsed.empty()) {
            std::vector<bool> flags(layout_.trackCount());
            for (std::uint32_t track = 0; track < layout_.trackCount(); ++track)
                flags[track] = collapsed.contains(model_->trace().threads[model_->tracks()[track].thread].id);
            layout_.setCollapsed(*model_, std::move(flags));
        }
        if (keepView) {
            viewport_.growContent(model_->content(), layout_.totalHeight());
        } else {
            viewport_ = TimelineViewport();
            updateSize();
            viewport_.setContent(model_->content(), layout_.totalHeight());
        }
    }
    viewportMoved();
    if (hovers && keepView && drag_ == Drag::None && underMouse())
        hoverAt(mapFromGlobal(QCursor::pos()));
}

void TimelineCanvas::setMessage(const QString& message)
{
    message_ = message;
    if (!message_.isEmpty())
        endHover();
    invalidate();
}

void TimelineCanvas::invalidate()
{
    geometryIsCurrent_ = false;
    update();
}

void TimelineCanvas::viewportMoved()
{
    invalidate();
    emit viewportChanged();
}

const TimelineGeometry& TimelineCanvas::timelineGeometry()
{
    if (!geometryIsCurrent_) {
        geometry_ = {};
        if (model_) {
            const TimelineRegions areas = regions();
            geometry_ = buildGeometry({.model = model_.get(),
                                       .layout = &layout_,
                                       .scale = viewport_.scale(),
                                       .width = areas.tracks.width(),
                                       .height = areas.tracks.height(),
                                       .scrollY = viewport_.scrollY(),
                                       .selection = document_->selection(),
                                       .allArrows = allArrows_});
        }
        geometryIsCurrent_ = true;
    }
    return geometry_;
}

TimelineScene TimelineCanvas::scene()
{
    TimelineScene scene;
    scene.size = size();
    scene.regions = regions();
    scene.model = model_.get();
    scene.layout = &layout_;
    scene.geometry = &timelineGeometry();
    scene.viewport = &viewport_;
    scene.selection = document_->selection();
    if (model_ && scene.selection.valid())
        scene.selectedTrack = model_->placeOf(scene.selection).track;
    scene.hovered = hovered_;
    scene.hoveredTrack = hoveredTrack_;
    scene.cursorX = cursorX_;
    scene.showFocus = showFocus_ && hasFocus();
    scene.message = message_;
    if (geometry_.arrowsLeftOut)
        scene.note = tr("%L1 arrows shown. Zoom in to see the others.").arg(static_cast<qulonglong>(maxArrows));
    return scene;
}

void TimelineCanvas::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter_.paint(painter, scene(), Theme::of(palette()));
}

void TimelineCanvas::updateSize()
{
    const TimelineRegions areas = regions();
    viewport_.setSize(areas.tracks.width(), areas.tracks.height());
}

void TimelineCanvas::resizeEvent(QResizeEvent* /*event*/)
{
    endHover();
    updateSize();
    viewportMoved();
}

void TimelineCanvas::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        update();
    QWidget::changeEvent(event);
}

void TimelineCanvas::setHeaderWidth(int width)
{
    headerWidth_ =
        std::clamp(width, TimelineRegions::leastHeader, std::max(TimelineRegions::leastHeader, this->width() / 2));
    updateSize();
    viewportMoved();
}

double TimelineCanvas::zoomCentre() const
{
    return cursorX_ ? *cursorX_ : viewport_.width() / 2;
}

void TimelineCanvas::zoomBy(double factor)
{
    if (!usable())
        return;
    viewport_.zoom(factor, zoomCentre());
    viewportMoved();
}

void TimelineCanvas::fitAll()
{
    viewport_.fitAll();
    viewportMoved();
}

void TimelineCanvas::showEnd()
{
    viewport_.showEnd();
    viewportMoved();
}

void TimelineCanvas::showTime(Stretch stretch)
{
    const Stretch seen = viewport_.visible();
    const double half = viewport_.scale().msPerPixel / 2;
    if (std::abs(seen.begin - stretch.begin) < half && std::abs(seen.end - stretch.end) < half)
        return;
    viewport_.show(stretch);
    viewportMoved();
}

void TimelineCanvas::zoomToSelection()
{
    if (!usable())
        return;
    const TimelinePlace place = model_->placeOf(document_->selection());
    if (!place.time)
        return;
    Stretch stretch = *place.time;
    if (stretch.length() <= 0) {
        const double around = std::max(1.0, viewport_.visible().length() / 8);
        stretch = {stretch.begin - around / 2, stretch.begin + around / 2};
    }
    viewport_.zoomTo(stretch);
    reveal(document_->selection());
    viewportMoved();
}

void TimelineCanvas::go(ObjectRef object)
{
    if (!object.valid())
        return;
    document_->select(object);
    reveal(object);
}

void TimelineCanvas::selectParent()
{
    if (usable())
        go(parentOf(*model_, document_->selection()));
}

void TimelineCanvas::selectFailure(int direction)
{
    if (usable())
        go(nextFailure(*model_, document_->selection(), direction));
}

void TimelineCanvas::followMessage(int direction)
{
    if (usable())
        go(alongMessages(*model_, document_->selection(), direction));
}

void TimelineCanvas::setAllArrows(bool all)
{
    allArrows_ = all;
    invalidate();
}

void TimelineCanvas::setAllCollapsed(bool collapsed)
{
    if (!model_)
        return;
    layout_.setAllCollapsed(*model_, collapsed);
    viewport_.setContentHeight(layout_.totalHeight());
    viewportMoved();
}

void TimelineCanvas::setCollapsed(std::uint32_t track, bool collapsed)
{
    layout_.setCollapsed(*model_, track, collapsed);
    viewport_.setContentHeight(layout_.totalHeight());
    viewportMoved();
}

std::uint32_t TimelineCanvas::currentTrack() const
{
    if (hoveredTrack_)
        return *hoveredTrack_;
    const TimelinePlace place = model_->placeOf(document_->selection());
    return place.track ? *place.track : layout_.trackAt(viewport_.scrollY());
}

void TimelineCanvas::toggleCollapsed()
{
    if (!usable() || layout_.trackCount() == 0)
        return;
    const std::uint32_t track = currentTrack();
    setCollapsed(track, !layout_.collapsed(track));
}

void TimelineCanvas::scrollTo(int y)
{
    viewport_.scrollTo(y);
    viewportMoved();
}

void TimelineCanvas::reveal(ObjectRef object)
{
    if (!usable())
        return;
    const TimelinePlace place = model_->placeOf(object);
    if (place.track) {
        if (place.span != noSpan && layout_.collapsed(*place.track))
            setCollapsed(*place.track, false);
        const Row track = layout_.track(*place.track);
        viewport_.ensureRowVisible(track.top, track.bottom());
        if (place.span != noSpan) {
            const Row lane = layout_.lane(*model_, *place.track, model_->laneOf(place.span));
            viewport_.ensureRowVisible(lane.top - metrics::laneGap, lane.bottom() + metrics::laneGap);
        }
    }
    // A thread is its track: going there must not zoom out over its whole life.
    const bool isTrack = object.kind == ObjectKind::Thread && place.time &&
                         place.time->begin <= viewport_.visible().end && place.time->end >= viewport_.visible().begin;
    if (place.time && !isTrack)
        viewport_.ensureVisible(*place.time);
    viewportMoved();
}

} // namespace rolloutscope
