// Keys of the canvas: held ones move the view, arrows walk from span to span.
#include "views/document/playback.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_navigation.h"

#include <QKeyEvent>

namespace rolloutscope {
namespace {

constexpr int motionIntervalMs = 16;

} // namespace

bool TimelineCanvas::event(QEvent* event)
{
    // Letters and arrows are the timeline's own while it has the focus; nobody else's shortcut takes them.
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        const bool isArrow = key->key() == Qt::Key_Left || key->key() == Qt::Key_Right || key->key() == Qt::Key_Up ||
                             key->key() == Qt::Key_Down;
        const bool extends = key->modifiers() == Qt::ShiftModifier &&
                             (key->key() == Qt::Key_Left || key->key() == Qt::Key_Right || key->key() == Qt::Key_F10);
        if (extends || (plain && (isArrow || heldFlag(key->key()) != nullptr))) {
            event->accept();
            return true;
        }
    }
    if ((event->type() == QEvent::NativeGesture || event->type() == QEvent::Gesture) && nativeGesture(event))
        return true;
    return QWidget::event(event);
}

bool* TimelineCanvas::heldFlag(int key)
{
    switch (key) {
    case Qt::Key_W:
        return &held_.in;
    case Qt::Key_S:
        return &held_.out;
    case Qt::Key_A:
        return &held_.left;
    case Qt::Key_D:
        return &held_.right;
    default:
        return nullptr;
    }
}

void TimelineCanvas::keyPressEvent(QKeyEvent* event)
{
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (usable() && event->modifiers() == Qt::ShiftModifier && pressWithShift(event->key()))
        return;
    if (!usable() || !plain) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (bool* flag = heldFlag(event->key())) {
        if (event->isAutoRepeat())
            return;
        if (!held_.active())
            held_.heldMs = 0;
        *flag = true;
        applyMotion(HeldMotion::tapMs);
        motionClock_.start();
        motionTimer_.start(motionIntervalMs, this);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        moveAlong(-1);
        break;
    case Qt::Key_Right:
        moveAlong(1);
        break;
    case Qt::Key_Up:
        moveAcross(-1);
        break;
    case Qt::Key_Down:
        moveAcross(1);
        break;
    case Qt::Key_Escape:
        if (!escape())
            QWidget::keyPressEvent(event);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        zoomToSelection();
        break;
    case Qt::Key_Menu:
        emit menuRequested(document_->selection(), false, popupPosition());
        break;
    case Qt::Key_PageUp:
        scrollTo(viewport_.scrollY() - viewport_.height());
        break;
    case Qt::Key_PageDown:
        scrollTo(viewport_.scrollY() + viewport_.height());
        break;
    case Qt::Key_Home:
        showTime({viewport_.content().begin, viewport_.content().begin + viewport_.visible().length()});
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
}

bool TimelineCanvas::pressWithShift(int key)
{
    switch (key) {
    case Qt::Key_Left:
        extendRange(-1);
        return true;
    case Qt::Key_Right:
        extendRange(1);
        return true;
    case Qt::Key_F10: // not every platform makes a context menu of it
        emit menuRequested(document_->selection(), false, popupPosition());
        return true;
    default:
        return false;
    }
}

void TimelineCanvas::extendRange(int direction)
{
    const double step = direction * viewport_.visible().length() / 10;
    const TimelinePlace place = model_->placeOf(document_->selection());
    const double start = place.time ? place.time->begin : viewport_.visible().centre();
    const KeyRange next = steppedRange(keyRange_, range(), start, step, viewport_.content());
    keyRange_ = next;
    if (next.empty(step))
        document_->setRange(std::nullopt);
    else
        document_->setRange(TimeRange{model_->unixAt(next.stretch().begin), model_->unixAt(next.stretch().end)});
    viewport_.ensureVisible({next.head, next.head});
    viewportMoved();
}

bool TimelineCanvas::escape()
{
    if (drag_ == Drag::Header || drag_ == Drag::PendingHeader) {
        drag_ = Drag::None;
        dropY_.reset();
        update();
        return true;
    }
    if (document_->range()) {
        document_->setRange(std::nullopt);
        return true;
    }
    if (document_->selection().valid()) {
        document_->clearSelection();
        return true;
    }
    if (document_->playhead()) {
        document_->playback()->stop();
        return true;
    }
    if (arrangement_.onlyIn) {
        setOnlyOverlapping(false);
        return true;
    }
    if (!document_->trackFilter().isEmpty()) {
        document_->setTrackFilter({});
        return true;
    }
    return false;
}

QPoint TimelineCanvas::popupPosition()
{
    const TimelineRegions areas = regions();
    QPoint at = areas.tracks.center();
    if (cursorX_)
        at.setX(areas.tracks.left() + *cursorX_);
    const SpanIndex span = selectedSpan();
    if (const SpanBox* box = span == noSpan ? nullptr : timelineGeometry().boxOf(span))
        at = areas.tracks.topLeft() + QPoint(std::clamp(box->x + 8, 0, areas.tracks.width()), box->y + box->height);
    return mapToGlobal(at);
}

void TimelineCanvas::keyReleaseEvent(QKeyEvent* event)
{
    bool* flag = heldFlag(event->key());
    if (flag == nullptr) {
        QWidget::keyReleaseEvent(event);
        return;
    }
    if (event->isAutoRepeat())
        return;
    *flag = false;
    if (!held_.active())
        motionTimer_.stop();
}

void TimelineCanvas::applyMotion(double ms)
{
    const HeldMotion::Step step = held_.advance(ms);
    if (step.pan != 0)
        viewport_.pan(step.pan);
    if (step.zoom != 1)
        viewport_.zoom(step.zoom, zoomCentre());
    card_->hide();
    viewportMoved();
}

void TimelineCanvas::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != motionTimer_.timerId()) {
        QWidget::timerEvent(event);
        return;
    }
    if (!usable())
        return;
    // A stall must not become a jump.
    constexpr double longestStep = 50; // ms
    applyMotion(std::min(longestStep, static_cast<double>(motionClock_.restart())));
}

