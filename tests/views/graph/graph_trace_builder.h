// Builds traces in memory for the tests of the graph, in the order in which a recorder would have seen things.
#pragma once

#include "views/document/trace_document.h"

#include <string>

namespace rolloutscope::graphtest {

class GraphTraceBuilder {
public:
    RolloutTrace trace;

    GraphTraceBuilder()
    {
        trace.traceId = "trace";
        trace.startedAt = start;
    }

    static constexpr UnixMs start = 1'700'000'000'000;

    static ExecutionWindow window(UnixMs from, UnixMs to, ExecutionStatus status = ExecutionStatus::Completed)
    {
        ExecutionWindow made;
        made.startedAt = start + from;
        made.endedAt = start + to;
        made.status = status;
        return made;
    }

    ThreadIndex agent(const std::string& path, UnixMs from, UnixMs to, ThreadIndex parent = {})
    {
        AgentThread thread;
        thread.id = "thread:" + path;
        thread.agentPath = path;
        thread.execution = window(from, to);
        thread.defaultModel = "model-1";
        if (parent)
            thread.spawn = SpawnOrigin{trace.threads[parent].id, "edge:spawn:" + path, path, "worker"};
        else
            trace.rootThreadId = thread.id;
        return trace.threads.add(std::move(thread));
    }

    TurnIndex turn(ThreadIndex thread, UnixMs from, UnixMs to)
    {
        CodexTurn made;
        made.id = id("turn");
        made.thread = thread;
        made.execution = window(from, to);
        return trace.turns.add(std::move(made));
    }

