// What the rows of a payload's tree say.
#pragma once

#include "views/inspector/json_scan.h"

#include <QString>

#include <string_view>

namespace rolloutscope::inspector {

/// How a string literal begins that holds an image.
inline constexpr std::string_view imageStart = "\"data:image/";

/// A member's name, shortened.
[[nodiscard]] QString keyText(std::string_view literal);
/// A string in quotes, shortened.
[[nodiscard]] QString stringText(std::string_view literal);
/// A number, `true`, `false` or `null`, shortened.
[[nodiscard]] QString scalarText(std::string_view literal);
/// `30,214 chars`, `image/png · 620 KB`.
[[nodiscard]] QString stringNote(std::string_view literal);
/// `9 members`
[[nodiscard]] QString containerNote(const JsonValue& value);
/// `message, assistant`: what the first members of an object in an array say, so that one need not unfold each.
[[nodiscard]] QString objectHint(std::string_view text, const JsonValue& object);
/// `partEnds`: it is only that the rest of the file was not read.
[[nodiscard]] QString errorText(const JsonError& error, bool partEnds);

} // namespace rolloutscope::inspector
