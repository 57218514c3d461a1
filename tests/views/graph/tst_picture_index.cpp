// What is found by the grid is what a look at everything finds.

#include "picture_builder.h"

#include <QApplication>
#include <QTest>

#include <algorithm>

using namespace rolloutscope;
using namespace rolloutscope::graph;
using namespace rolloutscope::graphtest;

class PictureIndexTest : public QObject {
    Q_OBJECT
private slots:
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

QTEST_MAIN(PictureIndexTest)
#include "tst_picture_index.moc"
