#include "views/graph/graph_look.h"

namespace rolloutscope::graph {

QFont nodeTitleFont()
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont nodeDetailFont()
{
    return smallFont();
}

QFont edgeLabelFont()
{
    return smallFont();
}

QFont clusterTitleFont()
{
    QFont font = smallFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QColor edgeColor(const Theme& theme, GraphEdgeKind kind)
{
    switch (kind) {
    case GraphEdgeKind::Spawn:
    case GraphEdgeKind::Task:
    case GraphEdgeKind::Message:
    case GraphEdgeKind::Close:
        return theme.agent;
    case GraphEdgeKind::Result:
        return theme.success;
    case GraphEdgeKind::Sequence: {
        QColor quiet = theme.dimText; // there is one at every call
        quiet.setAlpha(130);
        return quiet;
    }
    case GraphEdgeKind::AskedFor:
        return theme.inference;
    case GraphEdgeKind::Nested:
        return theme.codeCell;
    case GraphEdgeKind::SeenBy:
        return theme.tool;
    case GraphEdgeKind::Terminal:
        return theme.terminal;
    }
    return theme.line;
}

QColor barColor(const Theme& theme, const GraphNode& node)
{
    if (node.outcome == Outcome::Failed)
        return theme.failure;
    if (!isAgent(node))
        return node.kind == NodeKind::Turn ? theme.terminal : theme.accent(node.role);
    switch (node.outcome) {
    case Outcome::Succeeded:
        return theme.success;
    case Outcome::Running:
        return theme.selection;
    default:
        return theme.dimText;
    }
}

QRectF expanderRect(const QRectF& node)
{
    return {node.right() - look::expander - 5, node.top() + 5, look::expander, look::expander};
}

bool isAgent(const GraphNode& node)
{
    return node.kind == NodeKind::Agent || node.kind == NodeKind::AgentGroup || node.kind == NodeKind::OtherAgent;
}

} // namespace rolloutscope::graph
