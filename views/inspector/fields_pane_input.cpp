// Mouse and keyboard in the fields: links, selection of text, folding.
#include "views/inspector/fields_pane_laid.h"
#include "views/theme/plain_text.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QToolTip>

namespace rolloutscope::inspector {

FieldsPane::Hit FieldsPane::hitAt(QPoint position) const
{
    Hit hit;
    const int y = position.y() + verticalScrollBar()->value();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const Laid& laid = *laid_[i];
        if (y < laid.top || y >= laid.top + laid.height)
            continue;
        hit.row = static_cast<int>(i);
        bool onText = false;
        hit.cursor = laid.cursorAt(QPointF(position.x() - laid.textLeft, y - laid.top - laid.textTop), &onText);
        if (!onText)
            break;
        for (std::size_t s = 0; s < rows_[i].spans.size(); ++s) {
            const FieldSpan& span = rows_[i].spans[s];
            // The character under the mouse may lie left of the nearest gap between two.
            const int at = hit.cursor;
            if (span.link.valid() && at >= span.start && at <= span.start + span.length)
                hit.span = static_cast<int>(s);
        }
        if (rows_[i].kind == FieldRow::Kind::Toggle)
            hit.span = 0;
        break;
    }
    return hit;
}

void FieldsPane::activate(const Hit& hit)
{
    if (hit.row < 0 || hit.span < 0)
        return;
    const FieldRow row = rows_[static_cast<std::size_t>(hit.row)];
    if (row.kind == FieldRow::Kind::Toggle)
        toggle(row);
    else if (static_cast<std::size_t>(hit.span) < row.spans.size())
        emit linkActivated(row.spans[static_cast<std::size_t>(hit.span)].link);
}

void FieldsPane::toggle(const FieldRow& row)
{
    if (row.row == SIZE_MAX) {
        folds_.lists[row.section] = !folds_.lists[row.section];
    } else {
        int& step = folds_.texts[{row.section, row.row}];
        step = row.text == QStringLiteral("Show less") ? 0 : step + 1;
    }
    const int scrolled = verticalScrollBar()->value();
    rebuild();
    verticalScrollBar()->setValue(scrolled);
}

void FieldsPane::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    pressed_ = hitAt(event->pos());
    current_ = isReachable(pressed_.row) ? pressed_.row : current_;
    currentLink_ = 0;
    selectionRow_ = pressed_.row;
    anchor_ = caret_ = std::max(0, pressed_.cursor);
    viewport()->update();
}

void FieldsPane::mouseMoveEvent(QMouseEvent* event)
{
    const Hit hit = hitAt(event->pos());
    if (event->buttons().testFlag(Qt::LeftButton) && selectionRow_ >= 0) {
        // A selection stays in its row: above and below it is the row's beginning or end.
        const Laid& laid = *laid_[static_cast<std::size_t>(selectionRow_)];
        bool onText = false;
        const QPointF point(event->pos().x() - laid.textLeft,
                            event->pos().y() + verticalScrollBar()->value() - laid.top - laid.textTop);
        caret_ = std::max(0, laid.cursorAt(point, &onText));
        viewport()->update();
        return;
    }
    if (hit.row != hovered_.row || hit.span != hovered_.span)
        viewport()->update();
    hovered_ = hit;
    const bool isValue = hit.row >= 0 && rows_[static_cast<std::size_t>(hit.row)].kind == FieldRow::Kind::Value;
    viewport()->setCursor(hit.span >= 0 ? Qt::PointingHandCursor : isValue ? Qt::IBeamCursor : Qt::ArrowCursor);
}

void FieldsPane::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Hit hit = hitAt(event->pos());
    if (anchor_ == caret_ && hit.span >= 0 && hit.row == pressed_.row && hit.span == pressed_.span)
        activate(hit);
}

void FieldsPane::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Hit hit = hitAt(event->pos());
    if (hit.row < 0 || hit.cursor < 0 || hit.span >= 0)
        return;
    const QString& text = laid_[static_cast<std::size_t>(hit.row)]->text;
    const auto inWord = [](QChar c) { return c.isLetterOrNumber() || c == QLatin1Char('_') || c == QLatin1Char('-'); };
    selectionRow_ = hit.row;
    anchor_ = caret_ = std::min<int>(hit.cursor, static_cast<int>(text.size()));
    while (anchor_ > 0 && inWord(text.at(anchor_ - 1)))
        --anchor_;
    while (caret_ < text.size() && inWord(text.at(caret_)))
        ++caret_;
    viewport()->update();
}

bool FieldsPane::isReachable(int row) const
{
    if (row < 0 || static_cast<std::size_t>(row) >= rows_.size())
        return false;
    const auto kind = rows_[static_cast<std::size_t>(row)].kind;
    return kind == FieldRow::Kind::Value || kind == FieldRow::Kind::Toggle || kind == FieldRow::Kind::Subtitle ||
           kind == FieldRow::Kind::Title;
}

