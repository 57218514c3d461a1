// The moments of a rollout in order, and how far a thing is at one of them.
#include "core/insight/moments.h"
#include "core/reduce/reducer.h"
#include "tests/support/corpus.h"
#include "tests/views/timeline/trace_builder.h"

#include <QTest>

#include <algorithm>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

constexpr UnixMs zero = TraceBuilder::zero;

std::size_t placeOf(const Moments& moments, ObjectRef object, MomentKind kind)
{
    const auto found = std::find_if(moments.all().begin(), moments.all().end(), [&](const Moment& moment) {
        return moment.object == object && moment.kind == kind;
    });
    return static_cast<std::size_t>(found - moments.all().begin());
}

void number(ExecutionWindow& window, std::uint64_t begins, std::uint64_t ends)
{
    window.startedSeq = begins;
    window.endedSeq = ends;
}

} // namespace

class MomentsTest : public QObject {
    Q_OBJECT

private slots:
    void everythingThatRunsBeginsAndEnds();
    void whatTakesNoTimeHappens();
    void inOneMillisecondTheLogDecides();
    void withoutNumbersThingsEndBeforeOthersBegin();
    void nextAndPreviousSkipTheirOwnMoment();
    void idleIsWhereNothingThatEndsWorks();
    void aMomentIsFoundInALaterCopy();
    void presenceIsNotYetThenRunningThenOver();
    void insideOneMillisecondTheEventCounts();
    void whatNeverEndsIsOverWithItsTurn();
    void recordedMoments_data();
    void recordedMoments();
};

void MomentsTest::everythingThatRunsBeginsAndEnds()
{
    const SmallRollout rollout;
    const RolloutTrace& trace = rollout.builder.trace;
    const Moments moments(trace);
    // 2 agents, 2 turns, 3 calls, 3 tools, 1 operation; the spawn begins and ends; the compaction happens
    QCOMPARE(moments.size(), std::size_t{2 * (2 + 2 + 3 + 3 + 1 + 1) + 1});
    QVERIFY(std::is_sorted(moments.all().begin(), moments.all().end(),
                           [](const Moment& a, const Moment& b) { return a.at < b.at; }));
    QCOMPARE(moments[0].object, ObjectRef(rollout.root)); // an agent before its turn
    QCOMPARE(moments[1].object, ObjectRef(rollout.turn));
    QCOMPARE(moments[moments.size() - 1].object, ObjectRef(rollout.root)); // and after it
    QCOMPARE(moments[placeOf(moments, rollout.command, MomentKind::Ends)].at, zero + 20'000);

    std::atomic<bool> cancelled = true;
    QCOMPARE(Moments(trace, &cancelled).size(), std::size_t{0});
    QCOMPARE(Moments(RolloutTrace()).size(), std::size_t{0});
}

void MomentsTest::whatTakesNoTimeHappens()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, {});
    const CompactionIndex compaction = builder.compaction(root, 10);
    const EdgeIndex atOnce = builder.edge(EdgeKind::AgentResult, root, root, 20, 20);
    const EdgeIndex withoutEnd = builder.edge(EdgeKind::SendMessage, root, root, 30, {});
    const Moments moments(builder.trace);
    QCOMPARE(moments.size(), std::size_t{4}); // the agent never ends
    for (const ObjectRef object : {ObjectRef(compaction), ObjectRef(atOnce), ObjectRef(withoutEnd)})
        QVERIFY(placeOf(moments, object, MomentKind::Happens) < moments.size());
}

