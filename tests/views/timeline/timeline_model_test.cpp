// From a trace to tracks, lanes, rows and the geometry of a window.
#include "tests/views/timeline/trace_builder.h"
#include "views/timeline/hover_card.h"
#include "views/timeline/timeline_geometry.h"
#include "views/timeline/timeline_navigation.h"
#include "views/timeline/timeline_texts.h"
#include "views/timeline/track_arrangement.h"

#include <QTest>

#include <set>

using namespace rolloutscope;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

std::vector<LaneKind> lanesOf(const TimelineModel& model, std::uint32_t track)
{
    std::vector<LaneKind> kinds;
    const TimelineTrack& shown = model.tracks()[track];
    for (std::uint32_t lane = shown.firstLane; lane < shown.firstLane + shown.laneCount; ++lane)
        kinds.push_back(model.lanes()[lane].kind);
    return kinds;
}

const SpanBox* boxOf(const TimelineGeometry& geometry, ObjectRef object)
{
    for (const SpanBox& box : geometry.boxes) {
        if (box.object == object)
            return &box;
    }
    return nullptr;
}

struct Window {
    std::shared_ptr<const TimelineModel> model;
    TrackLayout layout;
    GeometryInput input;

    explicit Window(const LoadedTracePtr& loaded)
        : model(TimelineModel::build(loaded)), layout(*model), collapsed_(model->tracks().size())
    {
        input.scale = {.origin = 0, .msPerPixel = 100};
        input.width = 1000;
        input.height = 600;
    }
    void collapse(std::uint32_t track, bool collapsed = true)
    {
        collapsed_[track] = collapsed;
        layout.arrange(*model, TrackArrangement().orderOf(*model), collapsed_, false);
    }
    TimelineGeometry build()
    {
        input.model = model.get();
        input.layout = &layout;
        return buildGeometry(input);
    }

private:
    std::vector<bool> collapsed_;
};

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

    void rowsAddUp();
    void collapsingMovesWhatIsBelow();

    void boxesLieAtTheirTimes();
    void onlyVisibleTracksAreBuilt();
    void failuresArePaintedLast();
    void aFailureIsABoxAtEveryZoom();
    void aSummaryHasOneRow();
    void gapsInterruptTheLife();
    void compactionsMergeWhenClose();
    void arrowsOfTheSelection();
    void allArrowsAreBounded();
    void narrowBoxesAreEasierToHit();

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

void TimelineModelTest::rowsAddUp()
{
    const SmallRollout rollout;
    const Window window(rollout.builder.publish());
    QCOMPARE(window.layout.track(0).top, 0);
    QCOMPARE(window.layout.track(1).top, window.layout.track(0).bottom());
    QCOMPARE(window.layout.totalHeight(), window.layout.track(1).bottom());
    QVERIFY(window.layout.track(1).height >= TrackLayout::leastHeight);
    for (std::uint32_t track = 0; track < 2; ++track) {
        const TimelineTrack& shown = window.model->tracks()[track];
        int below = window.layout.track(track).top;
        for (std::uint32_t lane = shown.firstLane; lane < shown.firstLane + shown.laneCount; ++lane) {
            const Row row = window.layout.lane(*window.model, track, lane);
            QVERIFY(row.top > below);
            below = row.bottom();
        }
        QVERIFY(below < window.layout.track(track).bottom());
    }
    QCOMPARE(window.layout.rowAt(-5), 0U);
    QCOMPARE(window.layout.rowAt(window.layout.track(1).top), 1U);
    QCOMPARE(window.layout.rowAt(window.layout.track(1).top - 1), 0U);
    QCOMPARE(window.layout.rowAt(1'000'000), 1U);
}

void TimelineModelTest::collapsingMovesWhatIsBelow()
{
    const SmallRollout rollout;
    Window window(rollout.builder.publish());
    const int before = window.layout.track(1).top;
    window.collapse(0);
    QCOMPARE(window.layout.track(1).top, TrackLayout::collapsedHeight);
    QVERIFY(window.layout.anyCollapsed() && window.layout.anyExpanded());
    window.collapse(0, false);
    QCOMPARE(window.layout.track(1).top, before);
    QVERIFY(!window.layout.anyCollapsed());
}

