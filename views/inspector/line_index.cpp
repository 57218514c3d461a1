#include "views/inspector/line_index.h"

#include "views/inspector/plain_text.h"

#include <algorithm>
#include <cstring>

namespace rolloutscope::inspector {

namespace {

constexpr std::uint64_t stride = 64;

unsigned columnsOf(char32_t character, unsigned column)
{
    if (character == U'\t')
        return 4 - column % 4;
    if (needsEscape(character))
        return character <= 0xFF ? 4 : 6;
    return character >= 0x1100 ? 2 : 1;
}

/// Behind the last space of a line's second half, or where it is full.
std::uint64_t breakBefore(std::string_view text, std::uint64_t begin, std::uint64_t full)
{
    for (std::uint64_t at = full; at > begin + (full - begin) / 2; --at) {
        if (text[at - 1] == ' ')
            return at;
    }
    return full;
}

/// The line that begins at `begin`; `next` gets where the following one begins.
TextLine lineAt(std::string_view text, std::uint64_t begin, unsigned columns, std::uint64_t& next)
{
    // No character is narrower than its bytes divided by four, and most are one byte.
    const void* found = nullptr;
    const std::uint64_t window = std::min<std::uint64_t>(text.size() - begin, columns);
    if (window > 0)
        found = std::memchr(text.data() + begin, '\n', window);
    const std::uint64_t plainEnd =
        found != nullptr ? static_cast<std::uint64_t>(static_cast<const char*>(found) - text.data()) : begin + window;

    unsigned column = 0;
    std::uint64_t at = begin;
    // Plain ASCII up to there fits for certain.
    while (at < plainEnd && static_cast<unsigned char>(text[at]) >= 0x20 && static_cast<unsigned char>(text[at]) < 0x7F)
        ++at;
    column = static_cast<unsigned>(at - begin);
    while (at < text.size()) {
        if (text[at] == '\n') {
            next = at + 1;
            const bool carriageReturn = at > begin && text[at - 1] == '\r';
            return {.begin = begin, .end = carriageReturn ? at - 1 : at, .continues = false};
        }
        if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') {
            ++at;
            continue;
        }
        const CodePoint point = codePointAt(text, at);
        const unsigned width = columnsOf(point.value, column);
        if (column + width > columns && at > begin) {
            next = breakBefore(text, begin, at);
            return {.begin = begin, .end = next, .continues = true};
        }
        column += width;
        at += point.bytes;
    }
    next = text.size();
    return {.begin = begin, .end = text.size(), .continues = false};
}

} // namespace

LineIndex::LineIndex(std::string_view text, unsigned columns, const std::atomic<bool>* cancelled)
    : columns_(std::max(columns, 8U))
{
    std::uint64_t at = 0;
    // A text that ends with a line feed has no empty line behind it.
    do {
        if (lineCount_ % stride == 0) {
            starts_.push_back(at);
            if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed))
                return;
        }
        ++lineCount_;
        std::uint64_t next = 0;
        static_cast<void>(lineAt(text, at, columns_, next));
        at = next;
    } while (at < text.size());
}

std::vector<TextLine> LineIndex::lines(std::string_view text, std::uint64_t first, std::uint64_t most) const
{
    std::vector<TextLine> result;
    if (first >= lineCount_ || starts_.empty())
        return result;
    std::uint64_t at = starts_[first / stride];
    for (std::uint64_t line = first - first % stride; line < lineCount_ && result.size() < most; ++line) {
        std::uint64_t next = 0;
        const TextLine found = lineAt(text, at, columns_, next);
        if (line >= first)
            result.push_back(found);
        at = next;
    }
    return result;
}

std::uint64_t LineIndex::lineOf(std::string_view text, std::uint64_t offset) const
{
    if (starts_.empty())
        return 0;
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    std::uint64_t line = static_cast<std::uint64_t>(after - starts_.begin() - 1) * stride;
    std::uint64_t at = starts_[line / stride];
    while (line + 1 < lineCount_) {
        std::uint64_t next = 0;
        static_cast<void>(lineAt(text, at, columns_, next));
        if (next > offset)
            break;
        at = next;
        ++line;
    }
    return line;
}

} // namespace rolloutscope::inspector
