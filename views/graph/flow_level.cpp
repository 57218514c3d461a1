#include "views/graph/flow_level.h"

#include "core/insight/describe.h"
#include "core/insight/information_flow.h"
#include "views/graph/graph_text.h"
#include "views/graph/object_nodes.h"
#include "views/theme/plain_text.h"

#include <unordered_map>

namespace rolloutscope::graph {
namespace {

GraphEdgeKind edgeKindOf(const RolloutTrace& trace, const FlowLink& link)
{
    switch (link.kind) {
    case FlowLinkKind::AskedFor:
        return GraphEdgeKind::AskedFor;
    case FlowLinkKind::Nested:
        return GraphEdgeKind::Nested;
    case FlowLinkKind::WentInto:
        return GraphEdgeKind::SeenBy;
    case FlowLinkKind::Carried:
        return GraphEdgeKind::Sequence;
    case FlowLinkKind::Sent:
        return graphEdgeKind(trace.edges[link.edge].kind);
    }
    return GraphEdgeKind::Sequence;
}

class FlowLevel {
public:
    FlowLevel(GraphBuilder& builder, InformationFlow flow) : builder_(builder), flow_(std::move(flow)) {}

    void build()
    {
        for (const FlowStep& step : flow_.steps)
            addStep(step);
        for (const FlowLink& link : flow_.links) {
            const int from = nodes_[static_cast<std::size_t>(link.from)];
            const int to = nodes_[static_cast<std::size_t>(link.to)];
            builder_.addEdge(from, to, edgeKindOf(builder_.trace(), link), link.edge);
            if (link.between > 0)
                builder_.setEdgeLabel(from, to, GraphEdgeKind::Sequence,
                                      QString::fromStdString(formatCounted(link.between, "call", "calls")) +
                                          QStringLiteral(" between"));
        }
        if (flow_.leftOut > 0)
            builder_.addRemark(QStringLiteral("%1 more were found farther away").arg(groupedNumber(flow_.leftOut)));
    }

private:
    void addStep(const FlowStep& step)
    {
        GraphNode node = objectNode(builder_, step.object);
        node.depth = step.depth;
        const ThreadIndex thread = threadOf(builder_.trace(), step.object);
        if (thread) {
            const auto [known, isNew] = frames_.emplace(thread, std::pair(-1, static_cast<int>(frames_.size())));
            if (isNew)
                known->second.first = addFrame(thread);
            node.cluster = known->second.first;
            node.lane = known->second.second;
        }
        if (step.depth == 0)
            node.mark = QStringLiteral("the object in question");
        else if (step.isAnswer && step.depth > 0)
            node.mark = QStringLiteral("an answer");
        nodes_.push_back(builder_.addNode(std::move(node)));
    }

    int addFrame(ThreadIndex thread)
    {
        const AgentThread& agent = builder_.trace().threads[thread];
        const std::string_view name = agent.agentPath.empty() ? std::string_view(agent.id) : agent.agentPath;
        return builder_.addCluster({.object = thread,
                                    .parent = -1,
                                    .title = singleLine(name, 80),
                                    .outcome = outcomeOf(builder_.trace(), thread),
                                    .at = agent.execution.startedAt,
                                    .until = agent.execution.endedAt});
    }

    GraphBuilder& builder_;
    InformationFlow flow_;
    std::vector<int> nodes_;                                      // by step
    std::unordered_map<ThreadIndex, std::pair<int, int>> frames_; // of agents: frame and lane
};

} // namespace

void buildFlowLevel(GraphBuilder& builder, const Readings& readings)
{
    const GraphScope& scope = builder.scope();
    if (!exists(builder.trace(), scope.object)) {
        builder.setNote({.title = QStringLiteral("Nothing selected"),
                         .hint = QStringLiteral("Select a call, a tool, a message or an agent, then choose Flow, to "
                                                "see where its information came from and where it went.")});
        return;
    }
    InformationFlow flow = informationFlow(builder.trace(), builder.relations(), readings,
                                           {.object = scope.object,
                                            .backwards = scope.direction != FlowDirection::Forwards,
                                            .forwards = scope.direction != FlowDirection::Backwards,
                                            .mostSteps = builder.limits().nodes});
    if (flow.steps.empty()) {
        builder.setNote({.title = QStringLiteral("No flow is known of this"),
                         .hint = QStringLiteral("Select a call, a tool, a message or an agent.")});
        return;
    }
    FlowLevel(builder, std::move(flow)).build();
}

} // namespace rolloutscope::graph
