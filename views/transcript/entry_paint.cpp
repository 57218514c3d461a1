// Paints an entry of a transcript that is laid out.
#include "views/transcript/entry_layout.h"
#include "views/transcript/entry_metrics.h"

#include "core/insight/describe.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetricsF>
#include <QPainter>
#include <QTextCursor>

#include <algorithm>
#include <cmath>

namespace rolloutscope::transcript {
namespace {

QColor accentOf(const Theme& theme, EntryKind kind)
{
    switch (kind) {
    case EntryKind::System:
    case EntryKind::Developer:
        return theme.dimText;
    case EntryKind::User:
        return theme.selection;
    case EntryKind::AgentMessage:
        return theme.agent;
    case EntryKind::Assistant:
        return theme.inference;
    case EntryKind::Reasoning:
        return theme.terminal;
    case EntryKind::ToolCall:
        return theme.tool;
    case EntryKind::Code:
        return theme.codeCell;
    case EntryKind::ToolOutput:
        return theme.success;
    case EntryKind::Compaction:
        return theme.compaction;
    }
    return theme.dimText;
}

QTextCharFormat markedFormat(const Theme& theme)
{
    QTextCharFormat format;
    QColor ground = theme.selection;
    ground.setAlpha(90);
    format.setBackground(ground);
    return format;
}

} // namespace

void EntryLayout::paintDivider(QPainter& painter, QPoint topLeft, bool selected) const
{
    const QRectF row(topLeft.x(), topLeft.y(), width_, dividerHeight);
    const QString words = text_.heading + (text_.body.isEmpty() ? QString() : QStringLiteral(" · ") + text_.body);
    painter.setFont(smallFont());
    const double wide = QFontMetricsF(smallFont()).horizontalAdvance(words) + 20;
    const double middle = row.center().y();
    painter.setPen(QPen(theme_.compaction, 1.5));
    painter.drawLine(QPointF(row.left() + margin, middle), QPointF(row.center().x() - wide / 2, middle));
    painter.drawLine(QPointF(row.center().x() + wide / 2, middle), QPointF(row.right() - margin, middle));
    painter.setPen(selected ? theme_.selection : theme_.text);
    painter.drawText(row, Qt::AlignCenter, words);
}

void EntryLayout::paintHeading(QPainter& painter, QPoint at) const
{
    const QFont bold = boldFont();
    const QFontMetricsF metrics(bold);
    const QFontMetricsF small(smallFont());
    painter.setFont(bold);
    for (const HeadingPart& part : heading_) {
        const QRectF box = part.box.translated(at);
        painter.setPen(part.agent.isEmpty() && !part.edge ? accentOf(theme_, kind_) : theme_.selection);
        painter.drawText(QPointF(box.left(), box.top() + metrics.ascent()),
                         metrics.elidedText(part.text, Qt::ElideMiddle, box.width() + 1));
    }
    const double right = at.x() + width_ - margin;
    const double left = at.x() + gutter + margin;
    painter.setFont(smallFont());
    painter.setPen(theme_.dimText);
    double y = at.y() + padding + std::ceil(metrics.height()) + small.ascent();
    for (const QString& row : factRows_) {
        painter.drawText(QPointF(left, y), small.elidedText(row, Qt::ElideRight, right - left));
        y += std::ceil(small.height());
    }
    if (factRows_.isEmpty())
        painter.drawText(QPointF(right - small.horizontalAdvance(text_.facts), at.y() + padding + metrics.ascent()),
                         text_.facts);
}

void EntryLayout::paintThumbnails(QPainter& painter, QPoint at) const
{
    painter.setFont(smallFont());
    for (std::size_t i = 0; i < thumbnails_.size(); ++i) {
        const Thumbnail& thumbnail = details_->thumbnails[i];
        const QRectF box = thumbnails_[i].translated(at);
        if (!thumbnail.image.isNull()) {
            painter.setRenderHint(QPainter::SmoothPixmapTransform);
            painter.drawImage(box, thumbnail.image);
            painter.setPen(theme_.line);
            painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5));
        }
        painter.setPen(theme_.dimText);
        painter.drawText(
            QRectF(box.left(), box.bottom(), std::max<double>(box.width(), thumbnailSize.width()), captionRow),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, thumbnail.caption);
    }
}

