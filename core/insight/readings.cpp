#include "core/insight/readings.h"

#include <algorithm>

namespace rolloutscope {
namespace {

Fate unread(const RolloutTrace& trace)
{
    return trace.status == RolloutStatus::Running && !trace.endedAt ? Fate::NotYet : Fate::NeverRead;
}

bool isOver(const ExecutionWindow& window)
{
    return window.endedAt.has_value();
}

} // namespace

Readings::Readings(const RolloutTrace& trace) : readers_(trace.items.size())
{
    for (std::uint32_t i = 0; i < trace.inferenceCalls.size(); ++i) {
        const InferenceIndex call{i};
        const UnixMs at = trace.inferenceCalls[call].execution.startedAt;
        const auto startOf = [&](InferenceIndex one) { return trace.inferenceCalls[one].execution.startedAt; };
        for (const ItemIndex item : trace.inferenceCalls[call].requestItems) {
            if (!trace.items.contains(item))
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
        return forModel && isOver(tool.execution) ? fateOfItems(trace, tool.outputItems) : Fate::NotMeant;
    }
    if (const CellIndex index = object.codeCell(); trace.codeCells.contains(index)) {
        const CodeCell& cell = trace.codeCells[index];
        return isOver(cell.execution) ? fateOfItems(trace, cell.outputItems) : Fate::NotMeant;
    }
    if (const EdgeIndex index = object.edge(); trace.edges.contains(index)) {
        const auto* item = std::get_if<ItemIndex>(&trace.edges[index].target);
        return item && trace.items.contains(*item) ? fateOfItems(trace, {*item}) : Fate::NotMeant;
    }
    return Fate::NotMeant;
}

Fate Readings::resultFate(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread) const
{
    Fate fate = Fate::NotMeant;
    for (const EdgeIndex index : relations.edgesFrom(thread)) {
        if (trace.edges[index].kind != EdgeKind::AgentResult)
            continue;
        const Fate one = fateOf(trace, index);
        if (one == Fate::Read)
            return one;
        if (one != Fate::NotMeant)
            fate = one;
    }
    return fate;
}

} // namespace rolloutscope
