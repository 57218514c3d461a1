// Working with the timeline: ranges, history, arranging agents, finding, bookmarks, looks. Real mouse and key events.
#include "tests/views/timeline/shown_timeline.h"
#include "views/bookmarks/bookmark_store.h"
#include "views/bookmarks/note_editor.h"
#include "views/document/find_search.h"
#include "views/find/find_bar.h"
#include "views/timeline/legend_bar.h"

#include <QContextMenuEvent>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>

#include <cmath>

using namespace rolloutscope;
using rolloutscope::test::manyAgents;
using rolloutscope::test::Shown;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

QPoint inTracks(const Shown& shown, int x, int y)
{
    return shown.canvas.regions().tracks.topLeft() + QPoint(x, y);
}

/// A place that is no object's.
QPoint emptyPlace(const Shown& shown)
{
    return shown.canvas.regions().tracks.bottomLeft() + QPoint(400, -10);
}

bool near(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance;
}

} // namespace

class TimelineUseTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { qputenv("XDG_DATA_HOME", folder_.path().toUtf8()); }

    void shiftDragSelectsAStretch();
    void escapeGoesBackStepByStep();
    void enterZoomsToTheStretch();
    void backAndForwardRestoreWhereOneLooked();
    void aDragIsOneStep();
    void growthIsNoStep();

    void agentsAreFilteredFromTheCorner();
    void hidingPinningAndSorting();
    void draggingAHeaderMovesTheAgent();
    void onlyWhatOverlapsTheSelection();
    void revealShowsWhatIsHidden();

    void theWheelCanScroll();
    void theRightButtonAsksForAMenu();
    void hitsAreMarkedAndTheRestStepsBack();
    void bookmarksAreFlags();
    void theLegendHidesSpans();
    void idleTimeFoldsAndTheTimeStays();
    void theAxisShowsClocks();
    void countersAndFoldedTracksShowWhatIsKnown();
    void frameTimesAreShownWhenAsked();
    void settingsAreKept();
    void waitsAreLinkedToTheResult();

private:
    QTemporaryDir folder_;
};

void TimelineUseTest::shiftDragSelectsAStretch()
{
    Shown shown(SmallRollout().builder.publish());
    QSignalSpy changed(&shown.document, &TraceDocument::rangeChanged);
    const TimeScale scale = shown.canvas.viewport().scale();
    shown.drag(inTracks(shown, 300, 20), inTracks(shown, 500, 60), Qt::ShiftModifier);
    QVERIFY(changed.count() >= 1);
    QCOMPARE(shown.canvas.viewport().scale(), scale); // nothing moved
    const auto range = shown.document.range();
    QVERIFY(range.has_value());
    const auto zero = static_cast<double>(TraceBuilder::zero);
    QVERIFY(near(range->begin - zero, scale.timeAt(300), scale.msPerPixel));
    QVERIFY(near(range->end - zero, scale.timeAt(500), scale.msPerPixel));
    QVERIFY(!shown.document.selection().valid()); // a drag is no click
    // Backwards it is the same stretch; a click elsewhere leaves it.
    shown.drag(inTracks(shown, 500, 20), inTracks(shown, 300, 20), Qt::ShiftModifier);
    QVERIFY(near(shown.document.range()->begin, range->begin, 2 * scale.msPerPixel));
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, emptyPlace(shown));
    QVERIFY(shown.document.range().has_value());
}

void TimelineUseTest::escapeGoesBackStepByStep()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    shown.document.setTrackFilter(QStringLiteral("root"));
    shown.document.select(rollout.command);
    shown.document.setRange(TimeRange{TraceBuilder::zero + 1'000.0, TraceBuilder::zero + 2'000.0});
    QTest::keyClick(&shown.canvas, Qt::Key_Escape);
    QVERIFY(!shown.document.range() && shown.document.selection().valid());
    QTest::keyClick(&shown.canvas, Qt::Key_Escape);
    QVERIFY(!shown.document.selection().valid() && !shown.document.trackFilter().isEmpty());
    QTest::keyClick(&shown.canvas, Qt::Key_Escape);
    QVERIFY(shown.document.trackFilter().isEmpty());
}