void MomentsTest::inOneMillisecondTheLogDecides()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100);
    const ToolIndex later = builder.tool(root, ToolKindName::ExecCommand, 10, 10);
    const ToolIndex earlier = builder.tool(root, ToolKindName::ExecCommand, 10, 20);
    number(builder.trace.toolCalls[later].execution, 8, 9);
    number(builder.trace.toolCalls[earlier].execution, 7, 10);
    const Moments moments(builder.trace);
    QCOMPARE(moments[1].object, ObjectRef(earlier));
    QCOMPARE(moments[2].object, ObjectRef(later));
    QCOMPARE(moments[2].kind, MomentKind::Begins);
    QCOMPARE(moments[3].object, ObjectRef(later));
    QCOMPARE(moments[3].kind, MomentKind::Ends);
    QCOMPARE(moments[3].seq, std::optional<std::uint64_t>(9));
}

void MomentsTest::withoutNumbersThingsEndBeforeOthersBegin()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100);
    const InferenceIndex call = builder.inference(root, 10, 20);
    const ToolIndex atOnce = builder.tool(root, ToolKindName::ExecCommand, 20, 20);
    const Moments moments(builder.trace);
    QCOMPARE(moments[2].object, ObjectRef(call));
    QCOMPARE(moments[2].kind, MomentKind::Ends);
    QCOMPARE(moments[3].object, ObjectRef(atOnce));
    QCOMPARE(moments[3].kind, MomentKind::Begins);
    QCOMPARE(moments[4].kind, MomentKind::Ends);
}

void MomentsTest::nextAndPreviousSkipTheirOwnMoment()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100);
    builder.inference(root, 10, 20);
    const Moments moments(builder.trace); // at 0, 10, 20, 100
    QCOMPARE(moments.next(zero - 1), std::optional<std::size_t>(0));
    QCOMPARE(moments.next(zero), std::optional<std::size_t>(1));
    QCOMPARE(moments.next(zero + 15), std::optional<std::size_t>(2));
    QVERIFY(!moments.next(zero + 100));
    QVERIFY(!moments.previous(zero));
    QCOMPARE(moments.previous(zero + 10), std::optional<std::size_t>(0));
    QCOMPARE(moments.previous(zero + 1'000), std::optional<std::size_t>(3));
    QVERIFY(!moments.lastUntil(zero - 1));
    QCOMPARE(moments.lastUntil(zero + 10), std::optional<std::size_t>(1));
    QVERIFY(!Moments().next(0));
    QVERIFY(!Moments().lastUntil(0));
}

void MomentsTest::idleIsWhereNothingThatEndsWorks()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100);
    builder.inference(root, 10, 20);
    builder.tool(root, ToolKindName::ExecCommand, 15, 30);
    builder.tool(root, ToolKindName::WaitAgent, 35, 45);
    builder.tool(root, ToolKindName::ExecCommand, 50, {}); // never ends
    const Moments moments(builder.trace);                  // at 0, 10, 15, 20, 30, 35, 45, 50, 100
    const std::vector<bool> idle{true, false, false, false, true, true, true, true, true};
    QCOMPARE(moments.size(), idle.size());
    for (std::size_t i = 0; i < idle.size(); ++i)
        QCOMPARE(moments.isIdleAfter(i), idle[i]);
}

void MomentsTest::aMomentIsFoundInALaterCopy()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100);
    builder.inference(root, 10, 20);
    const Moment moment = Moments(builder.trace)[2];
    builder.tool(root, ToolKindName::ExecCommand, 5, 20);
    const Moments later(builder.trace);
    const auto place = later.placeOf(moment);
    QVERIFY(place);
    QCOMPARE(later[*place], moment);
    // One that is no more: the last that is not later.
    const auto other = later.placeOf({.at = zero + 15, .seq = {}, .object = root, .kind = MomentKind::Happens});
    QVERIFY(other);
    QCOMPARE(later[*other].at, zero + 10);
    QVERIFY(!later.placeOf({.at = zero - 5, .seq = {}, .object = root, .kind = MomentKind::Begins}));
}

