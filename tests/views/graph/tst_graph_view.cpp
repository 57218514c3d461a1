// The graph in its widget: levels, selection in both directions, notes, and being settled.

#include "graph_trace_builder.h"
#include "layout_stand_in.h"

#include "views/actions/action_registry.h"
#include "views/graph/graph_canvas.h"
#include "views/graph/graph_footer.h"
#include "views/graph/graph_view.h"

#include <QAction>
#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace rolloutscope;
using namespace rolloutscope::graph;
using namespace rolloutscope::graphtest;

namespace {

/// A view on a document, shown and settled.
struct Shown {
    TraceDocument document;
    std::unique_ptr<GraphView> view;
    GraphCanvas* canvas = nullptr;

    explicit Shown(const LoadedTracePtr& loaded, QSize size = QSize(700, 600))
    {
        if (loaded)
            document.setTrace(loaded);
        view = std::make_unique<GraphView>(&document);
        canvas = view->findChild<GraphCanvas*>();
        view->resize(size);
        view->show();
    }
    [[nodiscard]] bool settle() const
    {
        return QTest::qWaitFor([this] { return view->isSettled(); }, 20'000);
    }
    [[nodiscard]] QString remark() const { return view->findChild<GraphFooter*>()->remark(); }
    [[nodiscard]] QPoint placeOf(ObjectRef object) const
    {
        const auto& picture = canvas->picture();
        const int node = picture->model.nodeOf(object);
        return node < 0 ? QPoint(-1, -1)
                        : canvas->toWidget(picture->nodes[static_cast<std::size_t>(node)].rect.center()).toPoint();
    }
    void click(ObjectRef object) const { QTest::mouseClick(canvas, Qt::LeftButton, {}, placeOf(object)); }
    void doubleClick(ObjectRef object) const { QTest::mouseDClick(canvas, Qt::LeftButton, {}, placeOf(object)); }
    [[nodiscard]] std::size_t nodes() const { return canvas->picture()->model.nodes.size(); }
    [[nodiscard]] ObjectRef selected() const
    {
        const int node = canvas->selectedNode();
        return node < 0 ? ObjectRef() : canvas->picture()->model.nodes[static_cast<std::size_t>(node)].object;
    }
};

/// A variable of the environment while this lives.
class Environment {
public:
    Environment(const char* name, const char* value) : name_(name) { qputenv(name, value); }
    ~Environment() { qunsetenv(name_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    const char* name_;
};

} // namespace

class GraphViewTest : public QObject {
    Q_OBJECT
private slots:
    void theFirstPictureFits()
    {
        const Team team = makeTeam();
        const Shown shown(team.loaded);
        QVERIFY(!shown.view->isSettled());
        QSignalSpy settled(shown.view.get(), &GraphView::settled);
        QVERIFY(shown.settle());
        QTRY_COMPARE(settled.size(), 1);
        QVERIFY(shown.canvas->picture());
        QVERIFY2(shown.remark().isEmpty(), qPrintable(shown.remark())); // Graphviz did it
        QVERIFY(shown.canvas->visibleScene().adjusted(-1, -1, 1, 1).contains(shown.canvas->picture()->bounds));
        QVERIFY(!shown.canvas->isMoved());
        // It stays fitted while the window changes.
        shown.view->resize(400, 300);
        QVERIFY(shown.canvas->visibleScene().adjusted(-1, -1, 1, 1).contains(shown.canvas->picture()->bounds));
    }

    void clickSelectsAndSelectionMarks()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded);
        QVERIFY(shown.settle());
        shown.click(team.docs);
        QCOMPARE(shown.document.selection(), ObjectRef(team.docs));
        QCOMPARE(shown.selected(), ObjectRef(team.docs));
        // What is selected elsewhere marks its agent.
        shown.document.select(team.testsCall);
        QCOMPARE(shown.selected(), ObjectRef(team.tests));
        QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, QPoint(2, 2));
        QVERIFY(!shown.document.selection().valid());
        QCOMPARE(shown.canvas->selectedNode(), -1);
    }

