// Time on the axis: folded idle stretches, and what the axis counts from.
#include "tests/views/timeline/trace_builder.h"
#include "views/timeline/axis_ticks.h"
#include "views/timeline/timeline_geometry.h"
#include "views/timeline/track_details.h"

#include <QTest>

using namespace rolloutscope;
using rolloutscope::test::TraceBuilder;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;

/// Work in the first and the last minute of three hours; the agent and its turn are open all the time, and it waits.
struct IdleRollout {
    TraceBuilder builder;
    InferenceIndex first, last;
    ToolIndex wait;

    IdleRollout()
    {
        const ThreadIndex root = builder.thread("/root", 0, 3 * hour);
        builder.turn(root, 0, 3 * hour);
        first = builder.inference(root, 0, minute);
        wait = builder.tool(root, ToolKindName::WaitAgent, minute, 3 * hour - minute);
        last = builder.inference(root, 3 * hour - minute, 3 * hour);
    }
};

} // namespace

class TimelineTimeTest : public QObject {
    Q_OBJECT
private slots:
    void nothingIsFoldedUnlessAsked()
    {
        const TimeFolds folds({{0, 10}, {5'000'000, 5'000'010}}, {0, 5'000'010}, 0);
        QVERIFY(folds.empty());
        QCOMPARE(folds.positionOf(std::int64_t{123}), 123);
        QCOMPARE(folds.timeAt(123.5), 123.5);
    }

