#include "views/graph/edge_routes.h"

#include "views/graph/own_curves.h"

#include <QLineF>

#include <algorithm>
#include <array>
#include <cmath>

namespace rolloutscope::graph {

namespace {

/// Where an edge's curve leaves and enters its boxes, when we draw it ourselves.
struct Ends {
    QPointF start, end;
};

/// Whether an edge between agents gets a curve of our own through its label: from the side of one box straight into the
/// side of the other. Nothing lies between neighbouring ranks, and it reads better than Graphviz's shortest way.
bool isDrawnThroughLabel(const GraphModel& model, const LayoutRequest::Edge& asked, const LayoutResult::Edge& way)
{
    return model.scope.arrangement == Arrangement::Ranked && isOfAgents(model) && asked.ranks && way.label.has_value();
}

/// Shares the sides of the boxes out among the edges that leave or enter there, in the order of their labels.
std::vector<Ends> shareSides(const GraphModel& model, const std::vector<QRectF>& boxes, const LayoutRequest& request,
                             const LayoutResult& layout)
{
    constexpr double most = 26;    // px between two edges
    constexpr double usable = 0.8; // of a side
    struct Place {
        double order; // of the label along the side
        std::size_t edge;
        bool atStart;
    };
    const bool right = request.leftToRight;
    std::map<std::pair<int, bool>, std::vector<Place>> sides; // of a node: towards the higher ranks, or the lower ones
    for (std::size_t i = 0; i < model.edges.size(); ++i) {
        const LayoutResult::Edge& way = layout.edges[i];
        if (!isDrawnThroughLabel(model, request.edges[i], way))
            continue;
        const double order = right ? way.label->y() : way.label->x();
        const bool flipped = isFlipped(model, model.edges[i]);
        sides[{request.edges[i].from, true}].push_back({order, i, !flipped});
        sides[{request.edges[i].to, false}].push_back({order, i, flipped});
    }
    std::vector<Ends> ends(model.edges.size());
    for (auto& [side, places] : sides) {
        std::stable_sort(places.begin(), places.end(),
                         [](const Place& a, const Place& b) { return a.order < b.order; });
        const QRectF& box = boxes[static_cast<std::size_t>(side.first)];
        const double length = (right ? box.height() : box.width()) * usable;
        const auto count = static_cast<double>(places.size());
        const double step = std::min(most, length / count);
        double along = -step * (count - 1) / 2;
        for (const Place& place : places) {
            const QPointF at = right ? QPointF(side.second ? box.right() : box.left(), box.center().y() + along)
                                     : QPointF(box.center().x() + along, side.second ? box.bottom() : box.top());
            (place.atStart ? ends[place.edge].start : ends[place.edge].end) = at;
            along += step;
        }
    }
    return ends;
}

/// Two arcs that meet in the label, upright (or level) at both ends and there.
std::vector<QPointF> curveThrough(const Ends& ends, QPointF label, bool leftToRight)
{
    const auto arc = [&](QPointF from, QPointF to) {
        const QPointF way = (to - from) * 0.55;
        const QPointF along = leftToRight ? QPointF(way.x(), 0) : QPointF(0, way.y());
        return std::array{from + along, to - along, to};
    };
    std::vector<QPointF> points{ends.start};
    for (const auto& piece : {arc(ends.start, label), arc(label, ends.end)})
        points.insert(points.end(), piece.begin(), piece.end());
    return points;
}

struct Bezier {
    QPointF a, b, c, d;
};

/// Adds points until the line is nowhere farther than `tolerance` from the curve.
void flatten(const Bezier& curve, double tolerance, int depth, QPolygonF& line)
{
    // Both control points near their place on the chord: the curve is as near as they are.
    const QPointF off1 = curve.b - (curve.a * 2 + curve.d) / 3;
    const QPointF off2 = curve.c - (curve.a + curve.d * 2) / 3;
    if (depth == 0 || std::max(off1.manhattanLength(), off2.manhattanLength()) <= tolerance) {
        line += curve.d;
        return;
    }
    const QPointF ab = (curve.a + curve.b) / 2, bc = (curve.b + curve.c) / 2, cd = (curve.c + curve.d) / 2;
    const QPointF abc = (ab + bc) / 2, bcd = (bc + cd) / 2, middle = (abc + bcd) / 2;
    flatten({curve.a, ab, abc, middle}, tolerance, depth - 1, line);
    flatten({middle, bcd, cd, curve.d}, tolerance, depth - 1, line);
}

/// A point at a fraction of a polyline's length.
QPointF pointAlong(const QPolygonF& line, double fraction)
{
    double whole = 0;
    for (qsizetype i = 1; i < line.size(); ++i)
        whole += QLineF(line[i - 1], line[i]).length();
    double left = whole * fraction;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QLineF piece(line[i - 1], line[i]);
        if (piece.length() >= left && piece.length() > 0)
            return piece.pointAt(left / piece.length());
        left -= piece.length();
    }
    return line.last();
}

} // namespace

