// The view itself: its parts, how they hear of each other, and the picture in the making.
#include "views/actions/action_registry.h"
#include "views/document/agent_words.h"
#include "views/document/find_search.h"
#include "views/document/playback.h"
#include "views/graph/busy_note.h"
#include "views/graph/graph_filter_button.h"
#include "views/graph/graph_folding.h"
#include "views/graph/graph_footer.h"
#include "views/graph/graph_header.h"
#include "views/graph/graph_picture_file.h"
#include "views/graph/graph_text.h"
#include "views/graph/graph_view_private.h"
#include "views/graph/picture_maker.h"
#include "views/theme/plain_text.h"

#include <QAction>
#include <QMenu>
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

GraphView::GraphView(TraceDocument* document, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this, document))
{
    d_->createWidgets();
    d_->connectActions();
    d_->connectDocument();
    d_->changeTrace(TraceChange::Opened);
}

GraphView::~GraphView() = default;

GraphLevel GraphView::level() const
{
    return d_->scope().level;
}

void GraphView::setLevel(GraphLevel level)
{
    GraphScope scope = d_->scope();
    const GraphLevel before = std::exchange(scope.level, level);
    scope.toggled.clear(); // what was unfolded by hand belongs to the level before
    scope.subtrees.clear();
    scope.hops = 0;
    const ObjectRef selection = d_->document->selection();
    if (!d_->loaded || (level == GraphLevel::Flow && selection.valid()))
        scope.object = selection;
    else if (level == GraphLevel::Work)
        scope.object =
            workScopeFor(*d_->loaded, selection, before == GraphLevel::Flow ? ObjectRef() : d_->scope().object);
    else if (level != GraphLevel::Flow)
        scope.object = threadOf(d_->loaded->trace, selection);
    d_->document->setGraphScope(std::move(scope));
    showScope(d_->actions, d_->scope());
}

void GraphView::showObject(ObjectRef object)
{
    if (!d_->loaded || !exists(d_->loaded->trace, object))
        return;
    d_->document->select(object);
    d_->document->setGraphScope(revealing(*d_->loaded, d_->scope(), object));
    d_->document->reveal(object);
}

void GraphView::showFlow(ObjectRef object)
{
    if (!d_->loaded || !exists(d_->loaded->trace, object))
        return;
    d_->document->select(object);
    setLevel(GraphLevel::Flow);
}

void GraphView::setLooks(Looks looks)
{
    d_->looks = std::move(looks);
    d_->updateShades();
}

void GraphView::setWheelZooms(bool zooms)
{
    d_->canvas->setWheelZooms(zooms);
}

bool GraphView::isSettled() const
{
    return d_->settledNow;
}

const ActionRegistry* GraphView::actions() const
{
    return d_->actions.registry;
}

std::shared_ptr<const GraphPicture> GraphView::picture() const
{
    return d_->canvas->picture();
}

GraphFileRequest GraphView::fileRequest(bool whole) const
{
    GraphFileRequest request;
    if (!whole) {
        request.part = d_->canvas->visibleScene();
        request.size = d_->canvas->size();
    }
    request.devicePixelRatio = devicePixelRatioF();
    request.theme = &Theme::of(palette());
    request.facts = d_->header->summary();
    request.look.selectedNode = d_->canvas->selectedNode();
    request.look.selectedEdge = d_->canvas->selectedEdge();
    request.look.shades = d_->canvas->shades();
    request.look.colors = d_->canvas->nodeColors();
    return request;
}

// ---- Widgets -------------------------------------------------------------------------------------------------------

