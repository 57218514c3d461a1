// What the inspector says about each kind of object, and how its rows are folded.
#include "tests/views/inspector/inspector_trace.h"
#include "views/inspector/field_rows.h"
#include "views/inspector/object_details.h"

#include <QTest>

#include <algorithm>
#include <optional>

using namespace rolloutscope;
using namespace rolloutscope::inspector;
using namespace rolloutscope::test;

namespace {

ObjectDetails detailsOf(const RolloutTrace& trace, ObjectRef object)
{
    return describeObject(trace, Relations(trace), object);
}

const DetailRow* findRow(const ObjectDetails& details, std::string_view label)
{
    for (const DetailSection& section : details.sections) {
        for (const DetailRow& row : section.rows) {
            if (row.label == label)
                return &row;
        }
    }
    return nullptr;
}

/// All spans of the row with this label; `(no row)` if there is none.
QString value(const ObjectDetails& details, std::string_view label)
{
    const DetailRow* row = findRow(details, label);
    if (row == nullptr)
        return QStringLiteral("(no row)");
    QStringList spans;
    for (const DetailSpan& span : row->value)
        spans << QString::fromStdString(span.text);
    return spans.join(QStringLiteral(" | "));
}

ObjectRef linkOf(const ObjectDetails& details, std::string_view label)
{
    const DetailRow* row = findRow(details, label);
    return row == nullptr ? ObjectRef() : row->value.front().link;
}

const DetailSection* findSection(const ObjectDetails& details, std::string_view beginning)
{
    const auto found = std::find_if(details.sections.begin(), details.sections.end(),
                                    [&](const DetailSection& section) { return section.title.starts_with(beginning); });
    return found == details.sections.end() ? nullptr : &*found;
}

ObjectRef firstLink(const ObjectDetails& details, std::string_view section)
{
    const DetailSection* found = findSection(details, section);
    return found == nullptr ? ObjectRef() : found->rows.front().value.front().link;
}

QString text(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

} // namespace

class InspectorDetailsTest : public QObject {
    Q_OBJECT
private slots:
    void tellsAboutThreads();
    void tellsAboutTurns();
    void tellsAboutInferenceCalls();
    void tellsAboutTools();
    void tellsWhoCalledATool();
    void tellsAboutCodeCells();
    void tellsAboutTerminals();
    void tellsAboutCompactions();
    void tellsAboutItems();
    void namesDiscardedOutput();
    void tellsAboutEdges();
    void tellsAboutPayloads();
    void tellsNothingAboutWhatIsNotThere();
    void describesEverythingInTheTrace();
    void boundsLists();
    void boundsTexts();
    void foldsLongTexts();
    void foldsLongLists();
    void keepsTextHarmless();
    void formatsMoments();
};

void InspectorDetailsTest::tellsAboutThreads()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails root = detailsOf(small.trace, small.root);
    QCOMPARE(text(root.title.c_str()), text("/root"));
    QCOMPARE(text(root.badge.c_str()), text("completed"));
    QCOMPARE(value(root, "Origin"), text("root of the rollout"));
    QVERIFY(value(root, "Started").startsWith(text("0 ms")));
    QVERIFY(findRow(root, "Started")->tooltip.find("2026-05-22 08:53:20.000 UTC") != std::string::npos);
    QCOMPARE(value(root, "Duration"), text("1 m 00 s"));
    QVERIFY(value(root, "Resumed").contains(text("after 5.0 s")));
    QCOMPARE(value(root, "Inference calls"), text("2"));
    QCOMPARE(value(root, "Tool calls"), text("3 | 1 failed"));
    QCOMPARE(value(root, "Input tokens"), text("14,210"));
    QCOMPARE(value(root, "  cached"), text("12,800 | 90 %"));
    QCOMPARE(firstLink(root, "Children"), ObjectRef(small.child));
    QCOMPARE(firstLink(root, "Turns"), ObjectRef(small.turn));
    QCOMPARE(firstLink(root, "Sent to"), ObjectRef(small.spawned));

    const ObjectDetails child = detailsOf(small.trace, small.child);
    QCOMPARE(value(child, "Nickname"), text("Bacon"));
    QCOMPARE(value(child, "Role"), text("worker"));
    QCOMPARE(linkOf(child, "Parent"), ObjectRef(small.root));
    QCOMPARE(linkOf(child, "Spawned by"), ObjectRef(small.spawn));

    SmallTrace orphan = smallTrace();
    orphan.trace.threads[orphan.child].spawn->parentThreadId = "gone";
    QCOMPARE(value(detailsOf(orphan.trace, orphan.child), "Parent"), text("gone | not in this trace"));
}