    void escapeClearsTheSelectionThenThePlayhead()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded);
        QVERIFY(shown.settle());
        shown.click(team.docs);
        shown.document.setPlayhead(team.loaded->trace.startedAt + 1);
        QTest::keyClick(shown.canvas, Qt::Key_Escape);
        QVERIFY(!shown.document.selection().valid() && shown.document.playhead());
        QTest::keyClick(shown.canvas, Qt::Key_Escape);
        QVERIFY(!shown.document.playhead());
    }

    void clickOnAnEdgeSelectsWhatItBundles()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded);
        QVERIFY(shown.settle());
        const auto& picture = *shown.canvas->picture();
        const int edge = picture.model.edgeOf(team.messageEdge);
        const QPoint at =
            shown.canvas->toWidget(picture.edges[static_cast<std::size_t>(edge)].label.center()).toPoint();
        QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, at);
        QCOMPARE(shown.document.selection(), ObjectRef(team.messageEdge));
        QCOMPARE(shown.canvas->selectedEdge(), edge);
        QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, at);
        QCOMPARE(shown.document.selection(), ObjectRef(team.secondMessageEdge));
        QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, at);
        QCOMPARE(shown.document.selection(), ObjectRef(team.messageEdge));
    }

    void doubleClickUnfoldsAndBackspaceFolds()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded);
        QVERIFY(shown.settle());
        QSignalSpy revealed(&shown.document, &TraceDocument::revealRequested);
        shown.doubleClick(team.root);
        QCOMPARE(revealed.size(), 1);
        QCOMPARE(shown.view->level(), GraphLevel::Agents);
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 4);
        shown.doubleClick(team.turn);
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 9);
        QVERIFY(shown.canvas->picture()->model.nodeOf(team.second) >= 0);
        shown.document.select(team.second);
        QTest::keyClick(shown.canvas, Qt::Key_Backspace);
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 4);
        QCOMPARE(shown.selected(), ObjectRef(team.turn));
        QTest::keyClick(shown.canvas, Qt::Key_Backspace);
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 3);
        QCOMPARE(shown.selected(), ObjectRef(team.root));
        // A second double click folds as well.
        shown.doubleClick(team.root);
        QVERIFY(shown.settle());
        shown.doubleClick(team.root);
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 3);
    }

    void unfoldingIsUndoneByGoingBack()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded);
        QVERIFY(shown.settle());
        shown.document.select(team.root);
        QTest::qWait(1);
        QTest::keyClick(shown.canvas, Qt::Key_Return);
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 4);
        QVERIFY(shown.document.canGoBack());
        shown.document.goBack();
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 3);
        QCOMPARE(shown.document.selection(), ObjectRef(team.root));
        shown.document.goForward();
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 4);
    }

    void levelsSwitchByActionAndKey()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded);
        QVERIFY(shown.settle());
        QAction* work = shown.view->actions()->action(QStringLiteral("graph.work"));
        work->trigger();
        QVERIFY(work->isChecked());
        QVERIFY(shown.settle());
        QCOMPARE(shown.canvas->note().title, QStringLiteral("Nothing selected"));
        shown.document.select(team.first);
        QVERIFY(shown.settle());
        QCOMPARE(shown.document.graphScope().object, ObjectRef(team.root));
        QCOMPARE(shown.selected(), ObjectRef(team.first));

        shown.view->setLevel(GraphLevel::Turns);
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 6);
        QVERIFY(shown.view->actions()->action(QStringLiteral("graph.turns"))->isChecked());
        // Something else selected: its work.
        shown.document.select(team.docs);
        shown.view->setLevel(GraphLevel::Work);
        QCOMPARE(shown.document.graphScope().object, ObjectRef(team.docs));
        QVERIFY(shown.settle());
        // Without anything to fold, Backspace goes up.
        shown.document.clearSelection();
        QTest::keyClick(shown.canvas, Qt::Key_Backspace);
        QCOMPARE(shown.view->level(), GraphLevel::Agents);
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 3);
    }

    void workFollowsTheSelectionToAnotherAgent()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded);
        shown.document.select(team.first);
        shown.view->setLevel(GraphLevel::Work);
        QVERIFY(shown.settle());
        QCOMPARE(shown.document.graphScope().object, ObjectRef(team.root));
        const auto picture = shown.canvas->picture();
        shown.document.select(team.second);
        QCOMPARE(shown.canvas->picture(), picture);
        QCOMPARE(shown.selected(), ObjectRef(team.second));
        shown.document.select(team.docsCall);
        QCOMPARE(shown.document.graphScope().object, ObjectRef(team.docs));
        QVERIFY(shown.settle());
        QCOMPARE(shown.selected(), ObjectRef(team.docsCall));
    }

    void aClickOnAnotherAgentStaysAndADoubleClickGoesThere()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded, QSize(900, 900));
        shown.document.select(team.root);
        shown.view->setLevel(GraphLevel::Work);
        QVERIFY(shown.settle());
        shown.click(team.tests);
        QCOMPARE(shown.document.selection(), ObjectRef(team.tests));
        QCOMPARE(shown.document.graphScope().object, ObjectRef(team.root));
        QCOMPARE(shown.selected(), ObjectRef(team.tests));
        shown.doubleClick(team.tests);
        QCOMPARE(shown.document.graphScope().object, ObjectRef(team.tests));
        QVERIFY(shown.settle());
        QVERIFY(shown.canvas->picture()->model.nodeOf(team.testsCall) >= 0);
    }

    void anObjectIsShownWhereverItIs()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded);
        QVERIFY(shown.settle());
        shown.view->showObject(team.second);
        QVERIFY(shown.settle());
        QCOMPARE(shown.selected(), ObjectRef(team.second));
        QVERIFY(shown.canvas->rect().contains(shown.placeOf(team.second)));
    }

    void onlyNeighbours()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded);
        shown.document.select(team.root);
        shown.view->setLevel(GraphLevel::Turns);
        QVERIFY(shown.settle());
        QAction* within = shown.view->actions()->action(QStringLiteral("graph.within1"));
        within->trigger();
        QVERIFY(shown.settle());
        QVERIFY(shown.nodes() < 6);
        QVERIFY(within->isChecked());
        shown.view->actions()->action(QStringLiteral("graph.everything"))->trigger();
        QVERIFY(shown.settle());
        QCOMPARE(shown.nodes(), 6);
    }

    void arrowsWalk()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded, QSize(900, 500));
        QVERIFY(shown.settle());
        shown.document.select(team.root);
        const QPointF root = shown.placeOf(team.root), docs = shown.placeOf(team.docs);
        const bool down = std::abs(docs.y() - root.y()) > std::abs(docs.x() - root.x());
        QTest::keyClick(shown.canvas, down ? Qt::Key_Down : Qt::Key_Right);
        QVERIFY(shown.document.selection() == ObjectRef(team.docs) ||
                shown.document.selection() == ObjectRef(team.tests));
        QTest::keyClick(shown.canvas, down ? Qt::Key_Up : Qt::Key_Left);
        QCOMPARE(shown.document.selection(), ObjectRef(team.root));
    }

    void notesAreSettledToo()
    {
        Shown shown(nullptr);
        QSignalSpy settled(shown.view.get(), &GraphView::settled);
        QVERIFY(shown.view->isSettled());
        QTRY_COMPARE(settled.size(), 1);
        QCOMPARE(shown.canvas->note().title, QStringLiteral("No bundle is open"));
        GraphTraceBuilder build;
        shown.document.setTrace(build.load());
        QVERIFY(shown.settle());
        QCOMPARE(shown.canvas->note().title, QStringLiteral("This trace has no agents"));
    }

    void withoutGraphvizThereIsASimpleLayout()
    {
        const Environment broken("ROLLOUTSCOPE_LAYOUT_PROGRAM", "/nowhere/at/all");
        const Team team = makeTeam();
        Shown shown(team.loaded);
        QVERIFY(shown.settle());
        QVERIFY(shown.canvas->picture());
        QCOMPARE(shown.remark(), QStringLiteral("Simple layout: the layout process did not start"));
        shown.click(team.docs);
        QCOMPARE(shown.document.selection(), ObjectRef(team.docs));
    }

    void aLayoutThatTakesLongCanBeCancelled()
    {
        const Environment slow(hangVariable, "1");
        const Team team = makeTeam();
        Shown shown(team.loaded);
        QToolButton* cancel = nullptr;
        for (QToolButton* button : shown.view->findChildren<QToolButton*>()) {
            if (button->text() == QStringLiteral("Cancel"))
                cancel = button;
        }
        QVERIFY(cancel);
        QVERIFY(!cancel->isVisible());
        const QSize least = shown.view->minimumSizeHint();
        QTRY_VERIFY_WITH_TIMEOUT(cancel->isVisible(), 10'000);
        QCOMPARE(shown.view->minimumSizeHint(), least); // else the window would widen, and stay so
        const QWidget* note = cancel->parentWidget();
        QVERIFY(shown.canvas->rect().contains(note->geometry()));
        const int gap = shown.canvas->width() - note->geometry().right();
        shown.view->resize(620, 500);
        QCOMPARE(shown.canvas->width() - note->geometry().right(), gap);
        QVERIFY(!shown.view->isSettled());
        cancel->click();
        QVERIFY(shown.settle());
        QVERIFY(!cancel->isVisible());
        QVERIFY(shown.canvas->picture());
        QVERIFY(shown.remark().contains(QStringLiteral("cancelled")));
    }

    void aViewCanGoWhileItsLayoutRuns()
    {
        const Environment slow(hangVariable, "1");
        const Team team = makeTeam();
        for (const int wait : {0, 1, 50, 200}) {
            auto shown = std::make_unique<Shown>(team.loaded);
            QTest::qWait(wait);
            shown.reset();
        }
    }

    void aReloadKeepsTheView()
    {
        Shown shown(makeTeam().loaded);
        QVERIFY(shown.settle());
        shown.canvas->zoomBy(2, QPointF(100, 100));
        const QRectF seen = shown.canvas->visibleScene();
        shown.document.setTrace(makeTeam().loaded);
        QVERIFY(!shown.view->isSettled());
        QVERIFY(shown.settle());
        QCOMPARE(shown.canvas->visibleScene(), seen);
    }

    void theGroundHasAMenu()
    {
        const Team team = makeTeam();
        Shown shown(team.loaded);
        QVERIFY(shown.settle());
        QContextMenuEvent event(QContextMenuEvent::Mouse, QPoint(2, 2), shown.canvas->mapToGlobal(QPoint(2, 2)));
        QApplication::sendEvent(shown.canvas, &event);
        QPointer<QMenu> menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QVERIFY(!menu->actions().isEmpty());
        QVERIFY(!shown.document.selection().valid());
        menu->close();
        QTRY_VERIFY(!menu);
    }

    void wheelZoomsAtThePointer()
    {
        Shown shown(makeTeam().loaded);
        QVERIFY(shown.settle());
        const QPointF at(200, 150);
        const QPointF under = shown.canvas->toScene(at);
        const double zoom = shown.canvas->zoom();
        QWheelEvent wheel(at, shown.canvas->mapToGlobal(at), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(shown.canvas, &wheel);
        QVERIFY(shown.canvas->zoom() > zoom);
        QVERIFY((shown.canvas->toScene(at) - under).manhattanLength() < 0.01);
    }
};

int main(int argc, char** argv)
{
    if (const auto code = runAsLayoutProcess(argc, argv))
        return *code;
    qputenv("ROLLOUTSCOPE_LAYOUT_TIMEOUT_MS", "30000"); // a busy machine is not what is tested
    QApplication application(argc, argv);
    GraphViewTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_graph_view.moc"
