// Stepping and playing through a rollout.
#include "tests/views/timeline/trace_builder.h"
#include "views/document/playback.h"
#include "views/document/trace_document.h"

#include <QSignalSpy>
#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

constexpr UnixMs zero = TraceBuilder::zero;

/// Moments at 0 (agent), 100 and 200 (a call), 200 and 5200 (a wait), 5300 and 5400 (a call), 6000 (agent).
struct Played {
    TraceBuilder builder;
    ThreadIndex root = builder.thread("/root", 0, 6'000);
    InferenceIndex first = builder.inference(root, 100, 200);
    ToolIndex wait = builder.tool(root, ToolKindName::WaitAgent, 200, 5'200);
    InferenceIndex second = builder.inference(root, 5'300, 5'400);
    TraceDocument document;

    Played() { document.setTrace(builder.publish()); }

    [[nodiscard]] std::int64_t at() const { return document.playhead() ? document.playhead()->at - zero : -1; }
    [[nodiscard]] ObjectRef last() const
    {
        return document.playhead() && document.playhead()->last ? document.playhead()->last->object : ObjectRef();
    }
    /// The first step has to wait for the moments.
    [[nodiscard]] bool stepTo(int by, std::int64_t moment)
    {
        document.stepPlayhead(by);
        return QTest::qWaitFor([&] { return at() == moment; });
    }
};

} // namespace

class PlaybackTest : public QObject {
    Q_OBJECT

private slots:
    void nothingIsPlayedAtFirst()
    {
        Played played;
        QVERIFY(!played.document.playhead());
        QVERIFY(!played.document.playback()->isPlaying());
        TraceDocument empty;
        empty.stepPlayhead(1);
        empty.setPlayhead(zero);
        empty.playback()->play();
        QVERIFY(!empty.playhead());
        QVERIFY(!empty.playback()->isPlaying());
    }

