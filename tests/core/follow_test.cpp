// Following a bundle while it is written: however the bytes arrive, the end is what opening the finished bundle gives.
#include "core/insight/relations.h"
#include "core/reduce/live_reduction.h"
#include "core/trace/state_writer.h"
#include "tests/support/bundle_builder.h"
#include "tests/support/bundle_replay.h"
#include "tests/support/corpus.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <random>

using namespace rolloutscope;
using namespace rolloutscope::test;
namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

ReduceOptions tolerantly()
{
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    return options;
}

/// A state and what was noted, to be compared as a whole.
std::string described(const ReduceResult& result)
{
    if (!result.trace)
        return "refused: " + result.error;
    std::string text = stateJson(*result.trace);
    for (const Problem& problem : result.problems.kept)
        text += std::to_string(problem.line) + ": " + problem.reason + " ×" + std::to_string(problem.count) + "\n";
    return text;
}

template <typename List>
void add(std::string& text, const char* name, const List& list)
{
    text += name;
    for (const auto index : list)
        text += " " + std::to_string(index.value);
    text += "\n";
}

std::string described(const RolloutTrace& trace, const Relations& relations)
{
    std::string text;
    add(text, "roots", relations.rootThreads());
    add(text, "order", relations.threadsInSpawnOrder());
    const auto addEdges = [&](ObjectRef object) {
        add(text, "from", relations.edgesFrom(object));
        add(text, "to", relations.edgesTo(object));
    };
    for (std::uint32_t i = 0; i < trace.threads.size(); ++i) {
        const ThreadIndex thread{i};
        text += "thread " + std::to_string(i) + " below " + std::to_string(relations.parentThread(thread).value) +
                " depth " + std::to_string(relations.depth(thread)) + "\n";
        add(text, "children", relations.childThreads(thread));
        add(text, "turns", relations.turns(thread));
        add(text, "calls", relations.inferenceCalls(thread));
        add(text, "tools", relations.toolCalls(thread));
        add(text, "cells", relations.codeCells(thread));
        add(text, "operations", relations.terminalOperations(thread));
        add(text, "compactions", relations.compactions(thread));
        add(text, "requests", relations.compactionRequests(thread));
        addEdges(thread);
    }
    for (std::uint32_t i = 0; i < trace.turns.size(); ++i) {
        const TurnIndex turn{i};
        add(text, "turn: calls", relations.inferenceCalls(turn));
        add(text, "tools", relations.toolCalls(turn));
        add(text, "cells", relations.codeCells(turn));
        add(text, "compactions", relations.compactions(turn));
    }
    for (std::uint32_t i = 0; i < trace.toolCalls.size(); ++i) {
        const ToolIndex tool{i};
        text += "tool asked by " + std::to_string(relations.askedBy(tool).value) + " in cell " +
                std::to_string(relations.callerCell(tool).value) + "\n";
        addEdges(tool);
    }
    for (std::uint32_t i = 0; i < trace.codeCells.size(); ++i)
        text += "cell asked by " + std::to_string(relations.askedBy(CellIndex{i}).value) + "\n";
    for (std::uint32_t i = 0; i < trace.items.size(); ++i) {
        text += relations.isDiscarded(ItemIndex{i}) ? "discarded\n" : "kept\n";
        addEdges(ItemIndex{i});
    }
    return text + std::to_string(relations.firstMoment()) + " to " + std::to_string(relations.lastMoment());
}

/// Some bundles of every group that is there.
std::vector<fs::path> someBundles(std::size_t perGroup)
{
    std::vector<fs::path> found;
    for (const char* group : {"generated", "cases", "recorded", "cases-v2", "recorded-v2", "reference-tests"}) {
        const fs::path path = corpusGroup(group);
        if (path.empty())
            continue;
        const auto bundles = bundlesOf(path);
        const std::size_t step = std::max<std::size_t>(1, bundles.size() / perGroup);
        for (std::size_t i = 0; i < bundles.size(); i += step) {
            const fs::path bundle = bundles[i] / "bundle";
            std::error_code error;
            if (fs::exists(bundle / "manifest.json") && fs::file_size(bundle / "trace.jsonl", error) < 400'000 &&
                !error)
                found.push_back(bundle);
        }
    }
    return found;
}

void append(const fs::path& file, const std::string& bytes)
{
    std::ofstream(file, std::ios::binary | std::ios::app) << bytes;
}

} // namespace

