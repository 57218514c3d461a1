// One place makes actions: what text, help and keys become, and how several registries are listed as one.
#include "views/actions/action_registry.h"

#include <QAction>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWidget>

using namespace rolloutscope;

class ActionRegistryTest : public QObject {
    Q_OBJECT
private slots:
    void aSpecBecomesAnActionThatExplainsItself()
    {
        QWidget owner;
        ActionRegistry registry(&owner);
        const QAction* action = registry.add({.id = QStringLiteral("file.reload"),
                                              .group = QStringLiteral("File"),
                                              .text = QStringLiteral("&Reload…"),
                                              .help = QStringLiteral("Read <it> again"),
                                              .keys = {Qt::Key_F5, Qt::CTRL | Qt::Key_R, Qt::Key_Refresh},
                                              .checkable = true,
                                              .context = Qt::WidgetShortcut});
        QCOMPARE(action->objectName(), QStringLiteral("file.reload"));
        QCOMPARE(action->statusTip(), QStringLiteral("Read <it> again"));
        QVERIFY2(action->toolTip().contains(QStringLiteral("Read &lt;it&gt; again (F5)")),
                 qPrintable(action->toolTip()));
        QCOMPARE(action->shortcuts().size(), 3);
        QCOMPARE(action->shortcutContext(), Qt::WidgetShortcut);
        QVERIFY(action->isCheckable());
        QCOMPARE(actionName(action), QStringLiteral("Reload"));
        QCOMPARE(actionKeys(action), QStringLiteral("F5 or Ctrl+R"));
        QCOMPARE(registry.action(QStringLiteral("file.reload")), action);
        QCOMPARE(registry.action(QStringLiteral("file.other")), nullptr);
    }

    void keysWorkInTheOwnerWithoutAnyMenu()
    {
        QWidget owner;
        ActionRegistry registry(&owner);
        const QAction* action = registry.add({.id = QStringLiteral("a"),
                                              .group = QStringLiteral("A"),
                                              .text = QStringLiteral("A"),
                                              .keys = {Qt::Key_F7}});
        QSignalSpy ran(action, &QAction::triggered);
        owner.show();
        QApplication::setActiveWindow(&owner);
        QVERIFY(QTest::qWaitForWindowActive(&owner));
        QTest::keyClick(&owner, Qt::Key_F7);
        QCOMPARE(ran.size(), 1);
    }

    void anAmpersandOfANameStays()
    {
        const QAction action(QStringLiteral("Save && &Quit"));
        QCOMPARE(actionName(&action), QStringLiteral("Save & Quit"));
    }

    void registriesAreListedAsOneByGroup()
    {
        QWidget window;
        QWidget page;
        ActionRegistry ofWindow(&window);
        ActionRegistry ofPage(&page);
        const auto add = [](ActionRegistry& registry, const char* id, const char* group) {
            return registry.add({.id = QLatin1String(id), .group = QLatin1String(group), .text = QLatin1String(id)});
        };
        QAction* open = add(ofWindow, "file.open", "File");
        QAction* full = add(ofWindow, "view.full", "View");
        QAction* fit = add(ofPage, "timeline.fit", "Timeline");
        QAction* follow = add(ofPage, "view.follow", "View");
        ofPage.addHint(QStringLiteral("Timeline"), QStringLiteral("Wheel"), QStringLiteral("Zoom"));

        const std::vector<const ActionRegistry*> both = {&ofWindow, &ofPage};
        const auto groups = mergedGroups(both);
        QCOMPARE(groups.size(), std::size_t{3});
        QCOMPARE(groups[0].actions, QList<QAction*>({open}));
        QCOMPARE(groups[1].name, QStringLiteral("View"));
        QCOMPARE(groups[1].actions, QList<QAction*>({full, follow}));
        QCOMPARE(groups[2].actions, QList<QAction*>({fit}));
        QCOMPARE(groups[2].hints.size(), std::size_t{1});
        QCOMPARE(groups[2].hints[0].keys, QStringLiteral("Wheel"));
    }

    void anAdoptedActionIsListedUntilItIsGone()
    {
        QWidget owner;
        ActionRegistry registry(&owner);
        auto other = std::make_unique<QAction>(QStringLiteral("Panel"));
        registry.adopt(other.get(), QStringLiteral("view.panel"), QStringLiteral("View"));
        QCOMPARE(other->objectName(), QStringLiteral("view.panel"));
        QCOMPARE(registry.actionsOf(QStringLiteral("View")).size(), 1);
        other.reset();
        QVERIFY(registry.actions().isEmpty());
        QVERIFY(registry.actionsOf(QStringLiteral("View")).isEmpty());
    }
};

QTEST_MAIN(ActionRegistryTest)
#include "action_registry_test.moc"
