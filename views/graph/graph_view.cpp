#include "views/graph/graph_view.h"

#include "views/actions/action_registry.h"
#include "views/graph/graph_actions.h"
#include "views/graph/graph_canvas.h"
#include "views/graph/graph_footer.h"
#include "views/graph/graph_header.h"
#include "views/graph/graph_text.h"
#include "views/graph/picture_maker.h"
#include "views/theme/plain_text.h"

#include <QAction>
#include <QElapsedTimer>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <vector>

namespace rolloutscope {

using namespace graph;

namespace {

constexpr double zoomStep = 1.25;
constexpr int busyHintAfter = 300; // ms
/// A picture of a rollout that grows is followed by a rest of many times what it took to make.
constexpr qint64 growIntervalMs = 1'000;
constexpr qint64 restPerWork = 8;
constexpr qint64 longestRestMs = 15'000;

} // namespace

struct GraphView::Private {
    explicit Private(GraphView* view, TraceDocument* doc) : q(view), document(doc) {}

    void createWidgets();
    void connectDocument();

    void changeTrace(TraceChange change);
    [[nodiscard]] ObjectRef pictured(int node) const;
    void followSelection(ObjectRef object);
    void markSelection(bool bringIntoView);
    void clickNode(int node);
    void clickEdge(int edge);
    void openNode(int node);
    void goUp();
    void goToStep(int step);
    void switchLevel(GraphLevel to);

    [[nodiscard]] GraphScope wantedScope() const;
    /// `quietly`: what is shown stays in full colour until the new picture is there.
    void update(GraphCanvas::Placement placement, bool quietly = false);
    void showPicture(const std::shared_ptr<const GraphPicture>& picture);
    void showNote(const GraphNote& note);
    void settle();
    void updateHeader();

    GraphView* q;
    TraceDocument* document;
    GraphCanvas* canvas = nullptr;
    GraphHeader* header = nullptr;
    GraphFooter* footer = nullptr;
    GraphActions actions;

    GraphLevel level = GraphLevel::Agents;
    ObjectRef workObject;  // at the level of work
    ObjectRef agentFocus;  // around which a large rollout is cut out
    LoadedTracePtr loaded; // what workObject and agentFocus belong to

    PictureMaker* maker = nullptr;
    GraphCanvas::Placement placement = GraphCanvas::Placement::Fit; // of the picture in the making
    QTimer busyHint;
    QElapsedTimer making;
    bool quiet = false; // the picture in the making only follows what grew
    QTimer growDelay;   // a live rollout is not drawn anew with every event
    bool settledNow = true;
    bool markedByClick = false; // the selection changes because of a click here
    int clickedNode = -1;       // in the picture
};

GraphView::GraphView(TraceDocument* document, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this, document))
{
    d_->createWidgets();
    d_->connectDocument();
    d_->changeTrace(TraceChange::Opened);
}

GraphView::~GraphView() = default;

GraphLevel GraphView::level() const
{
    return d_->level;
}

void GraphView::setLevel(GraphLevel level)
{
    // What is selected now, else what was shown at this level before.
    if (d_->loaded && level == GraphLevel::Work)
        d_->workObject = workScopeFor(*d_->loaded, d_->document->selection(), d_->workObject);
    d_->switchLevel(level);
}

void GraphView::showWork(ObjectRef threadOrTurn)
{
    if (!d_->loaded || workSize(*d_->loaded, threadOrTurn) == 0)
        threadOrTurn = threadOrTurn.kind == ObjectKind::Thread ? threadOrTurn : ObjectRef();
    d_->workObject = threadOrTurn;
    d_->switchLevel(GraphLevel::Work);
}

ObjectRef GraphView::workScope() const
{
    return d_->level == GraphLevel::Work ? d_->workObject : ObjectRef();
}

bool GraphView::isSettled() const
{
    return d_->settledNow;
}

QList<QAction*> GraphView::viewActions() const
{
    return d_->actions.registry->actions();
}

const ActionRegistry* GraphView::actions() const
{
    return d_->actions.registry;
}

// ---- Widgets -------------------------------------------------------------------------------------------------------

