// The longest chain of causes to the end of a rollout, or to one object.
#include "core/insight/critical_chain.h"
#include "core/reduce/reducer.h"
#include "tests/support/corpus.h"
#include "tests/views/timeline/trace_builder.h"

#include <QTest>

#include <algorithm>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

constexpr UnixMs zero = TraceBuilder::zero;

CriticalChain chainOf(const RolloutTrace& trace, ObjectRef object = {})
{
    const Relations relations(trace);
    return criticalChain(trace, relations, Readings(trace), Waits(trace, relations), object);
}

/// Times since the rollout's start.
ChainStep step(ObjectRef object, std::int64_t from, std::int64_t to, ChainReason why, ChainTime time)
{
    return {.object = object, .from = zero + from, .to = zero + to, .why = why, .time = time};
}
ChainStep idle(ObjectRef agent, std::int64_t from, std::int64_t to)
{
    return step(agent, from, to, ChainReason::Idle, ChainTime::Idle);
}

QString toText(const CriticalChain& chain)
{
    QString text;
    for (const ChainStep& one : chain.steps)
        text += QStringLiteral("%1:%2 %3-%4 %5 %6\n")
                    .arg(static_cast<int>(one.object.kind))
                    .arg(one.object.index)
                    .arg(one.from - zero)
                    .arg(one.to - zero)
                    .arg(QLatin1String(toWord(one.why)), QLatin1String(toWord(one.time)));
    return text;
}
QString toText(std::vector<ChainStep> steps)
{
    return toText(CriticalChain{.steps = std::move(steps), .totals = {}});
}

/// One agent and the means to tell what its calls saw.
struct Agent {
    TraceBuilder builder;
    RolloutTrace& trace = builder.trace;
    ThreadIndex root = builder.thread("/root", 0, 1000);
    TurnIndex turn = builder.turn(root, 0, 1000);

    ItemIndex item(ThreadIndex thread)
    {
        ConversationItem made;
        made.id = "item-" + std::to_string(trace.items.size());
        made.thread = thread;
        return trace.items.add(std::move(made));
    }
    InferenceIndex call(ThreadIndex thread, std::int64_t begin, TraceBuilder::End end, TurnIndex of = {})
    {
        return builder.inference(thread, begin, end, ExecutionStatus::Completed, of);
    }
    ToolIndex tool(InferenceIndex asker, ToolKindName kind, std::int64_t begin, TraceBuilder::End end)
    {
        const ToolIndex made =
            builder.tool(trace.inferenceCalls[asker].thread, kind, begin, end, ExecutionStatus::Completed, asker);
        return made;
    }
    void sees(InferenceIndex call, ToolIndex tool)
    {
        const ItemIndex output = item(trace.inferenceCalls[call].thread);
        trace.items[output].producedBy = {tool};
        trace.toolCalls[tool].outputItems.push_back(output);
        trace.inferenceCalls[call].requestItems.push_back(output);
    }
    ItemIndex says(InferenceIndex call)
    {
        const ItemIndex said = item(trace.inferenceCalls[call].thread);
        trace.items[said].producedBy = {call};
        trace.inferenceCalls[call].responseItems.push_back(said);
        return said;
    }
};

} // namespace

class CriticalChainTest : public QObject {
    Q_OBJECT

private slots:
    void ofParallelToolsTheSlowestCounts();
    void aToolStartsWhileTheAnswerStillComes();
    void toolsOfOneResponseOneAfterTheOther();
    void aWaitLeadsIntoTheAgentThatWasWaitedFor();
    void aWaitWithoutAResultIsWaiting();
    void aMessageOfAnotherAgentIsWaitedFor();
    void theTimeBetweenTurnsIsIdle();
    void aCodeCellAndItsTools();
    void aCompactionWaitsForWhatItTakesIn();
    void theChainToOneObject();
    void whatIsNotThereHasNoChain();
    void aClockThatGoesBackEndsTheChain();
    void recordedChains_data();
    void recordedChains();
    void recordedTeamWorkIsOnTheChain();
};

