#include "views/inspector/json_address.h"

#include "views/inspector/encoded_text.h"
#include "views/inspector/json_scan.h"
#include "views/inspector/json_text.h"
#include "views/theme/plain_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace rolloutscope::inspector {
namespace {

constexpr std::string_view intoString[] = {"|fromjson|$", "|@base64d|fromjson|$"};
constexpr std::size_t mostNamed = 6; // of an object's members, in an error

QString tr(const char* text)
{
    return QCoreApplication::translate("rolloutscope::inspector::JsonAddress", text);
}

bool isNameCharacter(QChar c)
{
    return c != u'.' && c != u'[' && c != u']' && c != u'|' && !c.isSpace();
}

class Parser {
public:
    Parser(const QString& text, QString& error) : text_(text), error_(error) {}

    std::optional<std::vector<AddressStep>> parse()
    {
        skip(u'$');
        for (skipSpace(); at_ < text_.size(); skipSpace()) {
            const bool good = next() == u'.' ? name() : next() == u'[' ? bracket() : string();
            if (!good)
                return std::nullopt;
        }
        return steps_;
    }

private:
    [[nodiscard]] QChar next() const { return at_ < text_.size() ? text_[at_] : QChar(); }
    void skipSpace()
    {
        while (next().isSpace())
            ++at_;
    }
    bool skip(QChar c)
    {
        if (next() != c)
            return false;
        ++at_;
        return true;
    }
    bool fail(const QString& wanted)
    {
        error_ = tr("At character %1 of the path: %2.").arg(at_ + 1).arg(wanted);
        return false;
    }

    bool name()
    {
        ++at_;
        const qsizetype begin = at_;
        while (at_ < text_.size() && isNameCharacter(text_[at_]))
            ++at_;
        if (at_ == begin)
            return fail(tr("a name should follow the dot"));
        steps_.push_back({.name = text_.mid(begin, at_ - begin).toStdString(), .position = {}});
        return true;
    }

    bool bracket()
    {
        ++at_;
        if (const QChar quote = next(); quote == u'"' || quote == u'\'') {
            const qsizetype begin = at_++;
            while (at_ < text_.size() && text_[at_] != quote)
                at_ += text_[at_] == u'\\' ? 2 : 1;
            if (!skip(quote))
                return fail(tr("the quote is not closed"));
            QString literal = text_.mid(begin, at_ - begin);
            literal.front() = u'"';
            literal.back() = u'"';
            steps_.push_back({.name = decodeString(literal.toStdString()), .position = {}});
        } else {
            const qsizetype begin = at_;
            while (next().isDigit())
                ++at_;
            bool isNumber = false;
            const std::uint64_t position = text_.mid(begin, at_ - begin).toULongLong(&isNumber);
            if (!isNumber)
                return fail(tr("a position or a quoted name should follow the bracket"));
            steps_.push_back({.name = {}, .position = position});
        }
        return skip(u']') || fail(tr("the bracket is not closed"));
    }

    /// `| fromjson | $`
    bool string()
    {
        for (const std::string_view words : intoString) {
            if (skipWords(words)) {
                steps_.push_back({.name = {}, .position = {}, .entersString = true});
                return true;
            }
        }
        return fail(tr("a dot, a bracket or | fromjson | $ should follow"));
    }

    bool skipWords(std::string_view words)
    {
        const qsizetype begin = at_;
        for (const char wanted : words) {
            skipSpace();
            if (!skip(QLatin1Char(wanted))) {
                at_ = begin;
                return false;
            }
        }
        return true;
    }

