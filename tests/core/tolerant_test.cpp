// Tolerant reduction: what can be shown is shown, and every broken rule is said once.
#include "core/insight/relations.h"
#include "core/trace/state_writer.h"
#include "tests/support/bundle_builder.h"

#include <QTest>

#include <atomic>
#include <filesystem>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

bool mentions(const ProblemList& problems, const char* text)
{
    return std::any_of(problems.kept.begin(), problems.kept.end(),
                       [&](const Problem& problem) { return problem.reason.find(text) != std::string::npos; });
}

Json inferenceStarted(const char* id, const Json& request, const char* turn = "turn")
{
    return {{"type", "inference_started"},
            {"inference_call_id", id},
            {"thread_id", BundleBuilder::root},
            {"codex_turn_id", turn},
            {"model", "m"},
            {"provider_name", "p"},
            {"request_payload", request}};
}

Json toolStarted(const char* id, const char* callId)
{
    return {
        {"type", "tool_call_started"},
        {"tool_call_id", id},
        {"model_visible_call_id", callId},
        {"requester", {{"type", "model"}}},
        {"kind", {{"type", "other"}, {"name", "view_image"}}},
        {"summary", {{"type", "generic"}, {"label", "view"}, {"input_preview", nullptr}, {"output_preview", nullptr}}}};
}

} // namespace

class TolerantTest : public QObject {
    Q_OBJECT

private slots:
    void missingRequestKeepsTheCall();
    void badPayloads_data();
    void badPayloads();
    void payloadOutsideTheBundle();
    void imageSentAgainAndAgain();
    void otherContentForACallId();
    void unknownEventsAreCounted();
    void cutLastLine();
    void brokenLinesInTheMiddle();
    void missingFields();
    void unknownThreadAndTurn();
    void emptyLog();
    void problemsAreBounded();
    void unknownSchemaIsReadAsTheNewest();
    void secondSchemaEnvelope();
    void secondSchemaMissingPayload();
    void cancelled();
    void strictSaysWhere();
    void unsupportedItemIsShown();
    void unknownPreviousResponse();
};

void TolerantTest::missingRequestKeepsTheCall()
{
    BundleBuilder bundle;
    bundle.start();
    bundle.inTurn(inferenceStarted("i1", bundle.reference("payloads/gone.json")));
    bundle.response("i1", Json::array({assistantMessage("hello")}));
    const ReduceResult result = bundle.tolerant();
    QVERIFY(result.trace);
    QCOMPARE(result.trace->inferenceCalls.size(), std::size_t{1});
    const InferenceCall& call = *result.trace->inferenceCalls.begin();
    QCOMPARE(call.execution.status, ExecutionStatus::Completed);
    QVERIFY(call.requestItems.empty());
    QCOMPARE(call.responseItems.size(), std::size_t{1});
    QCOMPARE(result.problems.total, std::uint64_t{1});
    QVERIFY(mentions(result.problems, "payloads/gone.json: the file is missing"));
    QVERIFY(!bundle.strict().trace);
}

void TolerantTest::badPayloads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("empty") << QByteArray() << QByteArray("there is no value");
    QTest::newRow("cut") << QByteArray("{\"input\":[") << QByteArray("ends inside a value");
    QTest::newRow("not UTF-8") << QByteArray("{\"input\":[\"\xff\"]}") << QByteArray("not valid UTF-8");
    QTest::newRow("130 levels") << QByteArray(130, '[') + QByteArray(130, ']') << QByteArray("nested too deeply");
    QTest::newRow("trailing text") << QByteArray("{\"input\":[]} x") << QByteArray("text after the value");
    QTest::newRow("input is no array") << QByteArray("{\"input\":{}}") << QByteArray("has no array input");
    QTest::newRow("no object") << QByteArray("[]") << QByteArray("has no array input");
}

void TolerantTest::badPayloads()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, reason);
    BundleBuilder bundle;
    bundle.start();
    bundle.inTurn(inferenceStarted("i1", bundle.payloadBytes(bytes.toStdString())));
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.trace->inferenceCalls.size(), std::size_t{1});
    QVERIFY2(mentions(result.problems, reason), result.problems.kept.front().reason.c_str());
}

void TolerantTest::payloadOutsideTheBundle()
{
    for (const char* path : {"../outside.json", "/etc/hostname", "payloads/../../x"}) {
        BundleBuilder bundle;
        bundle.start();
        bundle.inTurn(inferenceStarted("i1", bundle.reference(path)));
        const ReduceResult result = bundle.tolerant();
        QCOMPARE(result.problems.total, std::uint64_t{1});
        const bool refused = mentions(result.problems, "leaves the bundle") || mentions(result.problems, "missing");
        QVERIFY2(refused, result.problems.kept.front().reason.c_str());
    }
}

