// Exports: what other tools are given, read back.
#include "core/export/spans.h"
#include "core/reduce/reducer.h"
#include "tests/support/bundle_builder.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

struct Sample {
    ReduceResult result;
    std::unique_ptr<Relations> relations;

    Sample()
    {
        Bundle bundle;
        std::string error;
        if (!Bundle::open(ROLLOUTSCOPE_SAMPLE, bundle, error))
            qFatal("%s", error.c_str());
        result = reduce(bundle, {});
        relations = std::make_unique<Relations>(*result.trace);
    }
    [[nodiscard]] const RolloutTrace& trace() const { return *result.trace; }
    [[nodiscard]] std::size_t spans() const
    {
        return trace().turns.size() + trace().inferenceCalls.size() + trace().toolCalls.size() +
               trace().codeCells.size() + trace().terminalOperations.size() + trace().compactionRequests.size();
    }
};

constexpr auto events = [](const RolloutTrace& trace, const Relations& relations, const ExportSink& sink) {
    return writeChromeTrace(trace, relations, sink);
};
constexpr auto spans = [](const RolloutTrace& trace, const Relations& relations, const ExportSink& sink) {
    return writeSpansCsv(trace, relations, sink);
};

template <typename Write>
std::string written(Write&& write, const RolloutTrace& trace, const Relations& relations)
{
    std::string text;
    const bool good = write(trace, relations, [&](std::string_view piece) {
        text += piece;
        return true;
    });
    return good ? text : std::string();
}

