// What single pieces of a request are: the category of an element of `input`, the bytes of its images, a tool's name.
#pragma once

#include "core/json/document.h"
#include "core/prompt/prompt.h"

namespace rolloutscope {

/// Of an element of `input` or `output_items`; a message counts as its role's.
[[nodiscard]] PromptCategory categoryOf(json::Value element);
/// The same, where messages of other agents are told from those of users and assistants; `item` may be absent.
[[nodiscard]] PromptCategory categoryOf(json::Value element, const AgentMail& mail, ItemIndex item);
/// Whether the rules of reduction make a conversation item of it (spec 3, normalizing a model item).
[[nodiscard]] bool isConversationItem(json::Value element);
/// How many of a list are conversation items.
[[nodiscard]] std::size_t countItems(json::Value list);
/// JSON bytes of the images in it.
[[nodiscard]] std::uint64_t imageBytesOf(json::Value element);
/// `exec_command`, `web_search`, `collaboration` (a namespace of tools).
[[nodiscard]] std::string toolSchemaName(json::Value tool);
/// What a string says, lone surrogates replaced; empty for another type.
[[nodiscard]] std::string textOf(json::Value value);

/// Adds an element's bytes to the categories that they belong to.
void addBytes(PromptBytes& bytes, PromptCategory category, std::uint64_t length, std::uint64_t imageBytes);

} // namespace rolloutscope
