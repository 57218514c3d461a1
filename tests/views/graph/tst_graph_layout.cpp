// The layout process and what becomes of it when it misbehaves; the simple layout; the distrust of answers.

#include "layout_stand_in.h"

#include "views/graph/graph_layout.h"
#include "views/graph/layout_client.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QProcess>
#include <QRectF>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace rolloutscope;
using namespace rolloutscope::graph;
using namespace rolloutscope::graphtest;

namespace {

LayoutRequest smallRequest()
{
    LayoutRequest request;
    for (int i = 0; i < 4; ++i)
        request.nodes.push_back({.size = QSizeF(140, 50), .lane = i, .time = static_cast<double>(i)});
    request.edges = {{.from = 0, .to = 1, .label = QSizeF(40, 14)},
                     {.from = 0, .to = 1, .label = QSizeF(44, 14)},
                     {.from = 0, .to = 2, .label = {}},
                     {.from = 1, .to = 2, .label = {}, .weight = 1, .ranks = false},
                     {.from = 3, .to = 3, .label = {}}};
    return request;
}

LayoutRequest randomRequest(int nodes, int edges)
{
    std::mt19937 random(7);
    const auto pick = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
    LayoutRequest request;
    for (int i = 0; i < nodes; ++i)
        request.nodes.push_back(
            {.size = QSizeF(60 + pick(120), 30 + pick(40)), .lane = pick(5), .time = static_cast<double>(i)});
    for (int i = 0; i < edges; ++i)
        request.edges.push_back({.from = pick(nodes), .to = pick(nodes), .label = {}});
    return request;
}

std::vector<QRectF> boxesOf(const LayoutRequest& request, const LayoutResult& result)
{
    std::vector<QRectF> boxes;
    for (std::size_t i = 0; i < request.nodes.size(); ++i) {
        QRectF box(QPointF(), request.nodes[i].size);
        box.moveCenter(result.nodes[i]);
        boxes.push_back(box);
    }
    return boxes;
}

int overlaps(const std::vector<QRectF>& boxes)
{
    int count = 0;
    for (std::size_t a = 0; a < boxes.size(); ++a) {
        for (std::size_t b = a + 1; b < boxes.size(); ++b)
            count += boxes[a].intersects(boxes[b]) ? 1 : 0;
    }
    return count;
}

LayoutResult goodAnswer()
{
    LayoutResult result;
    result.size = QSizeF(100, 100);
    result.nodes = {{10, 10}, {90, 90}};
    result.edges = {{.points = {{10, 10}, {20, 20}, {30, 30}, {90, 90}}, .label = QPointF(50, 50)}};
    return result;
}

LayoutRequest questionOfGoodAnswer()
{
    LayoutRequest request;
    request.nodes = {{.size = QSizeF(10, 10)}, {.size = QSizeF(10, 10)}};
    request.edges = {{.from = 0, .to = 1, .label = {}}};
    return request;
}

} // namespace

/// An agent with two turns, of which one shows its work, between two other agents; edges in and out.
LayoutRequest framedRequest()
{
    LayoutRequest request;
    request.clusters = {{.parent = -1, .title = QSizeF(60, 14)}, {.parent = 0, .title = QSizeF(0, 0)}};
    const auto node = [&](int cluster, int lane, double time) {
        request.nodes.push_back({.size = QSizeF(100, 40), .lane = lane, .time = time, .cluster = cluster});
    };
    node(-1, 0, 0);
    node(0, 4, 1);
    node(0, 4, 2);
    node(1, 4, 3);
    node(1, 5, 4);
    node(1, 4, 5);
    node(-1, 8, 6);
    for (const auto& [from, to] : {std::pair(0, 1), {1, 2}, {2, 3}, {3, 4}, {4, 5}, {3, 5}, {5, 6}, {0, 6}, {3, 3}})
        request.edges.push_back({.from = from, .to = to, .label = from == 0 ? QSizeF(40, 14) : QSizeF()});
    return request;
}

class GraphLayoutTest : public QObject {
    Q_OBJECT
private slots:
    void graphvizLaysOut()
    {
        LayoutClient client;
        client.setProgram(standIn("--layout-process"));
        client.setTimeout(std::chrono::seconds(30));
        QSignalSpy failed(&client, &LayoutClient::failed);
        std::optional<LayoutResult> result;
        connect(&client, &LayoutClient::finished, this, [&](const LayoutResult& answer) { result = answer; });
        const LayoutRequest request = smallRequest();
        client.start(request);
        QVERIFY(client.isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(result || !failed.isEmpty(), 30'000);
        QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][0].toString()));
        QVERIFY(!client.isRunning());

