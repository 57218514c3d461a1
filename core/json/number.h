// JSON numbers as tokens: their grammar, their range, and how the rules write them (spec 3, compact JSON).
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rolloutscope::json {

/// Whether the token follows JSON's grammar for numbers.
[[nodiscard]] bool isNumber(std::string_view token);
/// Whether a valid number overflows a double.
[[nodiscard]] bool isTooLarge(std::string_view number);

/// Appends a number in its shortest round-trip digits: plain with at least one decimal where the decimal exponent of
/// the first digit is -5 … 15, else like 1.5e+16.
void appendDouble(double value, std::string& out);

enum class NumberForm : std::uint8_t {
    Shortest,  // schema v1: integers of 64 bits as they are, all else as a double
    AsWritten, // schema v2: integers of 64 bits as they are, all else as it stands, `e` in lower case with a sign
};
void appendNumber(std::string_view number, NumberForm form, std::string& out);

/// A number without fraction and exponent in the type's range. `-0` is none.
template <typename Integer>
[[nodiscard]] std::optional<Integer> integerOf(std::string_view number)
{
    Integer value{};
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc{} || end != number.data() + number.size() || number == "-0")
        return std::nullopt;
    return value;
}

} // namespace rolloutscope::json
