// Paints the graph's nodes: boxes with a bar, texts and what is marked on them, in as much detail as can be seen.
#pragma once

#include "views/graph/graph_paint.h"
#include "views/graph/scene_texts.h"

#include <QFontMetricsF>

namespace rolloutscope::graph {

class NodePainter {
public:
    NodePainter(QPainter& painter, const GraphPicture& picture, const PaintOptions& options, SceneTexts& texts);

    void paint(int node);

private:
    void paintHalo(const QRectF& rect, const QColor& color);
    void paintBox(const GraphNode& node, const QRectF& rect, bool selected);
    void paintExpander(const QRectF& node);
    void paintBar(const GraphNode& node, const QRectF& rect, const QColor& color);
    void paintName(const PictureNode& box);
    void paintTexts(const GraphNode& node, const PictureNode& box);
    void paintShares(const TimeShares& shares, const QRectF& rect);

    QPainter& painter_;
    const GraphPicture& picture_;
    const PaintOptions& options_;
    const Theme& theme_;
    SceneTexts& texts_;
    QFontMetricsF title_;
    QFontMetricsF detail_;
};

/// The same node, or another one of the same agent; none is the same as none (-1).
[[nodiscard]] bool isSameNode(const GraphPicture& picture, int node, int other);

} // namespace rolloutscope::graph
