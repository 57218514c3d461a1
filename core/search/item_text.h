// What a search looks through of a conversation item: its own words and nothing that stands for others in a view.
#pragma once

#include "core/prompt/item_source.h"
#include "core/trace/trace.h"

#include <string>
#include <unordered_map>

namespace rolloutscope {

struct SearchedText {
    /// As a transcript shows it, the name of a called tool behind it.
    std::string shown;
    /// Arguments and outputs as they were sent, where they are shown in another form (JSON, indented); else empty.
    std::string sent;
    bool json = false;                    // words can stand in it with JSON's escapes
    std::size_t name = std::string::npos; // bytes, where the tool's name begins in `shown`
};

/// Made for one trace, used from several threads.
class ItemTexts {
public:
    explicit ItemTexts(const RolloutTrace& trace);

    /// Reads the item's payload through `sources`, the thread's own, where the trace does not have all of it.
    [[nodiscard]] SearchedText of(ItemIndex item, ItemSources& sources) const;

private:
    [[nodiscard]] std::string calledName(ItemIndex item) const;

    const RolloutTrace& trace_;
    std::unordered_map<ItemIndex, ToolIndex> toolOfCall_;
};

} // namespace rolloutscope
