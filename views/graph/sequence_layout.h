// The sequence: lanes as columns, time downwards, what passed between agents as level arrows, as people draw it on
// whiteboards. Evenly spaced, or to scale. Linear but for sorting; needs no process of its own.
#pragma once

#include "views/graph/graph_layout.h"

namespace rolloutscope::graph {

/// Every node, and every edge with a time of its own, has a row to itself: nothing touches anything. To scale, rows are
/// farther apart where more time passes (a rollout is some screens high), but never so near that boxes touch. Edges
/// without a time have no way. Frames are left out.
[[nodiscard]] LayoutResult sequenceLayout(const LayoutRequest& request);

} // namespace rolloutscope::graph
