// The critical chain in the graph: marks what lies on it.
#pragma once

#include "core/insight/readings.h"
#include "views/graph/graph_model.h"

namespace rolloutscope::graph {

/// Marks the nodes that stand for the chain's steps and the edges between them, and says in a remark where the time on
/// it went. Nothing unless the scope asks for it.
void markCriticalChain(GraphModel& model, const LoadedTrace& loaded, const Readings& readings);

} // namespace rolloutscope::graph
