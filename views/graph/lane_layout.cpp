// The simple layout: a column per lane (an agent, a kind of work), rows in the order of time.

#include "views/graph/graph_layout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace rolloutscope::graph {

namespace {

constexpr double laneGap = 48; // px
constexpr double rowGap = 40;

struct Grid {
    std::vector<int> row; // of each node
    std::vector<int> column;
    std::vector<double> columnX, rowY; // left and top edges
    std::vector<double> columnWidth, rowHeight;
};

std::vector<int> rowsOf(const LayoutRequest& request, const std::vector<int>& columns)
{
    std::vector<std::vector<int>> causes(request.nodes.size());
    for (const LayoutRequest::Edge& edge : request.edges) {
        if (edge.ranks && edge.from != edge.to)
            causes[static_cast<std::size_t>(edge.to)].push_back(edge.from);
    }
    std::vector<int> order(request.nodes.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return request.nodes[static_cast<std::size_t>(a)].time < request.nodes[static_cast<std::size_t>(b)].time;
    });
    std::vector<int> rows(request.nodes.size(), -1);
    std::map<int, int> nextInColumn;
    for (const int node : order) {
        const auto at = static_cast<std::size_t>(node);
        int row = nextInColumn[columns[at]];
        for (const int cause : causes[at])
            row = std::max(row, rows[static_cast<std::size_t>(cause)] + 1); // -1 + 1 for one that comes later
        rows[at] = row;
        nextInColumn[columns[at]] = row + 1;
    }
    return rows;
}

Grid gridOf(const LayoutRequest& request)
{
    Grid grid;
    std::map<int, int> columnOfLane;
    for (const LayoutRequest::Node& node : request.nodes)
        columnOfLane[node.lane] = 0;
    int next = 0;
    for (auto& [lane, column] : columnOfLane)
        column = next++;
    for (const LayoutRequest::Node& node : request.nodes)
        grid.column.push_back(columnOfLane[node.lane]);
    grid.row = rowsOf(request, grid.column);

    const int rows = grid.row.empty() ? 0 : *std::max_element(grid.row.begin(), grid.row.end()) + 1;
    grid.columnWidth.assign(columnOfLane.size(), 0);
    grid.rowHeight.assign(static_cast<std::size_t>(rows), 0);
    for (std::size_t i = 0; i < request.nodes.size(); ++i) {
        double& width = grid.columnWidth[static_cast<std::size_t>(grid.column[i])];
        double& height = grid.rowHeight[static_cast<std::size_t>(grid.row[i])];
        width = std::max(width, request.nodes[i].size.width());
        height = std::max(height, request.nodes[i].size.height());
    }
    const auto starts = [](const std::vector<double>& sizes, double gap) {
        std::vector<double> begin;
        double at = gap / 2;
        for (const double size : sizes) {
            begin.push_back(at);
            at += size + gap;
        }
        return begin;
    };
    grid.columnX = starts(grid.columnWidth, laneGap);
    grid.rowY = starts(grid.rowHeight, rowGap);
    return grid;
}

/// How far the n-th edge between the same two nodes keeps from the first: 0, 1, -1, 2, -2 …
double spread(int n)
{
    const double step = (n + 1) / 2;
    return n % 2 == 1 ? step : -step;
}

} // namespace

LayoutResult laneLayout(const LayoutRequest& request)
{
    const Grid grid = gridOf(request);
    LayoutResult result;
    if (!grid.columnX.empty() && !grid.rowY.empty()) {
        result.size = QSizeF(grid.columnX.back() + grid.columnWidth.back() + laneGap / 2,
                             grid.rowY.back() + grid.rowHeight.back() + rowGap / 2);
    }
    for (std::size_t i = 0; i < request.nodes.size(); ++i) {
        const auto column = static_cast<std::size_t>(grid.column[i]);
        const auto row = static_cast<std::size_t>(grid.row[i]);
        result.nodes.emplace_back(grid.columnX[column] + grid.columnWidth[column] / 2,
                                  grid.rowY[row] + grid.rowHeight[row] / 2);
    }

    std::map<std::pair<int, int>, int> parallel;
    for (const LayoutRequest::Edge& edge : request.edges) {
        const auto from = static_cast<std::size_t>(edge.from);
        const auto to = static_cast<std::size_t>(edge.to);
        const double aside = spread(parallel[std::minmax(edge.from, edge.to)]++);
        const QPointF start = result.nodes[from];
        const QPointF end = result.nodes[to];
        LayoutResult::Edge way;
        const bool below = grid.row[to] > grid.row[from];
        const bool above = grid.row[to] < grid.row[from];
        if (below || above) {
            const double sign = below ? 1 : -1;
            const double halfFrom = request.nodes[from].size.width() / 2 - 8;
            const double halfTo = request.nodes[to].size.width() / 2 - 8;
            const QPointF out(start.x() + std::clamp(aside * 22, -halfFrom, halfFrom),
                              start.y() + sign * request.nodes[from].size.height() / 2);
            const QPointF in(end.x() + std::clamp(aside * 22, -halfTo, halfTo),
                             end.y() - sign * request.nodes[to].size.height() / 2);
            const double bend = std::max(rowGap * 0.6, std::abs(in.y() - out.y()) * 0.3);
            // In its own column a long edge would run through the boxes between: it goes around them.
            const bool jumps = grid.column[from] == grid.column[to] && std::abs(grid.row[to] - grid.row[from]) > 1;
            const double detour = jumps ? grid.columnWidth[static_cast<std::size_t>(grid.column[from])] / 2 + 18 : 0;
            way.points = {out, out + QPointF(detour, sign * bend), in + QPointF(detour, -sign * bend), in};
        } else {
            const double sign = end.x() >= start.x() ? 1 : -1;
            const QPointF out = start + QPointF(sign * request.nodes[from].size.width() / 2, aside * 8);
            const QPointF in = end - QPointF((edge.from == edge.to ? -sign : sign) * request.nodes[to].size.width() / 2,
                                             edge.from == edge.to ? -12 : -aside * 8);
            const QPointF bend(sign * laneGap * 0.6, edge.from == edge.to ? 0 : rowGap * 0.4);
            way.points = {out, out + bend, in + QPointF(edge.from == edge.to ? bend.x() : -bend.x(), bend.y()), in};
        }
        result.edges.push_back(std::move(way));
    }
    frameClusters(request, result);
    return result;
}

} // namespace rolloutscope::graph
