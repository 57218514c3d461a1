#include "core/trace/state_writer.h"

#include "core/trace/names.h"
#include "core/trace/pretty_writer.h"

namespace rolloutscope {

namespace {

class StateWriter {
public:
    StateWriter(const RolloutTrace& trace, const StateSink& sink)
        : trace_(trace), w_(sink), second_(trace.schemaVersion >= 2)
    {
    }

    bool write()
    {
        w_.beginObject();
        w_.field("schema_version", trace_.schemaVersion);
        w_.field("trace_id", trace_.traceId);
        w_.field("rollout_id", trace_.rolloutId);
        w_.field("started_at_unix_ms", trace_.startedAt);
        w_.field("ended_at_unix_ms", trace_.endedAt);
        w_.field("status", nameOf(trace_.status));
        if (second_)
            w_.field("recording_complete", trace_.recordingComplete);
        w_.field("root_thread_id", trace_.rootThreadId);
        table("threads", trace_.threads, &StateWriter::thread);
        table("codex_turns", trace_.turns, &StateWriter::turn);
        table("conversation_items", trace_.items, &StateWriter::item);
        table("inference_calls", trace_.inferenceCalls, &StateWriter::inferenceCall);
        table("code_cells", trace_.codeCells, &StateWriter::codeCell);
        table("tool_calls", trace_.toolCalls, &StateWriter::toolCall);
        table("terminal_sessions", trace_.terminalSessions, &StateWriter::terminalSession);
        table("terminal_operations", trace_.terminalOperations, &StateWriter::terminalOperation);
        table("compactions", trace_.compactions, &StateWriter::compaction);
        table("compaction_requests", trace_.compactionRequests, &StateWriter::compactionRequest);
        table("interaction_edges", trace_.edges, &StateWriter::edge);
        table("raw_payloads", trace_.payloads, &StateWriter::payload);
        w_.endObject();
        return w_.finish();
    }

private:
    template <typename T>
    void table(std::string_view name, const Table<T>& objects, void (StateWriter::*writeOne)(const T&))
    {
        w_.field(name);
        w_.beginObject();
        for (const Index<T> index : objects.sortedById()) {
            if constexpr (std::is_same_v<T, TerminalSession>) {
                if (objects[index].removed)
                    continue;
            }
            w_.key(objects[index].id);
            w_.beginObject();
            (this->*writeOne)(objects[index]);
            w_.endObject();
        }
        w_.endObject();
    }

    template <typename T>
    void id(std::string_view name, const Table<T>& objects, Index<T> index)
    {
        if (objects.contains(index))
            w_.field(name, objects[index].id);
        else
            nullField(name);
    }

    template <typename T>
    void ids(std::string_view name, const Table<T>& objects, const IndexList<T>& list)
    {
        w_.field(name);
        w_.beginArray();
        for (const Index<T> index : list)
            w_.value(objects[index].id);
        w_.endArray();
    }

    void nullField(std::string_view name)
    {
        w_.field(name);
        w_.null();
    }

    void execution(const ExecutionWindow& window)
    {
        w_.field("execution");
        w_.beginObject();
        w_.field("started_at_unix_ms", window.startedAt);
        w_.field("started_seq", window.startedSeq);
        w_.field("ended_at_unix_ms", window.endedAt);
        w_.field("ended_seq", window.endedSeq);
        w_.field("status", nameOf(window.status));
        w_.endObject();
    }

    void thread(const AgentThread& thread)
    {
        w_.field("thread_id", thread.id);
        w_.field("agent_path", thread.agentPath);
        w_.field("nickname", thread.nickname);
        w_.field("origin");
        w_.beginObject();
        w_.field("type", thread.spawn ? "spawned" : "root");
        if (thread.spawn) {
            w_.field("parent_thread_id", thread.spawn->parentThreadId);
            w_.field("spawn_edge_id", thread.spawn->spawnEdgeId);
            w_.field("task_name", thread.spawn->taskName);
            w_.field("agent_role", thread.spawn->agentRole);
        }
        w_.endObject();
        execution(thread.execution);
        w_.field("default_model", thread.defaultModel);
        ids("conversation_item_ids", trace_.items, thread.items);
    }

    void turn(const CodexTurn& turn)
    {
        w_.field("codex_turn_id", turn.id);
        id("thread_id", trace_.threads, turn.thread);
        execution(turn.execution);
        w_.field("input_item_ids");
        w_.beginArray();
        w_.endArray();
    }

