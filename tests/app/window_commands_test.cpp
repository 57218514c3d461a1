// Commands: the palette, the key sheet and the menus of objects, with the keys and clicks of a person.
#include "tests/app/program.h"

#include "app/dialogs/command_palette.h"
#include "app/dialogs/palette_list.h"
#include "app/dialogs/shortcuts_dialog.h"
#include "app/open/object_link.h"
#include "app/window/command_flow.h"
#include "app/window/window_actions.h"
#include "views/actions/action_registry.h"
#include "views/graph/graph_canvas.h"
#include "views/inspector/inspector_view.h"
#include "views/inspector/payload_list.h"
#include "views/outline/outline_model.h"
#include "views/outline/outline_tree_view.h"
#include "views/outline/outline_view.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>
#include <QSet>
#include <QTabWidget>
#include <QTreeWidget>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

const QString sample = QStringLiteral(ROLLOUTSCOPE_SAMPLE);

/// A window with the sample in it, and the keyboard.
struct Opened : Program {
    Opened()
    {
        open({sample}, 1);
        QApplication::setActiveWindow(window.get());
        Q_UNUSED(QTest::qWaitForWindowActive(window.get()));
        QCoreApplication::processEvents(); // the page lays itself out
    }
    [[nodiscard]] BundlePage* page() const { return window->currentPage(); }
    [[nodiscard]] CommandPalette* palette() const { return window->commands()->palette(); }

    void openPalette() const
    {
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(palette()->isVisible());
        QVERIFY(palette()->input()->hasFocus());
    }
    void type(const QString& text) const
    {
        openPalette();
        QTest::keyClicks(palette()->input(), text);
    }
    void press(Qt::Key key) const { QTest::keyClick(palette()->input(), key); }
    [[nodiscard]] QStringList offered() const
    {
        QStringList names;
        for (const PaletteEntry& entry : palette()->list()->entries())
            names << entry.text;
        return names;
    }
    [[nodiscard]] QString current() const
    {
        const int row = palette()->list()->currentRow();
        return row < 0 ? QString() : offered().at(row);
    }
    [[nodiscard]] QMenu* menu() const { return page()->findChild<QMenu*>(QStringLiteral("objectMenu")); }
    void choose(const char* id) const
    {
        auto* action = menu()->findChild<QAction*>(QLatin1String(id));
        QVERIFY2(action != nullptr && action->isEnabled(), id);
        action->trigger();
        menu()->close();
    }
};

void askForMenu(QWidget* target, QPoint at, QContextMenuEvent::Reason reason)
{
    QContextMenuEvent event(reason, at, target->mapToGlobal(at));
    QApplication::sendEvent(target, &event);
}

} // namespace

class WindowCommandsTest : public QObject {
    Q_OBJECT
private slots:
    void paletteRunsWhatIsTypedAndGivesTheKeyboardBack()
    {
        const Opened program;
        QWidget* canvas = program.page()->timeline()->canvas();
        canvas->setFocus();
        program.type(QStringLiteral("timonly"));
        QCOMPARE(program.current(), QStringLiteral("Timeline Only"));
        program.press(Qt::Key_Return);
        QVERIFY(!program.palette()->isVisible());
        QCOMPARE(program.page()->middle(), BundlePage::Middle::Timeline);
        QCOMPARE(QApplication::focusWidget(), canvas);
    }

    void paletteRunsActionsThatOnlyWorkInTheirView()
    {
        const Opened program;
        program.page()->outline()->setFocus();
        program.page()->document()->select(ToolIndex{0});
        program.type(QStringLiteral("select parent"));
        QCOMPARE(program.current(), QStringLiteral("Select Parent"));
        program.press(Qt::Key_Return);
        QVERIFY(program.page()->document()->selection() != ObjectRef(ToolIndex{0}));
        QVERIFY(program.page()->document()->selection().valid());
    }

    void escapeAndAClickElsewhereCloseIt()
    {
        const Opened program;
        QWidget* canvas = program.page()->timeline()->canvas();
        canvas->setFocus();
        program.type(QStringLiteral("graph only"));
        program.press(Qt::Key_Escape);
        QVERIFY(!program.palette()->isVisible());
        QCOMPARE(program.page()->middle(), BundlePage::Middle::Both);
        QCOMPARE(QApplication::focusWidget(), canvas);

        program.openPalette();
        QVERIFY(program.palette()->input()->text().isEmpty());
        QTest::mouseClick(program.palette()->input(), Qt::LeftButton);
        QVERIFY(program.palette()->isVisible());
        QTest::mouseClick(canvas, Qt::LeftButton, {}, QPoint(5, canvas->height() - 5));
        QVERIFY(!program.palette()->isVisible());
    }

