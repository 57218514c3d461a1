#include "views/graph/agent_nodes.h"

#include "views/graph/graph_text.h"
#include "views/theme/plain_text.h"

#include <algorithm>

namespace rolloutscope::graph {
namespace {

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

int percent(double share)
{
    return static_cast<int>(share * 100 + 0.5);
}

QString numbersText(std::uint64_t calls, std::uint64_t tokens)
{
    QStringList numbers{text(formatCounted(calls, "call", "calls"))};
    if (tokens > 0)
        numbers += text(formatCount(tokens)) + QStringLiteral(" tok");
    return numbers.join(QStringLiteral(" · "));
}

GraphNode nodeWithTotals(const GraphBuilder& builder, ThreadIndex thread)
{
    const RolloutTrace& trace = builder.trace();
    const AgentTotals totals = totalsOf(trace, builder.relations(), thread);
    GraphNode node = builder.agentNode(thread, NodeKind::Agent);
    node.shares = totals.shares;
    node.unfolds = !builder.relations().turns(thread).empty();
    const std::uint64_t tokens = totals.inputTokens + totals.outputTokens;
    node.details +=
        text(formatDuration(totals.wallMs)) + QStringLiteral(" · ") + numbersText(totals.inferenceCalls, tokens);

    QStringList lines{node.toolTip};
    if (node.details.size() > 1)
        lines += node.details.front();
    const AgentThread& agent = trace.threads[thread];
    if (agent.defaultModel)
        lines += QStringLiteral("model %1").arg(singleLine(*agent.defaultModel, 60));
    lines += text(outcomeText(trace, thread)) + QStringLiteral(" · ") + text(formatDuration(totals.wallMs));
    lines += text(formatCounted(totals.inferenceCalls, "inference call", "inference calls")) + QStringLiteral(" · ") +
             text(formatCounted(totals.toolCalls, "tool call", "tool calls")) +
             (totals.failedTools > 0 ? QStringLiteral(" (%1 failed)").arg(totals.failedTools) : QString());
    if (tokens > 0)
        lines += QStringLiteral("%1 tokens in · %2 out")
                     .arg(text(formatCount(totals.inputTokens)), text(formatCount(totals.outputTokens)));
    lines += QStringLiteral("inference %1 % · tools %2 % · waiting %3 % · idle %4 %")
                 .arg(percent(totals.shares.inference))
                 .arg(percent(totals.shares.tool))
                 .arg(percent(totals.shares.waiting))
                 .arg(percent(totals.shares.idle));
    node.toolTip = lines.join(QChar(u'\n'));
    return node;
}

GraphNode groupNode(const GraphBuilder& builder, const AgentGroup& group)
{
    const RolloutTrace& trace = builder.trace();
    GraphNode node;
    node.object = group.parent ? ObjectRef(group.parent) : ObjectRef(group.members.front());
    node.kind = NodeKind::AgentGroup;
    node.outcome = Outcome::Succeeded;
    node.depth = group.parent ? builder.relations().depth(group.parent) + 1 : 0;
    node.at = trace.threads[group.members.front()].execution.startedAt;
    node.until = node.at;
    node.unfolds = true;
    std::uint64_t calls = 0, tools = 0, failedTools = 0, tokens = 0, failed = 0, running = 0;
    for (const ThreadIndex thread : group.members) {
        const AgentTotals totals = totalsOf(trace, builder.relations(), thread);
        calls += totals.inferenceCalls;
        tools += totals.toolCalls;
        failedTools += totals.failedTools;
        tokens += totals.inputTokens + totals.outputTokens;
        const Outcome outcome = outcomeOf(trace, thread);
        failed += outcome == Outcome::Failed ? 1 : 0;
        running += outcome == Outcome::Running ? 1 : 0;
        const ExecutionWindow& window = trace.threads[thread].execution;
        node.at = std::min(node.at, window.startedAt);
        if (!window.endedAt)
            node.until.reset();
        else if (node.until)
            node.until = std::max(*node.until, *window.endedAt);
    }
    if (failed > 0)
        node.outcome = Outcome::Failed;
    else if (running > 0)
        node.outcome = Outcome::Running;
    node.title =
        QStringLiteral("+ %1 %2").arg(groupedNumber(group.members.size()),
                                      group.members.size() == 1 ? QStringLiteral("agent") : QStringLiteral("agents"));
    node.details += numbersText(calls, tokens);
    if (failed > 0)
        node.details += QStringLiteral("%1 failed").arg(groupedNumber(failed));
    else if (running > 0)
        node.details += QStringLiteral("%1 running").arg(groupedNumber(running));
    node.toolTip =
        QStringLiteral("%1 of which %2 were started by %3\n%4 inference calls · %5 tool calls (%6 failed)\nFolded into "
                       "one: Enter or a double click unfolds them")
            .arg(text(formatCounted(group.members.size(), "agent", "agents")), groupedNumber(group.children),
                 group.parent ? singleLine(trace.threads[group.parent].agentPath, 60) : QStringLiteral("nobody here"),
                 groupedNumber(calls), groupedNumber(tools), groupedNumber(failedTools));
    return node;
}

} // namespace

void addAgents(GraphBuilder& builder, const Unfolding& shown, const Readings& readings)
{
    if (shown.alone)
        return;
    int lane = 0;
    for (const ThreadIndex thread : shown.agents) {
        GraphNode node = nodeWithTotals(builder, thread);
        node.lane = lane;
        lane += lanesOfAgent;
        if (readings.resultFate(builder.trace(), builder.relations(), thread) == Fate::NeverRead) {
            node.mark = QStringLiteral("result never read");
            node.markWarns = true;
            node.toolTip += QStringLiteral("\nIts result was never read by the agent that started it");
        }
        if (shown.turnsOf.contains(thread)) {
            const AgentThread& agent = builder.trace().threads[thread];
            const std::string_view name = agent.agentPath.empty() ? std::string_view(agent.id) : agent.agentPath;
            node.unfolds = false;
            node.toolTip += QStringLiteral("\nDouble click, Backspace: folds its turns");
            node.cluster = builder.addCluster({.object = thread,
                                               .parent = -1,
                                               .title = singleLine(name, 80),
                                               .outcome = node.outcome,
                                               .at = node.at,
                                               .until = node.until});
        } else if (node.unfolds) {
            node.toolTip += QStringLiteral("\nDouble click, Enter: its turns");
        }
        builder.addNode(std::move(node));
    }
    for (const AgentGroup& group : shown.groups) {
        GraphNode node = groupNode(builder, group);
        node.lane = lane;
        lane += lanesOfAgent;
        const int added = builder.addFurtherNode(std::move(node));
        for (const ThreadIndex member : group.members)
            builder.standFor(member, added);
    }
    if (!shown.groups.empty()) {
        std::size_t folded = 0;
        for (const AgentGroup& group : shown.groups)
            folded += group.members.size();
        builder.addRemark(QStringLiteral("%1 of %2 agents are folded")
                              .arg(groupedNumber(folded), groupedNumber(builder.trace().threads.size())));
    }
}

} // namespace rolloutscope::graph
