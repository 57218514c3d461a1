#include "app/open/object_link.h"

#include "core/trace/names.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QStringDecoder>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace rolloutscope {
namespace {

constexpr QLatin1String scheme("rolloutscope:");
constexpr QLatin1String beginning("rolloutscope://open?");
constexpr qsizetype mostCharacters = 32'768; // a path and an id, three characters a byte
constexpr qsizetype mostDigits = 15;         // of a time: exact as a double, too

QString words(const char* text)
{
    return QCoreApplication::translate("ObjectLink", text);
}

bool isPlain(QChar character)
{
    const char16_t c = character.unicode();
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~' || c == '/';
}

/// Nothing but plain characters and %XX.
std::optional<QByteArray> decoded(const QString& text)
{
    const auto digit = [&](qsizetype at) {
        const char16_t c = at < text.size() ? text[at].unicode() : u'\0';
        if (c >= '0' && c <= '9')
            return c - '0';
        if (c >= 'A' && c <= 'F')
            return c - 'A' + 10;
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    QByteArray bytes;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (isPlain(text[i])) {
            bytes += static_cast<char>(text[i].unicode());
            continue;
        }
        if (text[i] != u'%' || digit(i + 1) < 0 || digit(i + 2) < 0)
            return std::nullopt;
        bytes += static_cast<char>(digit(i + 1) * 16 + digit(i + 2));
        i += 2;
    }
    return bytes;
}

ParsedLink refused(const QString& error)
{
    return {.link = {}, .error = error};
}

QString readBundle(const QString& value, ObjectLink& link)
{
    const auto bytes = decoded(value);
    if (!bytes)
        return words("Its path is not percent-encoded.");
    QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    link.bundle = utf8.decode(*bytes);
    if (utf8.hasError() || bytes->contains('\0'))
        return words("Its path is not text.");
    // Two slashes can mean another machine.
    if (!link.bundle.startsWith(u'/') || link.bundle.startsWith(QLatin1String("//")))
        return words("Its path does not name a folder of this machine.");
    return {};
}

QString readObject(const QString& value, ObjectLink& link)
{
    const qsizetype slash = value.indexOf(u'/');
    link.kind =
        fromName<ObjectKind>(value.left(std::max<qsizetype>(slash, 0)).toStdString()).value_or(ObjectKind::None);
    if (link.kind == ObjectKind::None)
        return words("It does not say what kind of object it is for.");
    const auto id = decoded(value.mid(slash + 1));
    if (!id || id->isEmpty())
        return words("It names no object.");
    link.id = id->toStdString();
    return {};
}

std::optional<UnixMs> readTime(const QString& value)
{
    if (value.isEmpty() || value.size() > mostDigits)
        return std::nullopt;
    UnixMs ms = 0;
    for (const QChar digit : value) {
        if (digit < u'0' || digit > u'9')
            return std::nullopt;
        ms = ms * 10 + (digit.unicode() - u'0');
    }
    return ms;
}

} // namespace

bool isLink(const QString& text)
{
    return text.startsWith(scheme, Qt::CaseInsensitive);
}

QString makeLink(const ObjectLink& link)
{
    const auto encoded = [](const QByteArray& bytes, const char* keep) {
        return QString::fromLatin1(bytes.toPercentEncoding(keep));
    };
    QString text = beginning + QStringLiteral("bundle=") + encoded(link.bundle.toUtf8(), "/") +
                   QStringLiteral("&object=") + QString::fromStdString(std::string(nameOf(link.kind))) + u'/' +
                   encoded(QByteArray::fromStdString(link.id), "");
    if (link.time)
        text += QStringLiteral("&from=%1&to=%2").arg(link.time->from).arg(link.time->to);
    return text;
}

ParsedLink parseLink(const QString& text)
{
    if (text.size() > mostCharacters)
        return refused(words("It is too long."));
    if (!text.startsWith(beginning, Qt::CaseInsensitive))
        return refused(words("It does not begin with %1").arg(beginning));
    ObjectLink link;
    ObjectLink::Time time;
    QStringList seen;
    const QStringList parts = text.mid(beginning.size()).split(u'&');
    for (const QString& part : parts) {
        const qsizetype equals = part.indexOf(u'=');
        const QString key = part.left(std::max<qsizetype>(equals, 0));
        const QString value = part.mid(equals + 1);
        if (seen.contains(key))
            return refused(words("It says “%1” twice.").arg(key));
        seen << key;
        QString error;
        if (key == QLatin1String("bundle")) {
            error = readBundle(value, link);
        } else if (key == QLatin1String("object")) {
            error = readObject(value, link);
        } else if (key == QLatin1String("from") || key == QLatin1String("to")) {
            const auto ms = readTime(value);
            if (!ms)
                error = words("Its times are not Unix milliseconds.");
            else
                (key == QLatin1String("from") ? time.from : time.to) = *ms;
        } else {
            error = words("It holds something besides bundle, object, from and to.");
        }
        if (!error.isEmpty())
            return refused(error);
    }
    if (!seen.contains(QLatin1String("bundle")))
        return refused(words("It names no bundle."));
    if (!seen.contains(QLatin1String("object")))
        return refused(words("It names no object."));
    if (seen.contains(QLatin1String("from")) != seen.contains(QLatin1String("to")))
        return refused(words("It has one end of a time range, not both."));
    if (seen.contains(QLatin1String("from"))) {
        if (time.from >= time.to)
            return refused(words("Its time range ends before it begins."));
        link.time = time;
    }
    return {.link = link, .error = {}};
}

} // namespace rolloutscope