void CriticalChainTest::ofParallelToolsTheSlowestCounts()
{
    Agent a;
    const InferenceIndex first = a.call(a.root, 10, 100, a.turn);
    const ToolIndex quick = a.tool(first, ToolKindName::ExecCommand, 100, 150);
    const ToolIndex slow = a.tool(first, ToolKindName::ExecCommand, 100, 400);
    const InferenceIndex second = a.call(a.root, 410, 990, a.turn);
    a.sees(second, slow);
    a.sees(second, quick);
    const CriticalChain chain = chainOf(a.trace);
    QCOMPARE(toText(chain), toText({
                                idle(a.root, 0, 10),
                                step(first, 10, 100, ChainReason::First, ChainTime::Inference),
                                step(slow, 100, 400, ChainReason::AskedFor, ChainTime::Tool),
                                idle(a.root, 400, 410),
                                step(second, 410, 990, ChainReason::SawOutput, ChainTime::Inference),
                                idle(a.root, 990, 1000),
                            }));
    QCOMPARE(chain.total(ChainTime::Inference), 670);
    QCOMPARE(chain.total(ChainTime::Tool), 300);
    QCOMPARE(chain.total(ChainTime::Idle), 30);
    QCOMPARE(chain.total(), 1000);
}

void CriticalChainTest::aToolStartsWhileTheAnswerStillComes()
{
    Agent a;
    const InferenceIndex first = a.call(a.root, 0, 100, a.turn);
    const ToolIndex tool = a.tool(first, ToolKindName::ExecCommand, 60, 400);
    const InferenceIndex second = a.call(a.root, 400, 1000, a.turn);
    a.sees(second, tool);
    QCOMPARE(toText(chainOf(a.trace)), toText({
                                           step(first, 0, 60, ChainReason::First, ChainTime::Inference),
                                           step(tool, 60, 400, ChainReason::AskedFor, ChainTime::Tool),
                                           step(second, 400, 1000, ChainReason::SawOutput, ChainTime::Inference),
                                       }));
}

void CriticalChainTest::toolsOfOneResponseOneAfterTheOther()
{
    Agent a;
    const InferenceIndex first = a.call(a.root, 0, 100, a.turn);
    const ToolIndex one = a.tool(first, ToolKindName::ExecCommand, 100, 300);
    const ToolIndex two = a.tool(first, ToolKindName::ExecCommand, 310, 500);
    const InferenceIndex second = a.call(a.root, 500, 1000, a.turn);
    a.sees(second, one);
    a.sees(second, two);
    QCOMPARE(toText(chainOf(a.trace)), toText({
                                           step(first, 0, 100, ChainReason::First, ChainTime::Inference),
                                           step(one, 100, 300, ChainReason::AskedFor, ChainTime::Tool),
                                           idle(a.root, 300, 310),
                                           step(two, 310, 500, ChainReason::AfterTool, ChainTime::Tool),
                                           step(second, 500, 1000, ChainReason::SawOutput, ChainTime::Inference),
                                       }));
}

/// What the helper did is on the chain, not the time that the root waited for it.
void CriticalChainTest::aWaitLeadsIntoTheAgentThatWasWaitedFor()
{
    Agent a;
    const InferenceIndex first = a.call(a.root, 0, 100, a.turn);
    const ToolIndex spawn = a.tool(first, ToolKindName::SpawnAgent, 100, 120);
    const ThreadIndex helper = a.builder.thread("/root/helper", 115, 800, a.root);
    const InferenceIndex helps = a.call(helper, 130, 790, a.builder.turn(helper, 120, 800));
    const InferenceIndex second = a.call(a.root, 120, 200, a.turn);
    a.sees(second, spawn);
    const ToolIndex wait = a.tool(second, ToolKindName::WaitAgent, 200, 805);
    const InferenceIndex third = a.call(a.root, 805, 1000, a.turn);
    a.sees(third, wait);
    a.builder.edge(EdgeKind::SpawnAgent, spawn, helper, 100, 120);
    a.builder.edge(EdgeKind::AgentResult, a.says(helps), a.item(a.root), 800, 800);
    const CriticalChain chain = chainOf(a.trace);
    QCOMPARE(toText(chain), toText({
                                step(first, 0, 100, ChainReason::First, ChainTime::Inference),
                                step(spawn, 100, 120, ChainReason::AskedFor, ChainTime::Tool),
                                idle(helper, 120, 130),
                                step(helps, 130, 790, ChainReason::Spawned, ChainTime::Inference),
                                idle(helper, 790, 800),
                                step(wait, 800, 805, ChainReason::WaitedFor, ChainTime::Waiting),
                                step(third, 805, 1000, ChainReason::SawOutput, ChainTime::Inference),
                            }));
    QCOMPARE(chain.total(ChainTime::Waiting), 5);
}

