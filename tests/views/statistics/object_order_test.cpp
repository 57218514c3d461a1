// The orders that a list of objects can be shown in.
#include "tests/views/timeline/trace_builder.h"

#include "core/insight/describe.h"
#include "views/statistics/object_order.h"

#include <QTest>

#include <limits>
#include <tuple>

using namespace rolloutscope;
using rolloutscope::test::TraceBuilder;

namespace {

using Order = std::vector<std::uint32_t>;

struct Calls {
    TraceBuilder builder;
    std::vector<ObjectRef> objects;

    Calls()
    {
        const ThreadIndex root = builder.thread("/root", 0, 100'000);
        const ThreadIndex zoe = builder.thread("/root/zoe", 0, 100'000, root);
        const ThreadIndex adam = builder.thread("/root/adam", 0, 100'000, root);
        objects = {
            builder.inference(zoe, 5'000, 6'000),
            builder.inference(adam, 1'000, 9'000, ExecutionStatus::Failed),
            builder.inference(root, 3'000, {}), // still running
            builder.inference(zoe, 7'000, 8'000),
        };
        builder.trace.inferenceCalls[objects[0].inferenceCall()].usage = {.input = 10, .output = 7};
        builder.trace.inferenceCalls[objects[1].inferenceCall()].usage = {.input = 30, .output = 1};
    }

    [[nodiscard]] Order by(ObjectColumn column, bool descending = false) const
    {
        const std::atomic<bool> cancelled = false;
        return orderOf(builder.trace, Relations(builder.trace), objects, column, descending, cancelled);
    }
};

} // namespace

class ObjectOrderTest : public QObject {
    Q_OBJECT
private slots:
    void everyColumnHasItsOrder()
    {
        const Calls calls;
        QCOMPARE(calls.by(ObjectColumn::Start), (Order{1, 2, 0, 3}));
        QCOMPARE(calls.by(ObjectColumn::Start, true), (Order{3, 0, 2, 1}));
        QCOMPARE(calls.by(ObjectColumn::Agent), (Order{2, 1, 0, 3}));             // root, adam, zoe
        QCOMPARE(calls.by(ObjectColumn::InputTokens, true), (Order{1, 0, 2, 3})); // none is least
        QCOMPARE(calls.by(ObjectColumn::OutputTokens, true), (Order{0, 1, 2, 3}));
        QCOMPARE(calls.by(ObjectColumn::Status, true), (Order{1, 2, 0, 3})); // failed, running, done
    }

    void whatIsEqualStaysInItsOrderBothWays()
    {
        const Calls calls;
        QCOMPARE(calls.by(ObjectColumn::Duration), (Order{0, 3, 1, 2}));
        QCOMPARE(calls.by(ObjectColumn::Duration, true), (Order{2, 1, 0, 3})); // 97 s so far, 8 s, 1 s, 1 s
    }

    void namesGoByTheirNumbers()
    {
        TraceBuilder builder;
        const ThreadIndex root = builder.thread("/root", 0, 100'000);
        std::vector<ObjectRef> objects;
        for (int i = 0; i < 11; ++i)
            objects.insert(objects.begin(), builder.inference(root, i * 1'000, i * 1'000 + 500));
        const Relations relations(builder.trace);
        QCOMPARE(objectTitle(builder.trace, relations, objects.front()), std::string("inference 11"));
        const std::atomic<bool> cancelled = false;
        const Order order = orderOf(builder.trace, relations, objects, ObjectColumn::Name, false, cancelled);
        QCOMPARE(order, (Order{10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
    }

    void absurdTimesAreDefined()
    {
        TraceBuilder builder;
        const ThreadIndex root = builder.thread("/root", 0, 1'000);
        const ToolIndex tool = builder.tool(root, ToolKindName::Web, 0, 1'000);
        builder.trace.toolCalls[tool].execution.startedAt = std::numeric_limits<UnixMs>::min();
        builder.trace.toolCalls[tool].execution.endedAt = std::numeric_limits<UnixMs>::max();
        const Relations relations(builder.trace);
        std::ignore = startOf(builder.trace, relations, tool); // the sanitizers look on
        std::ignore = durationOf(builder.trace, relations, tool);
    }
};

QTEST_GUILESS_MAIN(ObjectOrderTest)

#include "object_order_test.moc"
