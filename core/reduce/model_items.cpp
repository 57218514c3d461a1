#include "core/reduce/model_items.h"

#include "core/json/compact.h"
#include "core/reduce/sha256.h"
#include "core/trace/item_parts.h"
#include "core/trace/names.h"

#include <functional>

namespace rolloutscope {

struct ModelItems::Bad {
    std::string reason;
};

namespace {

constexpr std::size_t summaryBytes = 240;
constexpr const char* encryptedLabel = "encrypted_content";
constexpr const char* passthroughKey = "internal_chat_message_metadata_passthrough";

std::uint64_t mixed(std::uint64_t seed, std::uint64_t value)
{
    return seed ^ (value + 0x9E37'79B9'7F4A'7C15ULL + (seed << 6U) + (seed >> 2U));
}

std::uint64_t mixed(std::uint64_t seed, std::string_view text)
{
    return mixed(seed, std::hash<std::string_view>{}(text));
}

std::string cutSummary(std::string text)
{
    if (text.size() <= summaryBytes)
        return text;
    std::size_t end = summaryBytes;
    while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    text.resize(end);
    return text + "...";
}

const EncodedPart* firstEncoded(const std::vector<ItemPart>& parts)
{
    for (const ItemPart& part : parts) {
        if (const auto* encoded = std::get_if<EncodedPart>(&part))
            return encoded;
    }
    return nullptr;
}

template <typename Item>
std::uint64_t matchKeyOf(const Item& item)
{
    std::uint64_t key = static_cast<std::uint64_t>(item.role) | (static_cast<std::uint64_t>(item.channel) << 8U) |
                        (static_cast<std::uint64_t>(item.kind) << 16U) |
                        (std::uint64_t{item.callId.has_value()} << 24U);
    if (item.callId)
        key = mixed(key, *item.callId);
    if (item.agentMessage)
        key = mixed(mixed(key, item.agentMessage->author), item.agentMessage->recipient);
    for (const ItemPart& part : item.parts) {
        key = mixed(key, part.index());
        if (const auto* text = std::get_if<TextPart>(&part))
            key = mixed(key, text->text);
        else if (const auto* summary = std::get_if<SummaryPart>(&part))
            key = mixed(key, summary->text);
        else if (const auto* encoded = std::get_if<EncodedPart>(&part))
            key = mixed(key, encoded->value);
        else if (const auto* json = std::get_if<JsonPart>(&part))
            key = mixed(key, json->summary);
        else if (const auto* code = std::get_if<CodePart>(&part))
            key = mixed(key, code->source);
        else if (const auto* reference = std::get_if<PayloadRefPart>(&part))
            key =
                reference->contentSha256 ? mixed(key, *reference->contentSha256) : mixed(key, reference->payload.value);
    }
    return key;
}

template <typename Item>
std::uint64_t encodedKeyOf(const Item& item)
{
    if (item.kind != ItemKind::Reasoning)
        return 0;
    const EncodedPart* encoded = firstEncoded(item.parts);
    return encoded ? mixed(1, encoded->value) | 1U : 0;
}

} // namespace

std::uint64_t ModelItems::matchKey(const ModelItem& item)
{
    return matchKeyOf(item);
}
std::uint64_t ModelItems::encodedKey(const ModelItem& item)
{
    return encodedKeyOf(item);
}
std::uint64_t ModelItems::matchKey(const ConversationItem& item)
{
    return matchKeyOf(item);
}
std::uint64_t ModelItems::encodedKey(const ConversationItem& item)
{
    return encodedKeyOf(item);
}

PayloadRefPart ModelItems::payloadRef(std::string label) const
{
    return {std::move(label), payload_, std::nullopt};
}

PayloadRefPart ModelItems::hashedRef(std::string label, json::Value content) const
{
    PayloadRefPart part = payloadRef(std::move(label));
    if (rules_.contentHashed) {
        const json::CompactOptions options{.numbers = rules_.numbers, .keys = json::KeyOrder::Sorted};
        part.contentSha256 = sha256Hex(json::compact(content, options));
    }
    return part;
}

JsonPart ModelItems::jsonPart(json::Value value, bool wholeItem) const
{
    json::CompactOptions options{.numbers = rules_.numbers, .enough = summaryBytes + 4};
    if (wholeItem)
        options.dropKey = passthroughKey;
    return {cutSummary(json::compact(value, options)), payload_};
}

void ModelItems::contentParts(json::Value content, std::vector<ItemPart>& parts) const
{
    if (!content.isArray()) {
        parts.push_back(payloadRef("content"));
        return;
    }
    const std::size_t before = parts.size();
    for (const json::Value part : content.elements()) {
        const json::Value type = part["type"];
        if (type.equals("input_text") || type.equals("output_text") || type.equals("text")) {
            if (auto text = part["text"].string())
                parts.push_back(TextPart{std::move(*text)});
        } else if (auto name = type.string()) {
            parts.push_back(hashedRef(std::move(*name), part));
        } else {
            parts.push_back(hashedRef("content", part));
        }
    }
    if (parts.size() == before && !rules_.emptyContentIsEmpty)
        parts.push_back(payloadRef("empty_content"));
}

void ModelItems::message(json::Value item, ModelItem& result) const
{
    const auto role = item["role"].string();
    const auto known = role ? fromName<ItemRole>(*role) : std::nullopt;
    if (!known)
        throw Bad{role ? "unsupported message role “" + *role + "”" : std::string("a message has no role")};
    result.role = *known;
    const json::Value phase = item["phase"];
    if (phase.equals("commentary"))
        result.channel = ItemChannel::Commentary;
    else if (phase.equals("final_answer"))
        result.channel = ItemChannel::Final;
    else if (phase.equals("summary"))
        result.channel = ItemChannel::Summary;
    contentParts(item["content"], result.parts);
}

void ModelItems::reasoning(json::Value item, ModelItem& result) const
{
    result.role = ItemRole::Assistant;
    result.channel = ItemChannel::Analysis;
    result.kind = ItemKind::Reasoning;
    const auto textOf = [](json::Value part) {
        auto text = part["text"].string();
        if (!text)
            throw Bad{"a part of a reasoning item has no text"};
        return std::move(*text);
    };
    const json::Value content = item["content"];
    if (!content.isNullOrAbsent() && !content.isArray())
        throw Bad{"content of a reasoning item is not an array"};
    for (const json::Value part : content.elements()) {
        if (!part["type"].equals("reasoning_text") && !part["type"].equals("text"))
            throw Bad{"content of a reasoning item has a part of an unsupported type"};
        result.parts.push_back(TextPart{textOf(part)});
    }
    const json::Value summary = item["summary"];
    if (summary && !summary.isArray())
        throw Bad{"summary of a reasoning item is not an array"};
    for (const json::Value part : summary.elements()) {
        if (!part["type"].equals("summary_text"))
            throw Bad{"summary of a reasoning item has a part of an unsupported type"};
        result.parts.push_back(SummaryPart{textOf(part)});
    }
    const json::Value encrypted = item["encrypted_content"];
    if (!encrypted.isNullOrAbsent()) {
        auto value = encrypted.string();
        if (!value)
            throw Bad{"encrypted_content of a reasoning item is not a string"};
        result.parts.push_back(EncodedPart{encryptedLabel, std::move(*value)});
    }
    if (result.parts.empty())
        throw Bad{"a reasoning item holds no content, summary or encrypted_content"};
}

void ModelItems::functionCall(json::Value item, ModelItem& result) const
{
    result.role = ItemRole::Assistant;
    result.channel = ItemChannel::Commentary;
    result.kind = ItemKind::FunctionCall;
    const json::Value arguments = item["arguments"];
    if (!arguments) {
        result.parts.push_back(payloadRef("payload"));
        return;
    }
    auto text = arguments.string();
    if (!text) {
        result.parts.push_back(jsonPart(arguments, false));
        return;
    }
    json::ParseOptions options;
    options.hugeNumbersValid = rules_.grammar.hugeNumbers;
    if (argumentsDocument_.parse(*text, options))
        result.parts.push_back(jsonPart(argumentsDocument_.root(), false));
    else
        result.parts.push_back(TextPart{std::move(*text)});
}

void ModelItems::customToolCall(json::Value item, ModelItem& result) const
{
    result.role = ItemRole::Assistant;
    result.channel = ItemChannel::Commentary;
    result.kind = ItemKind::CustomToolCall;
    auto input = item["input"].string();
    if (!input)
        result.parts.push_back(jsonPart(item, true));
    else if (item["name"].equals("exec"))
        result.parts.push_back(CodePart{"javascript", std::move(*input)});
    else
        result.parts.push_back(TextPart{std::move(*input)});
}

void ModelItems::output(json::Value item, ModelItem& result) const
{
    result.role = ItemRole::Tool;
    result.channel = ItemChannel::Commentary;
    const json::Value value = item["output"];
    if (!value)
        result.parts.push_back(payloadRef("tool_output"));
    else if (auto text = value.string())
        result.parts.push_back(TextPart{std::move(*text)});
    else if (value.isArray())
        contentParts(value, result.parts);
    else
        result.parts.push_back(jsonPart(value, false));
}

void ModelItems::compaction(json::Value item, ModelItem& result) const
{
    result.role = ItemRole::Assistant;
    result.channel = ItemChannel::Summary;
    auto value = item["encrypted_content"].string();
    if (!value)
        throw Bad{"a compaction item has no encrypted_content"};
    result.parts.push_back(EncodedPart{encryptedLabel, std::move(*value)});
}

void ModelItems::agentMessage(json::Value item, ModelItem& result) const
{
    result.role = ItemRole::Assistant;
    result.channel = ItemChannel::Analysis;
    auto author = item["author"].string();
    auto recipient = item["recipient"].string();
    const json::Value content = item["content"];
    if (!author || !recipient || !content.isArray())
        throw Bad{"an agent_message lacks author, recipient or content"};
    for (const json::Value part : content.elements()) {
        const json::Value type = part["type"];
        auto text = type.equals("input_text") ? part["text"].string() : std::nullopt;
        auto encrypted = type.equals("encrypted_content") ? part["encrypted_content"].string() : std::nullopt;
        if (text)
            result.parts.push_back(TextPart{std::move(*text)});
        else if (encrypted)
            result.parts.push_back(EncodedPart{encryptedLabel, std::move(*encrypted)});
        else
            throw Bad{"an agent_message has a part of an unsupported type"};
    }
    if (result.parts.empty())
        throw Bad{"an agent_message has no content"};
    result.agentMessage = AgentMessageRoute{std::move(*author), std::move(*recipient)};
}

void ModelItems::normalizeInto(json::Value item, ModelItem& result) const
{
    const json::Value type = item["type"];
    if (!type.isString())
        throw Bad{"a model item has no type"};
    if (rules_.itemsHaveIds)
        result.responsesItemId = item["id"].string();
    const auto takeCallId = [&] { result.callId = item["call_id"].string(); };

    if (type.equals("message")) {
        message(item, result);
    } else if (type.equals("reasoning")) {
        reasoning(item, result);
    } else if (type.equals("function_call")) {
        takeCallId();
        functionCall(item, result);
    } else if (type.equals("function_call_output")) {
        takeCallId();
        result.kind = ItemKind::FunctionCallOutput;
        output(item, result);
    } else if (type.equals("custom_tool_call")) {
        takeCallId();
        customToolCall(item, result);
    } else if (type.equals("custom_tool_call_output")) {
        takeCallId();
        result.kind = ItemKind::CustomToolCallOutput;
        output(item, result);
    } else if (type.equals("tool_search_call") || type.equals("web_search_call") ||
               type.equals("image_generation_call") || type.equals("local_shell_call")) {
        takeCallId();
        result.role = ItemRole::Assistant;
        result.channel = ItemChannel::Commentary;
        result.kind = ItemKind::FunctionCall;
        result.parts.push_back(jsonPart(item, true));
    } else if (type.equals("tool_search_output") || type.equals("mcp_tool_call_output")) {
        takeCallId();
        result.role = ItemRole::Tool;
        result.channel = ItemChannel::Commentary;
        result.kind = ItemKind::FunctionCallOutput;
        result.parts.push_back(jsonPart(item, true));
    } else if (type.equals("compaction") || type.equals("compaction_summary") || type.equals("context_compaction")) {
        compaction(item, result);
    } else if (type.equals("agent_message")) {
        agentMessage(item, result);
    } else {
        throw Bad{"unsupported model item type " + std::string(type.raw())};
    }
}

std::optional<ModelItem> ModelItems::normalize(json::Value item, PayloadIndex payload, const RolloutTrace& trace)
{
    payload_ = payload;
    if (item["type"].equals("additional_tools"))
        return std::nullopt;
    ModelItem result;
    try {
        normalizeInto(item, result);
    } catch (const Bad& bad) {
        problems_.brokenOnce("item:" + bad.reason, trace.payloads[payload].id,
                             "payload " + trace.payloads[payload].path + ": " + bad.reason);
        result = ModelItem{};
        result.role = ItemRole::Assistant;
        if (const auto role = item["role"].string())
            result.role = fromName<ItemRole>(*role).value_or(ItemRole::Assistant);
        result.parts.push_back(jsonPart(item, true));
        if (rules_.itemsHaveIds)
            result.responsesItemId = item["id"].string();
    }
    result.matchKey = matchKey(result);
    result.encodedKey = encodedKey(result);
    result.boundToPayload = isBoundToPayload(result.parts);
    return result;
}

bool ModelItems::sameItem(const ModelItem& item, const ConversationItem& existing, bool anyPayload) const
{
    if (item.role != existing.role || item.channel != existing.channel || item.kind != existing.kind ||
        item.agentMessage != existing.agentMessage || item.callId != existing.callId)
        return false;
    if (sameParts(item.parts, existing.parts, anyPayload))
        return true;
    if (item.kind != ItemKind::Reasoning)
        return false;
    const EncodedPart* left = firstEncoded(item.parts);
    const EncodedPart* right = firstEncoded(existing.parts);
    return left != nullptr && right != nullptr && left->label == right->label && left->value == right->value;
}

bool ModelItems::sameContent(const ModelItem& item, const ConversationItem& existing) const
{
    return sameItem(item, existing, false);
}

bool ModelItems::sameButForPayload(const ModelItem& item, const ConversationItem& existing) const
{
    return sameItem(item, existing, true);
}

} // namespace rolloutscope