void CriticalChainTest::aWaitWithoutAResultIsWaiting()
{
    Agent a;
    const InferenceIndex first = a.call(a.root, 0, 100, a.turn);
    const ToolIndex wait = a.tool(first, ToolKindName::WaitAgent, 100, 600);
    const InferenceIndex second = a.call(a.root, 600, 1000, a.turn);
    a.sees(second, wait);
    QCOMPARE(chainOf(a.trace).total(ChainTime::Waiting), 500);
}

void CriticalChainTest::aMessageOfAnotherAgentIsWaitedFor()
{
    Agent a;
    const ThreadIndex helper = a.builder.thread("/root/helper", 0, 900, a.root);
    const InferenceIndex asks = a.call(a.root, 0, 300, a.turn);
    const InferenceIndex before = a.call(helper, 0, 100);
    const ToolIndex message = a.tool(asks, ToolKindName::SendMessage, 300, 310);
    const InferenceIndex answers = a.call(helper, 320, 900);
    const ItemIndex mail = a.item(helper);
    a.trace.inferenceCalls[answers].requestItems = {mail};
    a.builder.edge(EdgeKind::SendMessage, message, mail, 300, 310);
    QCOMPARE(toText(chainOf(a.trace, answers)),
             toText({
                 step(asks, 0, 300, ChainReason::First, ChainTime::Inference),
                 step(message, 300, 310, ChainReason::AskedFor, ChainTime::Tool),
                 idle(helper, 310, 320),
                 step(answers, 320, 900, ChainReason::Delivered, ChainTime::Inference),
             }));
    // A message that had come while the helper still worked is not what it waited for.
    a.trace.inferenceCalls[before].execution.endedAt = zero + 315;
    const CriticalChain busy = chainOf(a.trace, answers);
    QCOMPARE(busy.steps[busy.steps.size() - 3], step(before, 0, 315, ChainReason::Spawned, ChainTime::Inference));
    QCOMPARE(busy.steps.back().why, ChainReason::AfterCall);
}

void CriticalChainTest::theTimeBetweenTurnsIsIdle()
{
    Agent a;
    const InferenceIndex first = a.call(a.root, 0, 100, a.turn);
    const InferenceIndex second = a.call(a.root, 700, 1000, a.builder.turn(a.root, 700, 1000));
    QCOMPARE(toText(chainOf(a.trace)), toText({
                                           step(first, 0, 100, ChainReason::First, ChainTime::Inference),
                                           idle(a.root, 100, 700),
                                           step(second, 700, 1000, ChainReason::AfterCall, ChainTime::Inference),
                                       }));
}

void CriticalChainTest::aCodeCellAndItsTools()
{
    Agent a;
    const InferenceIndex first = a.call(a.root, 0, 100, a.turn);
    const CellIndex cell = a.builder.cell(a.root, 100, 500);
    a.trace.codeCells[cell].sourceItem = a.says(first);
    const auto nested = [&](std::int64_t begin, std::int64_t end) {
        const ToolIndex tool = a.builder.tool(a.root, ToolKindName::ExecCommand, begin, end);
        a.trace.toolCalls[tool].requester = CellRequester{a.trace.codeCells[cell].id};
        a.trace.codeCells[cell].nestedToolCalls.push_back(tool);
        return tool;
    };
    const ToolIndex one = nested(120, 200);
    const ToolIndex two = nested(220, 450);
    const ToolIndex atOnce = nested(210, 210);
    const InferenceIndex second = a.call(a.root, 500, 1000, a.turn);
    const ItemIndex output = a.item(a.root);
    a.trace.items[output].producedBy = {cell};
    a.trace.inferenceCalls[second].requestItems = {output};
    QCOMPARE(toText(chainOf(a.trace)), toText({
                                           step(first, 0, 100, ChainReason::First, ChainTime::Inference),
                                           step(cell, 100, 120, ChainReason::AskedFor, ChainTime::Tool),
                                           step(one, 120, 200, ChainReason::InCell, ChainTime::Tool),
                                           step(cell, 200, 210, ChainReason::InCell, ChainTime::Tool),
                                           step(atOnce, 210, 210, ChainReason::InCell, ChainTime::Tool),
                                           step(cell, 210, 220, ChainReason::InCell, ChainTime::Tool),
                                           step(two, 220, 450, ChainReason::InCell, ChainTime::Tool),
                                           step(cell, 450, 500, ChainReason::InCell, ChainTime::Tool),
                                           step(second, 500, 1000, ChainReason::SawOutput, ChainTime::Inference),
                                       }));
}

