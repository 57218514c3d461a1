// The parts of a GraphView; only for its own files.
#pragma once

#include "views/document/trace_document.h"
#include "views/graph/graph_actions.h"
#include "views/graph/graph_canvas.h"
#include "views/graph/graph_view.h"

#include <QElapsedTimer>
#include <QTimer>

namespace rolloutscope {

namespace graph {
class BusyNote;
class GraphFilterButton;
class GraphFooter;
class GraphHeader;
class PictureMaker;
} // namespace graph

struct GraphView::Private {
    explicit Private(GraphView* view, TraceDocument* doc) : q(view), document(doc) {}

    void createWidgets();
    void connectActions();
    void connectDocument();

    void changeTrace(TraceChange change);
    void changeScope();
    [[nodiscard]] ObjectRef pictured(int node) const;
    void followSelection(ObjectRef object);
    void markSelection(bool bringIntoView);
    void clickNode(int node);
    void clickEdge(int edge);
    void toggleNode(int node);
    void goUp();
    void goToStep(int step);
    void setHops(int hops);
    void showOnly();

    [[nodiscard]] const graph::GraphScope& scope() const { return document->graphScope(); }
    /// `quietly`: what is shown stays in full colour until the new picture is there.
    void update(graph::GraphCanvas::Placement placement, bool quietly = false);
    void showPicture(const std::shared_ptr<const graph::GraphPicture>& picture);
    void showNote(const graph::GraphNote& note);
    void settle();
    void updateHeader();
    /// What steps back, and what colours nodes have.
    void updateShades();
    void shadeSoon() { shadeDelay.start(); }

    GraphView* q;
    TraceDocument* document;
    graph::GraphCanvas* canvas = nullptr;
    graph::BusyNote* busy = nullptr;
    graph::GraphHeader* header = nullptr;
    graph::GraphFooter* footer = nullptr;
    graph::GraphFilterButton* filter = nullptr;
    graph::GraphActions actions;
    Looks looks;

    LoadedTracePtr loaded;
    graph::GraphScope asked; // of the picture on screen or in the making
    ObjectRef anchor;        // stays where it is on the screen when the picture changes

    graph::PictureMaker* maker = nullptr;
    graph::GraphCanvas::Placement placement = graph::GraphCanvas::Placement::Fit; // of the picture in the making
    QTimer busyHint;
    QTimer shadeDelay; // until the event loop is back: several things change at once
    QElapsedTimer making;
    bool quiet = false; // the picture in the making only follows what grew
    QTimer growDelay;   // a live rollout is not drawn anew with every event
    bool settledNow = true;
    bool markedByClick = false; // the selection changes because of a click here
    int clickedNode = -1;       // in the picture
};

} // namespace rolloutscope
