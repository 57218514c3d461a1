// Context windows: found in the payloads of turn_started events, with few files read.
#include "core/insight/context_window.h"
#include "core/reduce/live_reduction.h"
#include "tests/support/bundle_builder.h"
#include "tests/support/corpus.h"

#include <QTest>

using namespace rolloutscope;
using namespace rolloutscope::test;

namespace {

void protocolEvent(BundleBuilder& bundle, const char* type, const Json& reference)
{
    bundle.event({{"type", "protocol_event_observed"}, {"event_type", type}, {"event_payload", reference}});
}

Json started(BundleBuilder& bundle, const Json& turnId, const Json& window)
{
    return bundle.payload({{"type", "task_started"}, {"turn_id", turnId}, {"model_context_window", window}},
                          "protocol_event");
}

void turnStarted(BundleBuilder& bundle, const Json& turnId, const Json& window)
{
    protocolEvent(bundle, "turn_started", started(bundle, turnId, window));
}

/// A call of a model in a thread and turn of its own.
void inference(BundleBuilder& bundle, const char* threadId, const char* turnId, const char* model)
{
    bundle.event({{"type", "inference_started"},
                  {"inference_call_id", std::string("call-") + turnId},
                  {"thread_id", threadId},
                  {"codex_turn_id", turnId},
                  {"model", model},
                  {"provider_name", "p"},
                  {"request_payload", bundle.payload({{"input", Json::array()}})}},
                 threadId, turnId);
}

struct Loaded {
    Bundle bundle;
    ReduceResult result;

    explicit Loaded(Bundle opened) : bundle(std::move(opened))
    {
        ReduceOptions options;
        options.mode = ReduceMode::Tolerant;
        result = reduce(bundle, options);
        if (!result.trace)
            qFatal("%s", result.error.c_str());
    }
    [[nodiscard]] const RolloutTrace& trace() const { return *result.trace; }
    [[nodiscard]] ContextWindows windows(const std::atomic<bool>* cancelled = nullptr) const
    {
        return readContextWindows(bundle, trace(), Relations(trace()), cancelled);
    }
    [[nodiscard]] ThreadIndex thread(const char* id) const { return trace().threads.find(id); }
};

} // namespace

class ContextWindowTest : public QObject {
    Q_OBJECT

private slots:
    void theLatestTurnOfAnAgentTells();
    void agentsThatStartAtOnceAreToldApart();
    void theSameModelHasTheSameWindow();
    void whatMakesNoSenseIsUnknown();
    void oneFileAnAgent();
    void canBeCancelled();
    void growsWithALiveBundle();
    void recordedBundles_data();
    void recordedBundles();
};

