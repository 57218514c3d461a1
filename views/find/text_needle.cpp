#include "views/find/text_needle.h"

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr std::array<unsigned char, 256> lowerCase = [] {
    std::array<unsigned char, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = static_cast<unsigned char>(i >= 'A' && i <= 'Z' ? i + ('a' - 'A') : i);
    return table;
}();

constexpr char folded(char c)
{
    return static_cast<char>(lowerCase[static_cast<unsigned char>(c)]);
}

bool equalFolded(const char* text, std::string_view needle)
{
    return std::equal(needle.begin(), needle.end(), text, [](char wanted, char c) { return folded(c) == wanted; });
}

bool isAscii(std::string_view utf8)
{
    return std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

QString toText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace

TextNeedle::TextNeedle(const QString& text)
    : text_(text),
      ascii_(std::all_of(text.begin(), text.end(), [](QChar character) { return character.unicode() < 0x80; }))
{
    if (!ascii_)
        return;
    folded_ = text.toStdString();
    std::transform(folded_.begin(), folded_.end(), folded_.begin(), folded);
    const auto length = static_cast<std::uint32_t>(folded_.size());
    advance_.fill(std::max(length, 1U));
    for (std::uint32_t i = 0; i + 1 < length; ++i)
        advance_[static_cast<unsigned char>(folded_[i])] = length - 1 - i;
}

bool TextNeedle::isIn(std::string_view utf8) const
{
    if (!ascii_)
        return !isAscii(utf8) && toText(utf8).contains(text_, Qt::CaseInsensitive);
    if (folded_.empty())
        return true;
    const std::size_t length = folded_.size();
    const char last = folded_.back();
    for (std::size_t at = 0; at + length <= utf8.size();) {
        const char under = folded(utf8[at + length - 1]);
        if (under == last && equalFolded(utf8.data() + at, folded_))
            return true;
        at += advance_[static_cast<unsigned char>(under)];
    }
    return false;
}

bool TextNeedle::isAllOf(std::string_view utf8) const
{
    if (!ascii_)
        return toText(utf8).compare(text_, Qt::CaseInsensitive) == 0;
    return utf8.size() == folded_.size() && equalFolded(utf8.data(), folded_);
}

bool TextNeedle::isStartOf(std::string_view utf8) const
{
    if (!ascii_)
        return toText(utf8).startsWith(text_, Qt::CaseInsensitive);
    return utf8.size() >= folded_.size() && equalFolded(utf8.data(), folded_);
}

} // namespace rolloutscope
