// From a trace to tracks and lanes, the steps between spans, and what is said of them.
#include "tests/views/timeline/timeline_window.h"
#include "tests/views/timeline/trace_builder.h"
#include "views/timeline/hover_card.h"
#include "views/timeline/timeline_navigation.h"
#include "views/timeline/timeline_texts.h"

#include <QTest>

using namespace rolloutscope;
using rolloutscope::test::boxOf;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;
using rolloutscope::test::Window;

namespace {

std::vector<LaneKind> lanesOf(const TimelineModel& model, std::uint32_t track)
{
    std::vector<LaneKind> kinds;
    const TimelineTrack& shown = model.tracks()[track];
    for (std::uint32_t lane = shown.firstLane; lane < shown.firstLane + shown.laneCount; ++lane)
        kinds.push_back(model.lanes()[lane].kind);
    return kinds;
}

} // namespace

class TimelineModelTest : public QObject {
    Q_OBJECT
private slots:
    void tracksFollowSpawnOrder();
    void lanesByKindAndOverlap();
    void unfinishedWorkReachesTheEnd();
    void aFailedCommandCountsOnce();
    void objectsFindTheirSpanLaneAndTrack();
    void objectsWithoutSpanHaveAPlace();
    void extremeTimesAreKeptApart();
    void anEmptyTraceHasContent();

    void keysFollowLanes();
    void parentsAreWhatAsked();
    void failuresFollowInTime();
    void messagesAreFollowedBothWays();

    void pathsKeepTheirLastSegment();
    void hostileTextsStayOnOneLine();
    void cardsSayWhatHappened();
    void cardsDoNotCoverWhatTheyExplain();
};

void TimelineModelTest::tracksFollowSpawnOrder()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100);
    const ThreadIndex second = builder.thread("/root/b", 50, 90, root);
    const ThreadIndex first = builder.thread("/root/a", 10, 90, root);
    const ThreadIndex nested = builder.thread("/root/a/x", 60, 80, first);
    const auto model = TimelineModel::build(builder.publish());
    std::vector<ThreadIndex> order;
    for (const TimelineTrack& track : model->tracks())
        order.push_back(track.thread);
    QCOMPARE(order, (std::vector<ThreadIndex>{root, first, nested, second}));
    QCOMPARE(model->tracks()[2].depth, 2);
    QCOMPARE(model->trackOf(second), std::optional<std::uint32_t>(3));
}

void TimelineModelTest::lanesByKindAndOverlap()
{
    const SmallRollout rollout;
    const auto model = TimelineModel::build(rollout.builder.publish());
    using enum LaneKind;
    // The command starts while the spawn still runs.
    QCOMPARE(lanesOf(*model, 0), (std::vector{Turns, Inference, Tools, Tools, Terminal}));
    QCOMPARE(lanesOf(*model, 1), (std::vector{Turns, Inference}));

    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 100);
    const CellIndex cell = builder.cell(thread, 10, 50);
    const ToolIndex nested = builder.tool(thread, ToolKindName::ExecCommand, 20, 30);
    builder.trace.toolCalls[nested].requester = CellRequester{.codeCellId = builder.trace.codeCells[cell].id};
    builder.tool(thread, ToolKindName::Web, 20, 30);
    const auto withCell = TimelineModel::build(builder.publish());
    QCOMPARE(lanesOf(*withCell, 0), (std::vector{Tools, CodeCells, CellTools}));
}

void TimelineModelTest::unfinishedWorkReachesTheEnd()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, std::nullopt);
    const InferenceIndex open = builder.inference(thread, 100, std::nullopt);
    builder.inference(thread, 10, 700);
    const auto model = TimelineModel::build(builder.publish());
    const SpanData span = model->span(model->spanOf(open));
    QCOMPARE(span.end, 700);
    QVERIFY(span.open);
    QCOMPARE(span.outcome, Outcome::Running);
    QVERIFY(model->tracks()[0].open);
    QCOMPARE(model->content().end, 700.0);
}

