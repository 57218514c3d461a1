// The timeline without a mouse.
#include "tests/views/timeline/shown_timeline.h"
#include "views/actions/action_registry.h"

#include <QAction>
#include <QLineEdit>
#include <QSignalSpy>

using namespace rolloutscope;
using rolloutscope::test::manyAgents;
using rolloutscope::test::Shown;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

class TimelineKeyboardTest : public QObject {
    Q_OBJECT
private slots:
    void aRangeBeginsWhereItIsTold();
    void aRangeGrowsAndShrinksAtItsHead();
    void aRangePassesItsAnchor();
    void aRangeOfTheMouseGrowsAtTheEndOfTheStep();
    void aRangeStaysInTheContent();

    void tabLeadsIn();
    void theFirstArrowSelects();
    void theFirstArrowSelectsAlsoBelowAnIdleAgent();
    void shiftAndArrowsSelectTimeFromTheSelectionOn();
    void shiftAndArrowsSelectTimeFromTheMiddleOn();
    void steppingBackSelectsNothing();
    void theHeadOfTheRangeStaysInSight();
    void menuKeysAskForTheMenu();
    void lettersDoWhatTheirActionsSay();
};

void TimelineKeyboardTest::aRangeBeginsWhereItIsTold()
{
    const KeyRange later = steppedRange({}, {}, 30, 10, {0, 100});
    QCOMPARE(later.stretch(), (Stretch{30, 40}));
    const KeyRange earlier = steppedRange({}, {}, 30, -10, {0, 100});
    QCOMPARE(earlier.stretch(), (Stretch{20, 30}));
}

void TimelineKeyboardTest::aRangeGrowsAndShrinksAtItsHead()
{
    KeyRange range = steppedRange({}, {}, 30, 10, {0, 100});
    range = steppedRange(range, range.stretch(), 99, 10, {0, 100});
    QCOMPARE(range.stretch(), (Stretch{30, 50}));
    range = steppedRange(range, range.stretch(), 99, -10, {0, 100});
    QCOMPARE(range.stretch(), (Stretch{30, 40}));
    QVERIFY(!range.empty(10));
    QVERIFY(steppedRange(range, range.stretch(), 99, -10, {0, 100}).empty(10));
}

void TimelineKeyboardTest::aRangePassesItsAnchor()
{
    KeyRange range = steppedRange({}, {}, 30, 10, {0, 100});
    range = steppedRange(range, range.stretch(), 99, -25, {0, 100});
    QCOMPARE(range.stretch(), (Stretch{15, 30}));
}

void TimelineKeyboardTest::aRangeOfTheMouseGrowsAtTheEndOfTheStep()
{
    const KeyRange old{30, 40};
    QCOMPARE(steppedRange(old, Stretch{50, 70}, 0, 10, {0, 100}).stretch(), (Stretch{50, 80}));
    QCOMPARE(steppedRange(old, Stretch{50, 70}, 0, -10, {0, 100}).stretch(), (Stretch{40, 70}));
}

void TimelineKeyboardTest::aRangeStaysInTheContent()
{
    QCOMPARE(steppedRange({}, {}, 95, 10, {0, 100}).stretch(), (Stretch{95, 100}));
    QCOMPARE(steppedRange({}, {}, -50, -10, {0, 100}).stretch(), (Stretch{0, 0}));
}

void TimelineKeyboardTest::tabLeadsIn()
{
    Shown shown(SmallRollout().builder.publish());
    shown.canvas.clearFocus();
    for (int i = 0; i < 40 && !shown.canvas.hasFocus(); ++i)
        QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : &shown.view,
                        Qt::Key_Tab);
    QVERIFY(shown.canvas.hasFocus());
    QTest::keyClick(&shown.canvas, Qt::Key_Tab);
    QVERIFY(!shown.canvas.hasFocus());
}

void TimelineKeyboardTest::theFirstArrowSelects()
{
    const SmallRollout rollout;
    for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down}) {
        Shown shown(rollout.builder.publish());
        QVERIFY(!shown.document.selection().valid());
        QTest::keyClick(&shown.canvas, key);
        QCOMPARE(shown.document.selection(), ObjectRef(rollout.first));
    }
}