bool isFlipped(const GraphModel& model, const GraphEdge& edge)
{
    const GraphNode& from = model.nodes[static_cast<std::size_t>(edge.from)];
    const GraphNode& to = model.nodes[static_cast<std::size_t>(edge.to)];
    return isOfAgents(model) ? from.depth > to.depth : from.at > to.at;
}

std::vector<std::vector<QPointF>> routeEdges(const GraphModel& model, const std::vector<QRectF>& boxes,
                                             const LayoutRequest& request, const LayoutResult& layout)
{
    const std::vector<Ends> ends = shareSides(model, boxes, request, layout);
    std::vector<OwnEdge> without; // a way
    for (std::size_t i = 0; i < model.edges.size(); ++i) {
        if (layout.edges[i].points.empty() && !isDrawnThroughLabel(model, request.edges[i], layout.edges[i]))
            without.push_back({.edge = i, .from = model.edges[i].from, .to = model.edges[i].to});
    }
    std::vector<std::vector<QPointF>> own = ownCurves(boxes, without, request.leftToRight);
    std::size_t nextOwn = 0;
    std::vector<std::vector<QPointF>> routes;
    routes.reserve(model.edges.size());
    for (std::size_t i = 0; i < model.edges.size(); ++i) {
        const GraphEdge& edge = model.edges[i];
        std::vector<QPointF> points = layout.edges[i].points;
        if (isDrawnThroughLabel(model, request.edges[i], layout.edges[i])) {
            points = curveThrough(ends[i], *layout.edges[i].label, request.leftToRight);
        } else if (points.empty()) {
            points = std::move(own[nextOwn++]);
        } else if (request.arrangement == Arrangement::Ranked && isFlipped(model, edge)) {
            std::reverse(points.begin(), points.end());
        }
        routes.push_back(std::move(points));
    }
    return routes;
}

QPolygonF flatten(const std::vector<QPointF>& points, double tolerance)
{
    constexpr int mostHalvings = 7;
    QPolygonF line{points.front()};
    for (std::size_t i = 1; i + 2 < points.size(); i += 3)
        flatten({points[i - 1], points[i], points[i + 1], points[i + 2]}, tolerance, mostHalvings, line);
    return line;
}

template <typename Use>
bool OccupiedSpace::forCells(const QRectF& rect, Use use)
{
    constexpr double cellSize = 200; // px
    const auto index = [](double place) { return static_cast<int>(std::floor(place / cellSize)); };
    for (int x = index(rect.left()); x <= index(rect.right()); ++x) {
        for (int y = index(rect.top()); y <= index(rect.bottom()); ++y) {
            if (!use(cells_[{x, y}]))
                return false;
        }
    }
    return true;
}

void OccupiedSpace::add(const QRectF& rect)
{
    forCells(rect, [&](Cell& cell) {
        cell.push_back(rect);
        return true;
    });
}

bool OccupiedSpace::isFree(const QRectF& rect)
{
    return forCells(rect, [&](const Cell& cell) {
        return std::none_of(cell.begin(), cell.end(), [&](const QRectF& other) { return other.intersects(rect); });
    });
}

QRectF freeLabelPlace(OccupiedSpace& space, const QPolygonF& line, QSizeF size)
{
    constexpr std::array fractions{0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82};
    QRectF place(QPointF(), size);
    for (const double fraction : fractions) {
        place.moveCenter(pointAlong(line, fraction));
        if (space.isFree(place))
            return place;
    }
    place.moveCenter(pointAlong(line, fractions.front()));
    return place;
}

} // namespace rolloutscope::graph
