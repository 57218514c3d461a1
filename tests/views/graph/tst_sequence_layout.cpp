// Agents as columns, time downwards.

#include "graph_trace_builder.h"

#include "views/graph/graph_picture.h"
#include "views/graph/sequence_layout.h"

#include <QApplication>
#include <QTest>

#include <cmath>

using namespace rolloutscope;
using namespace rolloutscope::graph;
using namespace rolloutscope::graphtest;

namespace {

/// Three lanes; what happens in each at which time, and messages.
LayoutRequest request(Arrangement arrangement)
{
    LayoutRequest made;
    made.arrangement = arrangement;
    const auto node = [&](int lane, double time, double width = 100) {
        made.nodes.push_back({.size = QSizeF(width, 40), .lane = lane, .time = time});
    };
    node(0, 0);
    node(4, 100, 160);
    node(0, 200);
    node(8, 210);
    node(4, 10'000);
    const auto message = [&](int from, int to, std::optional<double> time) {
        LayoutRequest::Edge edge{.from = from, .to = to, .label = QSizeF(50, 14)};
        edge.time = time;
        made.edges.push_back(edge);
    };
    message(0, 1, 100);
    message(2, 3, 205);
    message(3, 2, 9'000);
    message(1, 4, 300); // to itself
    message(0, 2, std::nullopt);
    return made;
}

std::vector<QRectF> boxesOf(const LayoutRequest& asked, const LayoutResult& laid)
{
    std::vector<QRectF> boxes;
    for (std::size_t i = 0; i < asked.nodes.size(); ++i) {
        QRectF box(QPointF(), asked.nodes[i].size);
        box.moveCenter(laid.nodes[i]);
        boxes.push_back(box);
    }
    return boxes;
}

} // namespace

class SequenceLayoutTest : public QObject {
    Q_OBJECT
private slots:
    void lanesAreColumnsAndTimeRunsDown_data()
    {
        QTest::addColumn<int>("arrangement");
        QTest::newRow("even") << static_cast<int>(Arrangement::SequenceEven);
        QTest::newRow("to scale") << static_cast<int>(Arrangement::SequenceTime);
    }
    void lanesAreColumnsAndTimeRunsDown()
    {
        QFETCH(int, arrangement);
        const LayoutRequest asked = request(static_cast<Arrangement>(arrangement));
        const LayoutResult laid = sequenceLayout(asked);
        QCOMPARE(laid.columns.size(), 3);
        for (std::size_t a = 0; a < asked.nodes.size(); ++a) {
            for (std::size_t b = 0; b < asked.nodes.size(); ++b) {
                if (asked.nodes[a].lane == asked.nodes[b].lane)
                    QCOMPARE(laid.nodes[a].x(), laid.nodes[b].x());
                if (asked.nodes[a].lane < asked.nodes[b].lane)
                    QVERIFY(laid.nodes[a].x() < laid.nodes[b].x());
                if (asked.nodes[a].time < asked.nodes[b].time)
                    QVERIFY(laid.nodes[a].y() < laid.nodes[b].y());
            }
        }
        QCOMPARE(laid.columns[1].head, 1);
        QCOMPARE(laid.columns[1].x, laid.nodes[1].x());
        QCOMPARE(laid.columns[1].top, laid.nodes[1].y());
        QVERIFY(laid.columns[0].bottom > laid.nodes[2].y()); // down to the last message
    }

    void messagesAreLevelAndTouchNoBox()
    {
        const LayoutRequest asked = request(Arrangement::SequenceEven);
        const LayoutResult laid = sequenceLayout(asked);
        const std::vector<QRectF> boxes = boxesOf(asked, laid);
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            QVERIFY(QRectF(QPointF(), laid.size).contains(boxes[i]));
            for (std::size_t j = i + 1; j < boxes.size(); ++j)
                QVERIFY(!boxes[i].intersects(boxes[j]));
        }
        for (const std::size_t edge : {0U, 1U, 2U}) {
            const std::vector<QPointF>& way = laid.edges[edge].points;
            QCOMPARE(way.size(), 4U);
            QCOMPARE(way.front().y(), way.back().y());
            QCOMPARE(way.front().x(), laid.nodes[static_cast<std::size_t>(asked.edges[edge].from)].x());
            QCOMPARE(way.back().x(), laid.nodes[static_cast<std::size_t>(asked.edges[edge].to)].x());
            for (const QRectF& box : boxes)
                QVERIFY(way.front().y() < box.top() || way.front().y() > box.bottom());
        }
        QVERIFY(laid.edges[0].points.front().y() < laid.nodes[1].y()); // before what it starts
        QVERIFY(laid.edges[3].points[1].x() > laid.edges[3].points[0].x());
        QVERIFY(laid.edges[4].points.empty());
    }

    void toScaleMoreTimeIsMoreRoom()
    {
        const LayoutResult even = sequenceLayout(request(Arrangement::SequenceEven));
        const LayoutResult scaled = sequenceLayout(request(Arrangement::SequenceTime));
        const auto gap = [](const LayoutResult& laid, std::size_t a, std::size_t b) {
            return laid.nodes[b].y() - laid.nodes[a].y();
        };
        QVERIFY(gap(scaled, 3, 4) > 3 * gap(scaled, 0, 3));
        QVERIFY(gap(even, 3, 4) < gap(even, 0, 3));
        // Twice the time is twice the room, where there is room enough.
        LayoutRequest two;
        two.arrangement = Arrangement::SequenceTime;
        for (const double time : {0.0, 1'000.0, 3'000.0})
            two.nodes.push_back({.size = QSizeF(10, 10), .lane = 0, .time = time});
        const LayoutResult laid = sequenceLayout(two);
        QVERIFY(std::abs(gap(laid, 1, 2) / gap(laid, 0, 1) - 2) < 0.01);
    }

    void eachMessageOfASequenceIsAnArrow()
    {
        const Team team = makeTeam();
        GraphScope scope;
        QCOMPARE(buildGraph(*team.loaded, scope).edges.size(), 4); // two messages are one edge
        scope.arrangement = Arrangement::SequenceEven;
        GraphModel model = buildGraph(*team.loaded, scope);
        QCOMPARE(model.edges.size(), 5);
        std::vector<PictureNode> measured = measureNodes(model);
        const LayoutRequest asked = layoutRequest(model, measured, QSizeF(800, 600));
        const GraphPicture picture =
            assemblePicture(team.loaded, std::move(model), std::move(measured), asked, sequenceLayout(asked));
        const auto edge = [&](EdgeIndex interaction) {
            return picture.edges[static_cast<std::size_t>(picture.model.edgeOf(interaction))];
        };
        QVERIFY(edge(team.messageEdge).tip.y() < edge(team.secondMessageEdge).tip.y());
        QVERIFY(edge(team.secondMessageEdge).tip.y() < edge(team.resultEdge).tip.y());
        QCOMPARE(picture.columns.size(), 3);
        QVERIFY(edge(team.resultEdge).tip.x() < picture.columns[1].x); // towards the root
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    SequenceLayoutTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sequence_layout.moc"
