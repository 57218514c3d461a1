#include "core/prompt/prompt_elements.h"

#include <algorithm>

namespace rolloutscope {
namespace {

PromptCategory categoryOfRole(json::Value role)
{
    if (role.isString()) {
        if (role.equals("system") || role.equals("developer"))
            return PromptCategory::Instructions;
        if (role.equals("assistant"))
            return PromptCategory::Assistant;
        if (role.equals("tool"))
            return PromptCategory::ToolOutput;
    }
    return PromptCategory::User;
}

} // namespace

const char* toWord(PromptCategory category)
{
    switch (category) {
    case PromptCategory::Instructions:
        return "instructions";
    case PromptCategory::Tools:
        return "tools";
    case PromptCategory::User:
        return "user";
    case PromptCategory::AgentMessages:
        return "agent messages";
    case PromptCategory::Assistant:
        return "assistant";
    case PromptCategory::Reasoning:
        return "reasoning";
    case PromptCategory::ToolCalls:
        return "tool calls";
    case PromptCategory::ToolOutput:
        return "tool output";
    case PromptCategory::Images:
        return "images";
    case PromptCategory::Summary:
        return "compaction summary";
    }
    return "";
}

std::string textOf(json::Value value)
{
    std::string text;
    if (value.isString()) {
        const std::string_view raw = value.raw();
        (void)json::unescape(raw.substr(1, raw.size() - 2), text);
    }
    return text;
}

PromptCategory categoryOf(json::Value element)
{
    const std::string type = textOf(element["type"]);
    if (type == "message")
        return categoryOfRole(element["role"]);
    if (type == "reasoning")
        return PromptCategory::Reasoning;
    if (type == "agent_message")
        return PromptCategory::AgentMessages;
    if (type == "additional_tools")
        return PromptCategory::Tools;
    if (type == "compaction" || type == "compaction_summary" || type == "context_compaction")
        return PromptCategory::Summary;
    if (type.ends_with("_output"))
        return PromptCategory::ToolOutput;
    if (type.ends_with("_call"))
        return PromptCategory::ToolCalls;
    return PromptCategory::User;
}

PromptCategory categoryOf(json::Value element, const AgentMail& mail, ItemIndex item)
{
    const PromptCategory category = categoryOf(element);
    const bool isMessage = category == PromptCategory::User || category == PromptCategory::Assistant;
    return isMessage && item && mail.contains(item) ? PromptCategory::AgentMessages : category;
}

std::size_t countItems(json::Value list)
{
    std::size_t count = 0;
    for (const json::Value element : list.elements())
        count += isConversationItem(element) ? 1 : 0;
    return count;
}

bool isConversationItem(json::Value element)
{
    const json::Value type = element["type"];
    return !(type.isString() && type.equals("additional_tools"));
}

std::uint64_t imageBytesOf(json::Value element)
{
    std::uint64_t bytes = 0;
    for (const char* member : {"content", "output"}) {
        for (const json::Value part : element[member].elements()) {
            if (const json::Value type = part["type"]; type.isString() && type.equals("input_image"))
                bytes += part.raw().size();
        }
    }
    if (const json::Value type = element["type"]; type.isString() && type.equals("image_generation_call"))
        bytes += element["result"].present() ? element["result"].raw().size() : 0;
    return bytes;
}

std::string toolSchemaName(json::Value tool)
{
    if (std::string name = textOf(tool["name"]); !name.empty())
        return name;
    if (std::string type = textOf(tool["type"]); !type.empty())
        return type;
    return "unnamed";
}

void addBytes(PromptBytes& bytes, PromptCategory category, std::uint64_t length, std::uint64_t imageBytes)
{
    const std::uint64_t images = std::min(length, imageBytes);
    bytes[static_cast<std::size_t>(category)] += length - images;
    bytes[static_cast<std::size_t>(PromptCategory::Images)] += images;
}

} // namespace rolloutscope
