// The timeline as a screen reader meets it: by interfaces and events.
#include "tests/views/timeline/shown_timeline.h"
#include "views/timeline/timeline_accessible.h"

#include <QAccessible>
#include <QLineEdit>
#include <QSignalSpy>

using namespace rolloutscope;
using rolloutscope::test::manyAgents;
using rolloutscope::test::Shown;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

struct Heard {
    QAccessible::Event event = QAccessible::InvalidEvent;
    QAccessible::Id id = 0;

    bool operator==(const Heard&) const = default;
};
QList<Heard> heard;

/// Lets the timeline tell what happened since.
QList<Heard> listen()
{
    QTest::qWait(20);
    return std::exchange(heard, {});
}

int countOf(const QList<Heard>& events, QAccessible::Event event)
{
    return static_cast<int>(
        std::count_if(events.begin(), events.end(), [&](const Heard& one) { return one.event == event; }));
}

struct Read : Shown {
    explicit Read(const LoadedTracePtr& loaded) : Shown(loaded)
    {
        QObject::connect(canvas.accessibility(), &TimelineAccessibility::told, &canvas,
                         [](QAccessible::Event event, QAccessible::Id id) {
                             heard.append({event, id});
                         });
        QAccessible::setActive(true);
        QTest::qWait(20); // all that is new has been told
        heard.clear();
    }

    [[nodiscard]] QAccessibleInterface* list() const { return QAccessible::queryAccessibleInterface(&canvas); }
    [[nodiscard]] QAccessibleInterface* span(ObjectRef object) const
    {
        return canvas.accessibility()->span(canvas.model()->spanOf(object));
    }
    [[nodiscard]] QAccessibleInterface* track(ThreadIndex thread) const
    {
        return canvas.accessibility()->track(*canvas.model()->trackOf(thread));
    }
    void act(QAccessibleInterface* on, const QString& action) const { on->actionInterface()->doAction(action); }
};

QString nameOf(QAccessibleInterface* interface)
{
    return interface->text(QAccessible::Name);
}

QString descriptionOf(QAccessibleInterface* interface)
{
    return interface->text(QAccessible::Description);
}

} // namespace

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

    // Actions.
    void pressSelects();
    void focusGoesToTheTimeline();
    void toggleFolds();
    void zoomShowsTheSpan();
    void theMenuIsAskedFor();

    // Events.
    void arrowKeysAreSpoken();
    void fromASpanToAnAgent();
    void comingInByTabLeadsToTheSelection();
    void othersSelectWithoutTakingTheFocus();
    void foldingIsTold();
    void foldingWhatHasTheFocusLeadsToItsAgent();
    void otherAgentsAreToldOnceASecond();

    // Lifetimes.
    void interfacesFollowTheirObjectsIntoAGrownTrace();
    void interfacesOfAnotherRolloutBecomeInvalid();
    void manySpansStayCheap();
    void nothingIsMadeWithoutAReader();
    void theCanvasMayGoFirst();
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

// ---- Actions -------------------------------------------------------------------------------------------------------

void TimelineAccessibleTest::pressSelects()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    read.act(read.span(rollout.command), QAccessibleActionInterface::pressAction());
    QCOMPARE(read.document.selection(), ObjectRef(rollout.command));
    read.act(read.track(rollout.child), QAccessibleActionInterface::pressAction());
    QCOMPARE(read.document.selection(), ObjectRef(rollout.child));
}

void TimelineAccessibleTest::focusGoesToTheTimeline()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    read.canvas.clearFocus();
    read.act(read.span(rollout.command), QAccessibleActionInterface::setFocusAction());
    QVERIFY(read.canvas.hasFocus());
    QVERIFY(read.span(rollout.command)->state().focused);
}

void TimelineAccessibleTest::toggleFolds()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    QAccessibleInterface* root = read.track(rollout.root);
    QVERIFY(root->actionInterface()->actionNames().contains(QAccessibleActionInterface::toggleAction()));
    read.act(root, QAccessibleActionInterface::toggleAction());
    QVERIFY(root->state().collapsed);
    QVERIFY(!read.track(rollout.child)->state().collapsed);
    read.act(root, QAccessibleActionInterface::toggleAction());
    QVERIFY(root->state().expanded);
}

