// Reads what a person typed.
#include "views/find/object_query.h"

#include <algorithm>
#include <optional>

namespace rolloutscope {

struct ObjectQuery::RawTerm {
    TermSpan span;
    QString text; // without sign and quotes
    bool negated = false;
    bool literal = false; // began with a quote, or with two dashes
};

namespace {

constexpr qsizetype mostQuoted = 40; // characters of a term in a message

/// Calls use(span, text, negated, literal) for every term.
template <typename Use>
void forEachTerm(const QString& text, Use use)
{
    qsizetype begin = -1;
    QString term;
    bool quoted = false;
    bool negated = false;
    bool literal = false;
    const auto finish = [&](qsizetype end) {
        if (begin >= 0)
            use(TermSpan{.begin = begin, .length = end - begin}, term, negated, literal);
        begin = -1;
        term.clear();
        negated = literal = false;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar character = text.at(i);
        if (character.isSpace() && !quoted) {
            finish(i);
            continue;
        }
        const bool isFirst = begin < 0;
        if (isFirst)
            begin = i;
        if (character == u'"') {
            literal = literal || term.isEmpty();
            quoted = !quoted;
        } else if (character == u'-' && isFirst && i + 1 < text.size() && !text.at(i + 1).isSpace()) {
            const bool isFlag = text.at(i + 1) == u'-';
            negated = !isFlag;
            literal = isFlag;
            if (isFlag)
                term += character;
        } else {
            term += character;
        }
    }
    finish(text.size());
}

/// A number and what follows it; nothing if there is no number.
struct Quantity {
    double number = 0;
    QString unit;
};
std::optional<Quantity> quantityIn(const QString& text)
{
    const auto end = std::find_if(text.begin(), text.end(), [](QChar character) {
        return !(character >= u'0' && character <= u'9') && character != u'.';
    });
    const qsizetype digits = end - text.begin();
    bool valid = false;
    const double number = text.left(digits).toDouble(&valid);
    if (!valid)
        return std::nullopt;
    return Quantity{.number = number, .unit = text.mid(digits).toLower()};
}

QString valuesOf(const auto& table)
{
    QStringList names;
    for (const auto& [name, value] : table)
        names << QString::fromLatin1(name);
    return names.join(QStringLiteral(", "));
}

template <typename T>
std::optional<T> valueIn(const std::vector<std::pair<const char*, T>>& table, const QString& name)
{
    for (const auto& [known, value] : table) {
        if (name.compare(QLatin1String(known), Qt::CaseInsensitive) == 0)
            return value;
    }
    return std::nullopt;
}

std::optional<QueryField> namedField(const QString& key)
{
    static const std::vector<std::pair<const char*, QueryField>> fields = {
        {"is", QueryField::Outcome},  {"kind", QueryField::Kind},   {"tool", QueryField::Tool},
        {"agent", QueryField::Agent}, {"model", QueryField::Model}, {"id", QueryField::Id},
        {"text", QueryField::Text},
    };
    return valueIn(fields, key);
}

} // namespace

const std::vector<std::pair<const char*, Outcome>>& queryOutcomes()
{
    static const std::vector<std::pair<const char*, Outcome>> outcomes = {
        {"failed", Outcome::Failed},
        {"running", Outcome::Running},
        {"cancelled", Outcome::Cancelled},
        {"succeeded", Outcome::Succeeded},
    };
    return outcomes;
}

const std::vector<std::pair<const char*, QueryKind>>& queryKinds()
{
    static const std::vector<std::pair<const char*, QueryKind>> kinds = {
        {"inference", QueryKind::Inference}, {"tool", QueryKind::Tool},         {"turn", QueryKind::Turn},
        {"cell", QueryKind::Cell},           {"terminal", QueryKind::Terminal}, {"compaction", QueryKind::Compaction},
        {"message", QueryKind::Message},     {"item", QueryKind::Item},         {"agent", QueryKind::Agent},
    };
    return kinds;
}

TermSpan termAt(const QString& text, qsizetype position)
{
    TermSpan found{.begin = position, .length = 0};
    forEachTerm(text, [&](TermSpan span, const QString&, bool, bool) {
        if (span.begin <= position && position <= span.begin + span.length)
            found = span;
    });
    return found;
}

ObjectQuery ObjectQuery::parse(const QString& text)
{
    ObjectQuery query;
    forEachTerm(text, [&](TermSpan span, const QString& term, bool negated, bool literal) {
        query.add({.span = span, .text = term, .negated = negated, .literal = literal});
    });
    std::stable_sort(query.terms_.begin(), query.terms_.end(),
                     [](const QueryTerm& a, const QueryTerm& b) { return a.field < b.field; });
    return query;
}

void ObjectQuery::fail(const QString& message)
{
    if (error_.isEmpty())
        error_ = message;
}

void ObjectQuery::add(const RawTerm& raw)
{
    const QString& text = raw.text;
    QueryTerm term;
    term.negated = raw.negated;
    term.text = text;
    if (text.isEmpty())
        return;
    const bool isComparison = text.startsWith(u'>') || text.startsWith(u'<');
    if (raw.literal) {
        terms_.push_back(term);
    } else if (isComparison && (text.size() == 1 || text.at(1).isDigit() || text.at(1) == u'.')) {
        addDuration(std::move(term), text);
    } else if (text.startsWith(QLatin1String("tokens>"), Qt::CaseInsensitive) ||
               text.startsWith(QLatin1String("tokens<"), Qt::CaseInsensitive)) {
        addTokens(std::move(term), text);
    } else {
        const qsizetype colon = text.indexOf(u':');
        addKeyed(std::move(term), colon > 0 ? text.left(colon) : QString(),
                 colon > 0 ? text.mid(colon + 1) : QString());
    }
}

void ObjectQuery::addKeyed(QueryTerm term, const QString& key, const QString& value)
{
    const std::optional<QueryField> field = namedField(key);
    if (!field) { // a word that happens to hold a colon
        terms_.push_back(std::move(term));
        return;
    }
    term.field = *field;
    term.text = value;
    if (*field == QueryField::Outcome) {
        const auto outcome = valueIn(queryOutcomes(), value);
        if (!outcome)
            return fail(tr("“is:” takes %1").arg(valuesOf(queryOutcomes())));
        term.outcome = *outcome;
        term.text.clear();
    } else if (*field == QueryField::Kind) {
        const auto kind = valueIn(queryKinds(), value);
        if (!kind)
            return fail(tr("“kind:” takes %1").arg(valuesOf(queryKinds())));
        term.kind = *kind;
        term.text.clear();
    } else if (value.isEmpty()) {
        return fail(tr("“%1:” needs a value").arg(key));
    }
    terms_.push_back(std::move(term));
}

void ObjectQuery::addDuration(QueryTerm term, const QString& text)
{
    static const std::vector<std::pair<const char*, double>> units = {
        {"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"min", 60'000}, {"h", 3'600'000}};
    const std::optional<Quantity> quantity = quantityIn(text.mid(1));
    const std::optional<double> unit = quantity ? valueIn(units, quantity->unit) : std::nullopt;
    if (!unit)
        return fail(tr("“%1” is no duration: write >5s, <200ms, >1.5m or >2h").arg(text.left(mostQuoted)));
    term.field = QueryField::Duration;
    term.above = text.startsWith(u'>');
    term.amount = quantity->number * *unit;
    term.text.clear();
    terms_.push_back(std::move(term));
}

void ObjectQuery::addTokens(QueryTerm term, const QString& text)
{
    static const std::vector<std::pair<const char*, double>> units = {{"", 1}, {"k", 1'000}, {"m", 1'000'000}};
    constexpr qsizetype sign = 6; // after "tokens"
    const std::optional<Quantity> quantity = quantityIn(text.mid(sign + 1));
    const std::optional<double> unit = quantity ? valueIn(units, quantity->unit) : std::nullopt;
    if (!unit)
        return fail(
            tr("“%1” is no number of tokens: write tokens>500, tokens>10k or tokens<1.5M").arg(text.left(mostQuoted)));
    term.field = QueryField::Tokens;
    term.above = text.at(sign) == u'>';
    term.amount = quantity->number * *unit;
    term.text.clear();
    terms_.push_back(std::move(term));
}

} // namespace rolloutscope
