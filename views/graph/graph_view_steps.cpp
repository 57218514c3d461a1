// How a GraphView goes from picture to picture: after its document, and by what a person does with nodes and edges.
#include "views/graph/graph_folding.h"
#include "views/graph/graph_view_private.h"
#include "views/graph/picture_maker.h"

#include <algorithm>
#include <utility>

namespace rolloutscope {

using namespace graph;

// ---- Following the document ----------------------------------------------------------------------------------------

void GraphView::Private::changeTrace(TraceChange change)
{
    const LoadedTracePtr before = std::exchange(loaded, document->loaded());
    const auto inNew = [&](ObjectRef object) {
        return before && loaded ? sameObject(before->trace, loaded->trace, object) : ObjectRef();
    };
    asked = mapped(std::move(asked), inNew);
    anchor = inNew(anchor);
    if (loaded && scope().level == GraphLevel::Work && !scope().object.valid()) {
        GraphScope there = scope();
        there.object = workScopeFor(*loaded, document->selection(), {});
        document->setGraphScope(std::move(there), false);
    }
    const bool grows = change == TraceChange::Grown;
    if (grows && maker->isBusy()) {
        growDelay.start(); // what is in the making comes first
    } else if (!grows || !canvas->picture()) {
        update(GraphCanvas::Placement::Fit);
    } else if (!growDelay.isActive()) {
        growDelay.start();
        update(GraphCanvas::Placement::KeepView, true);
    }
}

void GraphView::Private::changeScope()
{
    showScope(actions, scope());
    if (!loaded || loaded != document->loaded() || scope() == asked)
        return; // else traceChanged() is on its way
    // Unfolding and folding go on from where one is; another kind of picture begins anew.
    const bool goesOn = canvas->picture() && scope().level == asked.level && scope().arrangement == asked.arrangement &&
                        scope().hops == asked.hops &&
                        (scope().level != GraphLevel::Work || scope().object == asked.object) &&
                        scope().level != GraphLevel::Flow;
    if (!anchor.valid() || !goesOn)
        anchor = goesOn ? document->selection() : ObjectRef();
    update(goesOn ? GraphCanvas::Placement::KeepView : GraphCanvas::Placement::Fit);
}

/// The object of a node in the trace as it is now; the picture may be of an earlier one.
ObjectRef GraphView::Private::pictured(int node) const
{
    const GraphPicture& picture = *canvas->picture();
    return sameObject(picture.loaded->trace, loaded->trace, picture.model.nodes[static_cast<std::size_t>(node)].object);
}

void GraphView::Private::followSelection(ObjectRef object)
{
    if (!loaded || loaded != document->loaded())
        return; // traceChanged() is on its way
    // A click here never changes the picture under the pointer: another agent's work takes a double click.
    GraphScope there = scope();
    if (!markedByClick && there.level == GraphLevel::Work) {
        there.object = workScopeFor(*loaded, object, there.object);
    } else if (!markedByClick && there.level != GraphLevel::Flow) {
        const ThreadIndex thread = threadOf(loaded->trace, object);
        const int node = thread && canvas->picture() ? canvas->picture()->model.nodeOf(thread) : -1;
        if (node >= 0 && canvas->picture()->model.nodes[static_cast<std::size_t>(node)].kind == NodeKind::AgentGroup)
            there.object = thread;
    }
    if (there == scope())
        markSelection(!markedByClick);
    else
        document->setGraphScope(std::move(there), false);
}

void GraphView::Private::markSelection(bool bringIntoView)
{
    const auto& picture = canvas->picture();
    if (!picture || !picture->loaded || !loaded)
        return;
    const ObjectRef selection = sameObject(loaded->trace, picture->loaded->trace, document->selection());
    const auto& nodes = picture->model.nodes;
    int node = picture->model.nodeStandingFor(*picture->loaded, selection);
    // Of several nodes of one agent it is the clicked one from which the arrow keys go on.
    if (clickedNode >= 0 && static_cast<std::size_t>(clickedNode) < nodes.size() &&
        nodes[static_cast<std::size_t>(clickedNode)].object == selection)
        node = clickedNode;
    const int edge = selection.kind == ObjectKind::InteractionEdge ? picture->model.edgeOf(selection.edge()) : -1;
    canvas->setSelection(node, edge);
    if (!bringIntoView)
        return;
    canvas->bringIntoView(node);
    canvas->bringEdgeIntoView(edge);
}

// ---- What a person does --------------------------------------------------------------------------------------------

void GraphView::Private::clickNode(int node)
{
    clickedNode = node;
    markedByClick = true;
    document->select(pictured(node));
    markedByClick = false;
    markSelection(false);
}

void GraphView::Private::clickEdge(int index)
{
    const GraphEdge& edge = canvas->picture()->model.edges[static_cast<std::size_t>(index)];
    markedByClick = true;
    if (edge.interactions.empty()) {
        // Nothing was recorded of it: what it leads to is the nearest thing that can be looked at.
        document->select(pictured(edge.to));
    } else {
        // A bundle of several: each click takes the next one.
        const RolloutTrace& trace = canvas->picture()->loaded->trace;
        const EdgeIndex selected = sameObject(loaded->trace, trace, document->selection()).edge();
        const auto at = std::find(edge.interactions.begin(), edge.interactions.end(), selected);
        const bool last = at == edge.interactions.end() || std::next(at) == edge.interactions.end();
        const EdgeIndex next = last ? edge.interactions.front() : *std::next(at);
        document->select(sameObject(trace, loaded->trace, next));
    }
    markedByClick = false;
}

void GraphView::Private::toggleNode(int node)
{
    const GraphModel& model = canvas->picture()->model;
    if (canvas->picture()->loaded != loaded)
        return; // a newer picture is on its way
    const std::optional<GraphScope> toggled = toggledAt(*loaded, model, node);
    anchor = pictured(node);
    markedByClick = true;
    document->reveal(pictured(node));
    markedByClick = false;
    if (toggled)
        document->setGraphScope(*toggled);
}

void GraphView::Private::goUp()
{
    const auto& picture = canvas->picture();
    if (picture && picture->loaded == loaded && document->selection().valid()) {
        if (const std::optional<Folded> folded = foldedAround(*loaded, picture->model, document->selection())) {
            anchor = folded->selection;
            markedByClick = true;
            document->select(folded->selection);
            markedByClick = false;
            document->setGraphScope(folded->scope);
            return;
        }
    }
    if (scope().level == GraphLevel::Work)
        goToStep(scope().object.kind == ObjectKind::Turn ? 1 : 0);
    else if (scope().level == GraphLevel::Flow)
        q->setLevel(GraphLevel::Agents);
}

void GraphView::Private::goToStep(int step)
{
    canvas->setFocus();
    if (step == 0 || !loaded) {
        q->setLevel(GraphLevel::Agents);
        return;
    }
    GraphScope there = scope();
    there.object = threadOf(loaded->trace, there.object);
    there.level = GraphLevel::Work;
    document->setGraphScope(std::move(there));
}

void GraphView::Private::setHops(int hops)
{
    GraphScope there = scope();
    there.hops = document->selection().valid() ? hops : 0;
    there.center = there.hops > 0 ? document->selection() : ObjectRef();
    document->setGraphScope(std::move(there));
    showScope(actions, scope());
}

void GraphView::Private::showOnly()
{
    if (!loaded)
        return;
    const ObjectRef selection = document->selection();
    GraphScope there = scope();
    there.level = GraphLevel::Work;
    there.toggled.clear();
    there.hops = 0;
    there.object = turnOf(loaded->trace, selection);
    if (!there.object.valid())
        there.object = threadOf(loaded->trace, selection);
    document->setGraphScope(std::move(there));
}

} // namespace rolloutscope
