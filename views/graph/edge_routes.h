// The ways of the graph's edges: their curves from box to box, flattened for painting, and places for their labels.
#pragma once

#include "views/graph/graph_layout.h"
#include "views/graph/graph_model.h"

#include <QPolygonF>
#include <QRectF>

#include <map>
#include <utility>
#include <vector>

namespace rolloutscope::graph {

/// Edges from a deeper agent to a higher one are laid out the other way round, so that the tree of spawns stays a tree;
/// where there is more than agents, those that go back in time.
[[nodiscard]] bool isFlipped(const GraphModel& model, const GraphEdge& edge);

/// For each edge its Bézier curve in the edge's own direction: a start and three points for each piece.
[[nodiscard]] std::vector<std::vector<QPointF>> routeEdges(const GraphModel& model, const std::vector<QRectF>& boxes,
                                                           const LayoutRequest& request, const LayoutResult& layout);

/// A line that is nowhere farther than `tolerance` px from the curve.
[[nodiscard]] QPolygonF flatten(const std::vector<QPointF>& curve, double tolerance);

/// What is occupied in the picture, found by place.
class OccupiedSpace {
public:
    void add(const QRectF& rect);
    [[nodiscard]] bool isFree(const QRectF& rect);

private:
    using Cell = std::vector<QRectF>;
    template <typename Use>
    bool forCells(const QRectF& rect, Use use);
    std::map<std::pair<int, int>, Cell> cells_;
};

/// A place for a label on its line where nothing lies yet, as far as one is found.
[[nodiscard]] QRectF freeLabelPlace(OccupiedSpace& space, const QPolygonF& line, QSizeF size);

} // namespace rolloutscope::graph
