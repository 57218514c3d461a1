#include "views/inspector/json_text.h"

#include "core/json/escape.h"

#include <algorithm>

namespace rolloutscope::inspector {

namespace {

/// The code unit of `\uXXXX` at this place, or -1.
int codeUnitAt(std::string_view text, std::uint64_t at)
{
    return at < text.size() && text.substr(at, 2) == "\\u" ? json::codeUnit(text, at + 2) : -1;
}

struct Escape {
    std::uint32_t character = 0;
    unsigned bytes = 0; // of the literal; 0: no escape that JSON knows
};

/// At a backslash.
Escape escapeAt(std::string_view literal, std::uint64_t at)
{
    if (at + 1 >= literal.size())
        return {};
    switch (literal[at + 1]) {
    case '"':
        return {'"', 2};
    case '\\':
        return {'\\', 2};
    case '/':
        return {'/', 2};
    case 'b':
        return {'\b', 2};
    case 'f':
        return {'\f', 2};
    case 'n':
        return {'\n', 2};
    case 'r':
        return {'\r', 2};
    case 't':
        return {'\t', 2};
    default:
        break;
    }
    const int unit = codeUnitAt(literal, at);
    if (unit < 0)
        return {};
    if (json::isHighSurrogate(unit)) {
        if (const int low = codeUnitAt(literal, at + 6); json::isLowSurrogate(low))
            return {json::pairOf(unit, low), 12};
    }
    if (json::isHighSurrogate(unit) || json::isLowSurrogate(unit))
        return {0xFFFD, 6};
    return {static_cast<std::uint32_t>(unit), 6};
}

struct Bounds {
    std::uint64_t begin;
    std::uint64_t end;
};

/// The literal without its quotes.
Bounds inside(std::string_view literal)
{
    Bounds bounds{0, literal.size()};
    if (!literal.empty() && literal.front() == '"')
        bounds.begin = 1;
    if (bounds.end > bounds.begin && literal.back() == '"') {
        // A quote behind an odd number of backslashes belongs to a string that was cut.
        std::uint64_t slashes = 0;
        while (bounds.end - 1 - slashes > bounds.begin && literal[bounds.end - 2 - slashes] == '\\')
            ++slashes;
        if (slashes % 2 == 0)
            --bounds.end;
    }
    return bounds;
}

} // namespace

std::string decodeString(std::string_view literal, std::uint64_t most)
{
    const auto [begin, end] = inside(literal);
    std::uint64_t stop = most < end - begin ? begin + most : end;
    while (stop < end && stop > begin && (static_cast<unsigned char>(literal[stop]) & 0xC0U) == 0x80U)
        --stop; // cut between characters
    std::string text;
    text.reserve(stop - begin);
    for (std::uint64_t at = begin; at < stop;) {
        if (literal[at] != '\\') {
            const std::uint64_t next = std::min<std::uint64_t>(literal.find('\\', at), stop);
            text.append(literal.substr(at, next - at));
            at = next;
            continue;
        }
        const Escape escape = escapeAt(literal.substr(0, end), at);
        if (escape.bytes == 0) {
            text += literal[at++];
        } else {
            json::appendUtf8(text, escape.character);
            at += escape.bytes;
        }
    }
    return text;
}

std::uint64_t decodedOffset(std::string_view literal, std::uint64_t rawOffset)
{
    const auto [begin, end] = inside(literal);
    const std::uint64_t stop = std::min(rawOffset, end);
    std::uint64_t decoded = 0;
    std::string scratch;
    for (std::uint64_t at = begin; at < stop;) {
        const Escape escape = literal[at] == '\\' ? escapeAt(literal.substr(0, end), at) : Escape{};
        if (escape.bytes == 0) {
            ++decoded;
            ++at;
            continue;
        }
        if (at + escape.bytes > stop)
            break;
        scratch.clear();
        json::appendUtf8(scratch, escape.character);
        decoded += scratch.size();
        at += escape.bytes;
    }
    return decoded;
}

std::uint64_t countCharacters(std::string_view literal)
{
    const auto [begin, end] = inside(literal);
    std::uint64_t count = 0;
    for (std::uint64_t at = begin; at < end; ++count) {
        const Escape escape = literal[at] == '\\' ? escapeAt(literal.substr(0, end), at) : Escape{};
        if (escape.bytes != 0) {
            at += escape.bytes;
            continue;
        }
        ++at;
        while (at < end && (static_cast<unsigned char>(literal[at]) & 0xC0U) == 0x80U)
            ++at;
    }
    return count;
}

QString pathStep(const QString& name)
{
    const auto isPlain = [](QChar c) {
        return (c >= QLatin1Char('a') && c <= QLatin1Char('z')) || (c >= QLatin1Char('A') && c <= QLatin1Char('Z')) ||
               (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || c == QLatin1Char('_');
    };
    const bool plain = !name.isEmpty() && !name.front().isDigit() && std::all_of(name.begin(), name.end(), isPlain);
    if (plain)
        return QLatin1Char('.') + name;
    const QByteArray utf8 = name.toUtf8();
    const std::string escaped = json::escaped({utf8.constData(), static_cast<std::size_t>(utf8.size())});
    return QStringLiteral("[\"") + QString::fromStdString(escaped) + QStringLiteral("\"]");
}

QString pathStep(std::uint64_t position)
{
    return QStringLiteral("[%1]").arg(position);
}

} // namespace rolloutscope::inspector
