// Which nodes and edges the graph has at each level.

#include "graph_trace_builder.h"

#include "views/graph/graph_folding.h"
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

    void whatIsTooMuchShowsItsTurnsAndUnfoldsOne()
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
        QCOMPARE(model.nodes.size(), 3); // two turns, and the one call of the small one
        QVERIFY(nodeFor(model, large).unfolds);
        QVERIFY(model.remark.contains(QStringLiteral("1 turns")));
        // Selecting something in it leads to its turn.
        QCOMPARE(workScopeFor(*loaded, last, root), ObjectRef(small));
        QCOMPARE(buildGraph(*loaded, {.level = GraphLevel::Work, .object = small}).nodes.size(), 2);
        // What a person wants is shown as far as it goes.
        const GraphModel cut = buildGraph(*loaded, {.level = GraphLevel::Work, .object = large});
        QVERIFY(cut.nodes.size() <= GraphLimits().nodes);
        QVERIFY(cut.nodes.size() > 1'000);
        QVERIFY(cut.remark.contains(QStringLiteral("of the 4,213 calls")));
    }

    void manyAgentsAreFoldedButForTheSelectedOne()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 100);
        ThreadIndex middle;
        for (int i = 0; i < 20; ++i)
            middle = build.agent("/root/a" + std::to_string(i), 1, 2, root);
        const ThreadIndex leaf = build.agent("/root/a19/b", 1, 2, middle);
        const LoadedTracePtr loaded = build.load();
        const GraphLimits limits{.nodes = 10, .edges = 100};
        const GraphModel folded = buildGraph(*loaded, {}, limits);
        QCOMPARE(folded.nodes.size(), 2);
        const GraphNode& group = nodeFor(folded, leaf);
        QCOMPARE(group.kind, NodeKind::AgentGroup);
        QCOMPARE(group.title, QStringLiteral("+ 21 agents"));
        QCOMPARE(group.object, ObjectRef(root));
        QVERIFY(group.unfolds);
        QVERIFY(folded.remark.contains(QStringLiteral("21 of 22")));
        QCOMPARE(folded.edges.size(), 1); // the spawns, as one
        QCOMPARE(folded.nodeStandingFor(*loaded, middle), folded.nodeOf(leaf));

        const GraphModel around = buildGraph(*loaded, {.level = GraphLevel::Agents, .object = middle}, limits);
        QCOMPARE(nodeFor(around, middle).kind, NodeKind::Agent);
        QCOMPARE(nodeFor(around, root).kind, NodeKind::Agent);
        QCOMPARE(nodeFor(around, leaf).kind, NodeKind::Agent);
        QCOMPARE(around.nodes.size(), 4);

        // Unfolded by hand: as many as fit, and the others stay one node.
        const GraphModel open = buildGraph(*loaded, {.level = GraphLevel::Agents, .subtrees = {root}}, limits);
        QCOMPARE(open.nodes.size(), limits.nodes);
        QCOMPARE(std::count_if(open.nodes.begin(), open.nodes.end(),
                               [](const GraphNode& node) { return node.kind == NodeKind::AgentGroup; }),
                 1);
    }

    void aFoldedSubtreeIsOneNodeWithItsTotals()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 100);
        const ThreadIndex one = build.agent("/root/one", 1, 50, root);
        const ThreadIndex two = build.agent("/root/one/two", 2, 90, one);
        build.call(build.turn(one, 1, 50), 1, 40);
        build.call(build.turn(two, 2, 90), 2, 80);
        build.trace.threads[two].execution.status = ExecutionStatus::Failed;
        const LoadedTracePtr loaded = build.load();
        QCOMPARE(buildGraph(*loaded, {}).nodes.size(), 3);
        const GraphModel model = buildGraph(*loaded, {.level = GraphLevel::Agents, .subtrees = {root}});
        QCOMPARE(model.nodes.size(), 2);
        const GraphNode& group = nodeFor(model, two);
        QCOMPARE(group.kind, NodeKind::AgentGroup);
        QCOMPARE(model.nodeOf(one), model.nodeOf(two));
        QVERIFY(group.details.front().contains(QStringLiteral("2 calls")));
        QCOMPARE(group.outcome, Outcome::Failed);
        QCOMPARE(group.at, GraphTraceBuilder::start + 1);
        QCOMPARE(group.until, std::optional<UnixMs>(GraphTraceBuilder::start + 90));
    }

    void turnsSayWhatBeganThemAndWhatTheySent()
    {
        const Team team = makeTeam();
        const GraphModel model = buildGraph(*team.loaded, {.level = GraphLevel::Turns});
        QCOMPARE(model.nodes.size(), 6); // three agents, each with its one turn
        QCOMPARE(model.clusters.size(), 3);
        const GraphNode& docs = nodeFor(model, team.docsTurn);
        QCOMPARE(docs.kind, NodeKind::Turn);
        QVERIFY(docs.unfolds);
        QCOMPARE(docs.details.back(), QStringLiteral("by spawn"));
        QVERIFY(docs.details.front().contains(QStringLiteral("1 call")));
        QCOMPARE(model.clusters.at(static_cast<std::size_t>(docs.cluster)).object, ObjectRef(team.docs));
        QCOMPARE(nodeFor(model, team.docs).cluster, docs.cluster);
        QVERIFY(edgeBetween(model, team.docs, team.docsTurn, GraphEdgeKind::Sequence));
        // A spawn begins an agent; everything else goes from turn to turn.
        QVERIFY(edgeBetween(model, team.turn, team.docs, GraphEdgeKind::Spawn));
        QVERIFY(edgeBetween(model, team.docsTurn, team.turn, GraphEdgeKind::Result));
        const GraphEdge* messages = edgeBetween(model, team.testsTurn, team.docsTurn, GraphEdgeKind::Message);
        QVERIFY(messages);
        QCOMPARE(messages->count, 2);
        QCOMPARE(messages->at, GraphTraceBuilder::start + 2'000);
    }

    void oneAgentUnfoldsAmongTheOthers()
    {
        const Team team = makeTeam();
        const LoadedTrace& loaded = *team.loaded;
        const GraphModel agents = buildGraph(loaded, {});
        const std::optional<GraphScope> turns = toggledAt(loaded, agents, agents.nodeOf(team.root));
        QVERIFY(turns);
        const GraphModel open = buildGraph(loaded, *turns);
        QCOMPARE(open.nodes.size(), 4);
        QCOMPARE(open.clusters.size(), 1);
        const std::optional<GraphScope> work = toggledAt(loaded, open, open.nodeOf(team.turn));
        QVERIFY(work);
        const GraphModel all = buildGraph(loaded, *work);
        QCOMPARE(all.nodes.size(), 9); // three agents, the turn, two calls, three tools
        QCOMPARE(all.clusters.size(), 2);
        QCOMPARE(all.clusters.at(1).parent, 0);
        QCOMPARE(nodeFor(all, team.first).cluster, 1);
        QCOMPARE(nodeFor(all, team.turn).cluster, 1);
        QVERIFY(edgeBetween(all, team.spawnDocs, team.docs, GraphEdgeKind::Spawn));
        QVERIFY(edgeBetween(all, team.docs, team.second, GraphEdgeKind::Result));
        QVERIFY(edgeBetween(all, team.wait, team.second, GraphEdgeKind::SeenBy));

        // The same again folds; so does Backspace from inside, step by step.
        QCOMPARE(toggledAt(loaded, all, all.nodeOf(team.turn))->toggled, turns->toggled);
        const std::optional<Folded> folded = foldedAround(loaded, all, team.first);
        QVERIFY(folded);
        QCOMPARE(folded->selection, ObjectRef(team.turn));
        QCOMPARE(folded->scope, *turns);
        const std::optional<Folded> further = foldedAround(loaded, open, folded->selection);
        QVERIFY(further);
        QCOMPARE(further->selection, ObjectRef(team.root));
        QVERIFY(further->scope.toggled.empty());
        const std::optional<Folded> subtree = foldedAround(loaded, agents, team.docs);
        QVERIFY(subtree);
        QCOMPARE(subtree->selection, ObjectRef(team.root));
        QCOMPARE(buildGraph(loaded, subtree->scope).nodes.size(), 2);
        QVERIFY(!toggledAt(loaded, all, all.nodeOf(team.first)));
    }

    void anObjectIsRevealedByUnfoldingWhatHidesIt()
    {
        const Team team = makeTeam();
        const LoadedTrace& loaded = *team.loaded;
        for (const ObjectRef object : {ObjectRef(team.second), ObjectRef(team.docsTurn), ObjectRef(team.docs)}) {
            for (const GraphLevel level : {GraphLevel::Agents, GraphLevel::Turns, GraphLevel::Work}) {
                const GraphModel model = buildGraph(loaded, revealing(loaded, {.level = level}, object));
                if (level == GraphLevel::Work && object.kind == ObjectKind::Thread)
                    continue; // the work of an agent has no node for it
                QVERIFY(model.nodeOf(object) >= 0);
            }
        }
    }

    void neighboursOfANode()
    {
        GraphTraceBuilder build;
        ThreadIndex last = build.agent("/0", 0, 100);
        IndexList<AgentThread> chain{last};
        for (int i = 1; i < 6; ++i)
            chain.push_back(last = build.agent("/" + std::to_string(i), i, 100, last));
        const LoadedTracePtr loaded = build.load();
        const GraphModel near = buildGraph(*loaded, {.center = chain[2], .hops = 1});
        QCOMPARE(near.nodes.size(), 3);
        QCOMPARE(near.edges.size(), 2);
        QVERIFY(near.nodeOf(chain[0]) < 0);
        for (const int i : {1, 2, 3}) {
            const int node = near.nodeOf(chain[static_cast<std::size_t>(i)]);
            QVERIFY(node >= 0);
            QCOMPARE(near.nodes[static_cast<std::size_t>(node)].object, ObjectRef(chain[static_cast<std::size_t>(i)]));
        }
        QVERIFY(edgeBetween(near, chain[1], chain[2], GraphEdgeKind::Spawn));
        QVERIFY(near.remark.contains(QStringLiteral("3 of 6")));
        QCOMPARE(buildGraph(*loaded, {.center = chain[2], .hops = 3}).nodes.size(), 6);
        QCOMPARE(buildGraph(*loaded, {.center = chain[2], .hops = 0}).nodes.size(), 6);
    }

    void commandsOfOneTerminalHangTogether()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        const InferenceIndex call = build.call(build.turn(root, 0, 1'000), 0, 100);
        const ToolIndex opens = build.tool(call, ToolKindName::ExecCommand, 100, 200);
        const ToolIndex types = build.tool(call, ToolKindName::WriteStdin, 300, 400);
        TerminalSession session;
        session.id = "session";
        session.thread = root;
        const SessionIndex index = build.trace.terminalSessions.add(std::move(session));
        for (const ToolIndex tool : {opens, types}) {
            TerminalOperation operation;
            operation.id = build.trace.toolCalls[tool].id + ":operation";
            operation.session = index;
            operation.tool = tool;
            const OperationIndex added = build.trace.terminalOperations.add(std::move(operation));
            build.trace.toolCalls[tool].terminalOperation = added;
            build.trace.terminalSessions[index].operations.push_back(added);
        }
        build.trace.terminalSessions[index].createdBy = build.trace.terminalSessions[index].operations.front();
        const LoadedTracePtr loaded = build.load();
        const GraphModel model = buildGraph(*loaded, {.level = GraphLevel::Work, .object = root});
        QVERIFY(edgeBetween(model, opens, types, GraphEdgeKind::Terminal));
        QCOMPARE(model.nodeStandingFor(*loaded, index), model.nodeOf(opens));
    }

    void theCriticalChainIsMarked()
    {
        const Team team = makeTeam();
        GraphScope scope{.level = GraphLevel::Turns};
        QVERIFY(!nodeFor(buildGraph(*team.loaded, scope), team.turn).onChain);
        scope.chain = true;
        scope.toggled = {team.turn};
        const GraphModel model = buildGraph(*team.loaded, scope);
        // Root asked, started the search, waited for its result, and answered.
        for (const ObjectRef object : {ObjectRef(team.first), ObjectRef(team.spawnDocs), ObjectRef(team.second)})
            QVERIFY(nodeFor(model, object).onChain);
        QVERIFY(!nodeFor(model, team.testsTurn).onChain);
        QVERIFY(edgeBetween(model, team.first, team.spawnDocs, GraphEdgeKind::AskedFor)->onChain);
        QVERIFY(model.remark.startsWith(QStringLiteral("critical chain: 10.0 s")));
        scope.chainTo = team.testsCall;
        const GraphModel toTests = buildGraph(*team.loaded, scope);
        QVERIFY(nodeFor(toTests, team.testsTurn).onChain);
        QVERIFY(!nodeFor(toTests, team.second).onChain);
    }

    void whatNoModelSawIsSaidOutright()
    {
        GraphTraceBuilder build;
        const ThreadIndex root = build.agent("/root", 0, 1'000);
        const ThreadIndex child = build.agent("/root/a", 100, 500, root);
        const TurnIndex turn = build.turn(root, 0, 1'000);
        const InferenceIndex call = build.call(turn, 0, 100);
        const ToolIndex seen = build.tool(call, ToolKindName::ExecCommand, 100, 200);
        const ToolIndex unseen = build.tool(call, ToolKindName::ExecCommand, 100, 900);
        build.call(turn, 200, 300, build.trace.toolCalls[seen].outputItems);
        build.edge(EdgeKind::AgentResult, child, build.item(root, turn, ItemKind::Message), 500);
        build.trace.status = RolloutStatus::Completed;
        const LoadedTracePtr loaded = build.load();
        const GraphModel work = buildGraph(*loaded, {.level = GraphLevel::Work, .object = root});
        QCOMPARE(nodeFor(work, unseen).mark, QStringLiteral("never seen by any model"));
        QVERIFY(nodeFor(work, unseen).markWarns);
        QVERIFY(nodeFor(work, seen).mark.isEmpty());
        const GraphModel agents = buildGraph(*loaded, {});
        QCOMPARE(nodeFor(agents, child).mark, QStringLiteral("result never read"));
        QVERIFY(nodeFor(agents, root).mark.isEmpty());
    }

    void flowOfOneObject()
    {
        const Team team = makeTeam();
        const LoadedTrace& loaded = *team.loaded;
        const GraphModel back = buildGraph(
            loaded, {.level = GraphLevel::Flow, .object = team.second, .direction = FlowDirection::Backwards});
        QVERIFY(edgeBetween(back, team.docsCall, team.second, GraphEdgeKind::Result));
        QVERIFY(edgeBetween(back, team.wait, team.second, GraphEdgeKind::SeenBy));
        QVERIFY(edgeBetween(back, team.first, team.wait, GraphEdgeKind::AskedFor));
        QVERIFY(edgeBetween(back, team.spawnDocs, team.docsCall, GraphEdgeKind::Spawn));
        QVERIFY(back.edgeOf(team.resultEdge) >= 0);
        QCOMPARE(back.clusters.size(), 3); // the agents that had a part in it
        QCOMPARE(nodeFor(back, team.second).mark, QStringLiteral("the object in question"));
        const GraphModel forth = buildGraph(
            loaded, {.level = GraphLevel::Flow, .object = team.testsCall, .direction = FlowDirection::Forwards});
        QVERIFY(forth.nodeOf(team.second) < 0); // its result was never sent
        QVERIFY(!buildGraph(loaded, {.level = GraphLevel::Flow}).note.title.isEmpty());
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
        const Team team = makeTeam();
        const GraphModel work = buildGraph(*team.loaded, {.level = GraphLevel::Work, .object = {}});
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
        QCOMPARE(work.nodeStandingFor(loaded, output), work.nodeOf(team.wait));
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
