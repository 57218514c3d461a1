// The graph with places: boxes, curves and labels in scene coordinates (px at 100 %), ready to be painted, and the
// questions that pointer and keyboard ask of it. Plain values.
#pragma once

#include "views/graph/graph_layout.h"
#include "views/graph/graph_model.h"
#include "views/graph/picture_index.h"

#include <QPolygonF>
#include <QRectF>

#include <functional>
#include <memory>
#include <vector>

namespace rolloutscope::graph {

struct PictureNode {
    QRectF rect;
    QString title; // elided to the box
    QStringList details;
    QString mark;
};

struct PictureEdge {
    QPolygonF
        curve; // flattened finely enough for any zoom: a path of 10,000 px of which 50 are visible is slow to paint
    QPolygonF line; // flattened coarsely: for hits, and for painting from far
    QRectF bounds;
    QPointF tip;       // of the arrow
    QPointF direction; // of the arrow, length 1
    QRectF label;      // empty: none
};

struct PictureCluster {
    QRectF rect;
    QString title; // elided to the frame
};

/// The line of an agent in a sequence.
struct PictureColumn {
    double x = 0;
    double top = 0;
    double bottom = 0;
    int head = -1; // its first node, which names it
};

struct GraphPicture {
    LoadedTracePtr loaded;
    GraphModel model;
    std::vector<PictureNode> nodes;
    std::vector<PictureCluster> clusters;
    std::vector<PictureColumn> columns; // of a sequence
    std::vector<PictureEdge> edges;
    std::vector<std::vector<int>> edgesOf; // of each node
    PictureIndex index;                    // of these nodes and edges, where they are
    QRectF bounds;
    Arrangement arrangement = Arrangement::Ranked;
    bool leftToRight = false;
    QString remark; // a quiet word about it; may be empty

    /// The node at a place, or -1.
    [[nodiscard]] int nodeAt(QPointF place) const;
    /// The innermost frame at a place, or -1.
    [[nodiscard]] int clusterAt(QPointF place) const;
    /// The edge whose curve or label is within `reach` of a place, or -1; of those that `counts` takes.
    [[nodiscard]] int edgeAt(QPointF place, double reach, const std::function<bool(int)>& counts = {}) const;
    /// Where an arrow key leads: the nearest neighbour along edges in that direction, else the nearest node; or -1.
    [[nodiscard]] int nodeTowards(int from, Qt::Key arrow) const;
    [[nodiscard]] bool areNeighbours(int a, int b) const;
};

/// Boxes of the right size with texts that fit: measured on the GUI thread, before the layout.
[[nodiscard]] std::vector<PictureNode> measureNodes(const GraphModel& model);
/// What the layout is asked for; `view` decides between top to bottom and left to right.
[[nodiscard]] LayoutRequest layoutRequest(const GraphModel& model, const std::vector<PictureNode>& measured,
                                          QSizeF view);
[[nodiscard]] GraphPicture assemblePicture(LoadedTracePtr loaded, GraphModel model, std::vector<PictureNode> measured,
                                           const LayoutRequest& request, const LayoutResult& layout);

} // namespace rolloutscope::graph
