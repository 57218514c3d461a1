// What a search looks through of a conversation item: its own words and nothing that stands for others in a view.
#pragma once

#include "core/prompt/item_source.h"
#include "core/trace/trace.h"

#include <string>

namespace rolloutscope {

struct SearchedText {
    /// As a transcript shows it, the name of a called tool behind it.
    std::string shown;
    /// Arguments and outputs as they were sent, where they are shown in another form (JSON, indented); else empty.
    std::string sent;
    bool json = false;                    // words can stand in it with JSON's escapes
    std::size_t name = std::string::npos; // bytes, where the tool's name begins in `shown`
};

/// Reads the item's payload through `sources`, the thread's own, where the trace does not have all of it.
[[nodiscard]] SearchedText searchedText(const RolloutTrace& trace, ItemIndex item, ItemSources& sources);

} // namespace rolloutscope
