#include "core/insight/statistics.h"

#include "core/insight/describe.h"
#include "core/insight/work_share.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace rolloutscope {

namespace {

constexpr std::array kinds{ObjectKind::InferenceCall, ObjectKind::ToolCall, ObjectKind::CodeCell,
                           ObjectKind::TerminalOperation, ObjectKind::CompactionRequest};

/// From begin to end, at most 70 years: times of a bundle are untrusted, and millions of durations are added up.
std::int64_t elapsedMs(UnixMs begin, UnixMs end)
{
    constexpr std::uint64_t most = std::uint64_t{1} << 41U;
    if (end <= begin)
        return 0;
    const std::uint64_t elapsed = static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(begin);
    return static_cast<std::int64_t>(std::min(elapsed, most));
}

struct Row {
    Statistic statistic;
    std::vector<std::int64_t> durations;
};

/// The duration of this rank: at least percent % of all do not exceed it. `sorted` is not empty.
std::int64_t nearestRank(const std::vector<std::int64_t>& sorted, std::size_t percent)
{
    const std::size_t rank = (sorted.size() * percent + 99) / 100;
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

Statistic finished(Row&& row, StatisticGroup group, std::string name)
{
    std::sort(row.durations.begin(), row.durations.end());
    Statistic& s = row.statistic;
    s.group = group;
    s.name = std::move(name);
    s.count = s.objects.size();
    for (const std::int64_t duration : row.durations)
        s.totalMs += duration;
    s.meanMs = static_cast<double>(s.totalMs) / static_cast<double>(s.count);
    s.medianMs = nearestRank(row.durations, 50);
    s.p95Ms = nearestRank(row.durations, 95);
    s.maxMs = row.durations.back();
    return std::move(s);
}

class Gatherer {
public:
    Gatherer(const RolloutTrace& trace, const Relations& relations, UnixMs begin, UnixMs end,
             const std::atomic<bool>* cancelled)
        : trace_(trace), relations_(relations), begin_(begin), end_(end), cancelled_(cancelled)
    {
    }

    [[nodiscard]] bool cancelled() const
    {
        return cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed);
    }

    void add(ThreadIndex thread)
    {
        worked_ = false;
        waited_ = false;
        addAll(relations_.inferenceCalls(thread), trace_.inferenceCalls);
        addAll(relations_.toolCalls(thread), trace_.toolCalls);
        addAll(relations_.codeCells(thread), trace_.codeCells);
        addAll(relations_.terminalOperations(thread), trace_.terminalOperations);
        addAll(relations_.compactionRequests(thread), trace_.compactionRequests);
        statistics_.agentsThatWorked += worked_ ? 1 : 0;
        addTime(thread);
    }

    [[nodiscard]] RangeStatistics finish()
    {
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            if (!ofKind_[i].durations.empty())
                statistics_.rows.push_back(finished(std::move(ofKind_[i]), StatisticGroup::Kind, toWord(kinds[i])));
        }
        const auto firstTool = static_cast<std::ptrdiff_t>(statistics_.rows.size());
        for (auto& [name, row] : ofTool_)
            statistics_.rows.push_back(finished(std::move(row), StatisticGroup::Tool, name));
        std::sort(statistics_.rows.begin() + firstTool, statistics_.rows.end(),
                  [](const Statistic& a, const Statistic& b) {
                      return a.totalMs != b.totalMs ? a.totalMs > b.totalMs : a.name < b.name;
                  });
        return std::move(statistics_);
    }

private:
    template <typename T>
    void addAll(const IndexList<T>& list, const Table<T>& table)
    {
        for (const Index<T> index : list) {
            const T& object = table[index];
            const ExecutionWindow& window = object.execution;
            if (window.startedAt > end_ || cancelled())
                break; // the list is in order of start
            const UnixMs end = std::max(window.startedAt, window.endedAt.value_or(relations_.lastMoment()));
            if (end < begin_ || onlyTouches(window.startedAt, end))
                continue;
            take(ofKind_[placeOf(ObjectRef(index).kind)], index, window.startedAt, end);
            note(object, index, end);
        }
    }

