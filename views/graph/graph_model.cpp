#include "views/graph/graph_model.h"

#include "views/graph/agent_nodes.h"
#include "views/graph/chain_marks.h"
#include "views/graph/flow_level.h"
#include "views/graph/graph_builder.h"
#include "views/graph/interactions.h"
#include "views/graph/neighbours.h"
#include "views/graph/unfolding.h"
#include "views/graph/work_nodes.h"

#include <algorithm>

namespace rolloutscope::graph {

QString toWord(GraphEdgeKind kind)
{
    switch (kind) {
    case GraphEdgeKind::Spawn:
        return QStringLiteral("spawn");
    case GraphEdgeKind::Task:
        return QStringLiteral("task");
    case GraphEdgeKind::Message:
        return QStringLiteral("message");
    case GraphEdgeKind::Result:
        return QStringLiteral("result");
    case GraphEdgeKind::Close:
        return QStringLiteral("close");
    case GraphEdgeKind::Sequence:
        return QStringLiteral("then");
    case GraphEdgeKind::AskedFor:
        return QStringLiteral("asked for");
    case GraphEdgeKind::Nested:
        return QStringLiteral("called by code");
    case GraphEdgeKind::SeenBy:
        return QStringLiteral("output went into");
    case GraphEdgeKind::Terminal:
        return QStringLiteral("typed into its terminal");
    }
    return {};
}

bool isBetweenAgents(GraphEdgeKind kind)
{
    return kind <= GraphEdgeKind::Close;
}

bool isOfAgents(const GraphModel& model)
{
    return model.scope.level == GraphLevel::Agents && model.clusters.empty();
}

int GraphModel::nodeOf(ObjectRef object) const
{
    const auto found = nodeByObject.find(object);
    return found == nodeByObject.end() ? -1 : found->second;
}

int GraphModel::edgeOf(EdgeIndex interaction) const
{
    const auto found = edgeByInteraction.find(interaction);
    return found == edgeByInteraction.end() ? -1 : found->second;
}

namespace {

int nodeOfItem(const GraphModel& model, const LoadedTrace& loaded, ItemIndex index)
{
    const ConversationItem& item = loaded.trace.items[index];
    for (const Producer& producer : item.producedBy) {
        if (const int node = std::visit([&](auto one) { return model.nodeOf(one); }, producer); node >= 0)
            return node;
    }
    for (const InferenceIndex call : loaded.relations.inferenceCalls(item.thread)) {
        const auto& seen = loaded.trace.inferenceCalls[call].requestItems;
        if (std::find(seen.begin(), seen.end(), index) != seen.end())
            return model.nodeOf(call);
    }
    return -1;
}

} // namespace

int GraphModel::nodeStandingFor(const LoadedTrace& loaded, ObjectRef object) const
{
    const RolloutTrace& trace = loaded.trace;
    if (!exists(trace, object))
        return -1;
    // A flow begins with what stands for its object.
    if (scope.level == GraphLevel::Flow && scope.object == object)
        return nodes.empty() ? -1 : 0;
    if (const int own = nodeOf(object); own >= 0)
        return own;
    int node = -1;
    switch (object.kind) {
    case ObjectKind::InteractionEdge:
        return -1;
    case ObjectKind::TerminalOperation:
        node = nodeOf(trace.terminalOperations[object.operation()].tool);
        break;
    case ObjectKind::TerminalSession: {
        const OperationIndex creator = trace.terminalSessions[object.session()].createdBy;
        if (trace.terminalOperations.contains(creator))
            node = nodeOf(trace.terminalOperations[creator].tool);
        break;
    }
    case ObjectKind::CompactionRequest: {
        const CompactionIndex installed =
            trace.compactions.find(trace.compactionRequests[object.compactionRequest()].compactionId);
        node = installed ? nodeOf(installed) : -1;
        break;
    }
    case ObjectKind::ConversationItem:
        if (scope.level != GraphLevel::Agents)
            node = nodeOfItem(*this, loaded, object.item());
        break;
    default:
        break;
    }
    if (node >= 0)
        return node;
    const ThreadIndex thread = threadOf(trace, object);
    // At the level of work, a node of another agent stands for its part in one thing only.
    const int agent = thread ? nodeOf(thread) : -1;
    const bool stands = agent >= 0 && nodes[static_cast<std::size_t>(agent)].kind != NodeKind::OtherAgent;
    const TurnIndex turn = turnOf(trace, object);
    const int ofTurn = turn ? nodeOf(turn) : -1;
    return ofTurn >= 0 ? ofTurn : stands ? agent : -1;
}

GraphModel buildGraph(const LoadedTrace& loaded, GraphScope scope, const GraphLimits& limits)
{
    GraphBuilder builder(loaded, std::move(scope), limits);
    if (builder.scope().level == GraphLevel::Flow) {
        const Readings readings(loaded.trace);
        buildFlowLevel(builder, readings);
        GraphModel flow = builder.take();
        markCriticalChain(flow, loaded, readings);
        return flow;
    }
    const Unfolding shown = unfoldingOf(loaded, builder.scope(), limits);
    builder.addRemark(shown.remark);
    if (!shown.note.title.isEmpty()) {
        builder.setNote(shown.note);
        return builder.take();
    }
    const Readings readings(loaded.trace);
    addAgents(builder, shown, readings);
    WorkNodes work(builder, shown, readings);
    work.addNodes();
    work.addInnerEdges();
    addInteractions(builder, shown, work);
    GraphModel model = builder.take();
    markCriticalChain(model, loaded, readings);
    if (model.scope.hops > 0)
        keepNeighbours(model, model.nodeStandingFor(loaded, model.scope.center));
    return model;
}

} // namespace rolloutscope::graph
