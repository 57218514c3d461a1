// The timeline with 10,000 and with 1,000,000 spans: building its model, and frames of a pan and of a zoom at
// 1920 × 1080 on the offscreen raster. The frames' cost follows the pixels: compare 1,000,000 spans on 2,000 tracks
// with 10,000 on 20, which are as dense; 10,000 on 2,000 tracks leave most of the picture empty.
#include "tests/views/timeline/trace_builder.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace {

using namespace rolloutscope;
using rolloutscope::test::TraceBuilder;

constexpr int manyThreads = 2'000;

/// Spans of different lengths on every track, one in fifty failed.
LoadedTracePtr traceOf(int spans, int threads)
{
    static std::map<std::pair<int, int>, LoadedTracePtr> made;
    LoadedTracePtr& trace = made[{spans, threads}];
    if (trace)
        return trace;
    TraceBuilder builder;
    const int each = spans / threads;
    const std::int64_t length = std::int64_t{each} * 1000;
    ThreadIndex root;
    for (int i = 0; i < threads; ++i) {
        const ThreadIndex thread = builder.thread("/root/agent_" + std::to_string(i), 0, length, root);
        root = root ? root : thread;
        for (int span = 0; span < each; ++span) {
            const std::int64_t begin = std::int64_t{span} * 1000 + i % 700;
            const auto status = (span + i) % 50 == 0 ? ExecutionStatus::Failed : ExecutionStatus::Completed;
            if (span % 3 == 0)
                builder.inference(thread, begin, begin + 900, status);
            else
                builder.tool(thread, ToolKindName::Web, begin, begin + 100 + span % 5 * 150, status);
        }
    }
    trace = builder.publish();
    return trace;
}

void buildModel(benchmark::State& state)
{
    const LoadedTracePtr trace = traceOf(static_cast<int>(state.range(0)), manyThreads);
    for (auto _ : state)
        benchmark::DoNotOptimize(TimelineModel::build(trace)->lanes().size());
}
BENCHMARK(buildModel)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

/// A rollout that goes on: in every step a few agents begin a call and end another. Its cost must not follow the number
/// of spans, apart from a few bytes a track.
void growModel(benchmark::State& state)
{
    TraceBuilder builder;
    const int each = static_cast<int>(state.range(0)) / manyThreads;
    ThreadIndex root;
    std::vector<ThreadIndex> agents;
    for (int i = 0; i < manyThreads; ++i) {
        agents.push_back(builder.thread("/root/agent_" + std::to_string(i), 0, std::nullopt, root));
        root = root ? root : agents.back();
        for (int span = 0; span < each; ++span)
            builder.tool(agents.back(), ToolKindName::Web, span * 1000, span * 1000 + 900);
    }
    std::int64_t now = std::int64_t{each} * 1000;
    LoadedTracePtr last = builder.publish();
    auto model = TimelineModel::build(last);
    int step = 0;
    for (auto _ : state) {
        state.PauseTiming();
        for (int i = 0; i < 5; ++i)
            builder.tool(agents[static_cast<std::size_t>((step * 5 + i) % manyThreads)], ToolKindName::Web, now,
                         now + 400);
        now += 500;
        ++step;
        // As the loader does it: relations, too, grow.
        last = std::make_shared<const LoadedTrace>(*last, builder.trace.share(), ProblemList());
        state.ResumeTiming();
        model = TimelineModel::grow(*model, last, 0, {});
    }
}
BENCHMARK(growModel)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->Iterations(60);

/// Frames between which `move` changes where one looks; the counters are ms of single frames.
template <typename Move>
void frames(benchmark::State& state, Move move)
{
    TraceDocument document;
    TimelineView view(&document);
    view.resize(1920, 1080);
    document.setTrace(traceOf(static_cast<int>(state.range(0)), static_cast<int>(state.range(1))));
    view.waitUntilReady();
    view.show();
    TimelineCanvas& canvas = *view.canvas();
    QImage image(canvas.size(), QImage::Format_ARGB32_Premultiplied);
    std::vector<double> times;
    int frame = 0;
    for (auto _ : state) {
        QElapsedTimer clock;
        clock.start();
        move(canvas, frame++);
        QPainter painter(&image);
        canvas.render(&painter);
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    state.counters["p50_ms"] = times[times.size() / 2];
    state.counters["p95_ms"] = times[times.size() * 95 / 100];
}

void pan(benchmark::State& state)
{
    frames(state, [](TimelineCanvas& canvas, int frame) {
        const Stretch all = canvas.viewport().content();
        const double at = all.begin + all.length() * 0.8 * (frame % 200) / 200;
        canvas.showTime({at, at + all.length() / 8});
        canvas.scrollTo(frame % 200 * 40);
    });
}
BENCHMARK(pan)
    ->Args({10'000, 20})
    ->Args({10'000, 2'000})
    ->Args({1'000'000, 2'000})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(400);

void zoom(benchmark::State& state)
{
    frames(state, [](TimelineCanvas& canvas, int frame) {
        if (frame % 60 == 0)
            canvas.fitAll();
        canvas.zoomBy(1.15);
    });
}
BENCHMARK(zoom)
    ->Args({10'000, 20})
    ->Args({10'000, 2'000})
    ->Args({1'000'000, 2'000})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(400);

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