void GraphView::Private::createWidgets()
{
    canvas = new GraphCanvas(q); // first in the order of focus
    actions = makeGraphActions(q);
    header = new GraphHeader(actions.agents, actions.work, q);
    footer = new GraphFooter(q);
    maker = new PictureMaker([this] { return QSizeF(canvas->size()); }, q);
    auto* column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(canvas, 1);
    column->addWidget(footer);
    q->setFocusProxy(canvas);

    connect(actions.agents, &QAction::triggered, q, [this] { q->setLevel(GraphLevel::Agents); });
    connect(actions.work, &QAction::triggered, q, [this] { q->setLevel(GraphLevel::Work); });
    connect(actions.fit, &QAction::triggered, canvas, &GraphCanvas::fit);
    connect(actions.zoomIn, &QAction::triggered, canvas, [this] { canvas->zoomBy(zoomStep); });
    connect(actions.zoomOut, &QAction::triggered, canvas, [this] { canvas->zoomBy(1 / zoomStep); });
    connect(header, &GraphHeader::stepClicked, q, [this](int step) { goToStep(step); });
    connect(header, &GraphHeader::cancelClicked, maker, &PictureMaker::cancelLayout);
    connect(canvas, &GraphCanvas::nodeClicked, q, [this](int node) { clickNode(node); });
    connect(canvas, &GraphCanvas::nodeDoubleClicked, q, [this](int node) { openNode(node); });
    connect(canvas, &GraphCanvas::edgeClicked, q, [this](int edge) { clickEdge(edge); });
    connect(canvas, &GraphCanvas::nodeMenuRequested, q, [this](int node, QPoint place) {
        clickNode(node);
        document->requestObjectMenu(pictured(node), place);
    });
    connect(canvas, &GraphCanvas::backgroundClicked, q, [this] { document->clearSelection(); });
    connect(canvas, &GraphCanvas::backRequested, q, [this] { goUp(); });

    connect(maker, &PictureMaker::pictureMade, q, [this](const auto& picture) { showPicture(picture); });
    connect(maker, &PictureMaker::noteMade, q, [this](const GraphNote& note) { showNote(note); });
    growDelay.setSingleShot(true);
    growDelay.setInterval(static_cast<int>(growIntervalMs));
    connect(&growDelay, &QTimer::timeout, q, [this] {
        const bool isOld = !canvas->picture() || canvas->picture()->loaded != loaded;
        if (!isOld || !loaded)
            return;
        growDelay.start();
        if (!maker->isBusy())
            update(canvas->picture() ? GraphCanvas::Placement::KeepView : GraphCanvas::Placement::Fit, true);
    });
    busyHint.setSingleShot(true);
    busyHint.setInterval(busyHintAfter);
    connect(&busyHint, &QTimer::timeout, q, [this] { header->setBusy(true); });
}

void GraphView::Private::connectDocument()
{
    connect(document, &TraceDocument::traceChanged, q, [this](TraceChange change) { changeTrace(change); });
    connect(document, &TraceDocument::selectionChanged, q, [this](ObjectRef object) { followSelection(object); });
    connect(document, &TraceDocument::revealRequested, q, [this](ObjectRef) {
        if (markedByClick || !canvas->picture())
            return;
        markSelection(false);
        if (canvas->selectedNode() >= 0)
            canvas->centerOn(canvas->selectedNode());
        else
            canvas->bringEdgeIntoView(canvas->selectedEdge());
    });
}

// ---- Following the document ----------------------------------------------------------------------------------------

