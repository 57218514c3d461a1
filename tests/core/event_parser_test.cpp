// Lines of the event log: required fields, types, duplicates, unknown fields and types.
#include "core/bundle/event.h"

#include <QTest>

using namespace rolloutscope;
using Outcome = EventParser::Outcome;

namespace {

const char* const envelope = R"("schema_version":1,"seq":7,"wall_time_unix_ms":5,"rollout_id":"r","thread_id":null)";

std::string line(const std::string& payload)
{
    return std::string("{") + envelope + ",\"payload\":" + payload + "}";
}

} // namespace

class EventParserTest : public QObject {
    Q_OBJECT

private slots:
    void readsAnEvent();
    void ignoresUnknownFields();
    void typeMayComeLast();
    void refuses_data();
    void refuses();
    void keepsWhatItCan();
    void namelessEventHasNoBody();
    void refsComeInOrder();
    void schemasDiffer();
};

void EventParserTest::readsAnEvent()
{
    EventParser parser({});
    Event event;
    const std::string text =
        line(R"({"type":"tool_call_ended","tool_call_id":"t\u0031","status":"failed","result_payload":null})");
    QCOMPARE(parser.parse(text, event), Outcome::Valid);
    QCOMPARE(event.seq, std::uint64_t{7});
    QVERIFY(!event.threadId);
    QVERIFY(!event.turnId);
    const auto& ended = std::get<event::ToolEnded>(event.body);
    QCOMPARE(std::string(ended.toolId), std::string("t1"));
    QCOMPARE(ended.status, ExecutionStatus::Failed);
    QVERIFY(!ended.result);
}

void EventParserTest::ignoresUnknownFields()
{
    EventParser parser({});
    Event event;
    QCOMPARE(parser.parse(line(R"({"type":"recording","status":"completed"})"), event), Outcome::Broken);
    QVERIFY(!parser.typeKnown());
    const std::string text = line(R"({"type":"rollout_ended","status":"completed","new":1,"new":{"x":[]}})");
    QCOMPARE(parser.parse(text, event), Outcome::Valid);
    QVERIFY(parser.typeKnown());
}

void EventParserTest::typeMayComeLast()
{
    EventParser parser({});
    Event event;
    QCOMPARE(parser.parse(line(R"({"status":"aborted","type":"rollout_ended"})"), event), Outcome::Valid);
    QCOMPARE(std::get<event::RolloutEnded>(event.body).status, RolloutStatus::Aborted);
}

void EventParserTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const std::string& text, const char* reason) {
        QTest::newRow(reason) << QByteArray::fromStdString(text) << QByteArray(reason);
    };
    row("{", "not valid JSON");
    row("[]", "not a JSON object");
    row(line("7"), "payload has the wrong type");
    row(line("{}"), "type is missing");
    row(line(R"({"type":"rollout_ended"})"), "status is missing");
    row(line(R"({"type":"rollout_ended","status":"cancelled"})"), "unknown status");
    row(line(R"({"type":"rollout_ended","status":"failed","status":"failed"})"), "status is there twice");
    row(line(R"({"type":"thread_renamed"})"), "unknown event type");
    row(line(R"({"type":"thread_started","thread_id":1,"agent_path":""})"), "thread_id has the wrong type");
    row(R"({"schema_version":1,"seq":-1,"wall_time_unix_ms":5,"rollout_id":"r","payload":{"type":"rollout_ended","status":"failed"}})",
        "seq is not a whole number");
    row(R"({"schema_version":1,"seq":1,"seq":1,"wall_time_unix_ms":5,"rollout_id":"r","payload":{"type":"rollout_ended","status":"failed"}})",
        "seq is there twice");
}

void EventParserTest::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, reason);
    EventParser parser({});
    Event event;
    QVERIFY(parser.parse(std::string_view(text.constData(), static_cast<std::size_t>(text.size())), event) !=
            Outcome::Valid);
    QVERIFY2(QByteArray::fromStdString(parser.error()).contains(reason), parser.error().c_str());
}

void EventParserTest::keepsWhatItCan()
{
    EventParser parser({});
    Event event;
    const std::string text = line(R"({"type":"codex_turn_started","codex_turn_id":"u"})");
    QCOMPARE(parser.parse(text, event), Outcome::Broken);
    QCOMPARE(std::string(std::get<event::TurnStarted>(event.body).turnId), std::string("u"));
}

void EventParserTest::namelessEventHasNoBody()
{
    EventParser parser({});
    Event event;
    QCOMPARE(parser.parse(line(R"({"type":"codex_turn_started","thread_id":"t"})"), event), Outcome::Broken);
    QVERIFY(std::holds_alternative<std::monostate>(event.body));
    QVERIFY(parser.typeKnown());
}

void EventParserTest::refsComeInOrder()
{
    const auto ref = [](const char* id) {
        return std::string(R"({"raw_payload_id":")") + id + R"(","kind":{"type":"inference_request"},"path":"p"})";
    };
    const std::string text = line(
        R"({"request_input_mode":{"type":"incremental_with_untraced_prefix","previous_response_id":"x","prefix_payload":)" +
        ref("b") +
        R"(},"type":"inference_started","inference_call_id":"i","thread_id":"t","codex_turn_id":"u","model":"m","provider_name":"p","request_payload":)" +
        ref("a") + "}");
    EventParser parser({});
    Event event;
    QCOMPARE(parser.parse(text, event), Outcome::Valid);
    QCOMPARE(event.refs.size(), std::size_t{2});
    QCOMPARE(std::string(event.refs[0].id), std::string("a"));
    QCOMPARE(std::string(event.refs[1].id), std::string("b"));
    QCOMPARE(std::get<event::InferenceStarted>(event.body).inputMode->prefix.at, 1U);
}

void EventParserTest::schemasDiffer()
{
    const std::string text = line(R"({"type":"thread_resumed","thread_id":"t"})");
    Event event;
    EventParser first({});
    QCOMPARE(first.parse(text, event), Outcome::Broken);
    EventGrammar grammar;
    grammar.acceptedHistory = true;
    EventParser second(grammar);
    QCOMPARE(second.parse(text, event), Outcome::Valid);
}

QTEST_GUILESS_MAIN(EventParserTest)
#include "event_parser_test.moc"
