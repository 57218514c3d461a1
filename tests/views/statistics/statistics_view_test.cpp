// The panel: numbers against a rollout that was counted by hand, what is behind them, sorting, copying.
#include "tests/views/timeline/trace_builder.h"

#include "views/actions/action_registry.h"
#include "views/statistics/object_list_view.h"
#include "views/statistics/statistics_source.h"
#include "views/statistics/statistics_table.h"
#include "views/statistics/statistics_view.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace rolloutscope;
using rolloutscope::test::SmallRollout;
using rolloutscope::test::TraceBuilder;

namespace {

TimeRange seconds(double begin, double end)
{
    return {.begin = TraceBuilder::zero + begin * 1'000, .end = TraceBuilder::zero + end * 1'000};
}

/// The panel of a small rollout, as it is shown first.
struct Shown {
    SmallRollout rollout;
    TraceDocument document;
    std::unique_ptr<StatisticsView> view;
    StatisticsTable* table = nullptr;
    ObjectListView* list = nullptr;

    explicit Shown(const char* rootPath = "/root")
    {
        rollout.builder.trace.threads[rollout.root].agentPath = rootPath;
        rollout.builder.trace.inferenceCalls[InferenceIndex{2}].usage = {
            .input = 1'500, .cachedInput = 900, .output = 200};
        document.setTrace(rollout.builder.publish());
        view = std::make_unique<StatisticsView>(&document);
        view->resize(1200, 260);
        view->show();
        table = view->table();
        list = view->list();
    }

    [[nodiscard]] bool select(std::optional<TimeRange> range)
    {
        document.setRange(range);
        return isUpToDate();
    }
    [[nodiscard]] bool isUpToDate() const
    {
        return QTest::qWaitFor([&] {
            const StretchStatisticsPtr& current = view->source()->current();
            return current && current->range == document.range() && current->scope == view->source()->scope();
        });
    }
    [[nodiscard]] QModelIndex row(StatisticGroup group, const char* name) const
    {
        return table->statistics()->find(group, name);
    }
    [[nodiscard]] QString cell(StatisticGroup group, const char* name, int column) const
    {
        return row(group, name).siblingAtColumn(column).data().toString();
    }
    /// Names of a section from top to bottom.
    [[nodiscard]] QStringList names(int section) const
    {
        QStringList names;
        const QModelIndex parent = table->model()->index(section, 0);
        for (int i = 0; i < table->model()->rowCount(parent); ++i)
            names << table->model()->index(i, 0, parent).data().toString();
        return names;
    }
    /// As a mouse does.
    bool choose(StatisticGroup group, const char* name) const
    {
        const QModelIndex index = row(group, name);
        table->scrollTo(index);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(index).center());
        return isListReady();
    }
    [[nodiscard]] bool isListReady() const
    {
        return QTest::qWaitFor([&] { return !list->objects()->isOrdering(); });
    }
    [[nodiscard]] std::vector<ObjectRef> listed() const { return list->allObjects(); }
    [[nodiscard]] QPoint listPoint(int row) const { return list->visualRect(list->model()->index(row, 1)).center(); }
    void clickHeader(QHeaderView* header, int column) const
    {
        const QPoint at(header->sectionViewportPosition(column) + header->sectionSize(column) / 2,
                        header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
    }
    [[nodiscard]] QString note() const
    {
        for (const QLabel* label : view->findChildren<QLabel*>()) {
            if (label->isVisible() && !label->text().isEmpty())
                return label->text();
        }
        return {};
    }
};

QString pasted(const QString& before = {})
{
    if (!QTest::qWaitFor([&] { return QGuiApplication::clipboard()->text() != before; }))
        return {};
    return QGuiApplication::clipboard()->text();
}

} // namespace

class StatisticsViewTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QGuiApplication::clipboard()->clear(); }

    void headlineSumsUpTheStretch()
    {
        Shown shown;
        QVERIFY(shown.select(seconds(11, 30)));
        QCOMPARE(shown.view->headline(),
                 QStringLiteral("11.0 s – 30.0 s 19.0 s · 2 agents worked · 28 % waiting · 1.5 k tokens in · "
                                "900 cached (60 %) · 200 tokens out · 1 failure"));
        QVERIFY(shown.select(std::nullopt));
        QVERIFY(shown.view->headline().startsWith(QStringLiteral("Whole rollout 1 m 40 s · 2 agents worked")));
        QVERIFY(shown.view->headline().endsWith(QStringLiteral("Shift+drag on the timeline selects a stretch")));
    }

    void rowsTellWhatRanInTheStretch()
    {
        Shown shown;
        const QAbstractItemModelTester tester(shown.table->model());
        QVERIFY(shown.select(seconds(11, 30)));
        const auto tools = [&](int column) { return shown.cell(StatisticGroup::Kind, "tool call", column); };
        QCOMPARE(tools(StatisticsModel::NameColumn), QStringLiteral("Tool calls"));
        QCOMPARE(tools(StatisticsModel::CountColumn), QStringLiteral("3"));
        QCOMPARE(tools(StatisticsModel::FailedColumn), QStringLiteral("1"));
        QCOMPARE(tools(StatisticsModel::TotalColumn), QStringLiteral("38.0 s"));  // 2 + 9 + 27
        QCOMPARE(tools(StatisticsModel::InsideColumn), QStringLiteral("18.0 s")); // 1 + 9 + 8
        QCOMPARE(tools(StatisticsModel::MeanColumn), QStringLiteral("12.7 s"));
        QCOMPARE(tools(StatisticsModel::MedianColumn), QStringLiteral("9.0 s"));
        QCOMPARE(tools(StatisticsModel::P95Column), QStringLiteral("27.0 s"));
        QCOMPARE(tools(StatisticsModel::MaxColumn), QStringLiteral("27.0 s"));
        QCOMPARE(tools(StatisticsModel::InputColumn), QString());
        const auto calls = [&](int column) { return shown.cell(StatisticGroup::Kind, "inference call", column); };
        QCOMPARE(calls(StatisticsModel::CountColumn), QStringLiteral("1"));
        QCOMPARE(calls(StatisticsModel::InputColumn), QStringLiteral("1.5 k"));
        QCOMPARE(calls(StatisticsModel::CachedColumn), QStringLiteral("900"));
        QCOMPARE(calls(StatisticsModel::OutputColumn), QStringLiteral("200"));
        QVERIFY(!shown.table->isColumnHidden(StatisticsModel::InsideColumn));
        QVERIFY(shown.select(std::nullopt));
        QVERIFY(shown.table->isColumnHidden(StatisticsModel::InsideColumn)); // it would say the same as the total
    }

    void sectionsAreSortedByAnyColumn()
    {
        Shown shown;
        QVERIFY(shown.isUpToDate());
        QCOMPARE(shown.names(1), (QStringList{QStringLiteral("wait_agent"), QStringLiteral("exec_command"),
                                              QStringLiteral("spawn_agent")})); // by total
        shown.clickHeader(shown.table->header(), StatisticsModel::NameColumn);
        QCOMPARE(shown.names(1), (QStringList{QStringLiteral("exec_command"), QStringLiteral("spawn_agent"),
                                              QStringLiteral("wait_agent")}));
        QCOMPARE(shown.names(0), (QStringList{QStringLiteral("Inference calls"), QStringLiteral("Terminal operations"),
                                              QStringLiteral("Tool calls")}));
        shown.clickHeader(shown.table->header(), StatisticsModel::FailedColumn);
        QCOMPARE(shown.names(1).front(), QStringLiteral("exec_command")); // the most first
        shown.clickHeader(shown.table->header(), StatisticsModel::FailedColumn);
        QCOMPARE(shown.names(1).back(), QStringLiteral("exec_command"));
    }

    void aRowShowsItsObjectsAndAClickSelectsOne()
    {
        Shown shown;
        QVERIFY(shown.select(seconds(11, 30)));
        QCOMPARE(shown.note(), QStringLiteral("Select a row to see what is behind its numbers."));
        QVERIFY(shown.choose(StatisticGroup::Kind, "tool call"));
        QCOMPARE(shown.listed(),
                 (std::vector<ObjectRef>{shown.rollout.spawn, shown.rollout.command, shown.rollout.wait}));
        const auto cell = [&](int row, ObjectColumn column) {
            return shown.list->model()->index(row, static_cast<int>(column)).data().toString();
        };
        QCOMPARE(cell(1, ObjectColumn::Start), QStringLiteral("11.0 s"));
        QCOMPARE(cell(1, ObjectColumn::Agent), QStringLiteral("/root"));
        QCOMPARE(cell(1, ObjectColumn::Name), QStringLiteral("exec_command"));
        QCOMPARE(cell(1, ObjectColumn::Detail), QStringLiteral("make"));
        QCOMPARE(cell(1, ObjectColumn::Duration), QStringLiteral("9.0 s"));
        QCOMPARE(cell(1, ObjectColumn::Status), QStringLiteral("failed (exit 101)"));
        QVERIFY(shown.list->isColumnHidden(static_cast<int>(ObjectColumn::InputTokens)));

        QTest::mouseClick(shown.list->viewport(), Qt::LeftButton, {}, shown.listPoint(1));
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.command));
        QCOMPARE(*shown.document.range(), seconds(11, 30));
        QCOMPARE(shown.listed().size(), std::size_t{3});
        QSignalSpy reveals(&shown.document, &TraceDocument::revealRequested);
        QTest::keyClick(shown.list, Qt::Key_Down);
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.wait));
        QCOMPARE(reveals.size(), 0);
        QTest::keyClick(shown.list, Qt::Key_Return);
        QCOMPARE(reveals.size(), 1);
        QTest::mouseClick(shown.list->viewport(), Qt::LeftButton, {}, shown.listPoint(0)); // as a mouse does
        QTest::mouseDClick(shown.list->viewport(), Qt::LeftButton, {}, shown.listPoint(0));
        QCOMPARE(reveals.size(), 2);
        QCOMPARE(shown.document.selection(), ObjectRef(shown.rollout.spawn));

        QVERIFY(shown.choose(StatisticGroup::Kind, "inference call"));
        QCOMPARE(shown.listed(), (std::vector<ObjectRef>{InferenceIndex{2}}));
        QCOMPARE(cell(0, ObjectColumn::InputTokens), QStringLiteral("1.5 k"));
        QVERIFY(!shown.list->isColumnHidden(static_cast<int>(ObjectColumn::InputTokens)));
    }

    void theListIsSortedAndKeepsWhatIsSelected()
    {
        Shown shown;
        QVERIFY(shown.isUpToDate());
        const QAbstractItemModelTester tester(shown.list->model());
        QVERIFY(shown.choose(StatisticGroup::Kind, "tool call"));
        QTest::mouseClick(shown.list->viewport(), Qt::LeftButton, {}, shown.listPoint(1));
        shown.clickHeader(shown.list->horizontalHeader(), static_cast<int>(ObjectColumn::Duration));
        QVERIFY(shown.isListReady());
        QCOMPARE(shown.listed(),
                 (std::vector<ObjectRef>{shown.rollout.wait, shown.rollout.command, shown.rollout.spawn}));
        shown.clickHeader(shown.list->horizontalHeader(), static_cast<int>(ObjectColumn::Status));
        QVERIFY(shown.isListReady());
        QCOMPARE(shown.listed().front(), ObjectRef(shown.rollout.command));
        QCOMPARE(shown.list->selectedObjects(), (std::vector<ObjectRef>{shown.rollout.command}));
        QCOMPARE(shown.list->currentIndex().row(), 0);
    }

    void theChoiceStaysWhileTheStretchChanges()
    {
        Shown shown;
        QVERIFY(shown.isUpToDate());
        QVERIFY(shown.choose(StatisticGroup::Tool, "wait_agent"));
        QVERIFY(shown.select(seconds(55, 70))); // only a model call
        QCOMPARE(shown.note(), QStringLiteral("Nothing of the kind ran here."));
        QVERIFY(shown.select(seconds(61, 70)));
        QCOMPARE(shown.note(), QStringLiteral("Nothing ran here."));
        QVERIFY(shown.isListReady());
        QVERIFY(shown.listed().empty());
        QVERIFY(shown.select(seconds(11, 30)));
        QVERIFY(shown.isListReady());
        QCOMPARE(shown.table->currentIndex().data().toString(), QStringLiteral("wait_agent"));
        QVERIFY(shown.table->selectionModel()->isSelected(shown.table->currentIndex()));
        QCOMPARE(shown.listed(), (std::vector<ObjectRef>{shown.rollout.wait}));
    }

    void whatIsListedFollowsALiveRollout()
    {
        Shown shown;
        QVERIFY(shown.isUpToDate());
        QVERIFY(shown.choose(StatisticGroup::Kind, "inference call"));
        QTest::mouseClick(shown.list->viewport(), Qt::LeftButton, {}, shown.listPoint(1));
        QCOMPARE(shown.listed().size(), std::size_t{3});
        const std::vector<ObjectRef> selected = shown.list->selectedObjects();
        shown.rollout.builder.inference(shown.rollout.root, 90'000, 95'000);
        shown.document.setTrace(shown.rollout.builder.publish());
        QTRY_COMPARE(shown.listed().size(), std::size_t{4});
        QCOMPARE(shown.list->selectedObjects(), selected);
    }

    void copiesTheTableAsCsv()
    {
        Shown shown;
        QVERIFY(shown.select(seconds(11, 30)));
        shown.view->actions()->action(QStringLiteral("statistics.copyTable"))->trigger();
        const QStringList lines = pasted().split(QStringLiteral("\r\n"));
        QVERIFY(lines.front().startsWith(QStringLiteral("group,name,count,failed,total_ms,inside_ms")));
        QVERIFY(lines.contains(QStringLiteral("kind,tool call,3,1,38000,18000,12666.7,9000,27000,27000,0,0,0")));
        QVERIFY(lines.contains(QStringLiteral("tool,exec_command,1,1,9000,9000,9000.0,9000,9000,9000,0,0,0")));
    }

    void copiesTheListAsCsv()
    {
        Shown shown;
        QVERIFY(shown.isUpToDate());
        QAction* copy = shown.view->actions()->action(QStringLiteral("statistics.copyList"));
        QVERIFY(!copy->isEnabled());
        QVERIFY(shown.choose(StatisticGroup::Kind, "tool call"));
        QVERIFY(copy->isEnabled());
        copy->trigger(); // nothing is selected: all of it
        const QString all = pasted();
        QCOMPARE(all.count(QStringLiteral("\r\n")), 1 + 3);
        QTest::mouseClick(shown.list->viewport(), Qt::LeftButton, {}, shown.listPoint(1));
        copy->trigger();
        const QStringList lines = pasted(all).split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines.front().startsWith(QStringLiteral("agent,kind,id,turn,name,detail,status,start_ms")));
        QVERIFY2(lines.back().startsWith(
                     QStringLiteral("/root,tool call,tool-1,,exec_command,make,failed (exit 101),11000,9000,")),
                 qPrintable(lines.back()));
    }

    void copiesAreMaskedOnWish()
    {
        Shown shown("/root/ana@example.org");
        QVERIFY(shown.isUpToDate());
        QVERIFY(shown.choose(StatisticGroup::Kind, "tool call"));
        QAction* copy = shown.view->actions()->action(QStringLiteral("statistics.copyList"));
        copy->trigger();
        const QString plain = pasted();
        QVERIFY2(plain.contains(QStringLiteral("ana@example.org")), qPrintable(plain));
        shown.view->actions()->action(QStringLiteral("statistics.redact"))->trigger();
        copy->trigger();
        const QString masked = pasted(plain);
        QVERIFY2(masked.contains(QStringLiteral("[redacted e-mail]")), qPrintable(masked));
        QVERIFY(!masked.contains(QStringLiteral("example.org")));
    }

    void ctrlCCopiesTheRowsOfTheSideThatHasTheKeyboard()
    {
        Shown shown;
        QVERIFY(shown.select(seconds(11, 30)));
        shown.view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(shown.view.get()));
        QVERIFY(shown.choose(StatisticGroup::Tool, "exec_command"));
        shown.table->setFocus();
        QTest::keyClick(shown.table, Qt::Key_C, Qt::ControlModifier);
        const QString row = pasted();
        QCOMPARE(row, QStringLiteral("exec_command\t1\t1\t9.0 s\t9.0 s\t9.0 s\t9.0 s\t9.0 s\t9.0 s\t\t\t"));
        shown.list->setFocus();
        QTest::mouseClick(shown.list->viewport(), Qt::LeftButton, {}, shown.listPoint(0));
        QTest::keyClick(shown.list, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(pasted(row), QStringLiteral("11.0 s\t/root\texec_command\tmake\t9.0 s\t\t\tfailed (exit 101)"));
    }

    void theStretchIsZoomedToAndCleared()
    {
        Shown shown;
        QAction* zoom = shown.view->actions()->action(QStringLiteral("statistics.zoom"));
        QAction* clear = shown.view->actions()->action(QStringLiteral("statistics.clear"));
        QVERIFY(!zoom->isEnabled() && !clear->isEnabled());
        QVERIFY(shown.select(seconds(11, 30)));
        zoom->trigger();
        QCOMPARE(shown.document.visibleTime(), seconds(11, 30));
        clear->trigger();
        QVERIFY(!shown.document.range());
        QVERIFY(!zoom->isEnabled() && !clear->isEnabled());
    }

    void whoseWorkCountsIsChosen()
    {
        Shown shown;
        auto* scope = shown.view->findChild<QComboBox*>();
        QVERIFY((scope->model()->flags(scope->model()->index(1, 0)) & Qt::ItemIsEnabled) == 0);
        shown.document.select(shown.rollout.child);
        QCOMPARE(scope->itemText(1), QStringLiteral("/root/fix_tests"));
        scope->setFocus();
        QTest::keyClick(scope, Qt::Key_Down);
        QCOMPARE(shown.view->source()->scope(), StatisticsScope::OneAgent);
        QVERIFY(shown.isUpToDate());
        QVERIFY(shown.view->headline().contains(QStringLiteral("1 agent worked")));
        QVERIFY(!shown.row(StatisticGroup::Kind, "tool call").isValid());
    }

    void outOfSightNothingIsComputed()
    {
        Shown shown;
        QVERIFY(shown.isUpToDate());
        const int before = shown.view->source()->runs();
        shown.view->setInSight(false); // behind another tab
        shown.document.setRange(seconds(11, 30));
        QTest::qWait(150);
        QCOMPARE(shown.view->source()->runs(), before);
        shown.view->setInSight(true);
        QVERIFY(shown.isUpToDate());
        shown.view->hide();
        shown.document.setRange(seconds(11, 31));
        QTest::qWait(150);
        QCOMPARE(shown.view->source()->runs(), before + 1);
    }
};

QTEST_MAIN(StatisticsViewTest)

#include "statistics_view_test.moc"
