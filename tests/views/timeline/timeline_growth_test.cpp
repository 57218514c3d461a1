// A model that is grown from an earlier one shows what a model built at once shows, and shares what did not change.
#include "tests/views/timeline/trace_builder.h"
#include "views/timeline/timeline_model.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace rolloutscope;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

using ModelPtr = std::shared_ptr<const TimelineModel>;

std::map<ObjectRef, SpanData> spansOf(const TimelineModel& model)
{
    std::map<ObjectRef, SpanData> spans;
    for (std::uint32_t lane = 0; lane < model.lanes().size(); ++lane) {
        for (std::uint32_t at = 0; at < model.lanes()[lane].spans->size(); ++at) {
            const SpanData span = model.span({lane, at});
            spans.emplace(span.object, span);
        }
    }
    return spans;
}

/// Everything but the numbers of lanes, which depend on when something was seen.
void compare(const TimelineModel& grown, const TimelineModel& built)
{
    QCOMPARE(grown.content(), built.content());
    QCOMPARE(grown.tracks().size(), built.tracks().size());
    for (std::size_t i = 0; i < grown.tracks().size(); ++i) {
        const TimelineTrack& a = grown.tracks()[i];
        const TimelineTrack& b = built.tracks()[i];
        QCOMPARE(a.thread, b.thread);
        QCOMPARE(a.depth, b.depth);
        QCOMPARE(a.begin, b.begin);
        QCOMPARE(a.end, b.end);
        QCOMPARE(a.open, b.open);
        QCOMPARE(a.failures, b.failures);
        QCOMPARE(a.marks.size(), b.marks.size());
    }
    QVERIFY(spansOf(grown) == spansOf(built));
    QCOMPARE(grown.arrows().size(), built.arrows().size());
    for (std::size_t i = 0; i < grown.arrows().size(); ++i) {
        QCOMPARE(grown.arrows()[i].edge, built.arrows()[i].edge);
        QCOMPARE(grown.arrows()[i].end(), built.arrows()[i].end());
    }
    for (std::uint32_t lane = 0; lane < grown.lanes().size(); ++lane) {
        const LaneSpans& spans = *grown.lanes()[lane].spans;
        for (std::uint32_t at = 0; at < spans.size(); ++at) {
            QCOMPARE(grown.spanOf(spans[at].object), (SpanIndex{lane, at}));
            if (at > 0 && !spans.crowded())
                QVERIFY(spans[at - 1].end <= spans[at].begin);
        }
    }
}

std::size_t sharedTracks(const TimelineModel& a, const TimelineModel& b)
{
    std::size_t shared = 0;
    for (const TimelineTrack& track : a.tracks()) {
        shared += static_cast<std::size_t>(
            std::count_if(b.tracks().begin(), b.tracks().end(),
                          [&](const TimelineTrack& other) { return other.content == track.content; }));
    }
    return shared;
}

} // namespace

class TimelineGrowthTest : public QObject {
    Q_OBJECT
private slots:
    void whatBeginsAndEndsIsAdded();
    void onlyChangedTracksAreMadeAnew();
    void openWorkNeedsNoNewTrack();
    void aLateSpanRebuildsItsTrack();
    void aRandomRolloutGrowsLikeOneBuiltAtOnce();
    void categoriesThatAreHiddenStayHidden();
    void sessionsLastAsLongAsTheirOperations();
    void manyThatEndAtOnce();
    void hiddenDurationsFollowTheTime();
    void anotherRolloutIsBuilt();
};

void TimelineGrowthTest::whatBeginsAndEndsIsAdded()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, std::nullopt);
    const TurnIndex turn = builder.turn(root, 0, std::nullopt);
    const InferenceIndex call = builder.inference(root, 10, std::nullopt);
    ModelPtr model = TimelineModel::build(builder.publish());
    QVERIFY(model->span(model->spanOf(call)).open);

    builder.trace.inferenceCalls[call].execution.endedAt = TraceBuilder::zero + 500;
    builder.trace.inferenceCalls[call].execution.status = ExecutionStatus::Failed;
    builder.tool(root, ToolKindName::ExecCommand, 400, 700);
    const ThreadIndex child = builder.thread("/root/a", 600, std::nullopt, root);
    builder.inference(child, 650, std::nullopt);
    builder.compaction(root, 690);
    builder.edge(EdgeKind::SpawnAgent, ToolIndex{0}, child, 600, 610);
    const LoadedTracePtr later = builder.publish();
    model = TimelineModel::grow(*model, later, 0, {});
    compare(*model, *TimelineModel::build(later));
    QCOMPARE(model->span(model->spanOf(call)).end, 500);
    QCOMPARE(model->tracks()[0].failures, 1U);
    QCOMPARE(model->span(model->spanOf(turn)).end, 700); // open: up to now
}

