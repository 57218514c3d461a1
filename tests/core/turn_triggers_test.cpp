// What made a turn begin.
#include "core/insight/turn_triggers.h"
#include "core/reduce/reducer.h"
#include "tests/support/corpus.h"
#include "tests/views/timeline/trace_builder.h"

#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

ItemIndex addItem(RolloutTrace& trace, TurnIndex turn, UnixMs at)
{
    ConversationItem item;
    item.id = "item-" + std::to_string(trace.items.size());
    item.thread = trace.turns[turn].thread;
    item.turn = turn;
    item.firstSeenAt = TraceBuilder::zero + at;
    return trace.items.add(std::move(item));
}

TurnTrigger triggerOf(const RolloutTrace& trace, TurnIndex turn)
{
    return TurnTriggers(trace, Relations(trace)).of(turn);
}

} // namespace

class TurnTriggersTest : public QObject {
    Q_OBJECT

private slots:
    void aMessageFromAPerson()
    {
        TraceBuilder builder;
        const TurnIndex turn = builder.turn(builder.thread("/root", 0, 1000), 0, 1000);
        addItem(builder.trace, turn, 0);
        QCOMPARE(triggerOf(builder.trace, turn).kind, TriggerKind::User);
    }

    void nothingRecordedIsUnknown()
    {
        TraceBuilder builder;
        const TurnIndex turn = builder.turn(builder.thread("/root", 0, 1000), 0, 1000);
        QCOMPARE(triggerOf(builder.trace, turn), TurnTrigger());
    }

    void whatCameFirstFromAnotherAgent()
    {
        TraceBuilder builder;
        const ThreadIndex root = builder.thread("/root", 0, 1000);
        const ThreadIndex ada = builder.thread("/root/ada", 0, 1000, root);
        const TurnIndex first = builder.turn(ada, 10, 100);
        const TurnIndex second = builder.turn(ada, 200, 300);
        builder.inference(ada, 220, 290, ExecutionStatus::Completed, second);
        const EdgeIndex task =
            builder.edge(EdgeKind::AssignAgentTask, root, addItem(builder.trace, second, 210), 210, 210);
        builder.edge(EdgeKind::SendMessage, root, addItem(builder.trace, second, 215), 215, 215);
        QCOMPARE(triggerOf(builder.trace, second), (TurnTrigger{TriggerKind::Task, task}));
        // Its spawn was not recorded as an edge.
        QCOMPARE(triggerOf(builder.trace, first), (TurnTrigger{TriggerKind::Spawn, {}}));
    }

    void whatCameLaterDidNotBeginTheTurn()
    {
        TraceBuilder builder;
        const ThreadIndex root = builder.thread("/root", 0, 1000);
        const TurnIndex turn = builder.turn(root, 0, 1000);
        builder.inference(root, 10, 100, ExecutionStatus::Completed, turn);
        builder.edge(EdgeKind::SendMessage, root, addItem(builder.trace, turn, 500), 500, 500);
        QCOMPARE(triggerOf(builder.trace, turn).kind, TriggerKind::Unknown);
    }

    void recordedTurns()
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
        const TurnTriggers triggers(trace, relations);
        QVERIFY(trace.turns.size() > 3);
        for (std::uint32_t i = 0; i < trace.turns.size(); ++i) {
            const TurnTrigger& trigger = triggers.of({i});
            QVERIFY(trigger.kind != TriggerKind::Unknown);
            const bool firstOfRoot = relations.rootThreads().front() == trace.turns[{i}].thread &&
                                     relations.turns(trace.turns[{i}].thread).front() == TurnIndex{i};
            QCOMPARE(trigger.kind == TriggerKind::User, firstOfRoot);
        }
    }
};

QTEST_GUILESS_MAIN(TurnTriggersTest)
#include "turn_triggers_test.moc"
