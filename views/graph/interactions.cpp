#include "views/graph/interactions.h"

#include "core/insight/describe.h"
#include "views/graph/agent_nodes.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace rolloutscope::graph {
namespace {

class Interactions {
public:
    Interactions(GraphBuilder& builder, const Unfolding& shown, const WorkNodes& work)
        : builder_(builder), trace_(builder.trace()), relations_(builder.relations()), shown_(shown), work_(work)
    {
    }

    void addAll()
    {
        IndexList<InteractionEdge> byStart;
        byStart.reserve(trace_.edges.size());
        for (std::uint32_t i = 0; i < trace_.edges.size(); ++i)
            byStart.push_back({i});
        std::stable_sort(byStart.begin(), byStart.end(), [&](EdgeIndex a, EdgeIndex b) {
            return trace_.edges[a].startedAt < trace_.edges[b].startedAt;
        });
        std::unordered_set<ThreadIndex> spawnRecorded;
        for (const EdgeIndex index : byStart) {
            const InteractionEdge& edge = trace_.edges[index];
            const ThreadIndex from = threadOf(trace_, edge.source);
            const ThreadIndex to = threadOf(trace_, edge.target);
            if (!from || !to)
                continue;
            if (edge.kind == EdgeKind::SpawnAgent && relations_.parentThread(to) == from)
                spawnRecorded.insert(to);
            const int source = sourceNode(edge);
            // An agent begins with its own node.
            const int target = edge.kind == EdgeKind::SpawnAgent ? builder_.nodeOf(to) : targetNode(edge);
            if (source != target || builder_.node(std::max(source, 0)).kind != NodeKind::AgentGroup)
                builder_.addEdge(source, target, graphEdgeKind(edge.kind), index);
        }
        for (const ThreadIndex thread : shown_.agents) {
            const ThreadIndex parent = relations_.parentThread(thread);
            if (parent && !spawnRecorded.contains(thread))
                builder_.addEdge(builder_.nodeOf(parent), builder_.nodeOf(thread), GraphEdgeKind::Spawn, {}, true);
        }
        for (const AgentGroup& group : shown_.groups) {
            const bool recorded = std::any_of(group.members.begin(), group.members.end(), [&](ThreadIndex member) {
                return relations_.parentThread(member) == group.parent && spawnRecorded.contains(member);
            });
            if (group.parent && !recorded)
                builder_.addEdge(builder_.nodeOf(group.parent), builder_.nodeOf(group.members.front()),
                                 GraphEdgeKind::Spawn, {}, true);
        }
    }

    void addOfOne(ThreadIndex alone)
    {
        for (const EdgeIndex index : relations_.edgesFrom(alone)) {
            const InteractionEdge& edge = trace_.edges[index];
            const ThreadIndex to = threadOf(trace_, edge.target);
            const int node = sourceNode(edge);
            if (node < 0 || !to)
                continue;
            const int end = to == alone ? targetNode(edge) : otherAgent(to, node);
            builder_.addEdge(node, end, graphEdgeKind(edge.kind), index);
        }
        for (const EdgeIndex index : relations_.edgesTo(alone)) {
            const InteractionEdge& edge = trace_.edges[index];
            const ThreadIndex from = threadOf(trace_, edge.source);
            const int node = targetNode(edge);
            if (node < 0 || !from || from == alone)
                continue;
            builder_.addEdge(otherAgent(from, node), node, graphEdgeKind(edge.kind), index);
        }
        if (othersLeftOut_)
            builder_.addRemark(QStringLiteral("not all of the other agents are shown"));
    }

private:
    /// The node at which an interaction leaves; -1 if none is shown.
    [[nodiscard]] int sourceNode(const InteractionEdge& edge) const
    {
        const ThreadIndex thread = threadOf(trace_, edge.source);
        int node = -1;
        if (const auto* tool = std::get_if<ToolIndex>(&edge.source)) {
            node = builder_.nodeOf(*tool);
            if (node < 0)
                node = nodeOfTurn(trace_.toolCalls[*tool].startedByTurn);
        } else if (const auto* item = std::get_if<ItemIndex>(&edge.source)) {
            for (const Producer& producer : trace_.items[*item].producedBy) {
                node = std::visit([this](auto index) { return builder_.nodeOf(index); }, producer);
                if (node >= 0)
                    break;
            }
            if (node < 0)
                node = nodeOfTurn(trace_.items[*item].turn);
        } else {
            node = nodeOfTurnAt(thread, edge.startedAt);
        }
        return node >= 0 || shown_.alone ? node : builder_.nodeOf(thread);
    }

