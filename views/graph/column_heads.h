// The agents' names of a sequence, which stay at the top when their first nodes are scrolled out of sight.
#pragma once

#include "views/graph/graph_paint.h"

namespace rolloutscope::graph {

struct ColumnHead {
    int node = -1; // that names the column
    QString name;  // cut to the room
    QRectF rect;   // px of the widget
};

/// Those that are needed: of columns that go on below the widget's top, and whose own node is above it. A place of the
/// scene is seen at place * zoom + origin. They do not overlap: what has no room is left out.
[[nodiscard]] std::vector<ColumnHead> columnHeads(const GraphPicture& picture, double zoom, QPointF origin,
                                                  QSizeF widget);
/// In the widget's coordinates.
void paintColumnHeads(QPainter& painter, const GraphPicture& picture, const std::vector<ColumnHead>& heads,
                      const PaintOptions& options);

} // namespace rolloutscope::graph