void InspectorDetailsTest::tellsAboutTurns()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails turn = detailsOf(small.trace, small.turn);
    QCOMPARE(linkOf(turn, "Agent"), ObjectRef(small.root));
    QCOMPARE(firstLink(turn, "Inference calls"), ObjectRef(small.first));
    QCOMPARE(firstLink(turn, "Tool calls"), ObjectRef(small.command));
    QCOMPARE(text(findSection(turn, "Inference calls")->title.c_str()), text("Inference calls · 2"));
}

void InspectorDetailsTest::tellsAboutInferenceCalls()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails first = detailsOf(small.trace, small.first);
    QCOMPARE(text(first.title.c_str()), text("inference 1"));
    QCOMPARE(linkOf(first, "Turn"), ObjectRef(small.turn));
    QCOMPARE(value(first, "Provider"), text("OpenAI"));
    QCOMPARE(value(first, "Duration"), text("3.4 s"));
    QCOMPARE(text(findRow(first, "Duration")->tooltip.c_str()), text("3,400 ms"));
    QCOMPARE(value(first, "  reasoning"), text("64 | 34 %"));
    QCOMPARE(value(first, "Response"), text("resp_1"));
    QCOMPARE(firstLink(first, "Tools started"), ObjectRef(small.command));
    QCOMPARE(firstLink(first, "Request items"), ObjectRef(small.user));
    QCOMPARE(firstLink(first, "Response items"), ObjectRef(small.call));
    QCOMPARE(first.payloads.size(), std::size_t{2});
    QCOMPARE(text(first.payloads[1].role.c_str()), text("response"));

    const ObjectDetails second = detailsOf(small.trace, small.second);
    QVERIFY(second.outcome == Outcome::Failed);
    QCOMPARE(value(second, "Failure"), text("stream disconnected before completion"));
    QVERIFY(findRow(second, "Failure")->value.front().tone == Tone::Failure);
    QCOMPARE(value(second, "Tokens"), text("none recorded"));
    QVERIFY(second.payloads.empty());
}

void InspectorDetailsTest::tellsAboutTools()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails tool = detailsOf(small.trace, small.command);
    QCOMPARE(text(tool.title.c_str()), text("exec_command"));
    QCOMPARE(text(tool.badge.c_str()), text("failed (exit 101)"));
    QVERIFY(tool.outcome == Outcome::Failed);
    QCOMPARE(text(tool.subtitle.c_str()), text("pytest -q"));
    QVERIFY(tool.subtitleIsCode);
    QCOMPARE(linkOf(tool, "Asked by"), ObjectRef(small.first));
    QCOMPARE(value(tool, "Runtime"), text("failed | the call itself: completed"));
    QVERIFY(value(tool, "Started").startsWith(text("3.000 s")));
    QCOMPARE(value(tool, "Duration"), text("12.4 s"));
    QCOMPARE(linkOf(tool, "Terminal"), ObjectRef(small.operation));
    QCOMPARE(findRow(tool, "Terminal")->value.back().link, ObjectRef(small.session));
    QCOMPARE(value(tool, "Command"), text("pytest -q"));
    QCOMPARE(value(tool, "Shell"), text("/bin/bash -lc"));
    QCOMPARE(value(tool, "Folder"), text("/home/ana/shop"));
    QCOMPARE(value(tool, "Exit code"), text("101"));
    QVERIFY(findRow(tool, "Exit code")->value.front().tone == Tone::Failure);
    QCOMPARE(linkOf(tool, "Model saw"), ObjectRef(small.output));
    QVERIFY(value(tool, "Model saw").endsWith(text("8 B of 4 KB")));
    QCOMPARE(linkOf(tool, "Then"), ObjectRef(small.second));
    QVERIFY(findRow(tool, "stdout")->isText);
    QCOMPARE(value(tool, "stderr"), text("warning"));
    QCOMPARE(firstLink(tool, "Call items"), ObjectRef(small.call));
    QCOMPARE(firstLink(tool, "Output items"), ObjectRef(small.output));
    QStringList roles;
    for (const DetailPayload& payload : tool.payloads)
        roles << QString::fromStdString(payload.role);
    QCOMPARE(roles, (QStringList{text("invocation"), text("runtime start"), text("runtime end"), text("result")}));
}

