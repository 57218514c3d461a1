#include "core/insight/turn_triggers.h"

#include <limits>

namespace rolloutscope {
namespace {

TriggerKind triggerOf(EdgeKind kind)
{
    switch (kind) {
    case EdgeKind::SpawnAgent:
        return TriggerKind::Spawn;
    case EdgeKind::AssignAgentTask:
        return TriggerKind::Task;
    case EdgeKind::SendMessage:
        return TriggerKind::Message;
    case EdgeKind::AgentResult:
        return TriggerKind::Result;
    case EdgeKind::CloseAgent:
        break;
    }
    return TriggerKind::Unknown;
}

/// When the model was first asked in a turn: what came later did not make the turn begin.
UnixMs firstAsked(const RolloutTrace& trace, const Relations& relations, TurnIndex turn)
{
    const auto& calls = relations.inferenceCalls(turn);
    return calls.empty() ? std::numeric_limits<UnixMs>::max() : trace.inferenceCalls[calls.front()].execution.startedAt;
}

} // namespace

TurnTriggers::TurnTriggers(const RolloutTrace& trace, const Relations& relations) : triggers_(trace.turns.size())
{
    std::vector<UnixMs> asked(trace.turns.size());
    for (std::uint32_t i = 0; i < trace.turns.size(); ++i)
        asked[i] = firstAsked(trace, relations, {i});
    for (std::uint32_t i = 0; i < trace.threads.size(); ++i) {
        const ThreadIndex thread{i};
        const auto& turns = relations.turns(thread);
        for (const EdgeIndex index : relations.edgesTo(thread)) { // by start: the first one counts
            const InteractionEdge& edge = trace.edges[index];
            const TriggerKind kind = triggerOf(edge.kind);
            TurnIndex turn;
            if (const auto* item = std::get_if<ItemIndex>(&edge.target))
                turn = trace.items[*item].turn;
            else if (edge.kind == EdgeKind::SpawnAgent && !turns.empty())
                turn = turns.front();
            if (kind == TriggerKind::Unknown || !trace.turns.contains(turn) || trace.turns[turn].thread != thread ||
                edge.startedAt > asked[turn.value] || triggers_[turn.value].edge)
                continue;
            triggers_[turn.value] = {.kind = kind, .edge = index};
        }
    }
    for (const ConversationItem& item : trace.items) {
        if (!trace.turns.contains(item.turn) || item.role != ItemRole::User || item.kind != ItemKind::Message ||
            item.agentMessage || item.firstSeenAt > asked[item.turn.value])
            continue;
        TurnTrigger& trigger = triggers_[item.turn.value];
        if (trigger.kind == TriggerKind::Unknown)
            trigger.kind = TriggerKind::User;
    }
    // An agent whose spawn was not recorded as an edge was spawned all the same.
    for (std::uint32_t i = 0; i < trace.threads.size(); ++i) {
        const auto& turns = relations.turns({i});
        if (!turns.empty() && trace.threads[{i}].spawn && !triggers_[turns.front().value].edge)
            triggers_[turns.front().value] = {.kind = TriggerKind::Spawn, .edge = {}};
    }
}

const char* toWord(TriggerKind kind)
{
    switch (kind) {
    case TriggerKind::Unknown:
        return "";
    case TriggerKind::User:
        return "user";
    case TriggerKind::Spawn:
        return "spawn";
    case TriggerKind::Task:
        return "task";
    case TriggerKind::Message:
        return "message";
    case TriggerKind::Result:
        return "result";
    }
    return "";
}

} // namespace rolloutscope
