// A transcript of 100,000 entries: making it, and frames of scrolling through it at 480 × 1000 on the offscreen raster,
// by steps of a wheel and by jumps. A frame that is to be smooth has 16 ms.
#include "tests/views/timeline/trace_builder.h"
#include "views/transcript/transcript_canvas.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QScrollBar>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <vector>

namespace {

using namespace rolloutscope;
using namespace rolloutscope::transcript;
using rolloutscope::test::TraceBuilder;

constexpr int entries = 100'000;

/// Messages, calls, code and outputs, most of them short, one in a hundred with 30 KB.
LoadedTracePtr traceOf()
{
    static const LoadedTracePtr made = [] {
        TraceBuilder builder;
        const ThreadIndex root = builder.thread("/root", 0, 1'000'000);
        std::mt19937 random(7);
        TurnIndex turn;
        InferenceIndex call;
        for (int i = 0; i < entries; ++i) {
            if (i % 40 == 0)
                turn = builder.turn(root, i, i + 40);
            if (i % 4 == 0)
                call = builder.inference(root, i, i + 3, ExecutionStatus::Completed, turn);
            ConversationItem item;
            item.id = "item-" + std::to_string(i);
            item.thread = root;
            item.turn = turn;
            std::string text;
            const auto lines = i % 100 == 0 ? 400U : 1 + random() % 12;
            for (unsigned line = 0; line < lines; ++line)
                text += "what stands in line " + std::to_string(line) + " of an output, with `code` and **words** é\n";
            switch (i % 4) {
            case 0:
                item.role = ItemRole::User;
                item.parts.push_back(TextPart{text});
                break;
            case 1:
                item.role = ItemRole::Assistant;
                item.kind = ItemKind::CustomToolCall;
                item.parts.push_back(
                    CodePart{"javascript", "const a = await run('" + text.substr(0, 40) + "');\n// " + text});
                break;
            case 2:
                item.role = ItemRole::Tool;
                item.kind = ItemKind::FunctionCallOutput;
                item.parts.push_back(TextPart{text});
                break;
            default:
                item.role = ItemRole::Assistant;
                item.kind = ItemKind::Reasoning;
                item.parts.push_back(SummaryPart{text.substr(0, 200)});
            }
            const ItemIndex added = builder.trace.items.add(std::move(item));
            builder.trace.threads[root].items.push_back(added);
            builder.trace.inferenceCalls[call].requestItems.push_back(added);
        }
        return builder.publish();
    }();
    return made;
}

void make(benchmark::State& state)
{
    const LoadedTracePtr loaded = traceOf();
    for (auto _ : state)
        benchmark::DoNotOptimize(makeTranscript(loaded, ThreadIndex{0}));
}
BENCHMARK(make)->Unit(benchmark::kMillisecond);

/// `by` px a frame.
void scroll(benchmark::State& state)
{
    TranscriptCanvas canvas(nullptr);
    canvas.resize(480, 1000);
    canvas.setTranscript(makeTranscript(traceOf(), ThreadIndex{0}));
    canvas.show();
    QImage image(canvas.size(), QImage::Format_RGB32);
    canvas.render(&image);
    std::vector<double> frames;
    QElapsedTimer timer;
    QScrollBar* bar = canvas.verticalScrollBar();
    for (auto _ : state) {
        timer.start();
        bar->setValue(bar->value() + static_cast<int>(state.range(0)) > bar->maximum()
                          ? 0
                          : bar->value() + static_cast<int>(state.range(0)));
        canvas.render(&image);
        frames.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        state.PauseTiming();
        QApplication::processEvents(); // the bar's range follows heights
        state.ResumeTiming();
    }
    std::sort(frames.begin(), frames.end());
    state.counters["p99_ms"] = frames[frames.size() * 99 / 100];
    state.counters["worst_ms"] = frames.back();
}
BENCHMARK(scroll)->Arg(120)->Arg(100'003)->Unit(benchmark::kMillisecond)->Iterations(1'000);

/// The rollout goes on while somebody reads in the middle: what the GUI thread does of it.
void grow(benchmark::State& state)
{
    TranscriptCanvas canvas(nullptr);
    canvas.resize(480, 1000);
    const auto transcript = makeTranscript(traceOf(), ThreadIndex{0});
    const auto again = makeTranscript(traceOf(), ThreadIndex{0}, transcript->readings);
    canvas.setTranscript(transcript);
    canvas.show();
    canvas.verticalScrollBar()->setValue(canvas.verticalScrollBar()->maximum() / 2);
    for (auto _ : state) {
        canvas.setTranscript(again);
        canvas.setTranscript(transcript);
    }
}
BENCHMARK(grow)->Unit(benchmark::kMillisecond);

/// An output of 4,000 lines and 480 KB, folded and unfolded: as much as an entry shows.
void unfold(benchmark::State& state)
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 1'000);
    std::string text;
    for (int line = 0; line < 4'000; ++line)
        text += "line " + std::to_string(line) + std::string(110, 'x') + '\n';
    ConversationItem item;
    item.id = "item-0";
    item.thread = root;
    item.role = ItemRole::Tool;
    item.kind = ItemKind::FunctionCallOutput;
    item.parts.push_back(TextPart{text});
    builder.trace.threads[root].items.push_back(builder.trace.items.add(std::move(item)));
    TranscriptCanvas canvas(nullptr);
    canvas.resize(480, 1000);
    canvas.setTranscript(makeTranscript(builder.publish(), root));
    canvas.show();
    canvas.select(0);
    QImage image(canvas.size(), QImage::Format_RGB32);
    for (auto _ : state) {
        canvas.toggleFold();
        canvas.render(&image);
    }
}
BENCHMARK(unfold)->Unit(benchmark::kMillisecond)->Iterations(10);

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
