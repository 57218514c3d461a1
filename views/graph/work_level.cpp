// The level of work: turns, inference calls, tools, code cells and compactions of one thread or turn, what led to
// what, and where other agents come in.

#include "views/graph/graph_builder.h"
#include "views/graph/graph_text.h"
#include "views/graph/work_scope.h"
#include "views/theme/plain_text.h"

#include <algorithm>
#include <map>
#include <unordered_set>
#include <vector>

namespace rolloutscope::graph {

namespace {

// Columns of the simple layout.
enum Lane : int { spineLane = 0, toolLane = 1, nestedLane = 2, otherAgentsLane = 3 };

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

class WorkLevel {
public:
    WorkLevel(GraphBuilder& builder, Work work)
        : builder_(builder), trace_(builder.trace()), relations_(builder.relations()), work_(std::move(work))
    {
    }

    void build()
    {
        addNodes();
        findFirstSightings();
        addSequences();
        addRequests();
        addOutputs();
        addOtherAgents();
    }

private:
    void addObject(ObjectRef object, NodeKind kind, Lane lane, UnixMs at, const ExecutionWindow* window,
                   QStringList numbers)
    {
        const QString title = singleLine(objectTitle(trace_, relations_, object), 80);
        const QString detail = singleLine(objectDetail(trace_, relations_, object));
        // A call's numbers say more than the model, which is the same for most of them.
        QStringList parts = numbers;
        if (!detail.isEmpty() && (kind != NodeKind::InferenceCall || outcomeOf(trace_, object) == Outcome::Failed))
            parts += detail;
        QStringList lines{title};
        if (!detail.isEmpty())
            lines += detail;
        if (window)
            lines += text(outcomeText(trace_, object)) + QStringLiteral(" · ") + builder_.whenText(*window);
        if (numbers.size() > 1)
            lines += numbers.mid(1).join(QStringLiteral(" · "));
        builder_.addNode({.object = object,
                          .kind = kind,
                          .role = colorRoleOf(trace_, object),
                          .outcome = outcomeOf(trace_, object),
                          .cluster = -1,
                          .lane = lane,
                          .depth = 0,
                          .at = at,
                          .until = window ? window->endedAt : std::optional<UnixMs>(at),
                          .unfolds = false,
                          .onChain = false,
                          .mark = {},
                          .title = title,
                          .details = parts.isEmpty() ? QStringList() : QStringList(parts.join(QStringLiteral(" · "))),
                          .toolTip = lines.join(QChar(u'\n')),
                          .shares = std::nullopt});
    }

    [[nodiscard]] QString duration(const ExecutionWindow& window) const
    {
        return text(formatDuration(builder_.durationOf(window)));
    }

    void addNodes()
    {
        for (const TurnIndex turn : work_.turns) {
            const ExecutionWindow& window = trace_.turns[turn].execution;
            addObject(turn, NodeKind::Turn, spineLane, window.startedAt, &window, {duration(window)});
        }
        for (const InferenceIndex index : work_.calls) {
            const InferenceCall& call = trace_.inferenceCalls[index];
            QStringList numbers{duration(call.execution)};
            if (call.usage)
                numbers += QStringLiteral("%1 → %2 tok")
                               .arg(text(formatCount(call.usage->input)), text(formatCount(call.usage->output)));
            addObject(index, NodeKind::InferenceCall, spineLane, call.execution.startedAt, &call.execution, numbers);
        }
        for (const ToolIndex index : work_.tools) {
            const ToolCall& tool = trace_.toolCalls[index];
            const Lane lane = std::holds_alternative<CellRequester>(tool.requester) ? nestedLane : toolLane;
            addObject(index, NodeKind::ToolCall, lane, tool.execution.startedAt, &tool.execution,
                      {duration(tool.execution)});
        }
        for (const CellIndex index : work_.cells) {
            const ExecutionWindow& window = trace_.codeCells[index].execution;
            addObject(index, NodeKind::CodeCell, toolLane, window.startedAt, &window, {duration(window)});
        }
        for (const CompactionIndex index : work_.compactions)
            addObject(index, NodeKind::Compaction, spineLane, trace_.compactions[index].installedAt, nullptr, {});
    }

