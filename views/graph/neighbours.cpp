#include "views/graph/neighbours.h"

#include "views/graph/graph_text.h"

#include <deque>

namespace rolloutscope::graph {
namespace {

/// How many edges each node is from the centre, at most `most`; -1: farther.
std::vector<int> distances(const GraphModel& model, int center, int most)
{
    std::vector<std::vector<int>> around(model.nodes.size());
    for (const GraphEdge& edge : model.edges) {
        around[static_cast<std::size_t>(edge.from)].push_back(edge.to);
        around[static_cast<std::size_t>(edge.to)].push_back(edge.from);
    }
    std::vector<int> distance(model.nodes.size(), -1);
    std::deque<int> open{center};
    distance[static_cast<std::size_t>(center)] = 0;
    while (!open.empty()) {
        const auto at = static_cast<std::size_t>(open.front());
        open.pop_front();
        if (distance[at] == most)
            continue;
        for (const int next : around[at]) {
            int& there = distance[static_cast<std::size_t>(next)];
            if (there < 0) {
                there = distance[at] + 1;
                open.push_back(next);
            }
        }
    }
    return distance;
}

/// Old index to new one; -1: gone.
template <typename T, typename Keep>
std::vector<int> compact(std::vector<T>& all, Keep keep)
{
    std::vector<int> place(all.size(), -1);
    std::vector<T> kept;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!keep(i))
            continue;
        place[i] = static_cast<int>(kept.size());
        kept.push_back(std::move(all[i]));
    }
    all = std::move(kept);
    return place;
}

int placeIn(const std::vector<int>& places, int index)
{
    return index < 0 ? -1 : places[static_cast<std::size_t>(index)];
}

template <typename Map>
void renumber(Map& map, const std::vector<int>& places)
{
    std::erase_if(map, [&](const auto& entry) { return placeIn(places, entry.second) < 0; });
    for (auto& [key, index] : map)
        index = placeIn(places, index);
}

/// Frames with something in them, and those around them.
std::vector<bool> usedClusters(const GraphModel& model)
{
    std::vector<bool> used(model.clusters.size(), false);
    for (const GraphNode& node : model.nodes) {
        for (int at = node.cluster; at >= 0; at = model.clusters[static_cast<std::size_t>(at)].parent)
            used[static_cast<std::size_t>(at)] = true;
    }
    return used;
}

} // namespace

void keepNeighbours(GraphModel& model, int center)
{
    if (center < 0 || model.scope.hops <= 0)
        return;
    const std::size_t before = model.nodes.size();
    const std::vector<int> distance = distances(model, center, model.scope.hops);
    const std::vector<int> node = compact(model.nodes, [&](std::size_t i) { return distance[i] >= 0; });
    if (model.nodes.size() == before)
        return;
    const std::vector<int> edge = compact(model.edges, [&](std::size_t i) {
        return placeIn(node, model.edges[i].from) >= 0 && placeIn(node, model.edges[i].to) >= 0;
    });
    const std::vector<bool> used = usedClusters(model);
    const std::vector<int> cluster = compact(model.clusters, [&](std::size_t i) { return used[i]; });
    for (GraphEdge& one : model.edges) {
        one.from = placeIn(node, one.from);
        one.to = placeIn(node, one.to);
    }
    for (GraphNode& one : model.nodes)
        one.cluster = placeIn(cluster, one.cluster);
    for (GraphCluster& one : model.clusters)
        one.parent = placeIn(cluster, one.parent);
    renumber(model.nodeByObject, node);
    renumber(model.edgeByInteraction, edge);
    const QString left = QStringLiteral("%1 of %2 nodes: neighbours within %3")
                             .arg(groupedNumber(model.nodes.size()), groupedNumber(before))
                             .arg(model.scope.hops);
    model.remark = model.remark.isEmpty() ? left : left + QStringLiteral(" · ") + model.remark;
}

} // namespace rolloutscope::graph
