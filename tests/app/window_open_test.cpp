// Opening as a person does it: by menu, argument, drop and list; messages, recent bundles, loading and its Cancel.
#include "tests/app/program.h"

#include "app/open/open_probe.h"
#include "app/open/recent_bundles.h"
#include "app/window/loading_panel.h"
#include "app/window/message_bar.h"
#include "app/window/window_actions.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QUrl>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

void sendDrop(QWidget* target, const QList<QUrl>& urls)
{
    QMimeData data;
    data.setUrls(urls);
    const QPoint at(20, 20);
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(target, &drop);
    QVERIFY(drop.isAccepted());
}

QByteArray longLog(int events)
{
    QByteArray log = smallLog();
    for (int i = 4; i < events; ++i)
        log += logLine(i, R"({"type":"codex_turn_started","codex_turn_id":"u)" + QByteArray::number(i) +
                              R"(","thread_id":"a"})");
    return log;
}

} // namespace

class WindowOpenTest : public QObject {
    Q_OBJECT
private slots:
    void opensByMenu()
    {
        Program program;
        QTemporaryDir root;
        const QString path = makeBundle(root, QStringLiteral("fix-lexer"));
        QString startedIn;
        program.window->chooseFolder = [&](const QString& startIn) {
            startedIn = startIn;
            return path;
        };
        program.window->actions()->open->trigger();
        QTRY_VERIFY(program.isReady(1));
        QVERIFY(!startedIn.isEmpty());
        QVERIFY(program.window->windowTitle().contains(QStringLiteral("fix-lexer")));
        QVERIFY(program.window->windowTitle().contains(QStringLiteral("1 agent")));

        // The next time, the dialog begins where the bundle was.
        program.window->actions()->open->trigger();
        QCOMPARE(startedIn, QFileInfo(root.path()).canonicalFilePath());
    }

    void cancelledDialogChangesNothing()
    {
        Program program;
        program.window->chooseFolder = [](const QString&) { return QString(); };
        program.window->actions()->open->trigger();
        QTest::qWait(50);
        QCOMPARE(program.window->pageCount(), 0);
    }

    void opensSeveralArgumentsAsTabsInOrder()
    {
        Program program;
        QTemporaryDir root;
        const QString one = makeBundle(root, QStringLiteral("one"));
        const QString two = makeBundle(root, QStringLiteral("two"));
        program.open({one, two}, 2);
        QCOMPARE(program.window->pageAt(0)->path(), one);
        QCOMPARE(program.window->pageAt(1)->path(), two);
    }

    void opensWhatIsDroppedEvenOnATextField()
    {
        Program program;
        QTemporaryDir root;
        const QString one = makeBundle(root, QStringLiteral("one"));
        const QString two = makeBundle(root, QStringLiteral("two"));
        const QString three = makeBundle(root, QStringLiteral("three"));
        sendDrop(program.window.get(),
                 {QUrl::fromLocalFile(one), QUrl::fromLocalFile(two + QStringLiteral("/manifest.json"))});
        QTRY_VERIFY(program.isReady(2));

        auto* field = program.window->currentPage()->findChild<QLineEdit*>();
        sendDrop(field, {QUrl::fromLocalFile(three + QStringLiteral("/trace.jsonl"))});
        QTRY_VERIFY(program.isReady(3));
        QVERIFY(field->text().isEmpty());
    }

    void sameBundleTwiceGoesToItsTab()
    {
        Program program;
        QTemporaryDir root;
        const QString one = makeBundle(root, QStringLiteral("one"));
        const QString two = makeBundle(root, QStringLiteral("two"));
        program.open({one, two}, 2);
        QCOMPARE(program.window->currentPage()->path(), two);
        program.window->openPaths({one + QStringLiteral("/manifest.json")});
        QTRY_COMPARE(program.window->currentPage()->path(), one);
        QCOMPARE(program.window->pageCount(), 2);
    }

    void whatIsNoBundleGetsAMessageAndNothingElse()
    {
        Program program;
        QTemporaryDir root;
        const QString good = makeBundle(root, QStringLiteral("good"));
        program.open({good}, 1);
        QTemporaryDir empty;
        program.window->openPaths({empty.path()});
        QTRY_VERIFY(program.window->messages()->isVisible());
        QVERIFY(program.window->messages()->text().contains(QStringLiteral("manifest.json")));
        QCOMPARE(program.window->pageCount(), 1);
        QCOMPARE(program.window->currentPage()->path(), good);
        QCOMPARE(program.window->recent()->paths(), QStringList(good));

        program.window->messages()->setFocus();
        QTest::keyClick(program.window->messages(), Qt::Key_Escape);
        QVERIFY(!program.window->messages()->isVisible());
    }

