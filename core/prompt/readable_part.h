// A part of a prompt as a person reads it: the text of messages and instructions, pretty JSON for schemas and
// arguments, notes in brackets for images and what is encrypted. Plain text; the bundle's, untrusted.
#pragma once

#include "core/prompt/prompt.h"

#include <string>

namespace rolloutscope {

/// Linear in the part's bytes.
[[nodiscard]] std::string readablePart(const Prompt& prompt, const PromptPart& part);
/// Of an element of `input` or `output_items`, or of a tool's schema.
[[nodiscard]] std::string readableElement(std::string_view json);
/// Two blanks a level; the text itself if it is no JSON.
[[nodiscard]] std::string indentedJson(std::string_view json);
/// Arguments of a tool: indented JSON, with a patch that is in them behind it, line by line; or that alone where there
/// is nothing else. The text itself if it is no JSON.
[[nodiscard]] std::string readableArguments(std::string_view json);

} // namespace rolloutscope
