// The query language: what a text asks for, what it matches, and what is reported as wrong.
#include "tests/views/timeline/trace_builder.h"
#include "views/find/object_query.h"
#include "views/find/query_vocabulary.h"

#include <QTest>

#include <map>

using namespace rolloutscope;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

QStringList list(std::initializer_list<const char*> names)
{
    QStringList result;
    for (const char* name : names)
        result << QString::fromUtf8(name);
    return result;
}

/// SmallRollout and what it lacks: items, usage, open work, and an agent beneath the helper. By name, in this order.
struct Rollout : SmallRollout {
    std::vector<std::pair<ObjectRef, QString>> named;
    ToolIndex docs;
    ItemIndex prompt, output;

    Rollout()
    {
        RolloutTrace& trace = builder.trace;
        const ThreadIndex deep = builder.thread("/root/fix_tests/lexer", 30'000, 40'000, child);
        const ThreadIndex other = builder.thread("/root/fix_tests2", 30'000, 40'000, root);
        docs = builder.tool(child, ToolKindName::Mcp, 90'000, std::nullopt); // open until 100 s
        trace.toolCalls[docs].kind.server = "docs";
        trace.toolCalls[docs].kind.tool = "lookup";
        trace.toolCalls[docs].modelVisibleCallId = "call_Docs";
        trace.inferenceCalls[first].usage =
            TokenUsage{.input = 12'000, .cachedInput = 0, .cacheWriteInput = 0, .output = 20, .reasoningOutput = 0};
        trace.inferenceCalls[second].usage =
            TokenUsage{.input = 900, .cachedInput = 0, .cacheWriteInput = 0, .output = 20, .reasoningOutput = 0};
        trace.inferenceCalls[second].model = "Model-B";
        prompt = item(root, ItemKind::Message, "Please fix the Grüße test");
        output = item(root, ItemKind::FunctionCallOutput, "1 test failed");
        trace.terminalOperations[OperationIndex{0}].request = ExecRequest{
            .command = {"sh", "-c", "cargo test"}, .displayCommand = "cargo test --release", .cwd = "/work"};
        named = {{root, QStringLiteral("root")},       {child, QStringLiteral("helper")},
                 {deep, QStringLiteral("deep")},       {other, QStringLiteral("helper2")},
                 {turn, QStringLiteral("turn")},       {first, QStringLiteral("first")},
                 {second, QStringLiteral("second")},   {spawn, QStringLiteral("spawn")},
                 {command, QStringLiteral("command")}, {OperationIndex{0}, QStringLiteral("terminal")},
                 {docs, QStringLiteral("docs")},       {compaction, QStringLiteral("compaction")},
                 {prompt, QStringLiteral("prompt")},   {output, QStringLiteral("output")}};
    }

    ItemIndex item(ThreadIndex thread, ItemKind kind, const char* text)
    {
        ConversationItem item;
        item.id = "item-" + std::to_string(builder.trace.items.size());
        item.thread = thread;
        item.kind = kind;
        item.firstSeenAt = TraceBuilder::zero + 1'000;
        item.parts = {TextPart{.text = text}};
        return builder.trace.items.add(std::move(item));
    }

    [[nodiscard]] QStringList matchedBy(const QString& query) const
    {
        const LoadedTracePtr loaded = builder.publish();
        const QueryMatcher matcher(loaded->trace, loaded->relations, ObjectQuery::parse(query));
        QStringList names;
        for (const auto& [object, name] : named) {
            if (matcher.matches(object))
                names << name;
        }
        return names;
    }
};

QStringList completions(const QueryVocabulary& words, const char* term)
{
    QStringList terms;
    for (const QueryCompletion& completion : words.completionsOf(QString::fromUtf8(term), 100))
        terms << completion.term;
    return terms;
}

} // namespace

class ObjectQueryTest : public QObject {
    Q_OBJECT
private slots:
    void findsWhatTheTermsSay_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("failed") << "is:failed" << list({"command", "terminal"});
        QTest::newRow("running, case") << "IS:Running" << list({"docs"});
        QTest::newRow("succeeded") << "is:succeeded kind:inference" << list({"first", "second"});
        QTest::newRow("part of a tool") << "tool:exec" << list({"command"});
        QTest::newRow("tool with a space") << "tool:\"mcp docs\"" << list({"docs"});
        QTest::newRow("agent alone") << "agent:/root/fix_tests" << list({"helper", "docs"});
        QTest::newRow("agent and beneath") << "agent:/root/fix_tests/" << list({"helper", "deep", "docs"});
        QTest::newRow("agents that begin so") << "agent:/root/fix* kind:agent" << list({"helper", "deep", "helper2"});
        QTest::newRow("part of a path") << "agent:tests2" << list({"helper2"});
        QTest::newRow("kind agent") << "kind:agent" << list({"root", "helper", "deep", "helper2"});
        QTest::newRow("kind turn") << "kind:turn" << list({"turn"});
        QTest::newRow("kind terminal") << "kind:terminal" << list({"terminal"});
        QTest::newRow("kind compaction") << "kind:compaction" << list({"compaction"});
        QTest::newRow("kind item") << "kind:item" << list({"prompt", "output"});
        QTest::newRow("kind message") << "kind:message" << list({"prompt"});
        QTest::newRow("model") << "model:model-b" << list({"second"});
        QTest::newRow("id") << "id:tool-1" << list({"command"});
        QTest::newRow("id of the call") << "id:call_docs" << list({"docs"});
        QTest::newRow("longer") << ">8.5s kind:tool" << list({"command", "docs"});
        QTest::newRow("not longer than itself") << ">9s kind:tool" << list({"docs"});
        QTest::newRow("shorter; moments do not count") << "<2500ms" << list({"spawn"});
        QTest::newRow("minutes") << ">1.5m" << list({"root", "turn"});
        QTest::newRow("tokens") << "tokens>10k" << list({"first"});
        QTest::newRow("few tokens") << "tokens<0.001M" << list({"second"});
        QTest::newRow("text") << "text:failed" << list({"output"});
        QTest::newRow("text, not commands") << "text:cargo" << list({});
        QTest::newRow("text with spaces") << "text:\"fix the\"" << list({"prompt"});
        QTest::newRow("word, not ASCII") << "GRÜSSE" << list({});
        QTest::newRow("word, not ASCII, case") << "gRÜßE" << list({"prompt"});
        QTest::newRow("word of a command") << "cargo" << list({"command", "terminal"});
        QTest::newRow("word of a folder") << "/work" << list({"command", "terminal"});
        QTest::newRow("word of a title") << "\"inference 2\"" << list({"second"});
        QTest::newRow("word of a path") << "tests2" << list({"helper2"});
        QTest::newRow("word of an id") << "compaction-0" << list({"compaction"});
        QTest::newRow("flag of a command") << "--release" << list({"command", "terminal"});
        QTest::newRow("two words") << "test please" << list({"prompt"});
        QTest::newRow("not") << "kind:tool -is:failed" << list({"spawn", "docs"});
        QTest::newRow("not a word") << "kind:item -please" << list({"output"});
        QTest::newRow("not these words") << "kind:item -\"fix the\"" << list({"output"});
        QTest::newRow("contradiction") << "is:failed tool:spawn" << list({});
        QTest::newRow("unknown key is a word") << "foo:bar" << list({});
        QTest::newRow("quoted key is a word") << "\"is:failed\"" << list({});
        QTest::newRow("a comparison without a number is a word") << "<div>" << list({});
    }
    void findsWhatTheTermsSay()
    {
        QFETCH(QString, query);
        QFETCH(QStringList, expected);
        QCOMPARE(ObjectQuery::parse(query).error(), QString());
        QCOMPARE(Rollout().matchedBy(query), expected);
    }

