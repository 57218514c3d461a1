// Normalizing: a model item's JSON, as it stands in a request or response, becomes the form in which conversation items
// are compared and kept (spec 3, normalizing a model item; spec 5, normalizing).
#pragma once

#include "core/json/document.h"
#include "core/reduce/problem_log.h"
#include "core/reduce/rules.h"
#include "core/trace/trace.h"

#include <optional>
#include <string>
#include <vector>

namespace rolloutscope {

struct ModelItem {
    ItemRole role = ItemRole::User;
    ItemChannel channel = ItemChannel::None;
    ItemKind kind = ItemKind::Message;
    std::optional<AgentMessageRoute> agentMessage;
    std::vector<ItemPart> parts;
    std::optional<std::string> callId;
    std::optional<std::string> responsesItemId; // only where the rules give items ids

    /// Items that match have equal match keys, or (reasoning) equal encoded keys. 0: no encoded part.
    std::uint64_t matchKey = 0;
    std::uint64_t encodedKey = 0;
    /// The same bytes in another payload are another item: a part refers to the payload itself.
    bool boundToPayload = false;
};

class ModelItems {
public:
    ModelItems(const Rules& rules, ProblemLog& problems) : rules_(rules), problems_(problems) {}

    /// None for an item that is not part of a conversation. An item that breaks a rule becomes, in tolerant mode, a
    /// message with its JSON.
    [[nodiscard]] std::optional<ModelItem> normalize(json::Value item, PayloadIndex payload, const RolloutTrace& trace);

    /// Role, channel, kind, agent_message, call id and body. Ids are another matter.
    [[nodiscard]] bool sameContent(const ModelItem& item, const ConversationItem& existing) const;
    /// As sameContent(), with payload references of the same label taken as equal.
    [[nodiscard]] bool sameButForPayload(const ModelItem& item, const ConversationItem& existing) const;

    [[nodiscard]] static std::uint64_t matchKey(const ModelItem& item);
    [[nodiscard]] static std::uint64_t encodedKey(const ModelItem& item);
    /// The keys of an item that changed.
    [[nodiscard]] static std::uint64_t matchKey(const ConversationItem& item);
    [[nodiscard]] static std::uint64_t encodedKey(const ConversationItem& item);

private:
    struct Bad; // a broken rule inside one item
    void normalizeInto(json::Value item, ModelItem& result) const;
    void message(json::Value item, ModelItem& result) const;
    void reasoning(json::Value item, ModelItem& result) const;
    void functionCall(json::Value item, ModelItem& result) const;
    void customToolCall(json::Value item, ModelItem& result) const;
    void output(json::Value item, ModelItem& result) const;
    void compaction(json::Value item, ModelItem& result) const;
    void agentMessage(json::Value item, ModelItem& result) const;
    void contentParts(json::Value content, std::vector<ItemPart>& parts) const;
    [[nodiscard]] JsonPart jsonPart(json::Value value, bool wholeItem) const;
    [[nodiscard]] PayloadRefPart payloadRef(std::string label) const;
    [[nodiscard]] PayloadRefPart hashedRef(std::string label, json::Value content) const;
    [[nodiscard]] bool sameItem(const ModelItem& item, const ConversationItem& existing, bool anyPayload) const;

    const Rules& rules_;
    ProblemLog& problems_;
    PayloadIndex payload_; // that holds the item being normalized
    mutable json::Document argumentsDocument_;
};

} // namespace rolloutscope
