#include "views/graph/graph_filter.h"

#include <QCoreApplication>

#include <bit>

namespace rolloutscope::graph {
namespace {

QString words(const char* text)
{
    return QCoreApplication::translate("GraphFilter", text);
}

template <typename Number>
constexpr std::uint32_t bit(Number number)
{
    return std::uint32_t{1} << static_cast<unsigned>(number);
}

} // namespace

int GraphFilter::count() const
{
    return std::popcount(hiddenNodes) + std::popcount(hiddenOutcomes) + std::popcount(hiddenEdges);
}

bool GraphFilter::isHidden(const GraphNode& node) const
{
    return ((hiddenNodes & bit(node.kind)) | (hiddenOutcomes & bit(node.outcome))) != 0;
}

bool GraphFilter::isHidden(GraphEdgeKind kind) const
{
    return (hiddenEdges & bit(kind)) != 0;
}

std::vector<FilterSection> filterSections()
{
    const auto node = [](const char* text, std::uint32_t mask) {
        return FilterEntry{words(text), &GraphFilter::hiddenNodes, mask};
    };
    const auto outcome = [](const char* text, Outcome which) {
        return FilterEntry{words(text), &GraphFilter::hiddenOutcomes, bit(which)};
    };
    std::vector<FilterSection> sections{
        {words("Nodes"),
         {node("Agents", bit(NodeKind::Agent) | bit(NodeKind::AgentGroup) | bit(NodeKind::OtherAgent)),
          node("Turns", bit(NodeKind::Turn)), node("Inference calls", bit(NodeKind::InferenceCall)),
          node("Tool calls", bit(NodeKind::ToolCall)), node("Code cells", bit(NodeKind::CodeCell)),
          node("Compactions", bit(NodeKind::Compaction)), node("Messages", bit(NodeKind::Item))}},
        {words("Status"),
         {outcome("Succeeded", Outcome::Succeeded), outcome("Failed", Outcome::Failed),
          outcome("Cancelled", Outcome::Cancelled), outcome("Running", Outcome::Running)}},
        {words("Edges"), {}}};
    for (int i = 0; i < graphEdgeKinds; ++i) {
        const auto kind = static_cast<GraphEdgeKind>(i);
        QString text = toWord(kind);
        text[0] = text[0].toUpper();
        sections.back().entries.push_back({text, &GraphFilter::hiddenEdges, bit(kind)});
    }
    return sections;
}

} // namespace rolloutscope::graph
