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
    return arguments.isString() ? readableArguments(textOf(arguments)) : readableArguments(arguments.raw());
}

constexpr std::string_view patchStart = "*** Begin Patch";

/// The first string that begins a patch; absent: there is none.
json::Value patchIn(json::Value value)
{
    if (value.isString())
        return textOf(value).find(std::string(patchStart) + "\n") != std::string::npos ? value : json::Value();
    for (const json::Value element : value.elements()) {
        if (const json::Value found = patchIn(element); found.present())
            return found;
    }
    for (const json::Member member : value.members()) {
        if (const json::Value found = patchIn(member.value); found.present())
            return found;
    }
    return {};
}

bool isOnlyMember(json::Value object, json::Value value)
{
    std::size_t count = 0;
    bool isIt = false;
    for (const json::Member member : object.members()) {
        ++count;
        isIt = member.value.offset() == value.offset();
    }
    return count == 1 && isIt;
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

std::string readableArguments(std::string_view json)
{
    json::Document document;
    if (json.find(patchStart) == std::string_view::npos || !document.parse(json, lenient))
        return indentedJson(json);
    const json::Value root = document.root();
    const json::Value found = patchIn(root);
    if (!found.present())
        return indentedJson(json);
    const std::string patch = textOf(found);
    if (found.raw().size() == root.raw().size() || isOnlyMember(root, found))
        return patch;
    const std::size_t begin = found.offset();
    return indentedJson(std::string(json.substr(0, begin)) + "\"…\"" +
                        std::string(json.substr(begin + found.raw().size()))) +
           "\n" + patch;
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
