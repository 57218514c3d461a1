// Paints a picture of the graph at any zoom: frames, edges, nodes, labels, and how much of each is seen.
#pragma once

#include "views/graph/graph_look.h"
#include "views/graph/graph_picture.h"
#include "views/graph/graph_shades.h"

class QPainter;

namespace rolloutscope::graph {

class SceneTexts;

/// How much of each thing there is, from 0 to 1; empty lists: all of it.
struct Opacities {
    std::vector<float> nodes, edges, clusters;
};

struct PaintOptions {
    const Theme* theme = nullptr;
    double zoom = 1;
    QRectF visible; // scene coordinates
    int selectedNode = -1;
    int selectedEdge = -1;
    int hoveredNode = -1; // its neighbours stay lit, the rest fades
    int hoveredEdge = -1;
    double hoverStrength = 1; // how far the rest has faded, from 0 to 1
    GraphShades shades = {};
    std::vector<QColor> colors = {};      // of nodes, instead of those of their kinds; empty, or an invalid one: none
    std::vector<bool> marked = {};        // nodes chosen with the rubber band
    bool moves = false;                   // edges are drawn quickly if there are very many: they are in motion
    const Opacities* opacities = nullptr; // while one picture becomes another
    SceneTexts* texts = nullptr;          // laid out for earlier frames
};

/// The painter's transform is the view's.
void paintPicture(QPainter& painter, const GraphPicture& picture, const PaintOptions& options);
/// The kinds of edges inside of agents: the others have labels.
[[nodiscard]] std::vector<GraphEdgeKind> legendOf(const GraphModel& model);
/// A line and a word for each of them, from `left` on, as far as `right`. `middle` is the row's. Gives the right end.
double paintEdgeLegend(QPainter& painter, const Theme& theme, const std::vector<GraphEdgeKind>& kinds, double left,
                       double right, double middle);
/// What stands in place of a picture, in the middle of `area`.
void paintNote(QPainter& painter, const GraphNote& note, const Theme& theme, const QRectF& area);

} // namespace rolloutscope::graph
