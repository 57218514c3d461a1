// Builds small traces in memory for the timeline's tests. Times are ms since the rollout's start; no end: still
// running.
#pragma once

#include "views/document/loaded_trace.h"

#include <memory>
#include <optional>
#include <string>

namespace rolloutscope::test {

class TraceBuilder {
public:
    static constexpr UnixMs zero = 1'700'000'000'000;
    using End = std::optional<std::int64_t>;

    RolloutTrace trace;

    TraceBuilder()
    {
        trace.traceId = "trace-1";
        trace.startedAt = zero;
        trace.lastEventAt = zero;
    }

    ThreadIndex thread(const std::string& path, std::int64_t begin, End end, ThreadIndex parent = {})
    {
        AgentThread thread;
        thread.id = "thread-" + std::to_string(trace.threads.size());
        thread.agentPath = path;
        thread.execution = window(begin, end, ExecutionStatus::Completed);
        if (parent)
            thread.spawn = SpawnOrigin{
                .parentThreadId = trace.threads[parent].id, .spawnEdgeId = {}, .taskName = {}, .agentRole = "worker"};
        else if (trace.rootThreadId.empty())
            trace.rootThreadId = thread.id;
        return trace.threads.add(std::move(thread));
    }

    TurnIndex turn(ThreadIndex thread, std::int64_t begin, End end, ExecutionStatus status = ExecutionStatus::Completed)
    {
        CodexTurn turn;
        turn.id = "turn-" + std::to_string(trace.turns.size());
        turn.thread = thread;
        turn.execution = window(begin, end, status);
        return trace.turns.add(std::move(turn));
    }

    InferenceIndex inference(ThreadIndex thread, std::int64_t begin, End end,
                             ExecutionStatus status = ExecutionStatus::Completed, TurnIndex turn = {})
    {
        InferenceCall call;
        call.id = "inference-" + std::to_string(trace.inferenceCalls.size());
        call.thread = thread;
        call.turn = turn;
        call.model = "model-a";
        call.execution = window(begin, end, status);
        return trace.inferenceCalls.add(std::move(call));
    }

    ToolIndex tool(ThreadIndex thread, ToolKindName kind, std::int64_t begin, End end,
                   ExecutionStatus status = ExecutionStatus::Completed, InferenceIndex askedBy = {})
    {
        ToolCall tool;
        tool.id = "tool-" + std::to_string(trace.toolCalls.size());
        tool.thread = thread;
        tool.kind.name = kind;
        tool.requester = ModelRequester{};
        tool.summary = GenericSummary{};
        tool.execution = window(begin, end, status);
        const ToolIndex index = trace.toolCalls.add(std::move(tool));
        if (askedBy)
            trace.inferenceCalls[askedBy].toolCallsStartedByResponse.push_back(index);
        return index;
    }

    CellIndex cell(ThreadIndex thread, std::int64_t begin, End end)
    {
        CodeCell cell;
        cell.id = "cell-" + std::to_string(trace.codeCells.size());
        cell.thread = thread;
        cell.sourceJs = "await tools.exec()";
        cell.runtimeStatus = CellStatus::Completed;
        cell.execution = window(begin, end, ExecutionStatus::Completed);
        return trace.codeCells.add(std::move(cell));
    }

    OperationIndex operation(ToolIndex tool, std::int32_t exitCode)
    {
        TerminalOperation operation;
        operation.id = "operation-" + std::to_string(trace.terminalOperations.size());
        operation.tool = tool;
        operation.execution = trace.toolCalls[tool].execution;
        operation.request = ExecRequest{.command = {"make"}, .displayCommand = "make", .cwd = "/"};
        operation.result = TerminalResult{
            .exitCode = exitCode, .out = {}, .err = {}, .formattedOutput = {}, .originalTokenCount = {}, .chunkId = {}};
        const OperationIndex index = trace.terminalOperations.add(std::move(operation));
        trace.toolCalls[tool].terminalOperation = index;
        return index;
    }

    CompactionIndex compaction(ThreadIndex thread, std::int64_t at)
    {
        Compaction compaction;
        compaction.id = "compaction-" + std::to_string(trace.compactions.size());
        compaction.thread = thread;
        compaction.installedAt = zero + at;
        return trace.compactions.add(std::move(compaction));
    }

    EdgeIndex edge(EdgeKind kind, EdgeAnchor source, EdgeAnchor target, std::int64_t begin, End end)
    {
        InteractionEdge edge;
        edge.id = "edge-" + std::to_string(trace.edges.size());
        edge.kind = kind;
        edge.source = source;
        edge.target = target;
        edge.startedAt = zero + begin;
        if (end)
            edge.endedAt = zero + *end;
        return trace.edges.add(std::move(edge));
    }

    [[nodiscard]] LoadedTracePtr publish() const
    {
        return std::make_shared<const LoadedTrace>(Bundle(), trace.share(), ProblemList());
    }

private:
    ExecutionWindow window(std::int64_t begin, End end, ExecutionStatus status)
    {
        ExecutionWindow window;
        window.startedAt = zero + begin;
        window.status = end ? status : ExecutionStatus::Running;
        if (end)
            window.endedAt = zero + *end;
        trace.lastEventAt = std::max({trace.lastEventAt, window.startedAt, window.endedAt.value_or(0)});
        return window;
    }
};

/// Root with a failed command, a helper agent that it spawns, and a compaction; 0 … 100 s.
struct SmallRollout {
    TraceBuilder builder;
    ThreadIndex root, child;
    TurnIndex turn;
    InferenceIndex first, second;
    ToolIndex spawn, command, wait;
    CompactionIndex compaction;
    EdgeIndex spawned;

    SmallRollout()
    {
        root = builder.thread("/root", 0, 100'000);
        child = builder.thread("/root/fix_tests", 20'000, 60'000, root);
        turn = builder.turn(root, 0, 100'000);
        builder.turn(child, 20'000, 60'000);
        first = builder.inference(root, 1'000, 10'000, ExecutionStatus::Completed, turn);
        second = builder.inference(root, 50'000, 60'000, ExecutionStatus::Completed, turn);
        builder.inference(child, 21'000, 30'000);
        spawn = builder.tool(root, ToolKindName::SpawnAgent, 10'000, 12'000, ExecutionStatus::Completed, first);
        command = builder.tool(root, ToolKindName::ExecCommand, 11'000, 20'000, ExecutionStatus::Completed, first);
        builder.operation(command, 101);
        wait = builder.tool(root, ToolKindName::WaitAgent, 22'000, 49'000, ExecutionStatus::Completed, first);
        compaction = builder.compaction(root, 80'000);
        spawned = builder.edge(EdgeKind::SpawnAgent, spawn, child, 10'000, 12'000);
    }
};

} // namespace rolloutscope::test
