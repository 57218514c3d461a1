// The edges between agents, from and to the finest nodes that are shown of their ends.
#pragma once

#include "views/graph/graph_builder.h"
#include "views/graph/unfolding.h"
#include "views/graph/work_nodes.h"

namespace rolloutscope::graph {

/// Of an agent that is shown alone: with a node for another agent beside each thing that it has to do with.
void addInteractions(GraphBuilder& builder, const Unfolding& shown, const WorkNodes& work);

} // namespace rolloutscope::graph
