#include "views/graph/work_nodes.h"

#include "core/insight/describe.h"
#include "views/graph/graph_text.h"
#include "views/graph/object_nodes.h"
#include "views/theme/plain_text.h"

#include <algorithm>
#include <unordered_set>

namespace rolloutscope::graph {
namespace {

// Columns of an agent in the simple layout.
enum Lane : int { spineLane = 0, toolLane = 1, nestedLane = 2 };

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

UnixMs startOf(const RolloutTrace& trace, ObjectRef object)
{
    const auto window = windowOf(trace, object);
    return window ? window->startedAt : 0;
}

/// Leaves the first of it in time, at most `most` objects beside the turn. True when something was left out.
bool cut(Work& work, const RolloutTrace& trace, std::size_t most)
{
    if (work.size() - work.turns.size() <= most)
        return false;
    std::vector<std::pair<UnixMs, ObjectRef>> all;
    const auto add = [&](const auto& list) {
        for (const auto index : list)
            all.emplace_back(startOf(trace, index), index);
    };
    add(work.calls);
    add(work.tools);
    add(work.cells);
    add(work.compactions);
    std::sort(all.begin(), all.end());
    all.resize(most);
    std::unordered_set<ObjectRef> kept;
    for (const auto& [at, object] : all)
        kept.insert(object);
    const auto leave = [&](auto& list) { std::erase_if(list, [&](auto index) { return !kept.contains(index); }); };
    leave(work.calls);
    leave(work.tools);
    leave(work.cells);
    leave(work.compactions);
    return true;
}

/// `by message from /root/x`
QString triggerText(const RolloutTrace& trace, const TurnTrigger& trigger)
{
    if (trigger.kind == TriggerKind::Unknown)
        return {};
    QString words = QStringLiteral("by ") + QString::fromLatin1(toWord(trigger.kind));
    if (trigger.edge && trigger.kind != TriggerKind::Spawn) {
        const ThreadIndex from = threadOf(trace, trace.edges[trigger.edge].source);
        if (trace.threads.contains(from))
            words += (trigger.kind == TriggerKind::Result ? QStringLiteral(" of ") : QStringLiteral(" from ")) +
                     singleLine(lastPathSegment(trace.threads[from].agentPath), 40);
    }
    return words;
}

} // namespace

WorkNodes::WorkNodes(GraphBuilder& builder, const Unfolding& shown, const Readings& readings)
    : builder_(builder), trace_(builder.trace()), relations_(builder.relations()), shown_(shown), readings_(readings)
{
    for (const ThreadIndex thread : shown.agents) {
        if (shown.turnsOf.contains(thread))
            threads_.push_back(thread);
    }
}

void WorkNodes::addNodes()
{
    if (threads_.empty())
        return;
    triggers_.emplace(trace_, relations_);
    for (const ThreadIndex thread : threads_)
        addAgentsTurns(thread);
}

void WorkNodes::addAgentsTurns(ThreadIndex thread)
{
    const bool alone = shown_.alone == thread;
    const int head = alone ? -1 : builder_.nodeOf(thread);
    const int cluster = head < 0 ? -1 : builder_.node(head).cluster;
    const int lane = head < 0 ? 0 : builder_.node(head).lane;
    const IndexList<CodexTurn> turns =
        alone && shown_.aloneTurn ? IndexList<CodexTurn>{shown_.aloneTurn} : relations_.turns(thread);
    for (const TurnIndex turn : turns) {
        int inside = cluster;
        const bool open = shown_.workOf.contains(turn);
        if (open && !alone) {
            const ExecutionWindow& window = trace_.turns[turn].execution;
            inside = builder_.addCluster({.object = turn,
                                          .parent = cluster,
                                          .title = {},
                                          .outcome = outcomeOf(trace_, turn),
                                          .at = window.startedAt,
                                          .until = window.endedAt});
        }
        addTurn(turn, inside, lane);
        if (!open)
            continue;
        Work work = workOf(builder_.loaded(), turn);
        if (cut(work, trace_, builder_.room()))
            builder_.addRemark(
                QStringLiteral("the first %1 of the %2 calls and tools of a turn are shown")
                    .arg(groupedNumber(work.size() - 1), groupedNumber(workSize(builder_.loaded(), turn) - 1)));
        addWork(std::move(work), inside, lane);
    }
}

int WorkNodes::addTurn(TurnIndex turn, int cluster, int lane)
{
    const ExecutionWindow& window = trace_.turns[turn].execution;
    const bool open = shown_.workOf.contains(turn);
    const std::size_t inside = relations_.inferenceCalls(turn).size() + relations_.toolCalls(turn).size() +
                               relations_.codeCells(turn).size() + relations_.compactions(turn).size();
    QStringList details{durationText(builder_, window)};
    if (!open) {
        const auto& tools = relations_.toolCalls(turn);
        const auto failed = std::count_if(tools.begin(), tools.end(),
                                          [&](ToolIndex tool) { return outcomeOf(trace_, tool) == Outcome::Failed; });
        details.front() +=
            QStringLiteral(" · ") + text(formatCounted(relations_.inferenceCalls(turn).size(), "call", "calls"));
        details.front() += QStringLiteral(" · ") + text(formatCounted(tools.size(), "tool", "tools"));
        if (failed > 0)
            details.front() += QStringLiteral(" (%1 failed)").arg(failed);
    }
    const QString trigger = triggerText(trace_, triggers_->of(turn));
    if (!trigger.isEmpty())
        details += trigger;
    QStringList lines{singleLine(objectTitle(trace_, relations_, turn), 80)};
    lines += text(outcomeText(trace_, turn)) + QStringLiteral(" · ") + builder_.whenText(window);
    if (!trigger.isEmpty())
        lines += QStringLiteral("begun ") + trigger;
    lines += details.front();
    if (inside > 0)
        lines += open ? QStringLiteral("Double click, Backspace: folds its work")
                      : QStringLiteral("Double click, Enter: its calls and tools");
    return builder_.addNode({.object = turn,
                             .kind = NodeKind::Turn,
                             .role = colorRoleOf(trace_, turn),
                             .outcome = outcomeOf(trace_, turn),
                             .cluster = cluster,
                             .lane = lane + spineLane,
                             .depth = 0,
                             .at = window.startedAt,
                             .until = window.endedAt,
                             .unfolds = inside > 0 && !open,
                             .onChain = false,
                             .mark = {},
                             .markWarns = false,
                             .title = lines.front(),
                             .details = details,
                             .toolTip = lines.join(QChar(u'\n')),
                             .shares = std::nullopt});
}

void WorkNodes::addWork(Work work, int cluster, int lane)
{
    const auto add = [&](ObjectRef object, Lane column) {
        GraphNode node = objectNode(builder_, object);
        node.cluster = cluster;
        node.lane = lane + column;
        if (readings_.fateOf(trace_, object) == Fate::NeverRead) {
            node.mark = QStringLiteral("never seen by any model");
            node.markWarns = true;
            node.toolTip += QStringLiteral("\nIts output was never seen by any model");
        }
        builder_.addNode(std::move(node));
    };
    for (const InferenceIndex index : work.calls)
        add(index, spineLane);
    for (const ToolIndex index : work.tools)
        add(index, std::holds_alternative<CellRequester>(trace_.toolCalls[index].requester) ? nestedLane : toolLane);
    for (const CellIndex index : work.cells)
        add(index, toolLane);
    for (const CompactionIndex index : work.compactions)
        add(index, spineLane);
    tools_.insert(tools_.end(), work.tools.begin(), work.tools.end());
    cells_.insert(cells_.end(), work.cells.begin(), work.cells.end());
}

void WorkNodes::addInnerEdges()
{
    if (threads_.empty())
        return;
    for (const ThreadIndex thread : threads_) {
        const bool one = shown_.alone == thread && shown_.aloneTurn;
        addSequences(thread, one ? IndexList<CodexTurn>{shown_.aloneTurn} : relations_.turns(thread));
    }
    addRequests();
    addOutputs();
    addTerminals();
}

int WorkNodes::sawFirst(ItemIndex item) const
{
    const InferenceIndex call = trace_.items.contains(item) ? readings_.firstReader(item) : InferenceIndex();
    return call ? builder_.nodeOf(call) : -1;
}

void WorkNodes::addSequences(ThreadIndex thread, const IndexList<CodexTurn>& turns)
{
    struct Step {
        UnixMs at;
        int node;
    };
    int previous = shown_.alone == thread ? -1 : builder_.nodeOf(thread);
    for (const TurnIndex turn : turns) {
        const int node = builder_.nodeOf(turn);
        builder_.addEdge(previous, node, GraphEdgeKind::Sequence);
        previous = node;
        if (!shown_.workOf.contains(turn))
            continue;
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

void WorkNodes::addRequests()
{
    std::unordered_set<CellIndex> runByTool;
    for (const ToolIndex index : tools_) {
        const CellIndex cell = trace_.toolCalls[index].startedCodeCell;
        if (!cell || builder_.nodeOf(cell) < 0)
            continue;
        runByTool.insert(cell);
        builder_.addEdge(builder_.nodeOf(index), builder_.nodeOf(cell), GraphEdgeKind::Nested);
    }
    for (const CellIndex index : cells_) {
        if (!runByTool.contains(index))
            askedFor(index, relations_.askedBy(index), trace_.codeCells[index].turn);
    }
    for (const ToolIndex index : tools_) {
        const ToolCall& tool = trace_.toolCalls[index];
        const CellIndex caller = relations_.callerCell(index);
        if (const int cell = caller ? builder_.nodeOf(caller) : -1; cell >= 0)
            builder_.addEdge(cell, builder_.nodeOf(index), GraphEdgeKind::Nested);
        else
            askedFor(index, relations_.askedBy(index), tool.startedByTurn);
    }
}

void WorkNodes::askedFor(ObjectRef object, InferenceIndex call, TurnIndex turn)
{
    const int node = builder_.nodeOf(object);
    if (const int asker = call ? builder_.nodeOf(call) : -1; asker >= 0)
        builder_.addEdge(asker, node, GraphEdgeKind::AskedFor);
    else if (turn)
        builder_.addEdge(builder_.nodeOf(turn), node, GraphEdgeKind::AskedFor, {}, true);
}

void WorkNodes::addOutputs()
{
    const auto add = [&](ObjectRef object, const IndexList<ConversationItem>& items) {
        // Several outputs of one tool in the same request are one way that information went.
        IndexList<InferenceCall> shown;
        for (const ItemIndex item : items) {
            const InferenceIndex call = trace_.items.contains(item) ? readings_.firstReader(item) : InferenceIndex();
            if (!call || std::find(shown.begin(), shown.end(), call) != shown.end())
                continue;
            shown.push_back(call);
            builder_.addEdge(builder_.nodeOf(object), builder_.nodeOf(call), GraphEdgeKind::SeenBy);
        }
    };
    for (const ToolIndex tool : tools_) {
        // From schema 2 on a cell's output is also that of the `exec` tool around it: shown once.
        const CellIndex cell = trace_.toolCalls[tool].startedCodeCell;
        if (!cell || builder_.nodeOf(cell) < 0)
            add(tool, trace_.toolCalls[tool].outputItems);
    }
    for (const CellIndex cell : cells_)
        add(cell, trace_.codeCells[cell].outputItems);
}

/// From the tool that worked on a terminal to the next one that did.
void WorkNodes::addTerminals()
{
    std::unordered_set<SessionIndex> done;
    for (const ToolIndex index : tools_) {
        const OperationIndex operation = trace_.toolCalls[index].terminalOperation;
        if (!trace_.terminalOperations.contains(operation))
            continue;
        const SessionIndex session = trace_.terminalOperations[operation].session;
        if (!trace_.terminalSessions.contains(session) || !done.insert(session).second)
            continue;
        int previous = -1;
        for (const OperationIndex one : trace_.terminalSessions[session].operations) {
            const int node = builder_.nodeOf(trace_.terminalOperations[one].tool);
            if (node < 0 || node == previous)
                continue;
            builder_.addEdge(previous, node, GraphEdgeKind::Terminal);
            previous = node;
        }
    }
}

} // namespace rolloutscope::graph
