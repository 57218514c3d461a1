// The outline's and the problems' panels: how they follow the document, and what a person can do in them.
#include "tests/views/outline/outline_trace.h"

#include "views/outline/outline_model.h"
#include "views/outline/outline_tree_view.h"
#include "views/outline/outline_view.h"
#include "views/outline/problems_model.h"
#include "views/outline/problems_view.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace rolloutscope;
using rolloutscope::test::OutlineTrace;

namespace {

struct Shown {
    TraceDocument document;
    std::unique_ptr<OutlineView> view;
    OutlineTreeView* tree = nullptr;
    OutlineModel* model = nullptr;

    explicit Shown(LoadedTracePtr loaded)
    {
        document.setTrace(std::move(loaded));
        view = std::make_unique<OutlineView>(&document);
        view->resize(420, 500);
        view->show();
        tree = view->findChild<OutlineTreeView*>();
        model = view->findChild<OutlineModel*>();
    }
};

Problem problem(std::uint64_t line, const char* id, const char* reason)
{
    return {.line = line, .seq = line, .eventType = "tool_call_ended", .objectId = id, .reason = reason, .count = 1};
}

} // namespace

class OutlineViewTest : public QObject {
    Q_OBJECT
private slots:
    void choosingARowSelectsItsObject()
    {
        OutlineTrace trace;
        const TurnIndex turn = trace.turn(trace.thread("/root"));
        const InferenceIndex call = trace.inference(turn);
        Shown shown(trace.load());

        shown.tree->setCurrentIndex(shown.model->indexOf(call));
        QCOMPARE(shown.document.selection(), ObjectRef(call));
    }

    void selectionMadeElsewhereIsShownOnceAndNotSentBack()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const ToolIndex tool = trace.command(trace.turn(trace.thread("/root/deep", root)), "make");
        const OperationIndex operation = trace.trace.toolCalls[tool].terminalOperation;
        Shown shown(trace.load());
        QSignalSpy changes(&shown.document, &TraceDocument::selectionChanged);

        shown.document.select(operation);
        QCOMPARE(shown.model->objectAt(shown.tree->currentIndex()), ObjectRef(tool));
        QVERIFY(!shown.tree->visualRect(shown.tree->currentIndex()).isEmpty());
        QCOMPARE(shown.document.selection(), ObjectRef(operation));
        QCOMPARE(changes.size(), 1);

