// State, commands and painting of the canvas.
#include "views/timeline/timeline_canvas.h"

#include "core/insight/concurrency.h"
#include "core/insight/context_window.h"
#include "core/insight/waits.h"
#include "views/document/background.h"
#include "views/timeline/timeline_accessible.h"
#include "views/timeline/timeline_navigation.h"

#include <QDateTime>
#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace rolloutscope {
namespace {

constexpr std::size_t framesMeasured = 120;

/// A model holds the trace; freeing millions of objects is not the GUI thread's work.
void releaseInBackground(std::shared_ptr<const TimelineModel> model)
{
    if (model.use_count() == 1)
        std::ignore = runInBackground([kept = std::move(model)]() mutable { kept.reset(); });
}

} // namespace

TimelineCanvas::TimelineCanvas(TraceDocument* document, QWidget* parent)
    : QWidget(parent), document_(document), details_(new TrackDetailsCache(this)), card_(new HoverCard(this))
{
    accessibility_ = new TimelineAccessibility(this); // before anything makes Qt ask for the canvas' interface
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    grabGesture(Qt::PinchGesture);
    setMinimumSize(200, 120);
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(tr("A track per agent over time. Arrow keys move between spans."));
    connect(document_, &TraceDocument::selectionChanged, this, [this](ObjectRef object) {
        const CardText card = model_ && object.valid() ? objectCard(*model_, object) : CardText();
        setAccessibleDescription(card.empty() ? tr("Nothing is selected.") : card.asSentence());
        invalidate();
    });
    connect(document_, &TraceDocument::revealRequested, this, &TimelineCanvas::reveal);
    connect(document_, &TraceDocument::rangeChanged, this, qOverload<>(&QWidget::update));
    connect(document_, &TraceDocument::playheadChanged, this, &TimelineCanvas::followPlayhead);
    connect(document_, &TraceDocument::trackFilterChanged, this, [this] {
        TrackArrangement filtered = arrangement_;
        filtered.filter = document_->trackFilter();
        setArrangement(std::move(filtered));
    });
    connect(document_, &TraceDocument::scrollRequested, this, &TimelineCanvas::scrollToAnchor);
    connect(details_, &TrackDetailsCache::detailsReady, this, &TimelineCanvas::invalidate);
}

TimelineCanvas::~TimelineCanvas()
{
    releaseInBackground(std::move(model_));
}