void CriticalChainTest::aCompactionWaitsForWhatItTakesIn()
{
    Agent a;
    const InferenceIndex first = a.call(a.root, 0, 100, a.turn);
    const ToolIndex tool = a.tool(first, ToolKindName::ExecCommand, 100, 300);
    const CompactionIndex compaction = a.builder.compaction(a.root, 600);
    CompactionRequest request;
    request.id = "request";
    request.compactionId = a.trace.compactions[compaction].id;
    request.thread = a.root;
    request.execution = a.trace.toolCalls[tool].execution;
    request.execution.startedAt = zero + 310;
    request.execution.endedAt = zero + 600;
    const CompactionRequestIndex asked = a.trace.compactionRequests.add(std::move(request));
    a.trace.compactions[compaction].requests = {asked};
    const ItemIndex output = a.item(a.root);
    a.trace.items[output].producedBy = {tool};
    a.trace.compactions[compaction].inputItems = {output};
    const InferenceIndex second = a.call(a.root, 600, 1000, a.turn);
    const ItemIndex replacement = a.item(a.root);
    a.trace.items[replacement].producedBy = {compaction};
    a.trace.inferenceCalls[second].requestItems = {replacement};
    QCOMPARE(toText(chainOf(a.trace)), toText({
                                           step(first, 0, 100, ChainReason::First, ChainTime::Inference),
                                           step(tool, 100, 300, ChainReason::AskedFor, ChainTime::Tool),
                                           idle(a.root, 300, 310),
                                           step(asked, 310, 600, ChainReason::SawOutput, ChainTime::Inference),
                                           step(compaction, 600, 600, ChainReason::AfterCall, ChainTime::Inference),
                                           step(second, 600, 1000, ChainReason::SawOutput, ChainTime::Inference),
                                       }));
}