void GraphView::Private::createWidgets()
{
    canvas = new GraphCanvas(q); // first in the order of focus
    actions = makeGraphActions(q);
    busy = new BusyNote(canvas);
    header = new GraphHeader(actions, q);
    footer = new GraphFooter(q);
    filter = new GraphFilterButton(header);
    header->addControl(filter);
    maker = new PictureMaker([this] { return QSizeF(canvas->size()); }, q);
    auto* column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(canvas, 1);
    column->addWidget(footer);
    q->setFocusProxy(canvas);

    connect(header, &GraphHeader::stepClicked, q, [this](int step) { goToStep(step); });
    connect(busy, &BusyNote::cancelClicked, maker, &PictureMaker::cancelLayout);
    connect(canvas, &GraphCanvas::nodeClicked, q, [this](int node) { clickNode(node); });
    connect(canvas, &GraphCanvas::nodeDoubleClicked, q, [this](int node) { toggleNode(node); });
    connect(canvas, &GraphCanvas::clusterDoubleClicked, q, [this](int cluster) {
        const GraphModel& model = canvas->picture()->model;
        if (const int head = model.nodeOf(model.clusters[static_cast<std::size_t>(cluster)].object); head >= 0)
            toggleNode(head);
    });
    connect(canvas, &GraphCanvas::edgeClicked, q, [this](int edge) { clickEdge(edge); });
    connect(canvas, &GraphCanvas::nodeMenuRequested, q, [this](int node, QPoint place) {
        clickNode(node);
        document->requestObjectMenu(pictured(node), place, {actions.only, actions.fold, actions.chainTo});
    });
    connect(canvas, &GraphCanvas::edgeMenuRequested, q, [this](int edge, QPoint place) {
        const IndexList<InteractionEdge>& all =
            canvas->picture()->model.edges[static_cast<std::size_t>(edge)].interactions;
        const bool selected = std::find(all.begin(), all.end(), document->selection().edge()) != all.end();
        if (!selected)
            clickEdge(edge);
        document->requestObjectMenu(document->selection(), place);
    });
    connect(canvas, &GraphCanvas::backgroundMenuRequested, q, [this](QPoint place) {
        auto* menu = new QMenu(q);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions({actions.fit, actions.zoomToMarked, actions.zoomIn, actions.zoomOut});
        menu->addSeparator();
        for (QAction* action : actions.levels)
            menu->addAction(action);
        menu->addSeparator();
        for (QAction* action : actions.arrangements)
            menu->addAction(action);
        menu->addSeparator();
        menu->addAction(actions.chain);
        menu->popup(place);
    });
    connect(canvas, &GraphCanvas::marksChanged, q, [this] { updateHeader(); });
    connect(filter, &GraphFilterButton::filterChanged, q, [this] { updateShades(); });
    connect(canvas, &GraphCanvas::backgroundClicked, q, [this] { document->clearSelection(); });
    connect(canvas, &GraphCanvas::escapePressed, q, [this] {
        if (document->selection().valid())
            document->clearSelection();
        else
            document->playback()->stop();
    });
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
    shadeDelay.setSingleShot(true);
    shadeDelay.setInterval(0);
    connect(&shadeDelay, &QTimer::timeout, q, [this] { updateShades(); });
    busyHint.setSingleShot(true);
    busyHint.setInterval(busyHintAfter);
    connect(&busyHint, &QTimer::timeout, busy, &QWidget::show);
}

void GraphView::Private::connectActions()
{
    const auto change = [this](auto set) {
        GraphScope changed = scope();
        set(changed);
        document->setGraphScope(std::move(changed));
        showScope(actions, scope());
    };
    for (std::size_t i = 0; i < actions.levels.size(); ++i)
        connect(actions.levels[i], &QAction::triggered, q, [this, i] { q->setLevel(static_cast<GraphLevel>(i)); });
    for (std::size_t i = 0; i < actions.arrangements.size(); ++i)
        connect(actions.arrangements[i], &QAction::triggered, q,
                [change, i] { change([i](GraphScope& one) { one.arrangement = static_cast<Arrangement>(i); }); });
    for (std::size_t i = 0; i < actions.directions.size(); ++i)
        connect(actions.directions[i], &QAction::triggered, q,
                [change, i] { change([i](GraphScope& one) { one.direction = static_cast<FlowDirection>(i); }); });
    for (std::size_t i = 0; i < actions.neighbours.size(); ++i)
        connect(actions.neighbours[i], &QAction::triggered, q, [this, i] { setHops(static_cast<int>(i)); });
    connect(actions.fewer, &QAction::triggered, q,
            [this] { setHops(scope().hops == 0 ? mostHops : std::max(1, scope().hops - 1)); });
    connect(actions.more, &QAction::triggered, q, [this] {
        if (scope().hops > 0)
            setHops(scope().hops == mostHops ? 0 : scope().hops + 1);
    });
    connect(actions.chain, &QAction::triggered, q, [change](bool shown) {
        change([shown](GraphScope& one) {
            one.chain = shown;
            one.chainTo = {};
        });
    });
    connect(actions.chainTo, &QAction::triggered, q, [this, change] {
        change([end = document->selection()](GraphScope& one) {
            one.chain = end.valid();
            one.chainTo = end;
        });
    });
    connect(actions.only, &QAction::triggered, q, [this] { showOnly(); });
    connect(actions.fold, &QAction::triggered, q, [this] { goUp(); });
    connect(actions.find, &QAction::triggered, q, &GraphView::findRequested);
    connect(actions.zoomToMarked, &QAction::triggered, canvas, &GraphCanvas::zoomToMarked);
    connect(actions.fit, &QAction::triggered, canvas, &GraphCanvas::fit);
    connect(actions.zoomIn, &QAction::triggered, canvas, [this] { canvas->zoomBy(zoomStep); });
    connect(actions.zoomOut, &QAction::triggered, canvas, [this] { canvas->zoomBy(1 / zoomStep); });
}

