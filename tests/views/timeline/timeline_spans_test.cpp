// Lane packing, and the marks of a lane at every zoom.
#include "core/insight/lane_packing.h"
#include "views/timeline/lane_spans.h"
#include "views/timeline/overview_density.h"
#include "views/timeline/track_content.h"

#include <QTest>

#include <random>

using namespace rolloutscope;

namespace {

SpanData span(std::int64_t begin, std::int64_t end, Outcome outcome = Outcome::Succeeded)
{
    return {.begin = begin, .end = end, .object = {}, .role = ColorRole::Tool, .outcome = outcome, .open = false};
}

constexpr std::int64_t never = 1'000'000'000; // no test gets there

LaneSpans laneOf(const std::vector<SpanData>& spans, bool crowded = false)
{
    LaneSpans lane(crowded);
    for (const SpanData& each : spans)
        lane.append(each);
    return lane;
}

std::vector<SpanMark> marksOf(const LaneSpans& lane, const TimeScale& scale, double width)
{
    std::vector<SpanMark> marks;
    lane.forEachMark(scale, width, never, [&](const SpanMark& mark) { marks.push_back(mark); });
    return marks;
}

/// Short and long spans that do not overlap, with a failure now and then.
std::vector<SpanData> randomLane(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::vector<SpanData> lane;
    std::int64_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto length = static_cast<std::int64_t>(random() % 10 == 0 ? random() % 5000 : random() % 20);
        const auto roll = random() % 100;
        const Outcome outcome = roll == 0 ? Outcome::Failed : roll < 4 ? Outcome::Cancelled : Outcome::Succeeded;
        lane.push_back(span(at, at + length, outcome));
        at += length + static_cast<std::int64_t>(random() % 30);
    }
    return lane;
}

} // namespace

class TimelineSpansTest : public QObject {
    Q_OBJECT
private slots:
    void spansThatTouchShareALane();
    void overlappingSpansTakeTheFirstFreeLane();
    void emptySpansAtOneMomentStayApart();
    void theRestIsCrowded();
    void packedSpansNeverOverlap();

    void wideSpansStandAlone();
    void closeSpansMergeAndKeepTheWorst();
    void severityOrder();
    void aWideSpanAfterShortOnesStaysWide();
    void onlyTheWindowIsReported();
    void everySpanIsInExactlyOneMark();
    void failuresShowAtEveryZoom();
    void costFollowsPixels();
    void crowdedLanesAreBounded();

    void lanesGrowAndShare();
    void openSpansReachAsFarAsTold();
    void failuresAreFoundBothWays();
    void aWholeTrackTakesSpansInOrder();

    void overviewCountsWhatRunsAtOnce();
    void overviewGrows();
};

void TimelineSpansTest::spansThatTouchShareALane()
{
    const std::vector<PackInterval> spans{{0, 10}, {10, 20}, {20, 20}, {20, 30}};
    const PackedLanes packed = packLanes(spans, 4);
    QCOMPARE(packed.laneCount, 1U);
    QVERIFY(!packed.lastIsCrowded);
}

void TimelineSpansTest::overlappingSpansTakeTheFirstFreeLane()
{
    const std::vector<PackInterval> spans{{0, 100}, {10, 20}, {15, 40}, {30, 60}, {110, 120}};
    const std::vector<std::uint32_t> expected{0, 1, 2, 1, 0};
    QCOMPARE(packLanes(spans, 8).laneOf, expected);
}

void TimelineSpansTest::emptySpansAtOneMomentStayApart()
{
    const std::vector<PackInterval> spans{{5, 5}, {5, 5}, {5, 9}};
    const std::vector<std::uint32_t> expected{0, 1, 0};
    QCOMPARE(packLanes(spans, 8).laneOf, expected);
}

void TimelineSpansTest::theRestIsCrowded()
{
    const std::vector<PackInterval> spans{{0, 10}, {1, 10}, {2, 10}, {3, 10}, {20, 30}};
    const PackedLanes packed = packLanes(spans, 2);
    const std::vector<std::uint32_t> expected{0, 1, 2, 2, 0};
    QCOMPARE(packed.laneOf, expected);
    QCOMPARE(packed.laneCount, 3U);
    QVERIFY(packed.lastIsCrowded);
}

