// When the answer of a model call began: the recording has no event for it, but what the answer led to has a time.
// Compute it when a call is looked at; nothing is kept.
#pragma once

#include "core/insight/relations.h"

#include <optional>

namespace rolloutscope {

/// The earliest recorded sign (Unix ms) that the model had begun to answer, inside the call's window: an item of its
/// response entered the thread's history (schema v2), or a tool or code cell that the response asked for started. The
/// answer began no later than that. Nothing if no sign falls into the window: then only the call's end tells.
/// Costs as much as the call has items and tools.
[[nodiscard]] std::optional<UnixMs> firstOutputAt(const RolloutTrace& trace, const Relations& relations,
                                                  InferenceIndex call);

} // namespace rolloutscope
