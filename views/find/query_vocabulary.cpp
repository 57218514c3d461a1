#include "views/find/query_vocabulary.h"

#include "views/find/object_query.h"
#include "views/theme/plain_text.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace rolloutscope {
namespace {

constexpr qsizetype longestName = 200;
constexpr qsizetype shortestGuess = 2; // characters of a word from which names are offered for it

/// Text of a bundle that can be typed as it is; anything else is not offered.
bool canBeTyped(const QString& name)
{
    return !name.isEmpty() && !name.contains(u'"') && singleLine(name, longestName) == name;
}

QString toText(const std::string& name)
{
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

using Counts = std::unordered_map<std::string, std::size_t>;

QStringList byCount(const Counts& counts)
{
    std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    QStringList names;
    for (const auto& [name, count] : sorted) {
        if (QString text = toText(name); canBeTyped(text))
            names << std::move(text);
    }
    return names;
}

QStringList namesOf(const auto& table)
{
    QStringList names;
    for (const auto& [name, value] : table)
        names << QString::fromLatin1(name);
    return names;
}

/// Collects what begins with the typed text before what holds it elsewhere.
class Offer {
public:
    Offer(QString before, QString typed, std::size_t most)
        : before_(std::move(before)), typed_(std::move(typed)), most_(most)
    {
    }

    void add(const QString& key, const QStringList& values)
    {
        for (const QString& value : values) {
            const qsizetype at = typed_.isEmpty() ? 0 : value.indexOf(typed_, 0, Qt::CaseInsensitive);
            if (at < 0 || (isKeyed_ && value.size() == typed_.size()))
                continue;
            auto& list = at == 0 ? starts_ : others_;
            if (list.size() < most_)
                list.push_back({.term = before_ + key + quoted(value), .whole = true});
        }
    }
    void addKey(const QString& key)
    {
        if (key.startsWith(typed_, Qt::CaseInsensitive) && starts_.size() < most_)
            starts_.push_back({.term = before_ + key, .whole = false});
    }
    void setKeyed() { isKeyed_ = true; }

    [[nodiscard]] std::vector<QueryCompletion> taken()
    {
        starts_.insert(starts_.end(), others_.begin(), others_.end());
        if (starts_.size() > most_)
            starts_.resize(most_);
        return std::move(starts_);
    }

private:
    static QString quoted(const QString& value)
    {
        const bool hasSpace = std::any_of(value.begin(), value.end(), [](QChar c) { return c.isSpace(); });
        return hasSpace ? u'"' + value + u'"' : value;
    }

    QString before_;
    QString typed_;
    std::size_t most_;
    bool isKeyed_ = false;
    std::vector<QueryCompletion> starts_;
    std::vector<QueryCompletion> others_;
};

} // namespace

QueryVocabulary::QueryVocabulary(const RolloutTrace& trace)
{
    Counts tools;
    for (const ToolCall& tool : trace.toolCalls)
        ++tools[toolName(tool.kind)];
    tools_ = byCount(tools);

    Counts models;
    for (const InferenceCall& call : trace.inferenceCalls)
        ++models[call.model];
    for (const CompactionRequest& request : trace.compactionRequests)
        ++models[request.model];
    models_ = byCount(models);

    std::unordered_set<std::string_view> seen; // an agent can be resumed under its path
    for (const AgentThread& thread : trace.threads) {
        if (!seen.insert(thread.agentPath).second)
            continue;
        if (QString path = toText(thread.agentPath); canBeTyped(path))
            agents_ << std::move(path);
    }
}

std::vector<QueryCompletion> QueryVocabulary::completionsOf(const QString& term, std::size_t most) const
{
    const bool negated = term.startsWith(u'-') && !term.startsWith(QLatin1String("--"));
    QString typed = negated ? term.mid(1) : term;
    const QString sign = negated ? QStringLiteral("-") : QString();
    if (typed.startsWith(u'"'))
        return {};

    const QString isKey = QStringLiteral("is:");
    const QString kindKey = QStringLiteral("kind:");
    const QString toolKey = QStringLiteral("tool:");
    const QString agentKey = QStringLiteral("agent:");
    const QString modelKey = QStringLiteral("model:");
    const std::vector<std::pair<QString, QStringList>> valuesOfKeys = {
        {isKey, namesOf(queryOutcomes())},
        {kindKey, namesOf(queryKinds())},
        {toolKey, tools_},
        {agentKey, agents_},
        {modelKey, models_},
    };
    for (const auto& [key, values] : valuesOfKeys) {
        if (!typed.startsWith(key, Qt::CaseInsensitive))
            continue;
        Offer offer(sign, typed.mid(key.size()).remove(u'"'), most);
        offer.setKeyed();
        offer.add(key, values);
        return offer.taken();
    }

    Offer offer(sign, typed, most);
    for (const QString& key : {isKey, toolKey, agentKey, kindKey, modelKey, QStringLiteral("text:"),
                               QStringLiteral("id:"), QStringLiteral("tokens>")})
        offer.addKey(key);
    if (typed.size() >= shortestGuess && !typed.contains(u':')) {
        offer.add(isKey, valuesOfKeys.front().second);
        offer.add(toolKey, tools_);
        offer.add(agentKey, agents_);
    }
    return offer.taken();
}

} // namespace rolloutscope
