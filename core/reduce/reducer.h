// Replays a bundle's event log into a RolloutTrace (spec: reduction rules).
#pragma once

#include "core/bundle/bundle.h"
#include "core/reduce/problem.h"
#include "core/trace/trace.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace rolloutscope {

enum class ReduceMode : std::uint8_t {
    Strict,   // the first broken rule ends the reduction: this gives state.json
    Tolerant, // a broken rule becomes a problem, and the reduction goes on with what makes sense
};

enum class ReduceDepth : std::uint8_t {
    Full,
    /// What the event log alone tells, and who spawned whom: threads, turns, calls, tools, cells and their windows.
    /// Conversation items, edges, terminal sessions and everything else that stands in payloads is missing.
    Spine,
};

struct ReduceProgress {
    std::uint64_t logBytesDone = 0;
    std::uint64_t logBytesTotal = 0;
    std::uint64_t payloadBytes = 0; // read so far
    std::uint64_t events = 0;
};

struct ReduceOptions {
    ReduceMode mode = ReduceMode::Strict;
    ReduceDepth depth = ReduceDepth::Full;
    /// Called on the reducing thread, about every 10 ms.
    std::function<void(const ReduceProgress&)> onProgress;
    /// Looked at between events.
    const std::atomic<bool>* cancelled = nullptr;
};

struct ReduceResult {
    /// Null when the reduction was refused or cancelled.
    std::unique_ptr<RolloutTrace> trace;
    ProblemList problems;
    /// Why the reduction was refused: line, seq and reason. Empty otherwise.
    std::string error;
    bool cancelled = false;
    ReduceProgress progress;
};

/// Never throws for anything in the bundle.
[[nodiscard]] ReduceResult reduce(const Bundle& bundle, const ReduceOptions& options);

} // namespace rolloutscope
