#include "views/graph/picture_index.h"

#include "views/graph/graph_picture.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rolloutscope::graph {

namespace {

constexpr double leastCell = 200; // px
constexpr double mostCells = 20'000;

/// A straight line is no empty rectangle here.
QRectF around(QPointF a, QPointF b)
{
    return QRectF(a, b).normalized();
}

} // namespace

PictureIndex::PictureIndex(const std::vector<PictureNode>& nodes, const std::vector<PictureEdge>& edges)
{
    double left = 1e18, top = 1e18, right = -1e18, bottom = -1e18;
    const auto extend = [&](const QRectF& area) {
        left = std::min(left, area.left());
        top = std::min(top, area.top());
        right = std::max(right, area.right());
        bottom = std::max(bottom, area.bottom());
    };
    for (const PictureNode& node : nodes)
        extend(node.rect);
    for (const PictureEdge& edge : edges)
        extend(edge.bounds);
    if (right < left || bottom < top)
        return;
    start_ = QPointF(left, top);
    cell_ = std::max(leastCell, std::sqrt((right - left) * (bottom - top) / mostCells));
    columns_ = static_cast<int>((right - left) / cell_) + 1;
    rows_ = static_cast<int>((bottom - top) / cell_) + 1;
    const auto cells = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_);
    nodes_.count = nodes.size();
    nodes_.cells.resize(cells);
    edges_.count = edges.size();
    edges_.cells.resize(cells);
    for (std::size_t i = 0; i < nodes.size(); ++i)
        add(nodes_, i, nodes[i].rect);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (!edges[i].label.isEmpty())
            add(edges_, i, edges[i].label);
        const QPolygonF& line = edges[i].curve;
        for (qsizetype point = 1; point < line.size(); ++point) {
            // A long piece goes through few of the cells that its rectangle covers.
            const QPointF from = line[point - 1], way = line[point] - from;
            const int steps = static_cast<int>(std::max(std::abs(way.x()), std::abs(way.y())) / cell_) + 1;
            for (int step = 0; step < steps; ++step)
                add(edges_, i, around(from + way * step / steps, from + way * (step + 1) / steps));
        }
    }
}

template <typename Use>
void PictureIndex::forCells(const QRectF& area, Use use) const
{
    const auto cellOf = [this](double distance, int most) {
        return static_cast<int>(std::clamp(std::floor(distance / cell_), 0.0, static_cast<double>(most - 1)));
    };
    const int left = cellOf(area.left() - start_.x(), columns_), right = cellOf(area.right() - start_.x(), columns_);
    const int top = cellOf(area.top() - start_.y(), rows_), bottom = cellOf(area.bottom() - start_.y(), rows_);
    for (int row = top; row <= bottom; ++row) {
        for (int column = left; column <= right; ++column)
            use(static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column));
    }
}

void PictureIndex::add(Grid& grid, std::size_t number, const QRectF& area) const
{
    forCells(area, [&](std::size_t cell) {
        std::vector<std::uint32_t>& list = grid.cells[cell];
        if (list.empty() || list.back() != number) // they are added in order
            list.push_back(static_cast<std::uint32_t>(number));
    });
}

std::vector<int> PictureIndex::near(const Grid& grid, const QRectF& area) const
{
    std::vector<int> found;
    if (isEmpty())
        return found;
    std::vector<bool> seen(grid.count, false);
    std::size_t count = 0;
    forCells(area, [&](std::size_t cell) {
        for (const std::uint32_t number : grid.cells[cell]) {
            count += seen[number] ? 0 : 1;
            seen[number] = true;
        }
    });
    found.reserve(count);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (seen[i])
            found.push_back(static_cast<int>(i));
    }
    return found;
}

} // namespace rolloutscope::graph