class FollowTest : public QObject {
    Q_OBJECT

private slots:
    void endsLikeAnOpenedBundle_data();
    void endsLikeAnOpenedBundle();
    void eachStateIsThatOfTheLogSoFar();
    void relationsGrowWithTheTrace();
    void copiesDoNotChangeLater();
    void waitsForAPayload();
    void givesUpOnAPayload();
    void aCutLineWaits();
    void seesAShorterLog();
    void seesAnotherLog();
    void seesARewrittenLog();
    void seesAMovedFolder();
    void everyKilledRecordingOpens();
};

void FollowTest::endsLikeAnOpenedBundle_data()
{
    QTest::addColumn<QString>("bundle");
    QTest::addColumn<int>("piece");
    QTest::addColumn<bool>("late");
    unsigned turn = 0;
    for (const fs::path& bundle : someBundles(12)) {
        std::uintmax_t bytes = 0;
        for (const auto& file : fs::recursive_directory_iterator(bundle))
            bytes += file.is_regular_file() ? file.file_size() : 0;
        // Small pieces for small bundles: each is a write of its own.
        const int piece = std::max(std::array{1 << 16, 5000, 700, 90}[turn % 4], static_cast<int>(bytes / 2000));
        const bool late = turn++ % 3 == 0;
        QTest::addRow("%s, pieces up to %d%s", bundle.parent_path().filename().c_str(), piece, late ? ", late" : "")
            << QString::fromStdString(bundle.string()) << piece << late;
    }
}

void FollowTest::endsLikeAnOpenedBundle()
{
    QFETCH(QString, bundle);
    QFETCH(int, piece);
    QFETCH(bool, late);
    const QTemporaryDir folder;
    const fs::path to = folder.filePath(QStringLiteral("bundle")).toStdString();
    BundleReplay writer(bundle.toStdString(), to,
                        {.seed = static_cast<unsigned>(piece) + 7,
                         .longestPiece = static_cast<std::size_t>(piece),
                         .latePayloads = late});
    std::mt19937 random(static_cast<unsigned>(piece));
    for (auto skip = random() % 20; skip > 0; --skip)
        writer.writePiece();

    LiveReduction live(openBundle(to), tolerantly());
    live.setPatience(std::chrono::hours(1));
    auto now = LiveReduction::Clock::now();
    std::vector<ReduceResult> kept; // copies that are still read while the reduction goes on
    while (!writer.done()) {
        for (auto count = random() % 6; count > 0; --count)
            writer.writePiece();
        now += milliseconds(1);
        const LogChange change = live.advance(now);
        QVERIFY(change == LogChange::None || change == LogChange::Grown || change == LogChange::Waiting);
        if (random() % 8 == 0) {
            kept.push_back(live.current());
            QVERIFY(kept.back().trace);
        }
        if (kept.size() > 3)
            kept.erase(kept.begin());
    }
    // Payloads that never come are given up one after the other.
    while (live.advance(now) != LogChange::None)
        now += std::chrono::hours(2);

    const ReduceResult whole = reduce(openBundle(to), tolerantly());
    const ReduceResult followed = live.finish();
    QCOMPARE(followed.progress.events, whole.progress.events);
    QVERIFY(described(followed) == described(whole));
}

void FollowTest::eachStateIsThatOfTheLogSoFar()
{
    for (const fs::path& from : someBundles(2)) {
        const QTemporaryDir folder;
        const fs::path to = folder.filePath(QStringLiteral("bundle")).toStdString();
        BundleReplay writer(from, to, {.seed = 3, .longestPiece = std::size_t{1} << 20U});
        LiveReduction live(openBundle(to), tolerantly());
        for (int event = 0; !writer.done(); ++event) {
            writer.writeEvent();
            (void)live.advance();
            if (event % 7 != 0 || live.hasUnfinishedLine())
                continue;
            const ReduceResult soFar = live.current();
            const ReduceResult whole = reduce(openBundle(to), tolerantly());
            QVERIFY2(stateJson(*soFar.trace) == stateJson(*whole.trace), from.c_str());
        }
    }
}

