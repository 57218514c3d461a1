// Shared by the builders of the graph's levels: adds nodes and bundles edges within the limits.
#pragma once

#include "views/graph/graph_model.h"

#include <map>
#include <tuple>

namespace rolloutscope::graph {

class GraphBuilder {
public:
    GraphBuilder(const LoadedTrace& loaded, GraphScope scope, const GraphLimits& limits);

    /// The index of the node; one object has one node.
    int addNode(GraphNode node);
    /// As addNode(), also when the object has a node already.
    int addFurtherNode(GraphNode node);
    [[nodiscard]] const GraphNode& node(int index) const { return model_.nodes[static_cast<std::size_t>(index)]; }
    /// Edges of one kind between two nodes become one with a count.
    void addEdge(int from, int to, GraphEdgeKind kind, EdgeIndex interaction = {}, bool inferred = false);
    [[nodiscard]] int nodeOf(ObjectRef object) const { return model_.nodeOf(object); }
    [[nodiscard]] std::size_t nodeCount() const { return model_.nodes.size(); }
    void setNote(QString title, QString hint);
    void setRemark(QString remark) { model_.remark = std::move(remark); }

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
    std::map<std::tuple<int, int, GraphEdgeKind>, int> bundles_;
    std::uint64_t edgesLeftOut_ = 0;
};

[[nodiscard]] GraphEdgeKind graphEdgeKind(EdgeKind kind);

void buildAgentsLevel(GraphBuilder& builder);
void buildWorkLevel(GraphBuilder& builder);

} // namespace rolloutscope::graph
