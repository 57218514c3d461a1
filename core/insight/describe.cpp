// Titles and details of objects.
#include "core/insight/describe.h"

#include <algorithm>

namespace rolloutscope {

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

/// The place in a list that is sorted by start.
template <typename T>
std::string ordinal(const IndexList<T>& list, Index<T> index, const Table<T>& table)
{
    const auto start = [&](Index<T> of) { return table[of].execution.startedAt; };
    auto found = std::lower_bound(list.begin(), list.end(), start(index),
                                  [&](Index<T> before, UnixMs at) { return start(before) < at; });
    found = std::find(found, list.end(), index);
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
        return thread ? "Turn " + ordinal(relations.turns(thread), object.turn(), trace.turns) : "Turn";
    }
    case ObjectKind::InferenceCall: {
        const ThreadIndex thread = trace.inferenceCalls[object.inferenceCall()].thread;
        return thread ? "inference " +
                            ordinal(relations.inferenceCalls(thread), object.inferenceCall(), trace.inferenceCalls)
                      : "inference";
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

} // namespace rolloutscope
