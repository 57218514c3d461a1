// What a scope shows of a rollout, within the limits of a picture: which agents, which of them with their turns, which
// turns with their work, and which subtrees of agents as one node.
#pragma once

#include "views/graph/graph_model.h"

#include <unordered_set>
#include <vector>

namespace rolloutscope::graph {

/// Agents that one node stands for.
struct AgentGroup {
    ThreadIndex parent;
    IndexList<AgentThread> members; // in spawn order, with all that they started
    std::size_t children = 0;       // of the parent itself
};

struct Unfolding {
    IndexList<AgentThread> agents; // in spawn order
    std::vector<AgentGroup> groups;
    std::unordered_set<ThreadIndex> turnsOf; // agents that show their turns
    std::unordered_set<TurnIndex> workOf;    // turns that show their work
    /// The only agent that is shown, with others where it has to do with them; absent: all of them.
    ThreadIndex alone;
    TurnIndex aloneTurn; // only this turn of it
    GraphNote note;      // in place of it all
    QString remark;
};

[[nodiscard]] Unfolding unfoldingOf(const LoadedTrace& loaded, const GraphScope& scope, const GraphLimits& limits);

} // namespace rolloutscope::graph
