// The picture of the graph on screen: zoom, pan, hover, selection, keyboard. Knows nothing of documents; says by
// signals what a person wants.
#pragma once

#include "views/graph/column_heads.h"
#include "views/graph/graph_paint.h"
#include "views/graph/hover_fade.h"
#include "views/graph/picture_transition.h"
#include "views/graph/scene_texts.h"

#include <QTimer>
#include <QWidget>

#include <memory>

namespace rolloutscope::graph {

class Minimap;

class GraphCanvas : public QWidget {
    Q_OBJECT
public:
    enum class Placement : std::uint8_t { Fit, KeepView };

    explicit GraphCanvas(QWidget* parent = nullptr);

    /// A node, of the picture before and of the new one, that stays where it is on the screen; -1: none.
    struct Anchor {
        int before = -1;
        int now = -1;
    };

    /// What both pictures have glides to its new place.
    void showPicture(std::shared_ptr<const GraphPicture> picture, Placement placement, Anchor anchor);
    void showPicture(std::shared_ptr<const GraphPicture> picture, Placement placement)
    {
        showPicture(std::move(picture), placement, Anchor());
    }
    /// In place of a picture.
    void showNote(const GraphNote& note);
    /// A picture that is being replaced can be looked at but not clicked.
    void setOutdated(bool outdated) { outdated_ = outdated; }

    [[nodiscard]] const std::shared_ptr<const GraphPicture>& picture() const { return picture_; }
    [[nodiscard]] const GraphNote& note() const { return note_; }

    // Of the picture that is shown; gone with it.
    void setShades(GraphShades shades);
    [[nodiscard]] const GraphShades& shades() const { return shades_; }
    /// The way from the picture before, while it lasts.
    [[nodiscard]] PictureTransition& transition() { return transition_; }
    /// Of nodes, instead of those of their kinds; an invalid one changes nothing.
    void setNodeColors(std::vector<QColor> colors);
    [[nodiscard]] const std::vector<QColor>& nodeColors() const { return colors_; }
    /// Nodes chosen with the rubber band, or one by one.
    void setMarked(std::vector<bool> marked);
    [[nodiscard]] const std::vector<bool>& marked() const { return marked_; }

    /// Whether the wheel alone zooms; otherwise it scrolls, and zooms with Ctrl.
    void setWheelZooms(bool zooms) { wheelZooms_ = zooms; }

    void setSelection(int node, int edge);
    [[nodiscard]] int selectedNode() const { return selectedNode_; }
    [[nodiscard]] int selectedEdge() const { return selectedEdge_; }

    /// Moves the view by as little as is needed.
    void bringIntoView(int node);
    /// Puts the node in the middle, near enough to be read.
    void centerOn(int node);
    void centerOn(QPointF scenePlace);
    void bringEdgeIntoView(int edge);
    void fit();
    /// The marked nodes, or else the selected one.
    void zoomToMarked();
    void zoomBy(double factor, QPointF at);
    void zoomBy(double factor) { zoomBy(factor, QRectF(rect()).center()); }

    [[nodiscard]] double zoom() const { return zoom_; }
    /// The part of the scene that is in sight.
    [[nodiscard]] QRectF visibleScene() const;
    [[nodiscard]] QPointF toWidget(QPointF scenePlace) const { return scenePlace * zoom_ + origin_; }
    [[nodiscard]] QPointF toScene(QPointF widgetPlace) const { return (widgetPlace - origin_) / zoom_; }
    /// Whether a person has zoomed or panned since the last fit; until then the picture stays fitted.
    [[nodiscard]] bool isMoved() const { return moved_; }

signals:
    void nodeClicked(int node);
    void nodeDoubleClicked(int node);
    void edgeClicked(int edge);
    void clusterDoubleClicked(int cluster);
    /// Right click on a node, or the menu key while one is selected.
    void nodeMenuRequested(int node, QPoint globalPosition);
    void edgeMenuRequested(int edge, QPoint globalPosition);
    /// Where nothing is, or the menu key while nothing is selected.
    void backgroundMenuRequested(QPoint globalPosition);
    void marksChanged();
    void backgroundClicked();
    /// Nothing is marked.
    void escapePressed();
    void backRequested();
    void viewChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    void moveView(double zoom, QPointF origin, bool byPerson);
    void fitInitially();
    void hover(QPointF at);
    void setHover(int node, int edge);
    void click(QPointF at, bool addsMark);
    [[nodiscard]] int nodeAt(QPointF scenePlace) const;
    [[nodiscard]] int edgeAt(QPointF scenePlace) const;
    [[nodiscard]] int columnHeadAt(QPointF widgetPlace) const;
    void panBy(QPointF pixels);
    bool pinch(QEvent* event);
    void describeSelection();
    [[nodiscard]] QRectF band() const;
    void markWithin(const QRectF& area, const std::vector<bool>& kept);
    [[nodiscard]] bool isExpander(int node, QPointF place) const;
    void showToolTip(QPoint globalPlace, QPointF at);
    void placeMinimap();

    std::shared_ptr<const GraphPicture> picture_;
    GraphNote note_;
    Minimap* minimap_;
    PictureTransition transition_;
    HoverFade hoverFade_;
    SceneTexts texts_;
    GraphShades shades_;
    std::vector<QColor> colors_;
    std::vector<bool> marked_; // empty: none
    double zoom_ = 1;
    QPointF origin_; // where the scene's (0, 0) is in the widget
    bool moved_ = false;
    QTimer rest_; // runs while a person moves the view
    bool outdated_ = false;
    bool wheelZooms_ = true;
    int selectedNode_ = -1;
    int selectedEdge_ = -1;
    int hoveredNode_ = -1;
    int hoveredEdge_ = -1;
    QPointF pressedAt_;
    QPointF originAtPress_;
    bool pressed_ = false;
    bool dragging_ = false;
    bool banding_ = false; // with the rubber band, from pressedAt_ to:
    QPointF bandTo_;
    std::vector<bool> markedBefore_; // with Ctrl the band adds to them
    bool reachedByKey_ = false;      // has the focus, and a person wants to see it
};

} // namespace rolloutscope::graph
