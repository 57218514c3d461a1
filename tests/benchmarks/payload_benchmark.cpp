// What opening a large payload costs: until its first screen is there, and the parts of that.
#include "views/inspector/image_preview.h"
#include "views/inspector/payload_viewer.h"
#include "views/inspector/plain_text.h"

#include <QApplication>
#include <QEventLoop>
#include <QFile>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

#include <string>

namespace {

using namespace rolloutscope;
using namespace rolloutscope::inspector;

constexpr std::size_t size = 100'000'000; // bytes

/// A request as recorders write it: many items, some text in each.
const std::string& request()
{
    static const std::string text = [] {
        std::string json = R"({"model":"m","instructions":"Be brief.","input":[)";
        const std::string item = R"({"type":"message","role":"user","content":[{"type":"input_text","text":")" +
                                 std::string(900, 'x') + R"("}]})";
        while (json.size() < size)
            json += (json.back() == '[' ? "" : ",") + item;
        return json + "]}";
    }();
    return text;
}

struct Folder {
    QTemporaryDir temporary;
    ConfinedFolder folder;

    Folder()
    {
        QFile file(temporary.filePath(QStringLiteral("big.json")));
        if (!file.open(QIODevice::WriteOnly) || file.write(request().data(), static_cast<qint64>(request().size())) < 0)
            qFatal("cannot write the payload");
        if (ConfinedFolder::open(temporary.path().toStdString(), folder) != FileError::None)
            qFatal("cannot open the folder");
    }
};

void firstScreen(benchmark::State& state)
{
    const Folder folder;
    PayloadViewer viewer;
    viewer.resize(500, 600);
    viewer.show();
    for (auto _ : state) {
        viewer.open(folder.folder, "big.json");
        QEventLoop loop;
        QObject::connect(&viewer, &PayloadViewer::stateChanged, &loop, [&] {
            if (viewer.state() == PayloadViewer::State::Shown)
                loop.quit();
        });
        loop.exec();
        viewer.repaint();
        state.PauseTiming();
        viewer.clear({});
        QApplication::processEvents();
        state.ResumeTiming();
    }
}
BENCHMARK(firstScreen)->Unit(benchmark::kMillisecond)->UseRealTime();

void load(benchmark::State& state)
{
    const Folder folder;
    for (auto _ : state) {
        LoadProgress progress;
        benchmark::DoNotOptimize(loadPayload(folder.folder, "big.json", {}, progress));
    }
}
BENCHMARK(load)->Unit(benchmark::kMillisecond)->UseRealTime();

void checkUtf8(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(firstInvalidUtf8(request()));
}
BENCHMARK(checkUtf8)->Unit(benchmark::kMillisecond);

void scanJson(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(scanRoot(request()));
}
BENCHMARK(scanJson)->Unit(benchmark::kMillisecond);

void lookForImages(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(findImages(request()));
}
BENCHMARK(lookForImages)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