/// The fields of one line of CSV and where the next one begins.
std::vector<std::string> fieldsOf(const std::string& csv, std::size_t& at)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (; at < csv.size(); ++at) {
        const char c = csv[at];
        if (quoted) {
            if (c != '"')
                fields.back() += c;
            else if (at + 1 < csv.size() && csv[at + 1] == '"')
                fields.back() += csv[++at];
            else
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            fields.emplace_back();
        } else if (c == '\r') {
            at += 2;
            break;
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

} // namespace

class ExportTest : public QObject {
    Q_OBJECT

private slots:
    void chromeTraceHoldsEverySpan();
    void everyRowHasAName();
    void rowsOfAChromeTraceNest();
    void flowsBeginBeforeTheyEnd();
    void flowsTouchSpans();
    void aFlowToAnAgentReachesItsFirstTurn();
    void marksAreMomentsOfTheWholeTrace();
    void csvHoldsEverySpan();
    void csvQuotesWhatNeedsIt();
    void secretsAreMaskedBeforeQuotesHideThem();
    void aRefusingSinkEndsTheWriting();
};

void ExportTest::chromeTraceHoldsEverySpan()
{
    const Sample sample;
    const auto root = Json::parse(written(events, sample.trace(), *sample.relations));
    std::set<std::string> ids;
    std::set<std::string> processes;
    for (const Json& event : root["traceEvents"]) {
        if (event["ph"] == "X") {
            ids.insert(event["args"]["id"].get<std::string>());
            QVERIFY(event["ts"].get<std::int64_t>() >= 0 && event["dur"].get<std::int64_t>() >= 0);
            QVERIFY(!event["name"].get<std::string>().empty());
        }
        if (event["ph"] == "M" && event["name"] == "process_name")
            processes.insert(event["args"]["name"].get<std::string>());
    }
    QCOMPARE(ids.size(), sample.spans());
    QCOMPARE(processes.size(), sample.trace().threads.size());
    QVERIFY(processes.contains("/root"));
}

void ExportTest::everyRowHasAName()
{
    const Sample sample;
    const auto root = Json::parse(written(events, sample.trace(), *sample.relations));
    std::map<std::pair<int, int>, std::string> names;
    std::set<std::pair<int, int>> rows;
    std::set<std::string> words;
    for (const Json& event : root["traceEvents"]) {
        const std::pair row(event["pid"].get<int>(), event["tid"].get<int>());
        if (event["ph"] == "X")
            rows.insert(row);
        if (event["ph"] == "M" && event["name"] == "thread_name") {
            QVERIFY(!names.contains(row));
            names[row] = event["args"]["name"].get<std::string>();
            words.insert(names[row]);
        }
    }
    QCOMPARE(names.size(), rows.size());
    for (const auto& row : rows)
        QVERIFY2(!names[row].empty(), std::to_string(row.second).c_str());
    QVERIFY(words.contains("code cells") && words.contains("tools of code cells"));
}

void ExportTest::rowsOfAChromeTraceNest()
{
    // Two tools at once: a viewer takes one row's spans for calls inside each other.
    BundleBuilder bundle;
    bundle.start();
    for (const char* id : {"one", "two"})
        bundle.inTurn({{"type", "tool_call_started"},
                       {"tool_call_id", id},
                       {"requester", {{"type", "model"}}},
                       {"kind", {{"type", "web"}}},
                       {"summary", {{"type", "generic"}, {"label", "x"}}}});
    for (const char* id : {"one", "two"})
        bundle.inTurn({{"type", "tool_call_ended"}, {"tool_call_id", id}, {"status", "completed"}});
    const ReduceResult result = bundle.strict();
    const Relations relations(*result.trace);
    const auto root = Json::parse(written(events, *result.trace, relations));
    std::map<std::string, int> rowOf;
    for (const Json& event : root["traceEvents"]) {
        if (event["ph"] == "X")
            rowOf[event["args"]["id"].get<std::string>()] = event["tid"].get<int>();
    }
    QCOMPARE(rowOf.size(), std::size_t{3});
    QVERIFY(rowOf["one"] != rowOf["two"]);
}

void ExportTest::flowsBeginBeforeTheyEnd()
{
    const Sample sample;
    const auto root = Json::parse(written(events, sample.trace(), *sample.relations));
    std::map<int, std::int64_t> begun;
    std::size_t ended = 0;
    for (const Json& event : root["traceEvents"]) {
        if (event["ph"] == "s")
            begun[event["id"].get<int>()] = event["ts"].get<std::int64_t>();
        if (event["ph"] == "f") {
            QVERIFY(begun.contains(event["id"].get<int>()));
            QVERIFY(begun[event["id"].get<int>()] <= event["ts"].get<std::int64_t>());
            ++ended;
        }
    }
    QVERIFY(ended > 0);
    QCOMPARE(ended, sample.trace().edges.size());
}

void ExportTest::flowsTouchSpans()
{
    // Perfetto gives a flow's end to the span that began last on its row, and drops it when there is none yet.
    const Sample sample;
    const auto root = Json::parse(written(events, sample.trace(), *sample.relations));
    std::multimap<std::pair<int, int>, std::pair<std::int64_t, std::int64_t>> spansOfRow;
    for (const Json& event : root["traceEvents"]) {
        if (event["ph"] == "X") {
            const auto begin = event["ts"].get<std::int64_t>();
            spansOfRow.emplace(std::pair(event["pid"].get<int>(), event["tid"].get<int>()),
                               std::pair(begin, begin + event["dur"].get<std::int64_t>()));
        }
    }
    int ends = 0;
    for (const Json& event : root["traceEvents"]) {
        if (event["ph"] != "s" && event["ph"] != "f")
            continue;
        const auto at = event["ts"].get<std::int64_t>();
        const auto [first, last] = spansOfRow.equal_range(std::pair(event["pid"].get<int>(), event["tid"].get<int>()));
        QVERIFY2(std::any_of(first, last,
                             [&](const auto& entry) {
                                 const auto [begin, end] = entry.second;
                                 return begin <= at && (at < end || at == begin || event["ph"] == "f");
                             }),
                 event.dump().c_str());
        ++ends;
    }
    QVERIFY(ends > 0);
}

void ExportTest::aFlowToAnAgentReachesItsFirstTurn()
{
    // The agent begins at 10 ms, its turn at 40; the message that made it is sent at 5.
    RolloutTrace trace;
    const auto window = [](UnixMs begin, UnixMs end) {
        ExecutionWindow made;
        made.startedAt = begin;
        made.endedAt = end;
        return made;
    };
    const auto addAgent = [&](const char* id, UnixMs begin, UnixMs turnBegin) {
        AgentThread agent;
        agent.id = id;
        agent.execution = window(begin, 100);
        const ThreadIndex thread = trace.threads.add(std::move(agent));
        CodexTurn turn;
        turn.id = std::string("turn of ") + id;
        turn.thread = thread;
        turn.execution = window(turnBegin, 100);
        trace.turns.add(std::move(turn));
        return thread;
    };
    const ThreadIndex parent = addAgent("parent", 0, 0);
    const ThreadIndex child = addAgent("child", 10, 40);
    InteractionEdge edge;
    edge.id = "edge";
    edge.kind = EdgeKind::SpawnAgent;
    edge.source = parent;
    edge.target = child;
    edge.startedAt = 5;
    edge.endedAt = 10;
    trace.edges.add(std::move(edge));
    const Relations relations(trace);
    const auto root = Json::parse(written(events, trace, relations));
    std::map<std::string, std::int64_t> at;
    for (const Json& event : root["traceEvents"]) {
        if (event["ph"] == "s" || event["ph"] == "f")
            at[event["ph"].get<std::string>()] = event["ts"].get<std::int64_t>();
    }
    QCOMPARE(at["s"], std::int64_t{5'000});
    QCOMPARE(at["f"], std::int64_t{40'000});
}

void ExportTest::marksAreMomentsOfTheWholeTrace()
{
    const Sample sample;
    const UnixMs zero = sample.relations->firstMoment();
    const std::vector<ExportedMark> marks{{.at = zero + 1'500, .text = "here it goes wrong\nsee the second test"},
                                          {.at = zero + 2'000, .text = ""}};
    std::string text;
    QVERIFY(writeChromeTrace(sample.trace(), *sample.relations, marks, [&](std::string_view piece) {
        text += piece;
        return true;
    }));
    std::vector<Json> found;
    const Json root = Json::parse(text);
    for (const Json& event : root["traceEvents"]) {
        if (event.value("cat", "") == "bookmark")
            found.push_back(event);
    }
    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0]["ph"].get<std::string>(), std::string("i"));
    QCOMPARE(found[0]["s"].get<std::string>(), std::string("g"));
    QCOMPARE(found[0]["ts"].get<std::int64_t>(), std::int64_t{1'500'000});
    QCOMPARE(found[0]["name"].get<std::string>(), std::string("here it goes wrong"));
    QCOMPARE(found[0]["args"]["note"].get<std::string>(), marks[0].text);
    QCOMPARE(found[1]["name"].get<std::string>(), std::string("bookmark"));
    QVERIFY(!found[1].contains("args"));
}

void ExportTest::csvHoldsEverySpan()
{
    const Sample sample;
    const std::string csv = written(spans, sample.trace(), *sample.relations);
    std::size_t at = 0;
    const std::size_t columns = fieldsOf(csv, at).size();
    std::size_t lines = 0;
    while (at < csv.size()) {
        QCOMPARE(fieldsOf(csv, at).size(), columns);
        ++lines;
    }
    QCOMPARE(lines, sample.spans());
}

void ExportTest::csvQuotesWhatNeedsIt()
{
    BundleBuilder bundle;
    bundle.start();
    bundle.inTurn({{"type", "tool_call_started"},
                   {"tool_call_id", "=HYPERLINK(\"http://x\")"},
                   {"requester", {{"type", "model"}}},
                   {"kind", {{"type", "other"}, {"name", "a,\"b\"\nc"}}},
                   {"summary", {{"type", "generic"}, {"label", "x"}}}});
    const ReduceResult result = bundle.strict();
    QVERIFY2(result.trace, result.error.c_str());
    const Relations relations(*result.trace);
    const std::string csv = written(spans, *result.trace, relations);
    std::size_t at = 0;
    (void)fieldsOf(csv, at);
    (void)fieldsOf(csv, at); // the turn
    const auto fields = fieldsOf(csv, at);
    QCOMPARE(fields[3], std::string("'=HYPERLINK(\"http://x\")"));
    QVERIFY(fields[5].find("a,\"b\"") == 0);
    QCOMPARE(fields[9], std::string()); // it has no end, so it has no duration
    QCOMPARE(at, csv.size());
}

void ExportTest::secretsAreMaskedBeforeQuotesHideThem()
{
    BundleBuilder bundle;
    bundle.start();
    bundle.inTurn({{"type", "tool_call_started"},
                   {"tool_call_id", "c"},
                   {"requester", {{"type", "model"}}},
                   {"kind", {{"type", "other"}, {"name", "{\"password\":\"correct horse, battery\"}"}}},
                   {"summary", {{"type", "generic"}, {"label", "x"}}}});
    const ReduceResult result = bundle.strict();
    QVERIFY2(result.trace, result.error.c_str());
    const Relations relations(*result.trace);
    std::string csv;
    std::string json;
    QVERIFY(writeSpansCsv(
        *result.trace, relations, [&](std::string_view piece) { return csv += piece, true; }, true));
    QVERIFY(writeChromeTrace(
        *result.trace, relations, {}, [&](std::string_view piece) { return json += piece, true; }, true));
    for (const std::string& text : {csv, json}) {
        QVERIFY(text.find("horse") == std::string::npos);
        QVERIFY(text.find("[redacted password]") != std::string::npos);
    }
    QVERIFY(Json::parse(json).is_object());
    QVERIFY(written(spans, *result.trace, relations).find("horse") != std::string::npos);
}

void ExportTest::aRefusingSinkEndsTheWriting()
{
    const Sample sample;
    const auto refuse = [](std::string_view) { return false; };
    QVERIFY(!writeChromeTrace(sample.trace(), *sample.relations, refuse));
    QVERIFY(!writeSpansCsv(sample.trace(), *sample.relations, refuse));
}

QTEST_GUILESS_MAIN(ExportTest)
#include "export_test.moc"