void TimelineCanvas::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    showFocus_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                 event->reason() == Qt::ShortcutFocusReason;
    update();
}

void TimelineCanvas::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    held_ = {};
    motionTimer_.stop();
    update();
}

SpanIndex TimelineCanvas::selectedSpan() const
{
    return model_->placeOf(document_->selection()).span;
}

void TimelineCanvas::selectSpan(SpanIndex span)
{
    if (span == noSpan)
        return;
    const ObjectRef object = model_->span(span).object;
    document_->select(object);
    reveal(object);
}

void TimelineCanvas::moveAlong(int direction)
{
    if (const SpanIndex selected = selectedSpan(); selected != noSpan)
        selectSpan(neighbourInLane(*model_, selected, direction));
    else
        selectFirstSpan();
}

void TimelineCanvas::moveAcross(int direction)
{
    if (const SpanIndex selected = selectedSpan(); selected != noSpan)
        selectSpan(neighbourAcrossLanes(*model_, layout_, selected, direction));
    else
        selectFirstSpan();
}

void TimelineCanvas::selectFirstSpan()
{
    if (layout_.rowCount() == 0)
        return;
    // An agent that did nothing must not be where the keys end: the next one that did something is taken.
    const std::uint32_t track = currentTrack();
    const std::uint32_t first = layout_.shows(track) ? layout_.rowOf(track) : 0;
    for (std::uint32_t tried = 0; tried < layout_.rowCount(); ++tried) {
        const std::uint32_t row = (first + tried) % layout_.rowCount();
        const SpanIndex span = firstSpanOf(*model_, layout_.trackAtRow(row), viewport_.visible().begin);
        if (span != noSpan) {
            selectSpan(span);
            return;
        }
    }
}

} // namespace rolloutscope