    /// The node at which an interaction arrives; -1 if none is shown.
    [[nodiscard]] int targetNode(const InteractionEdge& edge) const
    {
        const ThreadIndex thread = threadOf(trace_, edge.target);
        int node = -1;
        if (const auto* tool = std::get_if<ToolIndex>(&edge.target)) {
            node = builder_.nodeOf(*tool);
            if (node < 0)
                node = nodeOfTurn(trace_.toolCalls[*tool].startedByTurn);
        } else if (const auto* item = std::get_if<ItemIndex>(&edge.target)) {
            node = work_.sawFirst(*item);
            // A call that is not shown has seen it first: it does not arrive here.
            if (node < 0 && !(shown_.aloneTurn && work_.isSeen(*item)))
                node = nodeOfTurn(trace_.items[*item].turn);
        } else {
            node = nodeOfTurnAt(thread, edge.startedAt);
        }
        return node >= 0 || shown_.alone ? node : builder_.nodeOf(thread);
    }

    [[nodiscard]] int nodeOfTurn(TurnIndex turn) const { return turn ? builder_.nodeOf(turn) : -1; }

    /// The turn that ran at a moment (or the next one, or the last).
    [[nodiscard]] int nodeOfTurnAt(ThreadIndex thread, UnixMs at) const
    {
        const auto& turns = relations_.turns(thread);
        for (const TurnIndex turn : turns) {
            const auto& window = trace_.turns[turn].execution;
            if (!window.endedAt || *window.endedAt >= at)
                return builder_.nodeOf(turn);
        }
        return turns.empty() ? -1 : builder_.nodeOf(turns.back());
    }

    /// Another agent appears beside each thing that it has to do with: one node for all of its edges would draw lines
    /// across the whole picture that nobody can follow.
    int otherAgent(ThreadIndex thread, int beside)
    {
        const auto known = otherAgents_.find({thread, beside});
        if (known != otherAgents_.end())
            return known->second;
        if (beside < 0 || builder_.room() == 0) {
            othersLeftOut_ = true;
            return -1;
        }
        GraphNode node = builder_.agentNode(thread, NodeKind::OtherAgent);
        node.lane = lanesOfAgent - 1;
        node.at = builder_.node(beside).at;
        node.unfolds = true;
        node.toolTip += QStringLiteral("\n%1\nDouble click, Enter: its work")
                            .arg(QString::fromStdString(outcomeText(trace_, thread)));
        const int added = builder_.addFurtherNode(std::move(node));
        otherAgents_.emplace(std::make_pair(thread, beside), added);
        return added;
    }

    GraphBuilder& builder_;
    const RolloutTrace& trace_;
    const Relations& relations_;
    const Unfolding& shown_;
    const WorkNodes& work_;
    std::map<std::pair<ThreadIndex, int>, int> otherAgents_;
    bool othersLeftOut_ = false;
};

} // namespace

void addInteractions(GraphBuilder& builder, const Unfolding& shown, const WorkNodes& work)
{
    Interactions interactions(builder, shown, work);
    if (shown.alone)
        interactions.addOfOne(shown.alone);
    else
        interactions.addAll();
}

} // namespace rolloutscope::graph