void TimelineAccessibleTest::zoomShowsTheSpan()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    read.document.setRange(TimeRange{TraceBuilder::zero + 1., TraceBuilder::zero + 2.});
    QAccessibleInterface* command = read.span(rollout.command); // 11 … 20 s
    QVERIFY(command->actionInterface()->actionNames().contains(QStringLiteral("zoom")));
    QVERIFY(!command->actionInterface()->localizedActionName(QStringLiteral("zoom")).isEmpty());
    read.act(command, QStringLiteral("zoom"));
    const Stretch seen = read.canvas.viewport().visible();
    QVERIFY(seen.begin > 5'000 && seen.begin < 11'000);
    QVERIFY(seen.end > 20'000 && seen.end < 26'000);
}

void TimelineAccessibleTest::theMenuIsAskedFor()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    QSignalSpy asked(&read.canvas, &TimelineCanvas::menuRequested);
    QAccessibleInterface* command = read.span(rollout.command);
    const QRect place = command->rect();
    read.act(command, QAccessibleActionInterface::showMenuAction());
    QTRY_COMPARE(asked.count(), 1);
    QCOMPARE(asked.front().at(0).value<ObjectRef>(), ObjectRef(rollout.command));
    QVERIFY(place.contains(asked.front().at(2).toPoint()));
}

// ---- Events --------------------------------------------------------------------------------------------------------

void TimelineAccessibleTest::arrowKeysAreSpoken()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    std::ignore = listen();
    QTest::keyClick(&read.canvas, Qt::Key_Right);
    QList<Heard> events = listen();
    const QAccessible::Id first = QAccessible::uniqueId(read.span(rollout.first));
    QVERIFY(events.contains(Heard{QAccessible::Focus, first}));
    QVERIFY(events.contains(Heard{QAccessible::SelectionAdd, first}));
    QCOMPARE(countOf(events, QAccessible::Focus), 1);

    QTest::keyClick(&read.canvas, Qt::Key_Right);
    events = listen();
    const QAccessible::Id second = QAccessible::uniqueId(read.span(rollout.second));
    QVERIFY(events.contains(Heard{QAccessible::SelectionRemove, first}));
    QVERIFY(events.contains(Heard{QAccessible::Focus, second}));
    QCOMPARE(countOf(events, QAccessible::Focus), 1);

    QTest::keyClick(&read.canvas, Qt::Key_Right); // the lane ends here
    QCOMPARE(countOf(listen(), QAccessible::Focus), 0);
}

void TimelineAccessibleTest::fromASpanToAnAgent()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    read.document.select(rollout.turn);
    std::ignore = listen();
    QTest::keyClick(&read.canvas, Qt::Key_P);
    const QAccessible::Id root = QAccessible::uniqueId(read.track(rollout.root));
    QVERIFY(listen().contains(Heard{QAccessible::Focus, root}));
    read.document.select(rollout.compaction); // no item: the list itself says what it is
    QVERIFY(listen().contains(Heard{QAccessible::Focus, QAccessible::uniqueId(read.list())}));
}

void TimelineAccessibleTest::comingInByTabLeadsToTheSelection()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    read.document.select(rollout.command);
    auto* other = read.view.findChild<QLineEdit*>();
    QVERIFY(other != nullptr);
    other->setFocus();
    std::ignore = listen();
    read.canvas.setFocus(Qt::TabFocusReason);
    const QList<Heard> events = listen();
    QVERIFY(events.contains(Heard{QAccessible::Focus, QAccessible::uniqueId(read.span(rollout.command))}));
    QCOMPARE(countOf(events, QAccessible::Focus), 1);
}

