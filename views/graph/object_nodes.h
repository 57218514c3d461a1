// The nodes of single objects: calls, tools, code cells, compactions, and items that nothing in the rollout produced.
#pragma once

#include "views/graph/graph_builder.h"

namespace rolloutscope::graph {

/// With its texts, colours and times; place and frame are the caller's.
[[nodiscard]] GraphNode objectNode(const GraphBuilder& builder, ObjectRef object);
[[nodiscard]] QString durationText(const GraphBuilder& builder, const ExecutionWindow& window);

} // namespace rolloutscope::graph