void TimelineModelTest::boxesLieAtTheirTimes()
{
    const SmallRollout rollout;
    Window window(rollout.builder.publish());
    const TimelineGeometry geometry = window.build();
    const SpanBox* box = boxOf(geometry, rollout.first); // 1 … 10 s at 100 ms a pixel
    QVERIFY(box != nullptr);
    QCOMPARE(box->x, 10);
    QCOMPARE(box->width, 89); // a pixel is left for the neighbour
    const Row lane = window.layout.lane(*window.model, 0, window.model->spanOf(rollout.first).lane);
    QCOMPARE(box->y, lane.top);
    QCOMPARE(box->height, lane.height);
    QCOMPARE(geometry.boxAt(50, lane.middle()), box);
    QCOMPARE(geometry.boxAt(5, lane.middle()), nullptr);

    window.input.scale.origin = 5000; // half of it is out of the window on the left
    const TimelineGeometry moved = window.build();
    QVERIFY(boxOf(moved, rollout.first)->x < 0);
    QVERIFY(boxOf(moved, rollout.first)->x >= -10);
    QCOMPARE(moved.contentBegin, -8);
}

void TimelineModelTest::onlyVisibleTracksAreBuilt()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100'000);
    for (int i = 0; i < 10'000; ++i) {
        const ThreadIndex thread = builder.thread("/root/a" + std::to_string(i), i, 100'000, root);
        builder.inference(thread, i, 100'000);
    }
    Window window(builder.publish());
    window.input.scrollY = window.layout.totalHeight() / 2;
    const TimelineGeometry geometry = window.build();
    QVERIFY(!geometry.tracks.empty());
    QVERIFY(geometry.tracks.size() <= 600 / TrackLayout::leastHeight + 2);
    QVERIFY(geometry.boxes.size() <= geometry.tracks.size());
    QVERIFY(geometry.tracks.front().y <= 0);
    QVERIFY(geometry.tracks.back().y + geometry.tracks.back().height >= 600);
}

void TimelineModelTest::failuresArePaintedLast()
{
    const SmallRollout rollout;
    Window window(rollout.builder.publish());
    const TimelineGeometry geometry = window.build();
    bool failedSeen = false;
    for (const SpanBox& box : geometry.boxes) {
        failedSeen = failedSeen || box.mark.worst == Outcome::Failed;
        QCOMPARE(box.mark.worst == Outcome::Failed, failedSeen);
    }
    QVERIFY(failedSeen);
}

void TimelineModelTest::aFailureIsABoxAtEveryZoom()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 1'000'000);
    std::set<std::uint32_t> failed;
    for (int i = 0; i < 5000; ++i) {
        const bool fails = i % 613 == 5;
        const auto tool = builder.tool(thread, ToolKindName::ExecCommand, i * 200, i * 200 + i % 190,
                                       fails ? ExecutionStatus::Failed : ExecutionStatus::Completed);
        if (fails)
            failed.insert(tool.value);
    }
    for (const bool collapsed : {false, true}) {
        Window window(builder.publish());
        window.collapse(0, collapsed);
        for (double msPerPixel = 1; msPerPixel < 4000; msPerPixel *= 1.9) {
            window.input.scale = {.origin = 0, .msPerPixel = msPerPixel};
            window.input.width = static_cast<int>(1'000'000 / msPerPixel) + 20;
            const TimelineGeometry geometry = window.build();
            for (const std::uint32_t index : failed) {
                const SpanBox* box = geometry.boxOf(window.model->spanOf(ToolIndex{index}));
                QVERIFY(box != nullptr);
                QCOMPARE(box->mark.worst, Outcome::Failed);
                QVERIFY(box->width >= 2);
                // Nothing but another failure lies above it.
                for (const SpanBox* other = box + 1; other != geometry.boxes.data() + geometry.boxes.size(); ++other)
                    QCOMPARE(other->mark.worst, Outcome::Failed);
            }
        }
    }
}

