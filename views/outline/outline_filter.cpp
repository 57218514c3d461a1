#include "views/outline/outline_filter.h"

#include <QStringList>

#include <algorithm>

namespace rolloutscope {
namespace {

QStringList splitTerms(const QString& text)
{
    QStringList terms;
    QString term;
    bool quoted = false;
    for (const QChar character : text) {
        if (character == u'"') {
            quoted = !quoted;
        } else if (character.isSpace() && !quoted) {
            if (!term.isEmpty())
                terms << std::exchange(term, {});
        } else {
            term += character;
        }
    }
    if (!term.isEmpty())
        terms << term;
    return terms;
}

QString toText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

class Matcher {
public:
    Matcher(const RolloutTrace& trace, const Relations& relations, const OutlineQuery& query)
        : trace_(trace), relations_(relations), query_(query)
    {
    }

    /// `title` is given where the general one costs a search for the object's number.
    [[nodiscard]] bool matches(ObjectRef object, const std::string& title) const
    {
        for (const Outcome wanted : query_.outcomes) {
            if (outcomeOf(trace_, object) != wanted)
                return false;
        }
        for (const QString& tool : query_.tools) {
            if (object.kind != ObjectKind::ToolCall ||
                !toText(toolName(trace_.toolCalls[object.toolCall()].kind)).contains(tool, Qt::CaseInsensitive))
                return false;
        }
        for (const QString& agent : query_.agents) {
            const ThreadIndex thread = threadOf(trace_, object);
            if (!thread || !toText(trace_.threads[thread].agentPath).contains(agent, Qt::CaseInsensitive))
                return false;
        }
        if (query_.words.empty())
            return true;
        const QString text = textOf(object, title);
        return std::all_of(query_.words.begin(), query_.words.end(),
                           [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
    }

private:
    [[nodiscard]] QString textOf(ObjectRef object, const std::string& title) const
    {
        // Separated by line feeds, so that no word matches across two texts.
        QString text = toText(title) + u'\n' + toText(objectDetail(trace_, relations_, object)) + u'\n' +
                       toText(objectId(trace_, object));
        if (object.kind == ObjectKind::ToolCall) {
            const OperationIndex operation = trace_.toolCalls[object.toolCall()].terminalOperation;
            if (trace_.terminalOperations.contains(operation)) {
                if (const auto* exec = std::get_if<ExecRequest>(&trace_.terminalOperations[operation].request))
                    text += u'\n' + toText(exec->displayCommand) + u'\n' + toText(exec->cwd);
            }
        }
        return text;
    }

    const RolloutTrace& trace_;
    const Relations& relations_;
    const OutlineQuery& query_;
};

} // namespace

OutlineQuery OutlineQuery::parse(const QString& text)
{
    OutlineQuery query;
    for (const QString& term : splitTerms(text)) {
        const qsizetype colon = term.indexOf(u':');
        const QString key = colon > 0 ? term.left(colon).toLower() : QString();
        const QString value = colon > 0 ? term.mid(colon + 1) : QString();
        const QString word = value.toLower();
        if (key == QLatin1String("is") && word == QLatin1String("failed"))
            query.outcomes.push_back(Outcome::Failed);
        else if (key == QLatin1String("is") && word == QLatin1String("running"))
            query.outcomes.push_back(Outcome::Running);
        else if (key == QLatin1String("is") && word == QLatin1String("cancelled"))
            query.outcomes.push_back(Outcome::Cancelled);
        else if (key == QLatin1String("tool") && !value.isEmpty())
            query.tools.push_back(value);
        else if (key == QLatin1String("agent") && !value.isEmpty())
            query.agents.push_back(value);
        else
            query.words.push_back(term);
    }
    return query;
}

std::shared_ptr<const OutlineMatches> matchOutline(const RolloutTrace& trace, const Relations& relations,
                                                   const OutlineQuery& query, const std::atomic<bool>* cancelled)
{
    auto result = std::make_shared<OutlineMatches>();
    const OutlineTree tree(trace, relations);
    const Matcher matcher(trace, relations, query);
    const auto test = [&](ObjectRef object, const std::string& title) {
        if (!matcher.matches(object, title))
            return;
        result->matched.insert(object);
        for (ObjectRef above = tree.parent(object); above.valid(); above = tree.parent(above)) {
            if (!result->ancestors.insert(above).second)
                break; // those above it are there already
        }
    };
    const auto isCancelled = [&] { return cancelled != nullptr && cancelled->load(std::memory_order_relaxed); };
    const auto testAll = [&](const auto& list, ObjectKind kind) {
        std::uint64_t number = 0;
        for (const auto index : list) {
            ++number;
            if (number % 256 == 0 && isCancelled())
                return;
            if (kind == ObjectKind::Turn)
                test(index, "Turn " + std::to_string(number));
            else if (kind == ObjectKind::InferenceCall)
                test(index, "inference " + std::to_string(number));
            else
                test(index, objectTitle(trace, relations, index));
        }
    };

    for (const ThreadIndex thread : relations.threadsInSpawnOrder()) {
        if (isCancelled())
            return nullptr;
        test(thread, objectTitle(trace, relations, thread));
        testAll(relations.turns(thread), ObjectKind::Turn);
        testAll(relations.inferenceCalls(thread), ObjectKind::InferenceCall);
        testAll(relations.toolCalls(thread), ObjectKind::ToolCall);
        testAll(relations.codeCells(thread), ObjectKind::CodeCell);
        testAll(relations.compactions(thread), ObjectKind::Compaction);
        testAll(relations.compactionRequests(thread), ObjectKind::CompactionRequest);
    }
    return isCancelled() ? nullptr : result;
}

} // namespace rolloutscope
