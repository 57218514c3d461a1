#include "core/export/csv.h"

#include "core/export/redaction.h"

#include <array>
#include <charconv>

namespace rolloutscope {

namespace {

constexpr std::size_t pieceBytes = 256 * 1024;

} // namespace

void CsvWriter::text(std::string_view field)
{
    separate();
    if (redact_)
        plain(redacted(field));
    else
        plain(field);
}

void CsvWriter::plain(std::string_view field)
{
    const bool formula = !field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos;
    const bool quoted = formula || field.find_first_of(",\"\r\n") != std::string_view::npos;
    if (!quoted) {
        out_ += field;
        return;
    }
    out_ += '"';
    if (formula)
        out_ += '\'';
    for (const char c : field) {
        if (c == '"')
            out_ += '"';
        out_ += c;
    }
    out_ += '"';
}

void CsvWriter::number(std::int64_t value)
{
    separate();
    out_ += std::to_string(value);
}

void CsvWriter::number(std::optional<std::uint64_t> value)
{
    separate();
    if (value)
        out_ += std::to_string(*value);
}

void CsvWriter::decimal(double value)
{
    separate();
    std::array<char, 400> digits{}; // the largest double has 309 of them
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, 1);
    if (error == std::errc{})
        out_.append(digits.data(), end);
}

void CsvWriter::endLine()
{
    out_ += "\r\n";
    first_ = true;
    if (out_.size() >= pieceBytes)
        flush();
}

bool CsvWriter::finish()
{
    flush();
    return good_;
}

void CsvWriter::separate()
{
    if (!first_)
        out_ += ',';
    first_ = false;
}

void CsvWriter::flush()
{
    good_ = good_ && sink_(out_);
    out_.clear();
}

} // namespace rolloutscope
