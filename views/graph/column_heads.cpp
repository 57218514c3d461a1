#include "views/graph/column_heads.h"

#include "views/graph/graph_paint.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace rolloutscope::graph {

void paintColumnHeads(QPainter& painter, const GraphPicture& picture, const Theme& theme, double zoom, QPointF origin,
                      double width)
{
    constexpr double top = 6; // px
    constexpr double padding = 8;
    constexpr double leastWidth = 44;
    const QFontMetricsF font(nodeTitleFont());
    painter.setFont(nodeTitleFont());
    double taken = 0; // names do not overlap: what has no room is left out
    for (const PictureColumn& column : picture.columns) {
        if (column.head < 0)
            continue;
        const auto head = static_cast<std::size_t>(column.head);
        const double x = column.x * zoom + origin.x();
        const double headBottom = picture.nodes[head].rect.bottom() * zoom + origin.y();
        const double lineEnd = column.bottom * zoom + origin.y();
        if (headBottom > top || lineEnd < top || x < 0 || x > width)
            continue;
        const double room = std::max(leastWidth, picture.nodes[head].rect.width() * zoom);
        const QString name = font.elidedText(picture.model.nodes[head].title, Qt::ElideRight, room - 2 * padding);
        QRectF pill(0, top, font.horizontalAdvance(name) + 2 * padding, font.height() + 6);
        pill.moveLeft(std::clamp(x - pill.width() / 2, 2.0, std::max(2.0, width - pill.width() - 2)));
        if (pill.left() < taken)
            continue;
        taken = pill.right() + 4;
        painter.setPen(theme.line.darker(theme.dark ? 70 : 112));
        painter.setBrush(theme.panel);
        painter.drawRoundedRect(pill, 5, 5);
        painter.setPen(theme.text);
        painter.drawText(pill, Qt::AlignCenter | Qt::TextSingleLine, name);
    }
}

} // namespace rolloutscope::graph