void TimelineAccessibleTest::othersSelectWithoutTakingTheFocus()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    read.canvas.clearFocus();
    std::ignore = listen();
    read.document.reveal(rollout.command);
    const QList<Heard> events = listen();
    QCOMPARE(countOf(events, QAccessible::Focus), 0);
    QVERIFY(events.contains(Heard{QAccessible::SelectionAdd, QAccessible::uniqueId(read.span(rollout.command))}));
}

void TimelineAccessibleTest::foldingIsTold()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    const QAccessible::Id root = QAccessible::uniqueId(read.track(rollout.root));
    const QAccessible::Id child = QAccessible::uniqueId(read.track(rollout.child));
    std::ignore = listen();
    read.act(read.track(rollout.root), QAccessibleActionInterface::toggleAction());
    QList<Heard> events = listen();
    QVERIFY(events.contains(Heard{QAccessible::StateChanged, root}));
    QVERIFY(!events.contains(Heard{QAccessible::StateChanged, child}));
    read.canvas.setAllCollapsed(true);
    events = listen();
    QVERIFY(!events.contains(Heard{QAccessible::StateChanged, root}));
    QVERIFY(events.contains(Heard{QAccessible::StateChanged, child}));
}

void TimelineAccessibleTest::foldingWhatHasTheFocusLeadsToItsAgent()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    read.document.select(rollout.command);
    std::ignore = listen();
    QTest::keyClick(&read.canvas, Qt::Key_C);
    QVERIFY(listen().contains(Heard{QAccessible::Focus, QAccessible::uniqueId(read.track(rollout.root))}));
    QCOMPARE(read.list()->focusChild(), read.track(rollout.root));
    QVERIFY(read.track(rollout.root)->state().focused);
    QVERIFY(!read.span(rollout.command)->state().focused);
    QTest::keyClick(&read.canvas, Qt::Key_C);
    QVERIFY(listen().contains(Heard{QAccessible::Focus, QAccessible::uniqueId(read.span(rollout.command))}));
}

void TimelineAccessibleTest::otherAgentsAreToldOnceASecond()
{
    Read read(manyAgents(5));
    QTest::qWait(1100);
    std::ignore = listen();
    read.canvas.hideTrack();
    QCOMPARE(countOf(listen(), QAccessible::ObjectReorder), 1);
    read.canvas.hideTrack();
    QCOMPARE(countOf(listen(), QAccessible::ObjectReorder), 0);
    read.canvas.hideTrack();
    QCOMPARE(countOf(listen(), QAccessible::ObjectReorder), 0);
    QTest::qWait(1100);
    QCOMPARE(countOf(listen(), QAccessible::ObjectReorder), 1);
    QTest::qWait(1100);
    // The same agents again are nothing new.
    const auto model = TimelineModel::grow(*read.canvas.model(), read.document.loaded(), 0, {});
    read.canvas.setModel(model, true);
    QCOMPARE(countOf(listen(), QAccessible::ObjectReorder), 0);
}

// ---- Lifetimes -----------------------------------------------------------------------------------------------------

void TimelineAccessibleTest::interfacesFollowTheirObjectsIntoAGrownTrace()
{
    SmallRollout rollout;
    Read read(rollout.builder.publish());
    const QAccessible::Id command = QAccessible::uniqueId(read.span(rollout.command));
    const QAccessible::Id root = QAccessible::uniqueId(read.track(rollout.root));
    const int before = read.track(rollout.root)->childCount();
    const ToolIndex more = rollout.builder.tool(rollout.root, ToolKindName::ExecCommand, 70'000, 71'000);
    const ThreadIndex newcomer = rollout.builder.thread("/root/newcomer", 75'000, 80'000, rollout.root);
    const auto grown = rollout.builder.publish();
    read.canvas.setModel(TimelineModel::grow(*read.canvas.model(), grown, 0, {}), true);
    std::ignore = listen();
    QVERIFY(QAccessible::accessibleInterface(command) != nullptr);
    QVERIFY(QAccessible::accessibleInterface(command)->isValid());
    QCOMPARE(QAccessible::uniqueId(read.span(rollout.command)), command);
    QCOMPARE(QAccessible::uniqueId(read.track(rollout.root)), root);
    QCOMPARE(read.track(rollout.root)->childCount(), before + 1);
    QCOMPARE(read.span(more)->parent(), read.track(rollout.root));
    QCOMPARE(read.list()->childCount(), 3);
    QCOMPARE(nameOf(read.track(newcomer)), QStringLiteral("/root/newcomer"));
}

