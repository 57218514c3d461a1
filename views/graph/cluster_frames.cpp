// The frames of agents and turns, drawn around boxes that have their places already.

#include "views/graph/graph_layout.h"

#include <algorithm>

namespace rolloutscope::graph {

void frameClusters(const LayoutRequest& request, LayoutResult& layout)
{
    constexpr double padding = 12; // px between a frame and what is in it
    layout.clusters.assign(request.clusters.size(), QRectF());
    for (std::size_t i = 0; i < request.nodes.size(); ++i) {
        if (request.nodes[i].cluster < 0)
            continue;
        QRectF box(QPointF(), request.nodes[i].size);
        box.moveCenter(layout.nodes[i]);
        layout.clusters[static_cast<std::size_t>(request.nodes[i].cluster)] |= box;
    }
    QRectF bounds(QPointF(), layout.size);
    for (std::size_t i = request.clusters.size(); i-- > 0;) { // what is inside comes after what is around it
        QRectF& frame = layout.clusters[i];
        if (frame.isNull())
            continue;
        frame.adjust(-padding, -padding - request.clusters[i].title.height(), padding, padding);
        frame.setWidth(std::max(frame.width(), request.clusters[i].title.width() + 2 * padding));
        if (const int parent = request.clusters[i].parent; parent >= 0)
            layout.clusters[static_cast<std::size_t>(parent)] |= frame;
        bounds |= frame;
    }
    // Everything lies inside (0, 0, size).
    const QPointF by = -bounds.topLeft();
    layout.size = bounds.size();
    if (by.isNull())
        return;
    for (QPointF& node : layout.nodes)
        node += by;
    for (QRectF& frame : layout.clusters)
        frame.translate(by);
    for (LayoutResult::Edge& edge : layout.edges) {
        for (QPointF& point : edge.points)
            point += by;
        if (edge.label)
            *edge.label += by;
    }
}

} // namespace rolloutscope::graph
