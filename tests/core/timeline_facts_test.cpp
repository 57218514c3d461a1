// What the timeline tells beyond spans: when an answer began, how agents shared their time, how their context grew.
#include "core/insight/concurrency.h"
#include "core/insight/context_growth.h"
#include "core/insight/streaming.h"
#include "core/insight/work_share.h"
#include "core/reduce/reducer.h"
#include "tests/support/corpus.h"
#include "tests/views/timeline/trace_builder.h"

#include <QTest>

#include <random>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

constexpr UnixMs zero = TraceBuilder::zero;

ItemIndex addItem(RolloutTrace& trace, ThreadIndex thread, std::optional<UnixMs> acceptedAt = {})
{
    ConversationItem item;
    item.id = "item-" + std::to_string(trace.items.size());
    item.thread = thread;
    item.acceptedAt = acceptedAt;
    if (acceptedAt)
        item.acceptedSeq = 1;
    return trace.items.add(std::move(item));
}

std::vector<WorkShare::Segment> segmentsOf(const std::vector<Work>& work)
{
    const WorkShare share(work);
    return {share.segments().begin(), share.segments().end()};
}

} // namespace

class TimelineFactsTest : public QObject {
    Q_OBJECT

private slots:
    void anAnswerBeginsWithItsFirstAcceptedItem();
    void anAnswerBeginsWithItsFirstTool();
    void anAnswerBeginsWithItsCodeCell();
    void signsOutsideTheCallDoNotCount();
    void recordedAnswersBeginBeforeTheyEnd();

    void theForemostActivityCounts();
    void aCellThatWaitsIsWaiting();
    void sharesOfAnyStretch();
    void sharesAgreeWithCounting();
    void openWorkEndsWithItsTurn();

    void agentsAtOnce();
    void whoWaitsDoesNotWork();
    void theMostInAStretchAgreesWithCounting();

    void contextGrowsUntilItIsCompacted();
};

// ---- When an answer began ------------------------------------------------------------------------------------------

void TimelineFactsTest::anAnswerBeginsWithItsFirstAcceptedItem()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 1000);
    const InferenceIndex call = builder.inference(thread, 100, 500);
    builder.trace.inferenceCalls[call].responseItems = {addItem(builder.trace, thread, zero + 320),
                                                        addItem(builder.trace, thread, zero + 300),
                                                        addItem(builder.trace, thread)};
    QCOMPARE(firstOutputAt(builder.trace, Relations(builder.trace), call), std::optional<UnixMs>(zero + 300));
}

void TimelineFactsTest::anAnswerBeginsWithItsFirstTool()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 1000);
    const InferenceIndex call = builder.inference(thread, 100, 500);
    builder.tool(thread, ToolKindName::ExecCommand, 150, 160); // of whom is not known
    builder.tool(thread, ToolKindName::ExecCommand, 400, 450, ExecutionStatus::Completed, call);
    QCOMPARE(firstOutputAt(builder.trace, Relations(builder.trace), call), std::optional<UnixMs>(zero + 400));

    // One that the recorder did not link to the call: its call item is the response's.
    const ToolIndex earlier = builder.tool(thread, ToolKindName::ExecCommand, 350, 450);
    const ItemIndex item = addItem(builder.trace, thread);
    builder.trace.toolCalls[earlier].callItems = {item};
    builder.trace.inferenceCalls[call].responseItems = {item};
    QCOMPARE(firstOutputAt(builder.trace, Relations(builder.trace), call), std::optional<UnixMs>(zero + 350));
}

void TimelineFactsTest::anAnswerBeginsWithItsCodeCell()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 1000);
    const InferenceIndex call = builder.inference(thread, 100, 500);
    const CellIndex cell = builder.cell(thread, 250, 700);
    const ItemIndex source = addItem(builder.trace, thread);
    builder.trace.codeCells[cell].sourceItem = source;
    builder.trace.inferenceCalls[call].responseItems = {source};
    QCOMPARE(firstOutputAt(builder.trace, Relations(builder.trace), call), std::optional<UnixMs>(zero + 250));
}