void TimelineModelTest::aSummaryHasOneRow()
{
    const SmallRollout rollout;
    Window window(rollout.builder.publish());
    window.collapse(0);
    const TimelineGeometry geometry = window.build();
    for (const SpanBox& box : geometry.boxes) {
        if (box.track != 0)
            continue;
        QVERIFY(box.summary);
        QCOMPARE(box.height, TrackLayout::summaryHeight);
        QCOMPARE(box.mark.worst, Outcome::Failed); // the rest is in the shares
    }
    QVERIFY(geometry.tracks.front().collapsed);
    QVERIFY(boxOf(geometry, rollout.command) != nullptr);
    // What is under the cursor is still told: work before its turn.
    const auto at = [&](double time) {
        return window.model->span(summarySpanAt(*window.model, 0, window.input.scale, static_cast<int>(time / 100)))
            .object;
    };
    QCOMPARE(at(30'000), ObjectRef(rollout.wait));
    QCOMPARE(at(5'000), ObjectRef(rollout.first));
    QCOMPARE(at(90'000), ObjectRef(rollout.turn));
}

void TimelineModelTest::gapsInterruptTheLife()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 100'000);
    builder.trace.threads[thread].gaps.push_back({TraceBuilder::zero + 30'000, TraceBuilder::zero + 50'000});
    Window window(builder.publish());
    const TimelineGeometry geometry = window.build();
    QCOMPARE(geometry.lives.size(), 3U);
    QVERIFY(!geometry.lives[0].gap && geometry.lives[1].gap && !geometry.lives[2].gap);
    QCOMPARE(geometry.lives[1].x, 300);
    QCOMPARE(geometry.lives[2].x, 500);
}

void TimelineModelTest::compactionsMergeWhenClose()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 100'000);
    for (const int at : {1000, 1100, 1200, 50'000})
        builder.compaction(thread, at);
    Window window(builder.publish());
    const TimelineGeometry geometry = window.build();
    QCOMPARE(geometry.marks.size(), 2U);
    QCOMPARE(geometry.marks[0].count, 3U);
    QCOMPARE(geometry.marks[1].x, 500);
    QCOMPARE(geometry.markAt(502, 20), &geometry.marks[1]);
    QCOMPARE(geometry.markAt(520, 20), nullptr);
}

void TimelineModelTest::arrowsOfTheSelection()
{
    const SmallRollout rollout;
    Window window(rollout.builder.publish());
    QVERIFY(window.build().arrows.empty());
    for (const ObjectRef selected :
         {ObjectRef(rollout.spawn), ObjectRef(rollout.child), ObjectRef(rollout.root), ObjectRef(rollout.spawned)}) {
        window.input.selection = selected;
        const TimelineGeometry geometry = window.build();
        QCOMPARE(geometry.arrows.size(), 1U);
        const ArrowLine& arrow = geometry.arrows.front();
        QVERIFY(arrow.ofSelection);
        QCOMPARE(arrow.edge, rollout.spawned);
        QCOMPARE(arrow.fromX, 100.0);
        QCOMPARE(arrow.toX, 200.0); // where the child starts
        const SpanBox* source = boxOf(geometry, rollout.spawn);
        QVERIFY(arrow.fromY > source->y && arrow.fromY < source->y + source->height);
        QVERIFY(arrow.toY > window.layout.track(1).top);
    }
    window.input.selection = rollout.second;
    QVERIFY(window.build().arrows.empty());
}

void TimelineModelTest::allArrowsAreBounded()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 1'000'000);
    const ThreadIndex child = builder.thread("/root/a", 0, 1'000'000, root);
    for (int i = 0; i < 20'000; ++i)
        builder.edge(EdgeKind::SendMessage, root, child, i * 50, i * 50 + 10);
    Window window(builder.publish());
    window.input.allArrows = true;
    window.input.width = 20'000;
    window.input.scale = {.origin = 0, .msPerPixel = 50};
    TimelineGeometry geometry = window.build();
    QVERIFY(geometry.arrows.size() <= maxArrows);
    QVERIFY(geometry.arrowsLeftOut);

    window.input.width = 1000;
    window.input.scale = {.origin = 500'000, .msPerPixel = 1};
    geometry = window.build();
    QVERIFY(!geometry.arrowsLeftOut);
    QVERIFY(geometry.arrows.size() >= 19 && geometry.arrows.size() <= 22);
}

void TimelineModelTest::narrowBoxesAreEasierToHit()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 100'000);
    const InferenceIndex call = builder.inference(thread, 50'000, 50'001);
    Window window(builder.publish());
    const TimelineGeometry geometry = window.build();
    const SpanBox* box = boxOf(geometry, call);
    QVERIFY(box->narrow);
    QCOMPARE(geometry.boxAt(box->x - 2, box->y + 3), box);
    QCOMPARE(geometry.boxAt(box->x - 3, box->y + 3), nullptr);
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