    /// A neighbour of the stretch is no part of it. What has no length is, at both ends.
    [[nodiscard]] bool onlyTouches(UnixMs begin, UnixMs end) const
    {
        return begin_ < end_ && begin < end && (end == begin_ || begin == end_);
    }

    static std::size_t placeOf(ObjectKind kind)
    {
        return static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
    }

    void take(Row& row, ObjectRef object, UnixMs begin, UnixMs end) const
    {
        row.statistic.objects.push_back(object);
        row.statistic.failed += outcomeOf(trace_, object) == Outcome::Failed ? 1 : 0;
        row.statistic.insideMs += elapsedMs(std::max(begin, begin_), std::min(end, end_));
        row.durations.push_back(elapsedMs(begin, end));
    }

    void note(const InferenceCall& call, InferenceIndex, UnixMs)
    {
        worked_ = true;
        if (!call.usage)
            return;
        Statistic& row = ofKind_[placeOf(ObjectKind::InferenceCall)].statistic;
        row.inputTokens += call.usage->input;
        row.cachedTokens += call.usage->cachedInput;
        row.outputTokens += call.usage->output;
        statistics_.inputTokens = row.inputTokens;
        statistics_.cachedTokens = row.cachedTokens;
        statistics_.outputTokens = row.outputTokens;
    }
    void note(const ToolCall& tool, ToolIndex index, UnixMs end)
    {
        take(ofTool_[toolName(tool.kind)], index, tool.execution.startedAt, end);
        if (tool.kind.name == ToolKindName::WaitAgent)
            waited_ = true;
        else
            worked_ = true;
    }
    void note(const CodeCell&, CellIndex, UnixMs) { worked_ = true; }
    void note(const TerminalOperation&, OperationIndex, UnixMs) {}
    void note(const CompactionRequest&, CompactionRequestIndex, UnixMs) { worked_ = true; }

    /// How long the agent was there, and how long it waited meanwhile.
    void addTime(ThreadIndex thread)
    {
        const AgentThread& agent = trace_.threads[thread];
        const UnixMs begin = std::max(begin_, agent.execution.startedAt);
        const UnixMs end = std::min(end_, agent.execution.endedAt.value_or(relations_.lastMoment()));
        std::int64_t there = elapsedMs(begin, end);
        for (const AgentThread::Gap& gap : agent.gaps)
            there -= elapsedMs(std::max(begin, gap.endedAt), std::min(end, gap.resumedAt));
        there = std::max<std::int64_t>(there, 0);
        statistics_.agentMs += there;
        if (!waited_ || begin >= end)
            return;
        std::vector<Work> waits = workOf(trace_, relations_, thread, relations_.lastMoment());
        std::erase_if(waits, [](const Work& work) { return work.activity != Activity::Waiting; });
        const auto from = static_cast<double>(begin);
        const auto to = static_cast<double>(end);
        const double waited = WorkShare(waits).shares(from, to).waiting * (to - from);
        statistics_.waitMs += std::min(there, static_cast<std::int64_t>(std::llround(waited)));
    }

    const RolloutTrace& trace_;
    const Relations& relations_;
    const UnixMs begin_;
    const UnixMs end_;
    const std::atomic<bool>* cancelled_;
    std::array<Row, kinds.size()> ofKind_;
    std::unordered_map<std::string, Row> ofTool_;
    RangeStatistics statistics_;
    bool worked_ = false;
    bool waited_ = false;
};

} // namespace

std::optional<RangeStatistics> statisticsOf(const RolloutTrace& trace, const Relations& relations, UnixMs begin,
                                            UnixMs end, const IndexList<AgentThread>* threads,
                                            const std::atomic<bool>* cancelled)
{
    std::vector<bool> wanted(trace.threads.size(), threads == nullptr);
    if (threads != nullptr) {
        for (const ThreadIndex thread : *threads) {
            if (trace.threads.contains(thread))
                wanted[thread.value] = true;
        }
    }
    Gatherer gatherer(trace, relations, begin, end, cancelled);
    for (const ThreadIndex thread : relations.threadsInSpawnOrder()) {
        if (wanted[thread.value])
            gatherer.add(thread);
        if (gatherer.cancelled())
            return std::nullopt;
    }
    if (gatherer.cancelled())
        return std::nullopt;
    return gatherer.finish();
}

} // namespace rolloutscope
