// Numbers over a stretch of time, and the same as CSV.
#include "core/export/statistics_csv.h"
#include "core/insight/statistics.h"
#include "tests/views/timeline/trace_builder.h"

#include <QTest>

#include <limits>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

constexpr UnixMs zero = TraceBuilder::zero;

RangeStatistics numbers(const RolloutTrace& trace, std::int64_t begin, std::int64_t end,
                        const IndexList<AgentThread>* threads = nullptr)
{
    auto statistics = statisticsOf(trace, Relations(trace), zero + begin, zero + end, threads);
    return statistics ? std::move(*statistics) : RangeStatistics();
}

std::vector<std::string> namesOf(const RangeStatistics& statistics, StatisticGroup group)
{
    std::vector<std::string> names;
    for (const Statistic& row : statistics.rows) {
        if (row.group == group)
            names.push_back(row.name);
    }
    return names;
}

/// The row of this name; an empty one if there is none.
Statistic rowOf(const RangeStatistics& statistics, const char* name)
{
    for (const Statistic& row : statistics.rows) {
        if (row.name == name)
            return row;
    }
    return {};
}

} // namespace

class StatisticsTest : public QObject {
    Q_OBJECT

private slots:
    void rowsByKindAndTool();
    void percentilesAreNearestRanks();
    void onlyWhatOverlapsCounts();
    void neighboursThatTouchAreNoPart();
    void openWorkLastsUntilTheEnd();
    void tokensOfCalls();
    void agentsAndTheirWaits();
    void onlySomeAgents();
    void absurdTimesDoNotOverflow();
    void canBeCancelled();
    void csvHoldsTheRows();
};

void StatisticsTest::rowsByKindAndTool()
{
    const SmallRollout small;
    const RangeStatistics statistics = numbers(small.builder.trace, 0, 100'000);
    QCOMPARE(namesOf(statistics, StatisticGroup::Kind),
             (std::vector<std::string>{"inference call", "tool call", "terminal operation"}));
    QCOMPARE(namesOf(statistics, StatisticGroup::Tool),
             (std::vector<std::string>{"wait_agent", "exec_command", "spawn_agent"})); // longest first
    const Statistic tools = rowOf(statistics, "tool call");
    QCOMPARE(tools.count, std::size_t{3});
    QCOMPARE(tools.failed, std::size_t{1}); // exit code 101
    QCOMPARE(tools.totalMs, std::int64_t{2'000 + 9'000 + 27'000});
    QCOMPARE(tools.maxMs, std::int64_t{27'000});
    QCOMPARE(tools.objects, (std::vector<ObjectRef>{small.spawn, small.command, small.wait}));
    QCOMPARE(rowOf(statistics, "exec_command").failed, std::size_t{1});
    QCOMPARE(rowOf(statistics, "wait_agent").objects, (std::vector<ObjectRef>{small.wait}));
    QVERIFY(numbers(SmallRollout().builder.trace, 200'000, 300'000).rows.empty());
}

void StatisticsTest::percentilesAreNearestRanks()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 10'000);
    for (std::int64_t duration = 40; duration >= 1; --duration)
        builder.tool(thread, ToolKindName::Web, duration, 2 * duration);
    builder.tool(thread, ToolKindName::ApplyPatch, 0, 10);
    builder.tool(thread, ToolKindName::ApplyPatch, 0, 30);
    const RangeStatistics statistics = numbers(builder.trace, 0, 10'000);
    const Statistic web = rowOf(statistics, "web");
    QCOMPARE(web.medianMs, std::int64_t{20});
    QCOMPARE(web.p95Ms, std::int64_t{38});
    QCOMPARE(web.maxMs, std::int64_t{40});
    QCOMPARE(web.meanMs, 20.5);
    const Statistic two = rowOf(statistics, "apply_patch");
    QCOMPARE(two.medianMs, std::int64_t{10});
    QCOMPARE(two.p95Ms, std::int64_t{30});
}

void StatisticsTest::onlyWhatOverlapsCounts()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 1000);
    builder.tool(thread, ToolKindName::Web, 0, 99);
    builder.tool(thread, ToolKindName::Web, 0, 100);
    const ToolIndex covers = builder.tool(thread, ToolKindName::Web, 50, 400);
    const ToolIndex inside = builder.tool(thread, ToolKindName::Web, 150, 160);
    builder.tool(thread, ToolKindName::Web, 200, 900);
    builder.tool(thread, ToolKindName::Web, 201, 300);
    const Statistic web = rowOf(numbers(builder.trace, 100, 200), "web");
    QCOMPARE(web.objects, (std::vector<ObjectRef>{covers, inside}));
    QCOMPARE(web.totalMs, std::int64_t{350 + 10});
    QCOMPARE(web.insideMs, std::int64_t{100 + 10});
}

void StatisticsTest::neighboursThatTouchAreNoPart()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 1000);
    builder.inference(thread, 0, 100);
    builder.inference(thread, 100, 200);
    builder.tool(thread, ToolKindName::Web, 200, 300);
    builder.tool(thread, ToolKindName::Web, 100, 100); // of no length, at the stretch's begin
    const RangeStatistics statistics = numbers(builder.trace, 100, 200);
    QCOMPARE(rowOf(statistics, "inference call").count, std::size_t{1});
    QCOMPARE(rowOf(statistics, "inference call").insideMs, 100);
    QCOMPARE(rowOf(statistics, "web").count, std::size_t{1});
}

void StatisticsTest::openWorkLastsUntilTheEnd()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, {});
    builder.inference(thread, 100, {});
    builder.tool(thread, ToolKindName::Web, 200, 700);
    QCOMPARE(rowOf(numbers(builder.trace, 0, 10'000), "inference call").totalMs, std::int64_t{600});
}

void StatisticsTest::tokensOfCalls()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 1000);
    for (const std::int64_t begin : {100, 300, 800}) {
        const InferenceIndex call = builder.inference(thread, begin, begin + 50);
        builder.trace.inferenceCalls[call].usage =
            TokenUsage{.input = 1000, .cachedInput = 900, .cacheWriteInput = 0, .output = 10, .reasoningOutput = 5};
    }
    builder.inference(thread, 500, 510);
    const RangeStatistics statistics = numbers(builder.trace, 0, 600);
    const Statistic calls = rowOf(statistics, "inference call");
    QCOMPARE(calls.count, std::size_t{3});
    QCOMPARE(calls.inputTokens, std::uint64_t{2000});
    QCOMPARE(calls.cachedTokens, std::uint64_t{1800});
    QCOMPARE(calls.outputTokens, std::uint64_t{20});
    QCOMPARE(statistics.inputTokens, std::uint64_t{2000});
    QCOMPARE(statistics.outputTokens, std::uint64_t{20});
}

