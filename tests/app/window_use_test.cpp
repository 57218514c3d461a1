// The window with a bundle in it: one selection in all views, problems, panels, theme, settings and keys.
#include "tests/app/program.h"

#include "app/window/export_flow.h"
#include "app/window/message_bar.h"
#include "app/window/status_line.h"
#include "app/window/window_actions.h"
#include "views/bookmarks/bookmark_store.h"
#include "views/bookmarks/bookmarks_view.h"
#include "views/graph/graph_canvas.h"
#include "views/inspector/fields_pane.h"
#include "views/inspector/inspector_view.h"
#include "views/outline/outline_model.h"
#include "views/outline/outline_tree_view.h"
#include "views/outline/problems_view.h"
#include "views/theme/theme.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTabWidget>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

QString samplePath()
{
    return QFileInfo(QStringLiteral(ROLLOUTSCOPE_SAMPLE)).canonicalFilePath();
}

/// The views of a page, and what each of them shows as selected.
struct Views {
    BundlePage* page;
    OutlineTreeView* tree;
    OutlineModel* model;
    TimelineCanvas* timeline;
    graph::GraphCanvas* graph;
    inspector::FieldsPane* fields;

    explicit Views(BundlePage* shown)
        : page(shown),
          tree(page->findChild<OutlineTreeView*>()),
          model(page->findChild<OutlineModel*>()),
          timeline(page->findChild<TimelineCanvas*>()),
          graph(page->findChild<graph::GraphCanvas*>()),
          fields(&page->inspector()->fields())
    {
    }

    /// The graph, on the level of agents, shows the agent of what is selected.
    [[nodiscard]] bool agreeOn(ObjectRef object, ThreadIndex agent) const
    {
        const int node = graph->selectedNode();
        return page->document()->selection() == object && model->objectAt(tree->currentIndex()) == object &&
               tree->selectionModel()->isSelected(tree->currentIndex()) && fields->details().object == object &&
               node >= 0 && graph->picture()->model.nodes[static_cast<std::size_t>(node)].object == ObjectRef(agent);
    }
};

} // namespace