void TimelineFactsTest::signsOutsideTheCallDoNotCount()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 1000);
    const InferenceIndex call = builder.inference(thread, 100, 500);
    builder.trace.inferenceCalls[call].responseItems = {addItem(builder.trace, thread, zero + 50)};
    builder.tool(thread, ToolKindName::ExecCommand, 501, 600, ExecutionStatus::Completed, call);
    const Relations relations(builder.trace);
    QVERIFY(!firstOutputAt(builder.trace, relations, call));
    QVERIFY(!firstOutputAt(builder.trace, relations, InferenceIndex{}));
}

void TimelineFactsTest::recordedAnswersBeginBeforeTheyEnd()
{
    // Schema v2 says when each item of an answer came, schema v1 only when a tool started.
    for (const char* name : {"recorded/agents-noimg", "recorded/code", "recorded-v2/agents", "recorded-v2/code"}) {
        const std::filesystem::path folder(name);
        const auto group = corpusGroup(folder.parent_path().string());
        if (group.empty())
            QSKIP("recorded bundles are not here: set ROLLOUTSCOPE_CORPUS to a corpus folder");
        Bundle bundle;
        std::string error;
        QVERIFY2(Bundle::open(group / folder.filename() / "bundle", bundle, error), error.c_str());
        const ReduceResult result = reduce(bundle, {});
        QVERIFY2(result.trace, result.error.c_str());
        const RolloutTrace& trace = *result.trace;
        const Relations relations(trace);
        for (std::uint32_t i = 0; i < trace.inferenceCalls.size(); ++i) {
            const InferenceCall& call = trace.inferenceCalls[InferenceIndex{i}];
            const std::optional<UnixMs> first = firstOutputAt(trace, relations, InferenceIndex{i});
            const bool hasTools = !call.toolCallsStartedByResponse.empty();
            const bool expected = hasTools || (trace.schemaVersion == 2 && !call.responseItems.empty());
            QVERIFY2(first || !expected, call.id.c_str());
            if (first)
                QVERIFY(*first >= call.execution.startedAt && *first <= *call.execution.endedAt);
        }
    }
}

// ---- How an agent shared its time ----------------------------------------------------------------------------------

void TimelineFactsTest::theForemostActivityCounts()
{
    // A tool starts while the model still answers, and a wait lasts longer than both.
    const auto segments = segmentsOf({{50, 300, Activity::Waiting},
                                      {0, 100, Activity::Inference},
                                      {80, 200, Activity::Tool},
                                      {200, 220, Activity::Tool},
                                      {400, 500, Activity::Tool},
                                      {600, 600, Activity::Inference},
                                      {700, 650, Activity::Inference}});
    const std::vector<WorkShare::Segment> expected{{0, 100, Activity::Inference},
                                                   {100, 220, Activity::Tool},
                                                   {220, 300, Activity::Waiting},
                                                   {400, 500, Activity::Tool}};
    QCOMPARE(segments, expected);
    QVERIFY(segmentsOf({}).empty());
}

void TimelineFactsTest::aCellThatWaitsIsWaiting()
{
    const std::vector<WorkShare::Segment> expected{
        {0, 100, Activity::Tool}, {100, 200, Activity::Waiting}, {200, 300, Activity::Tool}};
    QCOMPARE(segmentsOf({{0, 300, Activity::Tool, true}, {100, 200, Activity::Waiting}}), expected);
}

void TimelineFactsTest::sharesOfAnyStretch()
{
    const std::vector<Work> work{
        {1000, 1100, Activity::Inference}, {1100, 1150, Activity::Tool}, {1200, 1400, Activity::Waiting}};
    const WorkShare share(work);
    const Shares all = share.shares(1000, 1400);
    QCOMPARE(all.inference, 0.25);
    QCOMPARE(all.tool, 0.125);
    QCOMPARE(all.waiting, 0.5);
    QCOMPARE(all.idle(), 0.125);
    QCOMPARE(share.shares(1050, 1150).inference, 0.5);
    QCOMPARE(share.shares(1050.25, 1050.75).inference, 1.0); // finer than a millisecond
    QCOMPARE(share.shares(0, 1000).idle(), 1.0);
    QCOMPARE(share.shares(1400, 9000).idle(), 1.0);
    QCOMPARE(share.shares(1300, 1300).idle(), 1.0);
    QCOMPARE(WorkShare().shares(0, 1).idle(), 1.0);
}