void TimelineAccessibleTest::interfacesOfAnotherRolloutBecomeInvalid()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    QAccessibleInterface* command = read.span(rollout.command);
    QAccessibleInterface* root = read.track(rollout.root);
    const QAccessible::Id commandId = QAccessible::uniqueId(command);
    const QAccessible::Id rootId = QAccessible::uniqueId(root);
    std::ignore = listen();

    const auto other = manyAgents(3);
    read.canvas.setModel(TimelineModel::build(other), false);
    QVERIFY(!command->isValid());
    QVERIFY(!root->isValid());
    QVERIFY(command->state().invalid);
    QCOMPARE(command->rect(), QRect());
    QCOMPARE(command->parent(), nullptr);
    QCOMPARE(command->window(), nullptr);
    QCOMPARE(nameOf(root), QString());
    QCOMPARE(root->child(0), nullptr);
    QCOMPARE(root->childAt(300, 200), nullptr);
    QCOMPARE(root->focusChild(), nullptr);
    QCOMPARE(read.list()->indexOfChild(root), -1);
    command->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    root->actionInterface()->doAction(QAccessibleActionInterface::toggleAction());
    QVERIFY(!read.document.selection().valid());

    QTRY_COMPARE(QAccessible::accessibleInterface(commandId), nullptr);
    QCOMPARE(QAccessible::accessibleInterface(rootId), nullptr);
    read.canvas.setModel(nullptr, false);
    QCOMPARE(read.list()->childCount(), 0);
    QCOMPARE(read.list()->childAt(300, 200), nullptr);
    std::ignore = descriptionOf(read.list());
    QTRY_COMPARE(read.canvas.accessibility()->interfaceCount(), std::size_t{0});
}

void TimelineAccessibleTest::manySpansStayCheap()
{
    constexpr int count = 100'000;
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, count * 10);
    for (int i = 0; i < count; ++i)
        builder.inference(root, i * 10, i * 10 + 9);
    Read read(builder.publish());
    QAccessibleInterface* agent = read.track(root);
    QCOMPARE(agent->childCount(), count);
    constexpr std::size_t most = TimelineAccessibility::maxSpans + 1;
    for (int i = 0; i < count; ++i) {
        QAccessibleInterface* item = agent->child(i);
        QVERIFY(item != nullptr);
        if (i % 1000 == 0) {
            QCOMPARE(agent->indexOfChild(item), i);
            QVERIFY(!nameOf(item).isEmpty());
        }
        QVERIFY(read.canvas.accessibility()->interfaceCount() <= most);
    }
    QCOMPARE(QAccessible::uniqueId(agent), QAccessible::uniqueId(read.track(root)));
}

void TimelineAccessibleTest::nothingIsMadeWithoutAReader()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    QAccessible::setActive(false);
    QTest::keyClick(&read.canvas, Qt::Key_Right);
    QTest::keyClick(&read.canvas, Qt::Key_C);
    QVERIFY(listen().isEmpty());
    QCOMPARE(read.canvas.accessibility()->interfaceCount(), std::size_t{0});
}

void TimelineAccessibleTest::theCanvasMayGoFirst()
{
    const SmallRollout rollout;
    QAccessible::Id command = 0;
    QAccessible::Id list = 0;
    {
        Read read(rollout.builder.publish());
        command = QAccessible::uniqueId(read.span(rollout.command));
        list = QAccessible::uniqueId(read.list());
        read.document.select(rollout.command);
    }
    QCOMPARE(QAccessible::accessibleInterface(command), nullptr);
    QCOMPARE(QAccessible::accessibleInterface(list), nullptr);
    QTest::qWait(20);
}

QTEST_MAIN(TimelineAccessibleTest)
#include "timeline_accessible_test.moc"
