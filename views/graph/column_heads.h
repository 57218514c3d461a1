// The names of a sequence's columns, which stay at the top when one scrolls down.
#pragma once

#include "views/graph/graph_picture.h"

class QPainter;

namespace rolloutscope {
struct Theme;
}

namespace rolloutscope::graph {

/// In widget coordinates: the scene's (0, 0) is at `origin`. Columns whose first node is in sight have their name there.
void paintColumnHeads(QPainter& painter, const GraphPicture& picture, const Theme& theme, double zoom, QPointF origin,
                      double width);

} // namespace rolloutscope::graph