    void folderOfBundlesOffersAList()
    {
        Program program;
        QTemporaryDir root;
        makeBundle(root, QStringLiteral("a"));
        const QString chosen = makeBundle(root, QStringLiteral("b"));
        std::size_t offered = 0;
        program.window->chooseBundles = [&](const QString&, const std::vector<BundleEntry>& bundles) {
            offered = bundles.size();
            return QStringList(chosen);
        };
        program.open({root.path()}, 1);
        QCOMPARE(offered, std::size_t{2});
        QCOMPARE(program.window->currentPage()->path(), chosen);
    }

    void emptyLogOpensAndSaysSo()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("silent"), "\n  \n")}, 1);
        QVERIFY(program.window->windowTitle().contains(QStringLiteral("empty")));
    }

    void recentMenuOpensAndGreysWhatIsGone()
    {
        Program program;
        QTemporaryDir root;
        const QString one = makeBundle(root, QStringLiteral("one"));
        const QString two = makeBundle(root, QStringLiteral("two"));
        program.open({one, two}, 2);
        QDir(one).removeRecursively();
        program.restart();

        const auto entry = [&](const QString& path) -> QAction* {
            for (QAction* action : program.window->actions()->recentMenu()->actions()) {
                if (action->text().contains(path))
                    return action;
            }
            return nullptr;
        };
        QVERIFY(entry(one) != nullptr);
        QTRY_VERIFY(!entry(one)->isEnabled());
        QVERIFY(entry(two)->isEnabled());
        entry(two)->trigger();
        QTRY_VERIFY(program.isReady(1));

        program.window->actions()->clearRecent->trigger();
        QVERIFY(entry(two) == nullptr);
    }

    void cancelReturnsToWhatWasThere()
    {
        Program program;
        QTemporaryDir root;
        const QString small = makeBundle(root, QStringLiteral("small"));
        program.open({small}, 1);
        const QString large = makeBundle(root, QStringLiteral("large"), longLog(120'000));
        program.window->openPaths({large});
        QTRY_COMPARE(program.window->pageCount(), 2);
        QCOMPARE(program.document()->state(), TraceDocument::State::Loading);
        auto* panel = program.window->currentPage()->loadingPanel();
        QVERIFY(panel->isVisible());
        QTest::mouseClick(panel->findChild<QPushButton*>(), Qt::LeftButton);
        QCOMPARE(program.window->pageCount(), 1);
        QCOMPARE(program.window->currentPage()->path(), small);
        QTest::qWait(100); // the abandoned job ends; nothing comes back
        QCOMPARE(program.window->pageCount(), 1);
        QVERIFY(!program.window->messages()->isVisible());
    }

    void reloadKeepsTabAndSelection()
    {
        Program program;
        QTemporaryDir root;
        const QString path = makeBundle(root, QStringLiteral("one"));
        program.open({path}, 1);
        program.document()->select(TurnIndex{0});
        makeBundle(root, QStringLiteral("one"),
                   smallLog() + logLine(4, R"({"type":"codex_turn_started","codex_turn_id":"v","thread_id":"a"})"));
        QSignalSpy changed(program.document(), &TraceDocument::traceChanged);
        program.window->actions()->reload->trigger();
        QVERIFY(changed.wait());
        QCOMPARE(program.document()->loaded()->trace.turns.size(), std::size_t{2});
        QCOMPARE(program.document()->selection(), ObjectRef(TurnIndex{0}));
        QCOMPARE(program.window->pageCount(), 1);
    }

    void bundleDeletedWhileOpenStaysInSight()
    {
        Program program;
        QTemporaryDir root;
        const QString path = makeBundle(root, QStringLiteral("one"));
        program.open({path}, 1);
        QDir(path).removeRecursively();
        program.window->actions()->reload->trigger();
        QTRY_VERIFY(program.window->messages()->isVisible());
        QVERIFY(program.window->messages()->text().contains(path));
        QCOMPARE(program.window->pageCount(), 1);
        QVERIFY(program.document()->loaded() != nullptr);
    }

    void namesOfAStrangeBundleAreLiteral()
    {
        Program program;
        QTemporaryDir root;
        const QString path = makeBundle(root, QStringLiteral("<b>bold & brave<b>"));
        program.open({path}, 1);
        auto* tabs = program.window->findChild<QTabWidget*>();
        QVERIFY(tabs->tabText(0).startsWith(QStringLiteral("<b>bold && brave<b>")));
        QVERIFY(tabs->tabToolTip(0).contains(QStringLiteral("&lt;b&gt;bold")));
    }
};

int main(int argc, char** argv)
{
    return runTest<WindowOpenTest>(argc, argv);
}

#include "window_open_test.moc"