void MomentsTest::presenceIsNotYetThenRunningThenOver()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100);
    const InferenceIndex call = builder.inference(root, 10, 20);
    const CompactionIndex compaction = builder.compaction(root, 30);
    const auto presence = [&](ObjectRef object, std::int64_t at) {
        return presenceAt(builder.trace, object, zero + at);
    };
    QCOMPARE(presence(call, 9), Presence::NotYet);
    QCOMPARE(presence(call, 10), Presence::Running);
    QCOMPARE(presence(call, 19), Presence::Running);
    QCOMPARE(presence(call, 20), Presence::Over);
    QCOMPARE(presence(compaction, 29), Presence::NotYet);
    QCOMPARE(presence(compaction, 30), Presence::Over);
    QCOMPARE(presence(PayloadIndex{0}, 0), Presence::Over);
}

void MomentsTest::insideOneMillisecondTheEventCounts()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100);
    const ToolIndex tool = builder.tool(root, ToolKindName::ExecCommand, 10, 10);
    number(builder.trace.toolCalls[tool].execution, 8, 9);
    QCOMPARE(presenceAt(builder.trace, tool, zero + 10, 7), Presence::NotYet);
    QCOMPARE(presenceAt(builder.trace, tool, zero + 10, 8), Presence::Running);
    QCOMPARE(presenceAt(builder.trace, tool, zero + 10, 9), Presence::Over);
    QCOMPARE(presenceAt(builder.trace, tool, zero + 10), Presence::Over);
    const Moments moments(builder.trace);
    QCOMPARE(presenceAt(builder.trace, tool, moments[1]), Presence::Running);
    QCOMPARE(presenceAt(builder.trace, tool, moments[2]), Presence::Over);
}

void MomentsTest::whatNeverEndsIsOverWithItsTurn()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, {});
    const TurnIndex turn = builder.turn(root, 0, 50, ExecutionStatus::Aborted);
    const ToolIndex tool = builder.tool(root, ToolKindName::ExecCommand, 10, {});
    QCOMPARE(presenceAt(builder.trace, tool, zero + 60), Presence::Running);
    builder.trace.toolCalls[tool].startedByTurn = turn;
    QCOMPARE(presenceAt(builder.trace, tool, zero + 49), Presence::Running);
    QCOMPARE(presenceAt(builder.trace, tool, zero + 50), Presence::Over);
    QCOMPARE(presenceAt(builder.trace, root, zero + 60), Presence::Running);
}

void MomentsTest::recordedMoments_data()
{
    QTest::addColumn<QString>("folder");
    for (const char* group : {"recorded", "recorded-v2", "generated"}) {
        const auto path = corpusGroup(group);
        if (path.empty())
            continue;
        for (const auto& folder : bundlesOf(path))
            QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
    }
}

/// Whatever stands in a recording: stepping through it, everything begins before it ends, and what has begun or ended
/// agrees with the presence at that moment.
void MomentsTest::recordedMoments()
{
    QFETCH(const QString, folder);
    Bundle bundle;
    std::string error;
    QVERIFY2(Bundle::open(std::filesystem::path(folder.toStdString()) / "bundle", bundle, error), error.c_str());
    const ReduceResult result = reduce(bundle, {});
    QVERIFY2(result.trace, result.error.c_str());
    const RolloutTrace& trace = *result.trace;
    const Moments moments(trace);
    QVERIFY(moments.size() > 0);
    std::vector<ObjectRef> begun;
    std::uint64_t ended = 0;
    for (const Moment& moment : moments.all()) {
        if (moment.kind == MomentKind::Ends) {
            QVERIFY(std::find(begun.begin(), begun.end(), moment.object) != begun.end());
            ++ended;
        } else {
            QVERIFY(std::find(begun.begin(), begun.end(), moment.object) == begun.end());
            begun.push_back(moment.object);
        }
        const Presence now = presenceAt(trace, moment.object, moment);
        if (moment.kind == MomentKind::Begins)
            QVERIFY(now != Presence::NotYet);
        else
            QCOMPARE(now, Presence::Over);
    }
    QVERIFY(ended > 0);
}

QTEST_GUILESS_MAIN(MomentsTest)
#include "moments_test.moc"
