// An agent's time and numbers: what its node in the graph says.
#pragma once

#include "core/insight/relations.h"

#include <cstdint>

namespace rolloutscope::graph {

/// Where an agent's wall time went, as fractions of it; they add up to 1 (or all are 0 when there was no time).
/// What overlaps counts once: inference before tools before waiting.
struct TimeShares {
    double inference = 0;
    double tool = 0; // tools and code cells
    double waiting = 0;
    double idle = 0;
    bool operator==(const TimeShares&) const = default;
};

struct AgentTotals {
    std::int64_t wallMs = 0; // without the gaps in which the agent was not alive
    std::uint64_t inferenceCalls = 0;
    std::uint64_t toolCalls = 0;
    std::uint64_t failedTools = 0;
    std::uint64_t inputTokens = 0;
    std::uint64_t outputTokens = 0;
    TimeShares shares;
};

[[nodiscard]] AgentTotals totalsOf(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread);

} // namespace rolloutscope::graph