    InferenceIndex call(TurnIndex turn, UnixMs from, UnixMs to, IndexList<ConversationItem> saw = {})
    {
        InferenceCall made;
        made.id = id("inference");
        made.thread = trace.turns[turn].thread;
        made.turn = turn;
        made.execution = window(from, to);
        made.model = "model-1";
        made.usage =
            TokenUsage{.input = 1'000, .cachedInput = 0, .cacheWriteInput = 0, .output = 50, .reasoningOutput = 0};
        made.requestItems = std::move(saw);
        return trace.inferenceCalls.add(std::move(made));
    }

    ItemIndex item(ThreadIndex thread, TurnIndex turn, ItemKind kind, ItemRole role = ItemRole::Tool)
    {
        ConversationItem made;
        made.id = id("item");
        made.thread = thread;
        made.turn = turn;
        made.kind = kind;
        made.role = role;
        return trace.items.add(std::move(made));
    }

    /// A tool that the response of a call asked for, with one output item.
    ToolIndex tool(InferenceIndex asker, ToolKindName kind, UnixMs from, UnixMs to,
                   ExecutionStatus status = ExecutionStatus::Completed)
    {
        const ThreadIndex thread = trace.inferenceCalls[asker].thread;
        const TurnIndex turn = trace.inferenceCalls[asker].turn;
        const ToolIndex made = toolWithoutAsker(thread, turn, kind, from, to, status);
        trace.inferenceCalls[asker].toolCallsStartedByResponse.push_back(made);
        return made;
    }

    ToolIndex toolWithoutAsker(ThreadIndex thread, TurnIndex turn, ToolKindName kind, UnixMs from, UnixMs to,
                               ExecutionStatus status = ExecutionStatus::Completed)
    {
        ToolCall made;
        made.id = id("tool");
        made.thread = thread;
        made.startedByTurn = turn;
        made.execution = window(from, to, status);
        made.kind.name = kind;
        made.outputItems = {item(thread, turn, ItemKind::FunctionCallOutput)};
        const ItemIndex output = made.outputItems.front();
        const ToolIndex added = trace.toolCalls.add(std::move(made));
        trace.items[output].producedBy = {added};
        return added;
    }

    CellIndex cell(InferenceIndex asker, UnixMs from, UnixMs to)
    {
        const ThreadIndex thread = trace.inferenceCalls[asker].thread;
        const TurnIndex turn = trace.inferenceCalls[asker].turn;
        CodeCell made;
        made.id = id("cell");
        made.thread = thread;
        made.turn = turn;
        made.execution = window(from, to);
        made.sourceItem = item(thread, turn, ItemKind::CustomToolCall, ItemRole::Assistant);
        made.outputItems = {item(thread, turn, ItemKind::CustomToolCallOutput)};
        trace.inferenceCalls[asker].responseItems.push_back(made.sourceItem);
        return trace.codeCells.add(std::move(made));
    }

    ToolIndex nestedTool(CellIndex cell, ToolKindName kind, UnixMs from, UnixMs to)
    {
        const ToolIndex made =
            toolWithoutAsker(trace.codeCells[cell].thread, trace.codeCells[cell].turn, kind, from, to);
        trace.toolCalls[made].requester = CellRequester{trace.codeCells[cell].id};
        trace.toolCalls[made].outputItems.clear();
        return made;
    }

    CompactionIndex compaction(TurnIndex turn, UnixMs at)
    {
        Compaction made;
        made.id = id("compaction");
        made.thread = trace.turns[turn].thread;
        made.turn = turn;
        made.installedAt = start + at;
        return trace.compactions.add(std::move(made));
    }

    EdgeIndex edge(EdgeKind kind, EdgeAnchor source, EdgeAnchor target, UnixMs at)
    {
        InteractionEdge made;
        made.id = id("edge");
        made.kind = kind;
        made.source = source;
        made.target = target;
        made.startedAt = start + at;
        return trace.edges.add(std::move(made));
    }

    /// Hands the trace over; the builder is empty afterwards.
    [[nodiscard]] LoadedTracePtr load()
    {
        return std::make_shared<const LoadedTrace>(Bundle(), std::move(trace), ProblemList());
    }

private:
    std::string id(const char* what) { return std::string(what) + ":" + std::to_string(++last_); }

    int last_ = 0;
};

/// A root with two agents that it spawned; they send back a result each; one gets a message twice.
struct Team {
    ThreadIndex root, docs, tests;
    TurnIndex turn, docsTurn, testsTurn;
    InferenceIndex first, second, docsCall, testsCall;
    ToolIndex spawnDocs, spawnTests, wait;
    EdgeIndex spawnDocsEdge, spawnTestsEdge, resultEdge, messageEdge, secondMessageEdge;
    LoadedTracePtr loaded;
};

inline Team makeTeam()
{
    GraphTraceBuilder build;
    Team team;
    team.root = build.agent("/root", 0, 10'000);
    team.docs = build.agent("/root/search_docs", 1'200, 5'000, team.root);
    team.tests = build.agent("/root/fix_tests", 1'500, 8'000, team.root);
    team.turn = build.turn(team.root, 0, 10'000);
    team.docsTurn = build.turn(team.docs, 1'300, 5'000);
    team.testsTurn = build.turn(team.tests, 1'600, 8'000);
    team.first = build.call(team.turn, 0, 1'000);
    team.spawnDocs = build.tool(team.first, ToolKindName::SpawnAgent, 1'000, 1'200);
    team.spawnTests = build.tool(team.first, ToolKindName::SpawnAgent, 1'200, 1'500);
    team.wait = build.tool(team.first, ToolKindName::WaitAgent, 1'500, 5'500);
    const ItemIndex result = build.item(team.root, team.turn, ItemKind::Message, ItemRole::Assistant);
    const ItemIndex task = build.item(team.docs, team.docsTurn, ItemKind::Message, ItemRole::Assistant);
    const ItemIndex answer = build.item(team.docs, team.docsTurn, ItemKind::Message, ItemRole::Assistant);
    team.docsCall = build.call(team.docsTurn, 1'400, 4'900, {task});
    build.trace.inferenceCalls[team.docsCall].responseItems = {answer};
    build.trace.items[answer].producedBy = {team.docsCall};
    team.testsCall = build.call(team.testsTurn, 1'700, 7'900);
    IndexList<ConversationItem> seen{result};
    for (const ToolIndex tool : {team.spawnDocs, team.spawnTests, team.wait})
        seen.push_back(build.trace.toolCalls[tool].outputItems.front());
    team.second = build.call(team.turn, 6'000, 9'000, seen);
    team.spawnDocsEdge = build.edge(EdgeKind::SpawnAgent, team.spawnDocs, task, 1'000);
    team.spawnTestsEdge = build.edge(EdgeKind::SpawnAgent, team.spawnTests, team.tests, 1'200);
    team.messageEdge = build.edge(EdgeKind::SendMessage, team.tests, task, 2'000);
    team.secondMessageEdge = build.edge(EdgeKind::SendMessage, team.tests, task, 3'000);
    team.resultEdge = build.edge(EdgeKind::AgentResult, answer, result, 5'000);
    team.loaded = build.load();
    return team;
}

} // namespace rolloutscope::graphtest
