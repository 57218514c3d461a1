// Where a recording has one message several times: what stands in a payload, such as an image, equals nothing in
// another one (spec 3, match), so that every request which repeats the conversation brings the message anew. Who reads
// wants it once. Immutable.
#pragma once

#include "core/trace/trace.h"

#include <unordered_map>

namespace rolloutscope {

class ItemTwins {
public:
    /// Linear in what all requests hold where there is such an item, and in the items where there is none.
    explicit ItemTwins(const RolloutTrace& trace);

    /// The first sighting of what an item repeats; the item itself where it repeats none.
    [[nodiscard]] ItemIndex firstOf(ItemIndex item) const;
    [[nodiscard]] bool isFirst(ItemIndex item) const { return firstOf(item) == item; }

private:
    std::unordered_map<ItemIndex, ItemIndex> first_; // of those that repeat one
};

} // namespace rolloutscope
