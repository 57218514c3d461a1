#include "views/theme/plain_text.h"

#include "core/export/redaction.h"

#include <algorithm>

namespace rolloutscope {
namespace {

bool reordersText(char16_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}

QChar visibleMark(QChar character)
{
    const char16_t c = character.unicode();
    if (c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x0085)
        return u' ';
    if (c < 0x20)
        return QChar(0x2400 + c); // the control pictures: ␛ for escape
    if (c == 0x7F)
        return QChar(0x2421);
    if ((c > 0x7F && c < 0xA0) || reordersText(c))
        return QChar::ReplacementCharacter;
    return character;
}

} // namespace

QString singleLine(QString text, qsizetype most)
{
    if (text.size() > most) {
        qsizetype end = most;
        if (end > 0 && text.at(end - 1).isHighSurrogate())
            --end;
        text.truncate(end);
        text += QChar(0x2026);
    }
    for (QChar& character : text)
        character = visibleMark(character);
    return text;
}

QString singleLine(std::string_view utf8, qsizetype most)
{
    // Four bytes are enough for any character, so that a huge text is not converted whole.
    const auto bytes = std::min<qsizetype>(static_cast<qsizetype>(utf8.size()), most * 4 + 4);
    return singleLine(QString::fromUtf8(utf8.data(), bytes), most);
}

QString visibleLines(QString text)
{
    text.remove(u'\r');
    for (QChar& character : text) {
        if (character != u'\n' && character != u'\t')
            character = visibleMark(character);
    }
    return text;
}

QString plainToolTip(const QString& text)
{
    QString literal = text;
    for (QChar& character : literal) {
        if (character != u'\n' && character != u'\t')
            character = visibleMark(character);
    }
    if (literal.isEmpty())
        return {};
    return QStringLiteral("<p style=\"white-space: pre-wrap\">") + literal.toHtmlEscaped() + QStringLiteral("</p>");
}

QString redacted(const QString& text)
{
    return QString::fromStdString(redacted(text.toStdString()));
}

QString withoutMnemonic(QString text)
{
    return text.replace(u'&', QStringLiteral("&&"));
}

} // namespace rolloutscope
