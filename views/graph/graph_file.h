// The graph for other tools: DOT for Graphviz, GraphML for yEd, Gephi and NetworkX. Nodes, edges and frames with what
// is known of them; places as the picture has them. Texts of a bundle are escaped: they cannot become markup. `redact`:
// secrets in them are masked (core/export/redaction.h).
#pragma once

#include "views/graph/graph_picture.h"

#include <QByteArray>

namespace rolloutscope::graph {

/// UTF-8. Places are points from the bottom left, pinned, for `neato -n2`; dot lays out anew.
[[nodiscard]] QByteArray toDot(const GraphPicture& picture, bool redact = false);
/// UTF-8. Frames are nested graphs; places are px from the top left.
[[nodiscard]] QByteArray toGraphMl(const GraphPicture& picture, bool redact = false);

} // namespace rolloutscope::graph
