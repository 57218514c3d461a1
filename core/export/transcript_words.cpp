// What the formats say alike.
#include "core/export/transcript_writer.h"
#include "core/insight/describe.h"

#include <algorithm>

namespace rolloutscope {
namespace {

/// Bytes of the character that begins here, 0 if there is no valid one.
std::size_t characterBytes(std::string_view text, std::size_t at, std::uint32_t& code)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xC2 ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    if (length == 0 || at + length > text.size())
        return 0;
    code = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U)
            return 0;
        code = (code << 6U) | (byte(at + i) & 0x3FU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && (code < 0x10000 || code > 0x10FFFF));
    return overlong || (code >= 0xD800 && code < 0xE000) ? 0 : length;
}

constexpr std::string_view replacement = "\xEF\xBF\xBD";

} // namespace

std::string visibleUtf8(std::string_view text)
{
    std::string shown;
    shown.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        std::uint32_t code = 0;
        const std::size_t length = characterBytes(text, at, code);
        if (length == 0) {
            shown += replacement;
            ++at;
            continue;
        }
        if (code == '\r') {
            // A line feed follows, or is meant.
            if (at + 1 >= text.size() || text[at + 1] != '\n')
                shown += '\n';
        } else if (code == 0x7F || (code < 0x20 && code != '\n' && code != '\t')) {
            const std::uint32_t picture = code == 0x7F ? 0x2421 : 0x2400 + code;
            shown += static_cast<char>(0xE2);
            shown += static_cast<char>(0x80U | ((picture >> 6U) & 0x3FU));
            shown += static_cast<char>(0x80U | (picture & 0x3FU));
        } else if ((code >= 0x80 && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
                   (code >= 0x2066 && code <= 0x2069) || code == 0x200E || code == 0x200F) {
            shown += replacement;
        } else {
            shown += text.substr(at, length);
        }
        at += length;
    }
    return shown;
}

std::string noteOf(const ContentPart& part, bool pictureLeftOut)
{
    if (part.kind == ContentKind::Encrypted)
        return "[encrypted, " + formatBytes(part.bytes) + "]";
    if (pictureLeftOut)
        return "[image left out, " + formatBytes(part.bytes) + "]";
    if (const auto picture = checkPicture(part.text))
        return "[image " + std::string(picture->type) + ", " + formatBytes(picture->bytes) + "]";
    constexpr std::size_t mostUrl = 200;
    return part.text.starts_with("data:") ? "[image, " + formatBytes(part.bytes) + "]"
                                          : "[image at " + firstLine(part.text, mostUrl) + "]";
}

bool isPatch(std::string_view text)
{
    return text.starts_with("*** Begin Patch") || text.starts_with("diff --git ") ||
           (text.starts_with("--- ") && text.find("\n+++ ") != std::string_view::npos);
}

std::string WrittenEntry::heading() const
{
    if (ends.valid())
        return ends.sender + " → " + ends.recipient;
    std::string heading = toWord(kind);
    if (!tool.empty() && (kind == EntryKind::ToolCall || kind == EntryKind::Code || kind == EntryKind::ToolOutput))
        return heading + " · " + tool;
    if (!channel.empty() && itemKind == "message")
        heading += " · " + channel;
    return heading;
}

std::string WrittenEntry::facts() const
{
    std::string facts = "at " + moment + " · " + readersText;
    if (!droppedBy.empty())
        facts += " · dropped by compaction";
    if (const std::uint64_t bytes = content.bytes(); bytes > 0)
        facts += " · " + formatBytes(bytes) + ", about " + formatCounted(estimatedTokens(bytes), "token", "tokens");
    if (!content.whole)
        facts += " · not whole: its payload could not be read";
    return facts;
}

} // namespace rolloutscope
