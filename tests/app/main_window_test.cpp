// The window as a person uses it: opening by menu, argument, drop and list; messages; loading; one selection in all
// views; panels, theme and settings.
#include "tests/app/bundle_folder.h"

#include "app/bundle_page.h"
#include "app/main_window.h"
#include "app/open/open_probe.h"
#include "app/open/recent_bundles.h"
#include "app/window/loading_panel.h"
#include "app/window/message_bar.h"
#include "app/window/status_line.h"
#include "app/window/theme_controller.h"
#include "app/window/window_actions.h"
#include "views/graph/graph_view.h"
#include "views/outline/outline_model.h"
#include "views/outline/outline_tree_view.h"
#include "views/outline/problems_view.h"
#include "views/theme/theme.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QTimer>
#include <QTreeView>
#include <QUrl>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

/// A window with settings of its own.
struct Program {
    QTemporaryDir home;
    QSettings settings{home.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    ThemeController themes{*qobject_cast<QApplication*>(QCoreApplication::instance()), settings};
    std::unique_ptr<MainWindow> window;

    Program() { restart(); }

    void restart()
    {
        window.reset();
        window = std::make_unique<MainWindow>(settings, themes);
        window->show();
    }

    [[nodiscard]] bool isReady(int pages) const
    {
        if (window->pageCount() != pages)
            return false;
        for (int i = 0; i < pages; ++i) {
            if (window->pageAt(i)->document()->state() != TraceDocument::State::Ready)
                return false;
        }
        return true;
    }

    void open(const QStringList& paths, int pages)
    {
        window->openPaths(paths);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(pages), 20'000);
    }

    [[nodiscard]] TraceDocument* document() const { return window->currentPage()->document(); }
};

QString samplePath()
{
    return QFileInfo(QStringLiteral(ROLLOUTSCOPE_SAMPLE)).canonicalFilePath();
}

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

class MainWindowTest : public QObject {
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

    void staysResponsiveWhileLoading()
    {
        Program program;
        QTemporaryDir root;
        const QString large = makeBundle(root, QStringLiteral("large"), longLog(60'000));
        qint64 longest = 0;
        QElapsedTimer clock;
        clock.start();
        QTimer ticks;
        connect(&ticks, &QTimer::timeout, &ticks, [&] { longest = std::max(longest, clock.restart()); });
        ticks.start(5);
        program.window->openPaths({large});
        QTRY_COMPARE(program.window->pageCount(), 1);
        clock.restart();
        longest = 0; // making the views is not loading
        qint64 whileLoading = 0;
        connect(program.document(), &TraceDocument::loadProgressed, &ticks, [&] { whileLoading = longest; });
        QTRY_VERIFY_WITH_TIMEOUT(program.isReady(1), 20'000);
        // Generous: the machine may be busy with other tests.
        QVERIFY2(whileLoading < 500, qPrintable(QStringLiteral("stalled for %1 ms").arg(whileLoading)));
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

    void everyViewShowsTheOneSelection()
    {
        if (samplePath().isEmpty())
            QSKIP("the sample bundle is not there");
        Program program;
        program.open({samplePath()}, 1);
        BundlePage* page = program.window->currentPage();
        TraceDocument* document = page->document();
        auto* tree = page->findChild<OutlineTreeView*>();
        auto* model = page->findChild<OutlineModel*>();
        const RolloutTrace& trace = document->loaded()->trace;
        QVERIFY(!trace.toolCalls.empty());

        // From the outline to the document …
        const ToolIndex tool{0};
        tree->setCurrentIndex(model->indexOf(tool));
        QCOMPARE(document->selection(), ObjectRef(tool));
        QVERIFY(program.window->actions()->copyId->isEnabled());
        // … and from the document to the outline and the status line.
        const InferenceIndex call{0};
        document->reveal(call);
        QCOMPARE(model->objectAt(tree->currentIndex()), ObjectRef(call));
        program.window->actions()->back->trigger();
        QCOMPARE(document->selection(), ObjectRef(tool));
        QCOMPARE(model->objectAt(tree->currentIndex()), ObjectRef(tool));
        program.window->actions()->forward->trigger();
        QCOMPARE(document->selection(), ObjectRef(call));
    }

    void mouseButtonsGoBackAndForward()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("one"))}, 1);
        program.document()->select(ThreadIndex{0});
        program.document()->select(TurnIndex{0});
        QTest::mousePress(program.window->currentPage(), Qt::BackButton);
        QCOMPARE(program.document()->selection(), ObjectRef(ThreadIndex{0}));
        QTest::mousePress(program.window->currentPage(), Qt::ForwardButton);
        QCOMPARE(program.document()->selection(), ObjectRef(TurnIndex{0}));
    }

