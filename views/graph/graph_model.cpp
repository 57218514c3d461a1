#include "views/graph/graph_model.h"

#include "views/graph/graph_builder.h"
#include "views/graph/graph_text.h"
#include "views/theme/plain_text.h"

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

GraphEdgeKind graphEdgeKind(EdgeKind kind)
{
    switch (kind) {
    case EdgeKind::SpawnAgent:
        return GraphEdgeKind::Spawn;
    case EdgeKind::AssignAgentTask:
        return GraphEdgeKind::Task;
    case EdgeKind::SendMessage:
        return GraphEdgeKind::Message;
    case EdgeKind::AgentResult:
        return GraphEdgeKind::Result;
    case EdgeKind::CloseAgent:
        return GraphEdgeKind::Close;
    }
    return GraphEdgeKind::Message;
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

int GraphModel::nodeStandingFor(const LoadedTrace& loaded, ObjectRef object) const
{
    const RolloutTrace& trace = loaded.trace;
    if (!exists(trace, object))
        return -1;
    if (const int own = nodeOf(object); own >= 0)
        return own;
    if (scope.level == GraphLevel::Agents)
        return object.kind == ObjectKind::InteractionEdge ? -1 : nodeOf(threadOf(trace, object));
    switch (object.kind) {
    case ObjectKind::TerminalOperation:
        return nodeOf(trace.terminalOperations[object.operation()].tool);
    case ObjectKind::TerminalSession: {
        const OperationIndex creator = trace.terminalSessions[object.session()].createdBy;
        return trace.terminalOperations.contains(creator) ? nodeOf(trace.terminalOperations[creator].tool) : -1;
    }
    case ObjectKind::CompactionRequest: {
        const CompactionIndex installed =
            trace.compactions.find(trace.compactionRequests[object.compactionRequest()].compactionId);
        return installed ? nodeOf(installed) : -1;
    }
    case ObjectKind::ConversationItem: {
        const ItemIndex item = object.item();
        for (const Producer& producer : trace.items[item].producedBy) {
            if (const int node = std::visit([this](auto index) { return nodeOf(index); }, producer); node >= 0)
                return node;
        }
        for (const InferenceIndex call : loaded.relations.inferenceCalls(trace.items[item].thread)) {
            const auto& seen = trace.inferenceCalls[call].requestItems;
            if (std::find(seen.begin(), seen.end(), item) != seen.end())
                return nodeOf(call);
        }
        return -1;
    }
    default:
        return -1;
    }
}

GraphBuilder::GraphBuilder(const LoadedTrace& loaded, GraphScope scope, const GraphLimits& limits)
    : loaded_(loaded), limits_(limits)
{
    model_.scope = scope;
}

int GraphBuilder::addNode(GraphNode node)
{
    const int index = static_cast<int>(model_.nodes.size());
    const auto [at, added] = model_.nodeByObject.emplace(node.object, index);
    if (added)
        model_.nodes.push_back(std::move(node));
    return at->second;
}

int GraphBuilder::addFurtherNode(GraphNode node)
{
    const int index = static_cast<int>(model_.nodes.size());
    model_.nodeByObject.emplace(node.object, index); // the first one stays
    model_.nodes.push_back(std::move(node));
    return index;
}

void GraphBuilder::addEdge(int from, int to, GraphEdgeKind kind, EdgeIndex interaction, bool inferred)
{
    if (from < 0 || to < 0)
        return;
    const auto key = std::make_tuple(from, to, kind);
    auto bundle = bundles_.find(key);
    if (bundle == bundles_.end()) {
        if (model_.edges.size() >= limits_.edges) {
            ++edgesLeftOut_;
            return;
        }
        bundle = bundles_.emplace(key, static_cast<int>(model_.edges.size())).first;
        model_.edges.push_back(
            {.from = from, .to = to, .kind = kind, .count = 0, .inferred = inferred, .interactions = {}, .label = {}});
    }
    GraphEdge& edge = model_.edges[static_cast<std::size_t>(bundle->second)];
    ++edge.count;
    if (interaction) {
        model_.edgeByInteraction.emplace(interaction, bundle->second);
        if (edge.interactions.size() < maxInteractionsKept)
            edge.interactions.push_back(interaction);
    }
}

void GraphBuilder::setNote(QString title, QString hint)
{
    model_.note = {.title = std::move(title), .hint = std::move(hint)};
}

GraphNode GraphBuilder::agentNode(ThreadIndex thread, NodeKind kind) const
{
    const AgentThread& agent = trace().threads[thread];
    const std::string_view name = agent.agentPath.empty() ? std::string_view(agent.id) : agent.agentPath;
    GraphNode node;
    node.object = thread;
    node.kind = kind;
    node.role = ColorRole::Agent;
    node.outcome = outcomeOf(trace(), thread);
    node.depth = relations().depth(thread);
    node.at = agent.execution.startedAt;
    node.title = singleLine(lastPathSegment(name), 80);
    QStringList who;
    if (agent.nickname && !agent.nickname->empty())
        who += singleLine(*agent.nickname, 40);
    if (agent.spawn && !agent.spawn->agentRole.empty())
        who += singleLine(agent.spawn->agentRole, 40);
    if (who.isEmpty() && agent.defaultModel)
        who += singleLine(*agent.defaultModel, 40);
    if (!who.isEmpty())
        node.details += who.join(QStringLiteral(" · "));
    node.toolTip = singleLine(name);
    return node;
}

std::int64_t GraphBuilder::durationOf(const ExecutionWindow& window) const
{
    return window.endedAt.value_or(std::max(window.startedAt, relations().lastMoment())) - window.startedAt;
}

QString GraphBuilder::whenText(const ExecutionWindow& window) const
{
    return QStringLiteral("at %1 · took %2")
        .arg(QString::fromStdString(formatDuration(window.startedAt - relations().firstMoment())),
             QString::fromStdString(formatDuration(durationOf(window))));
}

GraphModel GraphBuilder::take()
{
    for (GraphEdge& edge : model_.edges) {
        if (!isBetweenAgents(edge.kind))
            continue;
        edge.label = toWord(edge.kind);
        if (edge.count > 1)
            edge.label += QStringLiteral(" · ") + groupedNumber(edge.count);
        if (edge.inferred)
            edge.label += QStringLiteral(" (inferred)");
    }
    if (edgesLeftOut_ > 0) {
        const QString left = QStringLiteral("%1 edges are not shown").arg(groupedNumber(edgesLeftOut_));
        model_.remark = model_.remark.isEmpty() ? left : model_.remark + QStringLiteral(" · ") + left;
    }
    return std::move(model_);
}

GraphModel buildGraph(const LoadedTrace& loaded, GraphScope scope, const GraphLimits& limits)
{
    GraphBuilder builder(loaded, scope, limits);
    if (scope.level == GraphLevel::Agents)
        buildAgentsLevel(builder);
    else
        buildWorkLevel(builder);
    return builder.take();
}

} // namespace rolloutscope::graph
