// Strings that hold something else: base64 of text, JSON or a known kind of file. Forgiving towards what only looks
// like it: hashes and ids stay what they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rolloutscope::inspector {

struct DecodedText {
    std::string text;      // of a file that is no text: its bytes in hexadecimal, 16 a line
    const char* kind = ""; // `text`, `PNG`, `gzip`
    std::size_t bytes = 0; // that were decoded
};

/// A base64 text or `data:…;base64,…` URL. Nothing where it decodes to what is neither text nor a known kind of file.
[[nodiscard]] std::optional<DecodedText> decodeBase64(std::string_view text);

/// `0000  89 50 4e 47 …  .PNG`, a line for 16 bytes.
[[nodiscard]] std::string hexLines(std::string_view bytes);

} // namespace rolloutscope::inspector
