#include "views/graph/work_scope.h"

namespace rolloutscope::graph {

Work workOf(const LoadedTrace& loaded, ObjectRef scope)
{
    const RolloutTrace& trace = loaded.trace;
    const Relations& relations = loaded.relations;
    if (const TurnIndex turn = scope.turn(); trace.turns.contains(turn)) {
        return {.thread = trace.turns[turn].thread,
                .turns = {turn},
                .calls = relations.inferenceCalls(turn),
                .tools = relations.toolCalls(turn),
                .cells = relations.codeCells(turn),
                .compactions = relations.compactions(turn)};
    }
    if (const ThreadIndex thread = scope.thread(); trace.threads.contains(thread)) {
        return {.thread = thread,
                .turns = relations.turns(thread),
                .calls = relations.inferenceCalls(thread),
                .tools = relations.toolCalls(thread),
                .cells = relations.codeCells(thread),
                .compactions = relations.compactions(thread)};
    }
    return {};
}

std::size_t workSize(const LoadedTrace& loaded, ObjectRef threadOrTurn)
{
    return workOf(loaded, threadOrTurn).size();
}

ObjectRef workScopeFor(const LoadedTrace& loaded, ObjectRef selection, ObjectRef current, const GraphLimits& limits)
{
    const RolloutTrace& trace = loaded.trace;
    const bool hasCurrent = exists(trace, current);
    if (!exists(trace, selection))
        return hasCurrent ? current : ObjectRef();
    const ThreadIndex thread = threadOf(trace, selection);
    const TurnIndex turn = turnOf(trace, selection);
    if (!thread)
        return hasCurrent ? current : ObjectRef();
    if (selection.kind == ObjectKind::Thread)
        return selection;
    const bool wholeThreadFits = workSize(loaded, thread) <= limits.nodes;
    // What is shown already stays as it is: a click must not change the picture under the pointer.
    if (hasCurrent && threadOf(trace, current) == thread) {
        if (current.kind == ObjectKind::Thread && wholeThreadFits)
            return current;
        if (current.kind == ObjectKind::Turn && (!turn || current == ObjectRef(turn)))
            return current;
    }
    const bool showsTurns = hasCurrent && current.kind == ObjectKind::Turn;
    if (turn && (selection.kind == ObjectKind::Turn || showsTurns || !wholeThreadFits))
        return turn;
    return thread;
}

} // namespace rolloutscope::graph
