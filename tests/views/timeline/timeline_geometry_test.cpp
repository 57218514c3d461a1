// From tracks and lanes to the rows and boxes of a window.
#include "tests/views/timeline/timeline_window.h"
#include "tests/views/timeline/trace_builder.h"

#include <QTest>

#include <set>

using namespace rolloutscope;
using rolloutscope::test::boxOf;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;
using rolloutscope::test::Window;

class TimelineGeometryTest : public QObject {
    Q_OBJECT
private slots:
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
};

void TimelineGeometryTest::rowsAddUp()
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

void TimelineGeometryTest::collapsingMovesWhatIsBelow()
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

void TimelineGeometryTest::boxesLieAtTheirTimes()
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

void TimelineGeometryTest::onlyVisibleTracksAreBuilt()
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

void TimelineGeometryTest::failuresArePaintedLast()
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

void TimelineGeometryTest::aFailureIsABoxAtEveryZoom()
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

void TimelineGeometryTest::aSummaryHasOneRow()
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

void TimelineGeometryTest::gapsInterruptTheLife()
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

void TimelineGeometryTest::compactionsMergeWhenClose()
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

void TimelineGeometryTest::arrowsOfTheSelection()
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

void TimelineGeometryTest::allArrowsAreBounded()
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

void TimelineGeometryTest::narrowBoxesAreEasierToHit()
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

QTEST_MAIN(TimelineGeometryTest)
#include "timeline_geometry_test.moc"
