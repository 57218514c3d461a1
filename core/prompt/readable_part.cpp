#include "core/prompt/readable_part.h"

#include "core/insight/describe.h"
#include "core/json/document.h"
#include "core/prompt/prompt_elements.h"

#include <nlohmann/json.hpp>

namespace rolloutscope {
namespace {

constexpr json::ParseOptions lenient{.hugeNumbersValid = true, .loneSurrogatesValid = true};

void append(std::string& text, std::string_view more)
{
    if (!text.empty() && !more.empty())
        text += '\n';
    text += more;
}

std::string encrypted(json::Value value)
{
    return "[encrypted, " + formatBytes(value.raw().size() < 2 ? 0 : value.raw().size() - 2) + "]";
}

/// `[image image/png, 830 KB]`
std::string imageNote(json::Value part)
{
    const json::Value url = part["image_url"];
    std::string type = "image";
    if (url.isString()) {
        const std::string_view inside = url.raw().substr(1, 40);
        if (inside.starts_with("data:"))
            type += " " + std::string(inside.substr(5, inside.find_first_of(";,") - 5));
    }
    return "[" + type + ", " + formatBytes(part.raw().size()) + "]";
}

std::string contentText(json::Value content)
{
    if (content.isString())
        return textOf(content);
    std::string text;
    for (const json::Value part : content.elements()) {
        if (const json::Value plain = part["text"]; plain.isString())
            append(text, textOf(plain));
        else if (const json::Value secret = part["encrypted_content"]; secret.isString())
            append(text, encrypted(secret));
        else if (const json::Value type = part["type"]; type.isString() && type.equals("input_image"))
            append(text, imageNote(part));
        else
            append(text, indentedJson(part.raw()));
    }
    return text;
}

std::string argumentsText(json::Value arguments)
{
    return arguments.isString() ? indentedJson(textOf(arguments)) : indentedJson(arguments.raw());
}

std::string elementText(json::Value element)
{
    const std::string type = textOf(element["type"]);
    if (type == "message" || type == "agent_message")
        return contentText(element["content"]);
    if (type == "reasoning") {
        std::string text = contentText(element["content"]);
        append(text, contentText(element["summary"]));
        if (element["encrypted_content"].isString())
            append(text, encrypted(element["encrypted_content"]));
        return text;
    }
    if (type == "function_call" && element["arguments"].present())
        return textOf(element["name"]) + " " + argumentsText(element["arguments"]);
    if (type == "custom_tool_call" && element["input"].isString())
        return textOf(element["name"]) + "\n" + textOf(element["input"]);
    if (type.ends_with("call_output") && (element["output"].isString() || element["output"].isArray()))
        return contentText(element["output"]);
    if (element["encrypted_content"].isString())
        return encrypted(element["encrypted_content"]);
    return {};
}

} // namespace

std::string indentedJson(std::string_view json)
{
    // The depth is bounded before the recursive writer gets it.
    if (json::Document document; !document.parse(json, lenient))
        return std::string(json);
    const auto value = nlohmann::ordered_json::parse(json, nullptr, false);
    if (value.is_discarded())
        return std::string(json);
    return value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string readableElement(std::string_view json)
{
    json::Document document;
    if (!document.parse(json, lenient))
        return std::string(json);
    const json::Value root = document.root();
    if (root.isString())
        return textOf(root);
    std::string text = elementText(root);
    return text.empty() ? indentedJson(json) : text;
}

std::string readablePart(const Prompt& prompt, const PromptPart& part)
{
    const std::string_view json = prompt.json(part);
    if (part.kind == PromptPartKind::Tool)
        return indentedJson(json);
    return json.empty() ? std::string() : readableElement(json);
}

} // namespace rolloutscope