    /// For each output and each message from elsewhere: the first inference call of the thread that saw it.
    void findFirstSightings()
    {
        std::vector<bool> wanted(trace_.items.size(), false);
        std::size_t open = 0;
        const auto want = [&](ItemIndex item) {
            if (trace_.items.contains(item) && !wanted[item.value]) {
                wanted[item.value] = true;
                ++open;
            }
        };
        for (const ToolIndex tool : work_.tools)
            std::for_each(trace_.toolCalls[tool].outputItems.begin(), trace_.toolCalls[tool].outputItems.end(), want);
        for (const CellIndex cell : work_.cells)
            std::for_each(trace_.codeCells[cell].outputItems.begin(), trace_.codeCells[cell].outputItems.end(), want);
        for (const EdgeIndex edge : relations_.edgesTo(work_.thread)) {
            if (const auto* item = std::get_if<ItemIndex>(&trace_.edges[edge].target))
                want(*item);
        }
        // All calls of the thread, not only those of the scope: what an earlier turn saw first is not news to this one.
        for (const InferenceIndex call : relations_.inferenceCalls(work_.thread)) {
            for (const ItemIndex item : trace_.inferenceCalls[call].requestItems) {
                if (wanted[item.value]) {
                    wanted[item.value] = false;
                    --open;
                    firstSeenBy_.emplace(item, call);
                }
            }
            if (open == 0)
                break;
        }
    }

    [[nodiscard]] int sawFirst(ItemIndex item) const
    {
        const auto found = firstSeenBy_.find(item);
        return found == firstSeenBy_.end() ? -1 : builder_.nodeOf(found->second);
    }

    void addSequences()
    {
        struct Step {
            UnixMs at;
            int node;
        };
        int previous = -1;
        for (const TurnIndex turn : work_.turns) {
            const int node = builder_.nodeOf(turn);
            builder_.addEdge(previous, node, GraphEdgeKind::Sequence);
            previous = node;
            std::vector<Step> steps;
            for (const InferenceIndex call : relations_.inferenceCalls(turn))
                steps.push_back({trace_.inferenceCalls[call].execution.startedAt, builder_.nodeOf(call)});
            for (const CompactionIndex compaction : relations_.compactions(turn))
                steps.push_back({trace_.compactions[compaction].installedAt, builder_.nodeOf(compaction)});
            std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
            for (const Step& step : steps) {
                if (step.node < 0)
                    continue;
                builder_.addEdge(previous, step.node, GraphEdgeKind::Sequence);
                previous = step.node;
            }
        }
    }

    void addRequests()
    {
        std::unordered_set<CellIndex> runByTool;
        for (const ToolIndex index : work_.tools) {
            const CellIndex cell = trace_.toolCalls[index].startedCodeCell;
            if (!cell || builder_.nodeOf(cell) < 0)
                continue;
            runByTool.insert(cell);
            builder_.addEdge(builder_.nodeOf(index), builder_.nodeOf(cell), GraphEdgeKind::Nested);
        }
        for (const CellIndex index : work_.cells) {
            if (!runByTool.contains(index))
                askedFor(index, relations_.askedBy(index), trace_.codeCells[index].turn);
        }
        for (const ToolIndex index : work_.tools) {
            const ToolCall& tool = trace_.toolCalls[index];
            const CellIndex caller = relations_.callerCell(index);
            if (const int cell = caller ? builder_.nodeOf(caller) : -1; cell >= 0)
                builder_.addEdge(cell, builder_.nodeOf(index), GraphEdgeKind::Nested);
            else
                askedFor(index, relations_.askedBy(index), tool.startedByTurn);
        }
    }

    void askedFor(ObjectRef object, InferenceIndex call, TurnIndex turn)
    {
        const int node = builder_.nodeOf(object);
        if (const int asker = call ? builder_.nodeOf(call) : -1; asker >= 0)
            builder_.addEdge(asker, node, GraphEdgeKind::AskedFor);
        else if (turn)
            builder_.addEdge(builder_.nodeOf(turn), node, GraphEdgeKind::AskedFor, {}, true);
    }

    void addOutputs()
    {
        const auto add = [&](ObjectRef object, const IndexList<ConversationItem>& items) {
            // Several outputs of one tool in the same request are one way that information went.
            IndexList<InferenceCall> shown;
            for (const ItemIndex item : items) {
                const auto found = firstSeenBy_.find(item);
                if (found == firstSeenBy_.end() || std::find(shown.begin(), shown.end(), found->second) != shown.end())
                    continue;
                shown.push_back(found->second);
                builder_.addEdge(builder_.nodeOf(object), builder_.nodeOf(found->second), GraphEdgeKind::SeenBy);
            }
        };
        for (const ToolIndex tool : work_.tools) {
            // From schema 2 on a cell's output is also that of the `exec` tool around it: shown once.
            if (builder_.nodeOf(trace_.toolCalls[tool].startedCodeCell) < 0)
                add(tool, trace_.toolCalls[tool].outputItems);
        }
        for (const CellIndex cell : work_.cells)
            add(cell, trace_.codeCells[cell].outputItems);
    }