void TimelineFactsTest::sharesAgreeWithCounting()
{
    std::mt19937 random(4);
    std::vector<Work> work;
    std::array<std::array<bool, 1000>, activityCount> at{};
    for (int i = 0; i < 60; ++i) {
        const std::int64_t begin = random() % 980;
        const std::int64_t end = begin + random() % 20;
        const std::size_t activity = random() % activityCount;
        work.push_back({begin, end, static_cast<Activity>(activity)});
        std::fill(at[activity].begin() + begin, at[activity].begin() + end, true);
    }
    const WorkShare share(work);
    for (int i = 0; i < 300; ++i) {
        const std::size_t begin = random() % 900;
        const std::size_t end = begin + 1 + random() % 99;
        std::array<int, activityCount> expected{};
        for (std::size_t ms = begin; ms < end; ++ms) {
            for (std::size_t activity = 0; activity < activityCount; ++activity) {
                if (at[activity][ms]) {
                    ++expected[activity];
                    break;
                }
            }
        }
        const Shares shares = share.shares(static_cast<double>(begin), static_cast<double>(end));
        const auto length = static_cast<double>(end - begin);
        QCOMPARE(qRound(shares.inference * length), expected[0]);
        QCOMPARE(qRound(shares.tool * length), expected[1]);
        QCOMPARE(qRound(shares.waiting * length), expected[2]);
    }
}

void TimelineFactsTest::openWorkEndsWithItsTurn()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 900);
    const TurnIndex interrupted = builder.turn(thread, 0, 300, ExecutionStatus::Cancelled);
    const ToolIndex inTurn = builder.tool(thread, ToolKindName::ExecCommand, 200, {});
    builder.trace.toolCalls[inTurn].startedByTurn = interrupted;
    builder.tool(thread, ToolKindName::WaitAgent, 800, {});
    builder.inference(thread, 400, 500);
    const ThreadIndex running = builder.thread("/root/ada", 0, {}, thread);
    builder.inference(running, 100, {});
    const Relations relations(builder.trace);
    const std::vector<WorkShare::Segment> expected{{zero + 200, zero + 300, Activity::Tool},
                                                   {zero + 400, zero + 500, Activity::Inference},
                                                   {zero + 800, zero + 900, Activity::Waiting}};
    QCOMPARE(segmentsOf(workOf(builder.trace, relations, thread, zero + 5000)), expected);
    QCOMPARE(segmentsOf(workOf(builder.trace, relations, running, zero + 5000)),
             (std::vector<WorkShare::Segment>{{zero + 100, zero + 5000, Activity::Inference}}));
}

// ---- Agents at once ------------------------------------------------------------------------------------------------

void TimelineFactsTest::agentsAtOnce()
{
    const std::vector<Work> first{{0, 100, Activity::Inference}, {100, 200, Activity::Tool}};
    const std::vector<Work> second{{50, 60, Activity::Tool}, {200, 300, Activity::Tool}};
    const std::vector<WorkShare> agents{WorkShare(first), WorkShare(second)};
    const Concurrency concurrency(agents);
    // What one agent does next, or another takes over at the same moment, changes nothing.
    const std::vector<Concurrency::Step> expected{{0, 1}, {50, 2}, {60, 1}, {300, 0}};
    QCOMPARE((std::vector<Concurrency::Step>{concurrency.steps().begin(), concurrency.steps().end()}), expected);
    QCOMPARE(concurrency.peak(), 2);
    QCOMPARE(concurrency.most(0, 50), 1); // the end is not part of the stretch
    QCOMPARE(concurrency.most(0, 51), 2);
    QCOMPARE(concurrency.most(59, 400), 2);
    QCOMPARE(concurrency.most(60, 400), 1);
    QCOMPARE(concurrency.most(300, 400), 0);
    QCOMPARE(concurrency.most(-10, 0), 0);
    QCOMPARE(concurrency.most(55, 55), 2);
    QCOMPARE(Concurrency().most(0, 1), 0);
    QCOMPARE(Concurrency().peak(), 0);
}

