// What of the graph a person does not want to see: kinds of nodes, outcomes, kinds of edges. Plain values. Agents are
// filtered by the words that also filter the timeline.
#pragma once

#include "views/graph/graph_model.h"

#include <array>
#include <cstdint>

namespace rolloutscope::graph {

struct GraphFilter {
    // Bits by the numbers of the enumerations.
    std::uint32_t hiddenNodes = 0;
    std::uint32_t hiddenOutcomes = 0;
    std::uint32_t hiddenEdges = 0;

    /// How many entries are switched off.
    [[nodiscard]] int count() const;
    [[nodiscard]] bool isHidden(const GraphNode& node) const;
    [[nodiscard]] bool isHidden(GraphEdgeKind kind) const;
    bool operator==(const GraphFilter&) const = default;
};

/// What can be switched off, in the order of menus.
struct FilterEntry {
    QString text;
    std::uint32_t GraphFilter::*bits;
    std::uint32_t mask;
};
struct FilterSection {
    QString title;
    std::vector<FilterEntry> entries;
};
[[nodiscard]] std::vector<FilterSection> filterSections();

} // namespace rolloutscope::graph
