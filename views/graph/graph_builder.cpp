#include "views/graph/graph_builder.h"

#include "core/insight/describe.h"
#include "views/graph/graph_text.h"
#include "views/theme/plain_text.h"

#include <algorithm>

namespace rolloutscope::graph {

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

GraphBuilder::GraphBuilder(const LoadedTrace& loaded, GraphScope scope, const GraphLimits& limits)
    : loaded_(loaded), limits_(limits)
{
    model_.scope = std::move(scope);
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
    const UnixMs at = interaction ? trace().edges[interaction].startedAt : node(to).at;
    const bool bundled = model_.scope.arrangement == Arrangement::Ranked;
    const auto key = std::make_tuple(from, to, kind, bundled ? EdgeIndex() : interaction);
    auto bundle = bundles_.find(key);
    if (bundle == bundles_.end()) {
        if (model_.edges.size() >= limits_.edges) {
            ++edgesLeftOut_;
            return;
        }
        bundle = bundles_.emplace(key, static_cast<int>(model_.edges.size())).first;
        model_.edges.push_back({.from = from,
                                .to = to,
                                .kind = kind,
                                .count = 0,
                                .inferred = inferred,
                                .onChain = false,
                                .at = at,
                                .interactions = {},
                                .label = {}});
    }
    GraphEdge& edge = model_.edges[static_cast<std::size_t>(bundle->second)];
    ++edge.count;
    edge.at = std::min(edge.at, at);
    if (interaction) {
        model_.edgeByInteraction.emplace(interaction, bundle->second);
        if (edge.interactions.size() < maxInteractionsKept)
            edge.interactions.push_back(interaction);
    }
}

void GraphBuilder::setEdgeLabel(int from, int to, GraphEdgeKind kind, const QString& label)
{
    const auto bundle = bundles_.find(std::make_tuple(from, to, kind, EdgeIndex()));
    if (bundle != bundles_.end())
        model_.edges[static_cast<std::size_t>(bundle->second)].label = label;
}

int GraphBuilder::addCluster(GraphCluster cluster)
{
    model_.clusters.push_back(std::move(cluster));
    return static_cast<int>(model_.clusters.size()) - 1;
}

void GraphBuilder::addRemark(const QString& remark)
{
    if (!remark.isEmpty())
        model_.remark = model_.remark.isEmpty() ? remark : model_.remark + QStringLiteral(" · ") + remark;
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
    node.until = agent.execution.endedAt;
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
        addRemark(QStringLiteral("%1 edges are not shown").arg(groupedNumber(edgesLeftOut_)));
    }
    return std::move(model_);
}

} // namespace rolloutscope::graph