void TimelineGrowthTest::onlyChangedTracksAreMadeAnew()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, std::nullopt);
    std::vector<ThreadIndex> threads;
    for (int i = 0; i < 200; ++i) {
        threads.push_back(builder.thread("/root/a" + std::to_string(i), i, std::nullopt, root));
        builder.inference(threads.back(), i, i + 100);
    }
    const ModelPtr before = TimelineModel::build(builder.publish());
    builder.inference(threads[150], 1'000, 1'100);
    const LoadedTracePtr later = builder.publish();
    const ModelPtr after = TimelineModel::grow(*before, later, 0, {});
    compare(*after, *TimelineModel::build(later));
    // What lies in the same chunk of the table may have changed, too; the rest is shared.
    QVERIFY2(sharedTracks(*before, *after) >= 120, qPrintable(QString::number(sharedTracks(*before, *after))));
    QVERIFY(before->tracks()[151].content != after->tracks()[151].content);
    QCOMPARE(before->tracks()[151].content->lanes(LaneKind::Inference)[0].size(), 1U); // and the earlier is unharmed
}

void TimelineGrowthTest::openWorkNeedsNoNewTrack()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, std::nullopt);
    const InferenceIndex open = builder.inference(root, 10, std::nullopt);
    const LoadedTracePtr loaded = builder.publish();
    const ModelPtr before = TimelineModel::build(loaded, TraceBuilder::zero + 1'000);
    const ModelPtr after = TimelineModel::grow(*before, loaded, TraceBuilder::zero + 9'000, {});
    QCOMPARE(before->span(before->spanOf(open)).end, 1'000);
    QCOMPARE(after->span(after->spanOf(open)).end, 9'000);
    QCOMPARE(after->tracks()[0].end, 9'000);
    QCOMPARE(before->tracks()[0].content, after->tracks()[0].content);
}

void TimelineGrowthTest::aLateSpanRebuildsItsTrack()
{
    SmallRollout rollout;
    const ModelPtr before = TimelineModel::build(rollout.builder.publish());
    rollout.builder.tool(rollout.root, ToolKindName::Web, 5'000, 6'000); // told long after it began
    const LoadedTracePtr later = rollout.builder.publish();
    compare(*TimelineModel::grow(*before, later, 0, {}), *TimelineModel::build(later));
}

void TimelineGrowthTest::aRandomRolloutGrowsLikeOneBuiltAtOnce()
{
    std::mt19937 random(11);
    TraceBuilder builder;
    std::vector<ThreadIndex> threads{builder.thread("/root", 0, std::nullopt)};
    std::vector<ToolIndex> openTools;
    ModelPtr model = TimelineModel::build(builder.publish());
    std::int64_t now = 0;
    for (int step = 0; step < 120; ++step) {
        for (int event = 0; event < 20; ++event) {
            now += static_cast<std::int64_t>(random() % 40);
            const ThreadIndex thread = threads[random() % threads.size()];
            switch (random() % 8) {
            case 0:
                if (threads.size() < 40)
                    threads.push_back(builder.thread("/root/x", now, std::nullopt, thread));
                break;
            case 1:
            case 2:
                openTools.push_back(builder.tool(thread, ToolKindName::ExecCommand, now, std::nullopt));
                break;
            case 3:
                builder.inference(thread, now, now + static_cast<std::int64_t>(random() % 90));
                break;
            case 4:
                builder.turn(thread, now, now + 10);
                break;
            case 5:
                builder.edge(EdgeKind::SendMessage, thread, threads[random() % threads.size()], now, now + 3);
                break;
            default:
                if (!openTools.empty()) {
                    const std::size_t at = random() % openTools.size();
                    ExecutionWindow& window = builder.trace.toolCalls[openTools[at]].execution;
                    window.endedAt = TraceBuilder::zero + now;
                    window.status = random() % 9 == 0 ? ExecutionStatus::Failed : ExecutionStatus::Completed;
                    openTools.erase(openTools.begin() + static_cast<std::ptrdiff_t>(at));
                }
                break;
            }
        }
        const LoadedTracePtr later = builder.publish();
        model = TimelineModel::grow(*model, later, 0, {});
        compare(*model, *TimelineModel::build(later));
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(model->spanCount() > 1'000);
    // The overview counted each span once, whatever became of it on the way.
    const ModelPtr anew = TimelineModel::build(model->loadedPtr());
    QVERIFY(std::abs(model->overview().peak() - anew->overview().peak()) <= 2);
}

void TimelineGrowthTest::categoriesThatAreHiddenStayHidden()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, std::nullopt);
    const InferenceIndex call = builder.inference(root, 10, std::nullopt);
    const TimelineOptions options{.mode = ColorMode::Status,
                                  .hidden = categoryBit(static_cast<std::uint8_t>(Outcome::Succeeded))};
    ModelPtr model = TimelineModel::build(builder.publish(), 0, options);
    QVERIFY(model->spanOf(call) != noSpan);
    builder.trace.inferenceCalls[call].execution.endedAt = TraceBuilder::zero + 500;
    builder.trace.inferenceCalls[call].execution.status = ExecutionStatus::Completed;
    model = TimelineModel::grow(*model, builder.publish(), 0, options);
    QVERIFY(model->spanOf(call) == noSpan);
    model = TimelineModel::grow(*model, model->loadedPtr(), 0, {});
    QVERIFY(model->spanOf(call) != noSpan);
}

void TimelineGrowthTest::sessionsLastAsLongAsTheirOperations()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, std::nullopt);
    const ToolIndex start = builder.tool(root, ToolKindName::ExecCommand, 100, 200);
    const OperationIndex first = builder.operation(start, 0);
    TerminalSession session;
    session.id = "session";
    session.thread = root;
    session.createdBy = first;
    session.operations = {first};
    session.execution.startedAt = TraceBuilder::zero + 100;
    const SessionIndex index = builder.trace.terminalSessions.add(session);
    builder.trace.terminalOperations[first].session = index;
    ModelPtr model = TimelineModel::build(builder.publish());
    QVERIFY(model->spanOf(index) == noSpan); // says no more than its call

    const ToolIndex more = builder.tool(root, ToolKindName::WriteStdin, 500, 900);
    const OperationIndex second = builder.operation(more, 0);
    builder.trace.terminalOperations[second].session = index;
    builder.trace.terminalSessions[index].operations.push_back(second);
    const LoadedTracePtr later = builder.publish();
    model = TimelineModel::grow(*model, later, 0, {});
    compare(*model, *TimelineModel::build(later));
    const SpanIndex span = model->spanOf(index);
    QVERIFY(span != noSpan);
    QCOMPARE(model->span(span).begin, 100);
    QCOMPARE(model->span(span).end, 900);
    QCOMPARE(model->lanes()[span.lane].kind, LaneKind::TerminalSessions);
}

void TimelineGrowthTest::manyThatEndAtOnce()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, std::nullopt);
    constexpr int count = 20'000; // far more than lanes: one crowded lane holds nearly all
    for (int i = 0; i < count; ++i)
        builder.tool(root, ToolKindName::Web, i, std::nullopt);
    const ModelPtr before = TimelineModel::build(builder.publish());
    for (std::uint32_t i = 0; i < count; ++i)
        builder.trace.toolCalls[ToolIndex{i}].execution.endedAt = TraceBuilder::zero + 50'000;
    const LoadedTracePtr later = builder.publish();
    compare(*TimelineModel::grow(*before, later, 0, {}), *TimelineModel::build(later));
}

void TimelineGrowthTest::hiddenDurationsFollowTheTime()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, std::nullopt);
    const InferenceIndex open = builder.inference(root, 10, std::nullopt);
    const LoadedTracePtr loaded = builder.publish();
    const TimelineOptions options{.mode = ColorMode::Duration, .hidden = categoryBit(0)}; // under 100 ms
    const ModelPtr before = TimelineModel::build(loaded, TraceBuilder::zero + 50, options);
    QVERIFY(before->spanOf(open) == noSpan);
    const ModelPtr after = TimelineModel::grow(*before, loaded, TraceBuilder::zero + 5'000, options);
    QVERIFY(after->spanOf(open) != noSpan);
}

void TimelineGrowthTest::anotherRolloutIsBuilt()
{
    const ModelPtr before = TimelineModel::build(SmallRollout().builder.publish());
    TraceBuilder other;
    const ThreadIndex root = other.thread("/root", 50, 90);
    other.tool(root, ToolKindName::Web, 60, 70);
    const LoadedTracePtr loaded = other.publish();
    compare(*TimelineModel::grow(*before, loaded, 0, {}), *TimelineModel::build(loaded));
}

QTEST_APPLESS_MAIN(TimelineGrowthTest)
#include "timeline_growth_test.moc"
