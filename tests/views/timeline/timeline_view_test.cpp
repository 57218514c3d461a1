// The timeline as a person uses it: real mouse, wheel and key events.
#include "tests/views/timeline/shown_timeline.h"

#include <QMenu>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>

#include <cmath>

using namespace rolloutscope;
using rolloutscope::test::manyAgents;
using rolloutscope::test::Shown;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

class TimelineViewTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhatToDoWithoutATrace();
    void anEmptyTraceSaysSo();
    void fitsWhenATraceComes();

    void wheelZoomsAtTheCursor();
    void shiftWheelAndSidewaysWheelPan();
    void wheelOverTheHeadersScrolls();
    void dragPansBothWays();
    void clickSelects();
    void aDragIsNoClick();
    void doubleClickZoomsToTheSpan();
    void headerClickSelectsAndFolds();
    void headerEdgeResizes();
    void overviewFrameMovesAndResizes();
    void hoverExplains();

    void keysZoomAndPan();
    void heldKeysGoOnUntilReleased();
    void arrowKeysWalk();
    void parentAndEscape();
    void fitAndZoomToSelection();

    void revealScrollsZoomsAndUnfolds();
    void selectionElsewhereIsFollowedWithoutMoving();
    void visibleTimeGoesBothWays();
    void aReloadKeepsTheView();
    void largeTracesArePreparedAside();

    void actionsHaveTextsAndToolTips();
    void allArrowsAction();
    void paintsInLightAndDark();
    void isAccessible();
};

void TimelineViewTest::saysWhatToDoWithoutATrace()
{
    Shown shown;
    QVERIFY(shown.canvas.model() == nullptr);
    QVERIFY2(shown.canvas.message().contains(QStringLiteral("Open a bundle")), qPrintable(shown.canvas.message()));
    // Nothing of it reacts.
    shown.wheel({500, 200}, {0, 120});
    QTest::keyClick(&shown.canvas, Qt::Key_Right);
    QTest::keyClick(&shown.canvas, Qt::Key_F);
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, {500, 200});
    QVERIFY(!shown.document.selection().valid());
}

void TimelineViewTest::anEmptyTraceSaysSo()
{
    Shown shown(TraceBuilder().publish());
    QVERIFY(shown.canvas.model() != nullptr);
    QVERIFY2(shown.canvas.message().contains(QStringLiteral("no agents")), qPrintable(shown.canvas.message()));
    QTest::keyClick(&shown.canvas, Qt::Key_Right);
    QTest::keyClick(&shown.canvas, Qt::Key_Z);
    QTest::keyClick(&shown.canvas, Qt::Key_C);
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, {20, 100});
    QVERIFY(!shown.document.selection().valid());
    shown.document.setTrace(SmallRollout().builder.publish());
    QVERIFY(shown.canvas.message().isEmpty());
}

void TimelineViewTest::fitsWhenATraceComes()
{
    Shown shown(SmallRollout().builder.publish());
    const Stretch seen = shown.canvas.viewport().visible();
    QVERIFY(seen.begin < 0 && seen.begin > -3000);
    QVERIFY(seen.end > 100'000 && seen.end < 103'000);
    QCOMPARE(shown.document.visibleTime().begin, static_cast<double>(TraceBuilder::zero) + seen.begin);
}

void TimelineViewTest::wheelZoomsAtTheCursor()
{
    Shown shown(SmallRollout().builder.publish());
    const QPoint at = shown.canvas.regions().tracks.topLeft() + QPoint(300, 50);
    const double time = shown.canvas.viewport().scale().timeAt(300);
    const double before = shown.canvas.viewport().scale().msPerPixel;
    shown.wheel(at, {0, 240});
    QVERIFY(shown.canvas.viewport().scale().msPerPixel < before / 1.3);
    QVERIFY(std::abs(shown.canvas.viewport().scale().pixelAt(time) - 300) < 0.01);
    shown.wheel(at, {0, -240}, Qt::ControlModifier);
    QVERIFY(std::abs(shown.canvas.viewport().scale().msPerPixel - before) < 1e-6);
}

