// The timeline as a screen reader meets it: what there is, and in which state.
#include "tests/views/timeline/accessible_timeline.h"

using namespace rolloutscope;
using rolloutscope::test::descriptionOf;
using rolloutscope::test::manyAgents;
using rolloutscope::test::nameOf;
using rolloutscope::test::Read;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

class TimelineAccessibleTest : public QObject {
    Q_OBJECT
private slots:
    // What there is.
    void agentsAreTheItemsOfAList();
    void hiddenAgentsAreNoItems();
    void aMessageHasNoItems();
    void spansAreItemsOfTheirAgent();
    void everythingInTheSampleIsAnItem();
    void aSpanSaysWhatItWasAndHowItEnded();
    void theListSaysWhatIsSeen();
    void whatIsAtAPointContainsIt_data();
    void whatIsAtAPointContainsIt();
    void pointsLeadToWhatAClickSelects();

    // States.
    void theSelectedSpanIsSelectedAndFocused();
    void spansOfFoldedAgentsAreInvisible();
    void whatIsScrolledAwayIsOffscreen();
};

// ---- What there is -------------------------------------------------------------------------------------------------

void TimelineAccessibleTest::agentsAreTheItemsOfAList()
{
    Read read(SmallRollout().builder.publish());
    QAccessibleInterface* list = read.list();
    QVERIFY(list->isValid());
    QCOMPARE(nameOf(list), QStringLiteral("Timeline"));
    QCOMPARE(list->role(), QAccessible::List);
    QCOMPARE(list->childCount(), 2);
    QCOMPARE(nameOf(list->child(0)), QStringLiteral("/root"));
    QCOMPARE(nameOf(list->child(1)), QStringLiteral("/root/fix_tests"));
    for (int i = 0; i < 2; ++i) {
        QAccessibleInterface* agent = list->child(i);
        QCOMPARE(agent, list->child(i));
        QCOMPARE(agent->role(), QAccessible::ListItem);
        QCOMPARE(agent->parent(), list);
        QCOMPARE(list->indexOfChild(agent), i);
        QCOMPARE(agent->window(), read.view.windowHandle());
    }
    QVERIFY(descriptionOf(list->child(0)).contains(QStringLiteral("Work 1 turn, 2 inference calls, 3 tools")));
    QVERIFY(!descriptionOf(list->child(0)).contains(QStringLiteral("/root"))); // the name says that
    QCOMPARE(list->child(-1), nullptr);
    QCOMPARE(list->child(2), nullptr);
    QCOMPARE(list->indexOfChild(list), -1);
}

void TimelineAccessibleTest::hiddenAgentsAreNoItems()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    QAccessibleInterface* root = read.track(rollout.root);
    QAccessibleInterface* call = read.span(rollout.first);
    read.canvas.hideTrack(); // the topmost one
    QCOMPARE(read.list()->childCount(), 1);
    QCOMPARE(nameOf(read.list()->child(0)), QStringLiteral("/root/fix_tests"));
    QVERIFY(!root->isValid());
    QVERIFY(!call->isValid());
    QVERIFY(root->state().invalid);
    QCOMPARE(root->childCount(), 0);
    QCOMPARE(nameOf(call), QString());
    read.canvas.showAllTracks();
    QVERIFY(root->isValid());
    QVERIFY(call->isValid());
}

void TimelineAccessibleTest::aMessageHasNoItems()
{
    Read read(SmallRollout().builder.publish());
    read.canvas.setMessage(QStringLiteral("Reading…"));
    QCOMPARE(read.list()->childCount(), 0);
    QCOMPARE(read.list()->child(0), nullptr);
    QCOMPARE(read.list()->childAt(300, 200), nullptr);
    QCOMPARE(descriptionOf(read.list()), QStringLiteral("Reading…"));
}

void TimelineAccessibleTest::spansAreItemsOfTheirAgent()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    const TimelineModel& model = *read.canvas.model();
    for (const ThreadIndex thread : {rollout.root, rollout.child}) {
        QAccessibleInterface* agent = read.track(thread);
        const TimelineTrack& track = model.tracks()[*model.trackOf(thread)];
        int at = 0;
        for (std::uint32_t lane = track.firstLane; lane < track.firstLane + track.laneCount; ++lane) {
            for (std::uint32_t place = 0; place < model.lanes()[lane].spans->size(); ++place, ++at) {
                QAccessibleInterface* item = agent->child(at);
                QVERIFY(item != nullptr && item->isValid());
                QCOMPARE(item, read.canvas.accessibility()->span({lane, place}));
                QCOMPARE(item->role(), QAccessible::ListItem);
                QCOMPARE(item->parent(), agent);
                QCOMPARE(agent->indexOfChild(item), at);
                QVERIFY(!nameOf(item).isEmpty());
                QVERIFY(!descriptionOf(item).isEmpty());
            }
        }
        QCOMPARE(agent->childCount(), at);
        QCOMPARE(agent->child(at), nullptr);
    }
    QCOMPARE(read.track(rollout.child)->indexOfChild(read.span(rollout.first)), -1);
}

