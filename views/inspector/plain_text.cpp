#include "views/inspector/plain_text.h"

#include <algorithm>

namespace rolloutscope::inspector {

namespace {

constexpr char32_t replacement = 0xFFFD;

void appendCharacter(QString& text, char32_t character)
{
    if (QChar::requiresSurrogates(character)) {
        text += QChar(QChar::highSurrogate(character));
        text += QChar(QChar::lowSurrogate(character));
    } else {
        text += QChar(static_cast<char16_t>(character));
    }
}

QString escaped(char32_t character)
{
    return character <= 0xFF ? QStringLiteral("\\x%1").arg(static_cast<uint>(character), 2, 16, QLatin1Char('0'))
                             : QStringLiteral("\\u%1").arg(static_cast<uint>(character), 4, 16, QLatin1Char('0'));
}

} // namespace

CodePoint codePointAt(std::string_view utf8, std::uint64_t at)
{
    if (at >= utf8.size())
        return {.value = 0, .bytes = 0, .valid = true};
    const auto byte = [&](std::uint64_t i) { return static_cast<unsigned char>(utf8[at + i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return {.value = lead, .bytes = 1, .valid = true};
    unsigned length = 0;
    char32_t value = 0;
    char32_t smallest = 0;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2, value = lead & 0x1FU, smallest = 0x80;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3, value = lead & 0x0FU, smallest = 0x800;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4, value = lead & 0x07U, smallest = 0x10000;
    }
    if (length == 0 || at + length > utf8.size())
        return {.value = replacement, .bytes = 1, .valid = false};
    for (unsigned i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U)
            return {.value = replacement, .bytes = 1, .valid = false};
        value = (value << 6U) | (byte(i) & 0x3FU);
    }
    if (value < smallest || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return {.value = replacement, .bytes = 1, .valid = false};
    return {.value = value, .bytes = length, .valid = true};
}

bool needsEscape(char32_t c)
{
    if (c < 0x20)
        return c != U'\t' && c != U'\n';
    return (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

std::size_t firstInvalidUtf8(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const CodePoint point = codePointAt(text, at);
        if (!point.valid)
            return at;
        at += point.bytes;
    }
    return std::string_view::npos;
}

QString visibleText(std::string_view utf8, Breaks breaks)
{
    QString text;
    text.reserve(static_cast<qsizetype>(utf8.size()));
    for (std::uint64_t at = 0; at < utf8.size();) {
        const CodePoint point = codePointAt(utf8, at);
        at += point.bytes;
        // Line ends of other systems are line ends.
        if (point.value == U'\r' && at < utf8.size() && utf8[at] == '\n')
            continue;
        if (point.value == U'\n' && breaks == Breaks::Show)
            text += QChar(0x21B5);
        else if (point.value == U'\t')
            text += breaks == Breaks::Show ? QStringLiteral(" ") : QStringLiteral("    ");
        else if (needsEscape(point.value))
            text += escaped(point.value);
        else
            appendCharacter(text, point.value);
    }
    return text;
}

MappedText mappedText(std::string_view utf8, std::uint64_t begin, std::uint64_t end)
{
    MappedText mapped;
    end = std::min<std::uint64_t>(end, utf8.size());
    for (std::uint64_t at = begin; at < end;) {
        const CodePoint point = codePointAt(utf8.substr(0, end), at);
        if (point.value == U'\t') {
            do
                mapped.text += QLatin1Char(' ');
            while (mapped.text.size() % 4 != 0);
        } else if (point.value == U'\n') {
            mapped.text += QChar(0x21B5);
        } else if (needsEscape(point.value)) {
            mapped.text += escaped(point.value);
        } else {
            appendCharacter(mapped.text, point.value);
        }
        mapped.byteOf.resize(static_cast<std::size_t>(mapped.text.size()), at);
        at += point.bytes;
    }
    mapped.byteOf.push_back(end);
    return mapped;
}

std::string_view cutText(std::string_view utf8, std::size_t most)
{
    if (utf8.size() <= most)
        return utf8;
    std::size_t cut = most;
    while (cut > 0 && most - cut < 3 && (static_cast<unsigned char>(utf8[cut]) & 0xC0U) == 0x80U)
        --cut;
    return utf8.substr(0, cut);
}

QString grouped(std::uint64_t number)
{
    QString digits = QString::number(number);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, QLatin1Char(','));
    return digits;
}

} // namespace rolloutscope::inspector
