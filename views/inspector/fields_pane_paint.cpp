// How the fields are painted.
#include "views/inspector/fields_pane_laid.h"

#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

namespace rolloutscope::inspector {

QRect FieldsPane::badgeRect(const Laid& laid) const
{
    const FieldRow& row = rows_.front();
    const QFontMetrics metrics(smallFont());
    const int width = metrics.horizontalAdvance(row.badge) + 16;
    const int height = metrics.height() + 5;
    const QTextLayout& last = *laid.paragraphs.back();
    const QTextLine line = last.lineAt(last.lineCount() - 1);
    const int left = laid.textLeft + static_cast<int>(line.naturalTextWidth()) + 8;
    const int lineTop = laid.top + laid.textTop + static_cast<int>(line.y());
    if (left + width <= viewport()->width() - fieldsPadding || line.naturalTextWidth() < 1)
        return {left, lineTop + (static_cast<int>(line.height()) - height) / 2 + 1, width, height};
    return {laid.textLeft, lineTop + static_cast<int>(line.height()) + 3, width, height};
}

void FieldsPane::paintEvent(QPaintEvent* event)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme.panel);
    if (rows_.empty()) {
        painter.setFont(baseFont());
        painter.setPen(theme.dimText);
        painter.drawText(viewport()->rect().adjusted(fieldsPadding, fieldsPadding, -fieldsPadding, -fieldsPadding),
                         Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, hint_);
        return;
    }
    const int scrolled = verticalScrollBar()->value();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const int top = laid_[i]->top - scrolled;
        if (top + laid_[i]->height < event->rect().top())
            continue;
        if (top > event->rect().bottom())
            break;
        paintRow(painter, static_cast<int>(i), top);
    }
}

void FieldsPane::paintRow(QPainter& painter, int index, int top) const
{
    const Theme& theme = Theme::of(palette());
    const FieldRow& row = rows_[static_cast<std::size_t>(index)];
    const Laid& laid = *laid_[static_cast<std::size_t>(index)];
    const int scrolled = verticalScrollBar()->value();
    if (index == current_ && hasFocus()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.selectionGround);
        painter.drawRoundedRect(
            QRectF(fieldsPadding - 6, top, viewport()->width() - 2 * fieldsPadding + 12, laid.height), 4, 4);
    }
    if (row.kind == FieldRow::Kind::Section) {
        painter.setPen(theme.line);
        const int y = top + (row.text.isEmpty() ? 3 : 6);
        painter.drawLine(fieldsPadding, y, viewport()->width() - fieldsPadding, y);
        if (row.text.isEmpty())
            return;
    }
    if (!row.label.isEmpty()) {
        painter.setFont(baseFont());
        painter.setPen(theme.dimText);
        const QRect labelRect(fieldsPadding, top + fieldsRowGap / 2, labelWidth_ - 4,
                              QFontMetrics(baseFont()).height());
        painter.drawText(labelRect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextForceLeftToRight,
                         QFontMetrics(baseFont()).elidedText(row.label, Qt::ElideRight, labelRect.width()));
    }
    const bool isDim = row.kind == FieldRow::Kind::Section || row.kind == FieldRow::Kind::Note ||
                       (row.kind == FieldRow::Kind::Subtitle);
    painter.setPen(row.kind == FieldRow::Kind::Toggle ? theme.selection : isDim ? theme.dimText : theme.text);
    for (std::size_t p = 0; p < laid.paragraphs.size(); ++p) {
        QTextLayout& layout = *laid.paragraphs[p];
        const int start = laid.starts[p];
        const int length = static_cast<int>(layout.text().size());
        QList<QTextLayout::FormatRange> formats;
        const auto add = [&](int from, int count, const QTextCharFormat& format) {
            const int begin = std::max(from, start);
            const int end = std::min(from + count, start + length);
            if (begin < end)
                formats.append({begin - start, end - begin, format});
        };
        for (std::size_t s = 0; s < row.spans.size(); ++s) {
            const FieldSpan& span = row.spans[s];
            QTextCharFormat format;
            if (span.link.valid()) {
                format.setForeground(theme.selection);
                format.setFontUnderline((hovered_.row == index && hovered_.span == static_cast<int>(s)));
            } else if (span.tone == Tone::Dim) {
                format.setForeground(theme.dimText);
            } else if (span.tone == Tone::Failure) {
                format.setForeground(theme.failure);
            } else {
                continue;
            }
            if (span.tone == Tone::Failure)
                format.setForeground(theme.failure);
            add(span.start, span.length, format);
        }
        if (selectionRow_ == index && anchor_ != caret_) {
            QTextCharFormat selected;
            selected.setBackground(theme.selection);
            selected.setForeground(theme.textOn(theme.selection));
            add(std::min(anchor_, caret_), std::abs(caret_ - anchor_), selected);
        }
        layout.draw(&painter, QPointF(laid.textLeft, top + laid.textTop), formats);
    }
    if (row.kind == FieldRow::Kind::Title && !row.badge.isEmpty()) {
        const QRect badge = badgeRect(laid).translated(0, -scrolled);
        const bool isBad = row.outcome == Outcome::Failed;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(isBad ? theme.failureGround : theme.waitingGround);
        painter.drawRoundedRect(badge, badge.height() / 2.0, badge.height() / 2.0);
        painter.setPen(isBad ? theme.failure : row.outcome == Outcome::Succeeded ? theme.success : theme.dimText);
        painter.setFont(smallFont());
        painter.drawText(badge, Qt::AlignCenter | Qt::TextSingleLine, row.badge);
        painter.restore();
    }
}

} // namespace rolloutscope::inspector
