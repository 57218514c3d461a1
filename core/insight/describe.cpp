#include "core/insight/describe.h"

#include <algorithm>

namespace rolloutscope {

const char* toWord(ExecutionStatus status)
{
    switch (status) {
    case ExecutionStatus::Running:
        return "running";
    case ExecutionStatus::Completed:
        return "completed";
    case ExecutionStatus::Failed:
        return "failed";
    case ExecutionStatus::Cancelled:
        return "cancelled";
    case ExecutionStatus::Aborted:
        return "aborted";
    }
    return "";
}

const char* toWord(RolloutStatus status)
{
    switch (status) {
    case RolloutStatus::Running:
        return "running";
    case RolloutStatus::Completed:
        return "completed";
    case RolloutStatus::Failed:
        return "failed";
    case RolloutStatus::Aborted:
        return "aborted";
    }
    return "";
}

const char* toWord(CellStatus status)
{
    switch (status) {
    case CellStatus::Starting:
        return "starting";
    case CellStatus::Running:
        return "running";
    case CellStatus::Yielded:
        return "yielded";
    case CellStatus::Completed:
        return "completed";
    case CellStatus::Failed:
        return "failed";
    case CellStatus::Terminated:
        return "terminated";
    }
    return "";
}

const char* toWord(ItemRole role)
{
    switch (role) {
    case ItemRole::System:
        return "system";
    case ItemRole::Developer:
        return "developer";
    case ItemRole::User:
        return "user";
    case ItemRole::Assistant:
        return "assistant";
    case ItemRole::Tool:
        return "tool";
    }
    return "";
}

const char* toWord(ItemChannel channel)
{
    switch (channel) {
    case ItemChannel::None:
        return "";
    case ItemChannel::Analysis:
        return "analysis";
    case ItemChannel::Commentary:
        return "commentary";
    case ItemChannel::Final:
        return "final";
    case ItemChannel::Summary:
        return "summary";
    }
    return "";
}

const char* toWord(ItemKind kind)
{
    switch (kind) {
    case ItemKind::Message:
        return "message";
    case ItemKind::Reasoning:
        return "reasoning";
    case ItemKind::FunctionCall:
        return "function call";
    case ItemKind::FunctionCallOutput:
        return "function call output";
    case ItemKind::CustomToolCall:
        return "custom tool call";
    case ItemKind::CustomToolCallOutput:
        return "custom tool call output";
    case ItemKind::CompactionMarker:
        return "compaction marker";
    }
    return "";
}

const char* toWord(EdgeKind kind)
{
    switch (kind) {
    case EdgeKind::SpawnAgent:
        return "spawn";
    case EdgeKind::AssignAgentTask:
        return "task";
    case EdgeKind::SendMessage:
        return "message";
    case EdgeKind::AgentResult:
        return "result";
    case EdgeKind::CloseAgent:
        return "close";
    }
    return "";
}

const char* toWord(PayloadKind kind)
{
    switch (kind) {
    case PayloadKind::InferenceRequest:
        return "inference request";
    case PayloadKind::InferenceResponse:
        return "inference response";
    case PayloadKind::CompactionRequest:
        return "compaction request";
    case PayloadKind::CompactionCheckpoint:
        return "compaction checkpoint";
    case PayloadKind::CompactionResponse:
        return "compaction response";
    case PayloadKind::ToolInvocation:
        return "invocation";
    case PayloadKind::ToolResult:
        return "result";
    case PayloadKind::ToolRuntimeEvent:
        return "runtime event";
    case PayloadKind::TerminalRuntimeEvent:
        return "terminal event";
    case PayloadKind::ProtocolEvent:
        return "protocol event";
    case PayloadKind::SessionMetadata:
        return "session metadata";
    case PayloadKind::AgentResult:
        return "agent result";
    }
    return "";
}

const char* toWord(ToolKindName name)
{
    switch (name) {
    case ToolKindName::ExecCommand:
        return "exec_command";
    case ToolKindName::WriteStdin:
        return "write_stdin";
    case ToolKindName::ApplyPatch:
        return "apply_patch";
    case ToolKindName::Mcp:
        return "mcp";
    case ToolKindName::Web:
        return "web";
    case ToolKindName::ImageGeneration:
        return "image_generation";
    case ToolKindName::SpawnAgent:
        return "spawn_agent";
    case ToolKindName::AssignAgentTask:
        return "assign_agent_task";
    case ToolKindName::SendMessage:
        return "send_message";
    case ToolKindName::WaitAgent:
        return "wait_agent";
    case ToolKindName::CloseAgent:
        return "close_agent";
    case ToolKindName::Other:
        return "other";
    }
    return "";
}

const char* toWord(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::None:
        return "nothing";
    case ObjectKind::Thread:
        return "agent";
    case ObjectKind::Turn:
        return "turn";
    case ObjectKind::InferenceCall:
        return "inference call";
    case ObjectKind::ToolCall:
        return "tool call";
    case ObjectKind::CodeCell:
        return "code cell";
    case ObjectKind::TerminalSession:
        return "terminal session";
    case ObjectKind::TerminalOperation:
        return "terminal operation";
    case ObjectKind::Compaction:
        return "compaction";
    case ObjectKind::CompactionRequest:
        return "compaction request";
    case ObjectKind::ConversationItem:
        return "conversation item";
    case ObjectKind::InteractionEdge:
        return "interaction edge";
    case ObjectKind::RawPayload:
        return "raw payload";
    }
    return "";
}