    void longIdleTimeTakesNextToNoRoom()
    {
        const TimeFolds folds({{0, minute}, {2 * hour, 2 * hour + minute}}, {0, 2.0 * hour + minute}, 10 * minute);
        QCOMPARE(folds.folds().size(), 1U);
        const TimeFold& fold = folds.folds().front();
        QVERIFY(fold.begin > minute && fold.begin < 2 * minute);
        QVERIFY(fold.end < 2 * hour && fold.end > 2 * hour - minute);
        QCOMPARE(folds.positionOf(minute), minute);
        const auto length = folds.positionOf(2 * hour + minute);
        QVERIFY2(length < 5 * minute, qPrintable(QString::number(length)));
        // There and back, inside and outside of the fold.
        for (const double time : {0.0, 30'000.0, 61'000.0, 1.0 * hour, 1.9 * hour, 2.0 * hour, 2.0 * hour + 30'000})
            QVERIFY(std::abs(folds.timeAt(folds.positionOf(time)) - time) < 1e-3);
        QCOMPARE(folds.foldAt(folds.positionOf(1.0 * hour)), &fold);
        QCOMPARE(folds.foldAt(30'000), nullptr);
    }

    void positionsKeepTheOrder()
    {
        std::vector<BusyStretch> busy;
        for (std::int64_t i = 0; i < 50; ++i)
            busy.push_back({i * i * minute, i * i * minute + 1'000});
        const TimeFolds folds(busy, {0, 2'401.0 * minute + 1'000}, 5 * minute);
        QVERIFY(folds.folds().size() > 40);
        double before = -1;
        for (double time = 0; time < 2'401.0 * minute; time += 7'919) {
            const double position = folds.positionOf(time);
            QVERIFY(position > before);
            before = position;
        }
    }

    void foldsNeverTakeMoreThanTheyHide()
    {
        std::vector<BusyStretch> busy;
        for (std::int64_t i = 0; i < 200; ++i)
            busy.push_back({i * 10 * minute, i * 10 * minute + 10 * minute - 70'000}); // pauses of 70 s
        const Stretch content{0, 2'000.0 * minute};
        const TimeFolds folds(busy, content, minute);
        QVERIFY(folds.folds().size() >= 199);
        for (const TimeFold& fold : folds.folds())
            QVERIFY(folds.foldedLength() <= fold.hidden());
        const double length = folds.positionOf(content.end);
        QVERIFY(length < content.length());
        QVERIFY(static_cast<double>(folds.foldedLength()) * static_cast<double>(folds.folds().size()) < length / 3);
    }

    void workThatRunsIsNotFolded()
    {
        TraceBuilder builder;
        const ThreadIndex root = builder.thread("/root", 0, std::nullopt);
        builder.tool(root, ToolKindName::ExecCommand, 0, std::nullopt); // a build of two hours
        builder.edge(EdgeKind::SendMessage, root, root, 2 * hour, 2 * hour);
        builder.trace.lastEventAt = TraceBuilder::zero + 2 * hour;
        QVERIFY(TimelineModel::build(builder.publish(), 0, {.foldLongerThan = 10 * minute})->folds().empty());
    }

    void momentsAreNotFoldedOver()
    {
        // Something that only happened at a moment ends the idle stretch.
        const TimeFolds folds({{0, minute}, {hour, hour}, {2 * hour, 2 * hour}}, {0, 2.0 * hour}, 10 * minute);
        QCOMPARE(folds.folds().size(), 2U);
        QVERIFY(folds.folds()[0].end < hour && folds.folds()[1].begin > hour);
    }

    void aModelFoldsIdleHoursAndKeepsItsSpans()
    {
        const IdleRollout rollout;
        const auto plain = TimelineModel::build(rollout.builder.publish());
        const auto folded = TimelineModel::build(rollout.builder.publish(), 0, {.foldLongerThan = 10 * minute});
        QCOMPARE(plain->content().length(), 3.0 * hour);
        QVERIFY(folded->content().length() < 10.0 * minute);
        QCOMPARE(folded->spanCount(), plain->spanCount());
        // Work keeps its length, waiting shrinks.
        const SpanData last = folded->span(folded->spanOf(rollout.last));
        QVERIFY(std::abs(last.end - last.begin - minute) <= 1);
        const SpanData wait = folded->span(folded->spanOf(rollout.wait));
        QVERIFY(wait.end - wait.begin < 10 * minute);
        QVERIFY(std::abs(folded->unixAt(static_cast<double>(last.begin)) -
                         static_cast<double>(TraceBuilder::zero + 3 * hour - minute)) < 2);

        TrackLayout layout(*folded);
        const TimelineGeometry geometry =
            buildGeometry({.model = folded.get(),
                           .layout = &layout,
                           .scale = {.origin = 0, .msPerPixel = folded->content().length() / 1'000},
                           .width = 1'000,
                           .height = 400});
        QCOMPARE(geometry.folds.size(), 1U);
        QVERIFY(geometry.folds[0].width >= 8); // can be seen with everything in view
        QVERIFY(geometry.folds[0].hidden > 2 * hour);
        for (const AxisTick& tick : geometry.ticks) {
            const int x = static_cast<int>(tick.position / (folded->content().length() / 1'000));
            QVERIFY(x <= geometry.folds[0].x + 1 || x >= geometry.folds[0].x + geometry.folds[0].width - 2);
        }
    }

    void labelsCountFromWhatIsChosen_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<double>("offset");
        QTest::addColumn<double>("time");
        QTest::addColumn<double>("step");
        QTest::addColumn<QString>("label");
        const auto row = [](const char* name, AxisMode mode, double offset, double time, double step,
                            const char* label) {
            QTest::newRow(name) << static_cast<int>(mode) << offset << time << step << QString::fromUtf8(label);
        };
        // 2026-05-22 07:06:40 UTC
        constexpr double start = 1'779'433'600'000;
        row("start", AxisMode::SinceStart, 0, 80'000, 20'000, "1 m 20 s");
        row("utc seconds", AxisMode::UtcClock, start, 1'000, 1'000, "07:06:41");
        row("utc minutes", AxisMode::UtcClock, start, 20'000, 60'000, "07:07");
        row("utc fractions", AxisMode::UtcClock, start, 250, 50, "07:06:40.25");
        row("midnight says the day", AxisMode::UtcClock, start, 60'800'000, 600'000, "23 May");
        row("days", AxisMode::UtcClock, start, 60'800'000, 86'400'000, "23 May");
        row("carries over", AxisMode::UtcClock, start, 19'999.9999, 1'000, "07:07:00");
        row("after the selection", AxisMode::SinceSelection, -5'000, 8'000, 1'000, "+3 s");
        row("before the selection", AxisMode::SinceSelection, -5'000, 2'000, 1'000, "−3 s");
        row("at the selection", AxisMode::SinceSelection, -5'000, 5'000, 1'000, "0 s");
        row("hostile time", AxisMode::UtcClock, 9e18, 0, 1'000, "18:24:09");
    }
    void labelsCountFromWhatIsChosen()
    {
        QFETCH(int, mode);
        QFETCH(double, offset);
        QFETCH(double, time);
        QFETCH(double, step);
        QFETCH(QString, label);
        const AxisClock clock{.mode = static_cast<AxisMode>(mode), .offset = offset};
        const QString made = QString::fromStdString(clock.label(time, step));
        if (offset > 1e18)
            QVERIFY(!made.isEmpty()); // no more than that can be asked of it
        else
            QCOMPARE(made, label);
    }

    void clockTicksLieAtRoundTimes()
    {
        constexpr double start = 1'779'433'612'345; // 07:06:52.345 UTC
        const AxisClock clock{.mode = AxisMode::UtcClock, .offset = start};
        int major = 0;
        for (const AxisTick& tick : axisTicks({0, 600'000}, 1'000, clock)) {
            if (!tick.major)
                continue;
            ++major;
            QCOMPARE(std::fmod(tick.position + start, 120'000), 0.0);
        }
        QCOMPARE(major, 5);
    }

    void countersStepFromCallToCall()
    {
        TraceBuilder builder;
        const ThreadIndex root = builder.thread("/root", 0, 100'000);
        for (int i = 0; i < 4; ++i) {
            const InferenceIndex call = builder.inference(root, i * 20'000, i * 20'000 + 5'000);
            builder.trace.inferenceCalls[call].usage =
                TokenUsage{.input = i == 2 ? 500U : 1'000U * (i + 1), .cachedInput = 250};
        }
        builder.compaction(root, 30'000);
        const auto model = TimelineModel::build(builder.publish());
        TrackLayout layout;
        layout.arrange(*model, {.tracks = {0}}, {false}, true);
        const TrackDetails details = TrackDetails::of(*model, 0);
        const TimelineGeometry geometry = buildGeometry({.model = model.get(),
                                                         .layout = &layout,
                                                         .scale = {.origin = 0, .msPerPixel = 100},
                                                         .width = 1'000,
                                                         .height = 400,
                                                         .details = [&](std::uint32_t) { return &details; }});
        QCOMPARE(geometry.counters.size(), 1U);
        QCOMPARE(geometry.counters[0].full, 4'000U);
        QCOMPARE(geometry.counters[0].window, 0U);
        QCOMPARE(geometry.counterBars.size(), 4U);
        QCOMPARE(geometry.counterBars[0].x, 0);
        QCOMPARE(geometry.counterBars[0].width, 200); // up to the next call
        QVERIFY(geometry.counterBars[3].height > geometry.counterBars[1].height);
        QVERIFY(geometry.counterBars[2].height < geometry.counterBars[1].height);
        QVERIFY(geometry.counterBars[2].afterCompaction);
        QVERIFY(!geometry.counterBars[1].afterCompaction);
        QCOMPARE(geometry.counterAt(250, geometry.counterBars[1].bottom - 2)->call, InferenceIndex{1});
        // Calls that share a pixel show the largest.
        const TimelineGeometry small = buildGeometry({.model = model.get(),
                                                      .layout = &layout,
                                                      .scale = {.origin = 0, .msPerPixel = 50'000},
                                                      .width = 1'000,
                                                      .height = 400,
                                                      .details = [&](std::uint32_t) { return &details; }});
        QCOMPARE(small.counterBars.size(), 1U);
        QCOMPARE(small.counterBars[0].call, InferenceIndex{3});
    }
};

QTEST_APPLESS_MAIN(TimelineTimeTest)
#include "timeline_time_test.moc"
