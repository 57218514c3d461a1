// The spine: what the event log alone tells is what the whole reduction says of the same objects.
#include "core/reduce/reducer.h"
#include "tests/support/bundle_builder.h"
#include "tests/support/corpus.h"

#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::test;
namespace fs = std::filesystem;

namespace {

ReduceResult reduced(const Bundle& bundle, ReduceDepth depth)
{
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    options.depth = depth;
    return reduce(bundle, options);
}

std::string text(const ExecutionWindow& window)
{
    return std::to_string(window.startedAt) + "/" + std::to_string(window.startedSeq) + "–" +
           (window.endedAt ? std::to_string(*window.endedAt) : "…") + " " +
           std::to_string(static_cast<int>(window.status));
}

std::string idOf(const RolloutTrace& trace, ThreadIndex thread)
{
    return trace.threads.contains(thread) ? trace.threads[thread].id : "none";
}
std::string idOf(const RolloutTrace& trace, TurnIndex turn)
{
    return trace.turns.contains(turn) ? trace.turns[turn].id : "none";
}

/// What a timeline shows of a trace before conversation and edges are there, by id.
std::map<std::string, std::string> outlined(const RolloutTrace& trace)
{
    std::map<std::string, std::string> lines;
    for (const AgentThread& thread : trace.threads)
        lines["thread " + thread.id] = thread.agentPath + " of " +
                                       (thread.spawn ? thread.spawn->parentThreadId : "nobody") +
                                       text(thread.execution);
    for (const CodexTurn& turn : trace.turns)
        lines["turn " + turn.id] = idOf(trace, turn.thread) + text(turn.execution);
    for (const InferenceCall& call : trace.inferenceCalls)
        lines["call " + call.id] = idOf(trace, call.turn) + call.model + text(call.execution);
    for (const ToolCall& tool : trace.toolCalls)
        lines["tool " + tool.id] = idOf(trace, tool.thread) + idOf(trace, tool.startedByTurn) +
                                   std::to_string(static_cast<int>(tool.kind.name)) + tool.kind.otherName +
                                   std::to_string(tool.requester.index()) + text(tool.execution);
    for (const CodeCell& cell : trace.codeCells)
        lines["cell " + cell.id] = idOf(trace, cell.turn) + text(cell.execution);
    for (const Compaction& compaction : trace.compactions)
        lines["compaction " + compaction.id] = idOf(trace, compaction.turn) + std::to_string(compaction.installedAt);
    for (const CompactionRequest& request : trace.compactionRequests)
        lines["request " + request.id] = idOf(trace, request.turn) + text(request.execution);
    return lines;
}

} // namespace

class SpineTest : public QObject {
    Q_OBJECT

private slots:
    void agreesWithTheWhole_data();
    void agreesWithTheWhole();
    void readsNoPayloads();
};

void SpineTest::agreesWithTheWhole_data()
{
    QTest::addColumn<QString>("bundle");
    bool any = false;
    for (const char* group : {"generated", "recorded", "recorded-v2"}) {
        const fs::path path = corpusGroup(group);
        if (path.empty())
            continue;
        for (const fs::path& folder : bundlesOf(path)) {
            QTest::newRow(folder.filename().c_str()) << QString::fromStdString((folder / "bundle").string());
            any = true;
        }
    }
    QVERIFY(any);
}

void SpineTest::agreesWithTheWhole()
{
    QFETCH(QString, bundle);
    Bundle opened;
    std::string error;
    QVERIFY2(Bundle::open(bundle.toStdString(), opened, error), error.c_str());
    const ReduceResult spine = reduced(opened, ReduceDepth::Spine);
    const ReduceResult whole = reduced(opened, ReduceDepth::Full);
    QVERIFY(spine.trace && whole.trace);
    const auto expected = outlined(*whole.trace);
    const auto got = outlined(*spine.trace);
    for (const auto& [name, line] : expected) {
        const auto found = got.find(name);
        QVERIFY2(found != got.end(), name.c_str());
        QCOMPARE(found->second, line);
    }
    // More only where a cell never got the source that it waits for.
    for (const auto& [name, line] : got)
        QVERIFY2(expected.contains(name) || name.rfind("cell ", 0) == 0, name.c_str());
    QVERIFY(spine.trace->items.size() <= whole.trace->compactions.size()); // markers only
    QVERIFY(spine.trace->eventCount == whole.trace->eventCount);
}

void SpineTest::readsNoPayloads()
{
    BundleBuilder bundle;
    bundle.start().request("call", Json::array({userMessage("hello")}));
    bundle.call("other", bundle.reference("payloads/missing.json"));
    const ReduceResult spine = reduced(bundle.open(), ReduceDepth::Spine);
    QCOMPARE(spine.trace->inferenceCalls.size(), std::size_t{2});
    QCOMPARE(spine.progress.payloadBytes, std::uint64_t{0});
    QVERIFY(spine.problems.empty());
}

QTEST_GUILESS_MAIN(SpineTest)
#include "spine_test.moc"