void FollowTest::relationsGrowWithTheTrace()
{
    for (const fs::path& from : someBundles(6)) {
        const QTemporaryDir folder;
        const fs::path to = folder.filePath(QStringLiteral("bundle")).toStdString();
        BundleReplay writer(from, to, {.seed = 5, .longestPiece = std::size_t{1} << 20U});
        LiveReduction live(openBundle(to), tolerantly());
        auto before = std::make_unique<RolloutTrace>();
        auto relations = std::make_unique<Relations>(*before);
        for (int event = 0; !writer.done(); ++event) {
            writer.writeEvent();
            (void)live.advance();
            if (event % 5 != 0 && !writer.done())
                continue;
            ReduceResult soFar = live.current();
            auto grown = std::make_unique<Relations>(*relations, *before, *soFar.trace);
            const std::string expected = described(*soFar.trace, Relations(*soFar.trace));
            QVERIFY2(described(*soFar.trace, *grown) == expected, from.c_str());
            relations = std::move(grown);
            before = std::move(soFar.trace);
        }
    }
}

void FollowTest::copiesDoNotChangeLater()
{
    for (const fs::path& from : someBundles(2)) {
        const QTemporaryDir folder;
        const fs::path to = folder.filePath(QStringLiteral("bundle")).toStdString();
        BundleReplay writer(from, to, {.seed = 4, .longestPiece = std::size_t{1} << 20U});
        LiveReduction live(openBundle(to), tolerantly());
        std::vector<std::pair<ReduceResult, std::string>> states;
        for (int event = 0; !writer.done(); ++event) {
            writer.writeEvent();
            (void)live.advance();
            if (event % 11 != 0)
                continue;
            ReduceResult soFar = live.current();
            std::string text = stateJson(*soFar.trace);
            states.emplace_back(std::move(soFar), std::move(text));
        }
        for (const auto& [result, text] : states)
            QVERIFY2(stateJson(*result.trace) == text, from.c_str());
    }
}

void FollowTest::waitsForAPayload()
{
    BundleBuilder bundle;
    bundle.start();
    LiveReduction live(bundle.open(), tolerantly());
    QCOMPARE(live.advance(), LogChange::Grown);

    const Json reference = bundle.reference("payloads/late.json");
    bundle.call("call", reference);
    auto now = LiveReduction::Clock::now();
    QCOMPARE(live.advance(now), LogChange::Waiting);
    append(bundle.path() / "payloads/late.json", R"({"input": [{"type": "mess)");
    QCOMPARE(live.advance(now + milliseconds(1000)), LogChange::Waiting);
    QVERIFY(live.current().trace->inferenceCalls.empty());
    append(bundle.path() / "payloads/late.json",
           R"(age", "role": "user", "content": [{"type": "input_text", "text": "hello"}]}]})");
    QCOMPARE(live.advance(now + milliseconds(2000)), LogChange::Grown);
    const ReduceResult result = live.current();
    QCOMPARE(result.trace->inferenceCalls.size(), std::size_t{1});
    QCOMPARE(result.trace->items.size(), std::size_t{1});
    QVERIFY(result.problems.empty());
    QVERIFY(live.exact());
}

void FollowTest::givesUpOnAPayload()
{
    BundleBuilder bundle;
    bundle.start();
    LiveReduction live(bundle.open(), tolerantly());
    (void)live.advance();
    for (const char* name : {"payloads/never.json", "payloads/nor-this.json"}) {
        bundle.event({{"type", "thread_started"},
                      {"thread_id", name},
                      {"agent_path", "/root/x"},
                      {"metadata_payload", bundle.reference(name, "session_metadata")}});
    }
    const auto now = LiveReduction::Clock::now();
    QCOMPARE(live.advance(now), LogChange::Waiting);
    QCOMPARE(live.advance(now + milliseconds(4900)), LogChange::Waiting);
    QCOMPARE(live.advance(now + milliseconds(5100)), LogChange::Grown); // and now it waits for the second
    QVERIFY(!live.exact());
    QCOMPARE(live.advance(now + milliseconds(5200)), LogChange::Waiting);
    QCOMPARE(live.advance(now + milliseconds(5600)), LogChange::Grown); // less patiently
    QCOMPARE(live.current().trace->threads.size(), std::size_t{3});
    QCOMPARE(live.current().problems.total, std::uint64_t{2});
}

void FollowTest::aCutLineWaits()
{
    BundleBuilder bundle;
    bundle.start();
    LiveReduction live(bundle.open(), tolerantly());
    (void)live.advance();
    const std::uint64_t events = live.current().trace->eventCount;
    bundle.raw(R"({"schema_version":1,"seq":99,"wall_time_unix_ms":5,"rollout_id":"r","thread_id":null,)");
    QCOMPARE(live.advance(), LogChange::None);
    QVERIFY(live.hasUnfinishedLine());
    QCOMPARE(live.current().trace->eventCount, events);
    QVERIFY(live.current().problems.empty());
    QVERIFY(!live.endRecorded());
    bundle.raw(R"("codex_turn_id":null,"payload":{"type":"rollout_ended","status":"completed"}})"
               "\n");
    QCOMPARE(live.advance(), LogChange::Grown);
    QVERIFY(live.endRecorded());
    QCOMPARE(live.current().trace->eventCount, events + 1);
    QVERIFY(described(live.finish()) == described(bundle.tolerant()));
}

