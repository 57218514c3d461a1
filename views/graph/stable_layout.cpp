#include "views/graph/stable_layout.h"

#include <QRectF>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rolloutscope::graph {
namespace {

constexpr double gap = 22; // px between what was pushed apart
constexpr int mostRounds = 400;

/// What moves as one: an outermost frame with all that is in it, or a box outside of frames.
struct Unit {
    QRectF rect;           // where it is now
    QPointF moved = {};    // from its place in the fresh layout
    std::size_t kept = 0;  // boxes that were there before
    std::size_t nodes = 0; // boxes in it
    double weight = 1;     // how hard it is to push
};

class Keeper {
public:
    Keeper(const LayoutRequest& request, const LayoutResult& fresh, const std::vector<std::optional<QPointF>>& before,
           int anchor)
        : request_(request), fresh_(fresh), before_(before), anchor_(anchor)
    {
    }

    std::optional<LayoutResult> keep()
    {
        const auto kept = std::count_if(before_.begin(), before_.end(), [](const auto& at) { return at.has_value(); });
        if (kept == 0 || request_.arrangement != Arrangement::Ranked)
            return std::nullopt;
        makeUnits();
        placeKept();
        placeNew();
        if (!pushApart())
            return std::nullopt;
        return result();
    }

private:
    [[nodiscard]] static std::size_t at(int index) { return static_cast<std::size_t>(index); }

    [[nodiscard]] int outermost(int cluster) const
    {
        while (request_.clusters[at(cluster)].parent >= 0)
            cluster = request_.clusters[at(cluster)].parent;
        return cluster;
    }

    [[nodiscard]] QRectF boxOf(std::size_t node) const
    {
        QRectF box(QPointF(), request_.nodes[node].size);
        box.moveCenter(fresh_.nodes[node]);
        return box;
    }

    void makeUnits()
    {
        std::vector<int> unitOfCluster(request_.clusters.size(), -1);
        for (std::size_t i = 0; i < request_.nodes.size(); ++i) {
            const int cluster = request_.nodes[i].cluster;
            int unit = static_cast<int>(units_.size());
            if (cluster >= 0) {
                int& known = unitOfCluster[at(outermost(cluster))];
                if (known < 0) {
                    known = unit;
                    units_.push_back({.rect = fresh_.clusters[at(outermost(cluster))]});
                }
                unit = known;
            } else {
                units_.push_back({.rect = boxOf(i)});
            }
            unitOf_.push_back(unit);
            ++units_[at(unit)].nodes;
        }
    }

    /// To where its boxes were, on average: the box that was unfolded is the only one of a new frame that is known.
    void placeKept()
    {
        for (std::size_t i = 0; i < before_.size(); ++i) {
            if (!before_[i])
                continue;
            Unit& unit = units_[at(unitOf_[i])];
            unit.moved += *before_[i] - fresh_.nodes[i];
            ++unit.kept;
        }
        const bool anchored = anchor_ >= 0 && before_[at(anchor_)].has_value();
        Unit* fixed = anchored ? &units_[at(unitOf_[at(anchor_)])] : nullptr;
        for (Unit& unit : units_) {
            if (unit.kept == 0)
                continue;
            unit.moved /= static_cast<double>(unit.kept);
            if (&unit == fixed)
                unit.moved = *before_[at(anchor_)] - fresh_.nodes[at(anchor_)];
            unit.rect.translate(unit.moved);
            // What grew stays where it is; what is small gives way.
            unit.weight = &unit == fixed ? 1e9 : unit.kept == unit.nodes ? 1 : 1000;
        }
    }

    /// As far from what it hangs on as in the fresh layout.
    void placeNew()
    {
        std::vector<QPointF> sum(units_.size());
        std::vector<int> count(units_.size(), 0);
        QPointF all;
        int known = 0;
        for (const Unit& unit : units_) {
            if (unit.kept > 0) {
                all += unit.moved;
                ++known;
            }
        }
        const auto hang = [&](int one, int other) {
            if (units_[at(one)].kept == 0 && units_[at(other)].kept > 0) {
                sum[at(one)] += units_[at(other)].moved;
                ++count[at(one)];
            }
        };
        for (const LayoutRequest::Edge& edge : request_.edges) {
            hang(unitOf_[at(edge.from)], unitOf_[at(edge.to)]);
            hang(unitOf_[at(edge.to)], unitOf_[at(edge.from)]);
        }
        for (std::size_t i = 0; i < units_.size(); ++i) {
            Unit& unit = units_[i];
            if (unit.kept > 0)
                continue;
            unit.moved = count[i] > 0 ? sum[i] / count[i] : all / std::max(1, known);
            unit.rect.translate(unit.moved);
            unit.weight = 0.2;
        }
    }

