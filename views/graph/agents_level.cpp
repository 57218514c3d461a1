// The level of agents: a node per thread, an edge per kind between two of them, and the tree of spawns as backbone.

#include "views/graph/graph_builder.h"
#include "views/graph/graph_text.h"
#include "views/theme/plain_text.h"

#include <algorithm>
#include <unordered_set>

namespace rolloutscope::graph {

namespace {

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

int percent(double share)
{
    return static_cast<int>(share * 100 + 0.5);
}

GraphNode nodeWithTotals(const GraphBuilder& builder, ThreadIndex thread)
{
    const RolloutTrace& trace = builder.trace();
    const AgentTotals totals = totalsOf(trace, builder.relations(), thread);
    GraphNode node = builder.agentNode(thread, NodeKind::Agent);
    node.shares = totals.shares;
    const std::uint64_t tokens = totals.inputTokens + totals.outputTokens;

    QStringList numbers{text(formatDuration(totals.wallMs))};
    numbers += text(formatCounted(totals.inferenceCalls, "call", "calls"));
    if (tokens > 0)
        numbers += text(formatCount(tokens)) + QStringLiteral(" tok");
    node.details += numbers.join(QStringLiteral(" · "));

    QStringList lines{node.toolTip};
    if (node.details.size() > 1)
        lines += node.details.front();
    const AgentThread& agent = trace.threads[thread];
    if (agent.defaultModel)
        lines += QStringLiteral("model %1").arg(singleLine(*agent.defaultModel, 60));
    lines += text(outcomeText(trace, thread)) + QStringLiteral(" · ") + text(formatDuration(totals.wallMs));
    lines += text(formatCounted(totals.inferenceCalls, "inference call", "inference calls")) + QStringLiteral(" · ") +
             text(formatCounted(totals.toolCalls, "tool call", "tool calls")) +
             (totals.failedTools > 0 ? QStringLiteral(" (%1 failed)").arg(totals.failedTools) : QString());
    if (tokens > 0)
        lines += QStringLiteral("%1 tokens in · %2 out")
                     .arg(text(formatCount(totals.inputTokens)), text(formatCount(totals.outputTokens)));
    lines += QStringLiteral("inference %1 % · tools %2 % · waiting %3 % · idle %4 %")
                 .arg(percent(totals.shares.inference))
                 .arg(percent(totals.shares.tool))
                 .arg(percent(totals.shares.waiting))
                 .arg(percent(totals.shares.idle));
    lines += QStringLiteral("Double click: its work");
    node.toolTip = lines.join(QChar(u'\n'));
    return node;
}

/// The agent with its parents up to the root, and below it as many levels as fit.
IndexList<AgentThread> familyOf(const Relations& relations, ThreadIndex focus, std::size_t most)
{
    IndexList<AgentThread> family;
    for (ThreadIndex at = focus; at && family.size() < most; at = relations.parentThread(at))
        family.insert(family.begin(), at);
    for (std::size_t i = family.size() - 1; i < family.size(); ++i) {
        const auto& children = relations.childThreads(family[i]);
        if (family.size() + children.size() > most)
            break;
        family.insert(family.end(), children.begin(), children.end());
    }
    return family;
}

} // namespace

void buildAgentsLevel(GraphBuilder& builder)
{
    const RolloutTrace& trace = builder.trace();
    const Relations& relations = builder.relations();
    IndexList<AgentThread> shown = relations.threadsInSpawnOrder();
    if (shown.empty()) {
        builder.setNote(QStringLiteral("This trace has no agents"),
                        QStringLiteral("Its event log holds nothing that an agent did."));
        return;
    }
    if (shown.size() > builder.limits().nodes) {
        const ThreadIndex focus = builder.scope().object.thread();
        if (!trace.threads.contains(focus)) {
            builder.setNote(QStringLiteral("Too much to show: %1 agents").arg(groupedNumber(shown.size())),
                            QStringLiteral("Select an agent, in the outline for example, to see it with those that it "
                                           "started and those that it comes from."));
            return;
        }
        shown = familyOf(relations, focus, builder.limits().nodes);
        builder.setRemark(QStringLiteral("%1 of %2 agents: around %3")
                              .arg(groupedNumber(shown.size()), groupedNumber(trace.threads.size()),
                                   singleLine(trace.threads[focus].agentPath, 60)));
    }

    int lane = 0;
    for (const ThreadIndex thread : shown) {
        GraphNode node = nodeWithTotals(builder, thread);
        node.lane = lane++;
        builder.addNode(std::move(node));
    }

    std::unordered_set<ThreadIndex> spawnRecorded;
    IndexList<InteractionEdge> byStart;
    byStart.reserve(trace.edges.size());
    for (std::uint32_t i = 0; i < trace.edges.size(); ++i)
        byStart.push_back({i});
    std::stable_sort(byStart.begin(), byStart.end(),
                     [&](EdgeIndex a, EdgeIndex b) { return trace.edges[a].startedAt < trace.edges[b].startedAt; });
    for (const EdgeIndex index : byStart) {
        const InteractionEdge& edge = trace.edges[index];
        const ThreadIndex from = threadOf(trace, edge.source);
        const ThreadIndex to = threadOf(trace, edge.target);
        if (!from || !to)
            continue;
        if (edge.kind == EdgeKind::SpawnAgent && relations.parentThread(to) == from)
            spawnRecorded.insert(to);
        builder.addEdge(builder.nodeOf(from), builder.nodeOf(to), graphEdgeKind(edge.kind), index);
    }
    for (const ThreadIndex thread : shown) {
        const ThreadIndex parent = relations.parentThread(thread);
        if (parent && !spawnRecorded.contains(thread))
            builder.addEdge(builder.nodeOf(parent), builder.nodeOf(thread), GraphEdgeKind::Spawn, {}, true);
    }
}

} // namespace rolloutscope::graph
