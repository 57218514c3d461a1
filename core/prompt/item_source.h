// Where a conversation item stands as the model was sent it: its JSON in the payload that held it at first sight. The
// reduced item keeps less: arguments are cut, images are left out.
#pragma once

#include "core/bundle/bundle.h"
#include "core/trace/trace.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rolloutscope {

struct ItemSource {
    PayloadIndex payload;
    std::uint64_t offset = 0; // bytes, of the JSON in the payload
    std::string json;
};

/// Reads one payload: on a thread of its own. Nothing when the payload is missing or damaged, and for what is no item
/// of a payload (the marker of a compaction). A message that was announced before it was sent has the words of then.
[[nodiscard]] std::optional<ItemSource> findItemSource(const Bundle& bundle, const RolloutTrace& trace, ItemIndex item);

/// Finds many items: a payload is read, and its items are told apart, once as long as those asked for follow each other
/// in it, as they do in the order of a conversation. Bundle and trace must outlive it.
class ItemSources {
public:
    ItemSources(const Bundle& bundle, const RolloutTrace& trace);
    ~ItemSources();
    ItemSources(const ItemSources&) = delete;
    ItemSources& operator=(const ItemSources&) = delete;

    /// The item's JSON, or empty as findItemSource(). Valid until the next call.
    [[nodiscard]] std::string_view json(ItemIndex item);

private:
    friend std::optional<ItemSource> findItemSource(const Bundle&, const RolloutTrace&, ItemIndex);
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rolloutscope