void TimelineViewTest::shiftWheelAndSidewaysWheelPan()
{
    Shown shown(SmallRollout().builder.publish());
    shown.canvas.zoomBy(8);
    const QPoint at = shown.canvas.regions().tracks.center();
    const TimeScale before = shown.canvas.viewport().scale();
    shown.wheel(at, {0, -120}, Qt::ShiftModifier);
    QCOMPARE(shown.canvas.viewport().scale().msPerPixel, before.msPerPixel);
    QVERIFY(shown.canvas.viewport().scale().origin > before.origin);
    shown.wheel(at, {120, 0});
    QVERIFY(std::abs(shown.canvas.viewport().scale().origin - before.origin) < 1e-6);
}

void TimelineViewTest::wheelOverTheHeadersScrolls()
{
    Shown shown(manyAgents(100));
    auto* bar = shown.view.findChild<QScrollBar*>();
    QVERIFY(bar->maximum() > 1000);
    const TimeScale before = shown.canvas.viewport().scale();
    shown.wheel({50, 200}, {0, -120});
    QVERIFY(shown.canvas.viewport().scrollY() > 0);
    QCOMPARE(bar->value(), shown.canvas.viewport().scrollY());
    QCOMPARE(shown.canvas.viewport().scale(), before);
    bar->setValue(777);
    QCOMPARE(shown.canvas.viewport().scrollY(), 777);
}

void TimelineViewTest::dragPansBothWays()
{
    Shown shown(manyAgents(100));
    shown.canvas.zoomBy(4);
    shown.canvas.scrollTo(500);
    const TimeScale before = shown.canvas.viewport().scale();
    const QPoint from = shown.canvas.regions().tracks.center();
    shown.drag(from, from + QPoint(-60, -40));
    QVERIFY(std::abs(shown.canvas.viewport().scale().origin - before.origin - 60 * before.msPerPixel) < 1e-3);
    QCOMPARE(shown.canvas.viewport().scrollY(), 540);
}

void TimelineViewTest::clickSelects()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    for (const ObjectRef object : {ObjectRef(rollout.command), ObjectRef(rollout.first), ObjectRef(rollout.wait)}) {
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, shown.centreOf(object));
        QCOMPARE(shown.document.selection(), object);
    }
    const QPoint mark = shown.canvas.regions().tracks.topLeft() +
                        QPoint(static_cast<int>(shown.canvas.viewport().scale().pixelAt(80'000)), 8);
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, mark);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.compaction));
    // Where nothing is, nothing is selected.
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, shown.canvas.regions().tracks.bottomRight() - QPoint(50, 20));
    QVERIFY(!shown.document.selection().valid());
}

void TimelineViewTest::aDragIsNoClick()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    const QPoint from = shown.centreOf(rollout.first);
    shown.drag(from, from + QPoint(80, 0));
    QVERIFY(!shown.document.selection().valid());
}

void TimelineViewTest::doubleClickZoomsToTheSpan()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    QTest::mouseDClick(&shown.canvas, Qt::LeftButton, {}, shown.centreOf(rollout.command));
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.command));
    const Stretch seen = shown.canvas.viewport().visible();
    QVERIFY(seen.begin < 11'000 && seen.end > 20'000);
    QVERIFY(seen.length() < 15'000);
}

void TimelineViewTest::headerClickSelectsAndFolds()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    const int secondTrack = shown.canvas.regions().headers.top() + shown.canvas.trackLayout().track(1).top + 13;
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, {70, secondTrack});
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.child));
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, {12, secondTrack});
    QVERIFY(shown.canvas.trackLayout().collapsed(1));
    QVERIFY(!shown.canvas.trackLayout().collapsed(0));
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, {12, secondTrack});
    QVERIFY(!shown.canvas.trackLayout().collapsed(1));
    QTest::keyClick(&shown.canvas, Qt::Key_C, Qt::ShiftModifier);
    QVERIFY(!shown.canvas.trackLayout().anyExpanded());
    QTest::keyClick(&shown.canvas, Qt::Key_X, Qt::ShiftModifier);
    QVERIFY(!shown.canvas.trackLayout().anyCollapsed());
}

