// The find bar as a person uses it: real key events.
#include "tests/views/timeline/trace_builder.h"
#include "views/document/find_search.h"
#include "views/find/completion_popup.h"
#include "views/find/find_bar.h"
#include "views/find/query_edit.h"

#include <QListView>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace rolloutscope;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

struct Shown {
    SmallRollout rollout;
    TraceDocument document;
    QWidget window;
    FindBar* bar = nullptr;
    QueryEdit* edit = nullptr;

    Shown()
    {
        document.setTrace(rollout.builder.publish());
        bar = new FindBar(&document, &window);
        edit = bar->findChild<QueryEdit*>();
        auto* layout = new QVBoxLayout(&window);
        layout->addWidget(bar);
        layout->addStretch(1);
        window.resize(900, 400);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
    }
    void type(const char* text) const { QTest::keyClicks(edit, QString::fromUtf8(text)); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::keyClick(edit, key, modifiers);
    }
    void settle() const { QTRY_VERIFY(!document.find()->isSearching()); }
    [[nodiscard]] QStringList offered() const
    {
        return edit->popup()->isVisible() ? edit->popup()->texts() : QStringList();
    }
    [[nodiscard]] QToolButton* button(const char* name) const
    {
        for (QToolButton* button : bar->findChildren<QToolButton*>()) {
            if (button->accessibleName() == QString::fromUtf8(name))
                return button;
        }
        return nullptr;
    }
};

} // namespace

class FindBarTest : public QObject {
    Q_OBJECT
private slots:
    void comesWhenItIsAskedForAndTakesTheKeyboard()
    {
        Shown shown;
        QVERIFY(!shown.bar->isVisible());
        shown.bar->activate(QStringLiteral("tool:exec"));
        QVERIFY(shown.bar->isVisible());
        QVERIFY(shown.edit->hasFocus());
        QCOMPARE(shown.edit->selectedText(), QStringLiteral("tool:exec"));
        QCOMPARE(shown.bar->height(), 30);
        shown.settle();
        QCOMPARE(shown.bar->status(), QStringLiteral("1 of 1"));
        QCOMPARE(shown.edit->height() <= 28, true);
    }

    void countsWhileOneTypes()
    {
        Shown shown;
        shown.bar->activate();
        QCOMPARE(shown.bar->status(), QString());
        shown.type("kind:tool");
        shown.settle();
        QCOMPARE(shown.bar->status(), QStringLiteral("1 of 3"));
        QVERIFY(!shown.document.selection().valid());
        shown.type(" zebra");
        shown.settle();
        QCOMPARE(shown.bar->status(), QStringLiteral("no match"));
        QVERIFY(!shown.button("Next hit")->isEnabled());
    }

