// What the colours of the edges inside of agents mean, below the graph and below its pictures.

#include "views/graph/graph_paint.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace rolloutscope::graph {

std::vector<GraphEdgeKind> legendOf(const GraphModel& model)
{
    std::vector<GraphEdgeKind> kinds;
    for (const GraphEdge& edge : model.edges) {
        if (!isBetweenAgents(edge.kind) && std::find(kinds.begin(), kinds.end(), edge.kind) == kinds.end())
            kinds.push_back(edge.kind);
    }
    std::sort(kinds.begin(), kinds.end());
    return kinds;
}

double paintEdgeLegend(QPainter& painter, const Theme& theme, const std::vector<GraphEdgeKind>& kinds, double left,
                       double right, double middle)
{
    constexpr double sampleLength = 16; // px
    constexpr double sampleGap = 5;
    constexpr double entryGap = 16;
    painter.setFont(smallFont());
    const QFontMetricsF font(smallFont());
    const double baseline = middle + (font.ascent() - font.descent()) / 2;
    for (const GraphEdgeKind kind : kinds) {
        const double wide = sampleLength + sampleGap + font.horizontalAdvance(toWord(kind));
        if (left + wide > right)
            break;
        painter.setPen(QPen(edgeColor(theme, kind), 2));
        painter.drawLine(QPointF(left, middle), QPointF(left + sampleLength, middle));
        painter.setPen(theme.dimText);
        painter.drawText(QPointF(left + sampleLength + sampleGap, baseline), toWord(kind));
        left += wide + entryGap;
    }
    return left;
}

} // namespace rolloutscope::graph