void TimelineUseTest::enterZoomsToTheStretch()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    shown.document.setRange(TimeRange{TraceBuilder::zero + 20'000.0, TraceBuilder::zero + 30'000.0});
    QTest::keyClick(&shown.canvas, Qt::Key_Return);
    const Stretch seen = shown.canvas.viewport().visible();
    QVERIFY(seen.begin > 15'000 && seen.begin < 20'000 && seen.end > 30'000 && seen.end < 35'000);
}

void TimelineUseTest::backAndForwardRestoreWhereOneLooked()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    QVERIFY(!shown.document.canGoBack());
    const TimeRange all = shown.document.visibleTime();
    shown.canvas.showTime({10'000, 20'000});
    const TimeRange first = shown.document.visibleTime();
    QTRY_VERIFY(shown.document.canGoBack());
    QTest::qWait(800); // at rest
    shown.canvas.showTime({50'000, 60'000});
    shown.document.setTrackFilter(QStringLiteral("fix"));
    QTest::qWait(800);
    shown.document.select(rollout.second);
    QCoreApplication::processEvents();

    shown.document.goBack();
    QVERIFY(!shown.document.selection().valid());
    QVERIFY(near(shown.canvas.viewport().visible().begin, 50'000, 5));
    QCOMPARE(shown.document.trackFilter(), QStringLiteral("fix"));
    QCoreApplication::processEvents();
    shown.document.goBack();
    QVERIFY(near(shown.document.visibleTime().begin, first.begin, 5));
    QVERIFY(shown.document.trackFilter().isEmpty());
    QCoreApplication::processEvents();
    shown.document.goBack();
    QVERIFY(near(shown.document.visibleTime().end, all.end, 50));
    QVERIFY(!shown.document.canGoBack());
    QCoreApplication::processEvents();
    for (int step = 0; step < 3; ++step) {
        QVERIFY(shown.document.canGoForward());
        shown.document.goForward();
        QCoreApplication::processEvents();
    }
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.second));
    QVERIFY(!shown.document.canGoForward());
}

void TimelineUseTest::aDragIsOneStep()
{
    Shown shown(manyAgents(100));
    shown.canvas.zoomBy(8);
    QTest::qWait(800);
    const int before = shown.canvas.viewport().scrollY();
    const double origin = shown.canvas.viewport().scale().origin;
    for (int i = 0; i < 5; ++i)
        shown.drag(inTracks(shown, 300, 250), inTracks(shown, 280, 150));
    QVERIFY(shown.canvas.viewport().scrollY() > before + 300);
    QTest::qWait(800);
    shown.document.goBack(); // all five belong together
    QVERIFY(near(shown.canvas.viewport().scrollY(), before, 10));
    QVERIFY(near(shown.canvas.viewport().scale().origin, origin, shown.canvas.viewport().scale().msPerPixel * 2));
}

void TimelineUseTest::growthIsNoStep()
{
    SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    for (int i = 0; i < 3; ++i) {
        rollout.builder.inference(rollout.child, 101'000 + i * 30'000, 120'000 + i * 30'000);
        shown.document.setTrace(rollout.builder.publish());
        QTest::qWait(750);
    }
    QVERIFY(shown.document.visibleTime().end > TraceBuilder::zero + 170'000.0); // the end stayed in sight
    QVERIFY(!shown.document.canGoBack());
}

void TimelineUseTest::agentsAreFilteredFromTheCorner()
{
    Shown shown(manyAgents(30));
    auto* filter = shown.view.findChild<QLineEdit*>(QStringLiteral("trackFilter"));
    QVERIFY(filter != nullptr && filter->isVisible());
    QTest::keyClick(&shown.canvas, Qt::Key_Slash);
    QTRY_VERIFY(filter->hasFocus());
    QTest::keyClicks(filter, QStringLiteral("agent_7"));
    QCOMPARE(shown.canvas.trackLayout().rowCount(), 2U); // and its parent
    filter->clear();
    QCOMPARE(shown.canvas.trackLayout().rowCount(), 31U);
}

void TimelineUseTest::hidingPinningAndSorting()
{
    Shown shown(manyAgents(30));
    const auto threadOfRow = [&](std::uint32_t row) {
        return shown.canvas.model()->tracks()[shown.canvas.trackLayout().trackAtRow(row)].thread;
    };
    shown.document.select(ThreadIndex{20});
    QTest::keyClick(&shown.canvas, Qt::Key_T);
    QCOMPARE(threadOfRow(0), ThreadIndex{20});
    shown.canvas.scrollTo(500);
    const QPoint stuck(60, shown.canvas.regions().headers.top() + 10);
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, stuck);
    QCOMPARE(shown.document.selection(), ObjectRef(ThreadIndex{20})); // still in sight
    QTest::keyClick(&shown.canvas, Qt::Key_T);
    QCOMPARE(threadOfRow(0), ThreadIndex{0});

    QTest::keyClick(&shown.canvas, Qt::Key_H);
    QCOMPARE(shown.canvas.trackLayout().rowCount(), 30U);
    QVERIFY(shown.action("timeline.showAllAgents")->isEnabled());
    QTest::keyClick(&shown.canvas, Qt::Key_H, Qt::ShiftModifier);
    QCOMPARE(shown.canvas.trackLayout().rowCount(), 31U);
    QVERIFY(!shown.action("timeline.showAllAgents")->isEnabled());

    shown.action("timeline.sortByDuration")->trigger();
    QCOMPARE(threadOfRow(1), ThreadIndex{1}); // began first, all end together
    shown.action("timeline.sortByTokens")->trigger();
    QVERIFY(shown.action("timeline.sortByTokens")->isChecked());
}

