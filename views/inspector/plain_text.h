// Makes text of a bundle safe to look at: control characters and invisible direction marks become visible escapes
// (`\x1b`, `\u202e`), so that nothing in a text can move, hide or reorder what stands beside it.
#pragma once

#include <QString>

#include <cstdint>
#include <string_view>
#include <vector>

namespace rolloutscope::inspector {

/// One code point of possibly broken UTF-8.
struct CodePoint {
    char32_t value = 0; // U+FFFD when the bytes are none
    unsigned bytes = 0; // 1 for a broken byte, 0 at the end
    bool valid = true;
};
[[nodiscard]] CodePoint codePointAt(std::string_view utf8, std::uint64_t at);

/// Whether a character is shown as an escape: C0, C1, DEL, direction marks, zero width ones. Not tab and line feed.
[[nodiscard]] bool needsEscape(char32_t character);

/// Position of the first byte that is not UTF-8, or npos.
[[nodiscard]] std::size_t firstInvalidUtf8(std::string_view text);

enum class Breaks : std::uint8_t {
    Keep, // lines stay lines
    Show, // on one line: a line feed becomes `↵`
};
[[nodiscard]] QString visibleText(std::string_view utf8, Breaks breaks);

/// A shown text that knows from which byte each of its UTF-16 units comes.
struct MappedText {
    QString text;
    std::vector<std::uint64_t> byteOf; // one more than the text is long: the last is where it ends
};
/// As visibleText() of the bytes [begin, end); a tab fills up to a multiple of four columns.
[[nodiscard]] MappedText mappedText(std::string_view utf8, std::uint64_t begin, std::uint64_t end);

/// Bytes [0, most) of a text, cut between characters.
[[nodiscard]] std::string_view cutText(std::string_view utf8, std::size_t most);

/// `1,234,567`
[[nodiscard]] QString grouped(std::uint64_t number);

} // namespace rolloutscope::inspector
