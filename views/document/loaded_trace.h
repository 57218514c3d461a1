// A trace as the views get it: immutable, and shared with worker threads.
#pragma once

#include "core/bundle/bundle.h"
#include "core/insight/relations.h"
#include "core/reduce/problem.h"

#include <memory>

namespace rolloutscope {

/// How much of a bundle is in a trace.
enum class TraceStage : std::uint8_t {
    Spine, // what the event log alone tells; conversation, edges and terminals follow
    Whole, // everything that is recorded so far
};

struct LoadedTrace {
    Bundle bundle;
    RolloutTrace trace;
    Relations relations;
    ProblemList problems;
    TraceStage stage = TraceStage::Whole;
    std::uint64_t bytesRead = 0;
    std::int64_t elapsedMs = 0; // from opening to this stage

    LoadedTrace(Bundle bundleOpened, RolloutTrace reduced, ProblemList found)
        : bundle(std::move(bundleOpened)), trace(std::move(reduced)), relations(trace), problems(std::move(found))
    {
    }
    /// A later copy of a growing trace.
    LoadedTrace(const LoadedTrace& earlier, RolloutTrace reduced, ProblemList found)
        : bundle(earlier.bundle),
          trace(std::move(reduced)),
          relations(earlier.relations, earlier.trace, trace),
          problems(std::move(found)),
          stage(earlier.stage),
          elapsedMs(earlier.elapsedMs)
    {
    }
};
using LoadedTracePtr = std::shared_ptr<const LoadedTrace>;

/// Shares a trace whose last holder on the GUI thread does not wait for it to be freed: that takes a while for a big
/// one, and a worker does it.
[[nodiscard]] LoadedTracePtr shared(std::unique_ptr<LoadedTrace> loaded);

} // namespace rolloutscope
