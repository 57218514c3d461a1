// Builds small traces in memory for the outline's tests.
#pragma once

#include "views/document/trace_document.h"

#include <string>

namespace rolloutscope::test {

class OutlineTrace {
public:
    OutlineTrace()
    {
        trace.traceId = "trace";
        trace.startedAt = start;
    }

    ThreadIndex thread(const std::string& path, ThreadIndex parent = {})
    {
        AgentThread agent;
        agent.id = "thread:" + path;
        agent.agentPath = path;
        agent.execution = window();
        if (parent)
            agent.spawn = SpawnOrigin{
                .parentThreadId = trace.threads[parent].id, .spawnEdgeId = {}, .taskName = {}, .agentRole = {}};
        return trace.threads.add(std::move(agent));
    }

    TurnIndex turn(ThreadIndex thread)
    {
        CodexTurn turn;
        turn.id = "turn:" + std::to_string(trace.turns.size());
        turn.thread = thread;
        turn.execution = window();
        return trace.turns.add(std::move(turn));
    }

    InferenceIndex inference(TurnIndex turn, std::uint64_t inputTokens = 0, std::uint64_t outputTokens = 0)
    {
        InferenceCall call;
        call.id = "inference:" + std::to_string(trace.inferenceCalls.size());
        call.thread = trace.turns[turn].thread;
        call.turn = turn;
        call.model = "gpt-5.2";
        call.execution = window();
        if (inputTokens + outputTokens > 0)
            call.usage = TokenUsage{.input = inputTokens,
                                    .cachedInput = 0,
                                    .cacheWriteInput = 0,
                                    .output = outputTokens,
                                    .reasoningOutput = 0};
        return trace.inferenceCalls.add(std::move(call));
    }

    ToolIndex command(TurnIndex turn, const std::string& line, ExecutionStatus status = ExecutionStatus::Completed)
    {
        const ToolIndex tool = this->tool(turn, ToolKindName::ExecCommand, status);
        TerminalOperation operation;
        operation.id = "operation:" + std::to_string(trace.terminalOperations.size());
        operation.tool = tool;
        operation.execution = trace.toolCalls[tool].execution;
        operation.request = ExecRequest{.command = {"sh", "-c", line}, .displayCommand = line, .cwd = "/home/ana/shop"};
        trace.toolCalls[tool].terminalOperation = trace.terminalOperations.add(std::move(operation));
        return tool;
    }

    ToolIndex tool(TurnIndex turn, ToolKindName kind, ExecutionStatus status = ExecutionStatus::Completed)
    {
        ToolCall call;
        call.id = "tool:" + std::to_string(trace.toolCalls.size());
        call.thread = trace.turns[turn].thread;
        call.startedByTurn = turn;
        call.kind.name = kind;
        call.execution = window(status);
        return trace.toolCalls.add(std::move(call));
    }

    CellIndex cell(TurnIndex turn)
    {
        CodeCell cell;
        cell.id = "cell:" + std::to_string(trace.codeCells.size());
        cell.thread = trace.turns[turn].thread;
        cell.turn = turn;
        cell.sourceJs = "await tools.exec()";
        cell.execution = window();
        cell.runtimeStatus = CellStatus::Completed;
        return trace.codeCells.add(std::move(cell));
    }

    /// The tool was called by the cell, not by the model.
    void nest(ToolIndex tool, CellIndex cell)
    {
        trace.toolCalls[tool].requester = CellRequester{.codeCellId = trace.codeCells[cell].id};
        trace.codeCells[cell].nestedToolCalls.push_back(tool);
    }

    /// Takes what was built.
    LoadedTracePtr load(ProblemList problems = {})
    {
        trace.lastEventAt = now_;
        return std::make_shared<const LoadedTrace>(Bundle(), std::move(trace), std::move(problems));
    }

    RolloutTrace trace;

private:
    static constexpr UnixMs start = 1'700'000'000'000;

    /// Each object starts 10 ms after the one before and takes 1 s.
    ExecutionWindow window(ExecutionStatus status = ExecutionStatus::Completed)
    {
        now_ += 10;
        ++seq_;
        return {.startedAt = now_, .startedSeq = seq_, .endedAt = now_ + 1000, .endedSeq = seq_ + 1, .status = status};
    }

    UnixMs now_ = start;
    std::uint64_t seq_ = 0;
};

} // namespace rolloutscope::test