void TimelineViewTest::headerEdgeResizes()
{
    Shown shown(SmallRollout().builder.publish());
    const int edge = shown.canvas.regions().headers.right();
    QCOMPARE(edge, metrics::trackHeader - 1);
    shown.drag({edge, 200}, {edge + 70, 200});
    QCOMPARE(shown.canvas.regions().headers.width(), metrics::trackHeader + 70);
    shown.drag({edge + 70, 200}, {5, 200});
    QCOMPARE(shown.canvas.regions().headers.width(), TimelineRegions::leastHeader);
    // Everything still fits.
    QVERIFY(shown.canvas.viewport().fitsAll());
}

void TimelineViewTest::overviewFrameMovesAndResizes()
{
    Shown shown(SmallRollout().builder.publish());
    shown.canvas.showTime({20'000, 40'000});
    const QRect strip = shown.canvas.regions().overview;
    const auto at = [&](double time) {
        return QPoint(strip.left() + static_cast<int>(time / 100'000 * strip.width()), strip.center().y());
    };
    shown.drag(at(30'000), at(60'000));
    Stretch seen = shown.canvas.viewport().visible();
    QVERIFY(std::abs(seen.begin - 50'000) < 500);
    QVERIFY(std::abs(seen.length() - 20'000) < 1);

    shown.drag(at(70'000), at(90'000)); // the right edge
    seen = shown.canvas.viewport().visible();
    QVERIFY(std::abs(seen.begin - 50'000) < 500);
    QVERIFY(std::abs(seen.end - 90'000) < 500);

    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, at(20'000)); // beside the frame
    QVERIFY(std::abs(shown.canvas.viewport().visible().centre() - 20'000) < 500);
}

void TimelineViewTest::hoverExplains()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    const QPoint at = shown.centreOf(rollout.command);
    QTest::mouseMove(&shown.canvas, at);
    QTRY_VERIFY(shown.canvas.hoverCard()->isVisible());
    QCOMPARE(shown.canvas.hoverCard()->text().title, QStringLiteral("exec_command"));
    QVERIFY(!shown.canvas.hoverCard()->geometry().contains(at));
    QVERIFY(!shown.view.grab().isNull());

    QTest::mouseMove(&shown.canvas, shown.canvas.regions().axis.center());
    QTRY_VERIFY(shown.canvas.hoverCard()->text().title.contains(QStringLiteral("after start")));
    QTest::mouseMove(&shown.canvas, {70, shown.canvas.regions().headers.top() + 10});
    QTRY_COMPARE(shown.canvas.hoverCard()->text().title, QStringLiteral("/root"));
    QTest::mouseMove(&shown.canvas, shown.canvas.regions().tracks.bottomRight() - QPoint(50, 20));
    QTRY_VERIFY(!shown.canvas.hoverCard()->isVisible());
}

void TimelineViewTest::keysZoomAndPan()
{
    Shown shown(SmallRollout().builder.publish());
    const double fit = shown.canvas.viewport().scale().msPerPixel;
    QTest::keyClick(&shown.canvas, Qt::Key_W);
    QVERIFY(shown.canvas.viewport().scale().msPerPixel < fit);
    QTest::keyClick(&shown.canvas, Qt::Key_S);
    QVERIFY(std::abs(shown.canvas.viewport().scale().msPerPixel / fit - 1) < 0.05);
    shown.canvas.zoomBy(4);
    const double origin = shown.canvas.viewport().scale().origin;
    QTest::keyClick(&shown.canvas, Qt::Key_D);
    QVERIFY(shown.canvas.viewport().scale().origin > origin);
    QTest::keyClick(&shown.canvas, Qt::Key_A);
    QTest::keyClick(&shown.canvas, Qt::Key_A);
    QVERIFY(shown.canvas.viewport().scale().origin < origin);
    const double before = shown.canvas.viewport().scale().msPerPixel;
    QTest::keyClick(&shown.canvas, Qt::Key_Plus);
    QVERIFY(shown.canvas.viewport().scale().msPerPixel < before);
}

void TimelineViewTest::heldKeysGoOnUntilReleased()
{
    Shown shown(SmallRollout().builder.publish());
    shown.canvas.zoomBy(16);
    QTest::keyPress(&shown.canvas, Qt::Key_D);
    const double tapped = shown.canvas.viewport().scale().origin;
    QTRY_VERIFY(shown.canvas.viewport().scale().origin > tapped + 20 * shown.canvas.viewport().scale().msPerPixel);
    QTest::keyRelease(&shown.canvas, Qt::Key_D);
    const double released = shown.canvas.viewport().scale().origin;
    QTest::qWait(60);
    QCOMPARE(shown.canvas.viewport().scale().origin, released);
    // Losing the focus lets go of the keys, too.
    QTest::keyPress(&shown.canvas, Qt::Key_D);
    shown.canvas.clearFocus();
    const double unfocused = shown.canvas.viewport().scale().origin;
    QTest::qWait(60);
    QCOMPARE(shown.canvas.viewport().scale().origin, unfocused);
}

void TimelineViewTest::arrowKeysWalk()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    QTest::keyClick(&shown.canvas, Qt::Key_Right);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.first));
    QTest::keyClick(&shown.canvas, Qt::Key_Right);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.second));
    QTest::keyClick(&shown.canvas, Qt::Key_Right);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.second));
    QTest::keyClick(&shown.canvas, Qt::Key_Left);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.first));
    QTest::keyClick(&shown.canvas, Qt::Key_Down);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.spawn));
    QTest::keyClick(&shown.canvas, Qt::Key_Down);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.command));
    QTest::keyClick(&shown.canvas, Qt::Key_Up);
    QTest::keyClick(&shown.canvas, Qt::Key_Up);
    QTest::keyClick(&shown.canvas, Qt::Key_Up);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.turn));
}