void CriticalChainTest::theChainToOneObject()
{
    const SmallRollout rollout;
    const RolloutTrace& trace = rollout.builder.trace;
    const CriticalChain chain = chainOf(trace, rollout.command);
    QCOMPARE(toText(chain), toText({
                                idle(rollout.root, 0, 1'000),
                                step(rollout.first, 1'000, 10'000, ChainReason::First, ChainTime::Inference),
                                idle(rollout.root, 10'000, 11'000),
                                step(rollout.command, 11'000, 20'000, ChainReason::AskedFor, ChainTime::Tool),
                            }));
    // A terminal operation is its tool's work, an agent's chain leads to what it did last.
    QCOMPARE(chainOf(trace, OperationIndex{0}).steps, chain.steps);
    const CriticalChain helper = chainOf(trace, rollout.child);
    QCOMPARE(helper.steps.back(), idle(rollout.child, 30'000, 60'000));
    QCOMPARE(helper.total(), 60'000);
    // What is sent is there when it is sent.
    QCOMPARE(chainOf(trace, rollout.spawned).steps.back(),
             step(rollout.spawn, 10'000, 10'000, ChainReason::AskedFor, ChainTime::Tool));
}

void CriticalChainTest::whatIsNotThereHasNoChain()
{
    const SmallRollout rollout;
    QVERIFY(chainOf(rollout.builder.trace, ToolIndex{77}).steps.empty());
    QVERIFY(chainOf(rollout.builder.trace, PayloadIndex{0}).steps.empty());
    QVERIFY(chainOf(RolloutTrace()).steps.empty());

    TraceBuilder nothing;
    const ThreadIndex root = nothing.thread("/root", 0, 50);
    QCOMPARE(toText(chainOf(nothing.trace)), toText({idle(root, 0, 50)}));
}

void CriticalChainTest::aClockThatGoesBackEndsTheChain()
{
    Agent a;
    const InferenceIndex first = a.call(a.root, 500, 100, a.turn); // ends before it began
    const ToolIndex tool = a.tool(first, ToolKindName::ExecCommand, 300, 200);
    const InferenceIndex second = a.call(a.root, 300, 1000, a.turn);
    a.sees(second, tool);
    a.sees(first, tool);
    const CriticalChain chain = chainOf(a.trace);
    QCOMPARE(chain.total(), 1000);
    UnixMs at = zero;
    for (const ChainStep& one : chain.steps) {
        QCOMPARE(one.from, at);
        QVERIFY(one.to >= one.from);
        at = one.to;
    }
}

void CriticalChainTest::recordedChains_data()
{
    QTest::addColumn<QString>("folder");
    for (const char* group : {"recorded", "recorded-v2", "generated"}) {
        const auto path = corpusGroup(group);
        if (path.empty())
            continue;
        for (const auto& folder : bundlesOf(path))
            QTest::newRow((std::string(group) + "/" + folder.filename().string()).c_str())
                << QString::fromStdString(folder.string());
    }
}

/// Whatever stands in a recording: the steps tile the time, each object's steps are inside its own time, and its chain
/// to any object ends with that object's end.
void CriticalChainTest::recordedChains()
{
    QFETCH(const QString, folder);
    Bundle bundle;
    std::string error;
    QVERIFY2(Bundle::open(std::filesystem::path(folder.toStdString()) / "bundle", bundle, error), error.c_str());
    const ReduceResult result = reduce(bundle, {});
    QVERIFY2(result.trace, result.error.c_str());
    const RolloutTrace& trace = *result.trace;
    const Relations relations(trace);
    std::vector<ObjectRef> objects{{}};
    for (std::uint32_t i = 0; i < trace.inferenceCalls.size(); ++i)
        objects.emplace_back(InferenceIndex{i});
    for (std::uint32_t i = 0; i < trace.toolCalls.size(); ++i)
        objects.emplace_back(ToolIndex{i});
    for (const ObjectRef object : objects) {
        const CriticalChain chain = chainOf(trace, object);
        QVERIFY(!chain.steps.empty());
        QCOMPARE(chain.steps.front().from, relations.firstMoment());
        if (!object.valid())
            QCOMPARE(chain.steps.back().to, relations.lastMoment());
        else
            QCOMPARE(chain.steps.back().object, object);
        UnixMs at = relations.firstMoment();
        for (const ChainStep& one : chain.steps) {
            QCOMPARE(one.from, at);
            QVERIFY(one.to >= one.from);
            at = one.to;
            if (one.time == ChainTime::Idle)
                continue;
            const auto window = windowOf(trace, one.object);
            QVERIFY(window && window->startedAt <= one.from);
            QVERIFY(!window->endedAt || *window->endedAt >= one.to);
        }
        QCOMPARE(chain.total(), at - relations.firstMoment());
    }
}

/// Five agents: the chain leads through more than the root, and hardly any of its time is spent waiting for agents.
void CriticalChainTest::recordedTeamWorkIsOnTheChain()
{
    const auto group = corpusGroup("recorded");
    if (group.empty())
        QSKIP("recorded bundles are not here: set ROLLOUTSCOPE_CORPUS to a corpus folder");
    Bundle bundle;
    std::string error;
    QVERIFY2(Bundle::open(group / "agents-noimg" / "bundle", bundle, error), error.c_str());
    const ReduceResult result = reduce(bundle, {});
    QVERIFY2(result.trace, result.error.c_str());
    const CriticalChain chain = chainOf(*result.trace);
    std::vector<ThreadIndex> agents;
    for (const ChainStep& one : chain.steps)
        agents.push_back(threadOf(*result.trace, one.object));
    std::sort(agents.begin(), agents.end());
    agents.erase(std::unique(agents.begin(), agents.end()), agents.end());
    QVERIFY(agents.size() > 1);
    QVERIFY2(chain.total(ChainTime::Waiting) * 4 < chain.total(), qPrintable(toText(chain)));
}

QTEST_GUILESS_MAIN(CriticalChainTest)
#include "critical_chain_test.moc"
