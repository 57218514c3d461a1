// A small trace with one of every kind of object, built in memory.
#pragma once

#include "core/trace/trace.h"

#include <string>
#include <utility>

namespace rolloutscope::test {

struct SmallTrace {
    RolloutTrace trace;
    ThreadIndex root, child;
    TurnIndex turn;
    InferenceIndex first, second;
    ToolIndex command, spawn, nested;
    CellIndex cell;
    SessionIndex session;
    OperationIndex operation;
    CompactionIndex compaction;
    CompactionRequestIndex compactionRequest;
    ItemIndex user, call, output, message;
    EdgeIndex spawned;
    PayloadIndex request, response, invocation, runtimeStart, runtimeEnd, result;
};

inline ExecutionWindow ran(UnixMs from, UnixMs to, ExecutionStatus status = ExecutionStatus::Completed)
{
    ExecutionWindow window;
    window.startedAt = from;
    window.endedAt = to;
    window.status = status;
    return window;
}

inline ItemIndex addItem(RolloutTrace& trace, const char* id, ThreadIndex thread, ItemRole role, ItemKind kind,
                         std::string text)
{
    ConversationItem item;
    item.id = id;
    item.thread = thread;
    item.role = role;
    item.kind = kind;
    item.firstSeenAt = 1'779'440'000'500;
    item.parts.emplace_back(TextPart{std::move(text)});
    const ItemIndex index = trace.items.add(std::move(item));
    trace.threads[thread].items.push_back(index);
    return index;
}

inline PayloadIndex addPayload(RolloutTrace& trace, const char* id, PayloadKind kind, const char* path)
{
    RawPayload payload;
    payload.id = id;
    payload.kind = kind;
    payload.path = path;
    return trace.payloads.add(std::move(payload));
}

inline SmallTrace smallTrace()
{
    constexpr UnixMs start = 1'779'440'000'000; // 2026-05-22 08:53:20 UTC
    SmallTrace made;
    RolloutTrace& trace = made.trace;
    trace.startedAt = start;
    trace.endedAt = start + 60'000;
    trace.lastEventAt = start + 60'000;
    trace.rootThreadId = "thread-root";

    AgentThread root;
    root.id = "thread-root";
    root.agentPath = "/root";
    root.execution = ran(start, start + 60'000);
    root.defaultModel = "gpt-5.5";
    root.gaps.push_back({.endedAt = start + 20'000, .resumedAt = start + 25'000});
    made.root = trace.threads.add(std::move(root));
    AgentThread child;
    child.id = "thread-child";
    child.agentPath = "/root/check";
    child.nickname = "Bacon";
    child.spawn = SpawnOrigin{
        .parentThreadId = "thread-root", .spawnEdgeId = "edge-1", .taskName = "check", .agentRole = "worker"};
    child.execution = ran(start + 2'000, start + 9'000);
    made.child = trace.threads.add(std::move(child));

    CodexTurn turn;
    turn.id = "turn-1";
    turn.thread = made.root;
    turn.execution = ran(start + 100, start + 59'000);
    made.turn = trace.turns.add(std::move(turn));

    made.request = addPayload(trace, "raw_payload:1", PayloadKind::InferenceRequest, "payloads/1.json");
    made.response = addPayload(trace, "raw_payload:2", PayloadKind::InferenceResponse, "payloads/2.json");
    made.invocation = addPayload(trace, "raw_payload:3", PayloadKind::ToolInvocation, "payloads/3.json");
    made.runtimeStart = addPayload(trace, "raw_payload:4", PayloadKind::ToolRuntimeEvent, "payloads/4.json");
    made.runtimeEnd = addPayload(trace, "raw_payload:5", PayloadKind::ToolRuntimeEvent, "payloads/5.json");
    made.result = addPayload(trace, "raw_payload:6", PayloadKind::ToolResult, "../../etc/passwd");

    made.user = addItem(trace, "item:1", made.root, ItemRole::User, ItemKind::Message, "The total is off.\nWhy?");
    made.call =
        addItem(trace, "item:2", made.root, ItemRole::Assistant, ItemKind::FunctionCall, "{\"cmd\":\"pytest -q\"}");
    made.output = addItem(trace, "item:3", made.root, ItemRole::Tool, ItemKind::FunctionCallOutput, "1 failed");
    made.message =
        addItem(trace, "item:4", made.child, ItemRole::Assistant, ItemKind::Message, "Please check the tests.");
    trace.items[made.user].firstSeenIn = made.request;
    trace.items[made.call].callId = "call_B2";
    trace.items[made.output].callId = "call_B2";

    InferenceCall first;
    first.id = "inference-1";
    first.thread = made.root;
    first.turn = made.turn;
    first.execution = ran(start + 200, start + 3'600);
    first.model = "gpt-5.5";
    first.providerName = "OpenAI";
    first.responseId = "resp_1";
    first.upstreamRequestId = "req_1";
    first.requestItems = {made.user};
    first.responseItems = {made.call};
    first.usage =
        TokenUsage{.input = 14'210, .cachedInput = 12'800, .cacheWriteInput = 0, .output = 187, .reasoningOutput = 64};
    first.requestPayload = made.request;
    first.responsePayload = made.response;
    made.first = trace.inferenceCalls.add(std::move(first));
    InferenceCall second;
    second.id = "inference-2";
    second.thread = made.root;
    second.turn = made.turn;
    second.execution = ran(start + 20'000, start + 21'000, ExecutionStatus::Failed);
    second.model = "gpt-5.5";
    second.requestItems = {made.user, made.call, made.output};
    second.failure = "stream disconnected before completion";
    made.second = trace.inferenceCalls.add(std::move(second));

    ToolCall command;
    command.id = "tool-1";
    command.modelVisibleCallId = "call_B2";
    command.thread = made.root;
    command.startedByTurn = made.turn;
    command.execution = ran(start + 3'000, start + 15'431);
    command.kind.name = ToolKindName::ExecCommand;
    command.callItems = {made.call};
    command.outputItems = {made.output};
    command.runtimeStatus = ExecutionStatus::Failed;
    command.summary =
        GenericSummary{.label = "exec_command", .inputPreview = "{\"cmd\":\"pytest -q\"}", .outputPreview = {}};
    command.invocationPayload = made.invocation;
    command.runtimePayloads = {made.runtimeStart, made.runtimeEnd};
    command.resultPayload = made.result;
    made.command = trace.toolCalls.add(std::move(command));
    trace.inferenceCalls[made.first].toolCallsStartedByResponse = {made.command};

    TerminalOperation operation;
    operation.id = "operation-7";
    operation.tool = made.command;
    operation.execution = ran(start + 3'000, start + 15'431);
    operation.request = ExecRequest{.command = {"/bin/bash", "-lc", "pytest -q"},
                                    .displayCommand = "bash -lc 'pytest -q'",
                                    .cwd = "/home/ana/shop"};
    operation.result = TerminalResult{.exitCode = 101,
                                      .out = "running\n" + std::string(4'000, 'x'),
                                      .err = "warning",
                                      .formattedOutput = {},
                                      .originalTokenCount = 220,
                                      .chunkId = "9c11d0"};
    operation.payloads = {made.runtimeStart, made.runtimeEnd};
    operation.processId = "3622";
    made.operation = trace.terminalOperations.add(std::move(operation));
    trace.toolCalls[made.command].terminalOperation = made.operation;
    TerminalSession session;
    session.id = "3622";
    session.thread = made.root;
    session.createdBy = made.operation;
    session.operations = {made.operation};
    session.execution.startedAt = start + 3'000;
    made.session = trace.terminalSessions.add(std::move(session));
    trace.terminalOperations[made.operation].session = made.session;

    CodeCell cell;
    cell.id = "code_cell:1";
    cell.thread = made.root;
    cell.turn = made.turn;
    cell.modelVisibleCallId = "call_C3";
    cell.sourceItem = made.call;
    cell.execution = ran(start + 22'000, start + 28'100);
    cell.runtimeStatus = CellStatus::Completed;
    cell.yieldedAt = start + 23'000;
    cell.sourceJs = "const a = 1;\ntext(a);";
    made.cell = trace.codeCells.add(std::move(cell));

    ToolCall nested;
    nested.id = "tool-2";
    nested.thread = made.root;
    nested.execution = ran(start + 22'500, start + 22'600);
    nested.kind = ToolKind{.name = ToolKindName::Mcp, .server = "notes", .tool = "lookup", .otherName = {}};
    nested.requester = CellRequester{.codeCellId = "code_cell:1"};
    nested.mcpCallId = "mcp-9";
    made.nested = trace.toolCalls.add(std::move(nested));
    trace.codeCells[made.cell].nestedToolCalls = {made.nested};

    ToolCall spawn;
    spawn.id = "tool-3";
    spawn.thread = made.root;
    spawn.execution = ran(start + 1'900, start + 2'100);
    spawn.kind.name = ToolKindName::SpawnAgent;
    spawn.summary =
        AgentSummary{.targetAgentPath = "/root/check", .taskName = "check", .messagePreview = "Please check"};
    made.spawn = trace.toolCalls.add(std::move(spawn));
    InteractionEdge edge;
    edge.id = "edge-1";
    edge.kind = EdgeKind::SpawnAgent;
    edge.source = made.spawn;
    edge.target = made.child;
    edge.startedAt = start + 1'900;
    edge.endedAt = start + 2'037;
    edge.carriedItems = {made.message};
    made.spawned = trace.edges.add(std::move(edge));

    CompactionRequest request;
    request.id = "compaction-request-1";
    request.compactionId = "compaction-1";
    request.thread = made.root;
    request.turn = made.turn;
    request.execution = ran(start + 30'000, start + 30'800, ExecutionStatus::Failed);
    request.model = "gpt-5.5";
    request.failure = "too large";
    made.compactionRequest = trace.compactionRequests.add(std::move(request));
    Compaction compaction;
    compaction.id = "compaction-1";
    compaction.thread = made.root;
    compaction.turn = made.turn;
    compaction.installedAt = start + 31'000;
    compaction.requests = {made.compactionRequest};
    compaction.inputItems = {made.user, made.call, made.output};
    compaction.replacementItems = {made.user};
    made.compaction = trace.compactions.add(std::move(compaction));
    return made;
}

} // namespace rolloutscope::test