void TimelineAccessibleTest::everythingInTheSampleIsAnItem()
{
    Read read(SmallRollout().builder.publish());
    read.document.open(QStringLiteral(ROLLOUTSCOPE_SAMPLE));
    QTRY_COMPARE(read.document.state(), TraceDocument::State::Ready);
    read.view.waitUntilReady();
    std::size_t spans = 0;
    for (int row = 0; row < read.list()->childCount(); ++row) {
        QAccessibleInterface* agent = read.list()->child(row);
        for (int at = 0; at < agent->childCount(); ++at, ++spans) {
            QAccessibleInterface* item = agent->child(at);
            QVERIFY2(item->isValid(), qPrintable(QStringLiteral("%1, %2").arg(nameOf(agent)).arg(at)));
            QCOMPARE(agent->indexOfChild(item), at);
        }
    }
    QVERIFY(spans > 50);
    QCOMPARE(spans, read.canvas.model()->spanCount());
}

void TimelineAccessibleTest::aSpanSaysWhatItWasAndHowItEnded()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    QCOMPARE(nameOf(read.span(rollout.command)), QStringLiteral("make, tool call"));
    const QString description = descriptionOf(read.span(rollout.command));
    QVERIFY2(description.contains(QStringLiteral("failed (exit 101)")), qPrintable(description));
    QVERIFY2(description.contains(QStringLiteral("Duration 9.0 s")), qPrintable(description));
    QVERIFY2(description.contains(QStringLiteral("11.000 s after start")), qPrintable(description));
    QVERIFY2(nameOf(read.span(rollout.first)).startsWith(QStringLiteral("inference")),
             qPrintable(nameOf(read.span(rollout.first))));
    QVERIFY(!nameOf(read.span(rollout.first)).contains(QStringLiteral("call"))); // said once
}

void TimelineAccessibleTest::theListSaysWhatIsSeen()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    QVERIFY2(descriptionOf(read.list()).startsWith(QStringLiteral("2 agents, shown from 0")),
             qPrintable(descriptionOf(read.list())));
    read.canvas.showTime({20'000, 30'000});
    QVERIFY2(descriptionOf(read.list()).contains(QStringLiteral("from 20")), qPrintable(descriptionOf(read.list())));
    read.document.setRange(TimeRange{TraceBuilder::zero + 22'000., TraceBuilder::zero + 24'000.});
    QVERIFY2(descriptionOf(read.list()).contains(QStringLiteral("Selected from 22")),
             qPrintable(descriptionOf(read.list())));
    // What is selected, but no item, is said here.
    read.document.select(rollout.compaction);
    QVERIFY2(descriptionOf(read.list()).contains(QStringLiteral("ompaction")), qPrintable(descriptionOf(read.list())));
}

void TimelineAccessibleTest::whatIsAtAPointContainsIt_data()
{
    QTest::addColumn<LoadedTracePtr>("loaded");
    QTest::addColumn<bool>("counters");
    QTest::addColumn<int>("scrolled");
    QTest::newRow("a few") << SmallRollout().builder.publish() << false << 0;
    QTest::newRow("with counters") << SmallRollout().builder.publish() << true << 0;
    QTest::newRow("many") << manyAgents(50) << false << 333;
}

