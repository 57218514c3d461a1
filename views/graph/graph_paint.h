// How the graph looks: fonts, measures, and the painting of nodes, edges and labels at any zoom.
#pragma once

#include "views/graph/graph_picture.h"
#include "views/graph/graph_shades.h"
#include "views/theme/theme.h"

#include <QFont>

class QPainter;

namespace rolloutscope::graph {

/// px at 100 %
namespace look {
inline constexpr double bar = 4; // at the left of a node
inline constexpr double corner = 6;
inline constexpr double textLeft = 14;
inline constexpr double textRight = 10;
inline constexpr double paddingY = 7;
inline constexpr double titleGap = 1; // below the title
inline constexpr double shareBar = 3;
inline constexpr double shareGap = 4;
inline constexpr double agentMinWidth = 140;
inline constexpr double agentMaxWidth = 230;
inline constexpr double workWidth = 176;
inline constexpr double labelPadding = 5;
inline constexpr double arrowLength = 8;
inline constexpr double expander = 14; // the side of the square that unfolds a node
inline constexpr double sheet = 3;     // how far the sheets of a group of agents stick out
inline constexpr double clusterPadding = 12;
inline constexpr double clusterTitleWidth = 220; // at most
// Below these zooms a detail is too small to be read and is left out.
inline constexpr double titleZoom = 0.5;
inline constexpr double nameZoom = 0.28; // from here to titleZoom the title alone, enlarged
inline constexpr double leastName = 9;   // px on screen
inline constexpr double detailZoom = 0.62;
inline constexpr double labelZoom = 0.55;
inline constexpr double arrowZoom = 0.22;
inline constexpr double curveZoom = 0.4; // below: flattened, thin
} // namespace look

[[nodiscard]] QFont nodeTitleFont();
[[nodiscard]] QFont nodeDetailFont();
[[nodiscard]] QFont edgeLabelFont();
[[nodiscard]] QFont clusterTitleFont();

[[nodiscard]] QColor edgeColor(const Theme& theme, GraphEdgeKind kind);
/// Colour of the bar at a node's left: an agent's outcome, else the kind of work; failure always wins.
[[nodiscard]] QColor barColor(const Theme& theme, const GraphNode& node);

/// Where a click unfolds a node, if there is something inside.
[[nodiscard]] QRectF expanderRect(const QRectF& node);

struct PaintOptions {
    const Theme* theme = nullptr;
    double zoom = 1;
    QRectF visible; // scene coordinates
    int selectedNode = -1;
    int selectedEdge = -1;
    int hoveredNode = -1; // its neighbours stay lit, the rest fades
    int hoveredEdge = -1;
    GraphShades shades = {};
    std::vector<QColor> colors = {}; // of nodes, instead of those of their kinds; empty, or an invalid one: none
    std::vector<bool> marked = {};   // nodes chosen with the rubber band
    double edgeOpacity = 1;          // while a new picture comes in
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