void TimelineUseTest::draggingAHeaderMovesTheAgent()
{
    Shown shown(manyAgents(4));
    const auto headerOf = [&](std::uint32_t track) {
        const Row row = shown.canvas.trackLayout().inView(track, shown.canvas.viewport().scrollY());
        return QPoint(80, shown.canvas.regions().headers.top() + row.middle());
    };
    const std::uint32_t last = 4;
    shown.drag(headerOf(last), headerOf(1) - QPoint(0, 15));
    QCOMPARE(shown.canvas.trackLayout().rowOf(last), 1U);
    QVERIFY(shown.action("timeline.sortManually")->isChecked());
    // Escape lets go.
    QTest::mousePress(&shown.canvas, Qt::LeftButton, {}, headerOf(last));
    QTest::mouseMove(&shown.canvas, headerOf(2) + QPoint(0, 15));
    QTest::keyClick(&shown.canvas, Qt::Key_Escape);
    QTest::mouseRelease(&shown.canvas, Qt::LeftButton, {}, headerOf(2) + QPoint(0, 15));
    QCOMPARE(shown.canvas.trackLayout().rowOf(last), 1U);
}

void TimelineUseTest::onlyWhatOverlapsTheSelection()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    QVERIFY(!shown.action("timeline.onlyOverlapping")->isEnabled());
    shown.document.select(rollout.first); // ends before the child begins
    QTest::keyClick(&shown.canvas, Qt::Key_O);
    QCOMPARE(shown.canvas.trackLayout().rowCount(), 1U);
    QTest::keyClick(&shown.canvas, Qt::Key_O);
    QCOMPARE(shown.canvas.trackLayout().rowCount(), 2U);
}

void TimelineUseTest::revealShowsWhatIsHidden()
{
    Shown shown(manyAgents(30));
    shown.document.setTrackFilter(QStringLiteral("agent_3"));
    QVERIFY(shown.canvas.trackLayout().rowCount() < 5);
    shown.document.reveal(InferenceIndex{20});
    QVERIFY(shown.inView(InferenceIndex{20}));
    QVERIFY(shown.document.trackFilter().isEmpty());
}

void TimelineUseTest::theWheelCanScroll()
{
    Shown shown(manyAgents(100));
    const double scale = shown.canvas.viewport().scale().msPerPixel;
    shown.action("timeline.wheelZooms")->setChecked(false);
    shown.wheel(inTracks(shown, 300, 100), {0, -240});
    QVERIFY(shown.canvas.viewport().scrollY() > 0);
    QCOMPARE(shown.canvas.viewport().scale().msPerPixel, scale);
    shown.wheel(inTracks(shown, 300, 100), {0, 120}, Qt::ControlModifier);
    QVERIFY(shown.canvas.viewport().scale().msPerPixel < scale);
}

