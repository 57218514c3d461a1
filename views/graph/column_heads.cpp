#include "views/graph/column_heads.h"

#include "views/graph/node_paint.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace rolloutscope::graph {

std::vector<ColumnHead> columnHeads(const GraphPicture& picture, double zoom, QPointF origin, QSizeF widget)
{
    constexpr double top = 6; // px
    constexpr double padding = 8;
    constexpr double gap = 4;
    constexpr double leastWidth = 44;
    std::vector<PictureColumn> columns = picture.columns;
    std::sort(columns.begin(), columns.end(), [](const PictureColumn& a, const PictureColumn& b) { return a.x < b.x; });
    const QFontMetricsF font(nodeTitleFont());
    std::vector<ColumnHead> heads;
    double taken = 0;
    for (const PictureColumn& column : columns) {
        if (column.head < 0)
            continue;
        const auto head = static_cast<std::size_t>(column.head);
        const QRectF own = picture.nodes[head].rect;
        const double x = column.x * zoom + origin.x();
        const bool gone = own.bottom() * zoom + origin.y() <= top;
        const bool goesOn = column.bottom * zoom + origin.y() >= top;
        if (!gone || !goesOn || x < 0 || x > widget.width())
            continue;
        const double room = std::max(leastWidth, own.width() * zoom) - 2 * padding;
        ColumnHead made{.node = column.head,
                        .name = font.elidedText(picture.model.nodes[head].title, Qt::ElideRight, room),
                        .rect = {}};
        made.rect = QRectF(0, top, font.horizontalAdvance(made.name) + 2 * padding, font.height() + 6);
        const double last = std::max(2.0, widget.width() - made.rect.width() - 2);
        made.rect.moveLeft(std::clamp(x - made.rect.width() / 2, 2.0, last));
        if (made.rect.left() < taken)
            continue;
        taken = made.rect.right() + gap;
        heads.push_back(std::move(made));
    }
    return heads;
}

void paintColumnHeads(QPainter& painter, const GraphPicture& picture, const std::vector<ColumnHead>& heads,
                      const PaintOptions& options)
{
    const Theme& theme = *options.theme;
    painter.setFont(nodeTitleFont());
    for (const ColumnHead& head : heads) {
        const bool selected = isSameNode(picture, head.node, options.selectedNode);
        const bool lit = options.shades.ofNode(head.node) == Shade::Lit;
        painter.setPen(selected ? theme.selection : theme.line.darker(theme.dark ? 70 : 112));
        painter.setBrush(selected ? theme.selectionGround : theme.panel);
        painter.drawRoundedRect(head.rect, 5, 5);
        painter.setPen(lit ? theme.text : theme.dimText);
        painter.drawText(head.rect, Qt::AlignCenter | Qt::TextSingleLine, head.name);
    }
}

} // namespace rolloutscope::graph