void GraphView::Private::changeTrace(TraceChange change)
{
    const LoadedTracePtr before = std::exchange(loaded, document->loaded());
    for (ObjectRef* object : {&workObject, &agentFocus})
        *object = before && loaded ? sameObject(before->trace, loaded->trace, *object) : ObjectRef();
    if (loaded && level == GraphLevel::Work && !workObject.valid())
        workObject = workScopeFor(*loaded, document->selection(), {});
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
    if (level == GraphLevel::Work && !markedByClick) {
        const ObjectRef scope = workScopeFor(*loaded, object, workObject);
        if (scope != workObject) {
            workObject = scope;
            update(GraphCanvas::Placement::Fit);
            return;
        }
    } else if (level == GraphLevel::Agents && loaded->trace.threads.size() > GraphLimits().nodes && !markedByClick) {
        const ThreadIndex thread = threadOf(loaded->trace, object);
        const bool inPicture = canvas->picture() && canvas->picture()->model.nodeOf(thread) >= 0;
        if (thread && !inPicture && agentFocus != ObjectRef(thread)) {
            agentFocus = thread;
            update(GraphCanvas::Placement::Fit);
            return;
        }
    }
    markSelection(!markedByClick);
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

void GraphView::Private::openNode(int node)
{
    const GraphNode opened = canvas->picture()->model.nodes[static_cast<std::size_t>(node)];
    const bool unfolds = opened.kind == NodeKind::Agent || opened.kind == NodeKind::OtherAgent ||
                         (opened.kind == NodeKind::Turn && workObject.kind == ObjectKind::Thread);
    markedByClick = true;
    document->reveal(pictured(node));
    markedByClick = false;
    if (unfolds)
        q->showWork(pictured(node));
}

void GraphView::Private::goUp()
{
    if (level == GraphLevel::Work)
        goToStep(workObject.kind == ObjectKind::Turn ? 1 : 0);
}

void GraphView::Private::goToStep(int step)
{
    canvas->setFocus();
    if (step == 0 || !loaded) {
        switchLevel(GraphLevel::Agents);
        return;
    }
    const ThreadIndex thread = threadOf(loaded->trace, workObject);
    if (thread)
        q->showWork(thread);
}

void GraphView::Private::switchLevel(GraphLevel to)
{
    const bool changed = level != to;
    level = to;
    (to == GraphLevel::Agents ? actions.agents : actions.work)->setChecked(true);
    update(GraphCanvas::Placement::Fit);
    if (changed)
        emit q->levelChanged(to);
}

// ---- Making the picture --------------------------------------------------------------------------------------------

GraphScope GraphView::Private::wantedScope() const
{
    return {.level = level, .object = level == GraphLevel::Work ? workObject : agentFocus};
}

void GraphView::Private::update(GraphCanvas::Placement where, bool quietly)
{
    placement = where;
    quiet = quietly;
    making.start();
    settledNow = false;
    updateHeader();
    if (!loaded) {
        maker->stop();
        showNote({.title = tr("No bundle is open"),
                  .hint = tr("Open a trace bundle to see its agents and how information moved between them.")});
        return;
    }
    if (!quietly) {
        canvas->setOutdated(true);
        busyHint.start();
    }
    maker->make(loaded, wantedScope());
}

void GraphView::Private::showPicture(const std::shared_ptr<const GraphPicture>& picture)
{
    footer->describe(picture.get()); // before the picture is fitted: it takes some of the room
    q->layout()->activate();
    if (canvas->picture() == picture)
        canvas->setOutdated(false);
    else
        canvas->showPicture(picture, placement);
    settle();
}

void GraphView::Private::showNote(const GraphNote& note)
{
    footer->describe(nullptr);
    canvas->showNote(note);
    settle();
}

void GraphView::Private::settle()
{
    busyHint.stop();
    header->setBusy(false);
    updateHeader();
    settledNow = true;
    clickedNode = -1;
    markSelection(!quiet);
    if (making.isValid())
        growDelay.setInterval(
            static_cast<int>(std::clamp(making.elapsed() * restPerWork, growIntervalMs, longestRestMs)));
    making.invalidate();
    // Not from inside of whoever asked for the picture: he may not listen yet.
    QMetaObject::invokeMethod(
        q,
        [this] {
            if (settledNow)
                emit q->settled();
        },
        Qt::QueuedConnection);
}

void GraphView::Private::updateHeader()
{
    QStringList trail;
    if (level == GraphLevel::Work && loaded && exists(loaded->trace, workObject)) {
        const ThreadIndex thread = threadOf(loaded->trace, workObject);
        const auto title = [&](ObjectRef object) {
            return singleLine(objectTitle(loaded->trace, loaded->relations, object));
        };
        trail += tr("Agents");
        if (thread)
            trail += title(thread);
        if (workObject.kind == ObjectKind::Turn)
            trail += title(workObject);
    }
    header->setTrail(trail);

    QString summary;
    if (loaded && canvas->picture()) {
        const GraphModel& shown = canvas->picture()->model;
        const bool agents = shown.scope.level == GraphLevel::Agents;
        summary = QString::fromStdString(agents ? formatCounted(shown.nodes.size(), "agent", "agents")
                                                : formatCounted(shown.nodes.size(), "node", "nodes"));
    }
    header->setSummary(summary);
}

} // namespace rolloutscope