std::string toolName(const ToolKind& kind)
{
    if (kind.name == ToolKindName::Mcp)
        return "mcp " + kind.server + "." + kind.tool;
    if (kind.name == ToolKindName::Other)
        return kind.otherName.empty() ? "other" : kind.otherName;
    return toWord(kind.name);
}

std::string firstLine(std::string_view text, std::size_t maxBytes)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    text.remove_prefix(begin);
    text = text.substr(0, text.find_first_of("\r\n"));
    if (text.size() <= maxBytes)
        return std::string(text);
    std::size_t end = maxBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return std::string(text.substr(0, end)) + "…";
}

namespace {

constexpr std::size_t detailBytes = 200;

template <typename T>
std::string ordinal(const IndexList<T>& list, Index<T> index)
{
    const auto found = std::find(list.begin(), list.end(), index);
    return std::to_string(found - list.begin() + 1);
}

std::string commandOf(const TerminalOperation& operation)
{
    if (const auto* exec = std::get_if<ExecRequest>(&operation.request)) {
        // `bash -lc "text"` is how recorders run a line: the line is what a person looks for.
        const auto& command = exec->command;
        if (command.size() == 3 && (command[1] == "-lc" || command[1] == "-c"))
            return command[2];
        return exec->displayCommand;
    }
    const auto& request = std::get<StdinRequest>(operation.request);
    return request.text.empty() ? "poll" : request.text;
}

std::string previewOf(const ToolSummary& summary)
{
    if (const auto* generic = std::get_if<GenericSummary>(&summary))
        return generic->inputPreview.value_or(std::string());
    if (const auto* agent = std::get_if<AgentSummary>(&summary))
        return agent->targetAgentPath + (agent->messagePreview.empty() ? "" : ": " + agent->messagePreview);
    if (const auto* wait = std::get_if<WaitAgentSummary>(&summary))
        return wait->targetAgentPath.value_or(std::string());
    return {};
}

/// The value of a JSON string member in a preview that may be cut off; empty if there is none.
std::string memberOfPreview(std::string_view preview, std::string_view name)
{
    const std::string key = "\"" + std::string(name) + "\"";
    std::size_t at = preview.find(key);
    if (at == std::string_view::npos)
        return {};
    at = preview.find_first_not_of(" :", at + key.size());
    if (at == std::string_view::npos || preview[at] != '"')
        return {};
    std::string value;
    for (++at; at < preview.size() && preview[at] != '"'; ++at) {
        if (preview[at] == '\\' && at + 1 < preview.size()) {
            ++at;
            value += preview[at] == 'n' || preview[at] == 't' || preview[at] == 'r' ? ' ' : preview[at];
        } else {
            value += preview[at];
        }
    }
    return value;
}

/// Arguments in words: `{"topic": "lexer", "max": 3}` reads as `topic: lexer, max: 3`.
std::string withoutBraces(std::string_view object)
{
    std::string text;
    for (const char c : object.substr(1, object.ends_with('}') ? object.size() - 2 : std::string_view::npos)) {
        if (c == '"')
            continue;
        const bool separates = !text.empty() && (text.back() == ':' || text.back() == ',');
        if (separates && c != ' ' && c != '/' && c != '\\')
            text += ' ';
        text += c;
    }
    return text;
}

std::string toolDetail(const RolloutTrace& trace, const ToolCall& tool)
{
    if (trace.terminalOperations.contains(tool.terminalOperation))
        return commandOf(trace.terminalOperations[tool.terminalOperation]);
    const std::string preview = previewOf(tool.summary);
    for (const char* name : {"cmd", "command", "task_name", "query", "path", "target", "chars", "message"}) {
        if (std::string value = memberOfPreview(preview, name); !value.empty())
            return value;
    }
    if (tool.kind.name == ToolKindName::ApplyPatch) {
        constexpr std::string_view fileMark = " File: ";
        if (const std::size_t at = preview.find(fileMark); at != std::string::npos)
            return preview.substr(at + fileMark.size(), preview.find('\n', at) - at - fileMark.size());
    }
    return preview.starts_with('{') ? withoutBraces(preview) : preview;
}

std::string anchorName(const RolloutTrace& trace, const EdgeAnchor& anchor)
{
    const ThreadIndex thread = threadOf(trace, anchor);
    return thread ? trace.threads[thread].agentPath : std::string("unknown agent");
}

std::string turnDetail(const RolloutTrace& trace, const Relations& relations, TurnIndex turn)
{
    // What the turn was about: the last message of a user, or of another agent, that its first call saw and that came
    // with this turn.
    const auto& calls = relations.inferenceCalls(turn);
    if (calls.empty())
        return {};
    const auto& items = trace.inferenceCalls[calls.front()].requestItems;
    for (auto item = items.rbegin(); item != items.rend(); ++item) {
        const ConversationItem& candidate = trace.items[*item];
        if (candidate.kind != ItemKind::Message)
            continue;
        if (candidate.role == ItemRole::User)
            return firstLine(itemText(candidate), detailBytes);
        if (candidate.agentMessage)
            return "from " + candidate.agentMessage->author;
        if (candidate.role == ItemRole::Assistant) {
            const std::string author = memberOfPreview(itemText(candidate), "author");
            if (!author.empty())
                return "from " + author;
        }
    }
    return {};
}

} // namespace

