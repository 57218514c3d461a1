#include "core/prompt/item_source.h"

#include "core/prompt/payload_document.h"
#include "core/reduce/model_items.h"

#include <functional>
#include <unordered_map>
#include <vector>

namespace rolloutscope {
namespace {

constexpr const char* lists[] = {"input", "output_items", "input_history", "replacement_history"};

/// Reasoning whose parts were completed by a later sight of it, and the like.
bool isLikely(const ModelItem& model, const ConversationItem& item)
{
    if (model.kind != item.kind || model.role != item.role)
        return false;
    return (item.callId && model.callId == item.callId) ||
           (item.responsesItemId && model.responsesItemId == item.responsesItemId) ||
           (model.encodedKey != 0 && model.encodedKey == ModelItems::encodedKey(item));
}

bool isInPayload(const RolloutTrace& trace, ItemIndex item)
{
    return trace.items.contains(item) && trace.items[item].kind != ItemKind::CompactionMarker &&
           trace.payloads.contains(trace.items[item].firstSeenIn);
}

/// Content keys and the keys of ids share a table.
std::uint64_t idKey(std::string_view id)
{
    return std::hash<std::string_view>{}(id) ^ 0x5851'F42D'4C95'7F2DULL;
}

} // namespace

// Finds elements by the rules by which the reduction told items apart.
struct ItemSources::Impl {
    Impl(const Bundle& bundleOpened, const RolloutTrace& reduced)
        : trace(reduced),
          problems(false),
          models(Rules::forSchema(reduced.schemaVersion), problems),
          document(bundleOpened, reduced)
    {
    }

    [[nodiscard]] json::Value sourceOf(ItemIndex item);
    void load(PayloadIndex wanted);
    [[nodiscard]] json::Value find(const ConversationItem& item) const;
    /// Of elements with a key: the item itself, or `likely` when there was none yet.
    [[nodiscard]] json::Value among(std::uint64_t key, const ConversationItem& item, json::Value& likely) const;

    const RolloutTrace& trace;
    ProblemLog problems;
    mutable ModelItems models;
    PayloadIndex payload;
    PayloadDocument document;
    json::Value whole; // of the payload
    std::vector<json::Value> elements;
    std::unordered_multimap<std::uint64_t, std::size_t> byKey; // of contents, of call ids and of the API's ids
};

void ItemSources::Impl::load(PayloadIndex wanted)
{
    payload = wanted;
    elements.clear();
    byKey.clear();
    whole = document.open(wanted);
    const auto add = [this, wanted](json::Value element) {
        const auto model = models.normalize(element, wanted, trace);
        if (!model)
            return;
        const std::size_t at = elements.size();
        elements.push_back(element);
        byKey.emplace(model->matchKey, at);
        if (model->encodedKey != 0)
            byKey.emplace(model->encodedKey, at);
        if (model->callId)
            byKey.emplace(idKey(*model->callId), at);
        if (model->responsesItemId)
            byKey.emplace(idKey(*model->responsesItemId), at);
    };
    for (const char* list : lists) {
        for (const json::Value element : whole[list].elements())
            add(element);
    }
    // A message that was accepted is the payload as a whole.
    if (elements.empty() && whole["type"].present())
        add(whole);
}

json::Value ItemSources::Impl::among(std::uint64_t key, const ConversationItem& item, json::Value& likely) const
{
    constexpr int mostAlike = 64; // the same again and again: any of them will do
    int looked = 0;
    std::size_t first = elements.size();
    const auto [begin, end] = byKey.equal_range(key);
    for (auto at = begin; at != end && looked++ < mostAlike; ++at) {
        const auto model = models.normalize(elements[at->second], payload, trace);
        if (!model)
            continue;
        if (models.sameButForPayload(*model, item))
            first = std::min(first, at->second);
        else if (!likely && isLikely(*model, item))
            likely = elements[at->second];
    }
    return first < elements.size() ? elements[first] : json::Value();
}

json::Value ItemSources::Impl::find(const ConversationItem& item) const
{
    json::Value likely;
    if (const json::Value found = among(ModelItems::matchKey(item), item, likely))
        return found;
    if (item.callId) {
        if (const json::Value found = among(idKey(*item.callId), item, likely))
            return found;
    }
    if (item.responsesItemId) {
        if (const json::Value found = among(idKey(*item.responsesItemId), item, likely))
            return found;
    }
    if (const std::uint64_t encoded = ModelItems::encodedKey(item); encoded != 0) {
        if (const json::Value found = among(encoded, item, likely))
            return found;
    }
    if (!likely && elements.size() == 1 && elements.front().offset() == whole.offset())
        return elements.front();
    return likely;
}

ItemSources::ItemSources(const Bundle& bundle, const RolloutTrace& trace) : impl_(std::make_unique<Impl>(bundle, trace))
{
}

ItemSources::~ItemSources() = default;

json::Value ItemSources::Impl::sourceOf(ItemIndex item)
{
    if (!isInPayload(trace, item))
        return {};
    if (payload != trace.items[item].firstSeenIn)
        load(trace.items[item].firstSeenIn);
    return find(trace.items[item]);
}

std::string_view ItemSources::json(ItemIndex item)
{
    const json::Value found = impl_->sourceOf(item);
    return found ? found.raw() : std::string_view();
}

std::optional<ItemSource> findItemSource(const Bundle& bundle, const RolloutTrace& trace, ItemIndex item)
{
    ItemSources::Impl sources(bundle, trace);
    const json::Value found = sources.sourceOf(item);
    if (!found)
        return std::nullopt;
    return ItemSource{.payload = sources.payload, .offset = found.offset(), .json = std::string(found.raw())};
}

} // namespace rolloutscope