void TimelineCanvas::setModel(std::shared_ptr<const TimelineModel> model, bool keepView)
{
    const bool hovers = cursorX_.has_value() || hoveredTrack_.has_value();
    endHover();
    if (!keepView) {
        drag_ = Drag::None;
        arrangement_.collapsed.clear();
        arrangement_.hidden.clear();
        arrangement_.pinned.clear();
        arrangement_.order.clear();
        arrangement_.onlyIn.reset();
        arrangement_.filter.clear();
        if (arrangement_.sort == TrackSort::Manual)
            arrangement_.sort = TrackSort::Spawn;
        waits_.reset();
        working_.reset();
        windows_.reset();
    } else if (drag_ == Drag::Header || drag_ == Drag::PendingHeader) {
        drag_ = Drag::None; // its track may have another number now
        dropY_.reset();
    }
    painter_.forgetTrace();
    hits_.reset(); // they name spans of the model before; new ones follow
    const ScrollAnchor anchor = keepView && model_ ? scrollAnchor() : ScrollAnchor();
    std::shared_ptr<const TimelineModel> before = std::exchange(model_, std::move(model));
    accessibility_->takeModel(before.get(), keepView);
    releaseInBackground(std::move(before));
    details_->keepOnly(model_.get(), keepView);
    layout_ = TrackLayout();
    if (model_) {
        arrange();
        if (keepView) {
            viewport_.growContent(model_->content(), layout_.totalHeight());
            if (!anchor.threadId.empty())
                scrollToAnchor(anchor);
        } else {
            viewport_ = TimelineViewport();
            updateSize();
            viewport_.setContent(model_->content(), layout_.totalHeight());
        }
    }
    viewportMoved(false);
    emit arrangementChanged();
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

void TimelineCanvas::waitForDetails()
{
    std::ignore = timelineGeometry();
    details_->waitUntilReady();
    invalidate();
}

void TimelineCanvas::invalidate()
{
    geometryIsCurrent_ = false;
    update();
}

void TimelineCanvas::viewportMoved(bool byPerson)
{
    invalidate();
    emit viewportChanged(byPerson);
    reportScroll(byPerson);
}

// ---- What is shown -------------------------------------------------------------------------------------------------

void TimelineCanvas::setColorMode(ColorMode mode)
{
    mode_ = mode;
    invalidate();
}

void TimelineCanvas::setAxisMode(AxisMode mode)
{
    axisMode_ = mode;
    invalidate();
}

void TimelineCanvas::setCounters(bool shown)
{
    if (counters_ == shown)
        return;
    counters_ = shown;
    arrange();
    updateSize();
    viewportMoved(false);
}

void TimelineCanvas::setAllArrows(bool all)
{
    allArrows_ = all;
    invalidate();
}

void TimelineCanvas::setFrameTimes(bool shown)
{
    showsFrameTimes_ = shown;
    frameMs_.clear();
    update();
}

void TimelineCanvas::setWaits(std::shared_ptr<const Waits> waits)
{
    waits_ = std::move(waits);
    painter_.forgetTrace(); // labels of waits name whom one waited for
    invalidate();
}

void TimelineCanvas::setWorking(std::shared_ptr<const Concurrency> working)
{
    working_ = std::move(working);
    update();
}

void TimelineCanvas::setContextWindows(std::shared_ptr<const ContextWindows> windows)
{
    windows_ = std::move(windows);
    invalidate();
}

void TimelineCanvas::setFlags(std::vector<TimelineFlag> flags)
{
    flags_ = std::move(flags);
    update();
}

void TimelineCanvas::setHits(std::shared_ptr<const TimelineHits> hits)
{
    hits_ = std::move(hits);
    invalidate();
}

void TimelineCanvas::setCurrentHit(ObjectRef object)
{
    currentHit_ = object;
    update();
}

AxisClock TimelineCanvas::axisClock() const
{
    AxisClock clock{.mode = axisMode_};
    const auto zero = static_cast<double>(model_->zero());
    switch (axisMode_) {
    case AxisMode::SinceStart:
        break;
    case AxisMode::UtcClock:
        clock.offset = zero;
        break;
    case AxisMode::LocalClock: {
        const QDateTime start = QDateTime::fromMSecsSinceEpoch(model_->zero());
        clock.offset = zero + (start.isValid() ? start.offsetFromUtc() * 1000.0 : 0);
        break;
    }
    case AxisMode::SinceSelection:
        if (const auto selected = range())
            clock.offset = -model_->folds().timeAt(selected->begin);
        else if (const TimelinePlace place = model_->placeOf(document_->selection()); place.time)
            clock.offset = -model_->folds().timeAt(place.time->begin);
        break;
    }
    return clock;
}

std::optional<Stretch> TimelineCanvas::range() const
{
    const auto selected = document_->range();
    if (!selected || !model_)
        return std::nullopt;
    return Stretch{model_->positionOf(selected->begin), model_->positionOf(selected->end)};
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
                                       .allArrows = allArrows_,
                                       .mode = mode_,
                                       .clock = axisClock(),
                                       .hits = hits_ ? &hits_->spans : nullptr,
                                       .waits = waits_.get(),
                                       .details = [this](std::uint32_t track) { return details_->get(model_, track); },
                                       .windows = windows_.get()});
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
    scene.mode = mode_;
    scene.selection = document_->selection();
    if (model_) {
        scene.clock = axisClock();
        scene.range = range();
        if (scene.selection.valid())
            scene.selectedTrack = model_->placeOf(scene.selection).track;
        if (hits_ && currentHit_.valid())
            scene.currentHit = model_->spanOf(currentHit_);
    }
    scene.dimsOthers = hits_ != nullptr;
    scene.hitTimes = hits_ ? &hits_->positions : nullptr;
    scene.flags = &flags_;
    scene.playhead = shownPlayhead();
    scene.waits = waits_.get();
    scene.working = working_.get();
    scene.hovered = hovered_;
    scene.hoveredTrack = hoveredTrack_;
    scene.cursorX = cursorX_;
    scene.dropY = dropY_;
    scene.showFocus = showFocus_ && hasFocus();
    scene.message = message_;
    if (geometry_.arrowsLeftOut)
        scene.note = tr("%L1 arrows shown. Zoom in to see the others.").arg(static_cast<qulonglong>(maxArrows));
    if (showsFrameTimes_)
        scene.frameTime = frameTimeText();
    return scene;
}