void ContextWindowTest::theLatestTurnOfAnAgentTells()
{
    BundleBuilder bundle;
    bundle.start();
    turnStarted(bundle, "turn", 100'000);
    bundle.turn("later", BundleBuilder::root);
    turnStarted(bundle, "later", 258'400);
    protocolEvent(bundle, "turn_complete", bundle.payload({{"turn_id", "later"}}, "protocol_event"));
    const Loaded loaded(bundle.open());
    QCOMPARE(loaded.trace().turnStartedEvents.size(), std::size_t{2});
    const ContextWindows windows = loaded.windows();
    QCOMPARE(windows.of(loaded.thread(BundleBuilder::root)), std::uint64_t{258'400});
    QCOMPARE(windows.of(ThreadIndex{}), std::uint64_t{0});
    QCOMPARE(windows.filesRead(), std::size_t{1});
}

void ContextWindowTest::agentsThatStartAtOnceAreToldApart()
{
    for (const bool swapped : {false, true}) {
        BundleBuilder bundle;
        bundle.start().thread(BundleBuilder::child, "/root/child").turn("child-turn", BundleBuilder::child);
        turnStarted(bundle, swapped ? "child-turn" : "turn", swapped ? 2000 : 1000);
        turnStarted(bundle, swapped ? "turn" : "child-turn", swapped ? 1000 : 2000);
        const Loaded loaded(bundle.open());
        const ContextWindows windows = loaded.windows();
        QCOMPARE(windows.of(loaded.thread(BundleBuilder::root)), std::uint64_t{1000});
        QCOMPARE(windows.of(loaded.thread(BundleBuilder::child)), std::uint64_t{2000});
        QCOMPARE(windows.filesRead(), std::size_t{2});
    }
}

void ContextWindowTest::theSameModelHasTheSameWindow()
{
    BundleBuilder bundle;
    bundle.start();
    turnStarted(bundle, "turn", 1000);
    inference(bundle, BundleBuilder::root, "turn", "large");
    bundle.thread("same", "/root/same").turn("same-turn", "same");
    inference(bundle, "same", "same-turn", "large");
    bundle.thread("other", "/root/other").turn("other-turn", "other");
    inference(bundle, "other", "other-turn", "small");
    bundle.thread("idle", "/root/idle"); // no model at all
    const Loaded loaded(bundle.open());
    const ContextWindows windows = loaded.windows();
    QCOMPARE(windows.of(loaded.thread("same")), std::uint64_t{1000});
    QCOMPARE(windows.of(loaded.thread("other")), std::uint64_t{0});
    QCOMPARE(windows.of(loaded.thread("idle")), std::uint64_t{0});
    QVERIFY(!windows.empty());
}

void ContextWindowTest::whatMakesNoSenseIsUnknown()
{
    const std::vector<std::string> payloads{"",
                                            "[1]",
                                            "{\"turn_id\":",
                                            R"({"turn_id":"turn"})",
                                            R"({"turn_id":"turn","model_context_window":null})",
                                            R"({"turn_id":"turn","model_context_window":-5})",
                                            R"({"turn_id":"turn","model_context_window":1e400})",
                                            R"({"turn_id":"nobody's","model_context_window":7})",
                                            R"({"turn_id":["turn"],"model_context_window":7})",
                                            R"({"turn_id":"turn","model_context_window":7,"much":")" +
                                                std::string(100'000, 'x') + "\"}"};
    for (const std::string& payload : payloads) {
        BundleBuilder bundle;
        bundle.start();
        protocolEvent(bundle, "turn_started", bundle.payloadBytes(payload, "protocol_event"));
        QVERIFY2(Loaded(bundle.open()).windows().empty(), payload.substr(0, 80).c_str());
    }
    BundleBuilder bundle;
    bundle.start();
    turnStarted(bundle, "turn", 500);
    bundle.turn("later", BundleBuilder::root);
    for (const char* path : {"payloads/none.json", "../outside.json", "/etc/hostname"})
        protocolEvent(bundle, "turn_started", bundle.reference(path, "protocol_event"));
    const Loaded loaded(bundle.open());
    QCOMPARE(loaded.windows().of(loaded.thread(BundleBuilder::root)), std::uint64_t{500}); // of an earlier turn
}

void ContextWindowTest::oneFileAnAgent()
{
    BundleBuilder bundle;
    bundle.start();
    const Json broken = bundle.reference("payloads/none.json", "protocol_event");
    for (int i = 0; i < 3000; ++i)
        protocolEvent(bundle, "turn_started", broken);
    QVERIFY(Loaded(bundle.open()).windows().filesRead() <= 4);

    BundleBuilder long_;
    long_.start();
    const Json window = started(long_, nullptr, 9);
    for (int i = 0; i < 500; ++i) {
        long_.turn(("turn-" + std::to_string(i)).c_str(), BundleBuilder::root);
        protocolEvent(long_, "turn_started", window);
    }
    const Loaded loaded(long_.open());
    const ContextWindows windows = loaded.windows();
    QCOMPARE(windows.of(loaded.thread(BundleBuilder::root)), std::uint64_t{9});
    QCOMPARE(windows.filesRead(), std::size_t{1});
}

void ContextWindowTest::canBeCancelled()
{
    BundleBuilder bundle;
    bundle.start();
    turnStarted(bundle, "turn", 1000);
    const std::atomic<bool> cancelled = true;
    const ContextWindows windows = Loaded(bundle.open()).windows(&cancelled);
    QVERIFY(windows.empty());
    QCOMPARE(windows.filesRead(), std::size_t{0});
}

void ContextWindowTest::growsWithALiveBundle()
{
    BundleBuilder bundle;
    bundle.start();
    turnStarted(bundle, "turn", 1000);
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    const Bundle opened = bundle.open();
    LiveReduction live(opened, options);
    (void)live.advance();
    const ReduceResult before = live.current();
    bundle.turn("later", BundleBuilder::root);
    turnStarted(bundle, "later", 2000);
    (void)live.advance();
    const ReduceResult after = live.current();
    QCOMPARE(before.trace->turnStartedEvents.size(), std::size_t{1}); // the earlier copy stands still
    QCOMPARE(after.trace->turnStartedEvents.size(), std::size_t{2});
    const ThreadIndex root = after.trace->threads.find(BundleBuilder::root);
    QCOMPARE(readContextWindows(opened, *before.trace, Relations(*before.trace)).of(root), std::uint64_t{1000});
    QCOMPARE(readContextWindows(opened, *after.trace, Relations(*after.trace)).of(root), std::uint64_t{2000});
}

void ContextWindowTest::recordedBundles_data()
{
    QTest::addColumn<QString>("bundle");
    for (const char* group : {"recorded", "recorded-v2"}) {
        const auto path = corpusGroup(group);
        if (path.empty())
            continue;
        for (const auto& folder : bundlesOf(path))
            QTest::addRow("%s/%s", group, folder.filename().c_str())
                << QString::fromStdString((folder / "bundle").string());
    }
    if (corpusGroup("recorded").empty() && corpusGroup("recorded-v2").empty())
        QSKIP("recorded bundles are not here: set ROLLOUTSCOPE_CORPUS to a corpus folder");
}

void ContextWindowTest::recordedBundles()
{
    QFETCH(QString, bundle);
    Bundle opened;
    std::string error;
    QVERIFY2(Bundle::open(bundle.toStdString(), opened, error), error.c_str());
    const Loaded loaded(std::move(opened));
    const ContextWindows windows = loaded.windows();
    const Relations relations(loaded.trace());
    std::size_t agents = 0;
    for (const ThreadIndex thread : relations.threadsInSpawnOrder()) {
        if (relations.turns(thread).empty())
            continue;
        ++agents;
        QCOMPARE(windows.of(thread), std::uint64_t{258'400});
    }
    QCOMPARE(windows.filesRead(), agents);
}

QTEST_GUILESS_MAIN(ContextWindowTest)
#include "context_window_test.moc"
