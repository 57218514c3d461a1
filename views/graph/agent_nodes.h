// The nodes of agents, of subtrees of agents that are folded into one, and the frames of those that show their turns.
#pragma once

#include "core/insight/readings.h"
#include "views/graph/graph_builder.h"
#include "views/graph/unfolding.h"

namespace rolloutscope::graph {

/// Adds them, with lanes in the order of spawns: `lanesOfAgent` for each.
void addAgents(GraphBuilder& builder, const Unfolding& shown, const Readings& readings);
/// Columns of the simple and of the sequence layout that an agent has.
inline constexpr int lanesOfAgent = 4;

} // namespace rolloutscope::graph