void TimelineModelTest::aFailedCommandCountsOnce()
{
    const SmallRollout rollout;
    const auto model = TimelineModel::build(rollout.builder.publish());
    QCOMPARE(model->tracks()[0].failures, 1U);
    QCOMPARE(model->tracks()[1].failures, 0U);
    // "completed" by the recording, but the command's exit code says otherwise
    QCOMPARE(model->span(model->spanOf(rollout.command)).outcome, Outcome::Failed);
}

void TimelineModelTest::objectsFindTheirSpanLaneAndTrack()
{
    const SmallRollout rollout;
    const auto model = TimelineModel::build(rollout.builder.publish());
    std::size_t seen = 0;
    for (std::uint32_t lane = 0; lane < model->lanes().size(); ++lane) {
        const TimelineLane& shown = model->lanes()[lane];
        const TimelineTrack& track = model->tracks()[shown.track];
        QVERIFY(lane >= track.firstLane && lane < track.firstLane + track.laneCount);
        for (std::uint32_t at = 0; at < shown.spans->size(); ++at, ++seen) {
            const SpanIndex span{lane, at};
            QCOMPARE(model->spanOf(model->span(span).object), span);
            QCOMPARE(track.thread, threadOf(model->trace(), model->span(span).object));
        }
    }
    QCOMPARE(seen, model->spanCount());
    QCOMPARE(seen, TimelineModel::expectedSpans(model->loaded()));
}

void TimelineModelTest::objectsWithoutSpanHaveAPlace()
{
    SmallRollout rollout;
    ConversationItem item;
    item.id = "item-1";
    item.thread = rollout.child;
    item.firstSeenAt = TraceBuilder::zero + 33'000;
    const ItemIndex itemIndex = rollout.builder.trace.items.add(item);
    const auto model = TimelineModel::build(rollout.builder.publish());

    QCOMPARE(model->placeOf(itemIndex).track, std::optional<std::uint32_t>(1));
    QCOMPARE(model->placeOf(itemIndex).time, std::optional<Stretch>(Stretch{33'000, 33'000}));
    QCOMPARE(model->placeOf(rollout.child).time, std::optional<Stretch>(Stretch{20'000, 60'000}));
    QCOMPARE(model->placeOf(rollout.compaction).time, std::optional<Stretch>(Stretch{80'000, 80'000}));
    QCOMPARE(model->placeOf(rollout.spawned).time, std::optional<Stretch>(Stretch{10'000, 20'000}));
    QVERIFY(!model->placeOf(PayloadIndex{0}).track);
    QVERIFY(!model->placeOf(ToolIndex{999}).track);
}

void TimelineModelTest::extremeTimesAreKeptApart()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 100);
    const InferenceIndex backwards = builder.inference(thread, 50, 10); // the clock was set back
    InferenceCall call;
    call.id = "far";
    call.thread = thread;
    call.execution.startedAt = INT64_MIN;
    call.execution.endedAt = INT64_MAX;
    const InferenceIndex far = builder.trace.inferenceCalls.add(call);
    const auto model = TimelineModel::build(builder.publish());
    const SpanData span = model->span(model->spanOf(backwards));
    QCOMPARE(span.begin, 50);
    QCOMPARE(span.end, 50);
    QVERIFY(model->span(model->spanOf(far)).begin < -1'000'000);
    QVERIFY(model->content().length() > 1e15);
    Window window(builder.publish());
    window.input.scale = fitted(window.model->content(), 1000, 10, {.content = window.model->content()});
    QVERIFY(boxOf(window.build(), far) != nullptr);
}

void TimelineModelTest::anEmptyTraceHasContent()
{
    Window window(TraceBuilder().publish());
    QVERIFY(window.model->content().length() > 0);
    QVERIFY(window.model->tracks().empty());
    QCOMPARE(window.layout.totalHeight(), 0);
    QVERIFY(window.build().boxes.empty());
}