void TimelineSpansTest::packedSpansNeverOverlap()
{
    std::mt19937 random(7);
    std::vector<PackInterval> spans;
    for (int i = 0; i < 20'000; ++i) {
        const auto begin = static_cast<std::int64_t>(random() % 100'000);
        spans.push_back({begin, begin + static_cast<std::int64_t>(random() % 60)});
    }
    std::sort(spans.begin(), spans.end(),
              [](const auto& a, const auto& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
    const PackedLanes packed = packLanes(spans, 1000);
    QVERIFY(!packed.lastIsCrowded);
    std::vector<std::int64_t> end(packed.laneCount, -1);
    for (std::size_t i = 0; i < spans.size(); ++i) {
        QVERIFY(spans[i].begin >= end[packed.laneOf[i]]);
        end[packed.laneOf[i]] = spans[i].end;
    }
}

void TimelineSpansTest::wideSpansStandAlone()
{
    const LaneSpans lane = laneOf({span(0, 100), span(100, 200, Outcome::Failed)});
    const auto marks = marksOf(lane, {.origin = 0, .msPerPixel = 1}, 300);
    QCOMPARE(marks.size(), 2U);
    QCOMPARE(marks[0].count, 1U);
    QCOMPARE(marks[1].worst, Outcome::Failed);
    QCOMPARE(marks[1].begin, 100);
    QCOMPARE(marks[1].end, 200);
}

void TimelineSpansTest::closeSpansMergeAndKeepTheWorst()
{
    const LaneSpans lane =
        laneOf({span(0, 1), span(1, 2, Outcome::Cancelled), span(2, 3, Outcome::Failed), span(3, 4), span(900, 901)});
    const auto marks = marksOf(lane, {.origin = 0, .msPerPixel = 10}, 300);
    QCOMPARE(marks.size(), 2U);
    QCOMPARE(marks[0].count, 4U);
    QCOMPARE(marks[0].worst, Outcome::Failed);
    QCOMPARE(marks[0].shown, 2U); // a click takes the failed one
    QCOMPARE(marks[0].end, 4);
    QCOMPARE(marks[1].count, 1U);
    QCOMPARE(lane.failuresIn(0, 5), 1U);
}

void TimelineSpansTest::severityOrder()
{
    const LaneSpans store = laneOf({span(0, 1, Outcome::None), span(1, 2), span(2, 3, Outcome::Running),
                                    span(3, 4, Outcome::Cancelled), span(4, 5, Outcome::Failed)});
    for (std::uint32_t i = 0; i < 5; ++i) {
        QCOMPARE(store.worstIn(0, i + 1), i);
        QCOMPARE(store.worstOf(0, i + 1), store[i].outcome);
        if (i > 0)
            QVERIFY(severity(store[i].outcome) > severity(store[i - 1].outcome));
    }
}

void TimelineSpansTest::aWideSpanAfterShortOnesStaysWide()
{
    const LaneSpans lane = laneOf({span(0, 1, Outcome::Failed), span(1, 2), span(2, 500)});
    const auto marks = marksOf(lane, {.origin = 0, .msPerPixel = 10}, 300);
    QCOMPARE(marks.size(), 2U);
    QCOMPARE(marks[0].first, 2U);
    QCOMPARE(marks[0].worst, Outcome::Succeeded);
    QCOMPARE(marks[1].count, 2U); // painted after, and so above the wide one's head
    QCOMPARE(marks[1].worst, Outcome::Failed);
}

void TimelineSpansTest::onlyTheWindowIsReported()
{
    const LaneSpans lane = laneOf({span(0, 50), span(60, 140), span(150, 190), span(300, 400)});
    const auto marks = marksOf(lane, {.origin = 100, .msPerPixel = 1}, 100);
    QCOMPARE(marks.size(), 2U);
    QCOMPARE(marks[0].first, 1U); // reaches in from the left
    QCOMPARE(marks[1].first, 2U);
    QVERIFY(marksOf(lane, {.origin = 1000, .msPerPixel = 1}, 100).empty());
}

void TimelineSpansTest::everySpanIsInExactlyOneMark()
{
    const auto spans = randomLane(20'000, 2);
    const LaneSpans lane = laneOf(spans);
    for (double msPerPixel = 0.01; msPerPixel < 1e6; msPerPixel *= 2.3) {
        const TimeScale scale{.origin = -10 * msPerPixel, .msPerPixel = msPerPixel};
        const double width = static_cast<double>(spans.back().end) / msPerPixel + 100;
        std::vector<int> seen(spans.size());
        lane.forEachMark(scale, width, never, [&](const SpanMark& mark) {
            for (std::uint32_t i = 0; i < mark.count; ++i)
                ++seen[mark.first + i];
        });
        QCOMPARE(std::count(seen.begin(), seen.end(), 1), static_cast<std::ptrdiff_t>(spans.size()));
    }
}

void TimelineSpansTest::failuresShowAtEveryZoom()
{
    const auto spans = randomLane(20'000, 3);
    const LaneSpans lane = laneOf(spans);
    const auto failures =
        std::count_if(spans.begin(), spans.end(), [](const SpanData& a) { return a.outcome == Outcome::Failed; });
    QVERIFY(failures > 100);
    for (double msPerPixel = 0.05; msPerPixel < 1e6; msPerPixel *= 3.1) {
        const double width = static_cast<double>(spans.back().end) / msPerPixel + 10;
        std::int64_t counted = 0;
        for (const SpanMark& mark : marksOf(lane, {.origin = 0, .msPerPixel = msPerPixel}, width)) {
            const std::uint32_t here = lane.failuresIn(mark.first, mark.count);
            QCOMPARE(mark.worst == Outcome::Failed, here > 0);
            if (here > 0)
                QCOMPARE(lane[mark.shown].outcome, Outcome::Failed);
            counted += here;
        }
        QCOMPARE(counted, static_cast<std::int64_t>(failures));
    }
}

void TimelineSpansTest::costFollowsPixels()
{
    const auto spans = randomLane(300'000, 4);
    const LaneSpans lane = laneOf(spans);
    for (double share = 1; share > 1e-5; share /= 3) {
        const double msPerPixel = static_cast<double>(spans.back().end) * share / 1920;
        const auto marks =
            marksOf(lane, {.origin = static_cast<double>(spans.back().end) * 0.4, .msPerPixel = msPerPixel}, 1920);
        // A mark every grain, and a wide one beside it at most.
        QVERIFY2(marks.size() <= 2 * (1920 / markGrain + 2), qPrintable(QString::number(marks.size())));
    }
}

void TimelineSpansTest::crowdedLanesAreBounded()
{
    std::vector<SpanData> spans;
    for (int i = 0; i < 50'000; ++i)
        spans.push_back(span(i, 1'000'000 - i, i == 777 ? Outcome::Failed : Outcome::Succeeded));
    const LaneSpans lane = laneOf(spans, true);
    const auto marks = marksOf(lane, {.origin = 500'000, .msPerPixel = 1}, 1000);
    QCOMPARE(marks.size(), 1U); // all reach in from the left
    QCOMPARE(marks[0].count, 50'000U);
    QCOMPARE(marks[0].shown, 777U);
    QVERIFY(marksOf(lane, {.origin = 0, .msPerPixel = 100}, 1000).size() <= 501);
}

void TimelineSpansTest::lanesGrowAndShare()
{
    const auto spans = randomLane(1'000, 5);
    LaneSpans grown;
    LaneSpans earlier;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (i == 500)
            earlier = grown.share();
        grown.append(spans[i]);
    }
    QCOMPARE(earlier.size(), 500U);
    // What happens to the one is not seen in the other.
    SpanData failed = spans[400];
    failed.outcome = Outcome::Failed;
    grown.replace(400, failed);
    QCOMPARE(grown.failures(), laneOf(spans).failures() + (spans[400].outcome == Outcome::Failed ? 0U : 1U));
    QCOMPARE(earlier[400].outcome, spans[400].outcome);
    QCOMPARE(earlier.failures(), laneOf({spans.begin(), spans.begin() + 500}).failures());
    // Counts behind the replaced span agree with a lane that had it from the beginning.
    std::vector<SpanData> changed = spans;
    changed[400] = failed;
    const LaneSpans anew = laneOf(changed);
    for (std::uint32_t first = 380; first < 420; ++first)
        QCOMPARE(grown.worstIn(first, 30), anew.worstIn(first, 30));
}

void TimelineSpansTest::openSpansReachAsFarAsTold()
{
    SpanData open = span(100, openEnd, Outcome::Running);
    open.open = true;
    const LaneSpans lane = laneOf({span(0, 50), open});
    const auto endsAt = [&](std::int64_t until) {
        std::int64_t end = 0;
        lane.forEachMark({.origin = 0, .msPerPixel = 1}, 1000, until, [&](const SpanMark& mark) { end = mark.end; });
        return end;
    };
    QCOMPARE(endsAt(400), 400);
    QCOMPARE(endsAt(700), 700);
    QCOMPARE(endsAt(50), 100); // not before its begin
}

void TimelineSpansTest::failuresAreFoundBothWays()
{
    const LaneSpans lane = laneOf({span(0, 1), span(1, 2, Outcome::Failed), span(2, 3), span(3, 4, Outcome::Failed)});
    QCOMPARE(lane.failureFrom(0), 1U);
    QCOMPARE(lane.failureFrom(1), 1U);
    QCOMPARE(lane.failureFrom(2), 3U);
    QCOMPARE(lane.failureFrom(4), lane.size());
    QCOMPARE(lane.failureBefore(4), 3U);
    QCOMPARE(lane.failureBefore(3), 1U);
    QCOMPARE(lane.failureBefore(1), lane.size());
}

void TimelineSpansTest::aWholeTrackTakesSpansInOrder()
{
    const auto tool = [](std::int64_t begin, std::int64_t end, std::uint32_t index) {
        SpanData data = span(begin, end);
        data.object = ToolIndex{index};
        return data;
    };
    TrackContent track;
    QVERIFY(track.append(LaneKind::Tools, tool(0, 100, 0)));
    QVERIFY(track.append(LaneKind::Tools, tool(10, 20, 1)));
    QVERIFY(track.append(LaneKind::Tools, tool(20, 30, 2)));
    QVERIFY(track.append(LaneKind::Tools, tool(100, 110, 3)));
    QCOMPARE(track.lanes(LaneKind::Tools).size(), 2U);        // 0 and 3, 1 and 2
    QVERIFY(!track.append(LaneKind::Tools, tool(50, 60, 4))); // comes too late
    const auto place = track.find(LaneKind::Tools, 20, ToolIndex{2});
    QVERIFY(place && place->lane == 1 && place->at == 1);
    QVERIFY(!track.find(LaneKind::Tools, 20, ToolIndex{3}));
    // The first one cannot last into its successor.
    QVERIFY(!track.replace(LaneKind::Tools, {0, 0}, tool(0, 105, 0)));
    QVERIFY(track.replace(LaneKind::Tools, {0, 0}, tool(0, 99, 0)));
    // More at once than a track has lanes share the last one.
    for (std::uint32_t i = 0; i < 60; ++i)
        QVERIFY(track.append(LaneKind::CodeCells, tool(200 + i, 900, i)));
    QVERIFY(track.lanes(LaneKind::CodeCells).back().crowded());
    QVERIFY(track.lanes(LaneKind::CodeCells).size() < 30);
}

void TimelineSpansTest::overviewCountsWhatRunsAtOnce()
{
    OverviewDensity density({0, 1000});
    density.add(span(0, 500));
    density.add(span(250, 750));
    density.add(span(250, 900, Outcome::Failed));
    QCOMPARE(density.peak(), 3);
    const auto columns = density.columns(100, {0, 1000});
    QCOMPARE(columns.size(), 100U);
    QCOMPARE(columns[30].busy, 1.0);
    QVERIFY(std::abs(columns[10].busy - 1 / 3.0) < 1e-9);
    QCOMPARE(columns[95].busy, 0.0);
    QVERIFY(columns[90].failed);
    QVERIFY(!columns[30].failed);
    QVERIFY(density.columns(0, {0, 1000}).empty());
}

void TimelineSpansTest::overviewGrows()
{
    // Added while the rollout grows to a thousand times its length: as if it had been that long from the beginning.
    OverviewDensity grown({0, 1'000});
    OverviewDensity whole({0, 1'000'000});
    std::mt19937 random(6);
    for (int i = 0; i < 2'000; ++i) {
        const std::int64_t begin = std::int64_t{i} * 500;
        const SpanData each = span(begin, begin + 100 + static_cast<std::int64_t>(random() % 3'000),
                                   i % 97 == 0 ? Outcome::Failed : Outcome::Succeeded);
        SpanData open = each;
        open.open = true;
        open.end = openEnd;
        grown.add(open);
        grown.remove(open);
        grown.add(each);
        whole.add(each);
    }
    const auto a = grown.columns(100, {0, 1'003'000});
    const auto b = whole.columns(100, {0, 1'003'000});
    int different = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        QVERIFY(std::abs(a[i].busy - b[i].busy) < 0.35); // bins are not the same
        different += a[i].failed != b[i].failed ? 1 : 0;
    }
    QVERIFY2(different <= 10, qPrintable(QString::number(different)));
    QVERIFY(grown.peak() >= whole.peak());
}

QTEST_APPLESS_MAIN(TimelineSpansTest)
#include "timeline_spans_test.moc"
