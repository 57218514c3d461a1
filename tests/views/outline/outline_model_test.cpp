// The outline's tree and model: what stands under what, the texts of a row, the filter, and ten thousand agents.
#include "tests/views/outline/outline_trace.h"

#include "views/outline/outline_model.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QTest>

using namespace rolloutscope;
using rolloutscope::test::OutlineTrace;

namespace {

QStringList list(std::initializer_list<const char*> names)
{
    QStringList result;
    for (const char* name : names)
        result << QString::fromUtf8(name);
    return result;
}

QStringList childNames(const OutlineModel& model, const QModelIndex& parent)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(parent); ++row)
        names << model.index(row, 0, parent).data().toString();
    return names;
}

std::shared_ptr<const OutlineMatches> match(const LoadedTracePtr& loaded, const char* query)
{
    return matchOutline(loaded->trace, loaded->relations, ObjectQuery::parse(QString::fromUtf8(query)));
}

} // namespace

class OutlineModelTest : public QObject {
    Q_OBJECT
private slots:
    void agentHoldsTurnsThenSpawnedAgents()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const ThreadIndex child = trace.thread("/root/fix", root);
        trace.turn(root);
        trace.turn(root);
        trace.turn(child);
        OutlineModel model;
        model.setTrace(trace.load());

        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(childNames(model, model.index(0, 0)), list({"Turn 1", "Turn 2", "/root/fix"}));
    }

    void turnHoldsCallsInTheirOrderAndCellsTheirTools()
    {
        OutlineTrace trace;
        const TurnIndex turn = trace.turn(trace.thread("/root"));
        trace.inference(turn);
        const CellIndex cell = trace.cell(turn);
        trace.nest(trace.command(turn, "cargo test"), cell);
        trace.tool(turn, ToolKindName::ApplyPatch);
        OutlineModel model;
        model.setTrace(trace.load());

        const QModelIndex turnRow = model.index(0, 0, model.index(0, 0));
        QCOMPARE(childNames(model, turnRow), list({"inference 1", "code cell", "apply_patch"}));
        QCOMPARE(childNames(model, model.index(1, 0, turnRow)), list({"exec_command"}));
    }

    void toolWithoutTurnStandsUnderItsAgent()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const ToolIndex tool = trace.tool(trace.turn(root), ToolKindName::Web);
        trace.trace.toolCalls[tool].startedByTurn = {};
        OutlineModel model;
        model.setTrace(trace.load());

        const QModelIndex index = model.indexOf(tool);
        QVERIFY(index.isValid());
        QCOMPARE(model.objectAt(index.parent()), ObjectRef(root));
    }

    void rowsTellStartDurationAndTokens()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const TurnIndex turn = trace.turn(root);
        trace.inference(turn, 15'000, 900);
        trace.inference(turn, 2'000, 300);
        OutlineModel model;
        model.setTrace(trace.load());

        const QModelIndex call = model.index(0, 0, model.index(0, 0, model.index(0, 0)));
        QCOMPARE(call.siblingAtColumn(OutlineModel::StartColumn).data().toString(), QString::fromUtf8("30 ms"));
        QCOMPARE(call.siblingAtColumn(OutlineModel::DurationColumn).data().toString(), QString::fromUtf8("1.0 s"));
        QCOMPARE(call.siblingAtColumn(OutlineModel::TokensColumn).data().toString(), QString::fromUtf8("15.9 k"));
        QCOMPARE(model.index(0, OutlineModel::TokensColumn).data().toString(), QString::fromUtf8("18.2 k"));
    }

    void unfinishedWorkSaysThatItWentOn()
    {
        OutlineTrace trace;
        const InferenceIndex call = trace.inference(trace.turn(trace.thread("/root")));
        trace.trace.inferenceCalls[call].execution.endedAt.reset();
        trace.trace.inferenceCalls[call].execution.status = ExecutionStatus::Running;
        OutlineModel model;
        model.setTrace(trace.load());

        const QModelIndex row = model.indexOf(call);
        QVERIFY(row.siblingAtColumn(OutlineModel::DurationColumn).data().toString().endsWith(QChar(0x2026)));
        QCOMPARE(row.data(OutlineModel::OutcomeRole).toInt(), static_cast<int>(Outcome::Running));
    }

    void failuresAreCountedUpwards()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const TurnIndex turn = trace.turn(root);
        trace.command(turn, "false", ExecutionStatus::Failed);
        trace.command(turn, "true");
        OutlineModel model;
        model.setTrace(trace.load());

        QCOMPARE(model.indexOf(root).data(OutlineModel::FailuresRole).toUInt(), 1U);
        QCOMPARE(model.indexOf(turn).data(OutlineModel::FailuresRole).toUInt(), 1U);
    }

    void terminalOperationIsFoundAtItsTool()
    {
        OutlineTrace trace;
        const ToolIndex tool = trace.command(trace.turn(trace.thread("/root")), "make");
        const OperationIndex operation = trace.trace.toolCalls[tool].terminalOperation;
        OutlineModel model;
        model.setTrace(trace.load());

        QCOMPARE(model.objectAt(model.indexNearest(operation)), ObjectRef(tool));
        QVERIFY(!model.indexOf(operation).isValid());
    }

    void textsOfTheBundleAreShownLiterally()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root/<b>x</b>\n\x1b[31m\u202Eevil");
        OutlineModel model;
        model.setTrace(trace.load());

        const QString name = model.indexOf(root).data().toString();
        QVERIFY(name.contains(QStringLiteral("<b>x</b>")));
        for (const QChar character : name)
            QVERIFY2(character.unicode() >= 0x20 && character.unicode() != 0x202E, "a control character is left");
        const QString toolTip = model.indexOf(root).data(Qt::ToolTipRole).toString();
        QVERIFY(toolTip.contains(QStringLiteral("&lt;b&gt;")));
        QVERIFY(!toolTip.contains(QStringLiteral("<b>")));
    }

    void keepsTheRulesOfItemModels()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const TurnIndex turn = trace.turn(root);
        const CellIndex cell = trace.cell(turn);
        trace.nest(trace.command(turn, "ls"), cell);
        trace.inference(turn, 10, 10);
        trace.turn(trace.thread("/root/a", root));
        const LoadedTracePtr loaded = trace.load();

        OutlineModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTrace(loaded);
        model.setMatches(match(loaded, "ls"));
        model.setMatches(nullptr);
        model.setTrace(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void filterKeepsTheWayToAMatch()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const TurnIndex turn = trace.turn(root);
        trace.inference(turn);
        const ToolIndex tool = trace.command(turn, "cargo test -p lexer");
        trace.turn(trace.thread("/root/other", root));
        const LoadedTracePtr loaded = trace.load();
        OutlineModel model;
        model.setTrace(loaded);
        model.setMatches(match(loaded, "LEXER"));

        QCOMPARE(childNames(model, {}), list({"/root"}));
        QCOMPARE(childNames(model, model.indexOf(root)), list({"Turn 1"}));
        QCOMPARE(childNames(model, model.indexOf(turn)), list({"exec_command"}));
        QVERIFY(model.indexOf(tool).isValid());
    }

    void whatIsInsideAMatchStaysReachable()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const ThreadIndex child = trace.thread("/root/lexer", root);
        const TurnIndex turn = trace.turn(child);
        const InferenceIndex call = trace.inference(turn);
        const LoadedTracePtr loaded = trace.load();
        OutlineModel model;
        model.setTrace(loaded);
        model.setMatches(match(loaded, "lexer"));

        QVERIFY(model.indexOf(call).isValid());
        QVERIFY(model.hasChildren(model.indexOf(child)));
    }

    void filterTermsHaveToHoldTogether_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("failed") << "is:failed" << list({"cargo test"});
        QTest::newRow("tool") << "tool:apply_patch" << list({"patch"});
        QTest::newRow("agent") << "agent:/root/fix tool:exec" << list({"make"});
        QTest::newRow("two words") << "cargo test" << list({"cargo test"});
        QTest::newRow("quoted") << "\"cargo t\"" << list({"cargo test"});
        QTest::newRow("contradiction") << "is:failed tool:apply_patch" << list({});
        QTest::newRow("unknown key is text") << "foo:bar" << list({});
    }
    void filterTermsHaveToHoldTogether()
    {
        QFETCH(QString, query);
        QFETCH(QStringList, expected);
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        const TurnIndex turn = trace.turn(root);
        const TurnIndex other = trace.turn(trace.thread("/root/fix", root));
        const std::map<ObjectRef, QString> names = {
            {trace.command(turn, "cargo test", ExecutionStatus::Failed), QStringLiteral("cargo test")},
            {trace.tool(turn, ToolKindName::ApplyPatch), QStringLiteral("patch")},
            {trace.command(other, "make"), QStringLiteral("make")},
        };
        const LoadedTracePtr loaded = trace.load();
        const auto matches = matchOutline(loaded->trace, loaded->relations, ObjectQuery::parse(query));

        QStringList found;
        for (const auto& [object, name] : names) {
            if (matches->matched.contains(object))
                found << name;
        }
        QCOMPARE(found, expected);
    }

    void cancelledFilterGivesNothing()
    {
        OutlineTrace trace;
        trace.thread("/root");
        const LoadedTracePtr loaded = trace.load();
        const std::atomic<bool> cancelled = true;
        QVERIFY(
            !matchOutline(loaded->trace, loaded->relations, ObjectQuery::parse(QStringLiteral("root")), &cancelled));
    }

    void tenThousandAgentsAreReadyAtOnce()
    {
        OutlineTrace trace;
        const ThreadIndex root = trace.thread("/root");
        ThreadIndex last;
        for (int i = 0; i < 10'000; ++i) {
            last = trace.thread("/root/agent_" + std::to_string(i), root);
            const TurnIndex turn = trace.turn(last);
            trace.inference(turn, 100, 10);
            trace.command(turn, "make " + std::to_string(i));
        }
        const LoadedTracePtr loaded = trace.load();

        QElapsedTimer clock;
        clock.start();
        OutlineModel model;
        model.setTrace(loaded);
        QCOMPARE(model.rowCount(model.index(0, 0)), 10'000);
        QVERIFY(model.hasChildren(model.index(9'999, 0, model.index(0, 0))));
        const QModelIndex found = model.indexOf(last);
        QCOMPARE(found.row(), 9'999);
        QVERIFY2(clock.elapsed() < 1'000, qPrintable(QStringLiteral("took %1 ms").arg(clock.elapsed())));

        model.setMatches(match(loaded, "agent_7777"));
        QCOMPARE(model.rowCount(model.index(0, 0)), 1);
    }

    void deepChainOfSpawnsIsFollowed()
    {
        OutlineTrace trace;
        ThreadIndex last = trace.thread("/root");
        for (int i = 0; i < 3'000; ++i)
            last = trace.thread("/root/" + std::to_string(i), last);
        OutlineModel model;
        model.setTrace(trace.load());

        int depth = 0;
        for (QModelIndex index = model.indexOf(last); index.isValid(); index = index.parent())
            ++depth;
        QCOMPARE(depth, 3'001);
    }
};

QTEST_GUILESS_MAIN(OutlineModelTest)
#include "outline_model_test.moc"