void TimelineKeyboardTest::theFirstArrowSelectsAlsoBelowAnIdleAgent()
{
    TraceBuilder builder;
    const ThreadIndex idle = builder.thread("/idle", 0, 10'000);
    const ThreadIndex busy = builder.thread("/idle/busy", 0, 10'000, idle);
    const InferenceIndex call = builder.inference(busy, 1'000, 2'000);
    Shown shown(builder.publish());
    QTest::keyClick(&shown.canvas, Qt::Key_Right);
    QCOMPARE(shown.document.selection(), ObjectRef(call));
}

void TimelineKeyboardTest::shiftAndArrowsSelectTimeFromTheSelectionOn()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    shown.document.select(rollout.second); // 50 … 60 s
    const double step = shown.canvas.viewport().visible().length() / 10;
    QTest::keyClick(&shown.canvas, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&shown.canvas, Qt::Key_Right, Qt::ShiftModifier);
    const auto range = shown.document.range();
    QVERIFY(range);
    QCOMPARE(range->begin, static_cast<double>(TraceBuilder::zero + 50'000));
    QCOMPARE(std::round(range->length()), std::round(2 * step));
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.second));
}

void TimelineKeyboardTest::shiftAndArrowsSelectTimeFromTheMiddleOn()
{
    Shown shown(SmallRollout().builder.publish());
    const Stretch seen = shown.canvas.viewport().visible();
    QTest::keyClick(&shown.canvas, Qt::Key_Left, Qt::ShiftModifier);
    const auto range = shown.document.range();
    QVERIFY(range);
    QCOMPARE(std::round(range->end - TraceBuilder::zero), std::round(seen.centre()));
    QCOMPARE(std::round(range->length()), std::round(seen.length() / 10));
}

void TimelineKeyboardTest::steppingBackSelectsNothing()
{
    Shown shown(SmallRollout().builder.publish());
    QTest::keyClick(&shown.canvas, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(shown.document.range());
    QTest::keyClick(&shown.canvas, Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(!shown.document.range());
}

void TimelineKeyboardTest::theHeadOfTheRangeStaysInSight()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    shown.canvas.showTime({20'000, 30'000});
    for (int i = 0; i < 12; ++i)
        QTest::keyClick(&shown.canvas, Qt::Key_Right, Qt::ShiftModifier);
    const double head = shown.document.range()->end - TraceBuilder::zero;
    QVERIFY(head > 30'000);
    QVERIFY(shown.canvas.viewport().visible().contains(head));
}

void TimelineKeyboardTest::menuKeysAskForTheMenu()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    shown.document.select(rollout.command);
    QSignalSpy asked(&shown.canvas, &TimelineCanvas::menuRequested);
    QTest::keyClick(&shown.canvas, Qt::Key_Menu);
    QTest::keyClick(&shown.canvas, Qt::Key_F10, Qt::ShiftModifier);
    QCOMPARE(asked.count(), 2);
    for (const QList<QVariant>& call : asked) {
        QCOMPARE(call.at(0).value<ObjectRef>(), ObjectRef(rollout.command));
        QVERIFY(QRect(shown.canvas.mapToGlobal(QPoint()), shown.canvas.size()).contains(call.at(2).toPoint()));
    }
}

void TimelineKeyboardTest::lettersDoWhatTheirActionsSay()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    shown.document.select(rollout.spawn);
    QTest::keyClick(&shown.canvas, Qt::Key_BracketRight); // to the message, and on to the agent
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.spawned));
    QTest::keyClick(&shown.canvas, Qt::Key_BracketRight);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.child));
    QTest::keyClick(&shown.canvas, Qt::Key_BracketLeft);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.spawned));

    shown.document.select(rollout.command);
    QTest::keyClick(&shown.canvas, Qt::Key_P);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.first));
    QTest::keyClick(&shown.canvas, Qt::Key_P);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.turn));
    QTest::keyClick(&shown.canvas, Qt::Key_P);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.root));

    QTest::keyClick(&shown.canvas, Qt::Key_C);
    QVERIFY(shown.canvas.trackLayout().collapsed(0));
    QTest::keyClick(&shown.canvas, Qt::Key_C);
    QVERIFY(!shown.canvas.trackLayout().collapsed(0));
    QTest::keyClick(&shown.canvas, Qt::Key_Right); // and from the agent back to its spans
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.first));

    const double before = shown.canvas.viewport().visible().length();
    QTest::keyClick(&shown.canvas, Qt::Key_Return);
    QVERIFY(shown.canvas.viewport().visible().length() < before);
}

QTEST_MAIN(TimelineKeyboardTest)
#include "timeline_keyboard_test.moc"
