// The graph as a picture to take along, PNG or SVG: what is in view or all of it, with a title above and what its
// colours mean below. Works on any thread.
#pragma once

#include "views/graph/graph_paint.h"

namespace rolloutscope::graph {

struct GraphFileRequest {
    QRectF part; // of the scene; empty: the whole picture
    QSize size;  // px of the graph without title and legend; empty: the part at 100 %
    double devicePixelRatio = 1;
    const Theme* theme = &Theme::light(); // outlives every picture
    bool redact = false;                  // secrets in a .dot or .graphml are masked; a picture is as it is
    QString name;                         // of the bundle
    QString facts;                        // what is shown of it
    PaintOptions look;                    // selection and shades; its theme, zoom and visible part are found here
};

/// Gives the reason why it was not written; empty when it was.
[[nodiscard]] QString writeGraphPicture(const GraphPicture& picture, const GraphFileRequest& request,
                                        const QString& file);

/// As the end of its name says: .dot, .graphml, or a picture.
[[nodiscard]] QString writeGraphFile(const GraphPicture& picture, const GraphFileRequest& request, const QString& file);

} // namespace rolloutscope::graph
