// What stays where it is when a picture follows another one.

#include "layout_stand_in.h"

#include "core/reduce/reducer.h"
#include "tests/support/corpus.h"
#include "views/graph/graph_folding.h"
#include "views/graph/graph_picture.h"
#include "views/graph/stable_layout.h"

#include <QApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace rolloutscope;
using namespace rolloutscope::graph;
using namespace rolloutscope::graphtest;

namespace {

std::optional<LayoutResult> layOut(const LayoutRequest& request)
{
    LayoutClient client;
    client.setProgram(standIn("--layout-process"));
    client.setTimeout(std::chrono::seconds(60));
    std::optional<LayoutResult> result;
    QObject::connect(&client, &LayoutClient::finished, [&](const LayoutResult& answer) { result = answer; });
    client.start(request);
    if (!QTest::qWaitFor([&] { return result.has_value() || !client.isRunning(); }, 60'000))
        return std::nullopt;
    return result;
}

struct Laid {
    GraphModel model;
    LayoutRequest request;
    LayoutResult layout;
};

Laid laidOut(const LoadedTrace& loaded, const GraphScope& scope)
{
    Laid laid;
    laid.model = buildGraph(loaded, scope);
    laid.request = layoutRequest(laid.model, measureNodes(laid.model), QSizeF(900, 700));
    laid.layout = layOut(laid.request).value_or(LayoutResult());
    return laid;
}

std::vector<std::optional<QPointF>> placesIn(const Laid& before, const GraphModel& model)
{
    std::vector<std::optional<QPointF>> places;
    for (const GraphNode& node : model.nodes) {
        std::optional<QPointF> place;
        for (std::size_t i = 0; i < before.model.nodes.size(); ++i) {
            if (before.model.nodes[i].object == node.object && before.model.nodes[i].kind == node.kind)
                place = before.layout.nodes[i];
        }
        places.push_back(place);
    }
    return places;
}

/// How far what was there moved on average, compared with the picture's diagonal; as a person sees it whose view keeps
/// one node (the unfolded one) in place.
double meanMovement(const std::vector<std::optional<QPointF>>& before, const LayoutResult& now, std::size_t anchor)
{
    const QPointF by = *before[anchor] - now.nodes[anchor];
    double sum = 0;
    int count = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (!before[i])
            continue;
        const QPointF way = now.nodes[i] + by - *before[i];
        sum += std::hypot(way.x(), way.y());
        ++count;
    }
    return sum / count / std::hypot(now.size.width(), now.size.height());
}

int overlaps(const LayoutRequest& request, const LayoutResult& layout)
{
    std::vector<QRectF> boxes;
    for (std::size_t i = 0; i < request.nodes.size(); ++i) {
        QRectF box(QPointF(), request.nodes[i].size);
        box.moveCenter(layout.nodes[i]);
        boxes.push_back(box.adjusted(0.5, 0.5, -0.5, -0.5));
    }
    int count = 0;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        for (std::size_t j = i + 1; j < boxes.size(); ++j)
            count += boxes[i].intersects(boxes[j]) ? 1 : 0;
    }
    return count;
}

LoadedTracePtr load(const std::filesystem::path& folder)
{
    Bundle bundle;
    std::string error;
    if (!Bundle::open(folder, bundle, error))
        return nullptr;
    ReduceOptions tolerant;
    tolerant.mode = ReduceMode::Tolerant;
    ReduceResult result = reduce(bundle, tolerant);
    if (!result.trace)
        return nullptr;
    return std::make_shared<const LoadedTrace>(bundle, std::move(*result.trace), ProblemList());
}

} // namespace

class StableLayoutTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsTheSameDoesNotMove()
    {
        LayoutRequest request;
        for (int i = 0; i < 6; ++i)
            request.nodes.push_back({.size = QSizeF(80, 30), .lane = i, .time = static_cast<double>(i)});
        request.edges = {{.from = 0, .to = 1, .label = {}}, {.from = 0, .to = 2, .label = {}}};
        const LayoutResult fresh = laneLayout(request);
        std::vector<std::optional<QPointF>> before;
        for (std::size_t i = 0; i < fresh.nodes.size(); ++i) // another order than the layout would choose
            before.emplace_back(QPointF(40 + 140 * static_cast<double>(5 - i), 100 + 60 * static_cast<double>(i % 2)));
        const std::optional<LayoutResult> kept = keepPlaces(request, fresh, before);
        QVERIFY(kept);
        const QPointF by = kept->nodes[0] - *before[0];
        for (std::size_t i = 0; i < before.size(); ++i)
            QVERIFY((kept->nodes[i] - *before[i] - by).manhattanLength() < 0.1);
        QVERIFY(kept->edges[0].points.empty()); // its ends moved differently
    }

    void nothingInCommonIsAFreshLayout()
    {
        LayoutRequest request;
        request.nodes.push_back({.size = QSizeF(80, 30)});
        QVERIFY(!keepPlaces(request, laneLayout(request), {std::nullopt}));
    }

    void unfoldingAnyAgentOfATeamKeepsTheOthers()
    {
        const QTemporaryDir folder;
        const auto corpus = test::corpusGroup("recorded").parent_path();
        const auto script = corpus.parent_path() / "bundles" / "make_bundle.py";
        if (corpus.empty() || !std::filesystem::exists(script))
            QSKIP("make_bundle.py is not here: it lies beside the shared corpus");
        const QString maker = QString::fromStdString(script.string());
        QCOMPARE(
            QProcess::execute(QStringLiteral("python3"), {maker, QStringLiteral("--profile"), QStringLiteral("team"),
                                                          folder.filePath(QStringLiteral("team"))}),
            0);
        const LoadedTracePtr loaded = load(folder.filePath(QStringLiteral("team")).toStdString());
        QVERIFY(loaded);
        check(*loaded);
    }

    void unfoldingAnyAgentOfARecordedRolloutKeepsTheOthers()
    {
        const auto group = test::corpusGroup("recorded");
        if (group.empty())
            QSKIP("recorded bundles are not here: set ROLLOUTSCOPE_CORPUS to a corpus folder");
        const LoadedTracePtr loaded = load(group / "agents-noimg" / "bundle");
        QVERIFY(loaded);
        check(*loaded);
    }

private:
    /// How far the others move when the node of an object is unfolded.
    static double unfold(const LoadedTrace& loaded, const Laid& before, ObjectRef object)
    {
        const std::optional<GraphScope> scope = toggledAt(loaded, before.model, before.model.nodeOf(object));
        if (!scope)
            return 1;
        Laid after = laidOut(loaded, *scope);
        after.request.leftToRight = before.request.leftToRight;
        after.layout = layOut(after.request).value_or(LayoutResult());
        const std::vector<std::optional<QPointF>> places = placesIn(before, after.model);
        const int anchor = after.model.nodeOf(object);
        const std::optional<LayoutResult> kept = keepPlaces(after.request, after.layout, places, anchor);
        if (!kept || overlaps(after.request, *kept) > 0)
            return 1;
        for (const QRectF& frame : kept->clusters) {
            if (!QRectF(QPointF(), kept->size).adjusted(-1, -1, 1, 1).contains(frame))
                return 1;
        }
        const double movement = meanMovement(places, *kept, static_cast<std::size_t>(anchor));
        qInfo("%s: %.1f %% (a fresh layout: %.1f %%)",
              qPrintable(after.model.nodes[static_cast<std::size_t>(anchor)].title), movement * 100,
              meanMovement(places, after.layout, static_cast<std::size_t>(anchor)) * 100);
        return movement;
    }

    static void check(const LoadedTrace& loaded)
    {
        constexpr double most = 0.10; // of the picture's diagonal
        const Laid agents = laidOut(loaded, {});
        for (const GraphNode& node : agents.model.nodes)
            QVERIFY(unfold(loaded, agents, node.object) < most);
        // What comes after an unfolded turn of the same agent has to move out of its way; all else need not.
        const Laid turns = laidOut(loaded, {.level = GraphLevel::Turns});
        double sum = 0;
        int count = 0;
        for (const GraphNode& node : turns.model.nodes) {
            if (node.kind != NodeKind::Turn || !node.unfolds)
                continue;
            sum += unfold(loaded, turns, node.object);
            ++count;
        }
        qInfo("turns on average: %.1f %%", sum / count * 100);
        QVERIFY(sum / count < most);
    }
};

int main(int argc, char** argv)
{
    if (const auto code = runAsLayoutProcess(argc, argv))
        return *code;
    QApplication application(argc, argv);
    StableLayoutTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_stable_layout.moc"