std::string itemText(const ConversationItem& item)
{
    std::string text;
    const auto append = [&](std::string_view more) {
        if (!text.empty() && !more.empty())
            text += '\n';
        text += more;
    };
    for (const ItemPart& part : item.parts) {
        if (const auto* plain = std::get_if<TextPart>(&part))
            append(plain->text);
        else if (const auto* summary = std::get_if<SummaryPart>(&part))
            append(summary->text);
        else if (const auto* code = std::get_if<CodePart>(&part))
            append(code->source);
        else if (const auto* json = std::get_if<JsonPart>(&part))
            append(json->summary);
        else if (const auto* encoded = std::get_if<EncodedPart>(&part))
            append("[encrypted, " + formatBytes(encoded->value.size()) + "]");
        else if (const auto* reference = std::get_if<PayloadRefPart>(&part))
            append("[" + reference->label + "]");
    }
    return text;
}

std::string objectTitle(const RolloutTrace& trace, const Relations& relations, ObjectRef object)
{
    if (!exists(trace, object))
        return {};
    switch (object.kind) {
    case ObjectKind::Thread: {
        const AgentThread& thread = trace.threads[object.thread()];
        return thread.agentPath.empty() ? thread.id : thread.agentPath;
    }
    case ObjectKind::Turn: {
        const ThreadIndex thread = trace.turns[object.turn()].thread;
        return thread ? "Turn " + ordinal(relations.turns(thread), object.turn()) : "Turn";
    }
    case ObjectKind::InferenceCall: {
        const ThreadIndex thread = trace.inferenceCalls[object.inferenceCall()].thread;
        return thread ? "inference " + ordinal(relations.inferenceCalls(thread), object.inferenceCall()) : "inference";
    }
    case ObjectKind::ToolCall:
        return toolName(trace.toolCalls[object.toolCall()].kind);
    case ObjectKind::CodeCell:
        return "code cell";
    case ObjectKind::TerminalSession:
        return "terminal " + trace.terminalSessions[object.session()].id;
    case ObjectKind::TerminalOperation:
        return std::holds_alternative<ExecRequest>(trace.terminalOperations[object.operation()].request)
                   ? "terminal command"
                   : "terminal input";
    case ObjectKind::Compaction:
        return "compaction";
    case ObjectKind::CompactionRequest:
        return "compaction request";
    case ObjectKind::ConversationItem: {
        const ConversationItem& item = trace.items[object.item()];
        if (relations.isDiscarded(object.item()))
            return std::string("discarded ") + toWord(item.kind);
        if (item.kind == ItemKind::CompactionMarker)
            return "compaction marker";
        if (item.kind == ItemKind::Message)
            return item.agentMessage ? "agent message" : std::string(toWord(item.role)) + " message";
        return toWord(item.kind);
    }
    case ObjectKind::InteractionEdge: {
        const InteractionEdge& edge = trace.edges[object.edge()];
        return std::string(toWord(edge.kind)) + " " + anchorName(trace, edge.source) + " → " +
               anchorName(trace, edge.target);
    }
    case ObjectKind::RawPayload:
        return trace.payloads[object.payload()].path;
    case ObjectKind::None:
        break;
    }
    return {};
}