void TolerantTest::imageSentAgainAndAgain()
{
    const Json image = Json::array({{{"type", "input_image"}, {"image_url", "data:image/png;base64,iVBORw0KGgo="}}});
    Json input =
        Json::array({userMessage("look"), functionCall("c1", "view_image", "{}"), functionOutput("c1", image)});
    BundleBuilder bundle;
    bundle.start().inTurn(toolStarted("t1", "c1"));
    for (int call = 1; call <= 6; ++call) {
        bundle.request(("i" + std::to_string(call)).c_str(), input);
        const Json reply = assistantMessage("reply " + std::to_string(call));
        bundle.response(("i" + std::to_string(call)).c_str(), Json::array({reply}));
        input.push_back(reply);
    }
    QVERIFY(!bundle.strict().trace);
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.problems.total, std::uint64_t{1});
    QVERIFY(mentions(result.problems, "call id “c1” is used again"));
    QVERIFY(result.problems.kept.front().count >= 2);
    // user, call, the image twice (its second sight is the new item), six replies
    QCOMPARE(result.trace->items.size(), std::size_t{10});
    QCOMPARE(result.trace->toolCalls.begin()->outputItems.size(), std::size_t{2});
}

void TolerantTest::otherContentForACallId()
{
    BundleBuilder bundle;
    bundle.start();
    bundle.request("i1", Json::array({functionCall("c1", "a", "{\"x\":1}")}));
    bundle.request("i2", Json::array({functionCall("c1", "a", "{\"x\":2}")}));
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.problems.total, std::uint64_t{1});
    QCOMPARE(result.trace->items.size(), std::size_t{2});
}

void TolerantTest::unknownEventsAreCounted()
{
    BundleBuilder bundle;
    bundle.start();
    for (int i = 0; i < 5; ++i)
        bundle.event({{"type", "from_the_future"}, {"x", i}});
    bundle.event({{"type", "another"}});
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.problems.total, std::uint64_t{2});
    QCOMPARE(result.problems.kept.front().count, std::uint64_t{5});
    QCOMPARE(result.problems.kept.front().line, std::uint64_t{4});
    QCOMPARE(result.trace->eventsByType.at("from_the_future"), std::uint64_t{5});
    QCOMPARE(result.trace->turns.size(), std::size_t{1});
}

void TolerantTest::cutLastLine()
{
    BundleBuilder bundle;
    bundle.start().raw("{\"schema_version\":1,\"seq\":4,\"wall");
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.problems.total, std::uint64_t{1});
    QVERIFY(mentions(result.problems, "the log ends inside line 4"));
    QCOMPARE(result.trace->threads.size(), std::size_t{1});
}

void TolerantTest::brokenLinesInTheMiddle()
{
    BundleBuilder bundle;
    bundle.raw("nonsense\n\n{\"a\":1}\n").start();
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.problems.total, std::uint64_t{2});
    QCOMPARE(result.problems.kept[0].line, std::uint64_t{1});
    QCOMPARE(result.problems.kept[1].line, std::uint64_t{3});
    QCOMPARE(result.trace->turns.size(), std::size_t{1});
}

void TolerantTest::missingFields()
{
    BundleBuilder bundle;
    bundle.start();
    bundle.inTurn({{"type", "inference_started"},
                   {"inference_call_id", "i1"},
                   {"thread_id", BundleBuilder::root},
                   {"codex_turn_id", "turn"}});
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.trace->inferenceCalls.size(), std::size_t{1});
    QVERIFY(mentions(result.problems, "the field model is missing"));
}

void TolerantTest::unknownThreadAndTurn()
{
    BundleBuilder bundle;
    bundle.inTurn(inferenceStarted("i1", bundle.payload({{"input", Json::array({userMessage("x")})}})));
    bundle.inTurn(toolStarted("t1", "c1"));
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.trace->threads.size(), std::size_t{1});
    QVERIFY(result.trace->threads.begin()->inferred);
    QVERIFY(result.trace->turns.begin()->inferred);
    QCOMPARE(result.trace->inferenceCalls.begin()->requestItems.size(), std::size_t{1});
    QCOMPARE(result.trace->toolCalls.size(), std::size_t{1});
    const Relations relations(*result.trace);
    QCOMPARE(relations.toolCalls(ThreadIndex{0}).size(), std::size_t{1});
}

void TolerantTest::emptyLog()
{
    BundleBuilder bundle;
    const ReduceResult nothing = bundle.tolerant();
    QVERIFY(nothing.trace);
    QVERIFY(nothing.problems.empty());
    bundle.raw("\n   \n\t\n");
    const ReduceResult blank = bundle.tolerant();
    QVERIFY(blank.trace);
    QVERIFY(blank.problems.empty());
    QCOMPARE(blank.trace->eventCount, std::uint64_t{0});
    QVERIFY(bundle.strict().trace);
}

