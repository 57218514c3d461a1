// Keeps what is on screen in place: when a picture follows another one (something was unfolded or folded, a rollout
// grew), what both have moves only as far as it must. Plain functions on layouts.
#pragma once

#include "views/graph/graph_layout.h"

#include <optional>
#include <vector>

namespace rolloutscope::graph {

/// `fresh` is the layout of `request` by itself, `before` the centres that nodes had in the picture before (absent: it
/// is new). A node alone, or an outermost frame with all that is in it, moves as one; it goes to where it was, and is
/// pushed aside as far as something else needs room. Nothing when too little is the same, or no room was found: then
/// the fresh layout is the better one. Edges between things that moved differently have no way (empty points).
/// The node `anchor` (-1: none) stays exactly where it was, and the frame around it is pushed by nothing.
[[nodiscard]] std::optional<LayoutResult> keepPlaces(const LayoutRequest& request, const LayoutResult& fresh,
                                                     const std::vector<std::optional<QPointF>>& before,
                                                     int anchor = -1);

} // namespace rolloutscope::graph
