// A text as the inside of a JSON string: `say "hi"` → `say \"hi\"`, and what is needed to read such escapes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rolloutscope::json {

/// What has to be escaped is; everything else stays as it is.
[[nodiscard]] std::string escaped(std::string_view text);

[[nodiscard]] constexpr int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// The UTF-16 code unit in the four hex digits at a place, as behind a `\u`; -1: there are none.
[[nodiscard]] constexpr int codeUnit(std::string_view text, std::size_t at)
{
    if (text.size() < 4 || at > text.size() - 4)
        return -1;
    int unit = 0;
    for (const char c : text.substr(at, 4)) {
        const int digit = hexDigit(c);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

[[nodiscard]] constexpr bool isHighSurrogate(int unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}
[[nodiscard]] constexpr bool isLowSurrogate(int unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}
[[nodiscard]] constexpr std::uint32_t pairOf(int high, int low)
{
    return 0x10000U + ((static_cast<std::uint32_t>(high) - 0xD800U) << 10U) +
           (static_cast<std::uint32_t>(low) - 0xDC00U);
}

void appendUtf8(std::string& out, std::uint32_t point);

} // namespace rolloutscope::json