void StatisticsTest::agentsAndTheirWaits()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 1000);
    const ThreadIndex ada = builder.thread("/root/ada", 200, 600, root);
    builder.thread("/root/idle", 0, 100, root);
    builder.trace.threads[ada].gaps = {{zero + 300, zero + 400}};
    builder.inference(ada, 200, 300);
    builder.tool(root, ToolKindName::WaitAgent, 100, 500);
    builder.tool(root, ToolKindName::WaitAgent, 450, 550); // both at once is one
    const RangeStatistics all = numbers(builder.trace, 0, 1000);
    QCOMPARE(all.agentsThatWorked, std::size_t{1}); // who only waits does not work
    QCOMPARE(all.agentMs, std::int64_t{1000 + 300 + 100});
    QCOMPARE(all.waitMs, std::int64_t{450});
    QCOMPARE(all.waitShare(), 450.0 / 1400.0);
    const RangeStatistics part = numbers(builder.trace, 250, 350);
    QCOMPARE(part.agentMs, std::int64_t{100 + 50});
    QCOMPARE(part.waitMs, std::int64_t{100});
    QCOMPARE(RangeStatistics().waitShare(), 0.0);
}

void StatisticsTest::onlySomeAgents()
{
    const SmallRollout small;
    const IndexList<AgentThread> threads{small.child, small.child, ThreadIndex{}, ThreadIndex{77}};
    const RangeStatistics statistics = numbers(small.builder.trace, 0, 100'000, &threads);
    QCOMPARE(statistics.rows.size(), std::size_t{1});
    QCOMPARE(statistics.rows.front().count, std::size_t{1}); // although it is named twice
    QCOMPARE(statistics.agentMs, std::int64_t{40'000});
    const IndexList<AgentThread> none;
    QVERIFY(numbers(small.builder.trace, 0, 100'000, &none).rows.empty());
}

void StatisticsTest::absurdTimesDoNotOverflow()
{
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 1000);
    for (int i = 0; i < 3; ++i) {
        const ToolIndex tool = builder.tool(thread, ToolKindName::Web, 0, 10);
        builder.trace.toolCalls[tool].execution.startedAt = least;
        builder.trace.toolCalls[tool].execution.endedAt = most;
    }
    const auto statistics = statisticsOf(builder.trace, Relations(builder.trace), least, most);
    QVERIFY(statistics);
    QVERIFY(rowOf(*statistics, "web").totalMs > 0);
    QVERIFY(rowOf(*statistics, "web").insideMs > 0);
}

void StatisticsTest::canBeCancelled()
{
    const SmallRollout small;
    const std::atomic<bool> cancelled = true;
    QVERIFY(!statisticsOf(small.builder.trace, Relations(small.builder.trace), zero, zero + 1000, nullptr, &cancelled));
}

void StatisticsTest::csvHoldsTheRows()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 1000);
    for (const std::int64_t end : {10, 15}) {
        const ToolIndex tool = builder.tool(thread, ToolKindName::Other, 0, end, ExecutionStatus::Failed);
        builder.trace.toolCalls[tool].kind.otherName = "=a,\"b\"";
    }
    const RangeStatistics statistics = numbers(builder.trace, 0, 12);
    std::string csv;
    QVERIFY(writeStatisticsCsv(statistics.rows, [&](std::string_view piece) {
        csv += piece;
        return true;
    }));
    QCOMPARE(QByteArray::fromStdString(csv),
             QByteArray("group,name,count,failed,total_ms,inside_ms,mean_ms,median_ms,p95_ms,max_ms,input_tokens,"
                        "cached_input_tokens,output_tokens\r\n"
                        "kind,tool call,2,2,25,22,12.5,10,15,15,0,0,0\r\n"
                        "tool,\"'=a,\"\"b\"\"\",2,2,25,22,12.5,10,15,15,0,0,0\r\n"));
    QVERIFY(!writeStatisticsCsv(statistics.rows, [](std::string_view) { return false; }));
}

QTEST_GUILESS_MAIN(StatisticsTest)
#include "statistics_test.moc"
