// Which nodes and edges the graph has at each level.

#include "graph_trace_builder.h"

#include "views/graph/graph_model.h"
#include "views/graph/graph_text.h"

#include <QTest>

#include <algorithm>

using namespace rolloutscope;
using namespace rolloutscope::graph;
using namespace rolloutscope::graphtest;

namespace {

const GraphEdge* edgeBetween(const GraphModel& model, ObjectRef from, ObjectRef to, GraphEdgeKind kind)
{
    const auto objectOf = [&](int node) { return model.nodes.at(static_cast<std::size_t>(node)).object; };
    const auto found = std::find_if(model.edges.begin(), model.edges.end(), [&](const GraphEdge& edge) {
        return objectOf(edge.from) == from && objectOf(edge.to) == to && edge.kind == kind;
    });
    return found == model.edges.end() ? nullptr : &*found;
}

const GraphNode& nodeFor(const GraphModel& model, ObjectRef object)
{
    return model.nodes.at(static_cast<std::size_t>(model.nodeOf(object)));
}

} // namespace

class GraphModelTest : public QObject {
    Q_OBJECT
private slots:
    void agentsHaveANodeEach()
    {
        const Team team = makeTeam();
        const GraphModel model = buildGraph(*team.loaded, {});
        QCOMPARE(model.nodes.size(), 3);
        QVERIFY(model.note.title.isEmpty());
        const GraphNode& tests = nodeFor(model, team.tests);
        QCOMPARE(tests.title, QStringLiteral("fix_tests"));
        QCOMPARE(tests.kind, NodeKind::Agent);
        QCOMPARE(tests.outcome, Outcome::Succeeded);
        QCOMPARE(tests.depth, 1);
        QVERIFY(tests.details.front().contains(QStringLiteral("worker")));
        QVERIFY(tests.details.back().contains(QStringLiteral("1 call")));
        QVERIFY(tests.toolTip.startsWith(QStringLiteral("/root/fix_tests\n")));
        QVERIFY(tests.toolTip.contains(QStringLiteral("model-1")));
        QCOMPARE(nodeFor(model, team.root).title, QStringLiteral("/root"));
    }

    void edgesOfOneKindAreBundledWithTheirCount()
    {
        const Team team = makeTeam();
        const GraphModel model = buildGraph(*team.loaded, {});
        const GraphEdge* messages = edgeBetween(model, team.tests, team.docs, GraphEdgeKind::Message);
        QVERIFY(messages);
        QCOMPARE(messages->count, 2);
        QCOMPARE(messages->label, QStringLiteral("message · 2"));
        QCOMPARE(messages->interactions, (IndexList<InteractionEdge>{team.messageEdge, team.secondMessageEdge}));
        const GraphEdge* spawn = edgeBetween(model, team.root, team.docs, GraphEdgeKind::Spawn);
        QVERIFY(spawn);
        QVERIFY(!spawn->inferred);
        QCOMPARE(spawn->label, QStringLiteral("spawn"));
        QVERIFY(edgeBetween(model, team.docs, team.root, GraphEdgeKind::Result));
        QCOMPARE(model.edges.size(), 4);
        QCOMPARE(model.edgeOf(team.secondMessageEdge), model.edgeOf(team.messageEdge));
    }

