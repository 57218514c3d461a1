// Which inference calls saw a conversation item, and what no model ever saw.
// Built once, in time linear in what all requests hold; kept per item, not per request, because a long rollout repeats
// every item in each request. Immutable afterwards.
#pragma once

#include "core/insight/relations.h"

#include <vector>

namespace rolloutscope {

/// What became of something that was meant for a model.
enum class Fate : std::uint8_t {
    NotMeant,  // it was not meant for one, or is not over
    Read,      // some inference call had it in its request
    NotYet,    // none had, but the rollout goes on
    NeverRead, // none had until the recording ended
};

class Readings {
public:
    explicit Readings(const RolloutTrace& trace);

    /// Calls in the order in which they began; absent when no call saw the item.
    [[nodiscard]] InferenceIndex firstReader(ItemIndex item) const { return readers_[item.value].first; }
    [[nodiscard]] InferenceIndex lastReader(ItemIndex item) const { return readers_[item.value].last; }
    [[nodiscard]] std::uint32_t readerCount(ItemIndex item) const { return readers_[item.value].count; }
    [[nodiscard]] bool isRead(ItemIndex item) const { return readerCount(item) > 0; }

    /// Of the output of a tool call or code cell that the model asked for and that is over; of a message, task or
    /// result between agents. Outputs of tools that code called go to the code, not to a model.
    [[nodiscard]] Fate fateOf(const RolloutTrace& trace, ObjectRef object) const;
    /// Of the results that an agent sent to the one which started it: Read when any of them was.
    [[nodiscard]] Fate resultFate(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread) const;

private:
    struct Readers {
        InferenceIndex first;
        InferenceIndex last;
        std::uint32_t count = 0;
    };
    [[nodiscard]] Fate fateOfItems(const RolloutTrace& trace, const IndexList<ConversationItem>& items) const;

    std::vector<Readers> readers_; // by item
};

} // namespace rolloutscope