    void stepsGoFromMomentToMoment()
    {
        Played played;
        QSignalSpy changed(&played.document, &TraceDocument::playheadChanged);
        QVERIFY(played.stepTo(1, 0));
        QCOMPARE(played.last(), ObjectRef(played.root));
        QVERIFY(played.stepTo(1, 100));
        QCOMPARE(changed.count(), 2);
        QVERIFY(played.stepTo(2, 200)); // the call has ended, the wait has begun
        QCOMPARE(played.last(), ObjectRef(played.wait));
        QVERIFY(played.stepTo(-1, 200));
        QCOMPARE(played.last(), ObjectRef(played.first));
        QVERIFY(played.stepTo(99, 6'000)); // not beyond the end
        QVERIFY(played.stepTo(-99, 0));
    }

    void stepsThatWereTakenTooEarlyAreMadeUpFor()
    {
        Played played;
        played.document.stepPlayhead(1);
        played.document.stepPlayhead(1);
        QVERIFY(!played.document.playhead()); // the moments are being put in order
        QTRY_COMPARE(played.at(), 100);
    }

    void theFirstStepLeadsIntoSight()
    {
        Played played;
        played.document.setVisibleTime({.begin = zero + 150.0, .end = zero + 5'350.0});
        QVERIFY(played.stepTo(1, 200));
        played.document.setPlayhead(std::nullopt);
        QVERIFY(!played.document.playhead());
        QVERIFY(played.stepTo(-1, 5'300));
    }

    void aTimeCanBeGoneTo()
    {
        Played played;
        played.document.setPlayhead(zero + 150);
        QCOMPARE(played.at(), 150);
        QVERIFY(played.document.playhead()->presenceOf(played.builder.trace, played.first) == Presence::Running);
        QVERIFY(played.document.playhead()->presenceOf(played.builder.trace, played.second) == Presence::NotYet);
        QTRY_COMPARE(played.last(), ObjectRef(played.first)); // known when the moments are
        QVERIFY(played.stepTo(-1, 100));                      // from between two of them to the one before
        played.document.setPlayhead(zero + 150);
        QVERIFY(played.stepTo(1, 200));
        played.document.setPlayhead(zero - 1'000);
        QCOMPARE(played.at(), 0);
        played.document.setPlayhead(zero + 1'000'000);
        QCOMPARE(played.at(), 6'000);
    }

    void playsSoManyEventsASecond()
    {
        Played played;
        QVERIFY(played.stepTo(1, 0));
        Playback& playback = *played.document.playback();
        playback.setSpeed({.unit = PlaySpeed::Unit::EventsPerSecond, .value = 4});
        playback.play();
        QVERIFY(playback.isPlaying());
        playback.advance(240);
        QCOMPARE(played.at(), 0);
        playback.advance(20); // a quarter of a second in all
        QCOMPARE(played.at(), 100);
        playback.advance(500);
        QCOMPARE(played.at(), 200);
        QCOMPARE(played.last(), ObjectRef(played.wait));
        playback.advance(60'000);
        QCOMPARE(played.at(), 6'000);
        QVERIFY(!playback.isPlaying()); // it ends with the rollout
        playback.play();
        QCOMPARE(played.at(), 0); // and begins anew
    }

    void playsInTimesRealTimeAndSkipsWhatIsIdle()
    {
        Played played;
        played.document.setPlayhead(zero + 100);
        Playback& playback = *played.document.playback();
        QTRY_COMPARE(played.last(), ObjectRef(played.first));
        playback.setSpeed({.unit = PlaySpeed::Unit::TimesReal, .value = 2});
        playback.play();
        playback.advance(30);
        QCOMPARE(played.at(), 160);
        playback.advance(20); // to the wait, with which nothing works
        QCOMPARE(played.at(), 200);
        playback.advance(200);
        QCOMPARE(played.at(), 600);
        playback.advance(50); // a quarter of a second of it was enough
        QCOMPARE(played.at(), 5'200);
        playback.advance(60'000);
        QCOMPARE(played.at(), 6'000);
        QVERIFY(!playback.isPlaying());
    }

    void aStepStopsPlaying()
    {
        Played played;
        QVERIFY(played.stepTo(1, 0));
        Playback& playback = *played.document.playback();
        QSignalSpy playing(&playback, &Playback::playingChanged);
        playback.toggle();
        QVERIFY(playback.isPlaying());
        played.document.stepPlayhead(1);
        QVERIFY(!playback.isPlaying());
        QCOMPARE(playing.count(), 2);
        playback.toggle();
        playback.stop();
        QVERIFY(!playback.isPlaying());
        QVERIFY(!played.document.playhead());
        playback.advance(1'000);
        QVERIFY(!played.document.playhead());
    }

    void playingBeginsAsSoonAsTheMomentsAreThere()
    {
        Played played;
        played.document.playback()->play();
        QVERIFY(played.document.playback()->isPlaying());
        QTRY_VERIFY(played.document.playhead().has_value());
    }

    void aRolloutThatGrowsKeepsThePlayhead()
    {
        Played played;
        QVERIFY(played.stepTo(1, 0));
        QVERIFY(played.stepTo(3, 200));
        const Playhead before = *played.document.playhead();
        const ToolIndex later = played.builder.tool(played.root, ToolKindName::ExecCommand, 5'500, 7'000);
        played.document.setTrace(played.builder.publish());
        QCOMPARE(*played.document.playhead(), before);
        played.document.stepPlayhead(99);
        QTRY_COMPARE(played.at(), 6'000); // by the moments that are there
        QTRY_VERIFY([&] {
            played.document.stepPlayhead(1);
            return played.at() == 7'000 && played.last() == ObjectRef(later);
        }());
    }

    void anotherRolloutHasNoPlayhead()
    {
        Played played;
        QVERIFY(played.stepTo(1, 0));
        TraceBuilder other;
        other.trace.traceId = "trace-2";
        other.thread("/root", 0, 10);
        played.document.setTrace(other.publish());
        QVERIFY(!played.document.playhead());
        QVERIFY(played.stepTo(2, 10));
    }
};

QTEST_GUILESS_MAIN(PlaybackTest)
#include "playback_test.moc"
