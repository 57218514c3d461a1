#include "views/inspector/json_row_text.h"

#include "core/insight/describe.h"
#include "views/inspector/json_text.h"
#include "views/inspector/plain_text.h"

#include <QStringList>

#include <algorithm>

namespace rolloutscope::inspector {

namespace {

constexpr std::uint64_t shownOfString = 400; // bytes of a literal
constexpr std::uint64_t shownOfKey = 200;
constexpr std::uint64_t countedAtOnce = 64U << 10U; // longer strings tell their size in bytes

QString imageNote(std::string_view literal)
{
    const std::size_t typeEnd = std::min(literal.substr(0, 64).find(';'), std::size_t{64});
    const QString type = visibleText(literal.substr(6, typeEnd - 6), Breaks::Show);
    const std::size_t comma = literal.substr(0, 128).find(',');
    const std::uint64_t encoded = comma == std::string_view::npos ? literal.size() : literal.size() - comma - 2;
    return QStringLiteral("%1 · %2").arg(type, QString::fromStdString(formatBytes(encoded / 4 * 3)));
}

} // namespace

QString keyText(std::string_view literal)
{
    QString key = visibleText(decodeString(literal, shownOfKey), Breaks::Show);
    if (literal.size() > shownOfKey + 2)
        key += QChar(0x2026);
    return key;
}

QString stringText(std::string_view literal)
{
    const bool whole = literal.size() <= shownOfString + 2;
    return QLatin1Char('"') + visibleText(decodeString(literal, shownOfString), Breaks::Show) +
           (whole ? QStringLiteral("\"") : QStringLiteral("…"));
}

QString stringNote(std::string_view literal)
{
    if (literal.starts_with(imageStart))
        return imageNote(literal);
    if (literal.size() > countedAtOnce)
        return QStringLiteral("%1 of text").arg(QString::fromStdString(formatBytes(literal.size() - 2)));
    return QStringLiteral("%1 chars").arg(grouped(countCharacters(literal)));
}

QString containerNote(const JsonValue& value)
{
    QString note;
    if (value.type == JsonType::Array)
        note = value.count == 1 ? QStringLiteral("1 element") : QStringLiteral("%1 elements").arg(grouped(value.count));
    else
        note = value.count == 1 ? QStringLiteral("1 member") : QStringLiteral("%1 members").arg(grouped(value.count));
    return value.broken ? note + QStringLiteral(", broken") : note;
}

QString objectHint(std::string_view text, const JsonValue& object)
{
    constexpr std::uint64_t mostScanned = 32U << 10U;
    constexpr std::uint64_t longest = 40;
    QStringList words;
    if (object.end - object.begin > mostScanned || object.count == 0)
        return {};
    for (const JsonValue& member : scanPage(text, object, object.begin + 1, 3).members) {
        const std::string_view key = text.substr(member.keyBegin, member.keyEnd - member.keyBegin);
        const bool tells = key == "\"type\"" || key == "\"role\"" || key == "\"name\"" || key == "\"id\"";
        if (tells && member.type == JsonType::String && member.end - member.begin <= longest)
            words << visibleText(decodeString(text.substr(member.begin, member.end - member.begin)), Breaks::Show);
    }
    return words.join(QStringLiteral(", "));
}

QString errorText(const JsonError& error, bool partEnds)
{
    if (partEnds)
        return QStringLiteral("the rest of the file was not read: it is too large");
    return QStringLiteral("line %1, column %2 (byte %3): %4")
        .arg(grouped(error.line), grouped(error.column), grouped(error.offset), QString::fromUtf8(error.reason));
}

QString scalarText(std::string_view literal)
{
    return visibleText(cutText(literal, shownOfString), Breaks::Show);
}

} // namespace rolloutscope::inspector
