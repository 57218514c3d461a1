// How an element of a request, response or checkpoint finds its conversation item (spec 3, reconcile, match, merge).
#include "core/reduce/conversation.h"

#include "core/reduce/reduction.h"

#include <algorithm>

namespace rolloutscope {

/// Positions of a list's entries by what they match; built only when an entry is not where it was expected.
class Conversation::MatchIndex {
public:
    struct Places {
        std::vector<std::uint32_t> positions; // ascending
        std::size_t next = 0;                 // those before are used
    };

    [[nodiscard]] bool built() const { return built_; }
    void build(const IndexList<ConversationItem>& base, const std::vector<ItemState>& states)
    {
        built_ = true;
        places_.reserve(base.size());
        for (std::uint32_t i = 0; i < base.size(); ++i) {
            const ItemState& state = states[base[i].value];
            places_[state.matchKey].positions.push_back(i);
            if (state.encodedKey != 0)
                places_[state.encodedKey].positions.push_back(i);
        }
    }
    [[nodiscard]] Places* find(std::uint64_t key)
    {
        const auto found = key == 0 ? places_.end() : places_.find(key);
        return found == places_.end() ? nullptr : &found->second;
    }

private:
    bool built_ = false;
    std::unordered_map<std::uint64_t, Places> places_;
};

IndexList<ConversationItem> Conversation::reconcile(const Reconciling& how, std::vector<Element>& elements)
{
    ++reconciling_;
    MatchIndex matchIndex;
    IndexList<ConversationItem> items;
    items.reserve(elements.size());
    std::size_t index = how.firstIndex;
    for (Element& element : elements) {
        const ItemIndex item = resolve(how, element, index++, matchIndex);
        states_[item.value].usedBy = reconciling_;
        if (how.producer)
            addProducer(item, *how.producer);
        sight(item);
        items.push_back(item);
    }
    r_.codeCells.startWaiting();
    return items;
}

ModelItem& Conversation::modelOf(const Reconciling& how, Element& element)
{
    if (!element.model)
        element.model = r_.modelItems.normalize(element.raw, how.payload, r_.trace);
    return *element.model;
}

ItemIndex Conversation::resolve(const Reconciling& how, Element& element, std::size_t index, MatchIndex& matchIndex)
{
    ItemIndex sameAsBefore;
    const bool reused = callIdReused(how, element, sameAsBefore);
    if (sameAsBefore)
        return sameAsBefore;

    const ItemIndex entry = index < how.base.size() ? how.base[index] : ItemIndex{};
    const bool atIndex = how.search == Search::Full || how.search == Search::Append;
    if (atIndex && entry) {
        const bool blocked =
            how.search == Search::Full && r_.rules.entriesUsedOnce && states_[entry.value].usedBy == reconciling_;
        if (!blocked && element.known == entry)
            return entry; // it matched before, and nothing changed since
        if (!blocked && matches(modelOf(how, element), entry)) {
            mergeReasoning(entry, *element.model);
            return entry;
        }
        if (how.search == Search::Append && !reused) {
            const std::string& thread = r_.trace.threads[how.thread].id;
            r_.problems.brokenOnce("append:" + thread, r_.trace.items[entry].id,
                                   "the conversation of thread " + named(thread) + " has " +
                                       named(r_.trace.items[entry].id) + " at index " + std::to_string(index) +
                                       ", which is not the item that the payload has there");
        }
    }

    ModelItem& model = modelOf(how, element);
    if (how.search != Search::Append && how.search != Search::AlwaysNew) {
        if (!matchIndex.built())
            matchIndex.build(how.base, states_);
        if (const ItemIndex found = findUnused(how, model, matchIndex)) {
            mergeReasoning(found, model);
            return found;
        }
    }
    if (const ItemIndex claimed = claimReceipt(how, model))
        return claimed;
    ModelItem copy = model; // the element keeps its own: whether it is bound to its payload is asked later
    return create(how.thread, how.turn, how.payload, std::move(copy));
}

ItemIndex Conversation::findUnused(const Reconciling& how, const ModelItem& item, MatchIndex& matchIndex)
{
    std::uint32_t best = 0xFFFF'FFFF;
    for (const std::uint64_t key : {item.matchKey, item.encodedKey}) {
        MatchIndex::Places* places = matchIndex.find(key);
        if (places == nullptr)
            continue;
        while (places->next < places->positions.size() &&
               states_[how.base[places->positions[places->next]].value].usedBy == reconciling_)
            ++places->next;
        for (std::size_t i = places->next; i < places->positions.size(); ++i) {
            const std::uint32_t position = places->positions[i];
            if (position >= best)
                break;
            const ItemIndex candidate = how.base[position];
            if (states_[candidate.value].usedBy != reconciling_ && matches(item, candidate)) {
                best = position;
                break;
            }
        }
    }
    return best == 0xFFFF'FFFF ? ItemIndex{} : how.base[best];
}

bool Conversation::matches(const ModelItem& item, ItemIndex existing) const
{
    const ItemState& state = states_[existing.value];
    const bool keysAgree =
        item.matchKey == state.matchKey || (item.encodedKey != 0 && item.encodedKey == state.encodedKey);
    if (!keysAgree)
        return false;
    const ConversationItem& other = r_.trace.items[existing];
    if (item.responsesItemId && other.responsesItemId && *item.responsesItemId != *other.responsesItemId)
        return false;
    return r_.modelItems.sameContent(item, other);
}

/// The call-id rule. In tolerant mode a call id that came with other content is said once; later elements that equal an
/// item but for the payload they stand in are that item, so that an image sent again and again is not a new item each
/// time.
bool Conversation::callIdReused(const Reconciling& how, Element& element, ItemIndex& sameAsBefore)
{
    if (element.known && states_[element.known.value].soleOfCallId)
        return false;
    const ItemKind kind = element.known ? r_.trace.items[element.known].kind : element.model->kind;
    const bool held = !r_.rules.outputsMayDiffer || kind == ItemKind::FunctionCall || kind == ItemKind::CustomToolCall;
    const auto& callId = element.known ? r_.trace.items[element.known].callId : element.model->callId;
    if (!callId || !held)
        return false;
    const ThreadState& state = stateOf(how.thread);
    const auto group = state.byCallId.find(*callId);
    if (group == state.byCallId.end())
        return false;
    bool conflict = false;
    int others = 0;
    ItemIndex twin;
    for (const ItemIndex other : group->second) {
        const ConversationItem& existing = r_.trace.items[other];
        if (other == element.known || existing.kind != kind)
            continue;
        ++others;
        const ModelItem& model = modelOf(how, element);
        conflict = conflict || !r_.modelItems.sameContent(model, existing);
        if (!r_.problems.strict() && r_.modelItems.sameButForPayload(model, existing))
            twin = other;
    }
    if (!conflict)
        return false;
    const std::string id = *callId;
    r_.problems.brokenOnce("call:" + r_.trace.threads[how.thread].id + ":" + id + ":" +
                               std::to_string(static_cast<int>(kind)),
                           id, "call id " + named(id) + " is used again with other content");
    if (others > 1 && !element.known)
        sameAsBefore = twin;
    return true;
}

ItemIndex Conversation::claimReceipt(const Reconciling& how, ModelItem& item)
{
    if (!item.agentMessage || !item.responsesItemId)
        return {};
    auto& receipts = stateOf(how.thread).receipts;
    const auto receipt = receipts.find(*item.responsesItemId);
    if (receipt == receipts.end())
        return {};
    const ItemIndex index = receipt->second;
    receipts.erase(receipt);
    r_.trace.items[index].parts = item.parts;
    changed(index);
    return index;
}

ItemIndex Conversation::create(ThreadIndex thread, TurnIndex turn, PayloadIndex payload, ModelItem&& model)
{
    ConversationItem item;
    item.id = "conversation_item:" + std::to_string(r_.trace.items.size() + 1);
    item.thread = thread;
    item.turn = turn;
    item.firstSeenAt = r_.now.at;
    item.firstSeenIn = payload;
    item.role = model.role;
    item.channel = model.channel;
    item.kind = model.kind;
    item.agentMessage = std::move(model.agentMessage);
    item.parts = std::move(model.parts);
    item.callId = std::move(model.callId);
    const std::optional<std::string> responsesItemId = std::move(model.responsesItemId);

    ItemState itemState;
    itemState.matchKey = model.matchKey != 0 ? model.matchKey : ModelItems::matchKey(item);
    itemState.encodedKey = model.encodedKey;
    const ItemIndex index = r_.trace.items.add(std::move(item));
    states_.push_back(itemState);
    if (const auto& callId = r_.trace.items[index].callId) {
        states_[index.value].hasCallId = true;
        auto& group = stateOf(thread).byCallId[*callId];
        for (const ItemIndex other : group) {
            if (r_.trace.items[other].kind == r_.trace.items[index].kind)
                states_[other.value].soleOfCallId = states_[index.value].soleOfCallId = false;
        }
        group.push_back(index);
    }
    if (responsesItemId)
        takeId(index, *responsesItemId);
    r_.codeCells.itemCreated(index);
    states_[index.value].isMail = r_.agentEdges.itemChanged(index);
    return index;
}

void Conversation::takeId(ItemIndex index, const std::string& responsesItemId)
{
    ConversationItem& item = r_.trace.items[index];
    ThreadState& state = stateOf(item.thread);
    item.responsesItemId = responsesItemId;
    state.byResponsesId[responsesItemId].push_back(index);
    if (const auto accepted = state.accepted.find(responsesItemId); accepted != state.accepted.end()) {
        item.acceptedAt = accepted->second.at;
        item.acceptedSeq = accepted->second.seq;
    }
    ++states_[index.value].version;
}

void Conversation::mergeReasoning(ItemIndex index, const ModelItem& sighted)
{
    ConversationItem& item = r_.trace.items[index];
    if (sighted.responsesItemId && !item.responsesItemId)
        takeId(index, *sighted.responsesItemId);
    if (item.kind != ItemKind::Reasoning || sighted.matchKey == states_[index.value].matchKey)
        return;
    const auto select = [](const std::vector<ItemPart>& parts, auto* type) {
        std::vector<ItemPart> chosen;
        for (const ItemPart& part : parts) {
            if (std::holds_alternative<std::remove_pointer_t<decltype(type)>>(part))
                chosen.push_back(part);
        }
        return chosen;
    };
    constexpr TextPart* text = nullptr;
    constexpr SummaryPart* summary = nullptr;
    constexpr EncodedPart* encoded = nullptr;
    std::vector<ItemPart> texts = select(item.parts, text);
    std::vector<ItemPart> summaries = select(item.parts, summary);
    if (!texts.empty() && !summaries.empty())
        return;
    if (texts.empty())
        texts = select(sighted.parts, text);
    if (summaries.empty())
        summaries = select(sighted.parts, summary);
    std::vector<ItemPart> merged = std::move(texts);
    merged.insert(merged.end(), summaries.begin(), summaries.end());
    const std::vector<ItemPart> encodedParts = select(item.parts, encoded);
    merged.insert(merged.end(), encodedParts.begin(), encodedParts.end());
    item.parts = std::move(merged);
    changed(index);
}

void Conversation::changed(ItemIndex index)
{
    ItemState& state = states_[index.value];
    state.matchKey = ModelItems::matchKey(r_.trace.items[index]);
    state.encodedKey = ModelItems::encodedKey(r_.trace.items[index]);
    ++state.version;
    state.isMail = r_.agentEdges.itemChanged(index);
}

void Conversation::sight(ItemIndex item)
{
    const ItemState& state = states_[item.value];
    if (state.hasCallId) {
        r_.tools.itemSighted(item);
        r_.codeCells.itemSighted(item);
    }
    if (state.isMail)
        r_.agentEdges.mailSighted(item);
}

} // namespace rolloutscope
