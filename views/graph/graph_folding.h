// What unfolding and folding make of the graph's scope. Plain functions: the view says which node a person means.
#pragma once

#include "views/graph/graph_model.h"

#include <optional>

namespace rolloutscope::graph {

/// Enter or a double click on a node: its turns, its work, or the agents that it stands for are shown, or folded where
/// they are shown already. Nothing when there is nothing inside.
[[nodiscard]] std::optional<GraphScope> toggledAt(const LoadedTrace& loaded, const GraphModel& model, int node);

struct Folded {
    GraphScope scope;
    ObjectRef selection; // what stands for all that was folded
};
/// Backspace: folds the innermost that an object (of a node) is part of. Nothing when nothing is left to fold.
[[nodiscard]] std::optional<Folded> foldedAround(const LoadedTrace& loaded, const GraphModel& model, ObjectRef object);

/// The scope in which an object has a node: what hides it is unfolded.
[[nodiscard]] GraphScope revealing(const LoadedTrace& loaded, const GraphScope& scope, ObjectRef object,
                                   const GraphLimits& limits = {});

} // namespace rolloutscope::graph