        const std::vector<QRectF> boxes = boxesOf(request, *result);
        QCOMPARE(overlaps(boxes), 0);
        QVERIFY(boxes[0].bottom() < boxes[1].top()); // top to bottom
        for (std::size_t i = 0; i < request.edges.size(); ++i)
            QVERIFY2(result->edges[i].points.size() >= 4, qPrintable(QString::number(i)));
        QVERIFY(result->edges[0].label && result->edges[1].label);
        QRectF first(QPointF(), request.edges[0].label), second(QPointF(), request.edges[1].label);
        first.moveCenter(*result->edges[0].label);
        second.moveCenter(*result->edges[1].label);
        QVERIFY(!first.intersects(second));
        // The curve goes from the border of one box to the border of the other.
        const QPointF start = result->edges[2].points.front(), end = result->edges[2].points.back();
        QVERIFY(boxes[0].adjusted(-2, -2, 2, 2).contains(start));
        QVERIFY(boxes[2].adjusted(-2, -2, 2, 2).contains(end));
    }

    void leftToRightGoesRight()
    {
        LayoutClient client;
        client.setProgram(standIn("--layout-process"));
        client.setTimeout(std::chrono::seconds(30));
        std::optional<LayoutResult> result;
        connect(&client, &LayoutClient::finished, this, [&](const LayoutResult& answer) { result = answer; });
        LayoutRequest request = smallRequest();
        request.leftToRight = true;
        client.start(request);
        QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), 30'000);
        const std::vector<QRectF> boxes = boxesOf(request, *result);
        QVERIFY(boxes[0].right() < boxes[1].left());
        QCOMPARE(overlaps(boxes), 0);
    }

    void brokenProcesses_data()
    {
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<QString>("reason");
        QTest::newRow("killed") << QByteArray("--crash") << QStringLiteral("the layout process broke off");
        QTest::newRow("garbage") << QByteArray("--garbage") << QStringLiteral("the answer is not a layout");
        QTest::newRow("answer to something else")
            << QByteArray("--lie") << QStringLiteral("the layout has another number of nodes");
        QTest::newRow("hung") << QByteArray("--hang") << QStringLiteral("the layout took longer than 0.3 s");
    }
    void brokenProcesses()
    {
        QFETCH(QByteArray, word);
        QFETCH(QString, reason);
        LayoutClient client;
        client.setProgram(standIn(word.constData()));
        client.setTimeout(word == "--hang" ? std::chrono::milliseconds(300) : std::chrono::milliseconds(30'000));
        QSignalSpy finished(&client, &LayoutClient::finished);
        QSignalSpy failed(&client, &LayoutClient::failed);
        client.start(smallRequest());
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 30'000);
        QCOMPARE(failed[0][0].toString(), reason);
        QVERIFY(finished.isEmpty());
        QVERIFY(!client.isRunning());
    }

    void aMissingProgramFails()
    {
        LayoutClient client;
        client.setProgram({.path = QStringLiteral("/nowhere/at/all"), .arguments = {}});
        QSignalSpy failed(&client, &LayoutClient::failed);
        client.start(smallRequest());
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].toString(), QStringLiteral("the layout process did not start"));
    }

    void cancelEndsTheProcessAtOnce()
    {
        LayoutClient client;
        client.setProgram(standIn("--hang"));
        client.setTimeout(std::chrono::seconds(60));
        QSignalSpy failed(&client, &LayoutClient::failed);
        client.start(smallRequest());
        QPointer<QProcess> process = client.findChild<QProcess*>();
        QVERIFY(process);
        QTRY_COMPARE(process->state(), QProcess::Running);
        QElapsedTimer watch;
        watch.start();
        client.cancel();
        QVERIFY(!client.isRunning());
        QVERIFY(watch.elapsed() < 100);
        QTRY_VERIFY_WITH_TIMEOUT(process.isNull(), 5'000);
        QVERIFY(failed.isEmpty());
    }

    void aNewStartGivesUpTheOldOne()
    {
        LayoutClient client;
        client.setTimeout(std::chrono::seconds(30));
        client.setProgram(standIn("--hang"));
        client.start(smallRequest());
        client.setProgram(standIn("--layout-process"));
        int answers = 0;
        connect(&client, &LayoutClient::finished, this, [&] { ++answers; });
        client.start(smallRequest());
        QTRY_COMPARE_WITH_TIMEOUT(answers, 1, 30'000);
    }

    void destroyingTheClientEndsItsProcess()
    {
        auto client = std::make_unique<LayoutClient>();
        client->setProgram(standIn("--hang"));
        client->start(smallRequest());
        auto* process = client->findChild<QProcess*>();
        QTRY_COMPARE(process->state(), QProcess::Running);
        const auto id = process->processId();
        QElapsedTimer watch;
        watch.start();
        client.reset();
        QVERIFY(watch.elapsed() < 3'000);                // not the minutes that it would have slept
        QVERIFY(::kill(static_cast<pid_t>(id), 0) != 0); // gone, and its remains collected
    }

    void requestsSurviveTheWayThroughJson()
    {
        const LayoutRequest request = smallRequest();
        LayoutRequest read;
        QString error;
        QVERIFY(fromJson(toJson(request), read, error));
        QCOMPARE(read.nodes.size(), request.nodes.size());
        QCOMPARE(read.nodes[3].size, request.nodes[3].size);
        QCOMPARE(read.edges.size(), request.edges.size());
        QCOMPARE(read.edges[1].label, request.edges[1].label);
        QCOMPARE(read.edges[3].ranks, false);
        QCOMPARE(read.leftToRight, false);
        const LayoutRequest framed = framedRequest();
        QVERIFY(fromJson(toJson(framed), read, error));
        QCOMPARE(read.clusters, framed.clusters);
        QCOMPARE(read.nodes[4].cluster, framed.nodes[4].cluster);
        QVERIFY(!fromJson("{}", read, error));
    }

    void requestsAreNotTrusted_data()
    {
        QTest::addColumn<QByteArray>("clusters");
        QTest::addColumn<QByteArray>("nodes");
        QTest::addColumn<QByteArray>("edges");
        QTest::addColumn<bool>("good");
        QTest::newRow("proper") << QByteArray("[[-1,1,1],[0,1,1]]") << QByteArray("[[1,1,1]]")
                                << QByteArray("[[0,0,0,0,1,true]]") << true;
        QTest::newRow("edge to nowhere") << QByteArray("[]") << QByteArray("[[1,1,-1]]")
                                         << QByteArray("[[0,1,0,0,1,true]]") << false;
        QTest::newRow("in no frame that is there")
            << QByteArray("[[-1,1,1]]") << QByteArray("[[1,1,1]]") << QByteArray("[]") << false;
        QTest::newRow("frame in itself") << QByteArray("[[0,1,1]]") << QByteArray("[[1,1,0]]") << QByteArray("[]")
                                         << false;
        QTest::newRow("frame in a later one")
            << QByteArray("[[1,1,1],[-1,1,1]]") << QByteArray("[]") << QByteArray("[]") << false;
    }
    void requestsAreNotTrusted()
    {
        QFETCH(QByteArray, clusters);
        QFETCH(QByteArray, nodes);
        QFETCH(QByteArray, edges);
        QFETCH(bool, good);
        LayoutRequest read;
        QString error;
        const QByteArray json = R"({"version":2,"leftToRight":false,"nodeGap":1,"rankGap":1,"clusters":)" + clusters +
                                R"(,"nodes":)" + nodes + R"(,"edges":)" + edges + "}";
        QCOMPARE(fromJson(json, read, error), good);
        QCOMPARE(error.isEmpty(), good);
    }

    void framesHoldTheirBoxesAndNothingElse_data()
    {
        QTest::addColumn<bool>("byGraphviz");
        QTest::newRow("Graphviz") << true;
        QTest::newRow("lanes") << false;
    }
    void framesHoldTheirBoxesAndNothingElse()
    {
        QFETCH(bool, byGraphviz);
        const LayoutRequest request = framedRequest();
        std::optional<LayoutResult> result;
        LayoutClient client;
        client.setProgram(standIn("--layout-process"));
        client.setTimeout(std::chrono::seconds(30));
        connect(&client, &LayoutClient::finished, this, [&](const LayoutResult& answer) { result = answer; });
        if (byGraphviz)
            client.start(request);
        else
            result = laneLayout(request);
        QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), 30'000);
        QCOMPARE(result->clusters.size(), request.clusters.size());
        const std::vector<QRectF> boxes = boxesOf(request, *result);
        QCOMPARE(overlaps(boxes), 0);
        const auto isInside = [&](int cluster, std::size_t frame) {
            for (; cluster >= 0; cluster = request.clusters[static_cast<std::size_t>(cluster)].parent) {
                if (static_cast<std::size_t>(cluster) == frame)
                    return true;
            }
            return false;
        };
        for (std::size_t frame = 0; frame < request.clusters.size(); ++frame) {
            for (std::size_t node = 0; node < boxes.size(); ++node) {
                if (isInside(request.nodes[node].cluster, frame))
                    QVERIFY(result->clusters[frame].adjusted(-1, -1, 1, 1).contains(boxes[node]));
                else
                    QVERIFY(!result->clusters[frame].intersects(boxes[node]));
            }
        }
        // Room for the title above what is inside.
        QVERIFY(result->clusters[0].top() + request.clusters[0].title.height() < boxes[1].top());
        QVERIFY(result->clusters[0].contains(result->clusters[1]));
    }

    void answersAreNotTrusted_data()
    {
        QTest::addColumn<QByteArray>("find");
        QTest::addColumn<QByteArray>("put");
        QTest::newRow("node outside") << QByteArray("[[10.0,10.0]") << QByteArray("[[10.0,1000.0]");
        QTest::newRow("huge") << QByteArray("\"size\":[100.0,100.0]") << QByteArray("\"size\":[1e300,100.0]");
        QTest::newRow("not finite") << QByteArray("[90.0,90.0]]") << QByteArray("[90.0,1e999]]");
        QTest::newRow("a node too many") << QByteArray("[90.0,90.0]]") << QByteArray("[90.0,90.0],[1,1]]");
        QTest::newRow("a curve cut short") << QByteArray(",90.0,90.0]}") << QByteArray("]}");
        QTest::newRow("a label that is text") << QByteArray("\"label\":[50.0,50.0]") << QByteArray("\"label\":\"x\"");
        QTest::newRow("another version") << QByteArray("\"version\":2") << QByteArray("\"version\":3");
        QTest::newRow("no edges") << QByteArray("\"edges\"") << QByteArray("\"arcs\"");
    }
    void answersAreNotTrusted()
    {
        QFETCH(QByteArray, find);
        QFETCH(QByteArray, put);
        QByteArray json = toJson(goodAnswer());
        LayoutResult result;
        QString error;
        QVERIFY(fromJson(json, questionOfGoodAnswer(), result, error));
        QVERIFY2(json.contains(find), json.constData());
        json.replace(find, put);
        QVERIFY(!fromJson(json, questionOfGoodAnswer(), result, error));
        QVERIFY(!error.isEmpty());
    }

    void theSimpleLayoutHasNoOverlaps()
    {
        const LayoutRequest request = randomRequest(400, 800);
        const LayoutResult result = laneLayout(request);
        QCOMPARE(result.nodes.size(), request.nodes.size());
        QCOMPARE(result.edges.size(), request.edges.size());
        const std::vector<QRectF> boxes = boxesOf(request, result);
        QCOMPARE(overlaps(boxes), 0);
        const QRectF all(QPointF(), result.size);
        for (const QRectF& box : boxes)
            QVERIFY(all.contains(box));
        for (const LayoutResult::Edge& edge : result.edges)
            QCOMPARE(edge.points.size(), 4);
        // Its own answer would pass the check of any answer.
        LayoutResult checked;
        QString error;
        QVERIFY2(fromJson(toJson(result), request, checked, error), qPrintable(error));
    }

    void theSimpleLayoutKeepsLanesAndTime()
    {
        LayoutRequest request;
        for (int i = 0; i < 6; ++i)
            request.nodes.push_back({.size = QSizeF(100, 40), .lane = i % 2, .time = static_cast<double>(10 - i)});
        const LayoutResult result = laneLayout(request);
        QCOMPARE(result.nodes[0].x(), result.nodes[2].x());
        QVERIFY(result.nodes[1].x() > result.nodes[0].x());
        QVERIFY(result.nodes[4].y() < result.nodes[2].y()); // later in the list, earlier in time
        QVERIFY(laneLayout({}).nodes.empty());
    }
};

int main(int argc, char** argv)
{
    if (const auto code = runAsLayoutProcess(argc, argv))
        return *code;
    QCoreApplication application(argc, argv);
    GraphLayoutTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_graph_layout.moc"
