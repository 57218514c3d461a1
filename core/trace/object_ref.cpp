#include "core/trace/object_ref.h"

namespace rolloutscope {

namespace {

template <typename Trace, typename Use>
auto withTable(Trace& trace, ObjectKind kind, Use use, decltype(use(trace.threads)) otherwise)
{
    switch (kind) {
    case ObjectKind::None:
        return otherwise;
    case ObjectKind::Thread:
        return use(trace.threads);
    case ObjectKind::Turn:
        return use(trace.turns);
    case ObjectKind::InferenceCall:
        return use(trace.inferenceCalls);
    case ObjectKind::ToolCall:
        return use(trace.toolCalls);
    case ObjectKind::CodeCell:
        return use(trace.codeCells);
    case ObjectKind::TerminalSession:
        return use(trace.terminalSessions);
    case ObjectKind::TerminalOperation:
        return use(trace.terminalOperations);
    case ObjectKind::Compaction:
        return use(trace.compactions);
    case ObjectKind::CompactionRequest:
        return use(trace.compactionRequests);
    case ObjectKind::ConversationItem:
        return use(trace.items);
    case ObjectKind::InteractionEdge:
        return use(trace.edges);
    case ObjectKind::RawPayload:
        return use(trace.payloads);
    }
    return otherwise;
}

} // namespace

bool exists(const RolloutTrace& trace, ObjectRef object)
{
    return withTable(
        trace, object.kind, [&](const auto& table) { return object.index < table.size(); }, false);
}

std::string_view objectId(const RolloutTrace& trace, ObjectRef object)
{
    return withTable(
        trace, object.kind,
        [&](const auto& table) -> std::string_view {
            if (object.index >= table.size())
                return {};
            return std::next(table.begin(), object.index)->id;
        },
        std::string_view{});
}

ObjectRef findObject(const RolloutTrace& trace, ObjectKind kind, std::string_view id)
{
    return withTable(
        trace, kind,
        [&](const auto& table) {
            const auto index = table.find(id);
            return index ? ObjectRef(index) : ObjectRef();
        },
        ObjectRef());
}

ObjectRef objectOf(const EdgeAnchor& anchor)
{
    return std::visit([](auto index) { return ObjectRef(index); }, anchor);
}

ThreadIndex threadOf(const RolloutTrace& trace, const EdgeAnchor& anchor)
{
    return threadOf(trace, objectOf(anchor));
}

ObjectRef sameObject(const RolloutTrace& from, const RolloutTrace& to, ObjectRef object)
{
    if (!exists(from, object))
        return {};
    const std::string_view id = objectId(from, object);
    if (exists(to, object) && objectId(to, object) == id)
        return object;
    return findObject(to, object.kind, id);
}

ThreadIndex threadOf(const RolloutTrace& trace, ObjectRef object)
{
    if (!exists(trace, object))
        return {};
    switch (object.kind) {
    case ObjectKind::Thread:
        return object.thread();
    case ObjectKind::Turn:
        return trace.turns[object.turn()].thread;
    case ObjectKind::InferenceCall:
        return trace.inferenceCalls[object.inferenceCall()].thread;
    case ObjectKind::ToolCall:
        return trace.toolCalls[object.toolCall()].thread;
    case ObjectKind::CodeCell:
        return trace.codeCells[object.codeCell()].thread;
    case ObjectKind::TerminalSession:
        return trace.terminalSessions[object.session()].thread;
    case ObjectKind::TerminalOperation: {
        const ToolIndex tool = trace.terminalOperations[object.operation()].tool;
        return tool ? trace.toolCalls[tool].thread : ThreadIndex{};
    }
    case ObjectKind::Compaction:
        return trace.compactions[object.compaction()].thread;
    case ObjectKind::CompactionRequest:
        return trace.compactionRequests[object.compactionRequest()].thread;
    case ObjectKind::ConversationItem:
        return trace.items[object.item()].thread;
    case ObjectKind::InteractionEdge:
        return threadOf(trace, trace.edges[object.edge()].source);
    case ObjectKind::RawPayload:
    case ObjectKind::None:
        break;
    }
    return {};
}

TurnIndex turnOf(const RolloutTrace& trace, ObjectRef object)
{
    if (!exists(trace, object))
        return {};
    switch (object.kind) {
    case ObjectKind::Turn:
        return object.turn();
    case ObjectKind::InferenceCall:
        return trace.inferenceCalls[object.inferenceCall()].turn;
    case ObjectKind::ToolCall:
        return trace.toolCalls[object.toolCall()].startedByTurn;
    case ObjectKind::CodeCell:
        return trace.codeCells[object.codeCell()].turn;
    case ObjectKind::TerminalOperation: {
        const ToolIndex tool = trace.terminalOperations[object.operation()].tool;
        return tool ? trace.toolCalls[tool].startedByTurn : TurnIndex{};
    }
    case ObjectKind::Compaction:
        return trace.compactions[object.compaction()].turn;
    case ObjectKind::CompactionRequest:
        return trace.compactionRequests[object.compactionRequest()].turn;
    case ObjectKind::ConversationItem:
        return trace.items[object.item()].turn;
    default:
        break;
    }
    return {};
}

std::optional<ExecutionWindow> windowOf(const RolloutTrace& trace, ObjectRef object)
{
    if (!exists(trace, object))
        return std::nullopt;
    const auto moment = [](UnixMs begin, std::optional<UnixMs> end) {
        ExecutionWindow window;
        window.startedAt = begin;
        window.endedAt = end ? end : begin;
        window.status = ExecutionStatus::Completed;
        return window;
    };
    switch (object.kind) {
    case ObjectKind::Thread:
        return trace.threads[object.thread()].execution;
    case ObjectKind::Turn:
        return trace.turns[object.turn()].execution;
    case ObjectKind::InferenceCall:
        return trace.inferenceCalls[object.inferenceCall()].execution;
    case ObjectKind::ToolCall:
        return trace.toolCalls[object.toolCall()].execution;
    case ObjectKind::CodeCell:
        return trace.codeCells[object.codeCell()].execution;
    case ObjectKind::TerminalSession:
        return trace.terminalSessions[object.session()].execution;
    case ObjectKind::TerminalOperation:
        return trace.terminalOperations[object.operation()].execution;
    case ObjectKind::CompactionRequest:
        return trace.compactionRequests[object.compactionRequest()].execution;
    case ObjectKind::Compaction:
        return moment(trace.compactions[object.compaction()].installedAt, std::nullopt);
    case ObjectKind::ConversationItem:
        return moment(trace.items[object.item()].firstSeenAt, std::nullopt);
    case ObjectKind::InteractionEdge: {
        const InteractionEdge& edge = trace.edges[object.edge()];
        return moment(edge.startedAt, edge.endedAt);
    }
    case ObjectKind::RawPayload:
    case ObjectKind::None:
        break;
    }
    return std::nullopt;
}

} // namespace rolloutscope
