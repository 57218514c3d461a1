#include "views/graph/agent_totals.h"

#include "core/insight/describe.h"

#include <algorithm>
#include <array>
#include <vector>

namespace rolloutscope::graph {

namespace {

/// In order of precedence.
enum Activity : std::uint8_t { Inferring, UsingTool, Waiting, RunningCell, activityCount };

struct Step {
    UnixMs at = 0;
    std::uint8_t activity = 0;
    int change = 0; // +1 begins, -1 ends
};

bool isWait(const ToolCall& tool)
{
    return tool.kind.name == ToolKindName::WaitAgent;
}

/// Milliseconds in which each activity was the foremost one.
std::array<std::int64_t, activityCount> sweep(std::vector<Step> steps)
{
    std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
    std::array<std::int64_t, activityCount> time{};
    std::array<int, activityCount> open{};
    UnixMs last = 0;
    for (const Step& step : steps) {
        for (std::size_t i = 0; i < open.size(); ++i) {
            if (open[i] > 0) {
                time[i] += step.at - last;
                break;
            }
        }
        last = step.at;
        open[step.activity] += step.change;
    }
    return time;
}

} // namespace

AgentTotals totalsOf(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread)
{
    AgentTotals totals;
    const AgentThread& agent = trace.threads[thread];
    const UnixMs begin = agent.execution.startedAt;
    const UnixMs end = std::max(begin, agent.execution.endedAt.value_or(relations.lastMoment()));
    std::int64_t alive = end - begin;
    for (const AgentThread::Gap& gap : agent.gaps)
        alive -= std::max<std::int64_t>(0, std::min(gap.resumedAt, end) - std::max(gap.endedAt, begin));
    totals.wallMs = std::max<std::int64_t>(0, alive);

    std::vector<Step> steps;
    const auto add = [&](const ExecutionWindow& window, Activity activity) {
        const UnixMs from = std::clamp(window.startedAt, begin, end);
        const UnixMs to = std::clamp(window.endedAt.value_or(end), begin, end);
        if (from < to) {
            steps.push_back({.at = from, .activity = activity, .change = 1});
            steps.push_back({.at = to, .activity = activity, .change = -1});
        }
    };
    for (const InferenceIndex index : relations.inferenceCalls(thread)) {
        const InferenceCall& call = trace.inferenceCalls[index];
        add(call.execution, Inferring);
        if (call.usage) {
            totals.inputTokens += call.usage->input;
            totals.outputTokens += call.usage->output;
        }
    }
    for (const ToolIndex index : relations.toolCalls(thread)) {
        const ToolCall& tool = trace.toolCalls[index];
        // A tool that runs a code cell lasts as long as the cell, whatever the cell itself waits for.
        const Activity activity = isWait(tool) ? Waiting : tool.startedCodeCell ? RunningCell : UsingTool;
        add(tool.execution, activity);
        if (outcomeOf(trace, index) == Outcome::Failed)
            ++totals.failedTools;
    }
    for (const CellIndex index : relations.codeCells(thread))
        add(trace.codeCells[index].execution, RunningCell);
    totals.inferenceCalls = relations.inferenceCalls(thread).size();
    totals.toolCalls = relations.toolCalls(thread).size();

    const auto time = sweep(std::move(steps));
    const std::int64_t busy = time[Inferring] + time[UsingTool] + time[Waiting] + time[RunningCell];
    // Work can go on in what the log calls a gap: then it is the busy time that is believed.
    const std::int64_t whole = std::max(totals.wallMs, busy);
    if (whole > 0) {
        const auto share = [&](std::int64_t part) { return static_cast<double>(part) / static_cast<double>(whole); };
        totals.shares = {.inference = share(time[Inferring]),
                         .tool = share(time[UsingTool] + time[RunningCell]),
                         .waiting = share(time[Waiting]),
                         .idle = share(whole - busy)};
    }
    return totals;
}

} // namespace rolloutscope::graph
