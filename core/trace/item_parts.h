// What two conversation items say, compared part by part (spec 3, match).
#pragma once

#include "core/trace/trace.h"

namespace rolloutscope {

/// An image or an unknown part stands in its payload: by the rules it is the same only in the same one, or where both
/// have a hash (schema v2). With `anyPayload` it may stand in any.
[[nodiscard]] bool sameParts(const std::vector<ItemPart>& a, const std::vector<ItemPart>& b, bool anyPayload);

/// Whether an item has a part that no other payload can repeat.
[[nodiscard]] bool isBoundToPayload(const std::vector<ItemPart>& parts);

} // namespace rolloutscope
