// Time scale, viewport, axis ticks, held keys: the arithmetic of moving about.
#include "views/timeline/axis_ticks.h"
#include "views/timeline/held_motion.h"
#include "views/timeline/timeline_viewport.h"

#include <QTest>

#include <cmath>

using namespace rolloutscope;

namespace {

constexpr ScaleLimits tenSeconds{.content = {0, 10'000}};

bool near(double a, double b, double tolerance = 1e-6)
{
    return std::abs(a - b) <= tolerance;
}

std::vector<std::string> labels(Stretch visible, double msPerPixel)
{
    std::vector<std::string> found;
    for (const AxisTick& tick : axisTicks(visible, msPerPixel)) {
        if (tick.major)
            found.push_back(tick.label);
    }
    return found;
}

} // namespace

class TimelineScaleTest : public QObject {
    Q_OBJECT
private slots:
    void pixelAndTimeAreInverse();
    void zoomKeepsWhatIsUnderTheCursor();
    void zoomStopsAtTheLimits();
    void panKeepsTheMiddleOnTheContent();
    void fitLeavesTheMargin();

    void viewportFitsAgainWhenResized();
    void viewportKeepsItsPlaceWhenResizedAfterZoom();
    void ensureVisibleMovesAsLittleAsNeeded();
    void ensureRowVisibleScrolls();

    void stepsAreClockSteps_data();
    void stepsAreClockSteps();
    void labelsSayTheMoment_data();
    void labelsSayTheMoment();
    void ticksLieInTheWindow();
    void ticksAreBounded();
    void neighboursNeverShareALabel();

    void heldKeysGetFaster();
};

void TimelineScaleTest::pixelAndTimeAreInverse()
{
    const TimeScale scale{.origin = 1234.5, .msPerPixel = 0.37};
    for (const double pixel : {-50.0, 0.0, 0.5, 1919.0})
        QVERIFY(near(scale.pixelAt(scale.timeAt(pixel)), pixel));
    QCOMPARE(scale.visible(100).length(), 37.0);
}

void TimelineScaleTest::zoomKeepsWhatIsUnderTheCursor()
{
    const TimeScale before{.origin = 2000, .msPerPixel = 4};
    for (const double factor : {1.2, 3.0, 0.8}) {
        const TimeScale after = zoomed(before, factor, 300, 1000, tenSeconds);
        QVERIFY(near(after.timeAt(300), before.timeAt(300)));
        QVERIFY(near(after.msPerPixel, 4 / factor));
    }
}

void TimelineScaleTest::zoomStopsAtTheLimits()
{
    TimeScale scale{.origin = 0, .msPerPixel = 10};
    for (int i = 0; i < 200; ++i)
        scale = zoomed(scale, 2, 500, 1000, tenSeconds);
    QCOMPARE(scale.msPerPixel, 0.01);
    for (int i = 0; i < 200; ++i)
        scale = zoomed(scale, 0.5, 500, 1000, tenSeconds);
    QCOMPARE(scale.msPerPixel, 15.0); // everything takes two thirds
    QVERIFY(scale.visible(1000).begin <= 0 && scale.visible(1000).end >= 10'000);
}

void TimelineScaleTest::panKeepsTheMiddleOnTheContent()
{
    const TimeScale start{.origin = 0, .msPerPixel = 1};
    QCOMPARE(panned(start, 250, 1000, tenSeconds).origin, 250.0);
    QCOMPARE(panned(start, 1e9, 1000, tenSeconds).timeAt(500), 10'000.0);
    QCOMPARE(panned(start, -1e9, 1000, tenSeconds).timeAt(500), 0.0);
}

void TimelineScaleTest::fitLeavesTheMargin()
{
    const TimeScale scale = fitted({2000, 4000}, 1000, 100, tenSeconds);
    QVERIFY(near(scale.pixelAt(2000), 100));
    QVERIFY(near(scale.pixelAt(4000), 900));
}

void TimelineScaleTest::viewportFitsAgainWhenResized()
{
    TimelineViewport viewport;
    viewport.setSize(1000, 400);
    viewport.setContent({0, 10'000}, 900);
    viewport.setSize(500, 400);
    QVERIFY(viewport.fitsAll());
    QVERIFY(near(viewport.scale().pixelAt(10'000), 500 - TimelineViewport::fitMargin));
    QCOMPARE(viewport.maxScrollY(), 500);
}

void TimelineScaleTest::viewportKeepsItsPlaceWhenResizedAfterZoom()
{
    TimelineViewport viewport;
    viewport.setSize(1000, 400);
    viewport.setContent({0, 10'000}, 900);
    viewport.zoom(4, 500);
    const TimeScale before = viewport.scale();
    viewport.setSize(1200, 400);
    QCOMPARE(viewport.scale(), before);
}

void TimelineScaleTest::ensureVisibleMovesAsLittleAsNeeded()
{
    TimelineViewport viewport;
    viewport.setSize(1000, 400);
    viewport.setContent({0, 100'000}, 0);
    viewport.show({0, 1000});
    const TimeScale start = viewport.scale();
    viewport.ensureVisible({100, 300});
    QCOMPARE(viewport.scale(), start); // is in view

    viewport.ensureVisible({50'000, 50'200});
    QVERIFY(near(viewport.scale().msPerPixel, start.msPerPixel)); // panned, not zoomed
    QVERIFY(viewport.visible().begin < 50'000 && viewport.visible().end > 50'200);

    viewport.ensureVisible({10'000, 30'000}); // does not fit
    QVERIFY(viewport.visible().begin < 10'000 && viewport.visible().end > 30'000);

    viewport.fitAll();
    viewport.ensureVisible({500, 501}); // is less than a pixel
    QVERIFY(1 / viewport.scale().msPerPixel > 3);
}

void TimelineScaleTest::ensureRowVisibleScrolls()
{
    TimelineViewport viewport;
    viewport.setSize(1000, 100);
    viewport.setContent({0, 1}, 1000);
    viewport.ensureRowVisible(500, 540);
    QCOMPARE(viewport.scrollY(), 440);
    viewport.ensureRowVisible(450, 470);
    QCOMPARE(viewport.scrollY(), 440);
    viewport.ensureRowVisible(20, 60);
    QCOMPARE(viewport.scrollY(), 20);
    viewport.scrollTo(99'999);
    QCOMPARE(viewport.scrollY(), 900);
}

void TimelineScaleTest::stepsAreClockSteps_data()
{
    QTest::addColumn<double>("msPerPixel");
    QTest::addColumn<double>("step");
    QTest::newRow("hundredths of a ms") << 0.0002 << 0.02;
    QTest::newRow("ms") << 0.02 << 2.0;
    QTest::newRow("half a second") << 5.0 << 500.0;
    QTest::newRow("second") << 8.0 << 1000.0;
    QTest::newRow("20 s") << 150.0 << 20'000.0;
    QTest::newRow("minute") << 500.0 << 60'000.0;
    QTest::newRow("hour") << 30'000.0 << 3'600'000.0;
    QTest::newRow("day") << 800'000.0 << 86'400'000.0;
    QTest::newRow("50 days") << 40'000'000.0 << 50 * 86'400'000.0;
}

void TimelineScaleTest::stepsAreClockSteps()
{
    QFETCH(double, msPerPixel);
    QFETCH(double, step);
    QVERIFY2(near(majorStep(msPerPixel, 90), step, step * 1e-9),
             qPrintable(QString::number(majorStep(msPerPixel, 90))));
}

void TimelineScaleTest::labelsSayTheMoment_data()
{
    QTest::addColumn<double>("time");
    QTest::addColumn<double>("step");
    QTest::addColumn<QString>("label");
    QTest::newRow("zero") << 0.0 << 1000.0 << QStringLiteral("0 s");
    QTest::newRow("ms") << 350.0 << 50.0 << QStringLiteral("350 ms");
    QTest::newRow("part of a ms") << 0.25 << 0.05 << QStringLiteral("0.25 ms");
    QTest::newRow("s with parts") << 1500.0 << 500.0 << QStringLiteral("1.5 s");
    QTest::newRow("s") << 40'000.0 << 20'000.0 << QStringLiteral("40 s");
    QTest::newRow("m s") << 80'000.0 << 20'000.0 << QStringLiteral("1 m 20 s");
    QTest::newRow("full minute") << 60'000.0 << 20'000.0 << QStringLiteral("1 m 00 s");
    QTest::newRow("m s with parts") << 80'020.0 << 20.0 << QStringLiteral("1 m 20.02 s");
    QTest::newRow("short s with parts") << 65'200.0 << 200.0 << QStringLiteral("1 m 05.2 s");
    QTest::newRow("h m") << 3'900'000.0 << 300'000.0 << QStringLiteral("1 h 05 m");
    QTest::newRow("h") << 7'200'000.0 << 3'600'000.0 << QStringLiteral("2 h");
    QTest::newRow("d h") << 180'000'000.0 << 21'600'000.0 << QStringLiteral("2 d 02 h");
    QTest::newRow("d") << 259'200'000.0 << 86'400'000.0 << QStringLiteral("3 d");
    QTest::newRow("before") << -5000.0 << 1000.0 << QStringLiteral("−5 s");
    QTest::newRow("no 60 s") << 59'999.9999 << 1.0 << QStringLiteral("1 m 00.000 s");
}

void TimelineScaleTest::labelsSayTheMoment()
{
    QFETCH(double, time);
    QFETCH(double, step);
    QFETCH(QString, label);
    QCOMPARE(QString::fromStdString(tickLabel(time, step)), label);
}

void TimelineScaleTest::ticksLieInTheWindow()
{
    const std::vector<std::string> expected{"40 s", "1 m 00 s", "1 m 20 s"};
    QCOMPARE(labels({35'000, 95'000}, 150), expected);
    for (const AxisTick& tick : axisTicks({35'000, 95'000}, 150))
        QVERIFY(tick.position >= 35'000 && tick.position <= 95'000);
}

void TimelineScaleTest::ticksAreBounded()
{
    QVERIFY(axisTicks({-1e15, 1e15}, 1e-3).size() < 6000);
    QVERIFY(!axisTicks({-1e15, 1e15}, 2e15 / 1000).empty());
}

void TimelineScaleTest::neighboursNeverShareALabel()
{
    for (double msPerPixel = 1e-4; msPerPixel < 1e10; msPerPixel *= 1.7) {
        for (const double start : {0.0, 12'345'678.0}) {
            const auto shown = labels({start, start + 1000 * msPerPixel}, msPerPixel);
            QVERIFY(std::adjacent_find(shown.begin(), shown.end()) == shown.end());
        }
    }
}

void TimelineScaleTest::heldKeysGetFaster()
{
    HeldMotion motion;
    motion.right = true;
    const double first = motion.advance(16).pan;
    QVERIFY(first > 0);
    motion.advance(2000);
    QVERIFY(motion.advance(16).pan > 2 * first);
    motion.left = true; // both at once stand still
    QCOMPARE(motion.advance(16).pan, 0.0);
    motion.in = true;
    QVERIFY(motion.advance(16).zoom > 1);
}

QTEST_APPLESS_MAIN(TimelineScaleTest)
#include "timeline_scale_test.moc"
