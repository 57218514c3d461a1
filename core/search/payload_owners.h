// Which object of a trace each payload belongs to: the call whose request it is, the tool whose result.
#pragma once

#include "core/trace/object_ref.h"

#include <vector>

namespace rolloutscope {

/// By payload; absent for what belongs to the rollout as a whole (its metadata, the recorder's own events). Of several
/// the first that came: calls before tools, tools before terminals.
[[nodiscard]] std::vector<ObjectRef> payloadOwners(const RolloutTrace& trace);

} // namespace rolloutscope
