// "Only neighbours": what is at most some edges away from a node.
#pragma once

#include "views/graph/graph_model.h"

namespace rolloutscope::graph {

/// Leaves out what is more than scope.hops edges from `center`, either way; nothing when it is -1.
void keepNeighbours(GraphModel& model, int center);

} // namespace rolloutscope::graph