void TimelineModelTest::keysFollowLanes()
{
    const SmallRollout rollout;
    Window window(rollout.builder.publish());
    const TimelineModel& model = *window.model;
    const SpanIndex first = model.spanOf(rollout.first);
    const SpanIndex second = model.spanOf(rollout.second);
    QCOMPARE(neighbourInLane(model, first, 1), second);
    QCOMPARE(neighbourInLane(model, first, -1), noSpan);
    QCOMPARE(neighbourInLane(model, second, 1), noSpan);

    QCOMPARE(neighbourAcrossLanes(model, window.layout, first, 1), model.spanOf(rollout.spawn));
    QCOMPARE(neighbourAcrossLanes(model, window.layout, first, -1), model.spanOf(rollout.turn));
    QCOMPARE(neighbourAcrossLanes(model, window.layout, model.spanOf(rollout.turn), -1), noSpan);
    // Below the last lane the next track begins, unless it is collapsed.
    const SpanIndex last{model.tracks()[0].laneCount - 1, 0};
    QCOMPARE(model.lanes()[neighbourAcrossLanes(model, window.layout, last, 1).lane].track, 1U);
    window.collapse(1);
    QCOMPARE(neighbourAcrossLanes(model, window.layout, last, 1), noSpan);

    QCOMPARE(firstSpanOf(model, 0, 20'000), second);
    QCOMPARE(firstSpanOf(model, 0, 1e9), second);
}

void TimelineModelTest::parentsAreWhatAsked()
{
    const SmallRollout rollout;
    const auto model = TimelineModel::build(rollout.builder.publish());
    QCOMPARE(parentOf(*model, rollout.command), ObjectRef(rollout.first));
    QCOMPARE(parentOf(*model, rollout.first), ObjectRef(rollout.turn));
    QCOMPARE(parentOf(*model, rollout.turn), ObjectRef(rollout.root));
    QCOMPARE(parentOf(*model, rollout.child), ObjectRef(rollout.root));
    QVERIFY(!parentOf(*model, rollout.root).valid());
    QCOMPARE(parentOf(*model, OperationIndex{0}), ObjectRef(rollout.command));
    QVERIFY(!parentOf(*model, {}).valid());
}

void TimelineModelTest::failuresFollowInTime()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100'000);
    const ThreadIndex child = builder.thread("/root/child", 10'000, 90'000, root);
    builder.turn(root, 0, 50'000, ExecutionStatus::Failed); // not the cause
    const ToolIndex first = builder.tool(root, ToolKindName::Web, 30'000, 31'000, ExecutionStatus::Failed);
    builder.tool(root, ToolKindName::Web, 32'000, 33'000);
    const InferenceIndex second = builder.inference(child, 40'000, 45'000, ExecutionStatus::Failed);
    const ToolIndex third = builder.tool(root, ToolKindName::Web, 60'000, 61'000, ExecutionStatus::Failed);
    const auto model = TimelineModel::build(builder.publish());
    QCOMPARE(nextFailure(*model, {}, 1), ObjectRef(first));
    QCOMPARE(nextFailure(*model, first, 1), ObjectRef(second));
    QCOMPARE(nextFailure(*model, second, 1), ObjectRef(third));
    QVERIFY(!nextFailure(*model, third, 1).valid());
    QCOMPARE(nextFailure(*model, third, -1), ObjectRef(second));
    QVERIFY(!nextFailure(*model, first, -1).valid());
    QCOMPARE(nextFailure(*model, {}, -1), ObjectRef(third));
    QVERIFY(!nextFailure(*TimelineModel::build(TraceBuilder().publish()), {}, 1).valid());
}

void TimelineModelTest::messagesAreFollowedBothWays()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100'000);
    const ThreadIndex child = builder.thread("/root/child", 10'000, 90'000, root);
    const ToolIndex spawn = builder.tool(root, ToolKindName::SpawnAgent, 9'000, 10'000);
    const EdgeIndex edge = builder.edge(EdgeKind::SpawnAgent, spawn, child, 9'500, 10'000);
    const auto model = TimelineModel::build(builder.publish());
    QCOMPARE(alongMessages(*model, spawn, 1), ObjectRef(edge));
    QCOMPARE(alongMessages(*model, edge, 1), ObjectRef(child));
    QVERIFY(!alongMessages(*model, child, 1).valid());
    QCOMPARE(alongMessages(*model, child, -1), ObjectRef(edge));
    QCOMPARE(alongMessages(*model, edge, -1), ObjectRef(spawn));
    QVERIFY(!alongMessages(*model, {}, 1).valid());
}

void TimelineModelTest::pathsKeepTheirLastSegment()
{
    const auto perLetter = [](const QString& text) { return 10.0 * static_cast<double>(text.size()); };
    const QString path = QStringLiteral("/root/fix_tests/lexer");
    QCOMPARE(elidedPath(path, 210, perLetter), path);
    QCOMPARE(elidedPath(path, 200, perLetter), QStringLiteral("…/fix_tests/lexer"));
    QCOMPARE(elidedPath(path, 100, perLetter), QStringLiteral("…/lexer"));
    QCOMPARE(elidedPath(path, 50, perLetter), QStringLiteral("…/le…"));
    QCOMPARE(elidedPath(QStringLiteral("no_path_at_all"), 50, perLetter), QStringLiteral("no_p…"));
    QCOMPARE(elidedPath(QString(), 50, perLetter), QString());
}

void TimelineModelTest::hostileTextsStayOnOneLine()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root/\n<b>\x1b[31m\xe2\x80\xaeRTL\xff", 0, 100);
    builder.trace.threads[thread].nickname = std::string(1'000'000, 'x');
    const AgentThread& agent = builder.trace.threads[thread];
    for (const QString& text : {trackTitle(agent), trackSubtitle(agent)}) {
        QVERIFY(text.size() < 400);
        for (const QChar character : text) {
            QVERIFY(character.unicode() >= 0x20);
            QVERIFY(character.unicode() != 0x202E);
        }
    }
    QVERIFY(trackTitle(agent).contains(QStringLiteral("<b>"))); // literally
}

void TimelineModelTest::cardsSayWhatHappened()
{
    const SmallRollout rollout;
    Window window(rollout.builder.publish());
    const CardText card = objectCard(*window.model, rollout.command);
    QCOMPARE(card.title, QStringLiteral("exec_command"));
    QCOMPARE(card.detail, QStringLiteral("make"));
    QCOMPARE(card.outcome, Outcome::Failed);
    const QString sentence = card.asSentence();
    QVERIFY2(sentence.contains(QStringLiteral("exit 101")), qPrintable(sentence));
    QVERIFY2(sentence.contains(QStringLiteral("11.000 s after start")), qPrintable(sentence));
    QVERIFY2(sentence.contains(QStringLiteral("9.0 s")), qPrintable(sentence));
    QVERIFY(objectCard(*window.model, ToolIndex{77}).empty());

    window.input.scale.msPerPixel = 100'000; // everything in one pixel
    const TimelineGeometry geometry = window.build();
    const SpanBox* box = geometry.boxOf(window.model->spanOf(rollout.first));
    QCOMPARE(box->mark.count, 2U);
    QVERIFY(spanCard(*window.model, *box).asSentence().contains(QStringLiteral("2 spans")));
}

void TimelineModelTest::cardsDoNotCoverWhatTheyExplain()
{
    const QRect room(0, 0, 800, 600);
    const QSize card(300, 120);
    for (const QRect& explained : {QRect(100, 50, 200, 16), QRect(100, 570, 200, 16), QRect(0, 300, 800, 16),
                                   QRect(780, 580, 15, 15), QRect(0, 0, 150, 600), QRect(-500, 100, 3000, 16)}) {
        const QRect placed(cardPosition(card, explained, explained.center().x(), room), card);
        QVERIFY(!placed.intersects(explained));
        QVERIFY(room.contains(placed));
    }
}

QTEST_MAIN(TimelineModelTest)
#include "timeline_model_test.moc"
