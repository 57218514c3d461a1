#include "core/insight/waits.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace rolloutscope {

namespace {

/// A result as the waits of the thread look for it: once for any wait, once for those that name its agent.
struct Observed {
    ThreadIndex agent; // the first of those with its path; absent: for any wait
    UnixMs at = 0;
    EdgeIndex edge;
    auto operator<=>(const Observed&) const = default;
};

/// Agents by path; of several with one path the first stands for all.
class AgentPaths {
public:
    explicit AgentPaths(const RolloutTrace& trace) : trace_(trace)
    {
        for (std::uint32_t i = 0; i < trace.threads.size(); ++i)
            first_.try_emplace(trace.threads[ThreadIndex{i}].agentPath, ThreadIndex{i});
    }
    [[nodiscard]] ThreadIndex find(std::string_view path) const
    {
        const auto found = first_.find(path);
        return found == first_.end() ? ThreadIndex{} : found->second;
    }
    [[nodiscard]] ThreadIndex sameAs(ThreadIndex thread) const
    {
        return trace_.threads.contains(thread) ? find(trace_.threads[thread].agentPath) : ThreadIndex{};
    }

private:
    const RolloutTrace& trace_;
    std::unordered_map<std::string_view, ThreadIndex> first_;
};

/// Whether a wait's output says `"timed_out": true`; the quotes may be escaped. Texts of agents can stand before it.
bool saysTimedOut(std::string_view output)
{
    constexpr std::string_view name = "timed_out";
    const std::size_t at = output.rfind(name);
    if (at == std::string_view::npos)
        return false;
    const std::size_t value = output.find_first_not_of("\\\": \t\r\n", at + name.size());
    return value != std::string_view::npos && output.substr(value).starts_with("true");
}

bool timedOut(const RolloutTrace& trace, const ToolCall& wait)
{
    for (const ItemIndex item : wait.outputItems) {
        for (const ItemPart& part : trace.items[item].parts) {
            const auto* text = std::get_if<TextPart>(&part);
            const auto* json = std::get_if<JsonPart>(&part);
            if ((text != nullptr && saysTimedOut(text->text)) || (json != nullptr && saysTimedOut(json->summary)))
                return true;
        }
    }
    return false;
}

std::vector<Observed> resultsFor(const RolloutTrace& trace, const Relations& relations, const AgentPaths& agents,
                                 ThreadIndex thread)
{
    std::vector<Observed> results;
    for (const EdgeIndex index : relations.edgesTo(thread)) {
        const InteractionEdge& edge = trace.edges[index];
        if (edge.kind != EdgeKind::AgentResult)
            continue;
        const UnixMs at = edge.endedAt.value_or(edge.startedAt);
        results.push_back({{}, at, index});
        if (const ThreadIndex agent = agents.sameAs(threadOf(trace, edge.source)))
            results.push_back({agent, at, index});
    }
    std::sort(results.begin(), results.end());
    return results;
}

/// The last result of the agent (absent: of any) in [begin, end].
EdgeIndex lastOf(const std::vector<Observed>& results, ThreadIndex agent, UnixMs begin, UnixMs end)
{
    constexpr EdgeIndex afterAll{std::numeric_limits<std::uint32_t>::max()};
    const auto after = std::upper_bound(results.begin(), results.end(), Observed{agent, end, afterAll});
    if (after == results.begin())
        return {};
    const Observed& last = *(after - 1);
    return last.agent == agent && last.at >= begin ? last.edge : EdgeIndex{};
}

} // namespace

Waits::Waits(const RolloutTrace& trace, const Relations& relations)
{
    const AgentPaths agents(trace);
    for (const ThreadIndex thread : relations.threadsInSpawnOrder()) {
        std::vector<Observed> results;
        bool looked = false;
        for (const ToolIndex index : relations.toolCalls(thread)) {
            const ToolCall& tool = trace.toolCalls[index];
            if (tool.kind.name != ToolKindName::WaitAgent || !tool.execution.endedAt ||
                tool.execution.status != ExecutionStatus::Completed)
                continue;
            if (!looked)
                results = resultsFor(trace, relations, agents, thread);
            looked = true;
            ThreadIndex agent;
            const auto* summary = std::get_if<WaitAgentSummary>(&tool.summary);
            if (summary != nullptr && summary->targetAgentPath) {
                agent = agents.find(*summary->targetAgentPath);
                if (!agent)
                    continue;
            }
            const EdgeIndex result = lastOf(results, agent, tool.execution.startedAt, *tool.execution.endedAt);
            if (result && !timedOut(trace, tool))
                ends_.push_back({index, result});
        }
    }
    std::sort(ends_.begin(), ends_.end(), [](const WaitEnd& a, const WaitEnd& b) {
        return std::tie(a.result, a.wait) < std::tie(b.result, b.wait);
    });
    results_.reserve(ends_.size());
    waits_.reserve(ends_.size());
    for (const WaitEnd& end : ends_) {
        results_.push_back(end.result);
        waits_.push_back(end.wait);
    }
    std::sort(ends_.begin(), ends_.end(), [](const WaitEnd& a, const WaitEnd& b) { return a.wait < b.wait; });
}

EdgeIndex Waits::resultOf(ToolIndex wait) const
{
    const auto found = std::lower_bound(ends_.begin(), ends_.end(), wait,
                                        [](const WaitEnd& end, ToolIndex index) { return end.wait < index; });
    return found != ends_.end() && found->wait == wait ? found->result : EdgeIndex{};
}

std::span<const ToolIndex> Waits::waitsEndedBy(EdgeIndex result) const
{
    const auto [begin, end] = std::equal_range(results_.begin(), results_.end(), result);
    return std::span(waits_).subspan(static_cast<std::size_t>(begin - results_.begin()),
                                     static_cast<std::size_t>(end - begin));
}

} // namespace rolloutscope
