#include "core/insight/work_share.h"

#include <algorithm>
#include <optional>

namespace rolloutscope {

namespace {

constexpr std::size_t ranks = activityCount + 1; // the activities, and what encloses others

std::size_t rankOf(const Work& work)
{
    return work.encloses ? activityCount : static_cast<std::size_t>(work.activity);
}

Activity activityAt(std::size_t rank)
{
    return rank == activityCount ? Activity::Tool : static_cast<Activity>(rank);
}

struct Step {
    std::int64_t at = 0;
    std::size_t rank = 0;
    int change = 0; // +1 begins, -1 ends
};

} // namespace

WorkShare::WorkShare(std::span<const Work> work)
{
    std::vector<Step> steps;
    steps.reserve(work.size() * 2);
    for (const Work& one : work) {
        if (one.begin >= one.end)
            continue;
        steps.push_back({one.begin, rankOf(one), 1});
        steps.push_back({one.end, rankOf(one), -1});
    }
    std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
    std::array<int, ranks> open{};
    std::int64_t last = 0;
    for (const Step& step : steps) {
        const auto foremost = std::find_if(open.begin(), open.end(), [](int count) { return count > 0; });
        if (foremost != open.end() && last < step.at)
            add({last, step.at, activityAt(static_cast<std::size_t>(foremost - open.begin()))});
        last = step.at;
        open[step.rank] += step.change;
    }
}

void WorkShare::add(const Segment& segment)
{
    if (!segments_.empty()) {
        Segment& previous = segments_.back();
        if (previous.end == segment.begin && previous.activity == segment.activity) {
            previous.end = segment.end;
            return;
        }
    }
    Totals before{};
    if (!segments_.empty()) {
        const Segment& previous = segments_.back();
        before = before_.back();
        before[static_cast<std::size_t>(previous.activity)] +=
            static_cast<double>(previous.end) - static_cast<double>(previous.begin);
    }
    segments_.push_back(segment);
    before_.push_back(before);
}

WorkShare::Totals WorkShare::until(double moment) const
{
    const auto after =
        std::lower_bound(segments_.begin(), segments_.end(), moment,
                         [](const Segment& segment, double at) { return static_cast<double>(segment.begin) < at; });
    if (after == segments_.begin())
        return {};
    const Segment& last = *(after - 1);
    Totals totals = before_[static_cast<std::size_t>(after - segments_.begin()) - 1];
    totals[static_cast<std::size_t>(last.activity)] +=
        std::min(moment, static_cast<double>(last.end)) - static_cast<double>(last.begin);
    return totals;
}

Shares WorkShare::shares(double begin, double end) const
{
    if (!(begin < end))
        return {};
    const Totals first = until(begin);
    const Totals last = until(end);
    const auto share = [&](Activity activity) {
        const auto at = static_cast<std::size_t>(activity);
        return std::clamp((last[at] - first[at]) / (end - begin), 0.0, 1.0);
    };
    return {share(Activity::Inference), share(Activity::Tool), share(Activity::Waiting)};
}

std::vector<Work> workOf(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread, UnixMs openEndsAt)
{
    std::vector<Work> work;
    work.reserve(relations.inferenceCalls(thread).size() + relations.compactionRequests(thread).size() +
                 relations.toolCalls(thread).size() + relations.codeCells(thread).size());
    const std::optional<UnixMs> agentEnd = trace.threads[thread].execution.endedAt;
    const auto add = [&](const ExecutionWindow& window, TurnIndex turn, Activity activity, bool encloses) {
        UnixMs end = openEndsAt;
        const auto endsWith = [&](std::optional<UnixMs> moment) {
            if (moment && *moment >= window.startedAt)
                end = std::min(end, *moment);
        };
        if (window.endedAt) {
            end = *window.endedAt;
        } else {
            endsWith(agentEnd);
            if (trace.turns.contains(turn))
                endsWith(trace.turns[turn].execution.endedAt);
        }
        if (window.startedAt < end)
            work.push_back({window.startedAt, end, activity, encloses});
    };
    for (const InferenceIndex index : relations.inferenceCalls(thread)) {
        const InferenceCall& call = trace.inferenceCalls[index];
        add(call.execution, call.turn, Activity::Inference, false);
    }
    for (const CompactionRequestIndex index : relations.compactionRequests(thread)) {
        const CompactionRequest& request = trace.compactionRequests[index];
        add(request.execution, request.turn, Activity::Inference, false);
    }
    for (const ToolIndex index : relations.toolCalls(thread)) {
        const ToolCall& tool = trace.toolCalls[index];
        const bool waits = tool.kind.name == ToolKindName::WaitAgent;
        // The `exec` call of a code cell (schema v2) lasts as long as the cell.
        add(tool.execution, tool.startedByTurn, waits ? Activity::Waiting : Activity::Tool,
            tool.startedCodeCell.valid());
    }
    for (const CellIndex index : relations.codeCells(thread)) {
        const CodeCell& cell = trace.codeCells[index];
        add(cell.execution, cell.turn, Activity::Tool, true);
    }
    return work;
}

} // namespace rolloutscope
