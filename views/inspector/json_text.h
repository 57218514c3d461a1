// What a JSON string says, and how a place in a JSON text is named.
#pragma once

#include "views/inspector/json_scan.h"

#include <QString>

#include <cstdint>
#include <string>
#include <string_view>

namespace rolloutscope::inspector {

/// The text of a string literal (with its quotes; the closing one may be missing). Reads at most `most` bytes of the
/// literal. Broken escapes stay as they are, lone surrogates become U+FFFD.
[[nodiscard]] std::string decodeString(std::string_view literal, std::uint64_t most = UINT64_MAX);

/// How many bytes of the decoded text come from the literal's first `rawOffset` bytes.
[[nodiscard]] std::uint64_t decodedOffset(std::string_view literal, std::uint64_t rawOffset);

/// Number of characters (code points) that the literal says.
[[nodiscard]] std::uint64_t countCharacters(std::string_view literal);

/// `.name`, or `["a name"]` where the short form would be ambiguous.
[[nodiscard]] QString pathStep(const QString& name);
/// `[3]`
[[nodiscard]] QString pathStep(std::uint64_t position);

} // namespace rolloutscope::inspector