    void item(const ConversationItem& item)
    {
        w_.field("item_id", item.id);
        if (second_ && item.responsesItemId)
            w_.field("responses_item_id", *item.responsesItemId);
        if (second_ && item.acceptedAt) {
            w_.field("accepted_at_unix_ms", *item.acceptedAt);
            w_.field("accepted_seq", item.acceptedSeq);
        }
        id("thread_id", trace_.threads, item.thread);
        if (!item.turn && !item.unknownTurnId.empty())
            w_.field("codex_turn_id", item.unknownTurnId);
        else
            id("codex_turn_id", trace_.turns, item.turn);
        w_.field("first_seen_at_unix_ms", item.firstSeenAt);
        w_.field("role", nameOf(item.role));
        if (item.channel == ItemChannel::None)
            nullField("channel");
        else
            w_.field("channel", nameOf(item.channel));
        w_.field("kind", nameOf(item.kind));
        if (item.agentMessage) {
            w_.field("agent_message");
            w_.beginObject();
            w_.field("author", item.agentMessage->author);
            w_.field("recipient", item.agentMessage->recipient);
            w_.endObject();
        }
        w_.field("body");
        w_.beginObject();
        w_.field("parts");
        w_.beginArray();
        for (const ItemPart& itemPart : item.parts) {
            w_.beginObject();
            std::visit([this](const auto& content) { part(content); }, itemPart);
            w_.endObject();
        }
        w_.endArray();
        w_.endObject();
        w_.field("call_id", item.callId);
        w_.field("produced_by");
        w_.beginArray();
        for (const Producer& producer : item.producedBy)
            std::visit([this](auto index) { this->producer(index); }, producer);
        w_.endArray();
    }

    void part(const TextPart& part)
    {
        w_.field("type", "text");
        w_.field("text", part.text);
    }
    void part(const SummaryPart& part)
    {
        w_.field("type", "summary");
        w_.field("text", part.text);
    }
    void part(const EncodedPart& part)
    {
        w_.field("type", "encoded");
        w_.field("label", part.label);
        w_.field("value", part.value);
    }
    void part(const JsonPart& part)
    {
        w_.field("type", "json");
        w_.field("summary", part.summary);
        id("raw_payload_id", trace_.payloads, part.payload);
    }
    void part(const CodePart& part)
    {
        w_.field("type", "code");
        w_.field("language", part.language);
        w_.field("source", part.source);
    }
    void part(const PayloadRefPart& part)
    {
        w_.field("type", "payload_ref");
        w_.field("label", part.label);
        id("raw_payload_id", trace_.payloads, part.payload);
        if (part.contentSha256)
            w_.field("content_sha256", *part.contentSha256);
    }

    template <typename T>
    void tagged(std::string_view type, std::string_view name, const Table<T>& objects, Index<T> index)
    {
        w_.beginObject();
        w_.field("type", type);
        id(name, objects, index);
        w_.endObject();
    }
    void producer(InferenceIndex index) { tagged("inference", "inference_call_id", trace_.inferenceCalls, index); }
    void producer(ToolIndex index) { tagged("tool", "tool_call_id", trace_.toolCalls, index); }
    void producer(CellIndex index) { tagged("code_cell", "code_cell_id", trace_.codeCells, index); }
    void producer(CompactionIndex index) { tagged("compaction", "compaction_id", trace_.compactions, index); }

    void inferenceCall(const InferenceCall& call)
    {
        w_.field("inference_call_id", call.id);
        id("thread_id", trace_.threads, call.thread);
        id("codex_turn_id", trace_.turns, call.turn);
        execution(call.execution);
        w_.field("model", call.model);
        w_.field("provider_name", call.providerName);
        w_.field("response_id", call.responseId);
        w_.field("upstream_request_id", call.upstreamRequestId);
        ids("request_item_ids", trace_.items, call.requestItems);
        ids("response_item_ids", trace_.items, call.responseItems);
        ids("tool_call_ids_started_by_response", trace_.toolCalls, call.toolCallsStartedByResponse);
        w_.field("usage");
        if (call.usage) {
            w_.beginObject();
            w_.field("input_tokens", call.usage->input);
            w_.field("cached_input_tokens", call.usage->cachedInput);
            if (second_)
                w_.field("cache_write_input_tokens", call.usage->cacheWriteInput);
            w_.field("output_tokens", call.usage->output);
            w_.field("reasoning_output_tokens", call.usage->reasoningOutput);
            w_.endObject();
        } else {
            w_.null();
        }
        id("raw_request_payload_id", trace_.payloads, call.requestPayload);
        id("raw_response_payload_id", trace_.payloads, call.responsePayload);
    }

