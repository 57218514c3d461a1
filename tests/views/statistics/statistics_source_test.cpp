// When the numbers of a stretch are computed, and which of them one gets to see.
#include "tests/views/statistics/busy_background.h"
#include "tests/views/timeline/trace_builder.h"

#include "views/statistics/statistics_source.h"

#include <QSignalSpy>
#include <QTest>

using namespace rolloutscope;
using rolloutscope::test::BusyBackground;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

TimeRange seconds(double begin, double end)
{
    return {.begin = TraceBuilder::zero + begin * 1'000, .end = TraceBuilder::zero + end * 1'000};
}

struct Source {
    SmallRollout rollout;
    TraceDocument document;
    StatisticsSource source{&document};

    Source()
    {
        rollout.builder.thread("/root/fix_tests/deeper", 30'000, 40'000, rollout.child);
        rollout.builder.inference(ThreadIndex{2}, 31'000, 35'000);
        document.setTrace(rollout.builder.publish());
    }

    [[nodiscard]] bool waitForAnswer()
    {
        return QTest::qWaitFor([&] {
            return source.current() && source.current()->range == document.range() &&
                   source.current()->scope == source.scope();
        });
    }
    [[nodiscard]] std::size_t inferenceCalls() const
    {
        for (const Statistic& row : source.current()->numbers.rows) {
            if (row.name == "inference call")
                return row.count;
        }
        return 0;
    }
};

} // namespace

