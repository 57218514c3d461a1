#include "core/prompt/item_source.h"

#include "core/json/document.h"
#include "core/reduce/model_items.h"

#include <functional>
#include <unordered_map>
#include <vector>

namespace rolloutscope {
namespace {

constexpr const char* lists[] = {"input", "output_items", "input_history", "replacement_history"};

bool isLikely(const ModelItem& model, const ConversationItem& item)
{
    if (model.kind != item.kind || model.role != item.role)
        return false;
    return (item.callId && model.callId == item.callId) ||
           (item.responsesItemId && model.responsesItemId == item.responsesItemId) ||
           (model.encodedKey != 0 && model.encodedKey == ModelItems::encodedKey(item));
}

/// Compares elements with an item by the rules by which the reduction told items apart.
class Search {
public:
    Search(const RolloutTrace& trace, ItemIndex item)
        : trace_(trace),
          item_(trace.items[item]),
          problems_(false),
          models_(Rules::forSchema(trace.schemaVersion), problems_)
    {
    }

    [[nodiscard]] json::Value in(json::Value root)
    {
        json::Value likely;
        for (const char* list : lists) {
            for (const json::Value element : root[list].elements()) {
                const auto model = modelOf(element);
                if (!model)
                    continue;
                if (models_.sameButForPayload(*model, item_))
                    return element;
                if (!likely && isLikely(*model))
                    likely = element;
            }
        }
        // A message that was accepted is the payload as a whole.
        if (!likely && root["type"].present() && modelOf(root))
            return root;
        return likely;
    }

private:
    /// Nothing for what cannot be it: call ids are cheap to compare.
    [[nodiscard]] std::optional<ModelItem> modelOf(json::Value element)
    {
        if (item_.callId && !element["call_id"].equals(*item_.callId))
            return std::nullopt;
        return models_.normalize(element, item_.firstSeenIn, trace_);
    }

    /// Reasoning whose parts were completed by a later sight of it, and the like.
    [[nodiscard]] bool isLikely(const ModelItem& model) const { return rolloutscope::isLikely(model, item_); }

    const RolloutTrace& trace_;
    const ConversationItem& item_;
    ProblemLog problems_;
    ModelItems models_;
};

bool isInPayload(const RolloutTrace& trace, ItemIndex item)
{
    return trace.items.contains(item) && trace.items[item].kind != ItemKind::CompactionMarker &&
           trace.payloads.contains(trace.items[item].firstSeenIn);
}

constexpr json::ParseOptions lenient{.hugeNumbersValid = true, .loneSurrogatesValid = true};

} // namespace

std::optional<ItemSource> findItemSource(const Bundle& bundle, const RolloutTrace& trace, ItemIndex item)
{
    if (!isInPayload(trace, item))
        return std::nullopt;
    const PayloadIndex payload = trace.items[item].firstSeenIn;
    std::string file;
    json::Document document;
    if (bundle.folder().readFile(trace.payloads[payload].path, file) != FileError::None ||
        !document.parse(file, lenient))
        return std::nullopt;
    const json::Value found = Search(trace, item).in(document.root());
    if (!found)
        return std::nullopt;
    return ItemSource{.payload = payload, .offset = found.offset(), .json = std::string(found.raw())};
}

// ---- Many items ----------------------------------------------------------------------------------------------------

struct ItemSources::Impl {
    Impl(const Bundle& bundleOpened, const RolloutTrace& reduced)
        : bundle(bundleOpened),
          trace(reduced),
          problems(false),
          models(Rules::forSchema(reduced.schemaVersion), problems)
    {
    }

    void load(PayloadIndex wanted);
    [[nodiscard]] json::Value find(const ConversationItem& item) const;
    /// Of elements with a key: the item itself, or `likely` when there was none yet.
    [[nodiscard]] json::Value among(std::uint64_t key, const ConversationItem& item, json::Value& likely) const;

    const Bundle& bundle;
    const RolloutTrace& trace;
    ProblemLog problems;
    mutable ModelItems models;
    PayloadIndex payload;
    std::string file;
    json::Document document;
    std::vector<json::Value> elements;
    std::unordered_multimap<std::uint64_t, std::size_t> byKey; // of contents, of call ids and of the API's ids
};

namespace {

std::uint64_t idKey(std::string_view id)
{
    return std::hash<std::string_view>{}(id) ^ 0x5851'F42D'4C95'7F2DULL;
}

} // namespace

void ItemSources::Impl::load(PayloadIndex wanted)
{
    payload = wanted;
    elements.clear();
    byKey.clear();
    if (bundle.folder().readFile(trace.payloads[wanted].path, file) != FileError::None ||
        !document.parse(file, lenient))
        return;
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
        for (const json::Value element : document.root()[list].elements())
            add(element);
    }
    // A message that was accepted is the payload as a whole.
    if (elements.empty() && document.root()["type"].present())
        add(document.root());
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
    if (!likely && elements.size() == 1 && elements.front().offset() == document.root().offset())
        return elements.front();
    return likely;
}

ItemSources::ItemSources(const Bundle& bundle, const RolloutTrace& trace) : impl_(std::make_unique<Impl>(bundle, trace))
{
}

ItemSources::~ItemSources() = default;

std::string_view ItemSources::json(ItemIndex item)
{
    if (!isInPayload(impl_->trace, item))
        return {};
    const ConversationItem& wanted = impl_->trace.items[item];
    if (impl_->payload != wanted.firstSeenIn)
        impl_->load(wanted.firstSeenIn);
    const json::Value found = impl_->find(wanted);
    return found ? found.raw() : std::string_view();
}

} // namespace rolloutscope
