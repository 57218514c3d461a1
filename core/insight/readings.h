// Which inference calls saw a conversation item, and what no model ever saw.
// Built once, in time linear in what all requests hold; kept per item, not per request, because a long rollout repeats
// every item in each request. What the recording has several times (item_twins.h) is one. Immutable afterwards.
#pragma once

#include "core/insight/item_twins.h"
#include "core/insight/relations.h"

#include <vector>

namespace rolloutscope {

/// What became of something that was meant for a model.
enum class Fate : std::uint8_t {
    NotMeant,  // it was not meant for one, is not over, or the recording does not say what became of it
    Read,      // some inference call had it in its request, or a compaction took it in
    NotYet,    // none had, but the rollout goes on
    NeverRead, // none had until the recording ended
};

class Readings {
public:
    explicit Readings(const RolloutTrace& trace);

    /// Calls in the order in which they began; absent when no call saw the item.
    [[nodiscard]] InferenceIndex firstReader(ItemIndex item) const { return readersOf(item).first; }
    [[nodiscard]] InferenceIndex lastReader(ItemIndex item) const { return readersOf(item).last; }
    /// Calls, not sightings: a call can hold an item twice.
    [[nodiscard]] std::uint32_t readerCount(ItemIndex item) const { return readersOf(item).count; }
    [[nodiscard]] bool isRead(ItemIndex item) const
    {
        return readerCount(item) > 0 || compacted_[twins_.firstOf(item).value];
    }
    [[nodiscard]] const ItemTwins& twins() const { return twins_; }

    /// Of the output of a tool call or code cell that the model asked for and that is over; of a message, task or
    /// result between agents. Outputs of tools that code called go to the code, not to a model; a call that was
    /// cancelled has no output, and one of which no call id of the model is recorded has none that could be found. What
    /// a model said itself was meant for whoever reads it: an answer that no later call saw is nothing to speak of.
    [[nodiscard]] Fate fateOf(const RolloutTrace& trace, ObjectRef object) const;
    /// Of the result of an agent's last turn that ended by itself (completed or failed), for the agent which started
    /// it. A recording of schema 1 has no interaction for a result that nobody saw: then there is none where one is
    /// due. Where no such turn is known, of any result that is recorded.
    [[nodiscard]] Fate resultFate(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread) const;

private:
    struct Readers {
        InferenceIndex first;
        InferenceIndex last;
        std::uint32_t count = 0;
    };
    [[nodiscard]] const Readers& readersOf(ItemIndex item) const { return readers_[twins_.firstOf(item).value]; }
    [[nodiscard]] Fate fateOfItems(const RolloutTrace& trace, const IndexList<ConversationItem>& items) const;

    ItemTwins twins_;
    std::vector<Readers> readers_; // by item
    std::vector<bool> compacted_;  // by item: a compaction's model had it
};

} // namespace rolloutscope
