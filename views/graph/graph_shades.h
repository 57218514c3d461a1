// What of the graph is in full colour: the timeline's window, the playhead, the filters and what is looked for decide.
// Plain values.
#pragma once

#include "views/document/find_hits.h"
#include "views/document/playhead.h"
#include "views/document/view_history.h"
#include "views/graph/graph_filter.h"

#include <QStringList>

#include <functional>

namespace rolloutscope::graph {

enum class Shade : std::uint8_t {
    Lit,
    Dimmed, // it steps back
    NotYet, // it has not begun at the playhead
    Hidden, // an edge of a kind that nobody wants to see
};

/// Empty lists: everything is lit, nothing found, nothing runs.
struct GraphShades {
    std::vector<Shade> nodes, edges, clusters;
    std::vector<bool> found;   // nodes on which a hit is shown
    std::vector<bool> running; // nodes that run at the playhead

    [[nodiscard]] Shade ofNode(int node) const { return nodes.empty() ? Shade::Lit : nodes[at(node)]; }
    [[nodiscard]] Shade ofEdge(int edge) const { return edges.empty() ? Shade::Lit : edges[at(edge)]; }
    [[nodiscard]] Shade ofCluster(int cluster) const { return clusters.empty() ? Shade::Lit : clusters[at(cluster)]; }
    [[nodiscard]] bool isFound(int node) const { return !found.empty() && found[at(node)]; }
    [[nodiscard]] bool runs(int node) const { return !running.empty() && running[at(node)]; }
    bool operator==(const GraphShades&) const = default;

private:
    [[nodiscard]] static std::size_t at(int index) { return static_cast<std::size_t>(index); }
};

struct ShadeRules {
    /// What is in sight on the timeline (Unix ms); dims nothing while all of the rollout is.
    std::optional<TimeRange> window;
    std::optional<Playhead> playhead;
    QStringList agentWords;
    GraphFilter filter;
    FindHitsPtr hits; // null: nothing is looked for
    /// Whether the timeline's legend hides this kind of object; empty: none.
    std::function<bool(ObjectRef)> isHidden;
};

/// The model is one of this trace. Linear.
[[nodiscard]] GraphShades shadesOf(const GraphModel& model, const LoadedTrace& loaded, const ShadeRules& rules);

} // namespace rolloutscope::graph
