#include "views/graph/sequence_layout.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace rolloutscope::graph {
namespace {

constexpr double columnGap = 36; // px
constexpr double rowGap = 16;    // between boxes
constexpr double arrowRow = 22;  // at least, of a message
constexpr double loopWidth = 40; // of what an agent sends itself
constexpr double pxPerRow = 52;  // to scale: how high a rollout is, by what happens in it
constexpr double leastHeight = 700;
constexpr double mostHeight = 60'000;

struct Row {
    double time = 0;
    bool isEdge = false;
    std::size_t index = 0;
    double height = 0;
    double y = 0; // of its middle
};

class Sequence {
public:
    explicit Sequence(const LayoutRequest& request) : request_(request) {}

    LayoutResult lay()
    {
        makeColumns();
        makeRows();
        spaceRows();
        place();
        return std::move(result_);
    }

private:
    void makeColumns()
    {
        std::map<int, double> widths;
        for (const LayoutRequest::Node& node : request_.nodes)
            widths[node.lane] = std::max(widths[node.lane], node.size.width());
        double x = columnGap / 2;
        for (const auto& [lane, width] : widths) {
            columns_[lane] = static_cast<int>(result_.columns.size());
            result_.columns.push_back({.x = x + width / 2});
            x += width + columnGap;
        }
        width_ = x - columnGap / 2;
    }

    void makeRows()
    {
        for (std::size_t i = 0; i < request_.nodes.size(); ++i)
            rows_.push_back({.time = request_.nodes[i].time,
                             .isEdge = false,
                             .index = i,
                             .height = request_.nodes[i].size.height() + rowGap});
        for (std::size_t i = 0; i < request_.edges.size(); ++i) {
            const LayoutRequest::Edge& edge = request_.edges[i];
            if (edge.time)
                rows_.push_back({.time = *edge.time,
                                 .isEdge = true,
                                 .index = i,
                                 .height = std::max(arrowRow, edge.label.height() + 8)});
        }
        // A message comes before what it starts.
        std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
            return std::tuple(a.time, !a.isEdge, a.index) < std::tuple(b.time, !b.isEdge, b.index);
        });
    }

    void spaceRows()
    {
        double scale = 0; // px per ms
        if (request_.arrangement == Arrangement::SequenceTime && rows_.size() > 1) {
            const double length = rows_.back().time - rows_.front().time;
            const double height = std::clamp(static_cast<double>(rows_.size()) * pxPerRow, leastHeight, mostHeight);
            scale = length > 0 ? height / length : 0;
        }
        double y = 0;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const double least = i == 0 ? rows_[i].height / 2 : (rows_[i - 1].height + rows_[i].height) / 2;
            const double toScale = i == 0 ? 0 : (rows_[i].time - rows_[i - 1].time) * scale;
            y += std::max(least, toScale);
            rows_[i].y = y;
        }
        result_.size = QSizeF(width_ + loopWidth, rows_.empty() ? 0 : y + rows_.back().height / 2);
    }

    void place()
    {
        result_.nodes.resize(request_.nodes.size());
        result_.edges.resize(request_.edges.size());
        for (const Row& row : rows_) {
            if (!row.isEdge) {
                LayoutResult::Column& column = columnOf(static_cast<int>(row.index));
                result_.nodes[row.index] = QPointF(column.x, row.y);
                if (column.head < 0) {
                    column.head = static_cast<int>(row.index);
                    column.top = row.y;
                }
                column.bottom = row.y;
                continue;
            }
            const LayoutRequest::Edge& edge = request_.edges[row.index];
            LayoutResult::Column& from = columnOf(edge.from);
            LayoutResult::Column& to = columnOf(edge.to);
            for (LayoutResult::Column* column : {&from, &to}) {
                column->top = column->head < 0 ? std::min(column->top == 0 ? row.y : column->top, row.y) : column->top;
                column->bottom = std::max(column->bottom, row.y);
            }
            LayoutResult::Edge& way = result_.edges[row.index];
            const QPointF start(from.x, row.y), end(to.x, row.y);
            if (&from == &to) {
                const QPointF out(loopWidth, 0), down(0, arrowRow / 3);
                way.points = {start - down, start - down + out, start + down + out, start + down};
                way.label = start + QPointF(loopWidth * 0.75 + edge.label.width() / 2 + 4, 0);
            } else {
                way.points = {start, start + (end - start) / 3, start + (end - start) * 2 / 3, end};
                way.label = (start + end) / 2;
            }
            if (edge.label.isEmpty())
                way.label.reset();
        }
    }

    [[nodiscard]] LayoutResult::Column& columnOf(int node)
    {
        const int lane = request_.nodes[static_cast<std::size_t>(node)].lane;
        return result_.columns[static_cast<std::size_t>(columns_[lane])];
    }

    const LayoutRequest& request_;
    LayoutResult result_;
    std::map<int, int> columns_; // by lane
    std::vector<Row> rows_;
    double width_ = 0;
};

} // namespace

LayoutResult sequenceLayout(const LayoutRequest& request)
{
    return Sequence(request).lay();
}

} // namespace rolloutscope::graph
