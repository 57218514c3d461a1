// What a screen reader can do with the timeline, what it hears, and how long what it holds lasts.
#include "tests/views/timeline/accessible_timeline.h"

#include <QLineEdit>
#include <QSignalSpy>

using namespace rolloutscope;
using rolloutscope::test::countOf;
using rolloutscope::test::descriptionOf;
using rolloutscope::test::Heard;
using rolloutscope::test::listen;
using rolloutscope::test::manyAgents;
using rolloutscope::test::nameOf;
using rolloutscope::test::Read;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

class TimelineAccessibleUseTest : public QObject {
    Q_OBJECT
private slots:
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

// ---- Actions -------------------------------------------------------------------------------------------------------

void TimelineAccessibleUseTest::pressSelects()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    read.act(read.span(rollout.command), QAccessibleActionInterface::pressAction());
    QCOMPARE(read.document.selection(), ObjectRef(rollout.command));
    read.act(read.track(rollout.child), QAccessibleActionInterface::pressAction());
    QCOMPARE(read.document.selection(), ObjectRef(rollout.child));
}

void TimelineAccessibleUseTest::focusGoesToTheTimeline()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    read.canvas.clearFocus();
    read.act(read.span(rollout.command), QAccessibleActionInterface::setFocusAction());
    QVERIFY(read.canvas.hasFocus());
    QVERIFY(read.span(rollout.command)->state().focused);
}

void TimelineAccessibleUseTest::toggleFolds()
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

void TimelineAccessibleUseTest::zoomShowsTheSpan()
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

void TimelineAccessibleUseTest::theMenuIsAskedFor()
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

void TimelineAccessibleUseTest::arrowKeysAreSpoken()
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

void TimelineAccessibleUseTest::fromASpanToAnAgent()
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

void TimelineAccessibleUseTest::comingInByTabLeadsToTheSelection()
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

void TimelineAccessibleUseTest::othersSelectWithoutTakingTheFocus()
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

void TimelineAccessibleUseTest::foldingIsTold()
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

void TimelineAccessibleUseTest::foldingWhatHasTheFocusLeadsToItsAgent()
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

void TimelineAccessibleUseTest::otherAgentsAreToldOnceASecond()
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

void TimelineAccessibleUseTest::interfacesFollowTheirObjectsIntoAGrownTrace()
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

void TimelineAccessibleUseTest::interfacesOfAnotherRolloutBecomeInvalid()
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

void TimelineAccessibleUseTest::manySpansStayCheap()
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

void TimelineAccessibleUseTest::nothingIsMadeWithoutAReader()
{
    const SmallRollout rollout;
    Read read(rollout.builder.publish());
    QAccessible::setActive(false);
    QTest::keyClick(&read.canvas, Qt::Key_Right);
    QTest::keyClick(&read.canvas, Qt::Key_C);
    QVERIFY(listen().isEmpty());
    QCOMPARE(read.canvas.accessibility()->interfaceCount(), std::size_t{0});
}

void TimelineAccessibleUseTest::theCanvasMayGoFirst()
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

QTEST_MAIN(TimelineAccessibleUseTest)
#include "timeline_accessible_use_test.moc"
