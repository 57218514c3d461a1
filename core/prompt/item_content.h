// What a conversation item says, whole: part by part, from its JSON in a payload where the trace keeps less (arguments
// are cut there, images left out). Plain text; the bundle's, untrusted.
#pragma once

#include "core/trace/trace.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rolloutscope {

enum class ContentKind : std::uint8_t {
    Text,
    Summary,   // of reasoning
    Encrypted, // `text` is empty
    Json,      // arguments and structured outputs, as they were sent
    Code,
    Image, // `text` is the URL, most often a data URL
};
/// `text`, `summary`, `encrypted`, `json`, `code`, `image`.
[[nodiscard]] const char* toWord(ContentKind kind);

struct ContentPart {
    ContentKind kind = ContentKind::Text;
    std::string text;
    std::string language = {}; // of Code
    std::uint64_t bytes = 0;   // as it was sent
    bool placeholder = false;  // the text names what could not be had: `[input_image]`
};

struct ItemContent {
    std::string name; // of the tool that is called; empty when it is not told
    std::vector<ContentPart> parts;
    bool whole = true; // false: the payload could not be had, and arguments are cut or images missing

    [[nodiscard]] std::uint64_t bytes() const;
};

/// The trace keeps only the beginning of it (spec 3, json).
[[nodiscard]] bool isCut(const JsonPart& part);
/// So it is of one of the item's parts.
[[nodiscard]] bool hasCutJson(const ConversationItem& item);
/// Whether the trace alone does not tell all.
[[nodiscard]] bool needsSource(const ConversationItem& item);

/// `source` is the item's JSON, empty if there is none.
[[nodiscard]] ItemContent itemContent(const ConversationItem& item, std::string_view source);

/// A data URL of a picture that can be shown anywhere: base64 of a PNG, JPEG, GIF or WebP, by its first bytes.
struct PictureUrl {
    std::string_view type; // `image/png`
    std::string_view base64;
    std::uint64_t bytes = 0; // decoded
};
/// Nothing for anything else, and for one with more than `mostBytes` of base64.
[[nodiscard]] std::optional<PictureUrl> checkPicture(std::string_view url,
                                                     std::size_t mostBytes = std::size_t{24} << 20U);

} // namespace rolloutscope
