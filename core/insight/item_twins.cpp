#include "core/insight/item_twins.h"

#include "core/trace/item_parts.h"

#include <algorithm>
#include <unordered_set>

namespace rolloutscope {
namespace {

bool isSame(const ConversationItem& one, const ConversationItem& other)
{
    return one.role == other.role && one.kind == other.kind && one.channel == other.channel &&
           one.callId == other.callId && one.agentMessage == other.agentMessage &&
           sameParts(one.parts, other.parts, true);
}

/// What an item repeats of the request before: what stood in its place or, where the conversation was cut in between,
/// the first that nothing else repeats. None: it is new.
ItemIndex repeatedBy(const RolloutTrace& trace, ItemIndex item, std::size_t place,
                     const IndexList<ConversationItem>& before, const std::unordered_set<ItemIndex>& taken)
{
    const auto mayBe = [&](ItemIndex other) {
        return trace.items.contains(other) && other != item && !taken.contains(other) &&
               isSame(trace.items[other], trace.items[item]);
    };
    if (place < before.size() && mayBe(before[place]))
        return before[place];
    const auto found = std::find_if(before.begin(), before.end(), mayBe);
    return found == before.end() ? ItemIndex() : *found;
}

} // namespace

ItemTwins::ItemTwins(const RolloutTrace& trace)
{
    std::vector<bool> bound(trace.items.size());
    bool any = false;
    for (std::size_t i = 0; i < bound.size(); ++i) {
        bound[i] = isBoundToPayload(trace.items[ItemIndex{static_cast<std::uint32_t>(i)}].parts);
        any = any || bound[i];
    }
    if (!any)
        return;
    std::unordered_map<ThreadIndex, InferenceIndex> latest;
    std::vector<bool> seen(trace.items.size());
    for (std::uint32_t i = 0; i < trace.inferenceCalls.size(); ++i) {
        const InferenceIndex call{i};
        const IndexList<ConversationItem>& items = trace.inferenceCalls[call].requestItems;
        const auto before = latest.find(trace.inferenceCalls[call].thread);
        // Those that the request holds as they were repeat nothing, and nothing else repeats them.
        std::unordered_set<ItemIndex> taken;
        std::vector<std::size_t> fresh;
        for (std::size_t place = 0; place < items.size(); ++place) {
            const ItemIndex item = items[place];
            if (!trace.items.contains(item) || !bound[item.value])
                continue;
            if (seen[item.value])
                taken.insert(item);
            else
                fresh.push_back(place);
        }
        for (const std::size_t place : fresh) {
            const ItemIndex item = items[place];
            const bool isTwice = seen[item.value];
            seen[item.value] = true;
            if (isTwice || before == latest.end())
                continue;
            const IndexList<ConversationItem>& earlier = trace.inferenceCalls[before->second].requestItems;
            if (const ItemIndex repeated = repeatedBy(trace, item, place, earlier, taken)) {
                taken.insert(repeated);
                first_.emplace(item, firstOf(repeated));
            }
        }
        latest.insert_or_assign(trace.inferenceCalls[call].thread, call);
    }
}

ItemIndex ItemTwins::firstOf(ItemIndex item) const
{
    const auto found = first_.find(item);
    return found == first_.end() ? item : found->second;
}

} // namespace rolloutscope