void TimelineUseTest::theRightButtonAsksForAMenu()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    QSignalSpy asked(&shown.document, &TraceDocument::objectMenuRequested);
    const QPoint at = shown.centreOf(rollout.command);
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, shown.canvas.mapToGlobal(at));
    QApplication::sendEvent(&shown.canvas, &event);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.command));
    QTest::keyClick(&shown.canvas, Qt::Key_Menu);
    QCOMPARE(asked.count(), 2);
}

void TimelineUseTest::hitsAreMarkedAndTheRestStepsBack()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    const QPoint other = shown.centreOf(rollout.first) + QPoint(0, -6);
    const QColor before = shown.canvas.grab().toImage().pixelColor(other);
    shown.view.openFind();
    QVERIFY(shown.view.findBar()->isVisible());
    shown.document.find()->setText(QStringLiteral("is:failed kind:tool"));
    QTRY_VERIFY(!shown.document.find()->isSearching());
    QTRY_COMPARE(shown.document.find()->hits()->hits.size(), std::size_t{1});
    const auto& boxes = shown.canvas.timelineGeometry().boxes;
    for (const SpanBox& box : boxes)
        QCOMPARE(box.hit, box.object == ObjectRef(rollout.command));
    const QPoint moved = shown.centreOf(rollout.first) + QPoint(0, -6); // the bar took some room
    QVERIFY(shown.canvas.grab().toImage().pixelColor(moved) != before);
    shown.document.find()->goToNext();
    QTRY_COMPARE(shown.document.selection(), ObjectRef(rollout.command));
    shown.view.findBar()->dismiss();
    QTRY_VERIFY(!shown.canvas.timelineGeometry().boxes.front().hit);
    QTRY_COMPARE(shown.canvas.grab().toImage().pixelColor(shown.centreOf(rollout.first) + QPoint(0, -6)), before);
}

void TimelineUseTest::bookmarksAreFlags()
{
    SmallRollout rollout;
    rollout.builder.trace.rolloutId = "rollout-of-bookmarks";
    Shown shown(rollout.builder.publish());
    shown.document.select(rollout.command);
    QTest::keyClick(&shown.canvas, Qt::Key_M);
    auto* editor = shown.view.findChild<NoteEditor*>();
    QVERIFY(editor != nullptr);
    QTest::keyClicks(editor->findChild<QWidget*>(QString()) != nullptr ? QApplication::focusWidget() : editor,
                     QStringLiteral("look here"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(shown.document.bookmarks()->bookmarks().size(), std::size_t{1});
    QTRY_COMPARE(shown.document.bookmarks()->bookmarks().front().note, QStringLiteral("look here"));
    // A click on the flag selects what it marks.
    shown.document.clearSelection();
    const TimelineRegions regions = shown.canvas.regions();
    const auto x = static_cast<int>(shown.canvas.viewport().scale().pixelAt(11'000));
    QTest::mouseMove(&shown.canvas, regions.axis.topLeft() + QPoint(x + 4, 6));
    QTRY_VERIFY(shown.canvas.hoverCard()->text().asSentence().contains(QStringLiteral("look here")));
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, regions.axis.topLeft() + QPoint(x + 4, 6));
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.command));
    shown.view.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&shown.view));
    shown.canvas.setFocus();
    QTest::keyClick(&shown.canvas, Qt::Key_M); // again: its note can be edited
    QTRY_VERIFY(shown.view.findChild<NoteEditor*>() != nullptr);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(shown.document.bookmarks()->bookmarks().size(), std::size_t{1});
    // What was marked just now is gone with Escape, and a mark without a note with the same key.
    const auto takesKeys = [&] {
        QTRY_VERIFY(shown.view.findChild<NoteEditor*>() == nullptr);
        shown.view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&shown.view));
        shown.canvas.setFocus();
    };
    takesKeys();
    shown.document.select(rollout.first);
    QTest::keyClick(&shown.canvas, Qt::Key_M);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(shown.document.bookmarks()->bookmarks().size(), std::size_t{1});
    takesKeys();
    QTest::keyClick(&shown.canvas, Qt::Key_M);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(shown.document.bookmarks()->bookmarks().size(), std::size_t{2});
    takesKeys();
    QTest::keyClick(&shown.canvas, Qt::Key_M);
    QCOMPARE(shown.document.bookmarks()->bookmarks().size(), std::size_t{1});
}

