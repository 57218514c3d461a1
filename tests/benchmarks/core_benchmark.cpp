// What the core costs, in bytes of the bundle a second: reading its files, parsing them, reducing, writing the state;
// and what follows from a trace, in its own units.
// The first row is the floor that the others are compared with, in the same run.
#include "core/bundle/bundle.h"
#include "core/bundle/event.h"
#include "core/bundle/line_reader.h"
#include "core/insight/critical_chain.h"
#include "core/insight/information_flow.h"
#include "core/insight/moments.h"
#include "core/insight/relations.h"
#include "core/json/document.h"
#include "core/prompt/prompt_diff.h"
#include "core/prompt/prompt_growth.h"
#include "core/reduce/live_reduction.h"
#include "core/reduce/reducer.h"
#include "core/search/trace_search.h"
#include "core/trace/state_writer.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace rolloutscope;

Bundle openBundle()
{
    const char* named = std::getenv("ROLLOUTSCOPE_BENCHMARK_BUNDLE");
    Bundle bundle;
    std::string error;
    if (!Bundle::open(named != nullptr ? named : ROLLOUTSCOPE_SAMPLE, bundle, error))
        throw std::runtime_error(error);
    return bundle;
}

std::vector<std::string> payloadPaths(const Bundle& bundle)
{
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    std::vector<std::string> paths;
    const ReduceResult result = reduce(bundle, options);
    for (const RawPayload& payload : result.trace->payloads)
        paths.push_back(payload.path);
    return paths;
}

/// Calls `use` with the bytes of every payload; returns how many bytes there were.
template <typename Use>
std::int64_t forEachPayload(const Bundle& bundle, const std::vector<std::string>& paths, Use use)
{
    std::int64_t bytes = 0;
    std::string content;
    for (const std::string& path : paths) {
        if (bundle.folder().readFile(path, content) != FileError::None)
            continue;
        bytes += static_cast<std::int64_t>(content.size());
        use(content);
    }
    return bytes;
}

void readPayloads(benchmark::State& state)
{
    const Bundle bundle = openBundle();
    const auto paths = payloadPaths(bundle);
    std::int64_t bytes = 0;
    for (auto _ : state)
        bytes +=
            forEachPayload(bundle, paths, [](const std::string& content) { benchmark::DoNotOptimize(content.data()); });
    state.SetBytesProcessed(bytes);
}
BENCHMARK(readPayloads)->Unit(benchmark::kMillisecond);

void parsePayloads(benchmark::State& state)
{
    const Bundle bundle = openBundle();
    const auto paths = payloadPaths(bundle);
    json::Document document;
    std::int64_t bytes = 0;
    for (auto _ : state)
        bytes += forEachPayload(bundle, paths, [&](const std::string& content) {
            benchmark::DoNotOptimize(document.parse(content, json::ParseOptions::grammarOnly()));
        });
    state.SetBytesProcessed(bytes);
}
BENCHMARK(parsePayloads)->Unit(benchmark::kMillisecond);

void reduceBundle(benchmark::State& state)
{
    const Bundle bundle = openBundle();
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    std::int64_t bytes = 0;
    for (auto _ : state) {
        const ReduceResult result = reduce(bundle, options);
        bytes += static_cast<std::int64_t>(result.progress.logBytesDone + result.progress.payloadBytes);
    }
    state.SetBytesProcessed(bytes);
}
BENCHMARK(reduceBundle)->Unit(benchmark::kMillisecond);

void reduceSpine(benchmark::State& state)
{
    const Bundle bundle = openBundle();
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    options.depth = ReduceDepth::Spine;
    std::int64_t bytes = 0;
    for (auto _ : state)
        bytes += static_cast<std::int64_t>(reduce(bundle, options).progress.logBytesDone);
    state.SetBytesProcessed(bytes);
}
BENCHMARK(reduceSpine)->Unit(benchmark::kMillisecond);