void FieldsPane::moveCurrent(int by)
{
    int row = current_;
    const int step = by < 0 ? -1 : 1;
    for (int left = std::abs(by); left > 0; --left) {
        int next = row + step;
        while (next >= 0 && next < static_cast<int>(rows_.size()) && !isReachable(next))
            next += step;
        if (next < 0 || next >= static_cast<int>(rows_.size()))
            break;
        row = next;
    }
    current_ = row;
    currentLink_ = 0;
    hovered_ = {};
    showRow(current_);
}

/// Between the links of a row.
void FieldsPane::moveLink(int by)
{
    if (current_ < 0)
        return;
    const auto& spans = rows_[static_cast<std::size_t>(current_)].spans;
    const auto links =
        static_cast<int>(std::count_if(spans.begin(), spans.end(), [](const FieldSpan& s) { return s.link.valid(); }));
    if (links > 1)
        currentLink_ = (currentLink_ + by + links) % links;
    int seen = 0;
    for (std::size_t s = 0; s < spans.size(); ++s) {
        if (spans[s].link.valid() && seen++ == currentLink_)
            hovered_ = {.row = current_, .cursor = -1, .span = static_cast<int>(s)};
    }
    viewport()->update();
}

void FieldsPane::showRow(int row)
{
    if (row < 0 || static_cast<std::size_t>(row) >= laid_.size())
        return;
    const Laid& laid = *laid_[static_cast<std::size_t>(row)];
    QScrollBar* bar = verticalScrollBar();
    if (laid.top < bar->value())
        bar->setValue(laid.top - 4);
    else if (laid.top + laid.height > bar->value() + viewport()->height())
        bar->setValue(std::min(laid.top - 4, laid.top + laid.height - viewport()->height() + 4));
    viewport()->update();
}

void FieldsPane::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    constexpr int page = 12; // rows
    switch (event->key()) {
    case Qt::Key_Up:
        return moveCurrent(-1);
    case Qt::Key_Down:
        return moveCurrent(1);
    case Qt::Key_PageUp:
        return moveCurrent(-page);
    case Qt::Key_PageDown:
        return moveCurrent(page);
    case Qt::Key_Home:
        current_ = -1;
        return moveCurrent(1);
    case Qt::Key_End:
        current_ = static_cast<int>(rows_.size());
        return moveCurrent(-1);
    case Qt::Key_Left:
        return moveLink(-1);
    case Qt::Key_Right:
        return moveLink(1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space: {
        if (current_ < 0)
            return;
        const FieldRow& row = rows_[static_cast<std::size_t>(current_)];
        if (row.kind == FieldRow::Kind::Toggle)
            return activate({.row = current_, .cursor = -1, .span = 0});
        int seen = 0;
        for (std::size_t s = 0; s < row.spans.size(); ++s) {
            if (row.spans[s].link.valid() && seen++ == currentLink_)
                return activate({.row = current_, .cursor = -1, .span = static_cast<int>(s)});
        }
        return;
    }
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

QString FieldsPane::selectedText() const
{
    if (selectionRow_ < 0 || anchor_ == caret_)
        return {};
    return laid_[static_cast<std::size_t>(selectionRow_)]->text.mid(std::min(anchor_, caret_),
                                                                    std::abs(caret_ - anchor_));
}

QString FieldsPane::currentValue() const
{
    return current_ >= 0 && static_cast<std::size_t>(current_) < rows_.size()
               ? rows_[static_cast<std::size_t>(current_)].copied
               : QString();
}

void FieldsPane::copy() const
{
    const QString text = selectedText().isEmpty() ? currentValue() : selectedText();
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void FieldsPane::copyId() const
{
    if (!details_.id.empty())
        QApplication::clipboard()->setText(QString::fromStdString(details_.id));
}

void FieldsPane::contextMenuEvent(QContextMenuEvent* event)
{
    if (rows_.empty())
        return;
    if (event->reason() == QContextMenuEvent::Mouse) {
        const Hit hit = hitAt(event->pos());
        if (isReachable(hit.row))
            current_ = hit.row;
        viewport()->update();
    }
    QMenu menu(this);
    const QString selected = selectedText();
    menu.addAction(tr("&Copy Selected Text"), this, &FieldsPane::copy)->setVisible(!selected.isEmpty());
    auto* value =
        menu.addAction(tr("Copy &Value"), this, [this] { QApplication::clipboard()->setText(currentValue()); });
    value->setEnabled(!currentValue().isEmpty());
    if (selected.isEmpty())
        value->setShortcut(QKeySequence::Copy);
    menu.addAction(tr("Copy &Id"), this, &FieldsPane::copyId);
    menu.exec(event->globalPos());
}

bool FieldsPane::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const Hit hit = hitAt(help->pos());
        QString tip;
        if (hit.row >= 0) {
            const FieldRow& row = rows_[static_cast<std::size_t>(hit.row)];
            tip = row.tooltip;
            if (tip.isEmpty() && laid_[static_cast<std::size_t>(hit.row)]->text != row.text &&
                row.kind != FieldRow::Kind::Section)
                tip = row.text;
        }
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), plainToolTip(tip), viewport());
        return true;
    }
    if (event->type() == QEvent::Leave) {
        hovered_ = {};
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace rolloutscope::inspector
