// Where a conversation item stands as the model was sent it: its JSON in the payload that held it at first sight. The
// reduced item keeps less: arguments are cut, images are left out.
#pragma once

#include "core/bundle/bundle.h"
#include "core/trace/trace.h"

#include <cstdint>
#include <optional>
#include <string>

namespace rolloutscope {

struct ItemSource {
    PayloadIndex payload;
    std::uint64_t offset = 0; // bytes, of the JSON in the payload
    std::string json;
};

/// Reads one payload: on a thread of its own. Nothing when the payload is missing or damaged, and for what is no item
/// of a payload (the marker of a compaction). A message that was announced before it was sent has the words of then.
[[nodiscard]] std::optional<ItemSource> findItemSource(const Bundle& bundle, const RolloutTrace& trace, ItemIndex item);

} // namespace rolloutscope
