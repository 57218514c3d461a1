#include "views/graph/graph_folding.h"

#include "views/graph/unfolding.h"

#include <algorithm>

namespace rolloutscope::graph {
namespace {

/// Whether a turn shows its work, by what is in the picture.
bool showsWork(const LoadedTrace& loaded, const GraphModel& model, TurnIndex turn)
{
    const Relations& relations = loaded.relations;
    const auto shown = [&](const auto& list) {
        return std::any_of(list.begin(), list.end(), [&](auto index) { return model.nodeOf(index) >= 0; });
    };
    return shown(relations.inferenceCalls(turn)) || shown(relations.toolCalls(turn)) ||
           shown(relations.codeCells(turn)) || shown(relations.compactions(turn));
}

bool showsTurns(const LoadedTrace& loaded, const GraphModel& model, ThreadIndex thread)
{
    const auto& turns = loaded.relations.turns(thread);
    return std::any_of(turns.begin(), turns.end(), [&](TurnIndex turn) { return model.nodeOf(turn) >= 0; });
}

/// A node of its own, not that of the group that it is in.
bool isAgentShown(const GraphModel& model, ThreadIndex thread)
{
    const int node = model.nodeOf(thread);
    return node >= 0 && model.nodes[static_cast<std::size_t>(node)].kind == NodeKind::Agent;
}

GraphScope toggledScope(const GraphModel& model, ObjectRef object)
{
    GraphScope scope = model.scope;
    toggle(scope.toggled, object);
    return scope;
}

} // namespace

std::optional<GraphScope> toggledAt(const LoadedTrace& loaded, const GraphModel& model, int index)
{
    if (model.scope.level == GraphLevel::Flow)
        return std::nullopt;
    const GraphNode& node = model.nodes[static_cast<std::size_t>(index)];
    switch (node.kind) {
    case NodeKind::Agent:
        if (!loaded.relations.turns(node.object.thread()).empty())
            return toggledScope(model, node.object);
        return std::nullopt;
    case NodeKind::AgentGroup: {
        GraphScope scope = model.scope;
        if (node.object.kind == ObjectKind::Thread && isAgentShown(model, node.object.thread()))
            toggle(scope.subtrees, node.object);
        else
            return std::nullopt;
        return scope;
    }
    case NodeKind::OtherAgent: {
        GraphScope scope = model.scope;
        scope.object = node.object;
        scope.toggled.clear();
        scope.hops = 0;
        return scope;
    }
    case NodeKind::Turn:
        if (node.unfolds || showsWork(loaded, model, node.object.turn()))
            return toggledScope(model, node.object);
        return std::nullopt;
    default:
        return std::nullopt;
    }
}

std::optional<Folded> foldedAround(const LoadedTrace& loaded, const GraphModel& model, ObjectRef object)
{
    const RolloutTrace& trace = loaded.trace;
    if (model.scope.level == GraphLevel::Flow)
        return std::nullopt;
    const TurnIndex turn = turnOf(trace, object);
    if (turn && model.nodeOf(turn) >= 0 && showsWork(loaded, model, turn))
        return Folded{toggledScope(model, turn), turn};
    const ThreadIndex thread = threadOf(trace, object);
    if (!thread || model.scope.level == GraphLevel::Work)
        return std::nullopt;
    if (isAgentShown(model, thread) && showsTurns(loaded, model, thread))
        return Folded{toggledScope(model, thread), thread};
    // The agent's own children first, then those that it is one of.
    for (const ThreadIndex parent : {thread, loaded.relations.parentThread(thread)}) {
        if (!parent)
            continue;
        const auto& children = loaded.relations.childThreads(parent);
        const bool unfolded = std::any_of(children.begin(), children.end(),
                                          [&](ThreadIndex child) { return isAgentShown(model, child); });
        if (!unfolded)
            continue;
        GraphScope scope = model.scope;
        toggle(scope.subtrees, parent);
        scope.object = {}; // else its agents would stay in any case
        return Folded{std::move(scope), parent};
    }
    return std::nullopt;
}

GraphScope revealing(const LoadedTrace& loaded, const GraphScope& scope, ObjectRef object, const GraphLimits& limits)
{
    const RolloutTrace& trace = loaded.trace;
    const ThreadIndex thread = threadOf(trace, object);
    GraphScope there = scope;
    if (!thread)
        return there;
    there.hops = 0;
    if (there.level == GraphLevel::Flow)
        there.level = GraphLevel::Agents;
    there.object = there.level == GraphLevel::Work ? workScopeFor(loaded, object, scope.object, limits) : thread;
    const TurnIndex turn = turnOf(trace, object);
    if (object.kind == ObjectKind::Thread || object.kind == ObjectKind::InteractionEdge || !turn)
        return there;
    if (!unfoldingOf(loaded, there, limits).turnsOf.contains(thread))
        toggle(there.toggled, thread);
    if (object.kind != ObjectKind::Turn && !unfoldingOf(loaded, there, limits).workOf.contains(turn))
        toggle(there.toggled, turn);
    return there;
}

} // namespace rolloutscope::graph