    void codeCell(const CodeCell& cell)
    {
        w_.field("code_cell_id", cell.id);
        w_.field("model_visible_call_id", cell.modelVisibleCallId);
        id("thread_id", trace_.threads, cell.thread);
        id("codex_turn_id", trace_.turns, cell.turn);
        id("source_item_id", trace_.items, cell.sourceItem);
        ids("output_item_ids", trace_.items, cell.outputItems);
        w_.field("runtime_cell_id", cell.runtimeCellId);
        execution(cell.execution);
        w_.field("runtime_status", nameOf(cell.runtimeStatus));
        w_.field("initial_response_at_unix_ms", cell.initialResponseAt);
        w_.field("initial_response_seq", cell.initialResponseSeq);
        if (second_) {
            if (cell.initialResponseStatus)
                w_.field("initial_response_status", nameOf(*cell.initialResponseStatus));
            else
                nullField("initial_response_status");
            id("raw_initial_response_payload_id", trace_.payloads, cell.initialResponsePayload);
            id("raw_result_payload_id", trace_.payloads, cell.resultPayload);
        }
        w_.field("yielded_at_unix_ms", cell.yieldedAt);
        w_.field("yielded_seq", cell.yieldedSeq);
        w_.field("source_js", cell.sourceJs);
        ids("nested_tool_call_ids", trace_.toolCalls, cell.nestedToolCalls);
        ids("wait_tool_call_ids", trace_.toolCalls, cell.waitToolCalls);
    }

    void toolCall(const ToolCall& tool)
    {
        w_.field("tool_call_id", tool.id);
        w_.field("mcp_call_id", tool.mcpCallId);
        w_.field("model_visible_call_id", tool.modelVisibleCallId);
        w_.field("code_mode_runtime_tool_id", tool.codeModeRuntimeToolId);
        if (second_ && tool.startedCodeCell)
            id("started_code_cell_id", trace_.codeCells, tool.startedCodeCell);
        id("thread_id", trace_.threads, tool.thread);
        id("started_by_codex_turn_id", trace_.turns, tool.startedByTurn);
        execution(tool.execution);
        w_.field("requester");
        w_.beginObject();
        if (const auto* cell = std::get_if<CellRequester>(&tool.requester)) {
            w_.field("type", "code_cell");
            w_.field("code_cell_id", cell->codeCellId);
        } else {
            w_.field("type", "model");
        }
        w_.endObject();
        w_.field("kind");
        w_.beginObject();
        w_.field("type", nameOf(tool.kind.name));
        if (tool.kind.name == ToolKindName::Mcp) {
            w_.field("server", tool.kind.server);
            w_.field("tool", tool.kind.tool);
        } else if (tool.kind.name == ToolKindName::Other) {
            w_.field("name", tool.kind.otherName);
        }
        w_.endObject();
        ids("model_visible_call_item_ids", trace_.items, tool.callItems);
        ids("model_visible_output_item_ids", trace_.items, tool.outputItems);
        id("terminal_operation_id", trace_.terminalOperations, tool.terminalOperation);
        w_.field("summary");
        w_.beginObject();
        std::visit([this](const auto& content) { summary(content); }, tool.summary);
        w_.endObject();
        id("raw_invocation_payload_id", trace_.payloads, tool.invocationPayload);
        id("raw_result_payload_id", trace_.payloads, tool.resultPayload);
        ids("raw_runtime_payload_ids", trace_.payloads, tool.runtimePayloads);
    }

    void summary(const GenericSummary& summary)
    {
        w_.field("type", "generic");
        w_.field("label", summary.label);
        w_.field("input_preview", summary.inputPreview);
        w_.field("output_preview", summary.outputPreview);
    }
    void summary(const TerminalSummary& summary)
    {
        w_.field("type", "terminal");
        w_.field("operation_id", summary.operationId);
    }
    void summary(const AgentSummary& summary)
    {
        w_.field("type", "agent");
        w_.field("target_agent_path", summary.targetAgentPath);
        w_.field("task_name", summary.taskName);
        w_.field("message_preview", summary.messagePreview);
    }
    void summary(const WaitAgentSummary& summary)
    {
        w_.field("type", "wait_agent");
        w_.field("target_agent_path", summary.targetAgentPath);
        w_.field("timeout_ms", summary.timeoutMs);
    }

    void terminalSession(const TerminalSession& session)
    {
        w_.field("terminal_id", session.id);
        id("thread_id", trace_.threads, session.thread);
        id("created_by_operation_id", trace_.terminalOperations, session.createdBy);
        ids("operation_ids", trace_.terminalOperations, session.operations);
        execution(session.execution);
    }

