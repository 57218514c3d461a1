// How the context of one agent grew from model call to model call, and where a compaction cut it.
#pragma once

#include "core/insight/relations.h"

#include <cstdint>
#include <vector>

namespace rolloutscope {

/// One call of which the recording tells the tokens.
struct ContextPoint {
    InferenceIndex call;
    UnixMs at = 0;
    UnixMs until = 0;         // the trace's last moment while the call runs
    std::uint64_t input = 0;  // tokens; cached ones included
    std::uint64_t cached = 0; // those of the input that were read from the cache
    std::uint64_t output = 0; // reasoning included
    /// A compaction was installed since the point before this one, or ever if this is the first.
    bool afterCompaction = false;
};

/// By start. Linear in the agent's calls and compactions.
[[nodiscard]] std::vector<ContextPoint> contextGrowth(const RolloutTrace& trace, const Relations& relations,
                                                      ThreadIndex thread);

} // namespace rolloutscope
