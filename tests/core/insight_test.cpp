// Objects and numbers in words, and the reverse links of a trace.
#include "core/insight/describe.h"
#include "core/insight/recorder.h"
#include "core/insight/relations.h"
#include "core/insight/totals.h"

#include <QTest>

using namespace rolloutscope;

namespace {

ThreadIndex addThread(RolloutTrace& trace, const char* id, UnixMs start, const char* parent = nullptr)
{
    AgentThread thread;
    thread.id = id;
    thread.agentPath = std::string("/root/") + id;
    thread.execution.startedAt = start;
    if (parent != nullptr)
        thread.spawn = SpawnOrigin{parent, "edge", "task", "role"};
    return trace.threads.add(std::move(thread));
}

} // namespace

class InsightTest : public QObject {
    Q_OBJECT

private slots:
    void durations_data();
    void durations();
    void bytesAndCounts();
    void firstLines();
    void spawnTree();
    void spawnRingsAreBroken();
    void exitCodeMakesAFailure();
    void linksOfTools();
    void copiesOfTracesStandAlone();
    void recordersAndEnds();
    void discardedOutput();
};

void InsightTest::durations_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QByteArray>("text");
    for (const auto& [ms, text] : std::vector<std::pair<qint64, const char*>>{{0, "0 ms"},
                                                                              {84, "84 ms"},
                                                                              {999, "999 ms"},
                                                                              {1000, "1.0 s"},
                                                                              {3449, "3.4 s"},
                                                                              {59'949, "59.9 s"},
                                                                              {59'950, "1 m 00 s"},
                                                                              {100'000, "1 m 40 s"},
                                                                              {7'500'000, "2 h 05 m"},
                                                                              {200'000'000, "2 d 07 h"},
                                                                              {-84, "-84 ms"}})
        QTest::newRow(text) << ms << QByteArray(text);
}

void InsightTest::durations()
{
    QFETCH(qint64, ms);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(formatDuration(ms)), text);
}

void InsightTest::bytesAndCounts()
{
    QCOMPARE(formatBytes(312), std::string("312 B"));
    QCOMPARE(formatBytes(92'000), std::string("92 KB"));
    QCOMPARE(formatBytes(3'200'000), std::string("3.2 MB"));
    QCOMPARE(formatBytes(999'999), std::string("1 MB"));
    QCOMPARE(formatCount(950), std::string("950"));
    QCOMPARE(formatCount(18'200), std::string("18.2 k"));
    QCOMPARE(formatCount(1'300'000), std::string("1.3 M"));
    QCOMPARE(formatCounted(1, "agent", "agents"), std::string("1 agent"));
    QCOMPARE(formatCounted(1'234'567, "event", "events"), std::string("1,234,567 events"));
}

void InsightTest::firstLines()
{
    QCOMPARE(firstLine("\n  first\nsecond", 100), std::string("first"));
    QCOMPARE(firstLine("äöü", 3), std::string("ä…"));
    QCOMPARE(firstLine(" \n\t", 10), std::string());
}

void InsightTest::spawnTree()
{
    RolloutTrace trace;
    trace.rootThreadId = "root";
    const ThreadIndex orphan = addThread(trace, "orphan", 1, "nobody");
    const ThreadIndex late = addThread(trace, "late", 30, "root");
    const ThreadIndex early = addThread(trace, "early", 20, "root");
    const ThreadIndex root = addThread(trace, "root", 10);
    const ThreadIndex grandchild = addThread(trace, "grandchild", 25, "early");
    const Relations relations(trace);
    const IndexList<AgentThread> expected{root, early, grandchild, late, orphan};
    QCOMPARE(relations.threadsInSpawnOrder(), expected);
    QCOMPARE(relations.depth(grandchild), 2);
    QVERIFY(!relations.parentThread(orphan));
    QCOMPARE(relations.childThreads(root), (IndexList<AgentThread>{early, late}));
}

void InsightTest::spawnRingsAreBroken()
{
    RolloutTrace trace;
    addThread(trace, "a", 1, "c");
    addThread(trace, "b", 2, "a");
    addThread(trace, "c", 3, "b");
    addThread(trace, "self", 4, "self");
    const Relations relations(trace);
    QCOMPARE(relations.threadsInSpawnOrder().size(), std::size_t{4});
    QCOMPARE(relations.rootThreads().size(), std::size_t{2});
}

void InsightTest::exitCodeMakesAFailure()
{
    RolloutTrace trace;
    const ThreadIndex thread = addThread(trace, "root", 0);
    ToolCall tool;
    tool.id = "t";
    tool.thread = thread;
    tool.kind.name = ToolKindName::ExecCommand;
    tool.execution.status = ExecutionStatus::Completed;
    tool.execution.endedAt = 5;
    const ToolIndex index = trace.toolCalls.add(std::move(tool));
    QCOMPARE(outcomeOf(trace, index), Outcome::Succeeded);
    TerminalOperation operation;
    operation.id = "terminal_operation:1";
    operation.tool = index;
    operation.request = ExecRequest{{"bash", "-lc", "make"}, "bash -lc make", "/"};
    operation.result = TerminalResult{101, "", "", std::nullopt, std::nullopt, std::nullopt};
    operation.execution.status = ExecutionStatus::Completed;
    trace.toolCalls[index].terminalOperation = trace.terminalOperations.add(std::move(operation));
    QCOMPARE(outcomeOf(trace, index), Outcome::Failed);
    QCOMPARE(outcomeText(trace, index), std::string("failed (exit 101)"));
    const Relations relations(trace);
    QCOMPARE(objectDetail(trace, relations, index), std::string("make"));
    QCOMPARE(totalsOf(trace, relations).failedTools, std::size_t{1});
}

void InsightTest::linksOfTools()
{
    RolloutTrace trace;
    const ThreadIndex thread = addThread(trace, "root", 0);
    CodexTurn turn;
    turn.id = "turn";
    turn.thread = thread;
    const TurnIndex turnIndex = trace.turns.add(std::move(turn));
    ConversationItem item;
    item.id = "conversation_item:1";
    item.thread = thread;
    const ItemIndex itemIndex = trace.items.add(std::move(item));
    InferenceCall call;
    call.id = "call";
    call.thread = thread;
    call.turn = turnIndex;
    call.responseItems = {itemIndex};
    const InferenceIndex callIndex = trace.inferenceCalls.add(std::move(call));
    ToolCall tool;
    tool.id = "tool";
    tool.thread = thread;
    tool.startedByTurn = turnIndex;
    tool.callItems = {itemIndex};
    const ToolIndex toolIndex = trace.toolCalls.add(std::move(tool));
    const Relations relations(trace);
    QCOMPARE(relations.askedBy(toolIndex), callIndex); // although the recorder never linked them
    QCOMPARE(relations.toolCalls(turnIndex), (IndexList<ToolCall>{toolIndex}));
    QCOMPARE(objectTitle(trace, relations, callIndex), std::string("inference 1"));
}

void InsightTest::copiesOfTracesStandAlone()
{
    RolloutTrace copy;
    {
        RolloutTrace trace;
        addThread(trace, "a thread id that is too long for a small string", 1);
        copy = trace.share();
    }
    QVERIFY(copy.threads.find("a thread id that is too long for a small string").valid());
}

void InsightTest::recordersAndEnds()
{
    RolloutTrace trace;
    QCOMPARE(endText(trace), std::string("killed or still running"));
    QCOMPARE(recorderText(trace), std::string("Codex 0.134 – 0.164"));
    trace.eventsByType["stdin_target_resolved"] = 1;
    QCOMPARE(recorderText(trace), std::string("Codex 0.164"));
    trace.endedAt = 5;
    trace.status = RolloutStatus::Completed;
    QCOMPARE(endText(trace), std::string("completed"));
    trace.schemaVersion = 2;
    QCOMPARE(recorderText(trace), std::string("Codex 0.165 or later"));
    QVERIFY(endText(trace).find("never said that it was done") != std::string::npos);
    trace.eventsByType["recording_completed"] = 1;
    trace.recordingComplete = true;
    QCOMPARE(recorderText(trace), std::string("Codex 0.169 or later"));
    QCOMPARE(endText(trace), std::string("completed"));
}

void InsightTest::discardedOutput()
{
    RolloutTrace trace;
    const ThreadIndex thread = addThread(trace, "root", 0);
    InferenceCall call;
    call.id = "call";
    call.thread = thread;
    call.model = "m";
    for (const char* id : {"kept", "lost"}) {
        ConversationItem item;
        item.id = id;
        item.thread = thread;
        call.responseItems.push_back(trace.items.add(std::move(item)));
    }
    trace.threads[thread].items = {call.responseItems.front()};
    const IndexList<ConversationItem> items = call.responseItems;
    const InferenceIndex index = trace.inferenceCalls.add(std::move(call));
    QVERIFY(!Relations(trace).isDiscarded(items[1]));
    trace.discardedItems = {items[1]}; // what the reducer found (schema v2)
    const Relations relations(trace);
    QVERIFY(!relations.isDiscarded(items[0]));
    QVERIFY(relations.isDiscarded(items[1]));
    QCOMPARE(objectDetail(trace, relations, index), std::string("m · 1 item discarded"));
}

QTEST_GUILESS_MAIN(InsightTest)
#include "insight_test.moc"
