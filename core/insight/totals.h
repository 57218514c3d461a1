// A rollout in numbers: what `check`, tab titles and the status bar say of it.
#pragma once

#include "core/insight/relations.h"

namespace rolloutscope {

struct Totals {
    std::size_t agents = 0;
    std::size_t turns = 0;
    std::size_t inferenceCalls = 0;
    std::size_t failedInferenceCalls = 0; // cancelled ones are not failed
    std::size_t tools = 0;
    std::size_t failedTools = 0;
    std::size_t unfinished = 0;  // calls and tools without an end
    TokenUsage tokens;           // of all calls that reported some
    std::int64_t wallTimeMs = 0; // first to last moment
};

[[nodiscard]] Totals totalsOf(const RolloutTrace& trace, const Relations& relations);

} // namespace rolloutscope