    /// Along the way on which less is needed; the lighter one gives way. False when it does not come to rest.
    bool pushApart()
    {
        std::vector<std::size_t> order(units_.size());
        std::iota(order.begin(), order.end(), 0);
        for (int round = 0; round < mostRounds; ++round) {
            // Sweep from left to right: only neighbours in x can overlap.
            std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
                return units_[a].rect.left() != units_[b].rect.left() ? units_[a].rect.left() < units_[b].rect.left()
                                                                      : a < b;
            });
            bool rests = true;
            for (std::size_t i = 0; i < order.size(); ++i) {
                for (std::size_t j = i + 1; j < order.size(); ++j) {
                    Unit& a = units_[order[i]];
                    Unit& b = units_[order[j]];
                    if (b.rect.left() - a.rect.right() >= gap)
                        break;
                    rests = !push(a, b) && rests;
                }
            }
            if (rests)
                return true;
        }
        return false;
    }

    static bool push(Unit& a, Unit& b)
    {
        const double x = gap - std::max(a.rect.left(), b.rect.left()) + std::min(a.rect.right(), b.rect.right());
        const double y = gap - std::max(a.rect.top(), b.rect.top()) + std::min(a.rect.bottom(), b.rect.bottom());
        if (x <= 0.01 || y <= 0.01)
            return false;
        const bool sideways = x < y;
        const QPointF between = b.rect.center() - a.rect.center();
        const double way = sideways ? (between.x() < 0 ? -x : x) : (between.y() < 0 ? -y : y);
        const double share = a.weight / (a.weight + b.weight); // of b
        const QPointF step = sideways ? QPointF(way, 0) : QPointF(0, way);
        a.rect.translate(-step * (1 - share));
        a.moved -= step * (1 - share);
        b.rect.translate(step * share);
        b.moved += step * share;
        return true;
    }

    [[nodiscard]] LayoutResult result() const
    {
        LayoutResult kept;
        QRectF bounds;
        for (const Unit& unit : units_)
            bounds |= unit.rect;
        const QPointF by = -bounds.topLeft();
        const auto place = [&](std::size_t unit, QPointF point) { return point + units_[unit].moved + by; };
        for (std::size_t i = 0; i < fresh_.nodes.size(); ++i)
            kept.nodes.push_back(place(at(unitOf_[i]), fresh_.nodes[i]));
        for (std::size_t i = 0; i < fresh_.clusters.size(); ++i)
            kept.clusters.push_back(fresh_.clusters[i]);
        for (std::size_t i = 0; i < request_.nodes.size(); ++i) {
            for (int cluster = request_.nodes[i].cluster; cluster >= 0; cluster = request_.clusters[at(cluster)].parent)
                kept.clusters[at(cluster)] = fresh_.clusters[at(cluster)].translated(units_[at(unitOf_[i])].moved + by);
        }
        for (std::size_t i = 0; i < request_.edges.size(); ++i) {
            const std::size_t from = at(unitOf_[at(request_.edges[i].from)]);
            const std::size_t to = at(unitOf_[at(request_.edges[i].to)]);
            LayoutResult::Edge way;
            const QPointF apart = units_[from].moved - units_[to].moved;
            if (from == to || apart.manhattanLength() < 0.5) {
                for (const QPointF& point : fresh_.edges[i].points)
                    way.points.push_back(place(from, point));
                if (fresh_.edges[i].label)
                    way.label = place(from, *fresh_.edges[i].label);
            }
            kept.edges.push_back(std::move(way));
        }
        kept.size = bounds.size();
        return kept;
    }

    const LayoutRequest& request_;
    const LayoutResult& fresh_;
    const std::vector<std::optional<QPointF>>& before_;
    int anchor_;
    std::vector<Unit> units_;
    std::vector<int> unitOf_; // by node
};

} // namespace

std::optional<LayoutResult> keepPlaces(const LayoutRequest& request, const LayoutResult& fresh,
                                       const std::vector<std::optional<QPointF>>& before, int anchor)
{
    return Keeper(request, fresh, before, anchor).keep();
}

} // namespace rolloutscope::graph
