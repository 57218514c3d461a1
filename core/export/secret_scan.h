// Finds secrets at one place of a text. Each function looks at a place where a secret may begin, and gives the stretch
// to mask, or nothing. How far they look is bounded, or ends where the next look begins: a scan stays linear.
#pragma once

#include "core/export/redaction.h"

#include <optional>

namespace rolloutscope::secrets {

struct Found {
    std::size_t begin = 0;
    std::size_t end = 0;
    SecretKind kind = SecretKind::Secret;
};

[[nodiscard]] constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] constexpr bool isWord(char c)
{
    return isLetter(c) || isDigit(c) || c == '_';
}
[[nodiscard]] constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// A word begins here: what stands before is no part of one, or the end of an escape (`\n`, `\u001b[1m`, `%3D`).
[[nodiscard]] bool beginsWord(std::string_view text, std::size_t at);
/// Keys that tell by how they begin: sk-…, ghp_…, AKIA…, AIza…, xoxb-…, eyJ….eyJ….…
[[nodiscard]] std::optional<Found> keyAt(std::string_view text, std::size_t at);
/// From the dashes of a private key's first line to those of its last.
[[nodiscard]] std::optional<Found> privateKeyAt(std::string_view text, std::size_t at);
/// The value behind a name such as DB_PASSWORD, or behind `Authorization`; `nameEnd` is where the name ends.
[[nodiscard]] std::optional<Found> assignedAt(std::string_view text, std::size_t at, std::size_t nameEnd);
/// `at` is that of the @, or of its escape.
[[nodiscard]] std::optional<Found> emailAround(std::string_view text, std::size_t at, std::size_t floor);
/// The password in `://name:password@host`; `at` is that of the colon.
[[nodiscard]] std::optional<Found> urlPasswordAt(std::string_view text, std::size_t at);
/// The name in `/home/NAME`, `/Users/NAME`, `\Users\NAME`; `at` is that of the first slash.
[[nodiscard]] std::optional<Found> homeNameAt(std::string_view text, std::size_t at);

/// A data URL of an image, or the base64 of one, by how it begins.
[[nodiscard]] std::optional<Found> imageAt(std::string_view text, std::size_t at);

/// Whether a name says that its value is a secret, and which.
[[nodiscard]] std::optional<SecretKind> kindOfName(std::string_view name);

} // namespace rolloutscope::secrets
