// Pictures of the graph without a view: a trace at a level, placed by our own layout.
#pragma once

#include "graph_trace_builder.h"

#include "views/graph/graph_picture.h"

namespace rolloutscope::graphtest {

inline std::shared_ptr<const graph::GraphPicture> pictureOf(const LoadedTracePtr& loaded, graph::GraphScope scope)
{
    graph::GraphModel model = graph::buildGraph(*loaded, std::move(scope));
    std::vector<graph::PictureNode> measured = graph::measureNodes(model);
    const graph::LayoutRequest request = graph::layoutRequest(model, measured, QSizeF(700, 600));
    const graph::LayoutResult layout = graph::laneLayout(request);
    return std::make_shared<const graph::GraphPicture>(
        graph::assemblePicture(loaded, std::move(model), std::move(measured), request, layout));
}

} // namespace rolloutscope::graphtest
