// The details of threads, turns and the edges between agents.
#include "views/inspector/details_builder.h"

namespace rolloutscope::inspector {

namespace {

void describeCounts(DetailsBuilder& b, std::size_t turns, const IndexList<InferenceCall>& calls,
                    const IndexList<ToolCall>& tools)
{
    const WorkTotals totals = totalsOf(b.trace, calls, tools);
    if (turns > 0)
        b.number("Turns", turns);
    b.number("Inference calls", calls.size());
    b.number("Tool calls", tools.size(), totals.failedTools > 0 ? std::to_string(totals.failedTools) + " failed" : "");
    if (totals.hasUsage)
        b.tokens(totals.usage);
}

/// The edge by which this thread was spawned; absent if none is in the trace.
EdgeIndex spawnEdge(const DetailsBuilder& b, ThreadIndex thread)
{
    const auto& spawn = b.trace.threads[thread].spawn;
    return spawn ? b.trace.edges.find(spawn->spawnEdgeId) : EdgeIndex{};
}

} // namespace

void describeThread(DetailsBuilder& b, ThreadIndex index)
{
    const AgentThread& thread = b.trace.threads[index];
    b.code("Path", thread.agentPath);
    b.text("Nickname", thread.nickname.value_or(std::string()));
    if (thread.spawn) {
        b.text("Role", thread.spawn->agentRole);
        b.text("Task", thread.spawn->taskName);
        b.linkOrId("Parent", b.trace.threads.find(thread.spawn->parentThreadId), thread.spawn->parentThreadId);
        if (const EdgeIndex edge = spawnEdge(b, index)) {
            b.link("Spawned by", objectOf(b.trace.edges[edge].source));
            b.link("By edge", edge);
        }
    } else {
        b.text("Origin", thread.id == b.trace.rootThreadId ? "root of the rollout" : "not spawned by a known agent");
    }
    if (thread.inferred)
        b.text("Note", "Made up: events name this agent, but it was never started.");
    b.statusRow();
    b.timing(thread.execution);
    for (const AgentThread::Gap& gap : thread.gaps) {
        b.moment("Evicted", gap.endedAt);
        b.moment("Resumed", gap.resumedAt, "after " + formatDuration(gap.resumedAt - gap.endedAt));
    }
    b.text("Model", thread.defaultModel.value_or(std::string()));
    b.section("Work");
    describeCounts(b, b.relations.turns(index).size(), b.relations.inferenceCalls(index), b.relations.toolCalls(index));
    if (!b.relations.codeCells(index).empty())
        b.number("Code cells", b.relations.codeCells(index).size());
    if (!b.relations.terminalOperations(index).empty())
        b.number("Terminal operations", b.relations.terminalOperations(index).size());
    b.number("Conversation items", thread.items.size());
    b.list("Children", b.relations.childThreads(index));
    b.list("Turns", b.relations.turns(index));
    b.list("Compactions", b.relations.compactions(index));
    b.edges(index);
}

void describeTurn(DetailsBuilder& b, TurnIndex index)
{
    const CodexTurn& turn = b.trace.turns[index];
    b.link("Agent", turn.thread);
    if (turn.inferred)
        b.text("Note", "Made up: events name this turn, but it was never started.");
    b.statusRow();
    b.timing(turn.execution);
    b.section("Work");
    describeCounts(b, 0, b.relations.inferenceCalls(index), b.relations.toolCalls(index));
    b.list("Inference calls", b.relations.inferenceCalls(index));
    b.list("Tool calls", b.relations.toolCalls(index));
    b.list("Code cells", b.relations.codeCells(index));
    b.list("Compactions", b.relations.compactions(index));
}

void describeEdge(DetailsBuilder& b, EdgeIndex index)
{
    const InteractionEdge& edge = b.trace.edges[index];
    const auto end = [&](const char* agentLabel, const char* objectLabel, const EdgeAnchor& anchor) {
        b.link(agentLabel, threadOf(b.trace, anchor));
        const ObjectRef object = objectOf(anchor);
        if (object.kind != ObjectKind::Thread)
            b.link(objectLabel, object, b.note(object));
    };
    b.text("Kind", toWord(edge.kind));
    end("From", "  sent by", edge.source);
    end("To", "  received as", edge.target);
    b.moment("Started", edge.startedAt);
    if (edge.endedAt)
        b.duration("Latency", *edge.endedAt - edge.startedAt);
    else
        b.text("Latency", "never seen to arrive");
    constexpr std::size_t mostMessages = 5;
    if (!edge.carriedItems.empty())
        b.section("Message");
    for (std::size_t i = 0; i < edge.carriedItems.size() && i < mostMessages; ++i)
        b.longText({}, itemText(b.trace.items[edge.carriedItems[i]]), false);
    b.list("Carried items", edge.carriedItems);
    for (const PayloadIndex payload : edge.carriedPayloads)
        b.payload(payload, b.trace.payloads.contains(payload) ? toWord(b.trace.payloads[payload].kind) : "");
}

} // namespace rolloutscope::inspector