/// One step of a live rollout after the whole bundle: what a copy of the trace and its links cost.
void copyOfALiveTrace(benchmark::State& state)
{
    const Bundle bundle = openBundle();
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    LiveReduction live(bundle, options);
    (void)live.advance();
    auto before = live.current().trace;
    auto relations = std::make_unique<Relations>(*before);
    for (auto _ : state) {
        auto now = live.current().trace;
        relations = std::make_unique<Relations>(*relations, *before, *now);
        before = std::move(now);
    }
}
BENCHMARK(copyOfALiveTrace)->Unit(benchmark::kMicrosecond);

void parseEvents(benchmark::State& state)
{
    const Bundle bundle = openBundle();
    ConfinedFile log;
    if (bundle.folder().openFile(eventLogFileName, log) != FileError::None)
        throw std::runtime_error("no event log");
    std::int64_t bytes = 0;
    for (auto _ : state) {
        LineReader lines(log);
        EventParser parser{EventGrammar()};
        Event event;
        std::string_view line;
        while (lines.next(line))
            benchmark::DoNotOptimize(parser.parse(line, event));
        bytes += static_cast<std::int64_t>(lines.bytesDone());
    }
    state.SetBytesProcessed(bytes);
}
BENCHMARK(parseEvents)->Unit(benchmark::kMillisecond);

void writeStateJson(benchmark::State& state)
{
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    const auto trace = reduce(openBundle(), options).trace;
    std::int64_t bytes = 0;
    for (auto _ : state) {
        writeState(*trace, [&](std::string_view piece) {
            bytes += static_cast<std::int64_t>(piece.size());
            return true;
        });
    }
    state.SetBytesProcessed(bytes);
}
BENCHMARK(writeStateJson)->Unit(benchmark::kMillisecond);

void buildRelations(benchmark::State& state)
{
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    const auto trace = reduce(openBundle(), options).trace;
    for (auto _ : state)
        benchmark::DoNotOptimize(Relations(*trace).lastMoment());
}
BENCHMARK(buildRelations)->Unit(benchmark::kMillisecond);

ReduceOptions tolerant()
{
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    return options;
}

/// A reduced bundle, and the call of its root agent that began last.
struct Reduced {
    Bundle bundle = openBundle();
    ReduceResult result = reduce(bundle, tolerant());
    const RolloutTrace& trace = *result.trace;
    Relations relations{trace};
    InferenceIndex last;

    Reduced()
    {
        if (relations.rootThreads().empty() || relations.inferenceCalls(relations.rootThreads().front()).empty())
            throw std::runtime_error("the bundle has no inference call of a root agent");
        last = relations.inferenceCalls(relations.rootThreads().front()).back();
    }
};

