// In which order a list shows objects: by start, agent, name, duration… Plain functions for a thread in the background:
// a list may have a million rows.
#pragma once

#include "core/insight/relations.h"

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

namespace rolloutscope {

enum class ObjectColumn : std::uint8_t { Start, Agent, Name, Detail, Duration, InputTokens, OutputTokens, Status };
inline constexpr int objectColumnCount = 8;

/// ms from the rollout's first moment to the object's start.
[[nodiscard]] std::int64_t startOf(const RolloutTrace& trace, const Relations& relations, ObjectRef object);
/// ms; work without an end lasts until the trace's last moment.
[[nodiscard]] std::int64_t durationOf(const RolloutTrace& trace, const Relations& relations, ObjectRef object);
/// Of a model call that reported some.
[[nodiscard]] std::optional<TokenUsage> tokensOf(const RolloutTrace& trace, ObjectRef object);

/// The places of `objects` as they are shown, n log n. Equal ones stay in their order, whichever way it goes. Names
/// with numbers go by the numbers. Unfinished when cancelled.
[[nodiscard]] std::vector<std::uint32_t> orderOf(const RolloutTrace& trace, const Relations& relations,
                                                 std::span<const ObjectRef> objects, ObjectColumn column,
                                                 bool descending, const std::atomic<bool>& cancelled);

} // namespace rolloutscope