void TimelineUseTest::theLegendHidesSpans()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    QTest::mouseClick(shown.view.legend()->buttonOf(static_cast<std::uint8_t>(ColorRole::Inference)), Qt::LeftButton);
    QVERIFY(shown.canvas.model()->spanOf(rollout.first) == noSpan);
    QVERIFY(shown.canvas.model()->spanOf(rollout.command) != noSpan);
    QTest::keyClick(&shown.canvas, Qt::Key_L);
    QVERIFY(!shown.view.legend()->isVisible());
    shown.action("timeline.colorByStatus")->trigger();
    QCOMPARE(shown.canvas.colorMode(), ColorMode::Status);
    QVERIFY(shown.canvas.model()->spanOf(rollout.first) != noSpan); // nothing of it is hidden
}

void TimelineUseTest::idleTimeFoldsAndTheTimeStays()
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 3'600'000);
    const InferenceIndex first = builder.inference(root, 0, 10'000);
    const InferenceIndex last = builder.inference(root, 3'590'000, 3'600'000);
    Shown shown(builder.publish());
    QVERIFY(shown.canvas.timelineGeometry().boxOf(shown.canvas.model()->spanOf(first))->narrow);
    shown.action("timeline.fold1")->trigger();
    QVERIFY(shown.canvas.viewport().fitsAll()); // still everything, and wider
    QVERIFY(shown.canvas.timelineGeometry().boxOf(shown.canvas.model()->spanOf(first))->width > 30);
    QCOMPARE(shown.canvas.timelineGeometry().folds.size(), std::size_t{1});
    const FoldBand fold = shown.canvas.timelineGeometry().folds.front();
    QTest::mouseMove(&shown.canvas, inTracks(shown, fold.x + fold.width / 2, 200));
    QTRY_VERIFY(shown.canvas.hoverCard()->text().title.contains(QStringLiteral("folded")));
    // Where one looked in detail one still looks.
    shown.document.reveal(last);
    shown.canvas.zoomToSelection();
    const TimeRange seen = shown.document.visibleTime();
    shown.action("timeline.foldNothing")->trigger();
    QVERIFY(near(shown.document.visibleTime().begin, seen.begin, 100) ||
            near(shown.document.visibleTime().end, seen.end, 100));
    QVERIFY(shown.inView(last));
}

void TimelineUseTest::theAxisShowsClocks()
{
    const SmallRollout rollout;
    Shown shown(rollout.builder.publish());
    const auto firstLabel = [&] {
        for (const AxisTick& tick : shown.canvas.timelineGeometry().ticks) {
            if (tick.major && tick.position >= 0)
                return QString::fromStdString(tick.label);
        }
        return QString();
    };
    shown.action("timeline.axisUtc")->trigger();
    QVERIFY2(firstLabel().startsWith(QStringLiteral("22:1")), qPrintable(firstLabel())); // 1.7e9 s after 1970
    shown.document.select(rollout.second);
    shown.action("timeline.axisSinceSelection")->trigger();
    QVERIFY2(firstLabel().startsWith(QStringLiteral("−")), qPrintable(firstLabel()));
}