void GraphView::Private::connectDocument()
{
    connect(document, &TraceDocument::traceChanged, q, [this](TraceChange change) { changeTrace(change); });
    connect(document, &TraceDocument::graphScopeChanged, q, [this] { changeScope(); });
    connect(document, &TraceDocument::selectionChanged, q, [this](ObjectRef object) { followSelection(object); });
    connect(document, &TraceDocument::visibleTimeChanged, q, [this] { shadeSoon(); });
    connect(document, &TraceDocument::playheadChanged, q, [this] { shadeSoon(); });
    connect(document, &TraceDocument::trackFilterChanged, q, [this] { shadeSoon(); });
    connect(document->find(), &FindSearch::hitsChanged, q, [this] { shadeSoon(); });
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

// ---- Making the picture --------------------------------------------------------------------------------------------

void GraphView::Private::update(GraphCanvas::Placement where, bool quietly)
{
    placement = where;
    quiet = quietly;
    asked = scope();
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
    maker->make(loaded, asked, where == GraphCanvas::Placement::KeepView ? canvas->picture() : nullptr, anchor);
}

void GraphView::Private::showPicture(const std::shared_ptr<const GraphPicture>& picture)
{
    footer->describe(picture.get()); // before the picture is fitted: it takes some of the room
    q->layout()->activate();
    if (canvas->picture() == picture) {
        canvas->setOutdated(false);
    } else {
        GraphCanvas::Anchor kept;
        if (const auto& before = canvas->picture(); before && before->loaded && anchor.valid()) {
            kept.before = before->model.nodeStandingFor(*before->loaded,
                                                        sameObject(loaded->trace, before->loaded->trace, anchor));
            kept.now = picture->model.nodeStandingFor(*picture->loaded,
                                                      sameObject(loaded->trace, picture->loaded->trace, anchor));
        }
        canvas->showPicture(picture, placement, kept);
    }
    anchor = {};
    updateShades();
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
    busy->hide();
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

void GraphView::Private::updateShades()
{
    const auto& picture = canvas->picture();
    if (!picture || !picture->loaded)
        return;
    ShadeRules rules;
    rules.window = document->visibleTime();
    rules.playhead = document->playhead();
    rules.agentWords = filterWords(document->trackFilter());
    rules.filter = filter->filter();
    if (document->find()->hasSomethingToShow())
        rules.hits = document->find()->hits();
    if (looks.isHidden)
        rules.isHidden = [&](ObjectRef object) { return looks.isHidden(picture->loaded->trace, object); };
    canvas->setShades(shadesOf(picture->model, *picture->loaded, rules));
    std::vector<QColor> colors;
    if (looks.colorOf) {
        colors.reserve(picture->model.nodes.size());
        for (const GraphNode& node : picture->model.nodes)
            colors.push_back(looks.colorOf(picture->loaded->trace, node.object));
    }
    canvas->setNodeColors(std::move(colors));
}

void GraphView::Private::updateHeader()
{
    QStringList trail;
    if (scope().level == GraphLevel::Work && loaded && exists(loaded->trace, scope().object)) {
        const ThreadIndex thread = threadOf(loaded->trace, scope().object);
        const auto title = [&](ObjectRef object) {
            return singleLine(objectTitle(loaded->trace, loaded->relations, object));
        };
        trail += tr("Agents");
        if (thread)
            trail += title(thread);
        if (scope().object.kind == ObjectKind::Turn)
            trail += title(scope().object);
    }
    header->setTrail(trail);

    QString summary;
    if (loaded && canvas->picture()) {
        const GraphModel& shown = canvas->picture()->model;
        const bool agents = std::all_of(shown.nodes.begin(), shown.nodes.end(),
                                        [](const GraphNode& node) { return node.kind == NodeKind::Agent; });
        summary = QString::fromStdString(agents ? formatCounted(shown.nodes.size(), "agent", "agents")
                                                : formatCounted(shown.nodes.size(), "node", "nodes"));
    }
    const auto marked = std::count(canvas->marked().begin(), canvas->marked().end(), true);
    if (marked > 0)
        summary += tr(" · %1 marked").arg(marked);
    header->setSummary(summary);
}

} // namespace rolloutscope