void TimelineAccessibleTest::whatIsAtAPointContainsIt()
{
    QFETCH(LoadedTracePtr, loaded);
    QFETCH(bool, counters);
    QFETCH(int, scrolled);
    Read read(loaded);
    read.canvas.setCounters(counters);
    read.canvas.togglePinned(); // the topmost one
    read.canvas.scrollTo(scrolled);
    read.canvas.waitForDetails();
    int spans = 0;
    int agents = 0;
    for (int y = 0; y < read.canvas.height(); y += 3) {
        for (int x = 0; x < read.canvas.width(); x += 3) {
            const QPoint global = read.canvas.mapToGlobal(QPoint(x, y));
            QAccessibleInterface* found = read.list()->childAt(global.x(), global.y());
            if (found == nullptr)
                continue;
            QVERIFY2(found->rect().contains(global), qPrintable(nameOf(found)));
            QVERIFY(!found->state().offscreen);
            QVERIFY(!found->state().invisible);
            QCOMPARE(read.list()->rect().united(found->rect()), read.list()->rect());
            const bool isAgent = found->parent() == read.list();
            ++(isAgent ? agents : spans);
            QCOMPARE(found->childAt(global.x(), global.y()), nullptr);
            if (!isAgent)
                QCOMPARE(found->parent()->childAt(global.x(), global.y()), found);
        }
    }
    QVERIFY(spans > 100);
    QVERIFY(agents > 100);
}

void TimelineAccessibleTest::pointsLeadToWhatAClickSelects()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    for (const ObjectRef object : {ObjectRef(rollout.command), ObjectRef(rollout.first), ObjectRef(rollout.wait)}) {
        const QPoint global = read.canvas.mapToGlobal(read.centreOf(object));
        QCOMPARE(read.list()->childAt(global.x(), global.y()), read.span(object));
    }
    const TimelineRegions areas = read.canvas.regions();
    const auto at = [&](QPoint place) {
        const QPoint global = read.canvas.mapToGlobal(place);
        return read.list()->childAt(global.x(), global.y());
    };
    QCOMPARE(at(areas.headers.topLeft() + QPoint(30, 10)), read.track(rollout.root));
    QCOMPARE(at(areas.overview.center()), nullptr);
    QCOMPARE(at(areas.axis.center()), nullptr);
    QCOMPARE(at(areas.tracks.bottomLeft() + QPoint(5, -2)), nullptr); // below the last track
}

// ---- States --------------------------------------------------------------------------------------------------------

void TimelineAccessibleTest::theSelectedSpanIsSelectedAndFocused()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    QAccessibleInterface* command = read.span(rollout.command);
    QVERIFY(command->state().selectable);
    QVERIFY(command->state().focusable);
    QVERIFY(!command->state().selected);
    read.document.select(rollout.command);
    QVERIFY(command->state().selected);
    QVERIFY(command->state().focused);
    QVERIFY(!read.track(rollout.root)->state().selected);
    QCOMPARE(read.list()->focusChild(), command);
    QCOMPARE(read.track(rollout.root)->focusChild(), command);
    QCOMPARE(read.track(rollout.child)->focusChild(), nullptr);
    read.canvas.clearFocus();
    QVERIFY(command->state().selected);
    QVERIFY(!command->state().focused);
    read.document.select(rollout.child);
    QVERIFY(!command->state().selected);
    QVERIFY(read.track(rollout.child)->state().selected);
}

void TimelineAccessibleTest::spansOfFoldedAgentsAreInvisible()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    QAccessibleInterface* root = read.track(rollout.root);
    QAccessibleInterface* command = read.span(rollout.command);
    QVERIFY(root->state().expandable);
    QVERIFY(root->state().expanded);
    QVERIFY(!command->state().invisible);
    QVERIFY(!command->state().offscreen);
    read.canvas.setAllCollapsed(true);
    QVERIFY(root->state().collapsed);
    QVERIFY(!root->state().expanded);
    QVERIFY(command->isValid());
    QVERIFY(command->state().invisible);
    QVERIFY(command->state().offscreen);
    const QPoint inside = root->rect().center();
    QCOMPARE(read.list()->childAt(inside.x(), inside.y()), root);
}

void TimelineAccessibleTest::whatIsScrolledAwayIsOffscreen()
{
    Read read(manyAgents(50));
    QAccessibleInterface* first = read.list()->child(0);
    QAccessibleInterface* last = read.list()->child(50);
    QVERIFY(!first->state().offscreen);
    QVERIFY(last->state().offscreen);
    QVERIFY(last->child(0)->state().offscreen);
    read.canvas.scrollTo(1'000'000);
    QVERIFY(first->state().offscreen);
    QVERIFY(!last->state().offscreen);
    QVERIFY(!last->child(0)->state().offscreen);
    read.canvas.showTime({90'000, 95'000}); // the turn goes on, the call is over
    QVERIFY(!last->child(0)->state().offscreen);
    QVERIFY(last->child(1)->state().offscreen);
    QVERIFY(last->child(1)->rect().isValid());
}

QTEST_MAIN(TimelineAccessibleTest)
#include "timeline_accessible_test.moc"
