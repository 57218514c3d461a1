// What happened in a stretch of time, in numbers: how often each kind of work and each tool ran, how long it took, what
// it cost. For a selection on the timeline; the same rows go to the clipboard and to CSV.
#pragma once

#include "core/insight/relations.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rolloutscope {

enum class StatisticGroup : std::uint8_t {
    Kind, // inference calls, tool calls, code cells, terminal operations, compaction requests
    Tool, // tool calls of one name
};

/// Work that overlaps the stretch, all of one kind or tool. Durations are those of the whole calls, not cut at the
/// stretch's ends; work without an end lasts until the trace's last moment.
struct Statistic {
    StatisticGroup group = StatisticGroup::Kind;
    std::string name; // "inference call", "exec_command"; a tool's name is the bundle's text
    std::size_t count = 0;
    std::size_t failed = 0;
    std::int64_t totalMs = 0;
    std::int64_t insideMs = 0; // the parts inside the stretch; parallel work counts several times
    double meanMs = 0;
    /// Percentiles by nearest rank: the smallest duration that at least this part of all do not exceed. So each is a
    /// duration that occurred; of two, the median is the shorter one.
    std::int64_t medianMs = 0;
    std::int64_t p95Ms = 0;
    std::int64_t maxMs = 0;
    std::uint64_t inputTokens = 0; // cached ones included; of model calls that reported some
    std::uint64_t cachedTokens = 0;
    std::uint64_t outputTokens = 0;
    std::vector<ObjectRef> objects; // agents in order of spawns, each one's work by start
};

struct RangeStatistics {
    /// Kinds in the order of StatisticGroup::Kind, then tools by total time, longest first. Only what occurred.
    std::vector<Statistic> rows;
    std::size_t agentsThatWorked = 0; // with a model call, a tool other than wait_agent, or a code cell
    std::int64_t agentMs = 0;         // of all agents, from start to end without the gaps between end and resume
    std::int64_t waitMs = 0;          // in wait_agent; an agent that waits twice at once waits once
    std::uint64_t inputTokens = 0;    // of all model calls
    std::uint64_t cachedTokens = 0;
    std::uint64_t outputTokens = 0;

    /// 0 … 1: what part of the agents' time was waiting for other agents.
    [[nodiscard]] double waitShare() const
    {
        return agentMs > 0 ? static_cast<double>(waitMs) / static_cast<double>(agentMs) : 0;
    }
};

/// Of everything that overlaps [begin, end] (Unix ms) in these threads, or in all; what only touches it is no part,
/// what happened at one moment is, at both ends. Costs n log n of those threads' work: for a thread in the background.
/// Nothing when cancelled.
[[nodiscard]] std::optional<RangeStatistics> statisticsOf(const RolloutTrace& trace, const Relations& relations,
                                                          UnixMs begin, UnixMs end,
                                                          const IndexList<AgentThread>* threads = nullptr,
                                                          const std::atomic<bool>* cancelled = nullptr);

} // namespace rolloutscope
