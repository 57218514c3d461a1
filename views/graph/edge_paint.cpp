#include "views/graph/edge_paint.h"

#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <array>

namespace rolloutscope::graph {

namespace {

/// Cuts a line to the part inside of a rectangle; false when there is none.
bool clip(QLineF& line, const QRectF& area)
{
    double begin = 0, end = 1;
    const auto cut = [&](double way, double room) { // where along the line one border is crossed
        if (way == 0)
            return room >= 0;
        const double at = room / way;
        if (way < 0)
            begin = std::max(begin, at);
        else
            end = std::min(end, at);
        return begin <= end;
    };
    const QPointF start = line.p1();
    if (!cut(-line.dx(), start.x() - area.left()) || !cut(line.dx(), area.right() - start.x()) ||
        !cut(-line.dy(), start.y() - area.top()) || !cut(line.dy(), area.bottom() - start.y()))
        return false;
    const QPointF first = begin > 0 ? line.pointAt(begin) : start;
    const QPointF last = end < 1 ? line.pointAt(end) : line.p2();
    line = QLineF(first, last);
    return true;
}

} // namespace

EdgePainter::EdgePainter(QPainter& painter, const GraphPicture& picture, const PaintOptions& options, SceneTexts& texts,
                         bool crowded)
    : painter_(painter), picture_(picture), options_(options), theme_(*options.theme), texts_(texts), crowded_(crowded)
{
}

void EdgePainter::paint(int edge)
{
    const PictureEdge& drawn = picture_.edges[static_cast<std::size_t>(edge)];
    const GraphEdge& link = picture_.model.edges[static_cast<std::size_t>(edge)];
    const bool selected = edge == options_.selectedEdge;
    const QColor color = selected ? theme_.selection : colorOf(link);
    if (options_.zoom < look::curveZoom)
        paintThin(drawn, color, link.inferred, selected);
    else
        paintCurve(drawn, color, link, selected);
    const double reach = look::arrowLength;
    if (options_.zoom >= look::arrowZoom && options_.visible.adjusted(-reach, -reach, reach, reach).contains(drawn.tip))
        paintArrow(drawn, color);
}

/// Whether it leads to a failure.
bool EdgePainter::fails(const GraphEdge& link) const
{
    const GraphNode& to = picture_.model.nodes[static_cast<std::size_t>(link.to)];
    return to.outcome == Outcome::Failed && !isAgent(to);
}

QColor EdgePainter::colorOf(const GraphEdge& link) const
{
    if (picture_.model.scope.chain && link.onChain)
        return theme_.text;
    return fails(link) ? theme_.failure : edgeColor(theme_, link.kind);
}

void EdgePainter::paintThin(const PictureEdge& drawn, const QColor& color, bool inferred, bool selected)
{
    QPen pen(color, selected ? 2 : 1, inferred ? Qt::DashLine : Qt::SolidLine);
    pen.setCosmetic(true);
    painter_.setPen(pen);
    // So far out there is nothing to smooth, and there may be thousands.
    painter_.setRenderHint(QPainter::Antialiasing, picture_.edges.size() < 600);
    paintVisible(drawn.line, drawn.bounds);
    painter_.setRenderHint(QPainter::Antialiasing);
}

void EdgePainter::paintCurve(const PictureEdge& drawn, const QColor& color, const GraphEdge& link, bool selected)
{
    // Qt strokes lines of one device px many times faster than wider ones.
    const bool chain = picture_.model.scope.chain && link.onChain;
    const double plain = link.kind == GraphEdgeKind::Sequence ? 1.2 : 1.5;
    const double width = selected || chain ? 2.6 : fails(link) ? 2.2 : crowded_ ? 0 : plain;
    QPen pen(color, std::max(width, 1 / options_.zoom));
    pen.setCapStyle(Qt::FlatCap);
    if (link.inferred)
        pen.setDashPattern({4, 3});
    painter_.setBrush(Qt::NoBrush);
    painter_.setPen(pen);
    const bool quick = crowded_ && options_.moves && !selected && !chain;
    painter_.setRenderHint(QPainter::Antialiasing, !quick);
    paintVisible(drawn.curve, drawn.bounds);
    painter_.setRenderHint(QPainter::Antialiasing);
}

/// The stretches of a line that can be seen: what runs on for thousands of px outside would be stroked as well.
void EdgePainter::paintVisible(const QPolygonF& line, const QRectF& bounds)
{
    const QRectF seen = options_.visible.adjusted(-8, -8, 8, 8);
    if (seen.contains(bounds)) {
        painter_.drawPolyline(line);
        return;
    }
    stretch_.clear();
    for (qsizetype i = 1; i < line.size(); ++i) {
        QLineF piece(line[i - 1], line[i]);
        const bool inside = seen.contains(piece.p1()) && seen.contains(piece.p2());
        const bool visible = inside || clip(piece, seen);
        if (!stretch_.isEmpty() && (!visible || stretch_.last() != piece.p1()))
            paintStretch();
        if (!visible)
            continue;
        if (stretch_.isEmpty())
            stretch_ += piece.p1();
        stretch_ += piece.p2();
    }
    paintStretch();
}

void EdgePainter::paintStretch()
{
    if (stretch_.size() > 1)
        painter_.drawPolyline(stretch_);
    stretch_.clear();
}

void EdgePainter::paintArrow(const PictureEdge& drawn, const QColor& color)
{
    const QPointF back = drawn.tip - drawn.direction * look::arrowLength;
    const QPointF side(-drawn.direction.y(), drawn.direction.x());
    const std::array corners{drawn.tip, back + side * look::arrowLength * 0.42, back - side * look::arrowLength * 0.42};
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(color);
    painter_.drawPolygon(corners.data(), static_cast<int>(corners.size()));
}

void EdgePainter::paintLabel(int edge, const QColor& ground)
{
    const QRectF& room = picture_.edges[static_cast<std::size_t>(edge)].label;
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(ground);
    painter_.drawRoundedRect(room.adjusted(3, 1, -3, -1), 3, 3);
    painter_.setPen(edge == options_.selectedEdge ? theme_.selection : theme_.dimText);
    const QFontMetricsF font(SceneTexts::fontOf(TextRole::EdgeLabel));
    const double top = room.top() + (room.height() - font.height()) / 2;
    texts_.draw(painter_, TextRole::EdgeLabel, QPointF(room.left() + look::labelPadding, top + font.ascent()),
                picture_.model.edges[static_cast<std::size_t>(edge)].label);
}

} // namespace rolloutscope::graph