void InspectorDetailsTest::tellsWhoCalledATool()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails nested = detailsOf(small.trace, small.nested);
    QCOMPARE(linkOf(nested, "Called by"), ObjectRef(small.cell));
    QCOMPARE(value(nested, "MCP server"), text("notes"));
    QCOMPARE(value(nested, "MCP call"), text("mcp-9"));
    const ObjectDetails spawn = detailsOf(small.trace, small.spawn);
    QVERIFY(value(spawn, "Asked by").contains(text("does not name")));
    QCOMPARE(value(spawn, "To"), text("/root/check"));
    QCOMPARE(firstLink(spawn, "Sent to"), ObjectRef(small.spawned));
}

void InspectorDetailsTest::tellsAboutCodeCells()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails cell = detailsOf(small.trace, small.cell);
    QCOMPARE(value(cell, "Runtime"), text("completed"));
    QVERIFY(value(cell, "Yielded").startsWith(text("23.000 s")));
    QCOMPARE(linkOf(cell, "Source item"), ObjectRef(small.call));
    QCOMPARE(text(findSection(cell, "Source")->rows.front().value.front().text.c_str()),
             text("const a = 1;\ntext(a);"));
    QCOMPARE(firstLink(cell, "Tools called"), ObjectRef(small.nested));
}

void InspectorDetailsTest::tellsAboutTerminals()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails session = detailsOf(small.trace, small.session);
    QCOMPARE(linkOf(session, "Agent"), ObjectRef(small.root));
    QCOMPARE(firstLink(session, "Operations"), ObjectRef(small.operation));
    const ObjectDetails operation = detailsOf(small.trace, small.operation);
    QCOMPARE(linkOf(operation, "Tool call"), ObjectRef(small.command));
    QCOMPARE(linkOf(operation, "Session"), ObjectRef(small.session));
    QCOMPARE(value(operation, "Process"), text("3622"));
    QCOMPARE(text(operation.badge.c_str()), text("failed (exit 101)"));
    QCOMPARE(operation.payloads.size(), std::size_t{2});

    SmallTrace typed = smallTrace();
    typed.trace.terminalOperations[typed.operation].request =
        StdinRequest{.text = "\x03", .yieldTimeMs = 250, .maxOutputTokens = {}};
    const ObjectDetails input = detailsOf(typed.trace, typed.operation);
    QCOMPARE(value(input, "Input"), text("\x03"));
    QCOMPARE(value(input, "Waits for"), text("250 ms"));
}

void InspectorDetailsTest::tellsAboutCompactions()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails compaction = detailsOf(small.trace, small.compaction);
    QCOMPARE(value(compaction, "Items before"), text("3"));
    QCOMPARE(value(compaction, "Items after"), text("1"));
    QCOMPARE(firstLink(compaction, "Requests"), ObjectRef(small.compactionRequest));
    QCOMPARE(firstLink(compaction, "Items after"), ObjectRef(small.user));
    const ObjectDetails request = detailsOf(small.trace, small.compactionRequest);
    QCOMPARE(linkOf(request, "Compaction"), ObjectRef(small.compaction));
    QCOMPARE(value(request, "Failure"), text("too large"));
}

void InspectorDetailsTest::tellsAboutItems()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails user = detailsOf(small.trace, small.user);
    QCOMPARE(text(user.title.c_str()), text("user message"));
    QCOMPARE(value(user, "Role"), text("user"));
    QCOMPARE(value(user, "Seen by"), text("inference 1 | to | inference 2 | 2 calls"));
    QCOMPARE(findRow(user, "Seen by")->value[2].link, ObjectRef(small.second));
    const DetailSection* content = findSection(user, "Content");
    QVERIFY(content != nullptr);
    QVERIFY(content->rows.front().isText);
    QCOMPARE(text(content->rows.front().value.front().text.c_str()), text("The total is off.\nWhy?"));
    QCOMPARE(user.payloads.front().payload, small.request);
    QVERIFY(findRow(user, "Accepted") == nullptr);

    const ObjectDetails output = detailsOf(small.trace, small.output);
    QCOMPARE(linkOf(output, "Tool call"), ObjectRef(small.command));
    QVERIFY(findSection(output, "Content")->rows.front().monospace);
    QCOMPARE(value(detailsOf(small.trace, small.message), "Seen by"), text("no inference call"));

    SmallTrace accepted = smallTrace();
    accepted.trace.items[accepted.user].acceptedAt = accepted.trace.startedAt + 1'234;
    accepted.trace.items[accepted.user].producedBy.emplace_back(accepted.compaction);
    const ObjectDetails shown = detailsOf(accepted.trace, accepted.user);
    QVERIFY(value(shown, "Accepted").startsWith(text("1.234 s")));
    QCOMPARE(linkOf(shown, "Produced by"), ObjectRef(accepted.compaction));
}

