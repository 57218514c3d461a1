#include "views/graph/own_curves.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace rolloutscope::graph {
namespace {

enum class Side : std::uint8_t { Left, Right, Top, Bottom };

bool isUpright(Side side)
{
    return side == Side::Left || side == Side::Right;
}

/// The sides that face each other: of the first box, and of the second.
std::array<Side, 2> facingSides(const QRectF& from, const QRectF& to, bool leftToRight)
{
    const QPointF way = to.center() - from.center();
    const double besideX = std::max(from.left(), to.left()) - std::min(from.right(), to.right());
    const double besideY = std::max(from.top(), to.top()) - std::min(from.bottom(), to.bottom());
    if (besideX > 0 && (leftToRight || besideY <= 0 || besideX > 3 * besideY))
        return way.x() < 0 ? std::array{Side::Left, Side::Right} : std::array{Side::Right, Side::Left};
    return way.y() < 0 ? std::array{Side::Top, Side::Bottom} : std::array{Side::Bottom, Side::Top};
}

QPointF pointOn(const QRectF& box, Side side, double along)
{
    switch (side) {
    case Side::Left:
        return {box.left(), box.center().y() + along};
    case Side::Right:
        return {box.right(), box.center().y() + along};
    case Side::Top:
        return {box.center().x() + along, box.top()};
    case Side::Bottom:
        return {box.center().x() + along, box.bottom()};
    }
    return box.center();
}

QPointF outwards(Side side)
{
    switch (side) {
    case Side::Left:
        return {-1, 0};
    case Side::Right:
        return {1, 0};
    case Side::Top:
        return {0, -1};
    case Side::Bottom:
        return {0, 1};
    }
    return {};
}

/// Around a corner of its box, farther out for each further one.
std::vector<QPointF> loop(const QRectF& box, int number)
{
    const double out = 26.0 + 10 * number;
    const QPointF start = box.bottomRight() - QPointF(0, box.height() / 3);
    const QPointF end = box.bottomRight() - QPointF(box.width() / 5, 0);
    return {start, start + QPointF(out, 0), end + QPointF(0, out), end};
}

} // namespace

std::vector<std::vector<QPointF>> ownCurves(const std::vector<QRectF>& boxes, const std::vector<OwnEdge>& edges,
                                            bool leftToRight)
{
    constexpr double mostStep = 18; // px between two edges
    constexpr double usable = 0.75; // of a side
    struct End {
        double order; // where the other box is, along the side
        std::size_t edge;
        bool atStart;
    };
    struct Way {
        std::array<Side, 2> sides{};
        std::array<QPointF, 2> ends;
    };
    const auto box = [&](int index) -> const QRectF& { return boxes[static_cast<std::size_t>(index)]; };
    std::vector<Way> ways(edges.size());
    std::map<std::pair<int, Side>, std::vector<End>> used;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const OwnEdge& edge = edges[i];
        if (edge.from == edge.to)
            continue;
        ways[i].sides = facingSides(box(edge.from), box(edge.to), leftToRight);
        const auto add = [&](int here, int there, Side side, bool atStart) {
            const QPointF other = box(there).center();
            used[{here, side}].push_back({isUpright(side) ? other.y() : other.x(), i, atStart});
        };
        add(edge.from, edge.to, ways[i].sides[0], true);
        add(edge.to, edge.from, ways[i].sides[1], false);
    }
    for (auto& [at, ends] : used) {
        std::stable_sort(ends.begin(), ends.end(), [](const End& a, const End& b) {
            return a.order != b.order ? a.order < b.order : a.edge < b.edge;
        });
        const QRectF& here = box(at.first);
        const double length = (isUpright(at.second) ? here.height() : here.width()) * usable;
        const double step = std::min(mostStep, length / static_cast<double>(ends.size()));
        double along = -step * static_cast<double>(ends.size() - 1) / 2;
        for (const End& end : ends) {
            ways[end.edge].ends[end.atStart ? 0 : 1] = pointOn(here, at.second, along);
            along += step;
        }
    }
    std::vector<std::vector<QPointF>> curves;
    std::map<int, int> loops;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (edges[i].from == edges[i].to) {
            curves.push_back(loop(box(edges[i].from), loops[edges[i].from]++));
            continue;
        }
        const auto& [start, end] = ways[i].ends;
        const QPointF way = end - start;
        const bool upright = isUpright(ways[i].sides[0]);
        const double bend = std::max(18.0, std::abs(upright ? way.x() : way.y()) * 0.45);
        curves.push_back(
            {start, start + outwards(ways[i].sides[0]) * bend, end + outwards(ways[i].sides[1]) * bend, end});
    }
    return curves;
}

} // namespace rolloutscope::graph
