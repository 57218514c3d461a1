// Lane packing, and the marks of a lane at every zoom.
#include "core/insight/lane_packing.h"
#include "views/timeline/overview_density.h"
#include "views/timeline/span_store.h"

#include <QTest>

#include <random>

using namespace rolloutscope;

namespace {

SpanData span(std::int64_t begin, std::int64_t end, Outcome outcome = Outcome::Succeeded)
{
    return {.begin = begin, .end = end, .object = {}, .role = ColorRole::Tool, .outcome = outcome, .open = false};
}

std::vector<SpanMark> marksOf(const SpanStore& store, const SpanRange& lane, const TimeScale& scale, double width)
{
    std::vector<SpanMark> marks;
    store.forEachMark(lane, scale, width, [&](const SpanMark& mark) { marks.push_back(mark); });
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

    void overviewCountsWhatRunsAtOnce();
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
    SpanStore store;
    const SpanRange lane = store.append(std::vector{span(0, 100), span(100, 200, Outcome::Failed)}, false);
    const auto marks = marksOf(store, lane, {.origin = 0, .msPerPixel = 1}, 300);
    QCOMPARE(marks.size(), 2U);
    QCOMPARE(marks[0].count, 1U);
    QCOMPARE(marks[1].worst, Outcome::Failed);
    QCOMPARE(marks[1].begin, 100);
    QCOMPARE(marks[1].end, 200);
}

void TimelineSpansTest::closeSpansMergeAndKeepTheWorst()
{
    SpanStore store;
    const SpanRange lane = store.append(std::vector{span(0, 1), span(1, 2, Outcome::Cancelled),
                                                    span(2, 3, Outcome::Failed), span(3, 4), span(900, 901)},
                                        false);
    const auto marks = marksOf(store, lane, {.origin = 0, .msPerPixel = 10}, 300);
    QCOMPARE(marks.size(), 2U);
    QCOMPARE(marks[0].count, 4U);
    QCOMPARE(marks[0].worst, Outcome::Failed);
    QCOMPARE(marks[0].shown, 2U); // a click takes the failed one
    QCOMPARE(marks[0].end, 4);
    QCOMPARE(marks[1].count, 1U);
    QCOMPARE(store.failuresIn(0, 5), 1U);
}

void TimelineSpansTest::severityOrder()
{
    SpanStore store;
    std::ignore = store.append(std::vector{span(0, 1, Outcome::None), span(1, 2), span(2, 3, Outcome::Running),
                                           span(3, 4, Outcome::Cancelled), span(4, 5, Outcome::Failed)},
                               false);
    for (SpanIndex i = 0; i < 5; ++i) {
        QCOMPARE(store.worstIn(0, i + 1), i);
        QCOMPARE(store.worstOf(0, i + 1), store[i].outcome);
        if (i > 0)
            QVERIFY(severity(store[i].outcome) > severity(store[i - 1].outcome));
    }
}

void TimelineSpansTest::aWideSpanAfterShortOnesStaysWide()
{
    SpanStore store;
    const SpanRange lane = store.append(std::vector{span(0, 1, Outcome::Failed), span(1, 2), span(2, 500)}, false);
    const auto marks = marksOf(store, lane, {.origin = 0, .msPerPixel = 10}, 300);
    QCOMPARE(marks.size(), 2U);
    QCOMPARE(marks[0].first, 2U);
    QCOMPARE(marks[0].worst, Outcome::Succeeded);
    QCOMPARE(marks[1].count, 2U); // painted after, and so above the wide one's head
    QCOMPARE(marks[1].worst, Outcome::Failed);
}

void TimelineSpansTest::onlyTheWindowIsReported()
{
    SpanStore store;
    const SpanRange before = store.append(std::vector{span(0, 1000)}, false);
    const SpanRange lane = store.append(std::vector{span(0, 50), span(60, 140), span(150, 190), span(300, 400)}, false);
    const auto marks = marksOf(store, lane, {.origin = 100, .msPerPixel = 1}, 100);
    QCOMPARE(marks.size(), 2U);
    QCOMPARE(marks[0].first, lane.first + 1); // reaches in from the left
    QCOMPARE(marks[1].first, lane.first + 2);
    QCOMPARE(marksOf(store, before, {.origin = 100, .msPerPixel = 1}, 100).size(), 1U);
    QVERIFY(marksOf(store, lane, {.origin = 1000, .msPerPixel = 1}, 100).empty());
}

void TimelineSpansTest::everySpanIsInExactlyOneMark()
{
    SpanStore store;
    std::ignore = store.append(randomLane(100, 1), false);
    const auto spans = randomLane(20'000, 2);
    const SpanRange lane = store.append(spans, false);
    for (double msPerPixel = 0.01; msPerPixel < 1e6; msPerPixel *= 2.3) {
        const TimeScale scale{.origin = -10 * msPerPixel, .msPerPixel = msPerPixel};
        const double width = static_cast<double>(spans.back().end) / msPerPixel + 100;
        std::vector<int> seen(spans.size());
        store.forEachMark(lane, scale, width, [&](const SpanMark& mark) {
            for (std::uint32_t i = 0; i < mark.count; ++i)
                ++seen[mark.first - lane.first + i];
        });
        QCOMPARE(std::count(seen.begin(), seen.end(), 1), static_cast<std::ptrdiff_t>(spans.size()));
    }
}

void TimelineSpansTest::failuresShowAtEveryZoom()
{
    SpanStore store;
    const auto spans = randomLane(20'000, 3);
    const SpanRange lane = store.append(spans, false);
    const auto failures =
        std::count_if(spans.begin(), spans.end(), [](const SpanData& a) { return a.outcome == Outcome::Failed; });
    QVERIFY(failures > 100);
    for (double msPerPixel = 0.05; msPerPixel < 1e6; msPerPixel *= 3.1) {
        const double width = static_cast<double>(spans.back().end) / msPerPixel + 10;
        std::int64_t counted = 0;
        for (const SpanMark& mark : marksOf(store, lane, {.origin = 0, .msPerPixel = msPerPixel}, width)) {
            const std::uint32_t here = store.failuresIn(mark.first, mark.count);
            QCOMPARE(mark.worst == Outcome::Failed, here > 0);
            if (here > 0)
                QCOMPARE(store[mark.shown].outcome, Outcome::Failed);
            counted += here;
        }
        QCOMPARE(counted, static_cast<std::int64_t>(failures));
    }
}

void TimelineSpansTest::costFollowsPixels()
{
    SpanStore store;
    const auto spans = randomLane(300'000, 4);
    const SpanRange lane = store.append(spans, false);
    for (double share = 1; share > 1e-5; share /= 3) {
        const double msPerPixel = static_cast<double>(spans.back().end) * share / 1920;
        const auto marks = marksOf(
            store, lane, {.origin = static_cast<double>(spans.back().end) * 0.4, .msPerPixel = msPerPixel}, 1920);
        // A mark every grain, and a wide one beside it at most.
        QVERIFY2(marks.size() <= 2 * (1920 / markGrain + 2), qPrintable(QString::number(marks.size())));
    }
}

void TimelineSpansTest::crowdedLanesAreBounded()
{
    std::vector<SpanData> spans;
    for (int i = 0; i < 50'000; ++i)
        spans.push_back(span(i, 1'000'000 - i, i == 777 ? Outcome::Failed : Outcome::Succeeded));
    SpanStore store;
    const SpanRange lane = store.append(spans, true);
    const auto marks = marksOf(store, lane, {.origin = 500'000, .msPerPixel = 1}, 1000);
    QCOMPARE(marks.size(), 1U); // all reach in from the left
    QCOMPARE(marks[0].count, 50'000U);
    QCOMPARE(marks[0].shown, 777U);
    QVERIFY(marksOf(store, lane, {.origin = 0, .msPerPixel = 100}, 1000).size() <= 501);
}

void TimelineSpansTest::overviewCountsWhatRunsAtOnce()
{
    OverviewDensity density({0, 1000});
    density.add(span(0, 500));
    density.add(span(250, 750));
    density.add(span(250, 900, Outcome::Failed));
    density.finish();
    QCOMPARE(density.peak(), 3.0);
    const auto columns = density.columns(100);
    QCOMPARE(columns.size(), 100U);
    QCOMPARE(columns[30].busy, 1.0);
    QVERIFY(std::abs(columns[10].busy - 1 / 3.0) < 1e-9);
    QCOMPARE(columns[95].busy, 0.0);
    QVERIFY(columns[90].failed);
    QVERIFY(!columns[30].failed);
    QVERIFY(density.columns(0).empty());
}

QTEST_APPLESS_MAIN(TimelineSpansTest)
#include "timeline_spans_test.moc"