void FollowTest::seesAShorterLog()
{
    BundleBuilder bundle;
    bundle.start();
    LiveReduction live(bundle.open(), tolerantly());
    (void)live.advance();
    fs::resize_file(bundle.path() / "trace.jsonl", 10);
    QCOMPARE(live.advance(), LogChange::Replaced);
}

void FollowTest::seesAnotherLog()
{
    BundleBuilder bundle;
    bundle.start();
    LiveReduction live(bundle.open(), tolerantly());
    (void)live.advance();
    fs::copy_file(bundle.path() / "trace.jsonl", bundle.path() / "other.jsonl");
    append(bundle.path() / "other.jsonl", "\n\n");
    fs::rename(bundle.path() / "other.jsonl", bundle.path() / "trace.jsonl");
    QCOMPARE(live.advance(), LogChange::Replaced);
    fs::remove(bundle.path() / "trace.jsonl");
    QCOMPARE(live.advance(), LogChange::Gone);
}

void FollowTest::seesARewrittenLog()
{
    BundleBuilder bundle;
    bundle.start();
    LiveReduction live(bundle.open(), tolerantly());
    (void)live.advance();
    const std::string log = readFile(bundle.path() / "trace.jsonl");
    std::ofstream(bundle.path() / "trace.jsonl", std::ios::binary) << std::string(log.size() + 100, 'x');
    QCOMPARE(live.advance(), LogChange::Replaced);
}

void FollowTest::seesAMovedFolder()
{
    const QTemporaryDir folder;
    const fs::path at = folder.filePath(QStringLiteral("here")).toStdString();
    const fs::path later = folder.filePath(QStringLiteral("there")).toStdString();
    {
        BundleBuilder bundle;
        bundle.start();
        fs::copy(bundle.path(), at, fs::copy_options::recursive);
    }
    LiveReduction live(openBundle(at), tolerantly());
    QCOMPARE(live.advance(), LogChange::Grown);
    fs::rename(at, later);
    QCOMPARE(live.advance(), LogChange::Gone);
    QVERIFY(live.finish().trace); // what was read is still there
}

/// A recorder is killed at a random moment, a hundred times: what it left opens, and following it agrees.
void FollowTest::everyKilledRecordingOpens()
{
    const auto bundles = someBundles(3);
    QVERIFY(!bundles.empty());
    std::mt19937 random(11);
    int cut = 0;
    for (int kill = 0; kill < 100; ++kill) {
        const QTemporaryDir folder;
        const QString to = folder.filePath(QStringLiteral("bundle"));
        QProcess recorder;
        recorder.start(QStringLiteral(ROLLOUTSCOPE_REPLAY),
                       {QString::fromStdString(bundles[static_cast<std::size_t>(kill) % bundles.size()].string()), to,
                        QStringLiteral("--speed"), QStringLiteral("0"), QStringLiteral("--seed"), QString::number(kill),
                        QStringLiteral("--piece"), QStringLiteral("300")});
        QVERIFY(recorder.waitForStarted());
        const fs::path log = to.toStdString() + "/trace.jsonl";
        QTRY_VERIFY(fs::exists(log) || recorder.state() == QProcess::NotRunning);
        const std::uint64_t enough = random() % 8000;
        std::error_code error;
        while (recorder.state() == QProcess::Running && fs::file_size(log, error) < enough)
            recorder.waitForFinished(0);
        recorder.kill();
        recorder.waitForFinished();

        const Bundle bundle = openBundle(to.toStdString());
        const ReduceResult whole = reduce(bundle, tolerantly());
        QVERIFY2(whole.trace, whole.error.c_str());
        cut += whole.trace->endedAt ? 0 : 1;
        LiveReduction live(bundle, tolerantly());
        (void)live.advance();
        QVERIFY(described(live.finish()) == described(whole));
    }
    QVERIFY(cut > 30);
}

QTEST_GUILESS_MAIN(FollowTest)
#include "follow_test.moc"