void InspectorDetailsTest::namesDiscardedOutput()
{
    SmallTrace small = smallTrace();
    small.trace.items[small.call].producedBy.emplace_back(small.first);
    std::erase(small.trace.threads[small.root].items, small.call);
    QVERIFY(detailsOf(small.trace, small.call).badge.empty());
    small.trace.discardedItems = {small.call}; // as the reducer says
    QCOMPARE(text(detailsOf(small.trace, small.call).badge.c_str()), text("discarded output"));
    QVERIFY(detailsOf(small.trace, small.user).badge.empty());
}

void InspectorDetailsTest::tellsAboutEdges()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails edge = detailsOf(small.trace, small.spawned);
    QCOMPARE(linkOf(edge, "From"), ObjectRef(small.root));
    QCOMPARE(linkOf(edge, "  sent by"), ObjectRef(small.spawn));
    QCOMPARE(linkOf(edge, "To"), ObjectRef(small.child));
    QCOMPARE(value(edge, "Latency"), text("137 ms"));
    QCOMPARE(text(findSection(edge, "Message")->rows.front().value.front().text.c_str()),
             text("Please check the tests."));
    QCOMPARE(firstLink(edge, "Carried items"), ObjectRef(small.message));
}

void InspectorDetailsTest::tellsAboutPayloads()
{
    const SmallTrace small = smallTrace();
    const ObjectDetails payload = detailsOf(small.trace, small.runtimeEnd);
    QCOMPARE(value(payload, "Path"), text("payloads/5.json"));
    QCOMPARE(value(payload, "Kind"), text("runtime event"));
    const DetailSection* references = findSection(payload, "Referred to by");
    QVERIFY(references != nullptr);
    QCOMPARE(references->rows.front().value[1].link, ObjectRef(small.command));
    QCOMPARE(text(references->rows.front().value[0].text.c_str()), text("runtime event of"));
    QCOMPARE(payload.payloads.size(), std::size_t{1});
}

void InspectorDetailsTest::tellsNothingAboutWhatIsNotThere()
{
    const SmallTrace small = smallTrace();
    QVERIFY(detailsOf(small.trace, ObjectRef(ThreadIndex{99})).title.empty());
    QVERIFY(detailsOf(small.trace, {}).sections.empty());
    QVERIFY(fieldRows({}, {}).empty());
}

void InspectorDetailsTest::describesEverythingInTheTrace()
{
    // No row is empty, and every link leads somewhere.
    const SmallTrace small = smallTrace();
    const RolloutTrace& trace = small.trace;
    std::vector<ObjectRef> all;
    const auto add = [&](ObjectKind kind, std::size_t count) {
        for (std::uint32_t i = 0; i < count; ++i)
            all.emplace_back(kind, i);
    };
    add(ObjectKind::Thread, trace.threads.size());
    add(ObjectKind::Turn, trace.turns.size());
    add(ObjectKind::InferenceCall, trace.inferenceCalls.size());
    add(ObjectKind::ToolCall, trace.toolCalls.size());
    add(ObjectKind::CodeCell, trace.codeCells.size());
    add(ObjectKind::TerminalSession, trace.terminalSessions.size());
    add(ObjectKind::TerminalOperation, trace.terminalOperations.size());
    add(ObjectKind::Compaction, trace.compactions.size());
    add(ObjectKind::CompactionRequest, trace.compactionRequests.size());
    add(ObjectKind::ConversationItem, trace.items.size());
    add(ObjectKind::InteractionEdge, trace.edges.size());
    add(ObjectKind::RawPayload, trace.payloads.size());
    for (const ObjectRef object : all) {
        const ObjectDetails details = detailsOf(trace, object);
        QVERIFY(!details.title.empty());
        QVERIFY(!details.id.empty());
        for (const DetailSection& section : details.sections) {
            QVERIFY(!section.rows.empty());
            for (const DetailRow& row : section.rows) {
                QVERIFY(!row.value.empty());
                for (const DetailSpan& span : row.value) {
                    QVERIFY2(!span.text.empty(), row.label.c_str());
                    QVERIFY(!span.link.valid() || exists(trace, span.link));
                }
            }
        }
        QVERIFY(fieldRows(details, {}).size() > 2);
    }
}

