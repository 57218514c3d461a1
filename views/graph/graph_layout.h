// What a layout is asked for and what it answers: boxes and edges by number, sizes and places in px. No texts: a
// layout never sees anything of the bundle.
#pragma once

#include "views/document/graph_scope.h"

#include <QByteArray>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace rolloutscope::graph {

struct LayoutRequest {
    struct Edge {
        int from = 0; // index of a node; ranks grow from `from` to `to`
        int to = 0;
        QSizeF label;                    // empty: none
        int weight = 1;                  // how much it wants to be short and straight
        bool ranks = true;               // whether `to` has to come after `from`
        std::optional<double> time = {}; // ms; of a message, for the sequence layout
        bool operator==(const Edge&) const = default;
    };
    struct Node {
        QSizeF size;
        int lane = 0;     // for the simple and the sequence layout
        double time = 0;  // ms; for the simple and the sequence layout
        int cluster = -1; // the innermost frame around it
        bool operator==(const Node&) const = default;
    };
    /// A frame around boxes and other frames.
    struct Cluster {
        int parent = -1; // an earlier one, or none
        QSizeF title;    // room that its title needs at its top
        bool operator==(const Cluster&) const = default;
    };

    Arrangement arrangement = Arrangement::Ranked;
    bool leftToRight = false; // else top to bottom
    double nodeGap = 24;
    double rankGap = 36;
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    std::vector<Cluster> clusters;
    bool operator==(const LayoutRequest&) const = default;
};

struct LayoutResult {
    struct Edge {
        /// Bézier curve: a start and three points for each piece; empty: the layout has no way for it.
        std::vector<QPointF> points;
        std::optional<QPointF> label; // its centre
    };

    /// Of the sequence layout: where an agent's line runs.
    struct Column {
        double x = 0;
        double top = 0;
        double bottom = 0;
        int head = -1; // its first node
    };

    QSizeF size;                // everything lies inside (0, 0, size)
    std::vector<QPointF> nodes; // centres
    std::vector<Edge> edges;
    std::vector<QRectF> clusters;
    std::vector<Column> columns;
};

/// JSON, as the layout process reads and writes it.
[[nodiscard]] QByteArray toJson(const LayoutRequest& request);
[[nodiscard]] QByteArray toJson(const LayoutResult& result);
/// False, with the reason, when the text is no request, or one of an absurd size.
[[nodiscard]] bool fromJson(const QByteArray& json, LayoutRequest& request, QString& error);
/// False, with the reason, when the answer does not fit the request: counts, finite numbers, bounds.
[[nodiscard]] bool fromJson(const QByteArray& json, const LayoutRequest& request, LayoutResult& result, QString& error);

/// Frames around what lies in them, for a layout that only places boxes.
void frameClusters(const LayoutRequest& request, LayoutResult& layout);

/// Our own layout, when there is no better one: a column per lane, a row per step in time. Linear, no two boxes touch.
[[nodiscard]] LayoutResult laneLayout(const LayoutRequest& request);

} // namespace rolloutscope::graph