    void aSpawnThatWasNotRecordedIsInferred()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 100);
        const ThreadIndex child = build.agent("/root/a", 10, 50, root);
        const GraphModel model = buildGraph(*build.load(), {});
        const GraphEdge* spawn = edgeBetween(model, root, child, GraphEdgeKind::Spawn);
        QVERIFY(spawn);
        QVERIFY(spawn->inferred);
        QVERIFY(spawn->interactions.empty());
        QVERIFY(spawn->label.contains(QStringLiteral("inferred")));
    }

    void timeIsSharedOutWithoutCountingTwice()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        const TurnIndex turn = build.turn(root, 0, 1'000);
        const InferenceIndex call = build.call(turn, 0, 400);
        build.tool(call, ToolKindName::ExecCommand, 300, 600); // 100 of it beside the inference call
        build.tool(call, ToolKindName::ExecCommand, 500, 600); // beside the first tool
        build.tool(call, ToolKindName::WaitAgent, 550, 900);
        const LoadedTracePtr loaded = build.load();
        const AgentTotals totals = totalsOf(loaded->trace, loaded->relations, root);
        QCOMPARE(totals.wallMs, 1'000);
        QCOMPARE(totals.inferenceCalls, 1);
        QCOMPARE(totals.toolCalls, 3);
        QCOMPARE(totals.inputTokens, 1'000);
        QCOMPARE(totals.shares.inference, 0.4);
        QCOMPARE(totals.shares.tool, 0.2);
        QCOMPARE(totals.shares.waiting, 0.3);
        QCOMPARE(totals.shares.idle, 0.1);
    }

    void aGapIsNoWallTime()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        build.trace.threads[root].gaps = {{GraphTraceBuilder::start + 200, GraphTraceBuilder::start + 700}};
        const LoadedTracePtr loaded = build.load();
        QCOMPARE(totalsOf(loaded->trace, loaded->relations, root).wallMs, 500);
    }

    void aCellThatWaitsForAnAgentIsWaiting()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        const InferenceIndex call = build.call(build.turn(root, 0, 1'000), 0, 100);
        const CellIndex cell = build.cell(call, 100, 900);
        build.nestedTool(cell, ToolKindName::WaitAgent, 200, 800);
        const LoadedTracePtr loaded = build.load();
        const TimeShares shares = totalsOf(loaded->trace, loaded->relations, root).shares;
        QCOMPARE(shares.tool, 0.2);
        QCOMPARE(shares.waiting, 0.6);
    }

    void workShowsWhatLedToWhat()
    {
        const Team team = makeTeam();
        const GraphModel model = buildGraph(*team.loaded, {.level = GraphLevel::Work, .object = team.root});
        // a turn, two calls, three tools; the other agents where they were started, and where the one's result came in
        QCOMPARE(model.nodes.size(), 9);
        QVERIFY(edgeBetween(model, team.turn, team.first, GraphEdgeKind::Sequence));
        QVERIFY(edgeBetween(model, team.first, team.second, GraphEdgeKind::Sequence));
        QVERIFY(!edgeBetween(model, team.turn, team.second, GraphEdgeKind::Sequence));
        QVERIFY(edgeBetween(model, team.first, team.wait, GraphEdgeKind::AskedFor));
        QVERIFY(edgeBetween(model, team.wait, team.second, GraphEdgeKind::SeenBy));
        QVERIFY(edgeBetween(model, team.spawnDocs, team.docs, GraphEdgeKind::Spawn));
        QVERIFY(edgeBetween(model, team.docs, team.second, GraphEdgeKind::Result));
        QCOMPARE(nodeFor(model, team.docs).kind, NodeKind::OtherAgent);
    }

    void anOutputGoesIntoTheFirstCallThatSawIt()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        const TurnIndex turn = build.turn(root, 0, 1'000);
        const InferenceIndex first = build.call(turn, 0, 100);
        const ToolIndex tool = build.tool(first, ToolKindName::ExecCommand, 100, 200);
        const ItemIndex output = build.trace.toolCalls[tool].outputItems.front();
        const InferenceIndex second = build.call(turn, 200, 300, {output});
        const InferenceIndex third = build.call(turn, 300, 400, {output});
        const GraphModel model = buildGraph(*build.load(), {.level = GraphLevel::Work, .object = root});
        QVERIFY(edgeBetween(model, tool, second, GraphEdgeKind::SeenBy));
        QVERIFY(!edgeBetween(model, tool, third, GraphEdgeKind::SeenBy));
    }

    void codeCellsHoldTheirTools()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        const TurnIndex turn = build.turn(root, 0, 1'000);
        const InferenceIndex call = build.call(turn, 0, 100);
        const CellIndex cell = build.cell(call, 100, 500);
        const ToolIndex nested = build.nestedTool(cell, ToolKindName::ExecCommand, 200, 300);
        const InferenceIndex next = build.call(turn, 500, 600, build.trace.codeCells[cell].outputItems);
        const GraphModel model = buildGraph(*build.load(), {.level = GraphLevel::Work, .object = root});
        QVERIFY(edgeBetween(model, call, cell, GraphEdgeKind::AskedFor));
        QVERIFY(edgeBetween(model, cell, nested, GraphEdgeKind::Nested));
        QVERIFY(!edgeBetween(model, call, nested, GraphEdgeKind::AskedFor));
        QVERIFY(edgeBetween(model, cell, next, GraphEdgeKind::SeenBy));
    }

    void turnsFollowEachOtherWithTheirCompactions()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        const TurnIndex one = build.turn(root, 0, 400);
        const TurnIndex two = build.turn(root, 500, 900);
        const InferenceIndex call = build.call(one, 0, 100);
        const CompactionIndex compaction = build.compaction(one, 150);
        const InferenceIndex later = build.call(one, 200, 300);
        const LoadedTracePtr loaded = build.load();
        const GraphModel model = buildGraph(*loaded, {.level = GraphLevel::Work, .object = root});
        QVERIFY(edgeBetween(model, call, compaction, GraphEdgeKind::Sequence));
        QVERIFY(edgeBetween(model, compaction, later, GraphEdgeKind::Sequence));
        QVERIFY(edgeBetween(model, later, two, GraphEdgeKind::Sequence));
        const GraphModel ofTurn = buildGraph(*loaded, {.level = GraphLevel::Work, .object = two});
        QCOMPARE(ofTurn.nodes.size(), 1);
    }

    void aToolThatNobodyAskedForHangsOnItsTurn()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        const TurnIndex turn = build.turn(root, 0, 1'000);
        const ToolIndex tool = build.toolWithoutAsker(root, turn, ToolKindName::ExecCommand, 1, 2);
        const GraphModel model = buildGraph(*build.load(), {.level = GraphLevel::Work, .object = turn});
        const GraphEdge* edge = edgeBetween(model, turn, tool, GraphEdgeKind::AskedFor);
        QVERIFY(edge);
        QVERIFY(edge->inferred);
    }

    void tooMuchIsANoteThatSaysHowToNarrow()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 100'000);
        const TurnIndex large = build.turn(root, 0, 50'000);
        const TurnIndex small = build.turn(root, 50'000, 100'000);
        for (int i = 0; i < 4'213; ++i)
            build.call(large, i, i + 1);
        const InferenceIndex last = build.call(small, 60'000, 60'001);
        const LoadedTracePtr loaded = build.load();
        const GraphModel model = buildGraph(*loaded, {.level = GraphLevel::Work, .object = root});
        QVERIFY(model.nodes.empty());
        QCOMPARE(model.note.title, QStringLiteral("Too much to show: 4,214 inference calls"));
        QVERIFY(model.note.hint.contains(QStringLiteral("Select a turn")));
        // Selecting something in it leads to its turn.
        QCOMPARE(workScopeFor(*loaded, last, root), ObjectRef(small));
        QCOMPARE(buildGraph(*loaded, {.level = GraphLevel::Work, .object = small}).nodes.size(), 2);
    }

    void manyAgentsAreCutOutAroundTheSelectedOne()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 100);
        ThreadIndex middle;
        for (int i = 0; i < 20; ++i)
            middle = build.agent("/root/a" + std::to_string(i), 1, 2, root);
        const ThreadIndex leaf = build.agent("/root/a19/b", 1, 2, middle);
        const LoadedTracePtr loaded = build.load();
        const GraphLimits limits{.nodes = 10, .edges = 100};
        const GraphModel none = buildGraph(*loaded, {}, limits);
        QVERIFY(none.nodes.empty());
        QCOMPARE(none.note.title, QStringLiteral("Too much to show: 22 agents"));
        const GraphModel cut = buildGraph(*loaded, {.level = GraphLevel::Agents, .object = middle}, limits);
        QCOMPARE(cut.nodes.size(), 3);
        QVERIFY(cut.nodeOf(root) >= 0 && cut.nodeOf(middle) >= 0 && cut.nodeOf(leaf) >= 0);
        QVERIFY(cut.remark.contains(QStringLiteral("3 of 22")));
    }

    void edgesAreBounded()
    {
        const Team team = makeTeam();
        const GraphModel model = buildGraph(*team.loaded, {}, {.nodes = 100, .edges = 2});
        QCOMPARE(model.edges.size(), 2);
        QVERIFY(model.remark.contains(QStringLiteral("not shown")));
    }

    void emptyTraceAndNoSelectionHaveNotes()
    {
        GraphTraceBuilder build;
        const LoadedTracePtr loaded = build.load();
        QVERIFY(!buildGraph(*loaded, {}).note.title.isEmpty());
        const GraphModel work = buildGraph(*loaded, {.level = GraphLevel::Work, .object = {}});
        QCOMPARE(work.note.hint, QStringLiteral("Select an agent or a turn to see its work."));
    }

    void whatIsShownStaysWhileItsPartsAreSelected()
    {
        const Team team = makeTeam();
        const LoadedTrace& loaded = *team.loaded;
        QCOMPARE(workScopeFor(loaded, team.first, {}), ObjectRef(team.root));
        QCOMPARE(workScopeFor(loaded, team.turn, {}), ObjectRef(team.turn));
        QCOMPARE(workScopeFor(loaded, team.turn, team.root), ObjectRef(team.root));
        QCOMPARE(workScopeFor(loaded, team.first, team.turn), ObjectRef(team.turn));
        QCOMPARE(workScopeFor(loaded, team.root, team.turn), ObjectRef(team.root));
        QCOMPARE(workScopeFor(loaded, team.docsCall, team.root), ObjectRef(team.docs));
        QCOMPARE(workScopeFor(loaded, team.docsCall, team.turn), ObjectRef(team.docsTurn));
        QCOMPARE(workScopeFor(loaded, {}, team.turn), ObjectRef(team.turn));
    }

    void everyObjectHasANodeThatStandsForIt()
    {
        const Team team = makeTeam();
        const LoadedTrace& loaded = *team.loaded;
        const GraphModel agents = buildGraph(loaded, {});
        QCOMPARE(agents.nodeStandingFor(loaded, team.docsCall), agents.nodeOf(team.docs));
        QCOMPARE(agents.nodeStandingFor(loaded, team.wait), agents.nodeOf(team.root));
        const GraphModel work = buildGraph(loaded, {.level = GraphLevel::Work, .object = team.root});
        const ItemIndex output = loaded.trace.toolCalls[team.wait].outputItems.front();
        QCOMPARE(work.nodeStandingFor(loaded, output), work.nodeOf(team.second));
        QCOMPARE(work.nodeStandingFor(loaded, ObjectRef()), -1);
        QCOMPARE(work.nodeStandingFor(loaded, TurnIndex{99}), -1);
    }

    void textsOfABundleStayOnOneLine()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        const ThreadIndex odd = build.agent("/root/<b>x</b>\n\x1b[31m\u202Eevil", 10, 20, root);
        const LoadedTracePtr loaded = build.load();
        const GraphModel model = buildGraph(*loaded, {});
        const QString title = nodeFor(model, odd).title;
        QVERIFY(!title.contains(QChar(u'\n')));
        QVERIFY(!title.contains(QChar(0x1B)));
        QVERIFY(!title.contains(QChar(0x202E)));
    }

    void numbersAreGrouped()
    {
        QCOMPARE(groupedNumber(0), QStringLiteral("0"));
        QCOMPARE(groupedNumber(999), QStringLiteral("999"));
        QCOMPARE(groupedNumber(4'213), QStringLiteral("4,213"));
        QCOMPARE(groupedNumber(1'234'567), QStringLiteral("1,234,567"));
    }
};

QTEST_GUILESS_MAIN(GraphModelTest)
#include "tst_graph_model.moc"
