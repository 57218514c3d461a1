// The graph's canvas by itself: what pointer and keys say, what is marked, what glides, and names that stay in sight.

#include "picture_builder.h"

#include "views/graph/graph_canvas.h"
#include "views/graph/minimap.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QImage>
#include <QPainter>
#include <QProxyStyle>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace rolloutscope;
using namespace rolloutscope::graph;
using namespace rolloutscope::graphtest;

namespace {

/// Says whether things may move.
class Style : public QProxyStyle {
public:
    explicit Style(bool animates) : animates_(animates) {}
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override
    {
        if (hint == SH_Widget_Animation_Duration)
            return animates_ ? 200 : 0;
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }

private:
    bool animates_;
};

struct Shown {
    Team team = makeTeam();
    GraphCanvas canvas;

    explicit Shown(GraphLevel level = GraphLevel::Agents, Arrangement arrangement = Arrangement::Ranked)
    {
        canvas.resize(700, 600);
        canvas.showPicture(pictureOf(team.loaded, {.level = level, .arrangement = arrangement}),
                           GraphCanvas::Placement::Fit);
        canvas.show();
    }
    [[nodiscard]] int node(ObjectRef object) const { return canvas.picture()->model.nodeOf(object); }
    [[nodiscard]] QRectF box(ObjectRef object) const
    {
        const QRectF scene = canvas.picture()->nodes[static_cast<std::size_t>(node(object))].rect;
        return {canvas.toWidget(scene.topLeft()), canvas.toWidget(scene.bottomRight())};
    }
    [[nodiscard]] QPoint place(ObjectRef object) const { return box(object).center().toPoint(); }
    [[nodiscard]] bool isMarked(ObjectRef object) const
    {
        return !canvas.marked().empty() && canvas.marked()[static_cast<std::size_t>(node(object))];
    }
    [[nodiscard]] std::ptrdiff_t marks() const
    {
        return std::count(canvas.marked().begin(), canvas.marked().end(), true);
    }
    void drag(QPoint from, QPoint to, Qt::MouseButton button, Qt::KeyboardModifiers keys)
    {
        QTest::mousePress(&canvas, button, keys, from);
        for (const QPoint at : {from + (to - from) / 2, to}) {
            QMouseEvent move(QEvent::MouseMove, at, canvas.mapToGlobal(QPointF(at)), Qt::NoButton, button, keys);
            QApplication::sendEvent(&canvas, &move);
        }
        QTest::mouseRelease(&canvas, button, keys, to);
    }
    void wheel(QPoint angle, Qt::KeyboardModifiers keys = {})
    {
        const QPointF at(300, 300);
        QWheelEvent event(at, canvas.mapToGlobal(at), QPoint(), angle, Qt::NoButton, keys, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&canvas, &event);
    }
    void menu(QPoint at)
    {
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, canvas.mapToGlobal(at));
        QApplication::sendEvent(&canvas, &event);
    }
};

} // namespace

class GraphCanvasTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QApplication::setStyle(new Style(false)); }

    void theRubberBandMarksWhatItTouches()
    {
        Shown shown;
        QSignalSpy changed(&shown.canvas, &GraphCanvas::marksChanged);
        const QRectF box = shown.box(shown.team.docs);
        const QPointF origin = shown.canvas.toWidget(QPointF());
        shown.drag((box.topLeft() - QPointF(6, 6)).toPoint(), (box.topLeft() + QPointF(20, 20)).toPoint(),
                   Qt::LeftButton, Qt::ShiftModifier);
        QVERIFY(shown.isMarked(shown.team.docs));
        QCOMPARE(shown.marks(), 1);
        QVERIFY(changed.size() >= 1);
        QCOMPARE(shown.canvas.toWidget(QPointF()), origin); // it is no pan
        // All of it; then away with it.
        shown.drag(QPoint(1, 1), QPoint(698, 598), Qt::LeftButton, Qt::ShiftModifier);
        QCOMPARE(shown.marks(), 3);
        QTest::keyClick(&shown.canvas, Qt::Key_Escape);
        QCOMPARE(shown.marks(), 0);
    }

    void withControlMarksAreAddedOneByOneAndByTheBand()
    {
        Shown shown;
        QSignalSpy clicked(&shown.canvas, &GraphCanvas::nodeClicked);
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, Qt::ControlModifier, shown.place(shown.team.docs));
        QVERIFY(shown.isMarked(shown.team.docs));
        const QRectF tests = shown.box(shown.team.tests);
        shown.drag((tests.topLeft() - QPointF(4, 4)).toPoint(), (tests.topLeft() + QPointF(20, 20)).toPoint(),
                   Qt::LeftButton, Qt::ShiftModifier | Qt::ControlModifier);
        QVERIFY(shown.isMarked(shown.team.docs));
        QVERIFY(shown.isMarked(shown.team.tests));
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, Qt::ControlModifier, shown.place(shown.team.docs));
        QVERIFY(!shown.isMarked(shown.team.docs));
        QCOMPARE(clicked.size(), 0);
    }

    void theMiddleButtonPans()
    {
        Shown shown;
        const QPointF before = shown.canvas.toWidget(QPointF());
        shown.drag(QPoint(300, 300), QPoint(340, 320), Qt::MiddleButton, {});
        QCOMPARE(shown.canvas.toWidget(QPointF()), before + QPointF(40, 20));
        QVERIFY(shown.canvas.isMoved());
    }

    void theWheelZoomsOrScrollsAsOnTheTimeline()
    {
        Shown shown;
        const double before = shown.canvas.zoom();
        shown.wheel(QPoint(0, 120));
        QVERIFY(shown.canvas.zoom() > before);
        shown.canvas.setWheelZooms(false);
        const double zoom = shown.canvas.zoom();
        const QPointF origin = shown.canvas.toWidget(QPointF());
        shown.wheel(QPoint(0, -120));
        QCOMPARE(shown.canvas.zoom(), zoom);
        QVERIFY(shown.canvas.toWidget(QPointF()).y() < origin.y());
        shown.wheel(QPoint(0, 120), Qt::ControlModifier);
        QVERIFY(shown.canvas.zoom() > zoom);
    }

    void menusAreAskedForOnNodesEdgesAndTheGround()
    {
        Shown shown;
        QSignalSpy node(&shown.canvas, &GraphCanvas::nodeMenuRequested);
        QSignalSpy edge(&shown.canvas, &GraphCanvas::edgeMenuRequested);
        QSignalSpy ground(&shown.canvas, &GraphCanvas::backgroundMenuRequested);
        shown.menu(shown.place(shown.team.docs));
        QCOMPARE(node.size(), 1);
        QCOMPARE(node.front().front().toInt(), shown.node(shown.team.docs));
        const int message = shown.canvas.picture()->model.edgeOf(shown.team.messageEdge);
        const QRectF label = shown.canvas.picture()->edges[static_cast<std::size_t>(message)].label;
        shown.menu(shown.canvas.toWidget(label.center()).toPoint());
        QCOMPARE(edge.size(), 1);
        QCOMPARE(edge.front().front().toInt(), message);
        shown.menu(QPoint(1, 1));
        QCOMPARE(ground.size(), 1);
        QCOMPARE(node.size() + edge.size(), 2);
    }

    void whatIsNotThereYetIsNotUnderThePointer()
    {
        Shown shown;
        GraphShades shades;
        shades.nodes.assign(shown.canvas.picture()->nodes.size(), Shade::Lit);
        shades.nodes[static_cast<std::size_t>(shown.node(shown.team.docs))] = Shade::NotYet;
        shown.canvas.setShades(shades);
        QSignalSpy clicked(&shown.canvas, &GraphCanvas::nodeClicked);
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, shown.place(shown.team.docs));
        QCOMPARE(clicked.size(), 0);
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, shown.place(shown.team.tests));
        QCOMPARE(clicked.size(), 1);
        shown.drag(QPoint(1, 1), QPoint(698, 598), Qt::LeftButton, Qt::ShiftModifier);
        QCOMPARE(shown.marks(), 2);
    }

    void whatIsSelectedIsDescribed()
    {
        Shown shown;
        shown.canvas.setSelection(shown.node(shown.team.docs), -1);
        QVERIFY2(shown.canvas.accessibleDescription().contains(QStringLiteral("search_docs")),
                 qPrintable(shown.canvas.accessibleDescription()));
        shown.canvas.setSelection(-1, shown.canvas.picture()->model.edgeOf(shown.team.messageEdge));
        QVERIFY2(shown.canvas.accessibleDescription().contains(QStringLiteral("message")),
                 qPrintable(shown.canvas.accessibleDescription()));
        shown.canvas.setSelection(-1, -1);
        QVERIFY(shown.canvas.accessibleDescription().isEmpty());
    }

    void whatAHoverDoesNotConcernFadesAndComesBack()
    {
        QApplication::setStyle(new Style(true));
        HoverFade fade([] {});
        fade.setHovered(3, -1);
        QCOMPARE(fade.node(), 3);
        QVERIFY(fade.strength() < 1);
        QTRY_COMPARE(fade.strength(), 1.0);
        fade.setHovered(4, -1); // the next one is lit at once
        QCOMPARE(fade.node(), 4);
        QCOMPARE(fade.strength(), 1.0);
        fade.setHovered(-1, -1);
        QCOMPARE(fade.node(), 4); // as long as the rest comes back
        fade.setStrength(0.5);
        QCOMPARE(fade.node(), 4);
        QTRY_COMPARE(fade.strength(), 0.0);
        QCOMPARE(fade.node(), -1);
        fade.setHovered(-1, 7);
        QCOMPARE(fade.edge(), 7);
        fade.forget();
        QCOMPARE(fade.edge(), -1);
        QCOMPARE(fade.strength(), 0.0);
    }

    void aClickOnThePlusUnfolds()
    {
        Shown shown;
        shown.canvas.zoomBy(1 / shown.canvas.zoom());
        QSignalSpy unfolded(&shown.canvas, &GraphCanvas::nodeDoubleClicked);
        const int node = shown.node(shown.team.docs);
        shown.canvas.centerOn(node);
        QVERIFY(shown.canvas.picture()->model.nodes[static_cast<std::size_t>(node)].unfolds);
        const QRectF plus = expanderRect(shown.canvas.picture()->nodes[static_cast<std::size_t>(node)].rect);
        QTest::mouseClick(&shown.canvas, Qt::LeftButton, {}, shown.canvas.toWidget(plus.center()).toPoint());
        QCOMPARE(unfolded.size(), 1);
        QCOMPARE(unfolded.front().front().toInt(), node);
    }

    void whatBothPicturesHaveGlides()
    {
        QApplication::setStyle(new Style(true));
        Shown shown;
        const QRectF before = shown.box(shown.team.root);
        const int was = shown.node(shown.team.tests);
        const QRectF anchored = shown.box(shown.team.tests);
        GraphScope scope{.level = GraphLevel::Agents};
        scope.toggled = {shown.team.tests};
        const auto next = pictureOf(shown.team.loaded, scope);
        shown.canvas.showPicture(next, GraphCanvas::Placement::KeepView,
                                 {.before = was, .now = next->model.nodeOf(shown.team.tests)});
        PictureTransition& transition = shown.canvas.transition();
        QVERIFY(transition.isRunning());
        const auto seen = [&](ObjectRef object) {
            const QRectF scene = transition.picture().nodes[static_cast<std::size_t>(next->model.nodeOf(object))].rect;
            const PictureTransition::View view = transition.view();
            return QRectF(scene.topLeft() * view.zoom + view.origin, scene.size() * view.zoom);
        };
        const auto isNear = [](const QRectF& a, const QRectF& b) {
            return (a.center() - b.center()).manhattanLength() < 0.01;
        };
        transition.setProgress(0);
        QVERIFY(isNear(seen(shown.team.root), before));
        QVERIFY(isNear(seen(shown.team.tests), anchored));
        // What is new is not there yet, nothing of what stays is gone.
        const auto turn = static_cast<std::size_t>(next->model.nodeOf(shown.team.testsTurn));
        QCOMPARE(transition.opacities().nodes[turn], 0.0F);
        QVERIFY(std::all_of(transition.goneOpacities().nodes.begin(), transition.goneOpacities().nodes.end(),
                            [](float opacity) { return opacity == 0; }));
        transition.setProgress(0.5);
        QVERIFY(isNear(seen(shown.team.tests), anchored)); // what was unfolded stays under the pointer all the time
        QCOMPARE(transition.opacities().nodes[turn], 0.5F);
        const QPointF half = seen(shown.team.root).center();
        QVERIFY((half - (before.center() + shown.box(shown.team.root).center()) / 2).manhattanLength() < 0.01);
        transition.setProgress(1);
        QVERIFY(!transition.isRunning());
        QVERIFY(isNear(shown.box(shown.team.tests), anchored));
    }

    void whatIsGoneFadesOut()
    {
        QApplication::setStyle(new Style(true));
        Shown shown(GraphLevel::Turns);
        const auto before = shown.canvas.picture();
        shown.canvas.showPicture(pictureOf(shown.team.loaded, {.level = GraphLevel::Agents}),
                                 GraphCanvas::Placement::Fit);
        PictureTransition& transition = shown.canvas.transition();
        QVERIFY(transition.isRunning());
        transition.setProgress(0.25);
        const auto turn = static_cast<std::size_t>(before->model.nodeOf(shown.team.testsTurn));
        QCOMPARE(transition.goneOpacities().nodes[turn], 0.75F);
        const auto agent = static_cast<std::size_t>(before->model.nodeOf(shown.team.tests));
        QCOMPARE(transition.goneOpacities().nodes[agent], 0.0F);
    }

    void nothingMovesWhereThePlatformWantsNoAnimations()
    {
        Shown shown;
        shown.canvas.showPicture(pictureOf(shown.team.loaded, {.level = GraphLevel::Turns}),
                                 GraphCanvas::Placement::Fit);
        QVERIFY(!shown.canvas.transition().isRunning());
    }

    void theMinimapLeadsThere()
    {
        Shown shown;
        shown.canvas.zoomBy(4 / shown.canvas.zoom());
        auto* map = shown.canvas.findChild<Minimap*>();
        QVERIFY(map && map->isVisible());
        const QRectF bounds = shown.canvas.picture()->bounds;
        for (const QPoint at : {QPoint(map->width() / 2, map->height() / 2), QPoint(12, map->height() / 2)}) {
            QTest::mouseClick(map, Qt::LeftButton, {}, at);
            const QPointF middle = shown.canvas.visibleScene().center();
            const double part = (middle.x() - bounds.left()) / bounds.width();
            QVERIFY2(at.x() == 12 ? part < 0.4 : std::abs(part - 0.5) < 0.05, qPrintable(QString::number(part)));
        }
    }

    void onlyVeryManyEdgesAreDrawnQuicklyInMotion()
    {
        const auto changesInMotion = [](int edges) {
            GraphModel model;
            model.nodes.resize(40);
            for (std::size_t i = 0; i < model.nodes.size(); ++i) {
                model.nodes[i].kind = NodeKind::ToolCall;
                model.nodes[i].lane = static_cast<int>(i % 20);
                model.nodes[i].at = i < 20 ? 0 : 1'000;
            }
            for (int i = 0; i < edges; ++i) {
                model.edges.emplace_back();
                model.edges.back().from = i % 20;
                model.edges.back().to = 20 + i / 20;
            }
            std::vector<PictureNode> measured = measureNodes(model);
            const LayoutRequest request = layoutRequest(model, measured, QSizeF(700, 600));
            const LayoutResult layout = laneLayout(request);
            const GraphPicture picture =
                assemblePicture(nullptr, std::move(model), std::move(measured), request, layout);
            const auto paint = [&](bool moves) {
                QImage image(700, 600, QImage::Format_RGB32);
                image.fill(Qt::white);
                QPainter painter(&image);
                painter.scale(0.5, 0.5);
                paintPicture(
                    painter, picture,
                    {.theme = &Theme::light(), .zoom = 0.5, .visible = QRectF(0, 0, 1'400, 1'200), .moves = moves});
                return image;
            };
            return paint(true) != paint(false);
        };
        QVERIFY(changesInMotion(400));
        QVERIFY(!changesInMotion(40));
    }

    void namesOfColumnsStayAtTheTop()
    {
        const Team team = makeTeam();
        const auto loaded = team.loaded;
        GraphPicture picture = *pictureOf(loaded, {.level = GraphLevel::Agents});
        for (const ObjectRef agent : {ObjectRef(team.root), ObjectRef(team.docs), ObjectRef(team.tests)}) {
            const int node = picture.model.nodeOf(agent);
            const auto i = static_cast<std::size_t>(node);
            picture.nodes[i].rect = QRectF(static_cast<double>(picture.columns.size()) * 220, 0, 200, 50);
            picture.columns.push_back(
                {.x = picture.nodes[i].rect.center().x(), .top = 50, .bottom = 3'000, .head = node});
        }
        picture.columns[1].bottom = 400;
        QVERIFY(columnHeads(picture, 1, QPointF(0, 10), QSizeF(700, 600)).empty()); // they are in sight themselves
        const std::vector<ColumnHead> heads = columnHeads(picture, 1, QPointF(0, -1'000), QSizeF(700, 600));
        QCOMPARE(heads.size(), std::size_t{2}); // one of them ended before
        QCOMPARE(heads[0].node, picture.model.nodeOf(team.root));
        QCOMPARE(heads[1].node, picture.model.nodeOf(team.tests));
        QVERIFY(heads[0].rect.right() < heads[1].rect.left());
        // Far out there is room for fewer.
        QCOMPARE(columnHeads(picture, 0.05, QPointF(0, -20), QSizeF(700, 600)).size(), std::size_t{1});
    }
};

QTEST_MAIN(GraphCanvasTest)
#include "tst_graph_canvas.moc"
