#include "core/insight/readings.h"

#include <algorithm>
#include <utility>

namespace rolloutscope {
namespace {

Fate unread(const RolloutTrace& trace)
{
    return trace.status == RolloutStatus::Running && !trace.endedAt ? Fate::NotYet : Fate::NeverRead;
}

/// Ended by itself: what was cut off owes nothing.
bool isDone(const ExecutionWindow& window)
{
    return window.endedAt && (window.status == ExecutionStatus::Completed || window.status == ExecutionStatus::Failed);
}

TurnIndex lastTurnDone(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread)
{
    const auto& turns = relations.turns(thread);
    const auto done =
        std::find_if(turns.rbegin(), turns.rend(), [&](TurnIndex turn) { return isDone(trace.turns[turn].execution); });
    return done == turns.rend() ? TurnIndex() : *done;
}

/// Whether a result is that of a turn: it comes from what was said in it or, where only the agent is known, later.
bool isOf(const RolloutTrace& trace, const InteractionEdge& result, TurnIndex turn)
{
    const auto* item = std::get_if<ItemIndex>(&result.source);
    if (item && trace.items.contains(*item) && trace.items[*item].turn)
        return trace.items[*item].turn == turn;
    return result.startedAt >= trace.turns[turn].execution.startedAt;
}

} // namespace

Readings::Readings(const RolloutTrace& trace)
    : twins_(trace), readers_(trace.items.size()), compacted_(trace.items.size())
{
    for (const Compaction& compaction : trace.compactions) {
        for (const ItemIndex item : compaction.inputItems) {
            if (trace.items.contains(item))
                compacted_[twins_.firstOf(item).value] = true;
        }
    }
    std::vector<InferenceIndex> latest(trace.items.size()); // the call that was looked at last
    for (std::uint32_t i = 0; i < trace.inferenceCalls.size(); ++i) {
        const InferenceIndex call{i};
        const UnixMs at = trace.inferenceCalls[call].execution.startedAt;
        const auto startOf = [&](InferenceIndex one) { return trace.inferenceCalls[one].execution.startedAt; };
        for (const ItemIndex one : trace.inferenceCalls[call].requestItems) {
            if (!trace.items.contains(one))
                continue;
            const ItemIndex item = twins_.firstOf(one);
            if (std::exchange(latest[item.value], call) == call)
                continue;
            Readers& readers = readers_[item.value];
            if (readers.count == 0 || at < startOf(readers.first))
                readers.first = call;
            if (readers.count == 0 || at >= startOf(readers.last))
                readers.last = call;
            ++readers.count;
        }
    }
}

Fate Readings::fateOfItems(const RolloutTrace& trace, const IndexList<ConversationItem>& items) const
{
    const bool read = std::any_of(items.begin(), items.end(),
                                  [&](ItemIndex item) { return trace.items.contains(item) && isRead(item); });
    return read ? Fate::Read : unread(trace);
}

Fate Readings::fateOf(const RolloutTrace& trace, ObjectRef object) const
{
    if (const ToolIndex index = object.toolCall(); trace.toolCalls.contains(index)) {
        const ToolCall& tool = trace.toolCalls[index];
        // What runs a code cell gives the cell's output.
        const bool forModel = std::holds_alternative<ModelRequester>(tool.requester) && !tool.startedCodeCell;
        if (!forModel || !tool.execution.endedAt)
            return Fate::NotMeant;
        if (tool.outputItems.empty() && (!isDone(tool.execution) || !tool.modelVisibleCallId))
            return Fate::NotMeant;
        return fateOfItems(trace, tool.outputItems);
    }
    if (const CellIndex index = object.codeCell(); trace.codeCells.contains(index)) {
        const CodeCell& cell = trace.codeCells[index];
        if (!cell.execution.endedAt || (cell.outputItems.empty() && !isDone(cell.execution)))
            return Fate::NotMeant;
        return fateOfItems(trace, cell.outputItems);
    }
    if (const EdgeIndex index = object.edge(); trace.edges.contains(index)) {
        const auto* item = std::get_if<ItemIndex>(&trace.edges[index].target);
        return item && trace.items.contains(*item) ? fateOfItems(trace, {*item}) : Fate::NotMeant;
    }
    return Fate::NotMeant;
}

Fate Readings::resultFate(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread) const
{
    if (!relations.parentThread(thread))
        return Fate::NotMeant;
    const TurnIndex turn = lastTurnDone(trace, relations, thread);
    bool isDue = turn.valid();
    for (const EdgeIndex index : relations.edgesFrom(thread)) {
        const InteractionEdge& edge = trace.edges[index];
        if (edge.kind != EdgeKind::AgentResult || (turn && !isOf(trace, edge, turn)))
            continue;
        const Fate fate = fateOf(trace, index);
        if (fate == Fate::Read)
            return fate;
        isDue = isDue || fate != Fate::NotMeant;
    }
    return isDue ? unread(trace) : Fate::NotMeant;
}

} // namespace rolloutscope
