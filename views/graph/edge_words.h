// What an edge carried, in a few words: for tooltips and for those who listen.
#pragma once

#include "views/graph/graph_picture.h"

namespace rolloutscope::graph {

/// The first words of the first message, and when it was delivered; empty when nothing is recorded of it.
[[nodiscard]] QString edgeWords(const GraphPicture& picture, int edge);
/// Its kind, from where to where, and those words.
[[nodiscard]] QString edgeText(const GraphPicture& picture, int edge);

} // namespace rolloutscope::graph
