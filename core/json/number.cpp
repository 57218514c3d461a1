#include "core/json/number.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace rolloutscope::json {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

bool isNumber(std::string_view token)
{
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t begin = at;
        while (at < token.size() && isDigit(token[at]))
            ++at;
        return at - begin;
    };
    if (at < token.size() && token[at] == '-')
        ++at;
    const std::size_t whole = at;
    const std::size_t wholeDigits = digits();
    if (wholeDigits == 0 || (wholeDigits > 1 && token[whole] == '0'))
        return false;
    if (at < token.size() && token[at] == '.') {
        ++at;
        if (digits() == 0)
            return false;
    }
    if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
        ++at;
        if (at < token.size() && (token[at] == '+' || token[at] == '-'))
            ++at;
        if (digits() == 0)
            return false;
    }
    return at == token.size();
}

bool isTooLarge(std::string_view number)
{
    // Without an exponent it takes more than 308 digits to overflow.
    if (number.size() < 300 && number.find_first_of("eE") == std::string_view::npos)
        return false;
    double value = 0;
    const auto result = std::from_chars(number.data(), number.data() + number.size(), value);
    if (result.ec == std::errc{})
        return std::isinf(value);
    // Out of range means too large or too small: the exponent of the first digit that is not 0 tells which.
    if (number.front() == '-')
        number.remove_prefix(1);
    const std::size_t e = number.find_first_of("eE");
    const std::string_view mantissa = number.substr(0, e);
    const std::size_t firstDigit = mantissa.find_first_not_of("0.");
    if (firstDigit == std::string_view::npos)
        return false;
    const std::size_t dot = std::min(mantissa.find('.'), mantissa.size());
    long long exponent =
        firstDigit < dot ? static_cast<long long>(dot - firstDigit) - 1 : -static_cast<long long>(firstDigit - dot);
    if (e != std::string_view::npos) {
        std::string_view digits = number.substr(e + 1);
        const bool negative = digits.front() == '-';
        if (negative || digits.front() == '+')
            digits.remove_prefix(1);
        std::int64_t written = 0;
        if (std::from_chars(digits.data(), digits.data() + digits.size(), written).ec != std::errc{})
            written = INT64_C(1) << 60U;
        written = std::min(written, INT64_C(1) << 60U);
        exponent += negative ? -written : written;
    }
    return exponent > 0;
}

void appendDouble(double value, std::string& out)
{
    std::array<char, 64> buffer{};
    const auto result =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
    std::string_view text(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
    if (text.front() == '-') {
        out += '-';
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    std::string digits(text.substr(0, 1));
    if (e > 2)
        digits += text.substr(2, e - 2);
    std::string_view exponentText = text.substr(e + 1);
    const bool negative = exponentText.front() == '-';
    exponentText.remove_prefix(1);
    int exponent = 0;
    std::from_chars(exponentText.data(), exponentText.data() + exponentText.size(), exponent);
    if (negative)
        exponent = -exponent;

    const auto count = static_cast<int>(digits.size());
    if (exponent < -5 || exponent > 15) {
        out += digits.substr(0, 1);
        if (count > 1)
            out += '.' + digits.substr(1);
        out += 'e';
        out += exponent < 0 ? '-' : '+';
        out += std::to_string(std::abs(exponent));
    } else if (exponent < 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-exponent - 1), '0');
        out += digits;
    } else if (count <= exponent + 1) {
        out += digits;
        out.append(static_cast<std::size_t>(exponent + 1 - count), '0');
        out += ".0";
    } else {
        out += digits.substr(0, static_cast<std::size_t>(exponent) + 1);
        out += '.';
        out += digits.substr(static_cast<std::size_t>(exponent) + 1);
    }
}

void appendNumber(std::string_view number, NumberForm form, std::string& out)
{
    if (integerOf<std::int64_t>(number) || integerOf<std::uint64_t>(number)) {
        out += number;
        return;
    }
    if (form == NumberForm::Shortest) {
        double value = 0;
        const auto result = std::from_chars(number.data(), number.data() + number.size(), value);
        if (result.ec == std::errc::result_out_of_range) // too small: too large ones are no valid numbers here
            value = number.front() == '-' ? -0.0 : 0.0;
        appendDouble(value, out);
        return;
    }
    if (number == "-0") {
        out += '0';
        return;
    }
    const std::size_t e = number.find_first_of("eE");
    out += number.substr(0, e);
    if (e == std::string_view::npos)
        return;
    out += 'e';
    if (number[e + 1] != '+' && number[e + 1] != '-')
        out += '+';
    out += number.substr(e + 1);
}

} // namespace rolloutscope::json