class WindowUseTest : public QObject {
    Q_OBJECT
private slots:
    void everyViewShowsTheOneSelection()
    {
        if (samplePath().isEmpty())
            QSKIP("the sample bundle is not there");
        Program program;
        program.open({samplePath()}, 1);
        const Views views(program.window->currentPage());
        TraceDocument* document = program.document();
        const RolloutTrace& trace = document->loaded()->trace;
        QVERIFY(trace.threads.size() >= 2 && !trace.toolCalls.empty());
        QTRY_VERIFY(views.page->graph()->isSettled());

        // From the outline.
        const ToolIndex tool{0};
        views.tree->setCurrentIndex(views.model->indexOf(tool));
        QVERIFY(views.agreeOn(tool, trace.toolCalls[tool].thread));
        QVERIFY(program.window->actions()->copyId->isEnabled());

        // From the graph: another agent.
        const ThreadIndex child = document->loaded()->relations.threadsInSpawnOrder().at(1);
        const auto& picture = views.graph->picture();
        const auto node = static_cast<std::size_t>(picture->model.nodeOf(child));
        views.graph->centerOn(static_cast<int>(node));
        QTest::mouseClick(views.graph, Qt::LeftButton, {},
                          views.graph->toWidget(picture->nodes[node].rect.center()).toPoint());
        QVERIFY(views.agreeOn(child, child));

        // From the timeline: the first track's header.
        const ThreadIndex root = document->loaded()->relations.threadsInSpawnOrder().front();
        const int header = views.timeline->regions().headers.top() + views.timeline->trackLayout().track(0).top + 13;
        QTest::mouseClick(views.timeline, Qt::LeftButton, {}, {70, header});
        QVERIFY(views.agreeOn(root, root));

        // From the inspector: a link to a turn.
        const TurnIndex turn = document->loaded()->relations.turns(root).front();
        const auto link = views.fields->pointOfLink(turn);
        QVERIFY(link.has_value());
        QTest::mouseClick(views.fields->viewport(), Qt::LeftButton, {}, *link);
        QVERIFY(views.agreeOn(turn, root));

        // And back through all of it.
        program.window->actions()->back->trigger();
        QVERIFY(views.agreeOn(root, root));
        program.window->actions()->back->trigger();
        QVERIFY(views.agreeOn(child, child));
        program.window->actions()->forward->trigger();
        QVERIFY(views.agreeOn(root, root));
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

    void bookmarksPanelIsOpenedOnDemandBesideTheProblems()
    {
        Program program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("one"), smallLog() + "this is not JSON\n")}, 1);
        BundlePage* page = program.window->currentPage();
        QVERIFY(page->problems()->isVisible());
        QVERIFY(!page->bookmarks()->isVisible());
        QAction* toggle = page->dockActions().at(3);
        toggle->trigger();
        QVERIFY(page->bookmarks()->isVisible());
        QVERIFY(toggle->isChecked());
        toggle->trigger();
        QVERIFY(!page->bookmarks()->isVisible());
        page->showBookmarks();
        QVERIFY(page->bookmarks()->isVisible());
    }

    void momentsOfBookmarksAreBroughtIntoTheMiddle()
    {
        Program program;
        program.open({samplePath()}, 1);
        BundlePage* page = program.window->currentPage();
        const UnixMs first = page->document()->loaded()->relations.firstMoment();
        const auto zero = static_cast<double>(first);
        page->document()->setVisibleTime({.begin = zero + 10'000, .end = zero + 20'000});
        emit page->bookmarks()->momentRequested(first + 60'000);
        const TimeRange range = page->document()->visibleTime();
        QCOMPARE(range.begin + range.length() / 2 - zero, 60'000.0);
        QCOMPARE(range.length(), 10'000.0);
    }

    void problemsPanelFollowsTheTabUntilAPersonDecides()
    {
        Program program;
        QTemporaryDir root;
        const QString fine = makeBundle(root, QStringLiteral("fine"));
        const QString broken = makeBundle(root, QStringLiteral("broken"), smallLog() + "this is not JSON\n");
        program.open({broken, fine}, 2);
        auto* tabs = program.window->findChild<QTabWidget*>();
        const auto shownAt = [&](int tab) {
            tabs->setCurrentIndex(tab);
            QCoreApplication::processEvents(); // the page lays itself out
            return program.window->currentPage()->problems()->isVisible();
        };
        QVERIFY(shownAt(0));
        QVERIFY(!shownAt(1));
        QVERIFY(shownAt(0));
        program.window->currentPage()->dockActions().at(2)->trigger();
        QVERIFY(!shownAt(1));
        QVERIFY(!shownAt(0));
        program.window->actions()->showProblems->trigger();
        QVERIFY(shownAt(1));
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
        const QStatusBar* line = program.window->statusLine();
        QVERIFY(line->minimumSizeHint().width() < line->fontMetrics().horizontalAdvance(text));
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

    void exportsWhatIsOpen()
    {
        Program program;
        program.open({samplePath()}, 1);
        const QTemporaryDir folder;
        QString suggested;
        BookmarkStore* bookmarks = program.document()->bookmarks();
        bookmarks->addMoment(program.document()->loaded()->relations.firstMoment() + 7, QStringLiteral("look here"));
        for (const char* name : {"a.json", "a.csv", "a.png", "a.svg"}) {
            const QString file = folder.filePath(QString::fromLatin1(name));
            program.window->exports()->chooseFile = [&](const QString& path) {
                suggested = path;
                return ExportChoice{.file = file};
            };
            program.window->messages()->dismiss();
            program.window->actions()->exportBundle->trigger();
            QTRY_VERIFY2(QFileInfo(file).size() > 1000, name);
            QTRY_VERIFY(program.window->messages()->text().contains(QString::fromLatin1(name)));
        }
        QVERIFY2(suggested.endsWith(QStringLiteral(".json")), qPrintable(suggested));
        QFile events(folder.filePath(QStringLiteral("a.json")));
        QVERIFY(events.open(QIODevice::ReadOnly));
        QVERIFY(events.readAll().contains("\"name\": \"look here\""));
        bookmarks->undoStack()->undo();
        QFile drawing(folder.filePath(QStringLiteral("a.svg")));
        QVERIFY(drawing.open(QIODevice::ReadOnly));
        QVERIFY(drawing.readAll().contains("<text")); // text is text

        program.window->messages()->dismiss();
        program.window->exports()->chooseFile = [&](const QString&) {
            return ExportChoice{.file = folder.filePath(QStringLiteral("a.doc"))};
        };
        program.window->actions()->exportBundle->trigger();
        QVERIFY(program.window->messages()->text().contains(QStringLiteral(".svg")));
        program.window->messages()->dismiss();
        program.window->exports()->chooseFile = [](const QString&) { return ExportChoice(); };
        program.window->actions()->exportBundle->trigger();
        QVERIFY(!program.window->messages()->isVisible());
    }
};

int main(int argc, char** argv)
{
    return runTest<WindowUseTest>(argc, argv);
}

#include "window_use_test.moc"
