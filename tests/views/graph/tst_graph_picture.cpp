// Pictures: labels leave the titles of frames legible; what is found by the grid is what a look at everything finds.

#include "picture_builder.h"

#include "views/graph/graph_look.h"

#include <QApplication>
#include <QFontMetricsF>
#include <QTest>

#include <algorithm>

using namespace rolloutscope;
using namespace rolloutscope::graph;
using namespace rolloutscope::graphtest;

class GraphPictureTest : public QObject {
    Q_OBJECT
private slots:
    void labelsLeaveTheTitlesOfFramesLegible()
    {
        const Team team = makeTeam();
        GraphModel model = buildGraph(*team.loaded, {.level = GraphLevel::Turns});
        const auto labelled =
            static_cast<std::size_t>(std::find_if(model.edges.begin(), model.edges.end(),
                                                  [](const GraphEdge& edge) { return !edge.label.isEmpty(); }) -
                                     model.edges.begin());
        QVERIFY(labelled < model.edges.size() && !model.clusters.empty());
        std::vector<PictureNode> measured = measureNodes(model);
        const LayoutRequest request = layoutRequest(model, measured, QSizeF(700, 600));
        LayoutResult layout = laneLayout(request);
        // As Graphviz does at times.
        const QRectF frame = layout.clusters.front();
        layout.edges[labelled].label = frame.topLeft() + QPointF(look::clusterPadding + 10, 10);
        const GraphPicture picture =
            assemblePicture(team.loaded, std::move(model), std::move(measured), request, layout);
        const PictureEdge& edge = picture.edges[labelled];
        QVERIFY(!picture.clusters.front().title.isEmpty());
        const double titleWidth = QFontMetricsF(clusterTitleFont()).horizontalAdvance(picture.clusters.front().title);
        const QRectF title(frame.left() + look::clusterPadding, frame.top() + 3, titleWidth, 16);
        QVERIFY(!edge.label.isEmpty());
        QVERIFY(!edge.label.intersects(title));
        QVERIFY(edge.bounds.contains(edge.label));
        // One that touches none stays where it was laid.
        layout.edges[labelled].label = frame.bottomRight() + QPointF(500, 500);
        GraphModel again = buildGraph(*team.loaded, {.level = GraphLevel::Turns});
        std::vector<PictureNode> sizes = measureNodes(again);
        const GraphPicture other = assemblePicture(team.loaded, std::move(again), std::move(sizes), request, layout);
        QCOMPARE(other.edges[labelled].label.center(), frame.bottomRight() + QPointF(500, 500));
    }

    void whatIsAtAPlaceIsFound()
    {
        const Team team = makeTeam();
        const auto picture = pictureOf(team.loaded, {.level = GraphLevel::Turns});
        QVERIFY(!picture->index.isEmpty());
        int nodes = 0;
        for (double x = picture->bounds.left(); x < picture->bounds.right(); x += 13) {
            for (double y = picture->bounds.top(); y < picture->bounds.bottom(); y += 13) {
                int there = -1;
                for (std::size_t i = 0; i < picture->nodes.size(); ++i)
                    there = picture->nodes[i].rect.contains(QPointF(x, y)) ? static_cast<int>(i) : there;
                QCOMPARE(picture->nodeAt(QPointF(x, y)), there);
                nodes += there >= 0 ? 1 : 0;
            }
        }
        QVERIFY(nodes > 0);
    }

    void everyEdgeIsNearAllOfItsLine()
    {
        const Team team = makeTeam();
        const auto picture = pictureOf(team.loaded, {.level = GraphLevel::Turns});
        for (std::size_t i = 0; i < picture->edges.size(); ++i) {
            for (const QPointF at : picture->edges[i].curve) {
                const std::vector<int> near = picture->index.edgesNear(QRectF(at, QSizeF(0, 0)));
                QVERIFY(std::binary_search(near.begin(), near.end(), static_cast<int>(i)));
            }
        }
    }

    void aPartOfAWidePictureHasFewOfIt()
    {
        std::vector<PictureNode> nodes(1'000);
        std::vector<PictureEdge> edges(999);
        for (std::size_t i = 0; i < nodes.size(); ++i)
            nodes[i].rect = QRectF(static_cast<double>(i) * 300, 0, 200, 50);
        for (std::size_t i = 0; i < edges.size(); ++i) { // straight: their bounds are empty
            edges[i].curve = {nodes[i].rect.center(), nodes[i + 1].rect.center()};
            edges[i].bounds = edges[i].curve.boundingRect();
        }
        const PictureIndex index(nodes, edges);
        const std::vector<int> near = index.nodesNear(QRectF(30'000, -50, 1'000, 200));
        QVERIFY(near.size() >= 4 && near.size() < 10);
        QVERIFY(std::binary_search(near.begin(), near.end(), 101));
        QVERIFY(index.edgesNear(QRectF(30'000, -50, 1'000, 200)).size() < 12);
        QCOMPARE(index.nodesNear(QRectF(-50, -50, 400'000, 200)).size(), nodes.size());
    }

    void ofNothingThereIsNoIndex()
    {
        const PictureIndex index({}, {});
        QVERIFY(index.isEmpty());
        QVERIFY(index.nodesNear(QRectF(0, 0, 10, 10)).empty());
    }
};

QTEST_MAIN(GraphPictureTest)
#include "tst_graph_picture.moc"
