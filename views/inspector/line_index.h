// Breaks a long text into lines that fit a width, and finds them by number or position. Keeps one position for every
// 64 lines, so the index of a text stays a small part of it even if every line is empty.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>
#include <vector>

namespace rolloutscope::inspector {

struct TextLine {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;  // without its line feed
    bool continues = false; // the line was too long: the next one goes on with it
};

class LineIndex {
public:
    LineIndex() = default;
    /// `columns`: the most a line may hold; wide characters take two, escapes of control characters as many as they
    /// have.
    LineIndex(std::string_view text, unsigned columns, const std::atomic<bool>* cancelled = nullptr);

    [[nodiscard]] std::uint64_t lineCount() const { return lineCount_; }
    [[nodiscard]] unsigned columns() const { return columns_; }
    /// Lines [first, first + most) of the text that was indexed.
    [[nodiscard]] std::vector<TextLine> lines(std::string_view text, std::uint64_t first, std::uint64_t most) const;
    /// The line that holds this byte.
    [[nodiscard]] std::uint64_t lineOf(std::string_view text, std::uint64_t offset) const;

private:
    std::vector<std::uint64_t> starts_; // of every 64th line
    std::uint64_t lineCount_ = 0;
    unsigned columns_ = 0;
};

} // namespace rolloutscope::inspector
