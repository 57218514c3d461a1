// Shared by the parts that make a graph: adds nodes and bundles edges within the limits, and knows which node stands
// for an object.
#pragma once

#include "views/graph/graph_model.h"

#include <map>
#include <tuple>
#include <utility>

namespace rolloutscope::graph {

class GraphBuilder {
public:
    GraphBuilder(const LoadedTrace& loaded, GraphScope scope, const GraphLimits& limits);

    /// The index of the node; one object has one node.
    int addNode(GraphNode node);
    /// As addNode(), also when the object has a node already.
    int addFurtherNode(GraphNode node);
    /// This node stands for an object that has none.
    void standFor(ObjectRef object, int node) { model_.nodeByObject.emplace(object, node); }
    /// The index of the frame.
    int addCluster(GraphCluster cluster);
    [[nodiscard]] const GraphNode& node(int index) const { return model_.nodes[static_cast<std::size_t>(index)]; }
    /// Edges of one kind between two nodes become one with a count; in a sequence each has its own time.
    void addEdge(int from, int to, GraphEdgeKind kind, EdgeIndex interaction = {}, bool inferred = false);
    /// Beside the word for its kind; of an edge that is there.
    void setEdgeLabel(int from, int to, GraphEdgeKind kind, const QString& label);
    [[nodiscard]] int nodeOf(ObjectRef object) const { return model_.nodeOf(object); }
    [[nodiscard]] std::size_t nodeCount() const { return model_.nodes.size(); }
    [[nodiscard]] std::size_t room() const { return limits_.nodes - std::min(limits_.nodes, nodeCount()); }
    void setNote(GraphNote note) { model_.note = std::move(note); }
    /// What was left out; several are said one after the other.
    void addRemark(const QString& remark);

    /// An agent's node without its numbers.
    [[nodiscard]] GraphNode agentNode(ThreadIndex thread, NodeKind kind) const;
    /// `1 m 27 s after the start · 12.4 s`
    [[nodiscard]] QString whenText(const ExecutionWindow& window) const;
    [[nodiscard]] std::int64_t durationOf(const ExecutionWindow& window) const;

    [[nodiscard]] const LoadedTrace& loaded() const { return loaded_; }
    [[nodiscard]] const RolloutTrace& trace() const { return loaded_.trace; }
    [[nodiscard]] const Relations& relations() const { return loaded_.relations; }
    [[nodiscard]] const GraphLimits& limits() const { return limits_; }
    [[nodiscard]] const GraphScope& scope() const { return model_.scope; }
    [[nodiscard]] GraphModel take();

private:
    const LoadedTrace& loaded_;
    GraphLimits limits_;
    GraphModel model_;
    std::map<std::tuple<int, int, GraphEdgeKind, EdgeIndex>, int> bundles_;
    std::uint64_t edgesLeftOut_ = 0;
};

[[nodiscard]] GraphEdgeKind graphEdgeKind(EdgeKind kind);

} // namespace rolloutscope::graph
