// Which result ended a wait.
#include "core/insight/waits.h"
#include "core/reduce/reducer.h"
#include "tests/support/corpus.h"
#include "tests/views/timeline/trace_builder.h"

#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

ItemIndex addItem(RolloutTrace& trace, ThreadIndex thread)
{
    ConversationItem item;
    item.id = "item-" + std::to_string(trace.items.size());
    item.thread = thread;
    return trace.items.add(std::move(item));
}

/// Root and two helpers.
struct Team {
    TraceBuilder builder;
    ThreadIndex root = builder.thread("/root", 0, 1000);
    ThreadIndex ada = builder.thread("/root/ada", 0, 1000, root);
    ThreadIndex bob = builder.thread("/root/bob", 0, 1000, root);

    ToolIndex wait(std::int64_t begin, TraceBuilder::End end, ExecutionStatus status = ExecutionStatus::Completed)
    {
        return builder.tool(root, ToolKindName::WaitAgent, begin, end, status);
    }
    EdgeIndex result(ThreadIndex from, std::int64_t at, ThreadIndex to)
    {
        return builder.edge(EdgeKind::AgentResult, from, addItem(builder.trace, to), at, at);
    }
    [[nodiscard]] Waits waits() const { return {builder.trace, Relations(builder.trace)}; }
};

} // namespace

class WaitsTest : public QObject {
    Q_OBJECT

private slots:
    void aWaitEndsWithTheLastResultBeforeItsEnd();
    void resultsForOthersEndNoWait();
    void aNamedTargetCounts();
    void waitsThatTimedOutHaveNoResult();
    void oneResultCanEndSeveralWaits();
    void recordedWaits();
};

void WaitsTest::aWaitEndsWithTheLastResultBeforeItsEnd()
{
    Team team;
    const ToolIndex wait = team.wait(100, 500);
    team.result(team.ada, 99, team.root); // it had come before
    team.result(team.ada, 300, team.root);
    const EdgeIndex last = team.result(team.bob, 500, team.root);
    team.result(team.ada, 501, team.root);
    const ToolIndex earlier = team.wait(10, 50);
    const Waits waits = team.waits();
    QCOMPARE(waits.resultOf(wait), last);
    QVERIFY(!waits.resultOf(earlier));
    QCOMPARE(waits.ends().size(), std::size_t{1});

    Team tie;
    const ToolIndex other = tie.wait(100, 500);
    tie.result(tie.ada, 400, tie.root);
    const EdgeIndex second = tie.result(tie.bob, 400, tie.root);
    QCOMPARE(tie.waits().resultOf(other), second);
}

void WaitsTest::resultsForOthersEndNoWait()
{
    Team team;
    const ToolIndex wait = team.wait(100, 500);
    team.result(team.bob, 300, team.ada);
    team.builder.edge(EdgeKind::SendMessage, team.ada, team.root, 400, 400);
    QVERIFY(!team.waits().resultOf(wait));
}

void WaitsTest::aNamedTargetCounts()
{
    Team team;
    const ToolIndex wait = team.wait(100, 500);
    team.builder.trace.toolCalls[wait].summary = WaitAgentSummary{.targetAgentPath = "/root/ada", .timeoutMs = {}};
    const ToolIndex unknown = team.wait(100, 500);
    team.builder.trace.toolCalls[unknown].summary = WaitAgentSummary{.targetAgentPath = "/root/eve", .timeoutMs = {}};
    const EdgeIndex wanted = team.result(team.ada, 300, team.root);
    team.result(team.bob, 400, team.root);
    const Waits waits = team.waits();
    QCOMPARE(waits.resultOf(wait), wanted);
    QVERIFY(!waits.resultOf(unknown));
}

void WaitsTest::waitsThatTimedOutHaveNoResult()
{
    Team team;
    const ToolIndex open = team.wait(100, {});
    const ToolIndex failed = team.wait(100, 500, ExecutionStatus::Failed);
    const ToolIndex cancelled = team.wait(100, 500, ExecutionStatus::Cancelled);
    const auto says = [&](const char* output) {
        const ToolIndex wait = team.wait(100, 500);
        const ItemIndex item = addItem(team.builder.trace, team.root);
        team.builder.trace.items[item].parts = {TextPart{output}};
        team.builder.trace.toolCalls[wait].outputItems = {item};
        return wait;
    };
    const ToolIndex timedOut = says(R"({"message":"Wait timed out.","timed_out":true})");
    const ToolIndex escaped = says(R"("{\"message\":\"\",\"timed_out\": true}")");
    const ToolIndex completed = says(R"({"message":"It said timed_out: true.","timed_out":false})");
    const EdgeIndex result = team.result(team.ada, 300, team.root);
    const Waits waits = team.waits();
    for (const ToolIndex wait : {open, failed, cancelled, timedOut, escaped})
        QVERIFY(!waits.resultOf(wait));
    QCOMPARE(waits.resultOf(completed), result);
}

void WaitsTest::oneResultCanEndSeveralWaits()
{
    Team team;
    const ToolIndex first = team.wait(100, 500);
    const ToolIndex second = team.wait(200, 500);
    const EdgeIndex early = team.result(team.bob, 150, team.root);
    const EdgeIndex late = team.result(team.ada, 400, team.root);
    const Waits waits = team.waits();
    const auto ended = waits.waitsEndedBy(late);
    QCOMPARE((std::vector<ToolIndex>{ended.begin(), ended.end()}), (std::vector<ToolIndex>{first, second}));
    QVERIFY(waits.waitsEndedBy(early).empty());
}

/// Five agents; every wait ended when a helper of the one who waited had finished.
void WaitsTest::recordedWaits()
{
    const auto group = corpusGroup("recorded");
    if (group.empty())
        QSKIP("recorded bundles are not here: set ROLLOUTSCOPE_CORPUS to a corpus folder");
    Bundle bundle;
    std::string error;
    QVERIFY2(Bundle::open(group / "agents-noimg" / "bundle", bundle, error), error.c_str());
    const ReduceResult result = reduce(bundle, {});
    QVERIFY2(result.trace, result.error.c_str());
    const RolloutTrace& trace = *result.trace;
    const Waits waits(trace, Relations(trace));
    QCOMPARE(waits.ends().size(), std::size_t{5});
    for (const WaitEnd& end : waits.ends()) {
        const ToolCall& wait = trace.toolCalls[end.wait];
        const InteractionEdge& edge = trace.edges[end.result];
        QCOMPARE(threadOf(trace, edge.target), wait.thread);
        QVERIFY(*wait.execution.endedAt - edge.startedAt < 10); // ms: the result came just before
        QCOMPARE(waits.waitsEndedBy(end.result).size(), std::size_t{1});
    }
}

QTEST_GUILESS_MAIN(WaitsTest)
#include "waits_test.moc"