void TimelineUseTest::countersAndFoldedTracksShowWhatIsKnown()
{
    SmallRollout rollout;
    rollout.builder.trace.inferenceCalls[rollout.first].usage = TokenUsage{.input = 9'000, .cachedInput = 4'000};
    rollout.builder.trace.inferenceCalls[rollout.second].usage = TokenUsage{.input = 12'000};
    Shown shown(rollout.builder.publish());
    const int height = shown.canvas.trackLayout().totalHeight();
    QVERIFY(shown.canvas.regions().working.isEmpty());
    QTest::keyClick(&shown.canvas, Qt::Key_K);
    shown.view.waitUntilReady();
    QVERIFY(!shown.canvas.regions().working.isEmpty());
    QVERIFY(shown.canvas.trackLayout().totalHeight() > height + TrackLayout::counterHeight);
    QCOMPARE(shown.canvas.timelineGeometry().counterBars.size(), std::size_t{2});
    // A click on a bar selects its call.
    const CounterBar bar = shown.canvas.timelineGeometry().counterBars.back();
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, inTracks(shown, bar.x + 3, bar.bottom - 2));
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.second));

    QTest::keyClick(&shown.canvas, Qt::Key_C, Qt::ShiftModifier);
    shown.view.waitUntilReady();
    QCOMPARE(shown.canvas.timelineGeometry().summaries.size(), std::size_t{2});
    const SummaryBand band = shown.canvas.timelineGeometry().summaries.front();
    const auto pixelAt = [&](double ms) {
        const auto x = static_cast<int>(shown.canvas.viewport().scale().pixelAt(ms));
        return shown.canvas.grab().toImage().pixelColor(inTracks(shown, x, band.y + band.height - 3));
    };
    const Theme& theme = Theme::of(shown.canvas.palette());
    QCOMPARE(pixelAt(5'000), theme.inference);
    QCOMPARE(pixelAt(75'000), theme.ground);                                   // idle
    QVERIFY(pixelAt(35'000) != theme.ground && pixelAt(35'000) != theme.tool); // waiting
    // What it shows can be clicked.
    QTest::mouseClick(&shown.canvas, Qt::LeftButton, {},
                      inTracks(shown, static_cast<int>(shown.canvas.viewport().scale().pixelAt(5'000)), band.y + 6));
    QCOMPARE(shown.document.selection(), ObjectRef(rollout.first));
}

void TimelineUseTest::frameTimesAreShownWhenAsked()
{
    Shown shown(SmallRollout().builder.publish());
    const QImage without = shown.canvas.grab().toImage();
    shown.action("timeline.frameTimes")->trigger();
    std::ignore = shown.canvas.grab();
    QVERIFY(shown.canvas.grab().toImage() != without);
    shown.action("timeline.frameTimes")->trigger();
    QCOMPARE(shown.canvas.grab().toImage(), without);
}

void TimelineUseTest::settingsAreKept()
{
    QSettings settings(folder_.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    {
        Shown shown(SmallRollout().builder.publish());
        QSignalSpy changed(&shown.view, &TimelineView::settingsChanged);
        shown.action("timeline.counters")->trigger();
        shown.action("timeline.colorByDuration")->trigger();
        shown.action("timeline.axisUtc")->trigger();
        shown.action("timeline.wheelZooms")->trigger();
        shown.action("timeline.fold10")->trigger();
        QVERIFY(changed.count() >= 5);
        shown.view.saveSettings(settings);
    }
    Shown shown;
    shown.view.restoreSettings(settings);
    shown.document.setTrace(SmallRollout().builder.publish());
    QVERIFY(shown.action("timeline.counters")->isChecked());
    QCOMPARE(shown.canvas.colorMode(), ColorMode::Duration);
    QCOMPARE(shown.view.legend()->mode(), ColorMode::Duration);
    QCOMPARE(shown.canvas.axisMode(), AxisMode::UtcClock);
    QVERIFY(!shown.action("timeline.wheelZooms")->isChecked());
    QVERIFY(shown.action("timeline.fold10")->isChecked());
    QCOMPARE(shown.canvas.model()->options().foldLongerThan, 600'000);
}

void TimelineUseTest::waitsAreLinkedToTheResult()
{
    SmallRollout rollout;
    const EdgeIndex result = rollout.builder.edge(EdgeKind::AgentResult, rollout.child, rollout.root, 48'000, 48'500);
    Shown shown(rollout.builder.publish());
    shown.view.waitUntilReady();
    shown.document.select(rollout.wait);
    const auto& arrows = shown.canvas.timelineGeometry().arrows;
    const auto inferred =
        std::find_if(arrows.begin(), arrows.end(), [](const ArrowLine& line) { return line.inferred; });
    QVERIFY(inferred != arrows.end());
    QCOMPARE(inferred->edge, result);
    QVERIFY(near(inferred->toX, shown.canvas.viewport().scale().pixelAt(49'000), 1));
    QTest::mouseMove(&shown.canvas, shown.centreOf(rollout.wait));
    QTRY_VERIFY(shown.canvas.hoverCard()->text().asSentence().contains(QStringLiteral("(inferred)")));
}

QTEST_MAIN(TimelineUseTest)
#include "timeline_use_test.moc"
