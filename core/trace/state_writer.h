// Writes a trace as state.json (spec 2): two-space indentation, fields and maps in the order of the model, UTF-8 as it
// is. Byte for byte what the recorder's own reducer writes for the same schema.
#pragma once

#include "core/trace/trace.h"

#include <functional>
#include <string>
#include <string_view>

namespace rolloutscope {

/// Takes the text in pieces, in order. Returning false ends the writing.
using StateSink = std::function<bool(std::string_view)>;

/// False if the sink refused a piece.
bool writeState(const RolloutTrace& trace, const StateSink& sink);
/// The whole text in memory.
[[nodiscard]] std::string stateJson(const RolloutTrace& trace);

} // namespace rolloutscope