void TolerantTest::problemsAreBounded()
{
    BundleBuilder bundle;
    std::string lines;
    for (int i = 0; i < 20'000; ++i)
        lines += "x\n";
    bundle.raw(lines);
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.problems.total, std::uint64_t{20'000});
    QCOMPARE(result.problems.kept.size(), ProblemList::maxKept);
    QCOMPARE(result.problems.notKept, std::uint64_t{20'000} - ProblemList::maxKept);
    QVERIFY(result.problems.truncated());
}

void TolerantTest::unknownSchemaIsReadAsTheNewest()
{
    BundleBuilder bundle(9);
    bundle.start();
    QVERIFY(!bundle.strict().trace);
    const ReduceResult result = bundle.tolerant();
    QVERIFY(mentions(result.problems, "schema version 9 is not known"));
    QCOMPARE(result.trace->schemaVersion, 2U);
    QCOMPARE(result.trace->threads.size(), std::size_t{1});
}

void TolerantTest::secondSchemaEnvelope()
{
    BundleBuilder bundle(2);
    bundle.start();
    const std::string gap =
        R"({"schema_version":2,"seq":9,"wall_time_unix_ms":1,"rollout_id":"other","payload":{"type":"recording_completed"}})";
    const std::string after =
        R"({"schema_version":1,"seq":11,"wall_time_unix_ms":1,"rollout_id":"other","payload":{"type":"recording_completed"}})";
    bundle.raw(gap + "\n" + after + "\n");
    QVERIFY(!bundle.strict().trace);
    const ReduceResult result = bundle.tolerant();
    QVERIFY(result.trace->recordingComplete);
    QVERIFY(mentions(result.problems, "events are missing or out of order: seq 9 where 4 was expected"));
    QVERIFY(mentions(result.problems, "another rollout"));
    QVERIFY(mentions(result.problems, "after recording_completed"));
    QVERIFY(mentions(result.problems, "of schema 1"));
    QCOMPARE(result.problems.total, std::uint64_t{4});
}

void TolerantTest::secondSchemaMissingPayload()
{
    BundleBuilder bundle(2);
    bundle.start();
    bundle.event({{"type", "protocol_event_observed"},
                  {"event_type", "warning"},
                  {"event_payload", bundle.reference("payloads/7.json", "protocol_event")}});
    QVERIFY(!bundle.strict().trace);
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.problems.total, std::uint64_t{1});
    QCOMPARE(result.trace->payloads.size(), std::size_t{1});
}

void TolerantTest::cancelled()
{
    BundleBuilder bundle;
    bundle.start();
    const std::atomic<bool> flag = true;
    ReduceOptions options;
    options.cancelled = &flag;
    const ReduceResult result = reduce(bundle.open(), options);
    QVERIFY(result.cancelled);
    QVERIFY(!result.trace);
    QVERIFY(result.error.empty());
}

void TolerantTest::strictSaysWhere()
{
    BundleBuilder bundle;
    bundle.start().raw("\n");
    bundle.event({{"type", "thread_ended"}, {"thread_id", "nobody"}, {"status", "completed"}});
    const ReduceResult result = bundle.strict();
    QVERIFY(!result.trace);
    QCOMPARE(result.error, std::string("line 5, seq 4: thread “nobody” is not known"));
}

void TolerantTest::unsupportedItemIsShown()
{
    BundleBuilder bundle;
    bundle.start().request("i1", Json::array({{{"type", "hologram"}, {"x", 1}}, userMessage("x")}));
    const ReduceResult result = bundle.tolerant();
    QCOMPARE(result.problems.total, std::uint64_t{1});
    QCOMPARE(result.trace->items.size(), std::size_t{2});
    QVERIFY(std::holds_alternative<JsonPart>(result.trace->items.begin()->parts.front()));
}

void TolerantTest::unknownPreviousResponse()
{
    BundleBuilder bundle;
    bundle.start();
    bundle.request("i1", Json::array({userMessage("one")})).response("i1", Json::array({assistantMessage("two")}));
    bundle.inTurn(inferenceStarted(
        "i2", bundle.payload({{"previous_response_id", "lost"}, {"input", Json::array({userMessage("three")})}})));
    const ReduceResult result = bundle.tolerant();
    QVERIFY(mentions(result.problems, "continues response “lost”"));
    const InferenceCall& call = result.trace->inferenceCalls[InferenceIndex{1}];
    QCOMPARE(call.requestItems.size(), std::size_t{3}); // the snapshot is the best guess for the prefix
}

QTEST_GUILESS_MAIN(TolerantTest)
#include "tolerant_test.moc"
