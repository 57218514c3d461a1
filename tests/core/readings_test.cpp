// Which calls saw which items, what nobody saw, and how information went from one object to others.
#include "core/insight/information_flow.h"
#include "core/insight/transcript_entries.h"
#include "core/reduce/reducer.h"
#include "tests/support/corpus.h"
#include "tests/views/timeline/trace_builder.h"

#include <QTest>

#include <algorithm>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

/// Root asks a tool, starts Ada, and answers when Ada's result is there.
struct Story {
    TraceBuilder builder;
    RolloutTrace& trace = builder.trace;
    ThreadIndex root = builder.thread("/root", 0, 1000);
    ThreadIndex ada = builder.thread("/root/ada", 200, 800, root);
    TurnIndex turn = builder.turn(root, 0, 1000);
    TurnIndex adasTurn = builder.turn(ada, 200, 800);
    InferenceIndex first = builder.inference(root, 0, 90, ExecutionStatus::Completed, turn);
    ToolIndex tool = builder.tool(root, ToolKindName::ExecCommand, 100, 110, ExecutionStatus::Completed, first);
    InferenceIndex second = builder.inference(root, 120, 190, ExecutionStatus::Completed, turn);
    ToolIndex spawn = builder.tool(root, ToolKindName::SpawnAgent, 195, 200, ExecutionStatus::Completed, second);
    InferenceIndex adas = builder.inference(ada, 210, 790, ExecutionStatus::Completed, adasTurn);
    InferenceIndex third = builder.inference(root, 810, 1000, ExecutionStatus::Completed, turn);
    ItemIndex question = item(root, ItemRole::User);
    ItemIndex output = item(root, ItemRole::Tool);
    ItemIndex unreadOutput = item(root, ItemRole::Tool);
    ItemIndex task = item(ada, ItemRole::User);
    ItemIndex adasAnswer = item(ada, ItemRole::Assistant);
    ItemIndex result = item(root, ItemRole::User);
    ItemIndex answer = item(root, ItemRole::Assistant);
    EdgeIndex spawnEdge = builder.edge(EdgeKind::SpawnAgent, spawn, task, 195, 200);
    EdgeIndex resultEdge = builder.edge(EdgeKind::AgentResult, adasAnswer, result, 790, 800);

    Story()
    {
        trace.toolCalls[tool].outputItems = {output};
        trace.items[output].producedBy = {tool};
        trace.toolCalls[spawn].outputItems = {unreadOutput};
        trace.inferenceCalls[first].requestItems = {question};
        trace.inferenceCalls[second].requestItems = {question, output};
        trace.inferenceCalls[adas].requestItems = {task};
        trace.inferenceCalls[adas].responseItems = {adasAnswer};
        trace.items[adasAnswer].producedBy = {adas};
        trace.inferenceCalls[third].requestItems = {question, output, result};
        trace.inferenceCalls[third].responseItems = {answer};
        trace.items[answer].producedBy = {third};
        trace.status = RolloutStatus::Completed;
    }

    ItemIndex item(ThreadIndex thread, ItemRole role)
    {
        ConversationItem made;
        made.id = "item-" + std::to_string(trace.items.size());
        made.thread = thread;
        made.role = role;
        return trace.items.add(std::move(made));
    }
    [[nodiscard]] InformationFlow flow(ObjectRef object, bool backwards, bool forwards) const
    {
        return informationFlow(trace, Relations(trace), Readings(trace),
                               {.object = object, .backwards = backwards, .forwards = forwards});
    }
};

bool hasStep(const InformationFlow& flow, ObjectRef object)
{
    return std::any_of(flow.steps.begin(), flow.steps.end(),
                       [&](const FlowStep& step) { return step.object == object; });
}

bool hasLink(const InformationFlow& flow, ObjectRef from, ObjectRef to, FlowLinkKind kind)
{
    return std::any_of(flow.links.begin(), flow.links.end(), [&](const FlowLink& link) {
        return flow.steps[static_cast<std::size_t>(link.from)].object == from &&
               flow.steps[static_cast<std::size_t>(link.to)].object == to && link.kind == kind;
    });
}

} // namespace

class ReadingsTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsRepeatedIsOne()
    {
        Story story;
        const auto picture = [&](std::uint32_t payload, const char* words) {
            const ItemIndex made = story.item(story.root, ItemRole::User);
            story.trace.items[made].parts = {TextPart{words}, PayloadRefPart{"input_image", PayloadIndex{payload}, {}}};
            return made;
        };
        const ItemIndex one = picture(0, "look");
        const ItemIndex again = picture(1, "look");
        const ItemIndex second = picture(1, "look"); // one more that says the same
        const ItemIndex other = picture(2, "and here");
        const ItemIndex third = picture(3, "look");
        const ItemIndex thirdSecond = picture(3, "look");
        story.trace.inferenceCalls[story.first].requestItems = {one, story.question};
        story.trace.inferenceCalls[story.second].requestItems = {again, story.question, second, other};
        // As after a compaction: what stood before is gone.
        story.trace.inferenceCalls[story.third].requestItems = {third, thirdSecond};
        story.trace.threads[story.root].items = {one, story.question, again, second, other, third, thirdSecond};
        const ItemTwins twins(story.trace);
        QVERIFY(twins.isFirst(one) && twins.isFirst(second) && twins.isFirst(other) && twins.isFirst(story.question));
        QCOMPARE(twins.firstOf(again), one);
        QCOMPARE(twins.firstOf(third), one);
        QCOMPARE(twins.firstOf(thirdSecond), second);

        const Readings readings(story.trace);
        QCOMPARE(readings.readerCount(one), 3U);
        QCOMPARE(readings.readerCount(third), 3U);
        QCOMPARE(readings.firstReader(third), story.first);
        QCOMPARE(readings.lastReader(one), story.third);
        QCOMPARE(readings.readerCount(second), 2U);
        std::vector<ItemIndex> listed;
        for (const TranscriptEntry& entry : transcriptEntries(story.trace, Relations(story.trace), twins, story.root))
            listed.push_back(entry.item);
        QCOMPARE(listed, (std::vector<ItemIndex>{one, story.question, second, other}));
        // Without anything of the kind nothing is looked at.
        QVERIFY(ItemTwins(Story().trace).isFirst(ItemIndex{0}));
    }

    void itemsHaveTheirReaders()
    {
        const Story story;
        const Readings readings(story.trace);
        QCOMPARE(readings.firstReader(story.output), story.second);
        QCOMPARE(readings.lastReader(story.output), story.third);
        QCOMPARE(readings.readerCount(story.question), 3U);
        QVERIFY(!readings.isRead(story.answer));
        QVERIFY(!readings.firstReader(story.answer));
    }

    void whatNoModelSawIsTold()
    {
        Story story;
        const auto fate = [&](ObjectRef object) { return Readings(story.trace).fateOf(story.trace, object); };
        QCOMPARE(fate(story.tool), Fate::Read);
        QCOMPARE(fate(story.spawn), Fate::NeverRead);
        QCOMPARE(fate(story.resultEdge), Fate::Read);
        QCOMPARE(fate(story.third), Fate::NotMeant);
        story.trace.toolCalls[story.spawn].outputItems.clear(); // nobody can tell whether there was an output
        QCOMPARE(fate(story.spawn), Fate::NotMeant);
        story.trace.toolCalls[story.spawn].modelVisibleCallId = "call";
        QCOMPARE(fate(story.spawn), Fate::NeverRead);
        story.trace.toolCalls[story.spawn].execution.status = ExecutionStatus::Cancelled; // there was none
        QCOMPARE(fate(story.spawn), Fate::NotMeant);
        story.trace.toolCalls[story.spawn].outputItems = {story.unreadOutput};
        story.trace.toolCalls[story.spawn].execution.endedAt.reset(); // still running: nothing to see yet
        QCOMPARE(fate(story.spawn), Fate::NotMeant);
        story.trace.toolCalls[story.tool].requester = CellRequester{"cell"};
        QCOMPARE(fate(story.tool), Fate::NotMeant);
    }

    void whatACompactionTookInWasRead()
    {
        Story story;
        const CompactionIndex compaction = story.builder.compaction(story.root, 500);
        story.trace.compactions[compaction].inputItems = {story.unreadOutput};
        const Readings readings(story.trace);
        QCOMPARE(readings.fateOf(story.trace, story.spawn), Fate::Read);
        QCOMPARE(readings.readerCount(story.unreadOutput), 0U);
    }

    void aCallThatHoldsAnItemTwiceIsOneReader()
    {
        Story story;
        story.trace.inferenceCalls[story.second].requestItems = {story.output, story.question, story.output};
        QCOMPARE(Readings(story.trace).readerCount(story.output), 2U);
    }

    void aResultThatTheParentNeverRead()
    {
        Story story;
        const auto fate = [&] {
            return Readings(story.trace).resultFate(story.trace, Relations(story.trace), story.ada);
        };
        QCOMPARE(fate(), Fate::Read);
        story.trace.inferenceCalls[story.third].requestItems = {story.question, story.output};
        QCOMPARE(fate(), Fate::NeverRead);
        story.trace.status = RolloutStatus::Running;
        QCOMPARE(fate(), Fate::NotYet);
        QCOMPARE(Readings(story.trace).resultFate(story.trace, Relations(story.trace), story.root), Fate::NotMeant);
    }

    void eachTurnOwesAResultOfItsOwn()
    {
        Story story;
        story.trace.items[story.adasAnswer].turn = story.adasTurn;
        const auto fate = [&] {
            return Readings(story.trace).resultFate(story.trace, Relations(story.trace), story.ada);
        };
        QCOMPARE(fate(), Fate::Read);
        // Nothing is recorded of the next turn's result: nobody can have seen it.
        const TurnIndex next = story.builder.turn(story.ada, 850, 900);
        QCOMPARE(fate(), Fate::NeverRead);
        story.trace.turns[next].execution.status = ExecutionStatus::Aborted; // it gave none
        QCOMPARE(fate(), Fate::Read);
    }

    void backwardsIsAllThatACallCouldHaveKnown()
    {
        const Story story;
        const InformationFlow flow = story.flow(story.third, true, false);
        QCOMPARE(flow.steps.front().object, ObjectRef(story.third));
        QCOMPARE(flow.steps.size(), 7); // three calls of root, one of Ada, two tools, the question
        QVERIFY(hasLink(flow, story.adas, story.third, FlowLinkKind::Sent));
        QVERIFY(hasLink(flow, story.second, story.third, FlowLinkKind::Carried));
        QVERIFY(hasLink(flow, story.tool, story.second, FlowLinkKind::WentInto));
        QVERIFY(!hasLink(flow, story.tool, story.third, FlowLinkKind::WentInto)); // it came with the context
        QVERIFY(hasLink(flow, story.first, story.tool, FlowLinkKind::AskedFor));
        QVERIFY(hasLink(flow, story.spawn, story.adas, FlowLinkKind::Sent));
        QVERIFY(hasLink(flow, story.question, story.first, FlowLinkKind::WentInto));
        QCOMPARE(flow.leftOut, 0U);
        for (const FlowStep& step : flow.steps)
            QVERIFY(step.depth <= 0);
    }

    void forwardsIsWhoSawItAndInWhichAnswerItEnded()
    {
        const Story story;
        const InformationFlow flow = story.flow(story.tool, false, true);
        QVERIFY(hasLink(flow, story.tool, story.second, FlowLinkKind::WentInto));
        QVERIFY(hasLink(flow, story.second, story.spawn, FlowLinkKind::AskedFor));
        QVERIFY(hasLink(flow, story.spawn, story.adas, FlowLinkKind::Sent));
        QVERIFY(hasLink(flow, story.adas, story.third, FlowLinkKind::Sent));
        QVERIFY(hasLink(flow, story.second, story.third, FlowLinkKind::Carried));
        QVERIFY(!hasStep(flow, story.first));
        const auto answer = std::find_if(flow.steps.begin(), flow.steps.end(),
                                         [&](const FlowStep& step) { return step.object == ObjectRef(story.third); });
        QVERIFY(answer->isAnswer);
        QVERIFY(!flow.steps.front().isAnswer);
    }

    void whatHasNoPlaceOfItsOwnIsStoodFor()
    {
        const Story story;
        QCOMPARE(story.flow(story.output, true, false).steps.front().object, ObjectRef(story.tool));
        QCOMPARE(story.flow(story.root, true, false).steps.front().object, ObjectRef(story.third));
        QCOMPARE(story.flow(story.resultEdge, false, true).steps.front().object, ObjectRef(story.adas));
        QVERIFY(story.flow({}, true, true).steps.empty());
        QVERIFY(story.flow(ToolIndex{77}, true, true).steps.empty());
    }

    void aFlowIsBounded()
    {
        const Story story;
        const InformationFlow flow =
            informationFlow(story.trace, Relations(story.trace), Readings(story.trace),
                            {.object = story.third, .backwards = true, .forwards = true, .mostSteps = 3});
        QCOMPARE(flow.steps.size(), 3);
        QVERIFY(flow.leftOut > 0);
    }

    void recordedFlow()
    {
        const auto group = corpusGroup("recorded");
        if (group.empty())
            QSKIP("recorded bundles are not here: set ROLLOUTSCOPE_CORPUS to a corpus folder");
        Bundle bundle;
        std::string error;
        QVERIFY2(Bundle::open(group / "agents-noimg" / "bundle", bundle, error), error.c_str());
        const ReduceResult result = reduce(bundle, {});
        QVERIFY2(result.trace, result.error.c_str());
        const RolloutTrace& trace = *result.trace;
        const Relations relations(trace);
        const Readings readings(trace);
        const InferenceIndex last = relations.inferenceCalls(relations.rootThreads().front()).back();
        const InformationFlow flow = informationFlow(trace, relations, readings, {.object = last, .forwards = false});
        // Whatever produced something that is in the prompt is among what the call could have known.
        for (const ItemIndex item : trace.inferenceCalls[last].requestItems) {
            for (const Producer& producer : trace.items[item].producedBy)
                QVERIFY(hasStep(flow, std::visit([](auto index) { return ObjectRef(index); }, producer)));
        }
        // All five agents had a part in it.
        std::vector<ThreadIndex> agents;
        for (const FlowStep& step : flow.steps)
            agents.push_back(threadOf(trace, step.object));
        std::sort(agents.begin(), agents.end());
        agents.erase(std::unique(agents.begin(), agents.end()), agents.end());
        QCOMPARE(agents.size(), trace.threads.size());
        // Information does not go back in time.
        for (const FlowLink& link : flow.links) {
            const auto startOf = [&](int step) {
                return windowOf(trace, flow.steps[static_cast<std::size_t>(step)].object)->startedAt;
            };
            if (link.kind != FlowLinkKind::Nested)
                QVERIFY(startOf(link.from) <= startOf(link.to));
        }
    }
};

QTEST_GUILESS_MAIN(ReadingsTest)
#include "readings_test.moc"