    void terminalOperation(const TerminalOperation& operation)
    {
        const auto* exec = std::get_if<ExecRequest>(&operation.request);
        const std::string_view kind = exec != nullptr ? "exec_command" : "write_stdin";
        w_.field("operation_id", operation.id);
        id("terminal_id", trace_.terminalSessions, operation.session);
        id("tool_call_id", trace_.toolCalls, operation.tool);
        w_.field("kind", kind);
        execution(operation.execution);
        w_.field("request");
        w_.beginObject();
        w_.field("type", kind);
        if (exec != nullptr) {
            w_.field("command");
            w_.beginArray();
            for (const std::string& word : exec->command)
                w_.value(word);
            w_.endArray();
            w_.field("display_command", exec->displayCommand);
            w_.field("cwd", exec->cwd);
            nullField("yield_time_ms");
            nullField("max_output_tokens");
        } else {
            const auto& request = std::get<StdinRequest>(operation.request);
            w_.field("stdin", request.text);
            w_.field("yield_time_ms", request.yieldTimeMs);
            w_.field("max_output_tokens", request.maxOutputTokens);
        }
        w_.endObject();
        w_.field("result");
        if (operation.result) {
            w_.beginObject();
            w_.field("exit_code", operation.result->exitCode);
            w_.field("stdout", operation.result->out.text());
            w_.field("stderr", operation.result->err.text());
            if (const auto& formatted = operation.result->formattedOutput)
                w_.field("formatted_output", formatted->text());
            else
                w_.field("formatted_output", std::optional<std::string>());
            w_.field("original_token_count", operation.result->originalTokenCount);
            w_.field("chunk_id", operation.result->chunkId);
            w_.endObject();
        } else {
            w_.null();
        }
        w_.field("model_observations");
        w_.beginArray();
        const ToolCall& tool = trace_.toolCalls[operation.tool];
        if (!tool.callItems.empty() || !tool.outputItems.empty()) {
            w_.beginObject();
            ids("call_item_ids", trace_.items, tool.callItems);
            ids("output_item_ids", trace_.items, tool.outputItems);
            w_.field("source", "direct_tool_call");
            w_.endObject();
        }
        w_.endArray();
        ids("raw_payload_ids", trace_.payloads, operation.payloads);
    }

    void compaction(const Compaction& compaction)
    {
        w_.field("compaction_id", compaction.id);
        id("thread_id", trace_.threads, compaction.thread);
        id("codex_turn_id", trace_.turns, compaction.turn);
        w_.field("installed_at_unix_ms", compaction.installedAt);
        id("marker_item_id", trace_.items, compaction.markerItem);
        ids("request_ids", trace_.compactionRequests, compaction.requests);
        ids("input_item_ids", trace_.items, compaction.inputItems);
        ids("replacement_item_ids", trace_.items, compaction.replacementItems);
    }

    void compactionRequest(const CompactionRequest& request)
    {
        w_.field("compaction_request_id", request.id);
        w_.field("compaction_id", request.compactionId);
        id("thread_id", trace_.threads, request.thread);
        id("codex_turn_id", trace_.turns, request.turn);
        execution(request.execution);
        w_.field("model", request.model);
        w_.field("provider_name", request.providerName);
        id("raw_request_payload_id", trace_.payloads, request.requestPayload);
        id("raw_response_payload_id", trace_.payloads, request.responsePayload);
    }

    void anchor(std::string_view name, const EdgeAnchor& anchor, const std::string& unknownThreadId)
    {
        w_.field(name);
        if (const auto* item = std::get_if<ItemIndex>(&anchor)) {
            tagged("conversation_item", "item_id", trace_.items, *item);
        } else if (const auto* tool = std::get_if<ToolIndex>(&anchor)) {
            tagged("tool_call", "tool_call_id", trace_.toolCalls, *tool);
        } else if (const ThreadIndex thread = std::get<ThreadIndex>(anchor)) {
            tagged("thread", "thread_id", trace_.threads, thread);
        } else {
            w_.beginObject();
            w_.field("type", "thread");
            w_.field("thread_id", unknownThreadId);
            w_.endObject();
        }
    }

    void edge(const InteractionEdge& edge)
    {
        w_.field("edge_id", edge.id);
        w_.field("kind", nameOf(edge.kind));
        anchor("source", edge.source, edge.unknownSourceThreadId);
        anchor("target", edge.target, {});
        w_.field("started_at_unix_ms", edge.startedAt);
        w_.field("ended_at_unix_ms", edge.endedAt);
        ids("carried_item_ids", trace_.items, edge.carriedItems);
        ids("carried_raw_payload_ids", trace_.payloads, edge.carriedPayloads);
    }

    void payload(const RawPayload& payload)
    {
        w_.field("raw_payload_id", payload.id);
        w_.field("kind");
        w_.beginObject();
        w_.field("type", nameOf(payload.kind));
        w_.endObject();
        w_.field("path", payload.path);
    }

    const RolloutTrace& trace_;
    PrettyWriter w_;
    bool second_; // schema v2's form
};

} // namespace

bool writeState(const RolloutTrace& trace, const StateSink& sink)
{
    return StateWriter(trace, sink).write();
}

std::string stateJson(const RolloutTrace& trace)
{
    std::string text;
    writeState(trace, [&](std::string_view piece) {
        text += piece;
        return true;
    });
    return text;
}

} // namespace rolloutscope