    void whatWasUsedLastComesFirst()
    {
        const Opened program;
        program.type(QStringLiteral("graph only"));
        program.press(Qt::Key_Return);
        program.type(QStringLiteral("timeline and graph"));
        program.press(Qt::Key_Return);
        program.openPalette();
        QCOMPARE(program.offered().mid(0, 2),
                 QStringList({QStringLiteral("Timeline and Graph"), QStringLiteral("Graph Only")}));
    }

    void whatCannotBeRunIsLastAndStaysUnrun()
    {
        const Opened program;
        QVERIFY(!program.window->actions()->copyId->isEnabled());
        program.openPalette();
        const auto& entries = program.palette()->list()->entries();
        bool sawDisabled = false;
        for (const PaletteEntry& entry : entries) {
            QVERIFY2(!sawDisabled || !entry.enabled, qPrintable(entry.text));
            sawDisabled |= !entry.enabled;
        }
        QVERIFY(sawDisabled);
        QTest::keyClicks(program.palette()->input(), QStringLiteral("copylink"));
        QCOMPARE(program.offered().front(), QStringLiteral("Copy Link"));
        QApplication::clipboard()->setText(QStringLiteral("before"));
        program.press(Qt::Key_Return);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("before"));
        QVERIFY(program.palette()->isVisible());
    }

    void arrowsWalkAndAClickRuns()
    {
        const Opened program;
        program.type(QStringLiteral("theme"));
        QVERIFY(program.offered().size() >= 3);
        const QString first = program.current();
        program.press(Qt::Key_Down);
        QCOMPARE(program.current(), program.offered().at(1));
        program.press(Qt::Key_Up);
        program.press(Qt::Key_Up);
        QCOMPARE(program.current(), first);
        const auto dark = program.offered().indexOf(QStringLiteral("Dark"));
        QVERIFY(dark >= 0);
        PaletteList* list = program.palette()->list();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualRect(list->model()->index(static_cast<int>(dark), 0)).center());
        QVERIFY(!program.palette()->isVisible());
        QVERIFY(program.window->actions()->themeDark->isChecked());
        program.window->actions()->themeSystem->trigger();
    }

    void atFindsAgents()
    {
        const Opened program;
        TraceDocument* document = program.document();
        const LoadedTracePtr loaded = document->loaded();
        program.type(QStringLiteral("@"));
        QCOMPARE(static_cast<std::size_t>(program.offered().size()), loaded->trace.threads.size());
        const ThreadIndex child = loaded->relations.threadsInSpawnOrder().at(1);
        const QString path = QString::fromStdString(loaded->trace.threads[child].agentPath);
        QTest::keyClicks(program.palette()->input(), path.section(u'/', -1));
        QCOMPARE(program.current(), path);
        program.press(Qt::Key_Return);
        QCOMPARE(document->selection(), ObjectRef(child));
    }

    void hashFindsTheObjectWithExactlyThisId()
    {
        const Opened program;
        TraceDocument* document = program.document();
        const std::string id = document->loaded()->trace.toolCalls[ToolIndex{0}].id;
        program.type(u'#' + QString::fromStdString(id) + u' ');
        QVERIFY(!program.offered().isEmpty());
        program.press(Qt::Key_Return);
        QCOMPARE(objectId(document->loaded()->trace, document->selection()), std::string_view(id));

        program.type(u'#' + QString::fromStdString(id) + u'x');
        QVERIFY(program.offered().isEmpty());
        QCOMPARE(program.palette()->note(), QStringLiteral("No object has exactly this id."));
    }

    void withoutABundleThereAreTheWindowsActions()
    {
        const Program program;
        program.window->actions()->palette->trigger();
        CommandPalette* palette = program.window->commands()->palette();
        QVERIFY(palette->isVisible());
        QVERIFY(palette->geometry().top() >= 0 && palette->height() < program.window->height());
        for (const PaletteEntry& entry : palette->list()->entries())
            QVERIFY2(entry.detail != QStringLiteral("Timeline"), qPrintable(entry.text));
        QTest::keyClicks(palette->input(), QStringLiteral("@a"));
        QCOMPARE(palette->note(), QStringLiteral("No bundle is open."));
        palette->dismiss();
    }

    void everyActionIsListedOnceWithAnIdAndHelp()
    {
        const Opened program;
        QSet<QString> ids;
        QSet<QString> windowKeys;
        for (const ActionRegistry* registry : program.window->commands()->registries()) {
            for (const QAction* action : registry->actions()) {
                QVERIFY(!action->objectName().isEmpty());
                QVERIFY2(!ids.contains(action->objectName()), qPrintable(action->objectName()));
                ids.insert(action->objectName());
                QVERIFY2(!actionName(action).isEmpty() && !action->toolTip().isEmpty(),
                         qPrintable(action->objectName()));
                if (action->shortcutContext() != Qt::WindowShortcut)
                    continue;
                for (const QKeySequence& key : action->shortcuts()) {
                    QVERIFY2(!windowKeys.contains(key.toString()), qPrintable(key.toString()));
                    windowKeys.insert(key.toString());
                }
            }
        }
        QVERIFY(ids.size() > 40);
    }

    void thePaletteShowsTheActionsOfThePageInFront()
    {
        Opened program;
        QTemporaryDir root;
        program.open({makeBundle(root, QStringLiteral("two"))}, 2);
        auto* tabs = program.window->findChild<QTabWidget*>();
        for (int tab = 0; tab < 2; ++tab) {
            tabs->setCurrentIndex(tab);
            program.window->actions()->palette->trigger();
            int ofGraph = 0;
            for (const PaletteEntry& entry : program.palette()->list()->entries()) {
                if (entry.action && entry.action->objectName() == QStringLiteral("graph.fit")) {
                    ++ofGraph;
                    QVERIFY(program.window->pageAt(tab)->graph()->actions()->actions().contains(entry.action.data()));
                }
            }
            QCOMPARE(ofGraph, 1);
            program.palette()->dismiss();
        }
    }

    void questionMarkShowsEveryKey()
    {
        const Opened program;
        program.page()->timeline()->canvas()->setFocus();
        QTest::keyClick(program.page()->timeline()->canvas(), Qt::Key_Question);
        auto* dialog = program.window->findChild<ShortcutsDialog*>();
        QVERIFY(dialog != nullptr && dialog->isVisible());
        auto* tree = dialog->findChild<QTreeWidget*>();
        const auto shown = [&] {
            QStringList rows;
            for (int i = 0; i < tree->topLevelItemCount(); ++i) {
                const QTreeWidgetItem* group = tree->topLevelItem(i);
                for (int k = 0; !group->isHidden() && k < group->childCount(); ++k) {
                    if (!group->child(k)->isHidden())
                        rows << group->child(k)->text(0) + u'|' + group->child(k)->text(1);
                }
            }
            return rows;
        };
        QVERIFY(shown().contains(QStringLiteral("Command Palette|Ctrl+Shift+P")));
        QVERIFY(shown().contains(QStringLiteral("Keyboard Shortcuts|?")));
        QVERIFY(shown().contains(QStringLiteral("Fit Graph|F")));
        QVERIFY(!shown().filter(QStringLiteral("|Wheel")).isEmpty());
        QTRY_VERIFY(dialog->filter()->hasFocus());
        QTest::keyClicks(dialog->filter(), QStringLiteral("graph wheel"));
        QCOMPARE(shown(), QStringList({QStringLiteral("Zoom at the cursor|Wheel"),
                                       QStringLiteral("Move the picture|Drag, Shift+Wheel")}));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(program.window->findChild<ShortcutsDialog*>() == nullptr);
    }

    void aRightClickInTheOutlineSelectsAndAsks()
    {
        const Opened program;
        auto* tree = program.page()->findChild<OutlineTreeView*>();
        auto* model = program.page()->findChild<OutlineModel*>();
        const TurnIndex turn{0};
        const QModelIndex row = model->indexOf(turn);
        tree->scrollTo(row);
        askForMenu(tree->viewport(), tree->visualRect(row).center(), QContextMenuEvent::Mouse);
        QCOMPARE(program.document()->selection(), ObjectRef(turn));
        QVERIFY(program.menu() != nullptr && program.menu()->isVisible());
        QVERIFY(program.menu()->actions().contains(program.window->actions()->copyLink));

        program.window->actions()->middleTimeline->trigger();
        program.choose("object.graph");
        QVERIFY(program.page()->graph()->isVisible());
        QTRY_VERIFY(program.menu() == nullptr);

        // The menu key is for the current row, wherever the mouse is.
        askForMenu(tree, QPoint(0, 0), QContextMenuEvent::Keyboard);
        QVERIFY(program.menu() != nullptr);
        program.choose("object.parent");
        QCOMPARE(program.document()->selection(), ObjectRef(program.document()->loaded()->trace.turns[turn].thread));
    }

    void aRightClickInTheGraphSelectsAndAsks()
    {
        const Opened program;
        QTRY_VERIFY(program.page()->graph()->isSettled());
        auto* canvas = program.page()->findChild<graph::GraphCanvas*>();
        const auto& picture = canvas->picture();
        QVERIFY(picture != nullptr && picture->nodes.size() > 1);
        canvas->centerOn(1);
        askForMenu(canvas, canvas->toWidget(picture->nodes[1].rect.center()).toPoint(), QContextMenuEvent::Mouse);
        QCOMPARE(program.document()->selection(), picture->model.nodes[1].object);
        QVERIFY(program.menu() != nullptr);
        program.menu()->close();
        QTRY_VERIFY(program.menu() == nullptr);

        askForMenu(canvas, QPoint(1, 1), QContextMenuEvent::Mouse); // beside every node
        QVERIFY(program.menu() == nullptr);
        askForMenu(canvas, QPoint(1, 1), QContextMenuEvent::Keyboard);
        QVERIFY(program.menu() != nullptr);
    }

    void theMenuOpensPayloadsAlsoOfAHiddenInspector()
    {
        const Opened program;
        const LoadedTracePtr loaded = program.document()->loaded();
        program.page()->dockActions().at(1)->trigger(); // hides the inspector
        QVERIFY(!program.page()->inspector()->isVisible());
        program.document()->requestObjectMenu(InferenceIndex{0}, {10, 10});
        program.choose("object.payloads");
        QVERIFY(program.page()->inspector()->isVisible());
        QVERIFY(program.page()->inspector()->payloads().hasFocus());
        QVERIFY(program.page()->inspector()->payloads().currentIndex().isValid());
    }

    void theMenuZoomsToTheObject()
    {
        const Opened program;
        const LoadedTracePtr loaded = program.document()->loaded();
        const ToolIndex tool{0};
        const TimeRange before = program.document()->visibleTime();
        program.window->actions()->middleGraph->trigger();
        program.document()->requestObjectMenu(tool, {10, 10});
        program.choose("object.zoom");
        QVERIFY(program.page()->timeline()->isVisible());
        QVERIFY(program.document()->visibleTime().length() < before.length());
    }

    void anObjectIsCopiedAsLinkAndAsText()
    {
        const Opened program;
        const LoadedTracePtr loaded = program.document()->loaded();
        const ToolIndex tool{0};
        const ToolCall& call = loaded->trace.toolCalls[tool];
        program.document()->select(tool);
        QWidget* canvas = program.page()->timeline()->canvas();
        canvas->setFocus();

        QTest::keyClick(canvas, Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        const ParsedLink link = parseLink(QApplication::clipboard()->text());
        QVERIFY2(link.link.has_value(), qPrintable(QApplication::clipboard()->text()));
        QCOMPARE(link.link->bundle, QFileInfo(sample).canonicalFilePath());
        QCOMPARE(link.link->kind, ObjectKind::ToolCall);
        QCOMPARE(link.link->id, call.id);
        QVERIFY(!link.link->time.has_value()); // everything is in sight

        QTest::keyClick(canvas, Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        const QStringList lines = QApplication::clipboard()->text().split(u'\n');
        QVERIFY(lines.contains(QStringLiteral("Id: ") + QString::fromStdString(call.id)));
        QVERIFY(lines.contains(QStringLiteral("Agent: ") +
                               QString::fromStdString(loaded->trace.threads[call.thread].agentPath)));
        QVERIFY(!lines.filter(QStringLiteral("Status: ")).isEmpty());
        QVERIFY(!lines.filter(QStringLiteral("Started: ")).isEmpty());
    }
};

int main(int argc, char** argv)
{
    return runTest<WindowCommandsTest>(argc, argv);
}

#include "window_commands_test.moc"
