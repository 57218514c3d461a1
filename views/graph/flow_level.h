// The level of flow: how information reached one object and where it went from there.
#pragma once

#include "core/insight/readings.h"
#include "views/graph/graph_builder.h"

namespace rolloutscope::graph {

void buildFlowLevel(GraphBuilder& builder, const Readings& readings);

} // namespace rolloutscope::graph
