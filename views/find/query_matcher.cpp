// Tests objects of a trace against a query.
#include "views/find/object_query.h"

#include <algorithm>

namespace rolloutscope {
namespace {

/// Whether a text of what the model saw or said holds the needle; searched where it lies, as it may be long.
bool isInItem(const TextNeedle& needle, const ConversationItem& item)
{
    return std::any_of(item.parts.begin(), item.parts.end(), [&](const ItemPart& part) {
        if (const auto* text = std::get_if<TextPart>(&part))
            return needle.isIn(text->text);
        if (const auto* summary = std::get_if<SummaryPart>(&part))
            return needle.isIn(summary->text);
        if (const auto* code = std::get_if<CodePart>(&part))
            return needle.isIn(code->source);
        if (const auto* json = std::get_if<JsonPart>(&part))
            return needle.isIn(json->summary);
        return false; // encrypted, or left in its payload: no text
    });
}

bool isIn(const TextNeedle& needle, const std::optional<std::string>& text)
{
    return text && needle.isIn(*text);
}

/// `agent:` with a path: see the header.
bool isAgent(const QString& wanted, const TextNeedle& whole, const TextNeedle& start, std::string_view path)
{
    if (wanted.endsWith(u'*'))
        return wanted.startsWith(u'/') ? start.isStartOf(path) : start.isIn(path);
    if (!wanted.startsWith(u'/'))
        return whole.isIn(path);
    if (!wanted.endsWith(u'/'))
        return whole.isAllOf(path);
    return start.isAllOf(path) || whole.isStartOf(path);
}

} // namespace

/// Made at most once per object, however many words are looked for.
struct QueryMatcher::Texts {
    bool made = false;
    std::string title;
    std::string detail;
};

QueryMatcher::QueryMatcher(const RolloutTrace& trace, const Relations& relations, const ObjectQuery& query)
    : trace_(trace), relations_(relations), impossible_(!query.error().isEmpty())
{
    for (const QueryTerm& term : query.terms()) {
        Test test{.term = term, .needle = TextNeedle(term.text), .threads = {}};
        if (term.field == QueryField::Agent || term.field == QueryField::Word) {
            const TextNeedle start(term.text.chopped(std::min<qsizetype>(term.text.size(), 1)));
            test.threads.reserve(trace.threads.size());
            for (const AgentThread& thread : trace.threads)
                test.threads.push_back(term.field == QueryField::Word
                                           ? test.needle.isIn(thread.agentPath)
                                           : isAgent(term.text, test.needle, start, thread.agentPath));
        }
        tests_.push_back(std::move(test));
    }
    if (!impossible_ && !tests_.empty() && tests_.back().term.field == QueryField::Word)
        findNumbers();
}

void QueryMatcher::findNumbers()
{
    turnNumbers_.resize(trace_.turns.size());
    callNumbers_.resize(trace_.inferenceCalls.size());
    for (const ThreadIndex thread : relations_.threadsInSpawnOrder()) {
        std::uint32_t number = 0;
        for (const TurnIndex turn : relations_.turns(thread))
            turnNumbers_[turn.value] = ++number;
        number = 0;
        for (const InferenceIndex call : relations_.inferenceCalls(thread))
            callNumbers_[call.value] = ++number;
    }
}

bool QueryMatcher::matches(ObjectRef object) const
{
    if (impossible_ || !exists(trace_, object))
        return false;
    Texts texts;
    return std::all_of(tests_.begin(), tests_.end(),
                       [&](const Test& test) { return holds(test, object, texts) != test.term.negated; });
}

bool QueryMatcher::holds(const Test& test, ObjectRef object, Texts& texts) const
{
    switch (test.term.field) {
    case QueryField::Outcome:
        return outcomeOf(trace_, object) == test.term.outcome;
    case QueryField::Kind:
        return hasKind(test.term.kind, object);
    case QueryField::Tool:
        return object.kind == ObjectKind::ToolCall &&
               test.needle.isIn(toolName(trace_.toolCalls[object.toolCall()].kind));
    case QueryField::Agent:
        return belongsTo(test.threads, object);
    case QueryField::Model:
        return hasModel(test.needle, object);
    case QueryField::Id:
        return hasId(test.needle, object);
    case QueryField::Duration:
        return ran(test.term, object);
    case QueryField::Tokens:
        return tookTokens(test.term, object);
    case QueryField::Text:
        return object.kind == ObjectKind::ConversationItem && isInItem(test.needle, trace_.items[object.item()]);
    case QueryField::Word:
        return hasWord(test, object, texts);
    }
    return false;
}

bool QueryMatcher::hasKind(QueryKind kind, ObjectRef object) const
{
    switch (kind) {
    case QueryKind::Inference:
        return object.kind == ObjectKind::InferenceCall;
    case QueryKind::Tool:
        return object.kind == ObjectKind::ToolCall;
    case QueryKind::Turn:
        return object.kind == ObjectKind::Turn;
    case QueryKind::Cell:
        return object.kind == ObjectKind::CodeCell;
    case QueryKind::Terminal:
        return object.kind == ObjectKind::TerminalOperation || object.kind == ObjectKind::TerminalSession;
    case QueryKind::Compaction:
        return object.kind == ObjectKind::Compaction || object.kind == ObjectKind::CompactionRequest;
    case QueryKind::Agent:
        return object.kind == ObjectKind::Thread;
    case QueryKind::Item:
        return object.kind == ObjectKind::ConversationItem;
    case QueryKind::Message:
        return object.kind == ObjectKind::ConversationItem && trace_.items[object.item()].kind == ItemKind::Message;
    }
    return false;
}

bool QueryMatcher::belongsTo(const std::vector<bool>& threads, ObjectRef object) const
{
    const ThreadIndex thread = threadOf(trace_, object);
    return thread && thread.value < threads.size() && threads[thread.value];
}

bool QueryMatcher::hasModel(const TextNeedle& needle, ObjectRef object) const
{
    if (object.kind == ObjectKind::InferenceCall)
        return needle.isIn(trace_.inferenceCalls[object.inferenceCall()].model);
    return object.kind == ObjectKind::CompactionRequest &&
           needle.isIn(trace_.compactionRequests[object.compactionRequest()].model);
}

bool QueryMatcher::hasId(const TextNeedle& needle, ObjectRef object) const
{
    if (needle.isIn(objectId(trace_, object)))
        return true;
    switch (object.kind) {
    case ObjectKind::InferenceCall: {
        const InferenceCall& call = trace_.inferenceCalls[object.inferenceCall()];
        return isIn(needle, call.responseId) || isIn(needle, call.upstreamRequestId);
    }
    case ObjectKind::ToolCall: {
        const ToolCall& tool = trace_.toolCalls[object.toolCall()];
        return isIn(needle, tool.modelVisibleCallId) || isIn(needle, tool.mcpCallId) ||
               isIn(needle, tool.codeModeRuntimeToolId);
    }
    case ObjectKind::CodeCell: {
        const CodeCell& cell = trace_.codeCells[object.codeCell()];
        return needle.isIn(cell.modelVisibleCallId) || isIn(needle, cell.runtimeCellId);
    }
    case ObjectKind::ConversationItem: {
        const ConversationItem& item = trace_.items[object.item()];
        return isIn(needle, item.callId) || isIn(needle, item.responsesItemId);
    }
    default:
        return false;
    }
}

bool QueryMatcher::ran(const QueryTerm& term, ObjectRef object) const
{
    switch (object.kind) {
    case ObjectKind::Thread:
    case ObjectKind::Turn:
    case ObjectKind::InferenceCall:
    case ObjectKind::ToolCall:
    case ObjectKind::CodeCell:
    case ObjectKind::TerminalOperation:
    case ObjectKind::CompactionRequest:
        break;
    default:
        return false; // a moment, and neither short nor long
    }
    const std::optional<ExecutionWindow> window = windowOf(trace_, object);
    if (!window)
        return false;
    const auto took =
        static_cast<double>(window->endedAt.value_or(relations_.lastMoment())) - static_cast<double>(window->startedAt);
    return term.above ? took > term.amount : took < term.amount;
}

bool QueryMatcher::tookTokens(const QueryTerm& term, ObjectRef object) const
{
    if (object.kind != ObjectKind::InferenceCall)
        return false;
    const auto& usage = trace_.inferenceCalls[object.inferenceCall()].usage;
    if (!usage)
        return false;
    const auto input = static_cast<double>(usage->input);
    return term.above ? input > term.amount : input < term.amount;
}

std::string QueryMatcher::titleOf(ObjectRef object) const
{
    const auto numbered = [](const char* name, std::uint32_t number) {
        return number == 0 ? std::string(name) : name + (" " + std::to_string(number));
    };
    if (object.kind == ObjectKind::Turn)
        return numbered("Turn", turnNumbers_[object.index]);
    if (object.kind == ObjectKind::InferenceCall)
        return numbered("inference", callNumbers_[object.index]);
    return objectTitle(trace_, relations_, object);
}

bool QueryMatcher::hasWord(const Test& test, ObjectRef object, Texts& texts) const
{
    const TextNeedle& needle = test.needle;
    if (belongsTo(test.threads, object) || needle.isIn(objectId(trace_, object)))
        return true;
    if (!texts.made) {
        texts.made = true;
        texts.title = titleOf(object);
        if (object.kind != ObjectKind::ConversationItem) // the text of which is searched as a whole
            texts.detail = objectDetail(trace_, relations_, object);
    }
    if (needle.isIn(texts.title) || needle.isIn(texts.detail))
        return true;
    if (object.kind == ObjectKind::ConversationItem)
        return isInItem(needle, trace_.items[object.item()]);
    const OperationIndex operation = object.kind == ObjectKind::ToolCall
                                         ? trace_.toolCalls[object.toolCall()].terminalOperation
                                         : object.operation();
    if (!trace_.terminalOperations.contains(operation))
        return false;
    const auto* exec = std::get_if<ExecRequest>(&trace_.terminalOperations[operation].request);
    return exec != nullptr && (needle.isIn(exec->displayCommand) || needle.isIn(exec->cwd));
}

} // namespace rolloutscope
