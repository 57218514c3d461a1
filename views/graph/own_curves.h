// Curves for edges that the layout has no way for: out of the sides of their boxes that face each other, beside each
// other where several use the same side.
#pragma once

#include <QPointF>
#include <QRectF>

#include <cstddef>
#include <vector>

namespace rolloutscope::graph {

struct OwnEdge {
    std::size_t edge = 0;
    int from = 0; // indexes of boxes
    int to = 0;
};

/// For each of them a Bézier curve: a start and three points. Where both sides are possible, along the ranks.
[[nodiscard]] std::vector<std::vector<QPointF>> ownCurves(const std::vector<QRectF>& boxes,
                                                          const std::vector<OwnEdge>& edges, bool leftToRight);

} // namespace rolloutscope::graph
