// Paints the graph's edges: their lines, arrows and labels, as far as they can be seen.
#pragma once

#include "views/graph/graph_paint.h"
#include "views/graph/scene_texts.h"

namespace rolloutscope::graph {

class EdgePainter {
public:
    /// `crowded`: very many of them are in sight.
    EdgePainter(QPainter& painter, const GraphPicture& picture, const PaintOptions& options, SceneTexts& texts,
                bool crowded);

    void paint(int edge);
    void paintLabel(int edge, const QColor& ground);

private:
    [[nodiscard]] QColor colorOf(const GraphEdge& link) const;
    [[nodiscard]] bool fails(const GraphEdge& link) const;
    void paintThin(const PictureEdge& drawn, const QColor& color, bool inferred, bool selected);
    void paintCurve(const PictureEdge& drawn, const QColor& color, const GraphEdge& link, bool selected);
    void paintVisible(const QPolygonF& line, const QRectF& bounds);
    void paintStretch();
    void paintArrow(const PictureEdge& drawn, const QColor& color);

    QPainter& painter_;
    const GraphPicture& picture_;
    const PaintOptions& options_;
    const Theme& theme_;
    SceneTexts& texts_;
    bool crowded_ = false;
    QPolygonF stretch_; // kept for its memory
};

} // namespace rolloutscope::graph