    void problemsAreCountedShownAndActivated()
    {
        Program program;
        QTemporaryDir root;
        const QByteArray log =
            smallLog() + logLine(4, R"({"type":"codex_turn_ended","codex_turn_id":"nobody","status":"completed"})") +
            "this is not JSON\n";
        program.open({makeBundle(root, QStringLiteral("broken"), log)}, 1);
        BundlePage* page = program.window->currentPage();
        const std::uint64_t total = page->document()->loaded()->problems.total;
        QVERIFY(total >= 1);
        QPushButton* count = program.window->statusLine()->problemsButton();
        QVERIFY2(count->text().startsWith(QString::number(total)), qPrintable(count->text()));
        QVERIFY(page->problems()->isVisible());

        QAction* toggle = page->dockActions().at(2);
        toggle->trigger();
        QVERIFY(!page->problems()->isVisible());
        QTest::mouseClick(count, Qt::LeftButton);
        QVERIFY(page->problems()->isVisible());
    }

    void statusLineTellsWhatWasRead()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("one"))}, 1);
        const QString text = program.window->statusLine()->statistics();
        QVERIFY2(text.startsWith(QStringLiteral("3 events")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("schema v1")));
        QVERIFY(text.contains(QStringLiteral("reduced in")));
    }

    void middleIsMaximisedAndSharedOut()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("one"))}, 1);
        BundlePage* page = program.window->currentPage();
        program.window->actions()->middleTimeline->trigger();
        QVERIFY(page->timeline()->isVisible());
        QVERIFY(!page->graph()->isVisible());
        program.window->actions()->middleGraph->trigger();
        QVERIFY(!page->timeline()->isVisible());
        QVERIFY(page->graph()->isVisible());
        QVERIFY(program.window->actions()->middleGraph->isChecked());
        program.window->actions()->middleBoth->trigger();
        QVERIFY(page->timeline()->isVisible() && page->graph()->isVisible());
    }

    void panelsAndGeometryAreKeptAcrossRuns()
    {
        Program program;
        QTemporaryDir root;
        const QString path = makeBundle(root, QStringLiteral("one"));
        program.open({path}, 1);
        program.window->resize(1111, 666);
        program.window->currentPage()->dockActions().front()->trigger(); // hides the outline
        program.window->actions()->middleTimeline->trigger();
        program.window->close();
        program.restart();
        program.open({path}, 1);
        QCOMPARE(program.window->size(), QSize(1111, 666));
        QTRY_VERIFY(!program.window->currentPage()->dockActions().front()->isChecked());
        QCOMPARE(program.window->currentPage()->middle(), BundlePage::Middle::Timeline);
    }

    void themeIsChosenAndKept()
    {
        Program program;
        program.window->actions()->themeDark->trigger();
        QVERIFY(Theme::of(QApplication::palette()).dark);
        QVERIFY(Theme::of(program.window->palette()).dark);
        program.window->actions()->themeLight->trigger();
        QVERIFY(!Theme::of(program.window->palette()).dark);
        QCOMPARE(program.settings.value(QStringLiteral("window/theme")).toString(), QStringLiteral("light"));
        program.window->actions()->themeSystem->trigger();

        // The system turns dark while the program runs.
        QPalette dark;
        dark.setColor(QPalette::Window, Qt::black);
        dark.setColor(QPalette::WindowText, Qt::white);
        QApplication::setPalette(dark);
        QTRY_VERIFY(QApplication::palette().color(QPalette::Window) == Theme::darkTheme().panel);
        QPalette light;
        light.setColor(QPalette::Window, Qt::white);
        light.setColor(QPalette::WindowText, Qt::black);
        QApplication::setPalette(light);
        QTRY_VERIFY(QApplication::palette().color(QPalette::Window) == Theme::light().panel);
    }

    void everyActionExplainsItselfAndNoKeyIsTakenTwice()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("one"))}, 1);
        QMap<QString, QString> windowKeys;
        for (const QAction* menu : program.window->menuBar()->actions()) {
            for (const QAction* action : menu->menu()->actions()) {
                if (action->isSeparator() || action->menu() != nullptr)
                    continue;
                QVERIFY(!action->text().isEmpty());
                QVERIFY2(!action->toolTip().isEmpty(), qPrintable(action->text()));
                if (action->shortcutContext() != Qt::WindowShortcut)
                    continue;
                for (const QKeySequence& key : action->shortcuts()) {
                    const QString name = key.toString();
                    QVERIFY2(!windowKeys.contains(name) || windowKeys[name] == action->text(), qPrintable(name));
                    windowKeys[name] = action->text();
                }
            }
        }
        QVERIFY(windowKeys.size() > 12);
    }

    void closingTheLastTabWelcomesAgain()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("one")), makeBundle(root, QStringLiteral("two"))}, 2);
        program.window->actions()->closeTab->trigger();
        QCOMPARE(program.window->pageCount(), 1);
        program.window->actions()->closeTab->trigger();
        QCOMPARE(program.window->pageCount(), 0);
        QCOMPARE(program.window->windowTitle(), QStringLiteral("Rolloutscope"));
        QVERIFY(!program.window->actions()->reload->isEnabled());
        QVERIFY(program.window->statusLine()->statistics().isEmpty());
        // Closing pages are deleted later: nothing may come back from them.
        QTest::qWait(20);
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

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
