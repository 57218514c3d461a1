// The query language of the program: what a person types to find objects of a trace, in the timeline and in the
// outline. Plain values: work on any thread.
//
//   is:failed is:running is:cancelled is:succeeded    how it ended
//   kind:inference kind:tool kind:turn kind:cell kind:terminal kind:compaction kind:agent kind:item kind:message
//   tool:NAME  model:NAME      a part of the name is enough
//   agent:fix                  any agent with this in its path
//   agent:/root/fix            this agent alone;  agent:/root/fix/  and all beneath it;  agent:/root/fix*  all that
//   begin so id:ID                      a part of a recorded id: its own, the call's that the model sees, the
//   response's >5s <200ms >1.5m >2h       how long it ran; unfinished work counts up to the trace's last moment
//   tokens>10k tokens<500      input tokens of an inference call
//   text:WORDS                 what the models saw and said (conversation items)
//   anything else              words in name, detail, id, command line, folder, agent path and in what models saw
//
// All terms have to hold; a leading - turns one round. Double quotes keep spaces together, and a term that begins with
// one, or with two dashes (--release), is text whatever it looks like. Case does not matter.
#pragma once

#include "core/insight/describe.h"
#include "views/find/text_needle.h"

#include <QCoreApplication>
#include <QString>

#include <cstdint>
#include <vector>

namespace rolloutscope {

enum class QueryField : std::uint8_t { Outcome, Kind, Tool, Agent, Model, Id, Duration, Tokens, Text, Word };

/// What `kind:` tells apart.
enum class QueryKind : std::uint8_t { Inference, Tool, Turn, Cell, Terminal, Compaction, Agent, Item, Message };

struct QueryTerm {
    QueryField field = QueryField::Word;
    bool negated = false;
    QString text; // of Tool, Agent, Model, Id, Text and Word
    Outcome outcome = Outcome::None;
    QueryKind kind = QueryKind::Item;
    bool above = true; // Duration, Tokens: more than `amount`, else less
    double amount = 0; // ms; tokens
    bool operator==(const QueryTerm&) const = default;
};

class ObjectQuery {
    Q_DECLARE_TR_FUNCTIONS(rolloutscope::ObjectQuery)
public:
    [[nodiscard]] static ObjectQuery parse(const QString& text);

    /// Nothing is asked for.
    [[nodiscard]] bool empty() const { return terms_.empty() && error_.isEmpty(); }
    /// What is wrong with the first term that cannot be understood, for a person; empty if all is well. Such a query
    /// matches nothing.
    [[nodiscard]] QString error() const { return error_; }
    /// Those that cost least first.
    [[nodiscard]] const std::vector<QueryTerm>& terms() const { return terms_; }

private:
    struct RawTerm;
    void add(const RawTerm& raw);
    void addKeyed(QueryTerm term, const QString& key, const QString& value);
    void addDuration(QueryTerm term, const QString& text);
    void addTokens(QueryTerm term, const QString& text);
    void fail(const QString& message);

    std::vector<QueryTerm> terms_;
    QString error_;
};

/// A stretch of the query's text.
struct TermSpan {
    qsizetype begin = 0;
    qsizetype length = 0;
    bool operator==(const TermSpan&) const = default;
};
/// The term that holds the position or ends there, quotes and sign included; an empty stretch between terms.
[[nodiscard]] TermSpan termAt(const QString& text, qsizetype position);

[[nodiscard]] const std::vector<std::pair<const char*, Outcome>>& queryOutcomes();
[[nodiscard]] const std::vector<std::pair<const char*, QueryKind>>& queryKinds();

/// Tests the objects of one trace. Making it costs a pass over agents, turns and calls; a test costs what the object's
/// own texts cost. Trace and relations must outlive it.
class QueryMatcher {
public:
    QueryMatcher(const RolloutTrace& trace, const Relations& relations, const ObjectQuery& query);
    [[nodiscard]] bool matches(ObjectRef object) const;

private:
    struct Texts;
    struct Test {
        QueryTerm term;
        TextNeedle needle;
        std::vector<bool> threads; // Agent, Word: those whose path has it
    };

    [[nodiscard]] bool holds(const Test& test, ObjectRef object, Texts& texts) const;
    [[nodiscard]] bool hasKind(QueryKind kind, ObjectRef object) const;
    [[nodiscard]] bool hasModel(const TextNeedle& needle, ObjectRef object) const;
    [[nodiscard]] bool hasId(const TextNeedle& needle, ObjectRef object) const;
    [[nodiscard]] bool hasWord(const Test& test, ObjectRef object, Texts& texts) const;
    [[nodiscard]] bool belongsTo(const std::vector<bool>& threads, ObjectRef object) const;
    [[nodiscard]] bool ran(const QueryTerm& term, ObjectRef object) const;
    [[nodiscard]] bool tookTokens(const QueryTerm& term, ObjectRef object) const;
    [[nodiscard]] std::string titleOf(ObjectRef object) const;
    void findNumbers();

    const RolloutTrace& trace_;
    const Relations& relations_;
    bool impossible_ = false;
    std::vector<Test> tests_;
    // The place in the agent's list: to look it up for each object would cost a search for each.
    std::vector<std::uint32_t> turnNumbers_;
    std::vector<std::uint32_t> callNumbers_;
};

} // namespace rolloutscope