void EntryLayout::paint(QPainter& painter, QPoint topLeft, bool selected, const QRect& visible,
                        const std::optional<TextRange>& marked) const
{
    QPoint at = topLeft;
    if (beginsTurn_) {
        painter.fillRect(at.x(), at.y(), width_, turnRow, theme_.header);
        painter.fillRect(at.x(), at.y() + turnRow - 1, width_, 1, theme_.line);
        painter.setFont(smallFont());
        painter.setPen(theme_.dimText);
        painter.drawText(QRect(at.x() + margin, at.y(), width_ - 2 * margin, turnRow), Qt::AlignVCenter | Qt::AlignLeft,
                         turn_);
        at.ry() += turnRow;
    }
    if (kind_ == EntryKind::Compaction) {
        paintDivider(painter, at, selected);
        return;
    }
    const int height = height_ - (beginsTurn_ ? turnRow : 0);
    const QColor accent = accentOf(theme_, kind_);
    if (selected)
        painter.fillRect(at.x(), at.y(), width_, height, theme_.selectionGround);
    painter.fillRect(at.x(), at.y() + height - 1, width_, 1, theme_.line);
    // The gutter: all of the agent's calls from top to bottom, those that saw it in colour.
    const double bar = height - 8;
    painter.fillRect(QRectF(at.x() + 5, at.y() + 4, 4, bar), theme_.line);
    if (readShare_ > 0)
        painter.fillRect(QRectF(at.x() + 5, at.y() + 4 + bar * readBegin_, 4, std::max(2.0, bar * readShare_)), accent);

    paintHeading(painter, at);
    paintThumbnails(painter, at);
    const QFontMetricsF small(smallFont());
    const double left = at.x() + gutter + margin;
    const QPointF body(left, at.y() + belowHeading_);
    painter.setPen(dropped_ ? theme_.dimText : theme_.text);
    if (document_) {
        painter.save();
        painter.translate(body);
        QAbstractTextDocumentLayout::PaintContext context;
        context.palette.setColor(QPalette::Text, theme_.text);
        context.clip = QRectF(visible).translated(-body);
        if (marked && marked->from != marked->to) {
            QAbstractTextDocumentLayout::Selection selection;
            selection.cursor = QTextCursor(document_.get());
            const int last = document_->characterCount() - 1;
            selection.cursor.setPosition(std::min(std::min(marked->from, marked->to), last));
            selection.cursor.setPosition(std::min(std::max(marked->from, marked->to), last), QTextCursor::KeepAnchor);
            selection.format = markedFormat(theme_);
            context.selections.append(selection);
        }
        document_->documentLayout()->draw(&painter, context);
        painter.restore();
    } else {
        painter.save();
        painter.setClipRect(QRectF(body.x(), body.y(), width_, bodyHeight_), Qt::IntersectClip);
        QList<QTextLayout::FormatRange> selections;
        if (marked && marked->from != marked->to) {
            const auto [from, to] = std::minmax(marked->from, marked->to);
            selections.append({.start = from, .length = to - from, .format = markedFormat(theme_)});
        }
        body_->draw(&painter, body, selections, QRectF(visible));
        painter.restore();
    }
    if (canUnfold_) {
        painter.setFont(smallFont());
        painter.setPen(theme_.selection);
        const QString words = !unfolded_ ? QStringLiteral("… %1: Space or a double click unfolds it")
                                               .arg(QString::fromStdString(formatCounted(
                                                   static_cast<std::uint64_t>(text_.lines), "line", "lines")))
                              : text_.cut ? QStringLiteral("… its payload has all of it. Space folds it")
                                          : QStringLiteral("Space folds it");
        painter.drawText(QPointF(left, at.y() + height - padding - small.descent()), words);
    }
}

} // namespace rolloutscope::transcript
