// How far the rollout is played, as the timeline shows it.
#include "tests/views/timeline/shown_timeline.h"

#include <QImage>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

constexpr UnixMs zero = TraceBuilder::zero;

int pixelOf(Shown& shown, std::int64_t at)
{
    const TimelineCanvas& canvas = shown.canvas;
    const double position = static_cast<double>(canvas.model()->positionOf(zero + at));
    return canvas.regions().tracks.left() + static_cast<int>(std::lround(canvas.viewport().scale().pixelAt(position)));
}

} // namespace

class TimelinePlayheadTest : public QObject {
    Q_OBJECT

private slots:
    void aLineStandsAtThePlayheadAndWhatFollowsIsDimmed()
    {
        const SmallRollout rollout;
        Shown shown(rollout.builder.publish());
        const QPoint before = shown.centreOf(rollout.first);
        const QPoint after = shown.centreOf(rollout.second);
        const QImage without = shown.canvas.grab().toImage();
        shown.document.setPlayhead(zero + 40'000);
        const QImage with = shown.canvas.grab().toImage();
        const Theme& theme = Theme::of(shown.canvas.palette());
        const QRect tracks = shown.canvas.regions().tracks;
        QCOMPARE(with.pixelColor(pixelOf(shown, 40'000), tracks.bottom() - 60), theme.text);
        QCOMPARE(with.pixel(before), without.pixel(before));
        QVERIFY(with.pixel(after) != without.pixel(after));
        shown.document.setPlayhead(std::nullopt);
        QCOMPARE(shown.canvas.grab().toImage(), without);
    }

    void itStaysInSightWithoutBecomingAPlaceToGoBackTo()
    {
        const SmallRollout rollout;
        Shown shown(rollout.builder.publish());
        shown.canvas.showUnixTime({.begin = zero + 0.0, .end = zero + 10'000.0}, false);
        const auto isInSight = [&](std::int64_t at) {
            const TimeRange visible = shown.document.visibleTime();
            return visible.begin <= zero + at && zero + at <= visible.end;
        };
        for (const std::int64_t at : {5'000, 20'000, 99'000, 1'000}) {
            shown.document.setPlayhead(zero + at);
            QVERIFY(isInSight(at));
        }
        QVERIFY(std::abs(shown.document.visibleTime().length() - 10'000) < 1);
        QVERIFY(!shown.document.canGoBack());
        // Where all is in sight, nothing moves.
        shown.canvas.fitAll();
        const TimeRange all = shown.document.visibleTime();
        shown.document.setPlayhead(zero + 100'000);
        QCOMPARE(shown.document.visibleTime(), all);
    }

    void escapeTakesItAwayAfterTheSelection()
    {
        const SmallRollout rollout;
        Shown shown(rollout.builder.publish());
        shown.document.select(rollout.command);
        shown.document.setPlayhead(zero + 40'000);
        shown.document.setTrackFilter(QStringLiteral("root"));
        QTest::keyClick(&shown.canvas, Qt::Key_Escape);
        QVERIFY(!shown.document.selection().valid() && shown.document.playhead());
        QTest::keyClick(&shown.canvas, Qt::Key_Escape);
        QVERIFY(!shown.document.playhead());
        QVERIFY(!shown.document.trackFilter().isEmpty());
    }

    void aStepLeadsToTheAgentThatDidSomething()
    {
        Shown shown(manyAgents(60));
        QCOMPARE(shown.canvas.viewport().scrollY(), 0);
        shown.document.setPlayhead(zero + 58);
        shown.document.stepPlayhead(1); // the last agent begins
        QTRY_VERIFY(shown.document.playhead()->at == zero + 59 && shown.document.playhead()->last);
        QVERIFY(shown.canvas.viewport().scrollY() > 0);
    }
};

QTEST_MAIN(TimelinePlayheadTest)
#include "timeline_playhead_test.moc"