void InspectorDetailsTest::boundsLists()
{
    SmallTrace small = smallTrace();
    auto& items = small.trace.inferenceCalls[small.first].requestItems;
    for (int i = 0; i < 1'433; ++i)
        items.push_back(small.user);
    const ObjectDetails details = detailsOf(small.trace, small.first);
    const DetailSection* list = findSection(details, "Request items");
    QCOMPARE(text(list->title.c_str()), text("Request items · 1,434"));
    QCOMPARE(list->rows.size(), mostLinks);
    QCOMPARE(text(list->more.c_str()), text("and 1,234 more"));
}

void InspectorDetailsTest::boundsTexts()
{
    SmallTrace small = smallTrace();
    std::get<TextPart>(small.trace.items[small.user].parts[0]).text = std::string(3'000'000, 'y');
    const ObjectDetails details = detailsOf(small.trace, small.user);
    const DetailRow& row = findSection(details, "Content")->rows.front();
    QCOMPARE(row.value.front().text.size(), mostText);
    QCOMPARE(row.omittedBytes, 3'000'000 - mostText);
}

void InspectorDetailsTest::foldsLongTexts()
{
    ObjectDetails details;
    details.title = "x";
    details.sections.emplace_back();
    DetailRow row;
    row.isText = true;
    std::string lines;
    for (int i = 0; i < 100; ++i)
        lines += "line " + std::to_string(i) + "\n";
    row.value.push_back({.text = lines, .link = {}, .tone = Tone::Normal});
    details.sections[0].rows.push_back(row);

    std::vector<FieldRow> rows = fieldRows(details, {});
    QCOMPARE(rows.size(), std::size_t{3});
    QCOMPARE(rows[1].text.count(u'\n') + 1, foldedLines);
    QCOMPARE(rows[1].copied, QString::fromStdString(lines)); // the whole value
    QVERIFY(rows[2].kind == FieldRow::Kind::Toggle);
    QVERIFY(rows[2].text.startsWith(text("Show more")));

    FoldState unfolded;
    unfolded.texts[{0, 0}] = 1;
    rows = fieldRows(details, unfolded);
    QCOMPARE(rows[1].text.count(u'\n') + 1, 100);
    QCOMPARE(rows[2].text, text("Show less"));

    details.sections[0].rows[0].value[0].text = "short\ntext\n";
    QCOMPARE(fieldRows(details, {}).size(), std::size_t{2});
    details.sections[0].rows[0].value[0].text = std::string(5'000, 'z'); // one line
    rows = fieldRows(details, {});
    QCOMPARE(rows[1].text.size(), qsizetype{foldedChars});
    QVERIFY(rows[2].kind == FieldRow::Kind::Toggle);
}

void InspectorDetailsTest::foldsLongLists()
{
    SmallTrace small = smallTrace();
    auto& items = small.trace.inferenceCalls[small.first].requestItems;
    items.assign(50, small.user);
    const ObjectDetails details = detailsOf(small.trace, small.first);
    const auto links = [&](const FoldState& folds) {
        const auto rows = fieldRows(details, folds);
        return std::count_if(rows.begin(), rows.end(), [&](const FieldRow& row) {
            return !row.spans.empty() && row.spans.front().link == ObjectRef(small.user);
        });
    };
    QCOMPARE(links({}), static_cast<std::ptrdiff_t>(foldedLinks));
    FoldState unfolded;
    for (std::size_t i = 0; i < details.sections.size(); ++i)
        unfolded.lists[i] = true;
    QCOMPARE(links(unfolded), std::ptrdiff_t{50});
}

void InspectorDetailsTest::keepsTextHarmless()
{
    SmallTrace small = smallTrace();
    small.trace.threads[small.root].nickname = "a\x1b]0;\nb\u202Ec<b>bold</b>";
    const ObjectDetails details = detailsOf(small.trace, small.root);
    for (const FieldRow& row : fieldRows(details, {})) {
        if (row.label != text("Nickname"))
            continue;
        QCOMPARE(row.text, text("a\\x1b]0;↵b\\u202ec<b>bold</b>"));
        QCOMPARE(row.copied, text("a\x1b]0;\nb\u202Ec<b>bold</b>"));
        return;
    }
    QFAIL("no row");
}

void InspectorDetailsTest::formatsMoments()
{
    QCOMPARE(text(formatMoment(0).c_str()), text("0 ms"));
    QCOMPARE(text(formatMoment(999).c_str()), text("999 ms"));
    QCOMPARE(text(formatMoment(12'431).c_str()), text("12.431 s"));
    QCOMPARE(text(formatMoment(87'210).c_str()), text("1 m 27.210 s"));
    QCOMPARE(text(formatMoment(7'503'120).c_str()), text("2 h 05 m 03.120 s"));
    QCOMPARE(text(formatMoment(-1'500).c_str()), text("-1.500 s"));
}

QTEST_GUILESS_MAIN(InspectorDetailsTest)
#include "inspector_details_test.moc"
