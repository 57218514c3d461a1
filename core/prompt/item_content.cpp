#include "core/prompt/item_content.h"

#include "core/json/document.h"
#include "core/prompt/prompt_elements.h"

#include <algorithm>
#include <array>

namespace rolloutscope {
namespace {

constexpr json::ParseOptions lenient{.hugeNumbersValid = true, .loneSurrogatesValid = true};

std::uint64_t sentBytes(json::Value value)
{
    const std::size_t raw = value.raw().size();
    return value.isString() ? raw - 2 : raw;
}

ContentPart textPart(json::Value value, ContentKind kind = ContentKind::Text)
{
    std::string text = textOf(value);
    const std::uint64_t bytes = text.size();
    return {.kind = kind, .text = std::move(text), .bytes = bytes};
}

ContentPart jsonPart(std::string_view json)
{
    return {.kind = ContentKind::Json, .text = std::string(json), .bytes = json.size()};
}

ContentPart encryptedPart(json::Value value)
{
    return {.kind = ContentKind::Encrypted, .text = {}, .bytes = sentBytes(value)};
}

void addContent(json::Value content, std::vector<ContentPart>& parts)
{
    if (content.isString()) {
        parts.push_back(textPart(content));
        return;
    }
    for (const json::Value part : content.elements()) {
        if (part["text"].isString())
            parts.push_back(textPart(part["text"]));
        else if (part["encrypted_content"].isString())
            parts.push_back(encryptedPart(part["encrypted_content"]));
        else if (part["type"].equals("input_image") && part["image_url"].isString())
            parts.push_back(
                {.kind = ContentKind::Image, .text = textOf(part["image_url"]), .bytes = sentBytes(part["image_url"])});
        else
            parts.push_back(jsonPart(part.raw()));
    }
}

/// Arguments come as a string, which most often is JSON.
void addArguments(json::Value arguments, std::vector<ContentPart>& parts)
{
    ContentPart part = arguments.isString() ? textPart(arguments) : jsonPart(arguments.raw());
    if (json::Document document; arguments.isString() && document.parse(part.text, lenient))
        part.kind = ContentKind::Json;
    parts.push_back(std::move(part));
}

std::vector<ContentPart> partsOf(json::Value root)
{
    std::vector<ContentPart> parts;
    const json::Value type = root["type"];
    if (type.equals("message") || type.equals("agent_message")) {
        addContent(root["content"], parts);
    } else if (type.equals("function_call") && root["arguments"].present()) {
        addArguments(root["arguments"], parts);
    } else if (type.equals("custom_tool_call") && root["input"].isString()) {
        parts.push_back(textPart(root["input"]));
        if (root["name"].equals("exec")) {
            parts.back().kind = ContentKind::Code;
            parts.back().language = "javascript";
        }
    } else if (root["output"].isString() || root["output"].isArray()) {
        addContent(root["output"], parts);
    } else if (root["output"].isObject()) {
        parts.push_back(jsonPart(root["output"].raw()));
    } else {
        parts.push_back(jsonPart(root.raw()));
    }
    return parts;
}

std::vector<ContentPart> keptParts(const ConversationItem& item, bool& whole)
{
    std::vector<ContentPart> parts;
    for (const ItemPart& part : item.parts) {
        if (const auto* text = std::get_if<TextPart>(&part)) {
            parts.push_back({.kind = ContentKind::Text, .text = text->text, .bytes = text->text.size()});
        } else if (const auto* summary = std::get_if<SummaryPart>(&part)) {
            parts.push_back({.kind = ContentKind::Summary, .text = summary->text, .bytes = summary->text.size()});
        } else if (const auto* encoded = std::get_if<EncodedPart>(&part)) {
            parts.push_back({.kind = ContentKind::Encrypted, .text = {}, .bytes = encoded->value.size()});
        } else if (const auto* code = std::get_if<CodePart>(&part)) {
            parts.push_back({.kind = ContentKind::Code,
                             .text = code->source,
                             .language = code->language,
                             .bytes = code->source.size()});
        } else if (const auto* json = std::get_if<JsonPart>(&part)) {
            whole = whole && !isCut(*json);
            parts.push_back({.kind = ContentKind::Json, .text = json->summary, .bytes = json->summary.size()});
        } else if (const auto* reference = std::get_if<PayloadRefPart>(&part)) {
            whole = false;
            parts.push_back({.text = "[" + reference->label + "]", .placeholder = true});
        }
    }
    return parts;
}

constexpr std::array<int, 256> base64Values()
{
    std::array<int, 256> values{};
    values.fill(-1);
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<int>(i);
    return values;
}
constexpr std::array<int, 256> base64Value = base64Values();

/// Of the first characters, four at a time.
std::string decodedBegin(std::string_view base64)
{
    std::string bytes;
    for (std::size_t at = 0; at + 4 <= std::min<std::size_t>(base64.size(), 24); at += 4) {
        std::uint32_t four = 0;
        for (std::size_t i = 0; i < 4; ++i)
            four = (four << 6U) |
                   static_cast<std::uint32_t>(std::max(0, base64Value[static_cast<unsigned char>(base64[at + i])]));
        bytes += static_cast<char>(four >> 16U);
        bytes += static_cast<char>(four >> 8U);
        bytes += static_cast<char>(four);
    }
    return bytes;
}

} // namespace

const char* toWord(ContentKind kind)
{
    switch (kind) {
    case ContentKind::Text:
        return "text";
    case ContentKind::Summary:
        return "summary";
    case ContentKind::Encrypted:
        return "encrypted";
    case ContentKind::Json:
        return "json";
    case ContentKind::Code:
        return "code";
    case ContentKind::Image:
        return "image";
    }
    return "";
}

std::uint64_t ItemContent::bytes() const
{
    std::uint64_t all = 0;
    for (const ContentPart& part : parts)
        all += part.bytes;
    return all;
}

bool isCut(const JsonPart& part)
{
    return part.summary.ends_with("...");
}

bool hasCutJson(const ConversationItem& item)
{
    return std::any_of(item.parts.begin(), item.parts.end(), [](const ItemPart& part) {
        const auto* json = std::get_if<JsonPart>(&part);
        return json != nullptr && isCut(*json);
    });
}

bool needsSource(const ConversationItem& item)
{
    // What a call calls is no part of the reduced item.
    return item.kind == ItemKind::FunctionCall || item.kind == ItemKind::CustomToolCall ||
           std::any_of(item.parts.begin(), item.parts.end(), [](const ItemPart& part) {
               return std::holds_alternative<PayloadRefPart>(part) || std::holds_alternative<JsonPart>(part);
           });
}

ItemContent itemContent(const ConversationItem& item, std::string_view source)
{
    ItemContent content;
    json::Document document;
    // The parts of reasoning can have been completed by a later sight of it: those that are kept are the whole.
    if (source.empty() || item.kind == ItemKind::Reasoning || !document.parse(source, lenient)) {
        content.parts = keptParts(item, content.whole);
        return content;
    }
    const json::Value root = document.root();
    content.name = textOf(root["name"]);
    if (const std::string space = textOf(root["namespace"]); !space.empty() && !content.name.empty())
        content.name = space + "." + content.name;
    content.parts = partsOf(root);
    return content;
}

std::optional<PictureUrl> checkPicture(std::string_view url, std::size_t mostBytes)
{
    struct Format {
        std::string_view type;
        std::string_view begin; // of the decoded bytes
    };
    constexpr std::array formats{Format{"image/png", "\x89PNG"}, Format{"image/jpeg", "\xFF\xD8\xFF"},
                                 Format{"image/gif", "GIF8"}, Format{"image/webp", "RIFF"}};
    constexpr std::string_view encoding = ";base64,";
    const std::size_t comma = url.substr(0, 64).find(',');
    if (!url.starts_with("data:image/") || comma == std::string_view::npos ||
        !url.substr(0, comma + 1).ends_with(encoding))
        return std::nullopt;
    std::string_view base64 = url.substr(comma + 1);
    const std::size_t padding = base64.ends_with("==") ? 2 : base64.ends_with('=') ? 1 : 0;
    const std::string_view digits = base64.substr(0, base64.size() - padding);
    if (base64.empty() || base64.size() > mostBytes || base64.size() % 4 != 0 ||
        !std::all_of(digits.begin(), digits.end(),
                     [](char c) { return base64Value[static_cast<unsigned char>(c)] >= 0; }))
        return std::nullopt;
    const std::string begin = decodedBegin(base64);
    if (begin.size() < 12)
        return std::nullopt;
    for (const Format& format : formats) {
        const bool webp = format.type != "image/webp" || std::string_view(begin).substr(8, 4) == "WEBP";
        if (begin.starts_with(format.begin) && webp)
            return PictureUrl{.type = format.type, .base64 = base64, .bytes = base64.size() / 4 * 3 - padding};
    }
    return std::nullopt;
}

} // namespace rolloutscope