void TimelineFactsTest::whoWaitsDoesNotWork()
{
    const SmallRollout small;
    const Relations relations(small.builder.trace);
    const Concurrency concurrency = Concurrency::of(small.builder.trace, relations, relations.lastMoment());
    QCOMPARE(concurrency.peak(), 1); // while the helper works, the root waits
    QCOMPARE(concurrency.most(zero + 21'000, zero + 30'000), 1);
    QCOMPARE(concurrency.most(zero + 30'000, zero + 49'000), 0);
    std::atomic<bool> cancelled = true;
    QCOMPARE(Concurrency::of(small.builder.trace, relations, relations.lastMoment(), &cancelled).peak(), 0);
}

void TimelineFactsTest::theMostInAStretchAgreesWithCounting()
{
    std::mt19937 random(7);
    std::array<int, 500> working{};
    std::vector<WorkShare> agents;
    for (int agent = 0; agent < 30; ++agent) {
        std::vector<Work> work;
        std::array<bool, 500> busy{};
        for (int i = 0; i < 6; ++i) {
            const std::int64_t begin = random() % 460;
            const std::int64_t end = begin + random() % 40;
            work.push_back({begin, end, Activity::Tool});
            std::fill(busy.begin() + begin, busy.begin() + end, true);
        }
        agents.emplace_back(work);
        for (std::size_t ms = 0; ms < busy.size(); ++ms)
            working[ms] += busy[ms] ? 1 : 0;
    }
    const Concurrency concurrency(agents);
    QCOMPARE(concurrency.peak(), *std::max_element(working.begin(), working.end()));
    for (int i = 0; i < 500; ++i) {
        const std::ptrdiff_t begin = random() % 499;
        const std::ptrdiff_t end = begin + 1 + random() % (500 - begin);
        QCOMPARE(concurrency.most(static_cast<double>(begin), static_cast<double>(end)),
                 *std::max_element(working.begin() + begin, working.begin() + end));
    }
}

// ---- Context -------------------------------------------------------------------------------------------------------

void TimelineFactsTest::contextGrowsUntilItIsCompacted()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, {});
    const auto call = [&](std::int64_t begin, TraceBuilder::End end, std::uint64_t input) {
        const InferenceIndex index = builder.inference(thread, begin, end);
        if (input > 0)
            builder.trace.inferenceCalls[index].usage = TokenUsage{
                .input = input, .cachedInput = input / 2, .cacheWriteInput = 0, .output = 7, .reasoningOutput = 3};
        return index;
    };
    const InferenceIndex first = call(100, 200, 1000);
    call(300, 400, 0); // failed: nobody knows its tokens
    builder.compaction(thread, 350);
    const InferenceIndex second = call(500, 600, 200);
    const InferenceIndex third = call(700, {}, 400);
    builder.tool(thread, ToolKindName::ExecCommand, 750, 900);
    const auto points = contextGrowth(builder.trace, Relations(builder.trace), thread);
    QCOMPARE(points.size(), std::size_t{3});
    QCOMPARE(points[0].call, first);
    QCOMPARE(points[0].input, std::uint64_t{1000});
    QCOMPARE(points[0].cached, std::uint64_t{500});
    QCOMPARE(points[0].output, std::uint64_t{7});
    QCOMPARE(points[0].at, zero + 100);
    QCOMPARE(points[0].until, zero + 200);
    QVERIFY(!points[0].afterCompaction);
    QCOMPARE(points[1].call, second);
    QVERIFY(points[1].afterCompaction);
    QCOMPARE(points[2].call, third);
    QVERIFY(!points[2].afterCompaction);
    QCOMPARE(points[2].until, zero + 900);
}

QTEST_GUILESS_MAIN(TimelineFactsTest)
#include "timeline_facts_test.moc"