    void enterAndF3GoThroughTheHits()
    {
        Shown shown;
        QSignalSpy chosen(shown.bar, &FindBar::hitChosen);
        shown.bar->activate();
        shown.type("kind:tool ");
        shown.key(Qt::Key_Return); // before the search is done
        QTRY_COMPARE(shown.document.selection(), ObjectRef(shown.rollout.spawn));
        shown.key(Qt::Key_Return);
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.command));
        QCOMPARE(shown.bar->status(), QStringLiteral("2 of 3"));
        shown.key(Qt::Key_F3);
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.wait));
        shown.key(Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.command));
        shown.key(Qt::Key_F3, Qt::ShiftModifier);
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.spawn));
        shown.key(Qt::Key_F3, Qt::ShiftModifier);
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.wait));
        QVERIFY(shown.bar->status().startsWith(QStringLiteral("3 of 3, from")));
        QCOMPARE(chosen.size(), 6);
        QVERIFY(shown.edit->hasFocus());

        QTest::mouseClick(shown.button("Next hit"), Qt::LeftButton);
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.spawn));
        QTest::mouseClick(shown.button("Previous hit"), Qt::LeftButton);
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.wait));
    }

    void beginsAtTheLeftEdgeOfWhatIsSeen()
    {
        Shown shown;
        shown.document.setVisibleTime({.begin = TraceBuilder::zero + 21'000.0, .end = TraceBuilder::zero + 60'000.0});
        shown.bar->activate(QStringLiteral("kind:tool"));
        shown.settle();
        QCOMPARE(shown.bar->status(), QStringLiteral("3 of 3"));
        shown.bar->goToNext();
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.wait));
    }

    void escapeClosesAndClears()
    {
        Shown shown;
        QSignalSpy closed(shown.bar, &FindBar::closed);
        shown.bar->activate();
        shown.type("\"make\"");
        shown.key(Qt::Key_Escape);
        QVERIFY(!shown.bar->isVisible());
        QCOMPARE(closed.size(), 1);
        QCOMPARE(shown.document.find()->text(), QString());
        QVERIFY(shown.document.find()->hits()->hits.empty());

        shown.bar->goToNext(); // F3 of the window
        QVERIFY(shown.bar->isVisible());
        QTest::mouseClick(shown.button("Close and end the search"), Qt::LeftButton);
        QVERIFY(!shown.bar->isVisible());
        QCOMPARE(closed.size(), 2);
    }

    void malformedTermIsExplained()
    {
        Shown shown;
        shown.bar->activate();
        shown.type(">5x");
        QVERIFY2(shown.bar->status().contains(QStringLiteral("“>5x” is no duration")), qPrintable(shown.bar->status()));
        QVERIFY(!shown.button("Next hit")->isEnabled());
        shown.key(Qt::Key_Backspace);
        shown.type("s");
        shown.settle();
        QVERIFY2(shown.bar->status().startsWith(QStringLiteral("1 of ")), qPrintable(shown.bar->status()));
    }

    void completesTheTermUnderTheCursor()
    {
        Shown shown;
        shown.bar->activate();
        shown.type("make to");
        QCOMPARE(shown.offered(), (QStringList{QStringLiteral("tool:"), QStringLiteral("tokens>")}));
        shown.key(Qt::Key_Tab);
        QCOMPARE(shown.edit->text(), QStringLiteral("make tool:"));
        QVERIFY(shown.offered().contains(QStringLiteral("tool:exec_command")));
        shown.type("ex");
        QCOMPARE(shown.offered(), QStringList{QStringLiteral("tool:exec_command")});
        shown.key(Qt::Key_Down);
        shown.key(Qt::Key_Return);
        QCOMPARE(shown.edit->text(), QStringLiteral("make tool:exec_command "));
        QCOMPARE(shown.offered(), QStringList());
        QVERIFY(shown.edit->hasFocus());
        shown.settle();
        QCOMPARE(shown.bar->status(), QStringLiteral("1 of 1"));

        shown.edit->setCursorPosition(0);
        shown.type("is:f ");
        shown.edit->setCursorPosition(4);
        shown.key(Qt::Key_Down);
        QCOMPARE(shown.offered(), QStringList{QStringLiteral("is:failed")});
        shown.key(Qt::Key_Tab);
        QCOMPARE(shown.edit->text(), QStringLiteral("is:failed make tool:exec_command "));
    }

    void completionsAreDismissedBeforeTheBar()
    {
        Shown shown;
        shown.bar->activate();
        shown.type("agent:");
        QVERIFY(shown.offered().contains(QStringLiteral("agent:/root/fix_tests")));
        shown.key(Qt::Key_Escape);
        QCOMPARE(shown.offered(), QStringList());
        QVERIFY(shown.bar->isVisible());
        QCOMPARE(shown.edit->text(), QStringLiteral("agent:"));
        shown.key(Qt::Key_Escape);
        QVERIFY(!shown.bar->isVisible());
    }

    void enterSearchesUnlessACompletionIsChosen()
    {
        Shown shown;
        shown.bar->activate();
        shown.type("wait_");
        QVERIFY(!shown.offered().isEmpty());
        shown.key(Qt::Key_Return);
        QCOMPARE(shown.offered(), QStringList());
        QCOMPARE(shown.edit->text(), QStringLiteral("wait_"));
        QTRY_COMPARE(shown.document.selection(), ObjectRef(shown.rollout.wait));
    }

    void emptyBoxOffersTheKeysAndAClickTakesOne()
    {
        Shown shown;
        shown.bar->activate();
        QCOMPARE(shown.offered(), QStringList());
        shown.key(Qt::Key_Down);
        const auto row = shown.offered().indexOf(QStringLiteral("kind:"));
        QVERIFY(row >= 0);
        auto* list = shown.edit->popup()->findChild<QListView*>();
        const QRect place = list->visualRect(list->model()->index(static_cast<int>(row), 0));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, place.center());
        QCOMPARE(shown.edit->text(), QStringLiteral("kind:"));
        QVERIFY(shown.edit->hasFocus());
        QVERIFY(shown.offered().contains(QStringLiteral("kind:message")));
    }

    void popupLiesInsideTheWindow()
    {
        Shown shown;
        shown.bar->activate();
        shown.key(Qt::Key_Down);
        QWidget* popup = shown.edit->popup();
        QVERIFY(shown.window.rect().contains(popup->geometry()));
        const int below = shown.edit->mapTo(&shown.window, QPoint(0, shown.edit->height())).y();
        QVERIFY(popup->y() >= below);
        shown.bar->dismiss();
        QVERIFY(!popup->isVisible());
    }

    void growthKeepsTheCountAndOffersNewNames()
    {
        Shown shown;
        shown.bar->activate(QStringLiteral("kind:tool"));
        shown.settle();
        QStringList seen;
        connect(shown.document.find(), &FindSearch::hitsChanged, this, [&] { seen << shown.bar->status(); });
        shown.rollout.builder.tool(shown.rollout.root, ToolKindName::Web, 90'000, 91'000);
        shown.document.setTrace(shown.rollout.builder.publish());
        QCOMPARE(shown.bar->status(), QStringLiteral("1 of 3"));
        QTRY_COMPARE_WITH_TIMEOUT(shown.bar->status(), QStringLiteral("1 of 4"), 30'000);
        for (const QString& status : seen)
            QVERIFY2(status.startsWith(QStringLiteral("1 of ")), qPrintable(status));
    }

    void textSetElsewhereIsShown()
    {
        Shown shown;
        shown.bar->activate();
        shown.document.find()->setText(QStringLiteral("kind:turn"));
        QCOMPARE(shown.edit->text(), QStringLiteral("kind:turn"));
        shown.settle();
        QCOMPARE(shown.bar->status(), QStringLiteral("1 of 2"));
    }

    void barGoesBeforeOrAfterItsWindow()
    {
        TraceDocument document;
        auto window = std::make_unique<QWidget>();
        auto* bar = new FindBar(&document, window.get());
        window->show();
        bar->activate();
        QTest::keyClick(bar->findChild<QueryEdit*>(), Qt::Key_Down);
        QVERIFY(bar->findChild<QueryEdit*>()->popup()->isVisible());
        delete bar;
        QCOMPARE(window->findChildren<CompletionPopup*>().size(), 0);
        bar = new FindBar(&document, window.get());
        bar->activate();
        QTest::keyClick(bar->findChild<QueryEdit*>(), Qt::Key_Down);
        window.reset();
    }
};

QTEST_MAIN(FindBarTest)
#include "find_bar_test.moc"