        shown.document.clearSelection();
        QVERIFY(!shown.tree->selectionModel()->hasSelection());
    }

    void clickOnTheCurrentRowSelectsTheRowsObject()
    {
        OutlineTrace trace;
        const ToolIndex tool = trace.command(trace.turn(trace.thread("/root")), "make");
        const OperationIndex operation = trace.trace.toolCalls[tool].terminalOperation;
        Shown shown(trace.load());
        shown.document.select(operation);

        const QPoint at = shown.tree->visualRect(shown.model->indexOf(tool)).center();
        QTest::mouseClick(shown.tree->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(shown.document.selection(), ObjectRef(tool));
    }

    void arrivingFocusSelectsNothingAndArrowKeysDo()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const TurnIndex turn = trace.turn(root);
        trace.inference(turn);
        Shown shown(trace.load());
        shown.view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(shown.view.get()));

        shown.view->focusFilter();
        shown.tree->setFocus(Qt::TabFocusReason);
        QVERIFY(!shown.document.selection().valid());
        QTest::keyClick(shown.tree, Qt::Key_Down);
        QVERIFY(shown.document.selection().valid());
        QVERIFY(shown.tree->selectionModel()->hasSelection());

        shown.document.clearSelection();
        shown.view->focusFilter();
        QTest::keyClick(shown.view->findChild<QLineEdit*>(), Qt::Key_Down);
        QCOMPARE(shown.document.selection(), ObjectRef(root));
    }

    void enterAndDoubleClickGoThere()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const TurnIndex turn = trace.turn(root);
        Shown shown(trace.load());
        QSignalSpy reveals(&shown.document, &TraceDocument::revealRequested);

        shown.tree->setCurrentIndex(shown.model->indexOf(turn));
        QTest::keyClick(shown.tree, Qt::Key_Return);
        QCOMPARE(reveals.size(), 1);
        const QPoint at = shown.tree->visualRect(shown.model->indexOf(root)).center();
        QTest::mouseDClick(shown.tree->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(reveals.size(), 2);
        QCOMPARE(reveals.back().front().value<ObjectRef>(), ObjectRef(root));
    }

    void filterNarrowsTheTreeAndOpensTheMatches()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const TurnIndex turn = trace.turn(trace.thread("/root/fix", root));
        const ToolIndex tool = trace.command(turn, "cargo test -p lexer");
        trace.turn(trace.thread("/root/other", root));
        Shown shown(trace.load());
        auto* box = shown.view->findChild<QLineEdit*>();

        QTest::keyClicks(box, QStringLiteral("lexer"));
        QTRY_VERIFY(shown.view->isSettled());
        QCOMPARE(shown.model->rowCount(shown.model->index(0, 0)), 1);
        QVERIFY(!shown.tree->visualRect(shown.model->indexOf(tool)).isEmpty());

        QTest::keyClick(box, Qt::Key_Escape);
        QTRY_VERIFY(shown.view->isSettled());
        QCOMPARE(shown.model->rowCount(shown.model->index(0, 0)), 2);
    }

    void filterWithoutMatchSaysSo()
    {
        OutlineTrace trace;
        trace.thread("/root");
        Shown shown(trace.load());
        shown.view->setFilter(QStringLiteral("nothing like it"));
        QTRY_VERIFY(shown.view->isSettled());
        QVERIFY(shown.tree->note().contains(QStringLiteral("nothing like it")));
    }

    void malformedFilterShowsNothingAndSaysWhy()
    {
        OutlineTrace trace;
        trace.thread("/root");
        Shown shown(trace.load());
        shown.view->setFilter(QStringLiteral(">5x"));
        QTRY_VERIFY(shown.view->isSettled());
        QCOMPARE(shown.model->rowCount(), 0);
        QVERIFY2(shown.tree->note().contains(QStringLiteral("no duration")), qPrintable(shown.tree->note()));
    }

    void emptyTraceSaysSo()
    {
        OutlineTrace trace;
        Shown shown(trace.load());
        QVERIFY(shown.tree->note().contains(QStringLiteral("empty")));
    }

    void activatingAProblemSelectsItsObject()
    {
        OutlineTrace trace;
        const ToolIndex tool = trace.tool(trace.turn(trace.thread("/root")), ToolKindName::Web);
        ProblemList problems;
        problems.kept = {problem(7, "no such thing", "first"), problem(3, "tool:0", "second")};
        problems.total = 2;
        TraceDocument document;
        document.setTrace(trace.load(problems));
        ProblemsView view(&document);
        view.resize(700, 200);
        view.show();
        auto* table = view.findChild<QTreeView*>();

        // Sorted by line: the second problem comes first.
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(document.selection(), ObjectRef(tool));
        table->setCurrentIndex(table->model()->index(1, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(document.selection(), ObjectRef(tool)); // nothing to go to: the selection stays

        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("first")));
    }

    void problemsThatWereNotKeptStayLastInEveryOrder()
    {
        OutlineTrace trace;
        trace.thread("/root");
        ProblemList problems;
        problems.kept = {problem(1, "", "b"), problem(2, "", "a")};
        problems.total = 1'000'002;
        problems.notKept = 1'000'000;
        TraceDocument document;
        document.setTrace(trace.load(problems));
        ProblemsView view(&document);
        auto* table = view.findChild<QTreeView*>();
        QAbstractItemModel* rows = table->model();

        QCOMPARE(rows->rowCount(), 3);
        for (const int column : {ProblemsModel::LineColumn, ProblemsModel::ReasonColumn, ProblemsModel::CountColumn}) {
            for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
                table->sortByColumn(column, order);
                QVERIFY(rows->index(2, ProblemsModel::ReasonColumn).data().toString().contains(QStringLiteral("1 M")));
            }
        }
    }

    void problemsModelKeepsTheRules()
    {
        OutlineTrace trace;
        trace.thread("/root");
        ProblemList problems;
        problems.kept = {problem(1, "x", "reason")};
        problems.total = 3;
        problems.notKept = 2;
        ProblemsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTrace(trace.load(problems));
        QCOMPARE(model.rowCount(), 2);
        model.setTrace(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_MAIN(OutlineViewTest)
#include "outline_view_test.moc"
