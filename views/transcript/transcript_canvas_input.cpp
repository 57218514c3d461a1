// What a person does with pointer and keys in a transcript.
#include "views/theme/plain_text.h"
#include "views/transcript/transcript_canvas.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace rolloutscope::transcript {

void TranscriptCanvas::choose(std::size_t entry, bool extends)
{
    if (extends)
        extendTo(entry);
    else
        select(entry);
    scrollTo(entry);
    emit entryChosen(entry);
}

QPoint TranscriptCanvas::inEntry(std::size_t entry, QPoint position) const
{
    return position - QPoint(0, static_cast<int>(heights_.top(entry) - verticalScrollBar()->value()));
}

bool TranscriptCanvas::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto entry = entryAt(help->pos());
        const EntryLayout* layout = entry ? &layoutOf(*entry) : nullptr;
        if (layout != nullptr && layout->isGutter(inEntry(*entry, help->pos())))
            QToolTip::showText(help->globalPos(), plainToolTip(readersHelp(*transcript_, *entry)), viewport());
        else if (layout != nullptr && layout->isEdge(inEntry(*entry, help->pos())))
            QToolTip::showText(help->globalPos(), tr("Click to select the message between the agents"), viewport());
        else if (layout != nullptr && layout->isHeading(inEntry(*entry, help->pos())))
            QToolTip::showText(help->globalPos(), plainToolTip(layout->text().heading + u'\n' + layout->text().facts),
                               viewport());
        else if (layout != nullptr && layout->thumbnailAt(inEntry(*entry, help->pos())))
            QToolTip::showText(help->globalPos(), tr("Click to see all of it"), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TranscriptCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint position = event->position().toPoint();
    if (marking_ && selected_) {
        marked_->to = layoutOf(*selected_).cursorAt(inEntry(*selected_, position));
        viewport()->update();
        return;
    }
    const auto entry = entryAt(position);
    const bool isText = entry && layoutOf(*entry).isBody(inEntry(*entry, position));
    const bool isLink = entry && (!layoutOf(*entry).agentAt(inEntry(*entry, position)).isEmpty() ||
                                  layoutOf(*entry).isEdge(inEntry(*entry, position)) ||
                                  layoutOf(*entry).thumbnailAt(inEntry(*entry, position)));
    viewport()->setCursor(isLink ? Qt::PointingHandCursor : isText ? Qt::IBeamCursor : Qt::ArrowCursor);
}

void TranscriptCanvas::mousePressEvent(QMouseEvent* event)
{
    const QPoint position = event->position().toPoint();
    const auto entry = entryAt(position);
    if (!entry || event->button() != Qt::LeftButton)
        return;
    const QString agent = layoutOf(*entry).agentAt(inEntry(*entry, position));
    const auto thumbnail = layoutOf(*entry).thumbnailAt(inEntry(*entry, position));
    const bool edge = layoutOf(*entry).isEdge(inEntry(*entry, position));
    marked_.reset();
    viewport()->update();
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        extendTo(*entry);
        emit entryChosen(*entry);
        return;
    }
    select(*entry);
    emit entryChosen(*entry);
    if (edge)
        emit edgeChosen(*entry);
    else if (!agent.isEmpty())
        emit agentChosen(agent);
    else if (thumbnail)
        emit thumbnailChosen(*entry, *thumbnail);
    else if (selected_ == *entry && layoutOf(*entry).isBody(inEntry(*entry, position))) {
        const int at = layoutOf(*entry).cursorAt(inEntry(*entry, position));
        marked_ = TextRange{.from = at, .to = at};
        marking_ = true;
    }
}

void TranscriptCanvas::mouseReleaseEvent(QMouseEvent* /*event*/)
{
    marking_ = false;
    if (marked_ && marked_->from == marked_->to)
        marked_.reset();
}

void TranscriptCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && entryAt(event->position().toPoint()) == selected_)
        toggleFold();
}

void TranscriptCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Mouse) {
        if (const auto entry = entryAt(event->pos()))
            emit menuRequested(*entry, event->globalPos());
    } else if (selected_) {
        const QPoint place(30, static_cast<int>(heights_.top(*selected_)) - verticalScrollBar()->value() + 20);
        emit menuRequested(*selected_, viewport()->mapToGlobal(place));
    }
}

void TranscriptCanvas::step(int by, bool extends)
{
    if (!transcript_ || heights_.size() == 0)
        return;
    const auto last = static_cast<long long>(heights_.size()) - 1;
    const long long from =
        selected_ ? static_cast<long long>(*selected_)
                  : static_cast<long long>(heights_.rowAt(verticalScrollBar()->value())) - (by > 0 ? 1 : -1);
    choose(static_cast<std::size_t>(std::clamp<long long>(from + by, 0, last)), extends);
}

void TranscriptCanvas::stepTurn(int by)
{
    if (!transcript_ || heights_.size() == 0)
        return;
    const auto size = static_cast<long long>(heights_.size());
    long long at = selected_ ? static_cast<long long>(*selected_)
                             : static_cast<long long>(heights_.rowAt(verticalScrollBar()->value())) - by;
    do
        at += by;
    while (at >= 0 && at < size && !transcript_->entries[static_cast<std::size_t>(at)].beginsTurn);
    if (at >= 0 && at < size) {
        jumpTo(heights_.top(static_cast<std::size_t>(at)));
        choose(static_cast<std::size_t>(at));
    }
}

void TranscriptCanvas::keyPressEvent(QKeyEvent* event)
{
    QScrollBar* bar = verticalScrollBar();
    const bool extends = event->modifiers().testFlag(Qt::ShiftModifier);
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Down:
        step(1, extends);
        return;
    case Qt::Key_Up:
        step(-1, extends);
        return;
    case Qt::Key_Home:
        jumpTo(0);
        step(-static_cast<int>(heights_.size()), extends);
        return;
    case Qt::Key_End:
        step(static_cast<int>(heights_.size()), extends);
        return;
    case Qt::Key_PageDown:
        bar->setValue(bar->value() + bar->pageStep());
        return;
    case Qt::Key_PageUp:
        bar->setValue(bar->value() - bar->pageStep());
        return;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        toggleFold();
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace rolloutscope::transcript