std::string objectDetail(const RolloutTrace& trace, const Relations& relations, ObjectRef object)
{
    if (!exists(trace, object))
        return {};
    std::string detail;
    switch (object.kind) {
    case ObjectKind::Thread: {
        const AgentThread& thread = trace.threads[object.thread()];
        if (thread.nickname)
            detail = *thread.nickname;
        if (thread.spawn && !thread.spawn->agentRole.empty())
            detail += (detail.empty() ? "" : " · ") + thread.spawn->agentRole;
        if (detail.empty())
            detail = thread.defaultModel.value_or(std::string());
        break;
    }
    case ObjectKind::Turn:
        detail = turnDetail(trace, relations, object.turn());
        break;
    case ObjectKind::InferenceCall: {
        const InferenceCall& call = trace.inferenceCalls[object.inferenceCall()];
        detail = call.failure.empty() ? call.model : call.failure;
        const auto discarded = std::count_if(call.responseItems.begin(), call.responseItems.end(),
                                             [&](ItemIndex item) { return relations.isDiscarded(item); });
        if (discarded > 0)
            detail += " · " + formatCounted(static_cast<std::uint64_t>(discarded), "item", "items") + " discarded";
        break;
    }
    case ObjectKind::ToolCall:
        detail = toolDetail(trace, trace.toolCalls[object.toolCall()]);
        break;
    case ObjectKind::CodeCell:
        detail = trace.codeCells[object.codeCell()].sourceJs;
        break;
    case ObjectKind::TerminalSession: {
        const auto& operations = trace.terminalSessions[object.session()].operations;
        if (!operations.empty())
            detail = commandOf(trace.terminalOperations[operations.front()]);
        break;
    }
    case ObjectKind::TerminalOperation:
        detail = commandOf(trace.terminalOperations[object.operation()]);
        break;
    case ObjectKind::Compaction: {
        const Compaction& compaction = trace.compactions[object.compaction()];
        detail = formatCounted(compaction.inputItems.size(), "item", "items") + " → " +
                 std::to_string(compaction.replacementItems.size());
        break;
    }
    case ObjectKind::CompactionRequest: {
        const CompactionRequest& request = trace.compactionRequests[object.compactionRequest()];
        detail = request.failure.empty() ? request.model : request.failure;
        break;
    }
    case ObjectKind::ConversationItem:
        detail = itemText(trace.items[object.item()]);
        break;
    case ObjectKind::InteractionEdge: {
        const InteractionEdge& edge = trace.edges[object.edge()];
        if (!edge.carriedItems.empty())
            detail = itemText(trace.items[edge.carriedItems.front()]);
        break;
    }
    case ObjectKind::RawPayload:
        detail = toWord(trace.payloads[object.payload()].kind);
        break;
    case ObjectKind::None:
        break;
    }
    return firstLine(detail, detailBytes);
}