/// In items that requests hold a second.
void buildReadings(benchmark::State& state)
{
    const Reduced reduced;
    std::int64_t items = 0;
    for (const InferenceCall& call : reduced.trace.inferenceCalls)
        items += static_cast<std::int64_t>(call.requestItems.size());
    for (auto _ : state)
        benchmark::DoNotOptimize(Readings(reduced.trace));
    state.SetItemsProcessed(items * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(buildReadings)->Unit(benchmark::kMillisecond);

/// In moments a second.
void orderMoments(benchmark::State& state)
{
    const Reduced reduced;
    std::int64_t moments = 0;
    for (auto _ : state)
        moments += static_cast<std::int64_t>(Moments(reduced.trace).size());
    state.SetItemsProcessed(moments);
}
BENCHMARK(orderMoments)->Unit(benchmark::kMillisecond);

/// In steps a second: all that led to the last answer.
void followInformation(benchmark::State& state)
{
    const Reduced reduced;
    const Readings readings(reduced.trace);
    std::int64_t steps = 0;
    for (auto _ : state)
        steps += static_cast<std::int64_t>(informationFlow(reduced.trace, reduced.relations, readings,
                                                           {.object = reduced.last, .mostSteps = 1'000'000})
                                               .steps.size());
    state.SetItemsProcessed(steps);
}
BENCHMARK(followInformation)->Unit(benchmark::kMillisecond);

/// In steps a second: to the end of the rollout.
void findCriticalChain(benchmark::State& state)
{
    const Reduced reduced;
    const Readings readings(reduced.trace);
    const Waits waits(reduced.trace, reduced.relations);
    std::int64_t steps = 0;
    for (auto _ : state)
        steps +=
            static_cast<std::int64_t>(criticalChain(reduced.trace, reduced.relations, readings, waits).steps.size());
    state.SetItemsProcessed(steps);
}
BENCHMARK(findCriticalChain)->Unit(benchmark::kMillisecond);

/// In bytes of payloads a second: a text that is nowhere, in every payload file and all items.
void searchEverything(benchmark::State& state, const SearchQuery& query)
{
    const Reduced reduced;
    std::string error;
    const auto needle = Needle::compile(query, error);
    std::uint64_t bytes = 0;
    for (auto _ : state) {
        SearchOptions options;
        options.payloads = true;
        bytes += searchTrace(reduced.bundle, reduced.trace, *needle, options).progress.bytesDone;
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK_CAPTURE(searchEverything, words, SearchQuery{.text = "Zebrafish"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searchEverything, inThisCase, SearchQuery{.text = "Zebrafish", .caseSensitive = true})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searchEverything, common, SearchQuery{.text = "item"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searchEverything, expression, SearchQuery{.text = "Zebra\\w+sh", .regex = true})
    ->Unit(benchmark::kMillisecond);

/// What models saw alone: items, and what requests begin with.
void searchWhatModelsSaw(benchmark::State& state)
{
    const Reduced reduced;
    std::string error;
    const auto needle = Needle::compile({.text = "Zebrafish"}, error);
    for (auto _ : state)
        benchmark::DoNotOptimize(searchTrace(reduced.bundle, reduced.trace, *needle, {}));
}
BENCHMARK(searchWhatModelsSaw)->Unit(benchmark::kMillisecond);

/// Until the first hits are there, of a text that every payload has.
void findFirstHits(benchmark::State& state)
{
    const Reduced reduced;
    std::string error;
    const auto needle = Needle::compile({.text = "type"}, error);
    for (auto _ : state) {
        std::atomic<bool> cancelled = false;
        SearchOptions options;
        options.payloads = true;
        options.cancelled = &cancelled;
        options.report = [&](std::vector<SearchGroup>&& groups, const SearchProgress&) { cancelled = !groups.empty(); };
        benchmark::DoNotOptimize(searchTrace(reduced.bundle, reduced.trace, *needle, options));
    }
}
BENCHMARK(findFirstHits)->Unit(benchmark::kMillisecond);

/// In bytes of payloads a second: what filled the context of every agent.
void measurePrompts(benchmark::State& state)
{
    const Reduced reduced;
    std::uint64_t bytes = 0;
    for (auto _ : state) {
        for (const ThreadIndex thread : reduced.relations.threadsInSpawnOrder()) {
            for (const PromptSize& size : promptGrowth(reduced.bundle, reduced.trace, reduced.relations, thread))
                bytes += size.total();
        }
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(measurePrompts)->Unit(benchmark::kMillisecond);

/// The last call of the first agent, beside the one before it.
void comparePrompts(benchmark::State& state)
{
    const Reduced reduced;
    const AgentMail mail(reduced.trace);
    const auto& calls = reduced.relations.inferenceCalls(reduced.relations.rootThreads().front());
    for (auto _ : state) {
        const Prompt after = readPrompt(reduced.bundle, reduced.trace, mail, calls.back());
        const Prompt before =
            readPrompt(reduced.bundle, reduced.trace, mail, calls[calls.size() > 1 ? calls.size() - 2 : 0]);
        benchmark::DoNotOptimize(diffPrompts(before, after));
    }
}
BENCHMARK(comparePrompts)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