void TimelineViewTest::parentAndEscape()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    shown.document.select(rollout.command);
    QTest::keyClick(&shown.canvas, Qt::Key_P);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.first));
    QTest::keyClick(&shown.canvas, Qt::Key_Escape);
    QVERIFY(!shown.document.selection().valid());
}

void TimelineViewTest::fitAndZoomToSelection()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    shown.document.select(rollout.second);
    QTest::keyClick(&shown.canvas, Qt::Key_Z);
    QVERIFY(shown.canvas.viewport().visible().length() < 20'000);
    QVERIFY(shown.inView(rollout.second));
    QTest::keyClick(&shown.canvas, Qt::Key_F);
    QVERIFY(shown.canvas.viewport().fitsAll());
    QVERIFY(shown.canvas.viewport().visible().length() > 100'000);
    // A moment has no length, but a place.
    shown.document.select(rollout.compaction);
    QTest::keyClick(&shown.canvas, Qt::Key_Z);
    QVERIFY(shown.canvas.viewport().visible().contains(80'000));
    QVERIFY(shown.canvas.viewport().visible().length() < 60'000);
}

void TimelineViewTest::revealScrollsZoomsAndUnfolds()
{
    Shown shown(manyAgents(200));
    shown.canvas.setAllCollapsed(true);
    shown.canvas.showTime({90'000, 91'000});
    const InferenceIndex last{199};
    QVERIFY(!shown.inView(last));
    shown.document.reveal(last);
    QVERIFY(shown.inView(last));
    const auto track = shown.canvas.model()->trackOf(shown.canvas.model()->trace().inferenceCalls[last].thread);
    QVERIFY(!shown.canvas.trackLayout().collapsed(*track));
    QVERIFY(shown.canvas.trackLayout().collapsed(0));
    const SpanBox* box = shown.canvas.timelineGeometry().boxOf(shown.canvas.model()->spanOf(last));
    QVERIFY(box->width > 3);

    shown.document.reveal(ThreadIndex{0});
    QCOMPARE(shown.canvas.viewport().scrollY(), 0);
}

void TimelineViewTest::selectionElsewhereIsFollowedWithoutMoving()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    shown.canvas.showTime({0, 5000});
    const TimeScale before = shown.canvas.viewport().scale();
    const QImage plain = shown.view.grab().toImage();
    shown.document.select(rollout.first);
    QCOMPARE(shown.canvas.viewport().scale(), before);
    QVERIFY(shown.view.grab().toImage() != plain); // highlighted
}

void TimelineViewTest::visibleTimeGoesBothWays()
{
    Shown shown(SmallRollout().builder.publish());
    const auto zero = static_cast<double>(TraceBuilder::zero);
    QSignalSpy changes(&shown.document, &TraceDocument::visibleTimeChanged);
    shown.document.setVisibleTime({.begin = zero + 30'000, .end = zero + 40'000});
    QVERIFY(std::abs(shown.canvas.viewport().visible().begin - 30'000) < 1);
    QVERIFY(std::abs(shown.canvas.viewport().visible().end - 40'000) < 1);
    QVERIFY(changes.count() <= 2); // no endless answer
    changes.clear();
    shown.canvas.zoomBy(2);
    QCOMPARE(changes.count(), 1);
    QVERIFY(std::abs(shown.document.visibleTime().length() - 5000) < 1);
}

void TimelineViewTest::aReloadKeepsTheView()
{
    SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    shown.canvas.setAllCollapsed(true);
    shown.canvas.showTime({30'000, 40'000});
    rollout.builder.inference(rollout.child, 101'000, 120'000); // the rollout went on
    shown.document.setTrace(rollout.builder.publish());
    QVERIFY(std::abs(shown.canvas.viewport().visible().begin - 30'000) < 1);
    QVERIFY(std::abs(shown.document.visibleTime().length() - 10'000) < 1);
    QVERIFY(!shown.canvas.trackLayout().anyExpanded());

    TraceBuilder other;
    other.trace.traceId = "another";
    other.thread("/root", 0, 7000);
    shown.document.setTrace(other.publish());
    QVERIFY(shown.canvas.viewport().fitsAll());
    QVERIFY(shown.canvas.viewport().visible().length() < 8000);
    shown.document.setTrace(nullptr);
    QVERIFY(shown.canvas.model() == nullptr);
}

void TimelineViewTest::largeTracesArePreparedAside()
{
    TraceBuilder builder;
    const ThreadIndex thread = builder.thread("/root", 0, 10'000'000);
    for (int i = 0; i < 50'000; ++i)
        builder.tool(thread, ToolKindName::ExecCommand, i * 100, i * 100 + 90);
    const LoadedTracePtr loaded = builder.publish();
    Shown shown;
    shown.document.setTrace(loaded);
    shown.view.waitUntilReady();
    QVERIFY(shown.canvas.model() != nullptr);
    QCOMPARE(shown.canvas.model()->spanCount(), std::size_t{50'000});
    const auto* model = shown.canvas.model().get();
    QTest::qWait(20); // the worker's own signal changes nothing any more
    QCOMPARE(shown.canvas.model().get(), model);
    QVERIFY(shown.canvas.viewport().fitsAll());
    // A small one that comes after a large one wins.
    shown.document.setTrace(loaded);
    shown.document.setTrace(SmallRollout().builder.publish());
    QTest::qWait(100);
    QVERIFY(shown.canvas.model()->spanCount() < 100);
}

void TimelineViewTest::actionsHaveTextsAndToolTips()
{
    Shown shown(SmallRollout().builder.publish());
    const QList<QAction*> actions = shown.view.actions()->actions();
    QVERIFY(actions.size() >= 40);
    QSet<QString> keys;
    for (const QAction* action : actions) {
        QVERIFY(!action->text().isEmpty());
        QVERIFY(!action->statusTip().isEmpty());
        QCOMPARE(action->shortcutContext(), Qt::WidgetWithChildrenShortcut);
        for (const QKeySequence& key : action->shortcuts()) {
            QVERIFY2(!keys.contains(key.toString()), qPrintable(key.toString())); // a key does one thing
            keys.insert(key.toString());
        }
        if (!action->shortcut().isEmpty())
            QVERIFY(action->toolTip().contains(action->shortcut().toString(QKeySequence::NativeText)));
    }
    // Whatever can be done is in the menu, too.
    QMenu menu;
    shown.view.fillMenu(&menu);
    QList<QAction*> inMenu;
    const auto collect = [&](const QMenu* from, auto& self) -> void {
        for (QAction* action : from->actions()) {
            inMenu << action;
            if (action->menu() != nullptr)
                self(action->menu(), self);
        }
    };
    collect(&menu, collect);
    for (QAction* action : actions)
        QVERIFY2(inMenu.contains(action), qPrintable(action->text()));
}

void TimelineViewTest::allArrowsAction()
{
    Shown shown(SmallRollout().builder.publish());
    QVERIFY(shown.canvas.timelineGeometry().arrows.empty());
    QAction* action = shown.action("timeline.allArrows");
    QVERIFY(action != nullptr && action->isCheckable());
    QTest::keyClick(&shown.canvas, Qt::Key_E);
    QVERIFY(action->isChecked());
    QCOMPARE(shown.canvas.timelineGeometry().arrows.size(), 1U);
    action->setChecked(false);
    QVERIFY(shown.canvas.timelineGeometry().arrows.empty());
}

void TimelineViewTest::paintsInLightAndDark()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    const QPoint inside = shown.centreOf(rollout.second) + QPoint(0, -6);
    const QPoint failedEdge = shown.canvas.regions().tracks.topLeft() + [&] {
        const SpanBox* box = shown.canvas.timelineGeometry().boxOf(shown.canvas.model()->spanOf(rollout.command));
        return QPoint(box->x + 1, box->y + box->height / 2);
    }();
    for (const Theme* theme : {&Theme::light(), &Theme::darkTheme()}) {
        shown.view.setPalette(theme->palette());
        const QImage image = shown.canvas.grab().toImage();
        QCOMPARE(image.pixelColor(inside), theme->fill(ColorRole::Inference));
        QCOMPARE(image.pixelColor(failedEdge), theme->failure);
        QCOMPARE(image.pixelColor(shown.canvas.regions().tracks.center() + QPoint(0, 130)), theme->ground);
    }
}

void TimelineViewTest::isAccessible()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    QVERIFY(!shown.canvas.accessibleName().isEmpty());
    QCOMPARE(shown.canvas.focusPolicy(), Qt::StrongFocus);
    shown.document.select(rollout.command);
    QVERIFY(shown.canvas.accessibleDescription().contains(QStringLiteral("exec_command")));
    QVERIFY(shown.canvas.accessibleDescription().contains(QStringLiteral("exit 101")));
    // The focus can be seen when it comes by key.
    shown.canvas.clearFocus();
    const QImage without = shown.canvas.grab().toImage();
    shown.canvas.setFocus(Qt::TabFocusReason);
    QCOMPARE(shown.canvas.grab().toImage().pixelColor(0, 200), Theme::of(shown.canvas.palette()).selection);
    QVERIFY(without.pixelColor(0, 200) != Theme::of(shown.canvas.palette()).selection);
}

QTEST_MAIN(TimelineViewTest)
#include "timeline_view_test.moc"