    /// The node in this scope at which an interaction leaves; -1 if it does not leave from here.
    [[nodiscard]] int sourceNode(const InteractionEdge& edge) const
    {
        if (const auto* tool = std::get_if<ToolIndex>(&edge.source))
            return builder_.nodeOf(*tool);
        if (const auto* item = std::get_if<ItemIndex>(&edge.source)) {
            for (const Producer& producer : trace_.items[*item].producedBy) {
                if (const int node = std::visit([this](auto index) { return builder_.nodeOf(index); }, producer);
                    node >= 0)
                    return node;
            }
            return builder_.nodeOf(trace_.items[*item].turn);
        }
        return nodeOfTurnAt(edge.startedAt);
    }

    /// The node in this scope at which an interaction arrives; -1 if it does not arrive here.
    [[nodiscard]] int targetNode(const InteractionEdge& edge) const
    {
        if (const auto* tool = std::get_if<ToolIndex>(&edge.target))
            return builder_.nodeOf(*tool);
        if (const auto* item = std::get_if<ItemIndex>(&edge.target)) {
            if (firstSeenBy_.contains(*item))
                return sawFirst(*item);
            return builder_.nodeOf(trace_.items[*item].turn);
        }
        return nodeOfTurnAt(edge.startedAt);
    }

    /// The turn that ran at a moment (or the next one, or the last).
    [[nodiscard]] int nodeOfTurnAt(UnixMs at) const
    {
        const auto& turns = relations_.turns(work_.thread);
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
        if (beside < 0 || builder_.nodeCount() >= builder_.limits().nodes) {
            builder_.setRemark(QStringLiteral("not all of the other agents are shown"));
            return -1;
        }
        GraphNode node = builder_.agentNode(thread, NodeKind::OtherAgent);
        node.lane = otherAgentsLane;
        node.at = builder_.node(beside).at;
        node.toolTip += QStringLiteral("\n%1\nDouble click: its work").arg(text(outcomeText(trace_, thread)));
        const int added = builder_.addFurtherNode(std::move(node));
        otherAgents_.emplace(std::make_pair(thread, beside), added);
        return added;
    }

    void addOtherAgents()
    {
        for (const EdgeIndex index : relations_.edgesFrom(work_.thread)) {
            const InteractionEdge& edge = trace_.edges[index];
            const ThreadIndex to = threadOf(trace_, edge.target);
            const int node = sourceNode(edge);
            if (node < 0 || !to)
                continue;
            const int end = to == work_.thread ? targetNode(edge) : otherAgent(to, node);
            builder_.addEdge(node, end, graphEdgeKind(edge.kind), index);
        }
        for (const EdgeIndex index : relations_.edgesTo(work_.thread)) {
            const InteractionEdge& edge = trace_.edges[index];
            const ThreadIndex from = threadOf(trace_, edge.source);
            const int node = targetNode(edge);
            if (node < 0 || !from || from == work_.thread)
                continue;
            builder_.addEdge(otherAgent(from, node), node, graphEdgeKind(edge.kind), index);
        }
    }

    GraphBuilder& builder_;
    const RolloutTrace& trace_;
    const Relations& relations_;
    Work work_;
    std::unordered_map<ItemIndex, InferenceIndex> firstSeenBy_;
    std::map<std::pair<ThreadIndex, int>, int> otherAgents_;
};

} // namespace

void buildWorkLevel(GraphBuilder& builder)
{
    const ObjectRef scope = builder.scope().object;
    Work work = workOf(builder.loaded(), scope);
    if (!work.thread) {
        builder.setNote(QStringLiteral("Nothing selected"),
                        QStringLiteral("Select an agent or a turn to see its work."));
        return;
    }
    if (work.size() == 0) {
        builder.setNote(QStringLiteral("No work recorded"),
                        QStringLiteral("This agent has no turns, calls or tools in the recording."));
        return;
    }
    if (work.size() > builder.limits().nodes) {
        const QString what = work.calls.size() >= work.tools.size()
                                 ? groupedNumber(work.calls.size()) + QStringLiteral(" inference calls")
                                 : groupedNumber(work.tools.size()) + QStringLiteral(" tool calls");
        builder.setNote(QStringLiteral("Too much to show: %1").arg(what),
                        scope.kind == ObjectKind::Turn
                            ? QStringLiteral("This turn alone is more than a picture can hold. The timeline and the "
                                             "outline show all of it.")
                            : QStringLiteral("Select a turn of this agent, in the outline or in the timeline, to see "
                                             "its work."));
        return;
    }
    WorkLevel(builder, std::move(work)).build();
}

} // namespace rolloutscope::graph
