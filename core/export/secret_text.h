// Small steps through a text, for those who look for secrets in it.
#pragma once

#include "core/export/secret_scan.h"

#include <algorithm>
#include <string_view>

namespace rolloutscope::secrets {

inline constexpr std::size_t nowhere = std::string_view::npos;

[[nodiscard]] constexpr bool isKeyChar(char c)
{
    return isWord(c) || c == '-';
}
[[nodiscard]] constexpr bool isHex(char c)
{
    return isDigit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}
[[nodiscard]] constexpr bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}
[[nodiscard]] constexpr bool isQuote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

[[nodiscard]] inline bool startsWith(std::string_view text, std::size_t at, std::string_view prefix)
{
    return text.substr(std::min(at, text.size())).starts_with(prefix);
}

[[nodiscard]] inline bool startsWithAnyCase(std::string_view text, std::size_t at, std::string_view prefix)
{
    if (text.size() - std::min(at, text.size()) < prefix.size())
        return false;
    return std::equal(prefix.begin(), prefix.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                      [](char a, char b) { return lower(a) == lower(b); });
}

template <typename Is>
[[nodiscard]] std::size_t endOf(std::string_view text, std::size_t at, Is is)
{
    while (at < text.size() && is(text[at]))
        ++at;
    return at;
}

[[nodiscard]] inline bool hasDigit(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), isDigit);
}

} // namespace rolloutscope::secrets