class StatisticsSourceTest : public QObject {
    Q_OBJECT
private slots:
    void withoutAStretchItIsTheWholeRollout()
    {
        Source s;
        s.source.setActive(true);
        QVERIFY(s.waitForAnswer());
        QCOMPARE(s.source.current()->begin, TraceBuilder::zero);
        QCOMPARE(s.source.current()->end, TraceBuilder::zero + 100'000);
        QCOMPARE(s.inferenceCalls(), std::size_t{4});
        QCOMPARE(s.source.current()->failures, std::size_t{1}); // tool call and terminal operation of one command
    }

    void nothingIsComputedWhileNobodyLooks()
    {
        Source s;
        s.document.setRange(seconds(11, 30));
        s.document.setRange(seconds(11, 31));
        QTest::qWait(150);
        QCOMPARE(s.source.runs(), 0);
        s.source.setActive(true);
        QVERIFY(s.waitForAnswer());
        QCOMPARE(s.source.runs(), 1);
        s.source.setActive(false);
        s.document.setRange(seconds(40, 50));
        s.rollout.builder.inference(s.rollout.root, 90'000, 91'000);
        s.document.setTrace(s.rollout.builder.publish());
        QTest::qWait(150);
        QCOMPARE(s.source.runs(), 1);
        s.source.setActive(true);
        QVERIFY(s.waitForAnswer());
        QCOMPARE(s.source.runs(), 2);
        s.source.setActive(false); // and what is up to date is not computed again
        s.source.setActive(true);
        QTest::qWait(100);
        QCOMPARE(s.source.runs(), 2);
    }

    void aDragIsNotComputedMoveByMove()
    {
        Source s;
        s.source.setActive(true);
        QVERIFY(s.waitForAnswer());
        const int before = s.source.runs();
        for (int move = 0; move < 100; ++move)
            s.document.setRange(seconds(11, 12 + move / 10.0));
        QVERIFY(s.waitForAnswer());
        QCOMPARE(s.source.runs(), before + 1);
    }

    void aStretchThatChangesWhileItIsComputedIsNeverSeen()
    {
        Source s;
        s.source.setActive(true);
        QVERIFY(s.waitForAnswer());
        BusyBackground busy;
        QSignalSpy changes(&s.source, &StatisticsSource::currentChanged);
        const int before = s.source.runs();
        s.document.setRange(seconds(11, 30));
        QTRY_COMPARE(s.source.runs(), before + 1); // waits for a thread
        s.document.setRange(seconds(50, 60));
        QTRY_COMPARE(s.source.runs(), before + 2);
        QVERIFY(!s.source.current()->range); // the old numbers are still there
        busy.release();
        QVERIFY(s.waitForAnswer());
        QTest::qWait(50);
        QCOMPARE(changes.size(), 1);
        QCOMPARE(*s.source.current()->range, seconds(50, 60));
        QCOMPARE(s.inferenceCalls(), std::size_t{1});
    }

    void oldNumbersLookOldAfterAWhile()
    {
        Source s;
        s.source.setActive(true);
        QVERIFY(s.waitForAnswer());
        BusyBackground busy;
        s.document.setRange(seconds(11, 30));
        QVERIFY(!s.source.isStale());
        QTRY_VERIFY(s.source.isStale());
        busy.release();
        QTRY_VERIFY(!s.source.isStale());
        QVERIFY(s.source.current()->range);
    }

    void aGrowingRolloutIsCountedOnceASecond()
    {
        Source s;
        s.source.setActive(true);
        QVERIFY(s.waitForAnswer());
        const int before = s.source.runs();
        QElapsedTimer clock;
        clock.start();
        for (int step = 0; step < 20; ++step) {
            s.rollout.builder.inference(s.rollout.root, 100'000 + step, 100'001 + step);
            s.document.setTrace(s.rollout.builder.publish());
            QTest::qWait(5);
        }
        const auto seconds = static_cast<int>(clock.elapsed() / 1'000);
        QVERIFY(s.source.runs() <= before + 1 + seconds);
        QVERIFY(!s.source.isStale()); // nobody asked for anything else
        QTRY_COMPARE(s.inferenceCalls(), std::size_t{24});
    }

    void anotherRolloutBeginsAnew()
    {
        Source s;
        s.source.setActive(true);
        s.document.select(s.rollout.child);
        s.source.setScope(StatisticsScope::OneAgent);
        QVERIFY(s.waitForAnswer());
        SmallRollout other;
        other.builder.trace.traceId = "trace-2";
        s.document.setTrace(other.builder.publish());
        QVERIFY(!s.source.current());
        QCOMPARE(s.source.scope(), StatisticsScope::AllAgents);
        QVERIFY(!s.source.agent());
        QVERIFY(s.waitForAnswer());
        QCOMPARE(s.inferenceCalls(), std::size_t{3});
    }

    void onlyTheWorkOfTheSelectionsAgentCounts()
    {
        Source s;
        s.source.setActive(true);
        s.source.setScope(StatisticsScope::OneAgent);
        QCOMPARE(s.source.scope(), StatisticsScope::AllAgents); // there is no agent yet
        s.document.select(InferenceIndex{2});                   // of the child
        QCOMPARE(s.source.agent(), s.rollout.child);
        s.source.setScope(StatisticsScope::OneAgent);
        QVERIFY(s.waitForAnswer());
        QCOMPARE(s.inferenceCalls(), std::size_t{1});
        s.source.setScope(StatisticsScope::AgentAndBelow);
        QVERIFY(s.waitForAnswer());
        QCOMPARE(s.inferenceCalls(), std::size_t{2});

        s.source.select(InferenceIndex{3}); // picked from the list: the list stays
        QCOMPARE(s.document.selection(), ObjectRef(InferenceIndex{3}));
        QCOMPARE(s.source.agent(), s.rollout.child);
        s.document.clearSelection();
        QCOMPARE(s.source.agent(), s.rollout.child);
        s.document.select(s.rollout.root);
        QTRY_COMPARE(s.inferenceCalls(), std::size_t{4});
    }

    void absurdStretchesAreDefined()
    {
        Source s;
        s.source.setActive(true);
        s.document.setRange(TimeRange{.begin = -1e300, .end = 1e300});
        QVERIFY(s.waitForAnswer());
        QCOMPARE(s.inferenceCalls(), std::size_t{4});
    }
};

QTEST_MAIN(StatisticsSourceTest)

#include "statistics_source_test.moc"
