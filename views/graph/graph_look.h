// How things look in the graph: measures, fonts and colours of nodes, edges and frames.
#pragma once

#include "views/graph/graph_model.h"
#include "views/theme/theme.h"

#include <QFont>
#include <QRectF>

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

/// Agents in all their forms, in contrast to turns and work.
[[nodiscard]] bool isAgent(const GraphNode& node);

} // namespace rolloutscope::graph