    const QString& text_;
    QString& error_;
    std::vector<AddressStep> steps_;
    qsizetype at_ = 0;
};

/// `#/input/3/a~1b`: a JSON pointer as a fragment (RFC 6901, section 6).
std::optional<std::vector<AddressStep>> parsePointer(const QString& text, QString& error)
{
    std::vector<AddressStep> steps;
    const QStringList tokens = text.mid(2).split(u'/');
    for (const QString& written : tokens) {
        QString name = QString::fromUtf8(QByteArray::fromPercentEncoding(written.toUtf8()));
        for (qsizetype at = name.indexOf(u'~'); at >= 0; at = name.indexOf(u'~', at + 1)) {
            const QChar code = at + 1 < name.size() ? name[at + 1] : QChar();
            if (code != u'0' && code != u'1') {
                error = tr("In a pointer, ~ is written ~0, and / in a name ~1: %1.").arg(singleLine(written, 60));
                return std::nullopt;
            }
            name.replace(at, 2, code == u'0' ? u'~' : u'/');
        }
        const bool isDigits =
            !name.isEmpty() && std::all_of(name.begin(), name.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
        bool fits = false;
        const std::uint64_t position = name.toULongLong(&fits);
        AddressStep step{.name = name.toStdString(), .position = {}};
        if (isDigits && fits && (name.size() == 1 || name.front() != u'0'))
            step.position = position;
        steps.push_back(std::move(step));
    }
    return steps;
}

QString quoted(std::string_view name)
{
    return QStringLiteral("“%1”").arg(singleLine(name, 60));
}

std::string keyOf(std::string_view text, const JsonValue& member)
{
    return decodeString(text.substr(member.keyBegin, member.keyEnd - member.keyBegin));
}

QString namesOf(std::string_view text, const std::vector<JsonValue>& members)
{
    QStringList names;
    for (std::size_t i = 0; i < std::min(members.size(), mostNamed); ++i)
        names += singleLine(keyOf(text, members[i]), 30);
    if (members.size() > mostNamed)
        names += QStringLiteral("…");
    return names.join(QStringLiteral(", "));
}

/// The literal's byte from which the decoded text's byte at `decoded` comes.
std::uint64_t rawOffset(std::string_view literal, std::uint64_t decoded)
{
    std::uint64_t low = 0;
    std::uint64_t high = literal.size();
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (decodedOffset(literal, middle) < decoded)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

class Finder {
public:
    Finder(const std::vector<AddressStep>& steps, const std::atomic<bool>* cancelled)
        : steps_(steps), cancelled_(cancelled)
    {
    }

    Addressed find(std::string_view text, std::size_t step, const QString& owner)
    {
        const JsonRoot root = scanRoot(text, cancelled_);
        if (!root.value)
            return {.offset = {},
                    .length = 0,
                    .error = tr("There is no JSON in %1.").arg(owner),
                    .cancelled = root.cancelled};
        JsonValue value = *root.value;
        QString name = owner;
        for (; step < steps_.size(); ++step) {
            if (cancelled_ != nullptr && *cancelled_)
                return {.offset = {}, .length = 0, .error = {}, .cancelled = true};
            if (steps_[step].entersString)
                return inString(text, value, step + 1, name);
            const Addressed failed = stepInto(text, value, steps_[step], name);
            if (!failed.error.isEmpty())
                return failed;
            name =
                steps_[step].position ? QStringLiteral("[%1]").arg(*steps_[step].position) : quoted(steps_[step].name);
        }
        return {.offset = value.begin, .length = value.isContainer() ? 1 : value.end - value.begin, .error = {}};
    }

private:
    Addressed inString(std::string_view text, const JsonValue& value, std::size_t step, const QString& name)
    {
        if (value.type != JsonType::String)
            return {.offset = {}, .length = 0, .error = tr("%1 is no string that could hold JSON.").arg(name)};
        const std::string_view literal = text.substr(value.begin, value.end - value.begin);
        const std::string decoded = decodeString(literal);
        const auto inner = decodeBase64(decoded);
        Addressed found = find(inner ? std::string_view(inner->text) : std::string_view(decoded), step, name);
        if (found.offset)
            found.offset = value.begin + (inner ? 0 : rawOffset(literal, *found.offset));
        found.length = 1;
        return found;
    }

    Addressed stepInto(std::string_view text, JsonValue& value, const AddressStep& step, const QString& name) const
    {
        // A pointer says 3 for a position and for a name: what is there decides.
        const bool byPosition = step.position && (step.name.empty() || value.type == JsonType::Array);
        const JsonType wanted = byPosition ? JsonType::Array : JsonType::Object;
        if (value.type != wanted)
            return {.offset = {},
                    .length = 0,
                    .error = byPosition ? tr("%1 is no array.").arg(name) : tr("%1 is no object.").arg(name)};
        // Of a hundred million members no more than a page is kept.
        const JsonMembers all = scanMembers(text, value, 0, cancelled_);
        if (byPosition) {
            const std::uint64_t position = *step.position;
            const std::size_t page = static_cast<std::size_t>(position / JsonMembers::pageSize);
            const std::uint64_t inPage = position % JsonMembers::pageSize;
            const std::vector<JsonValue> members = position < all.count && page < all.pageStarts.size()
                                                       ? pageOf(text, value, all.pageStarts[page], inPage + 1)
                                                       : std::vector<JsonValue>();
            if (members.size() <= inPage)
                return {.offset = {},
                        .error = tr("%1 has %2 members: none at %3.").arg(name).arg(all.count).arg(position)};
            value = members[static_cast<std::size_t>(inPage)];
            return {};
        }
        // Of duplicate names the last counts, as everywhere.
        for (auto page = all.pageStarts.rbegin(); page != all.pageStarts.rend(); ++page) {
            const std::vector<JsonValue> members = pageOf(text, value, *page, JsonMembers::pageSize);
            const auto found = std::find_if(members.rbegin(), members.rend(),
                                            [&](const JsonValue& member) { return keyOf(text, member) == step.name; });
            if (found == members.rend())
                continue;
            value = *found;
            return {};
        }
        const std::vector<JsonValue> first = all.pageStarts.empty()
                                                 ? std::vector<JsonValue>()
                                                 : pageOf(text, value, all.pageStarts.front(), JsonMembers::pageSize);
        return {.offset = {},
                .error = tr("%1 has no member %2: it has %3.").arg(name, quoted(step.name), namesOf(text, first))};
    }

    [[nodiscard]] std::vector<JsonValue> pageOf(std::string_view text, const JsonValue& container, std::uint64_t start,
                                                std::uint64_t most) const
    {
        return scanPage(text, container, start, most, cancelled_).members;
    }

    const std::vector<AddressStep>& steps_;
    const std::atomic<bool>* cancelled_;
};

} // namespace

bool isAddress(const QString& text)
{
    return text == QLatin1String("$") || text.startsWith(QLatin1String("$.")) || text.startsWith(QLatin1String("$[")) ||
           text.startsWith(QLatin1String("$ |")) || text.startsWith(QLatin1String("#/"));
}

std::optional<std::vector<AddressStep>> parseAddress(const QString& text, QString& error)
{
    const QString trimmed = text.trimmed();
    if (!isAddress(trimmed)) {
        error = tr("A path begins with $, a pointer with #/.");
        return std::nullopt;
    }
    if (trimmed.startsWith(u'#'))
        return parsePointer(trimmed, error);
    return Parser(trimmed, error).parse();
}

Addressed findAddress(std::string_view text, const std::vector<AddressStep>& steps, const std::atomic<bool>* cancelled)
{
    return Finder(steps, cancelled).find(text, 0, tr("the payload"));
}

} // namespace rolloutscope::inspector
