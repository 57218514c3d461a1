// The graph at its largest, 1,500 nodes and 3,000 edges: making the model, laying it out (dot in its process), keeping
// places, putting the picture together, and frames of a pan and of a zoom at 1600 × 1000 on the offscreen raster.
#include "tests/views/timeline/trace_builder.h"
#include "views/graph/graph_canvas.h"
#include "views/graph/graph_view.h"
#include "views/graph/layout_client.h"
#include "views/graph/sequence_layout.h"
#include "views/graph/stable_layout.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QImage>
#include <QPainter>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <string_view>

namespace {

using namespace rolloutscope;
using namespace rolloutscope::graph;
using rolloutscope::test::TraceBuilder;

/// A team of 1,500 agents, each with a spawn and a result, or a message to another one.
LoadedTracePtr team()
{
    static LoadedTracePtr made;
    if (made)
        return made;
    TraceBuilder builder;
    std::mt19937 random(7);
    std::vector<ThreadIndex> agents{builder.thread("/root", 0, 100'000)};
    for (int i = 1; i < 1'500; ++i) {
        const ThreadIndex parent = agents[random() % std::min<std::size_t>(agents.size(), 200)];
        const ThreadIndex agent = builder.thread("/root/agent_" + std::to_string(i), i * 10, 90'000, parent);
        builder.edge(EdgeKind::SpawnAgent, parent, agent, i * 10, i * 10);
        if (i % 2 == 0)
            builder.edge(EdgeKind::AgentResult, agent, parent, 90'000, 90'000);
        else
            builder.edge(EdgeKind::SendMessage, agent, agents[random() % agents.size()], 50'000, 50'000);
        agents.push_back(agent);
    }
    made = builder.publish();
    return made;
}

struct Laid {
    GraphModel model;
    std::vector<PictureNode> measured;
    LayoutRequest request;
    LayoutResult layout;
};

LayoutResult byDot(const LayoutRequest& request)
{
    LayoutClient client;
    client.setTimeout(std::chrono::seconds(60));
    LayoutResult result;
    QEventLoop loop;
    QObject::connect(&client, &LayoutClient::finished, &loop, [&](const LayoutResult& answer) {
        result = answer;
        loop.quit();
    });
    QObject::connect(&client, &LayoutClient::failed, &loop, &QEventLoop::quit);
    client.start(request);
    loop.exec();
    return result;
}

const Laid& laid()
{
    static Laid made;
    if (made.model.nodes.empty()) {
        made.model = buildGraph(*team(), {});
        made.measured = measureNodes(made.model);
        made.request = layoutRequest(made.model, made.measured, QSizeF(1'600, 1'000));
        made.layout = byDot(made.request);
        if (made.layout.nodes.empty())
            made.layout = laneLayout(made.request);
    }
    return made;
}

std::shared_ptr<const GraphPicture> picture()
{
    static std::shared_ptr<const GraphPicture> made = std::make_shared<const GraphPicture>(
        assemblePicture(team(), laid().model, laid().measured, laid().request, laid().layout));
    return made;
}

void model(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(buildGraph(*team(), {}).nodes.size());
    state.counters["nodes"] = static_cast<double>(laid().model.nodes.size());
    state.counters["edges"] = static_cast<double>(laid().model.edges.size());
}
BENCHMARK(model)->Unit(benchmark::kMillisecond);

void dotInItsProcess(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(byDot(laid().request).nodes.size());
}
BENCHMARK(dotInItsProcess)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

void sequence(benchmark::State& state)
{
    LayoutRequest request = laid().request;
    request.arrangement = Arrangement::SequenceTime;
    for (auto _ : state)
        benchmark::DoNotOptimize(sequenceLayout(request).nodes.size());
}
BENCHMARK(sequence)->Unit(benchmark::kMillisecond);

void keepingPlaces(benchmark::State& state)
{
    std::vector<std::optional<QPointF>> before;
    for (const QPointF& node : laid().layout.nodes)
        before.emplace_back(node * 0.9); // too near to each other by a little
    for (auto _ : state)
        benchmark::DoNotOptimize(keepPlaces(laid().request, laid().layout, before).has_value());
}
BENCHMARK(keepingPlaces)->Unit(benchmark::kMillisecond);

void assembling(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(
            assemblePicture(team(), laid().model, laid().measured, laid().request, laid().layout).edges.size());
}
BENCHMARK(assembling)->Unit(benchmark::kMillisecond);

template <typename Move>
void frames(benchmark::State& state, Move move)
{
    GraphCanvas canvas;
    canvas.resize(1'600, 1'000);
    canvas.showPicture(picture(), GraphCanvas::Placement::Fit);
    QImage image(canvas.size(), QImage::Format_RGB32);
    std::vector<double> times;
    int frame = 0;
    for (auto _ : state) {
        move(canvas, frame++);
        QElapsedTimer clock;
        clock.start();
        QPainter painter(&image);
        canvas.render(&painter, QPoint(), QRegion(), QWidget::DrawWindowBackground);
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    state.counters["p50_ms"] = times[times.size() / 2];
    state.counters["p95_ms"] = times[times.size() * 95 / 100];
}

/// At a zoom in percent.
void pan(benchmark::State& state)
{
    const double zoom = static_cast<double>(state.range(0)) / 100;
    frames(state, [zoom](GraphCanvas& canvas, int frame) {
        if (frame == 0)
            canvas.zoomBy(zoom / canvas.zoom());
        const QRectF bounds = canvas.picture()->bounds;
        canvas.centerOn(bounds.topLeft() +
                        QPointF(bounds.width() * (frame % 100) / 100, bounds.height() * (frame % 37) / 37));
    });
}
BENCHMARK(pan)->Arg(5)->Arg(25)->Arg(35)->Arg(45)->Arg(70)->Arg(100)->Unit(benchmark::kMillisecond)->Iterations(200);

void zoom(benchmark::State& state)
{
    frames(state, [](GraphCanvas& canvas, int frame) {
        if (frame % 50 == 0)
            canvas.fit();
        canvas.zoomBy(1.12);
    });
}
BENCHMARK(zoom)->Unit(benchmark::kMillisecond)->Iterations(200);

void underPointer(benchmark::State& state)
{
    const GraphPicture& shown = *picture();
    int at = 0;
    for (auto _ : state) {
        const double part = (at++ % 997) / 997.0;
        const QPointF place =
            shown.bounds.topLeft() + QPointF(shown.bounds.width() * part, shown.bounds.height() * (1 - part));
        benchmark::DoNotOptimize(shown.nodeAt(place));
        benchmark::DoNotOptimize(shown.edgeAt(place, 5));
    }
}
BENCHMARK(underPointer)->Unit(benchmark::kMicrosecond);

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    if (argc > 1 && std::string_view(argv[1]) == "--layout-process")
        return runLayoutProcess();
    QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