    void reportsWhatItCannotUnderstand_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("named");
        QTest::newRow("unit") << ">5x"
                              << ">5x";
        QTest::newRow("no unit") << "<200"
                                 << "<200";
        QTest::newRow("no number yet") << ">"
                                       << ">";
        QTest::newRow("two dots") << ">1.5.2s"
                                  << ">1.5.2s";
        QTest::newRow("tokens") << "tokens>many"
                                << "tokens>many";
        QTest::newRow("status") << "cargo is:broken"
                                << "failed, running";
        QTest::newRow("kind") << "kind:thing"
                              << "inference, tool";
        QTest::newRow("no value") << "tool:"
                                  << "tool:";
        QTest::newRow("not") << "->5x"
                             << ">5x";
    }
    void reportsWhatItCannotUnderstand()
    {
        QFETCH(QString, query);
        QFETCH(QString, named);
        const QString error = ObjectQuery::parse(query).error();
        QVERIFY2(error.contains(named), qPrintable(error));
        QVERIFY(!ObjectQuery::parse(query).empty());
        QCOMPARE(Rollout().matchedBy(query), QStringList());
    }

    void nothingAskedIsEmpty()
    {
        for (const char* text : {"", "   ", "\"\""})
            QVERIFY(ObjectQuery::parse(QString::fromUtf8(text)).empty());
        QVERIFY(!ObjectQuery::parse(QStringLiteral("-")).empty());
    }

    void objectsOfAnotherTraceDoNotMatch()
    {
        const LoadedTracePtr loaded = SmallRollout().builder.publish();
        const QueryMatcher matcher(loaded->trace, loaded->relations, ObjectQuery::parse(QStringLiteral("-is:failed")));
        QVERIFY(matcher.matches(ToolIndex{0}));
        QVERIFY(!matcher.matches(ToolIndex{77}));
        QVERIFY(!matcher.matches({}));
    }

    void needleIsFoundWhereverItIs()
    {
        const std::string text = "aaab abababac";
        for (std::size_t begin = 0; begin < text.size(); ++begin) {
            for (std::size_t length = 1; begin + length <= text.size(); ++length)
                QVERIFY(TextNeedle(QString::fromStdString(text.substr(begin, length)).toUpper()).isIn(text));
        }
        for (const char* absent : {"aaaa", "abac ", "bb", "c ", "aaab abababacc"})
            QVERIFY2(!TextNeedle(QString::fromUtf8(absent)).isIn(text), absent);
    }

    void termUnderTheCursorIsWhole()
    {
        const QString text = QStringLiteral("ab -tool:\"x y\"  c");
        QCOMPARE(termAt(text, 0), (TermSpan{.begin = 0, .length = 2}));
        QCOMPARE(termAt(text, 2), (TermSpan{.begin = 0, .length = 2}));
        QCOMPARE(termAt(text, 11), (TermSpan{.begin = 3, .length = 11}));
        QCOMPARE(termAt(text, 15), (TermSpan{.begin = 15, .length = 0}));
        QCOMPARE(termAt(text, 17), (TermSpan{.begin = 16, .length = 1}));
    }

    void completesFromTheTrace_data()
    {
        QTest::addColumn<QString>("term");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("keys") << "to" << list({"tool:", "tokens>"});
        QTest::newRow("status") << "is:f" << list({"is:failed"});
        QTest::newRow("value, wherever it is") << "tool:w" << list({"tool:wait_agent", "tool:spawn_agent"});
        QTest::newRow("not") << "-is:f" << list({"-is:failed"});
        QTest::newRow("quotes for spaces") << "tool:mc" << list({"tool:\"mcp docs.lookup\""});
        QTest::newRow("within quotes") << "tool:\"mcp d" << list({"tool:\"mcp docs.lookup\""});
        QTest::newRow("models") << "model:" << list({"model:model-a", "model:Model-B"});
        QTest::newRow("paths") << "agent:lex" << list({"agent:/root/fix_tests/lexer"});
        QTest::newRow("name without its key") << "lexer" << list({"agent:/root/fix_tests/lexer"});
        QTest::newRow("status without its key") << "canc" << list({"is:cancelled"});
        QTest::newRow("complete already") << "is:failed" << list({});
        QTest::newRow("quoted") << "\"to" << list({});
        QTest::newRow("no such value") << "agent:nobody" << list({});
    }
    void completesFromTheTrace()
    {
        QFETCH(QString, term);
        QFETCH(QStringList, expected);
        QCOMPARE(completions(QueryVocabulary(Rollout().builder.trace), term.toUtf8().constData()), expected);
    }

    void offersKeysForNothingAndNoTextThatCannotBeTyped()
    {
        TraceBuilder builder;
        builder.thread("/root\nis:failed", 0, 1);
        builder.thread("/root/a\"b", 0, 1);
        builder.thread("/root/" + std::string(10'000, 'x'), 0, 1);
        builder.thread("/fine", 0, 1);
        const QueryVocabulary words(builder.trace);
        QCOMPARE(words.agents(), list({"/fine"}));
        QVERIFY(completions(words, "").contains(QStringLiteral("agent:")));
        QCOMPARE(words.completionsOf(QString(), 3).size(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(ObjectQueryTest)
#include "object_query_test.moc"
