#include "core/prompt/item_source.h"

#include "core/json/document.h"
#include "core/reduce/model_items.h"

namespace rolloutscope {
namespace {

constexpr const char* lists[] = {"input", "output_items", "input_history", "replacement_history"};

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
    [[nodiscard]] bool isLikely(const ModelItem& model) const
    {
        if (model.kind != item_.kind || model.role != item_.role)
            return false;
        return (item_.callId && model.callId == item_.callId) ||
               (item_.responsesItemId && model.responsesItemId == item_.responsesItemId) ||
               (model.encodedKey != 0 && model.encodedKey == ModelItems::encodedKey(item_));
    }

    const RolloutTrace& trace_;
    const ConversationItem& item_;
    ProblemLog problems_;
    ModelItems models_;
};

} // namespace

std::optional<ItemSource> findItemSource(const Bundle& bundle, const RolloutTrace& trace, ItemIndex item)
{
    if (!trace.items.contains(item) || trace.items[item].kind == ItemKind::CompactionMarker ||
        !trace.payloads.contains(trace.items[item].firstSeenIn))
        return std::nullopt;
    const PayloadIndex payload = trace.items[item].firstSeenIn;
    std::string file;
    json::Document document;
    if (bundle.folder().readFile(trace.payloads[payload].path, file) != FileError::None ||
        !document.parse(file, {.hugeNumbersValid = true, .loneSurrogatesValid = true}))
        return std::nullopt;
    const json::Value found = Search(trace, item).in(document.root());
    if (!found)
        return std::nullopt;
    return ItemSource{.payload = payload, .offset = found.offset(), .json = std::string(found.raw())};
}

} // namespace rolloutscope