QString TimelineCanvas::frameTimeText() const
{
    if (frameMs_.empty())
        return tr("frame times follow");
    std::vector<double> sorted = frameMs_;
    std::sort(sorted.begin(), sorted.end());
    return tr("frame %1 ms · median %2 · 95 % %3 · %4 boxes")
        .arg(frameMs_.back(), 0, 'f', 1)
        .arg(sorted[sorted.size() / 2], 0, 'f', 1)
        .arg(sorted[sorted.size() * 95 / 100], 0, 'f', 1)
        .arg(geometry_.boxes.size());
}

void TimelineCanvas::paintEvent(QPaintEvent* /*event*/)
{
    QElapsedTimer clock;
    clock.start();
    QPainter painter(this);
    painter_.paint(painter, scene(), Theme::of(palette()));
    if (!showsFrameTimes_)
        return;
    if (frameMs_.size() >= framesMeasured)
        frameMs_.erase(frameMs_.begin());
    frameMs_.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
}

void TimelineCanvas::updateSize()
{
    const TimelineRegions areas = regions();
    layout_.setViewHeight(areas.tracks.height());
    viewport_.setSize(areas.tracks.width(), areas.tracks.height());
}

void TimelineCanvas::resizeEvent(QResizeEvent* /*event*/)
{
    endHover();
    updateSize();
    viewportMoved(false);
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
    viewportMoved(false);
}

// ---- Where one looks -----------------------------------------------------------------------------------------------

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

void TimelineCanvas::showTime(Stretch stretch, bool byPerson)
{
    const Stretch seen = viewport_.visible();
    const double half = viewport_.scale().msPerPixel / 2;
    if (std::abs(seen.begin - stretch.begin) < half && std::abs(seen.end - stretch.end) < half)
        return;
    viewport_.show(stretch);
    viewportMoved(byPerson);
}

void TimelineCanvas::showUnixTime(TimeRange range, bool byPerson)
{
    if (model_)
        showTime({model_->positionOf(range.begin), model_->positionOf(range.end)}, byPerson);
}

void TimelineCanvas::zoomToSelection()
{
    if (!usable())
        return;
    if (const auto selected = range()) {
        viewport_.zoomTo(*selected);
        viewportMoved();
        return;
    }
    zoomTo(document_->selection());
}

void TimelineCanvas::zoomTo(ObjectRef object)
{
    if (!usable())
        return;
    const TimelinePlace place = model_->placeOf(object);
    if (!place.time)
        return;
    Stretch stretch = *place.time;
    if (stretch.length() <= 0) {
        const double around = std::max(1.0, viewport_.visible().length() / 8);
        stretch = {stretch.begin - around / 2, stretch.begin + around / 2};
    }
    viewport_.zoomTo(stretch);
    reveal(object);
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
    if (place.track && !layout_.shows(*place.track))
        showAllTracks(); // one asked to see it
    if (place.track && layout_.shows(*place.track)) {
        if (place.span != noSpan && layout_.collapsed(*place.track))
            setCollapsed(*place.track, false);
        if (!layout_.sticky(*place.track)) {
            const int stuck = layout_.stickyHeight();
            const Row track = layout_.track(*place.track);
            viewport_.ensureRowVisible(track.top - stuck, track.bottom());
            if (place.span != noSpan) {
                const Row lane = layout_.lane(*model_, *place.track, place.span.lane);
                viewport_.ensureRowVisible(lane.top - metrics::laneGap - stuck, lane.bottom() + metrics::laneGap);
            }
        }
    }
    // A thread is its track: going there must not zoom out over its whole life.
    const bool isTrack = object.kind == ObjectKind::Thread && place.time &&
                         place.time->begin <= viewport_.visible().end && place.time->end >= viewport_.visible().begin;
    if (place.time && !isTrack)
        viewport_.ensureVisible(*place.time);
    viewportMoved();
}

void TimelineCanvas::revealMoment(UnixMs moment)
{
    if (!usable())
        return;
    const auto position = static_cast<double>(model_->positionOf(moment));
    viewport_.ensureVisible({position, position});
    viewportMoved();
}

UnixMs TimelineCanvas::currentMoment() const
{
    double position = viewport_.visible().centre();
    if (cursorX_)
        position = viewport_.scale().timeAt(*cursorX_);
    else if (const auto place = model_->placeOf(document_->selection()); place.time)
        position = place.time->begin;
    return std::llround(model_->unixAt(position));
}

} // namespace rolloutscope