namespace {

Outcome outcomeOf(ExecutionStatus status)
{
    switch (status) {
    case ExecutionStatus::Running:
        return Outcome::Running;
    case ExecutionStatus::Completed:
        return Outcome::Succeeded;
    case ExecutionStatus::Failed:
        return Outcome::Failed;
    case ExecutionStatus::Cancelled:
    case ExecutionStatus::Aborted:
        return Outcome::Cancelled;
    }
    return Outcome::None;
}

std::optional<std::int32_t> exitCodeOf(const RolloutTrace& trace, ObjectRef object)
{
    OperationIndex operation = object.operation();
    if (object.kind == ObjectKind::ToolCall)
        operation = trace.toolCalls[object.toolCall()].terminalOperation;
    if (!trace.terminalOperations.contains(operation))
        return std::nullopt;
    const auto& result = trace.terminalOperations[operation].result;
    return result ? result->exitCode : std::nullopt;
}

} // namespace

Outcome outcomeOf(const RolloutTrace& trace, ObjectRef object)
{
    if (!exists(trace, object))
        return Outcome::None;
    switch (object.kind) {
    case ObjectKind::CodeCell: {
        const CodeCell& cell = trace.codeCells[object.codeCell()];
        if (cell.runtimeStatus == CellStatus::Failed)
            return Outcome::Failed;
        return outcomeOf(cell.execution.status);
    }
    case ObjectKind::ToolCall:
    case ObjectKind::TerminalOperation: {
        const Outcome recorded = outcomeOf(windowOf(trace, object)->status);
        if (exitCodeOf(trace, object).value_or(0) != 0)
            return Outcome::Failed;
        if (object.kind == ObjectKind::ToolCall && recorded == Outcome::Succeeded &&
            trace.toolCalls[object.toolCall()].runtimeStatus == ExecutionStatus::Failed)
            return Outcome::Failed;
        return recorded;
    }
    case ObjectKind::Thread:
    case ObjectKind::Turn:
    case ObjectKind::InferenceCall:
    case ObjectKind::CompactionRequest:
        return outcomeOf(windowOf(trace, object)->status);
    default:
        return Outcome::None;
    }
}

std::string outcomeText(const RolloutTrace& trace, ObjectRef object)
{
    const Outcome outcome = outcomeOf(trace, object);
    if (outcome == Outcome::None)
        return {};
    const auto exitCode = exitCodeOf(trace, object);
    if (exitCode && *exitCode != 0)
        return "failed (exit " + std::to_string(*exitCode) + ")";
    const ExecutionStatus status = windowOf(trace, object)->status;
    if (outcome == Outcome::Failed && status == ExecutionStatus::Completed)
        return "failed behind “completed”";
    if (status == ExecutionStatus::Running)
        return trace.endedAt ? "no end recorded" : "still running when the recording ends";
    return toWord(status);
}

} // namespace rolloutscope
