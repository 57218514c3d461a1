#include "views/graph/graph_canvas.h"

#include "views/graph/edge_words.h"
#include "views/graph/minimap.h"

#include <QAccessible>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace rolloutscope::graph {

namespace {

constexpr double leastZoom = 0.02;
constexpr double mostZoom = 4;
constexpr double legibleZoom = 0.8; // what a reveal zooms to at least
// A first picture that would be smaller than this starts legible, at its beginning. A few agents still show who belongs
// to whom when they are small; a chain of work shows nothing.
constexpr double leastFirstZoomOfAgents = 0.3;
constexpr double leastFirstZoomOfWork = 0.5;
constexpr double firstZoomThen = 0.8;
constexpr int restMs = 120;      // without a movement, until everything is drawn as finely as it can be
constexpr double cornerGap = 10; // px between overlays and the border

} // namespace

GraphCanvas::GraphCanvas(QWidget* parent)
    : QWidget(parent), minimap_(new Minimap(this)), transition_([this] { update(); }), hoverFade_([this] { update(); })
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(160, 120);
    grabGesture(Qt::PinchGesture);
    setAccessibleName(tr("Graph"));
    rest_.setSingleShot(true);
    rest_.setInterval(restMs);
    connect(&rest_, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    connect(this, &GraphCanvas::viewChanged, minimap_, qOverload<>(&QWidget::update));
}

void GraphCanvas::showPicture(std::shared_ptr<const GraphPicture> picture, Placement placement, Anchor anchor)
{
    const std::shared_ptr<const GraphPicture> before = std::exchange(picture_, std::move(picture));
    note_ = {};
    outdated_ = false;
    selectedNode_ = selectedEdge_ = hoveredNode_ = hoveredEdge_ = -1;
    hoverFade_.forget();
    shades_ = {};
    colors_.clear();
    setMarked({});
    minimap_->drawAnew();
    transition_.stop();
    const PictureTransition::View viewBefore{.zoom = zoom_, .origin = origin_};
    if (placement == Placement::Fit || !before) {
        fitInitially();
    } else if (anchor.before >= 0 && anchor.now >= 0) {
        // What was unfolded stays under the pointer.
        const QPointF was = toWidget(before->nodes[static_cast<std::size_t>(anchor.before)].rect.center());
        const QPointF is = picture_->nodes[static_cast<std::size_t>(anchor.now)].rect.center();
        moveView(zoom_, was - is * zoom_, true);
    } else if (!moved_) {
        fitInitially();
    } else {
        moveView(zoom_, origin_, true);
    }
    if (isVisible())
        transition_.start(before, viewBefore, picture_, {.zoom = zoom_, .origin = origin_});
    update();
}

void GraphCanvas::showNote(const GraphNote& note)
{
    picture_.reset();
    transition_.stop();
    setMarked({});
    note_ = note;
    outdated_ = false;
    selectedNode_ = selectedEdge_ = hoveredNode_ = hoveredEdge_ = -1;
    hoverFade_.forget();
    moved_ = false;
    placeMinimap();
    update();
}

void GraphCanvas::setSelection(int node, int edge)
{
    if (selectedNode_ == node && selectedEdge_ == edge)
        return;
    selectedNode_ = node;
    selectedEdge_ = edge;
    describeSelection();
    minimap_->drawAnew();
    update();
}

void GraphCanvas::describeSelection()
{
    QString text;
    if (picture_ && selectedNode_ >= 0) {
        const GraphNode& node = picture_->model.nodes[static_cast<std::size_t>(selectedNode_)];
        text = node.toolTip.isEmpty() ? node.title : node.toolTip;
        const auto edges = picture_->edgesOf[static_cast<std::size_t>(selectedNode_)].size();
        text += QChar(u'\n') + tr("%n edge(s)", nullptr, static_cast<int>(edges));
    } else if (picture_ && selectedEdge_ >= 0) {
        text = edgeText(*picture_, selectedEdge_);
    }
    setAccessibleDescription(text);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void GraphCanvas::setShades(GraphShades shades)
{
    if (shades == shades_)
        return;
    shades_ = std::move(shades);
    minimap_->drawAnew();
    update();
}

void GraphCanvas::setNodeColors(std::vector<QColor> colors)
{
    colors_ = std::move(colors);
    update();
}

void GraphCanvas::setMarked(std::vector<bool> marked)
{
    if (marked == marked_)
        return;
    marked_ = std::move(marked);
    minimap_->drawAnew();
    update();
    emit marksChanged();
}

// ---- Where the view is ---------------------------------------------------------------------------------------------

QRectF GraphCanvas::visibleScene() const
{
    return QRectF(toScene(QPointF(0, 0)), QSizeF(size()) / zoom_);
}

void GraphCanvas::moveView(double zoom, QPointF origin, bool byPerson)
{
    zoom_ = std::clamp(zoom, leastZoom, mostZoom);
    origin_ = origin;
    moved_ = byPerson;
    if (picture_) {
        // Some of the picture always stays in sight.
        const QRectF bounds = picture_->bounds;
        const double keepX = std::min(60.0, width() / 2.0), keepY = std::min(60.0, height() / 2.0);
        origin_.setX(std::clamp(origin_.x(), keepX - bounds.right() * zoom_,
                                std::max(keepX - bounds.right() * zoom_, width() - keepX - bounds.left() * zoom_)));
        origin_.setY(std::clamp(origin_.y(), keepY - bounds.bottom() * zoom_,
                                std::max(keepY - bounds.bottom() * zoom_, height() - keepY - bounds.top() * zoom_)));
    }
    placeMinimap();
    emit viewChanged();
    update();
}

void GraphCanvas::fit()
{
    if (!picture_ || picture_->bounds.isEmpty())
        return;
    const QRectF bounds = picture_->bounds;
    const double zoom = std::clamp(std::min(width() / bounds.width(), height() / bounds.height()), leastZoom, 1.0);
    moveView(zoom, QRectF(rect()).center() - bounds.center() * zoom, false);
}

void GraphCanvas::fitInitially()
{
    fit();
    if (!picture_)
        return;
    const bool agents = picture_->model.scope.level == GraphLevel::Agents;
    if (zoom_ >= (agents ? leastFirstZoomOfAgents : leastFirstZoomOfWork))
        return;
    // A long chain of work would be a thread of dots: begin where it begins, and let the minimap show the rest.
    const QRectF bounds = picture_->bounds;
    const QPointF first = picture_->nodes.empty() ? bounds.topLeft() : picture_->nodes.front().rect.center();
    const QSizeF seen = QSizeF(size()) / firstZoomThen;
    const auto startOf = [](double middle, double extent, double least, double most) {
        return extent >= most - least ? (least + most - extent) / 2
                                      : std::clamp(middle - extent / 2, least, most - extent);
    };
    QRectF view(QPointF(startOf(first.x(), seen.width(), bounds.left(), bounds.right()),
                        startOf(first.y(), seen.height(), bounds.top(), bounds.bottom())),
                seen);
    // Across the chain: as much as there is of what is in sight along it.
    const bool tall = bounds.height() * width() > bounds.width() * height();
    QRectF inSight;
    for (const PictureNode& node : picture_->nodes) {
        const bool counts = tall ? node.rect.bottom() > view.top() && node.rect.top() < view.bottom()
                                 : node.rect.right() > view.left() && node.rect.left() < view.right();
        if (counts)
            inSight |= node.rect;
    }
    inSight.adjust(-cornerGap, -cornerGap, cornerGap, cornerGap);
    if (tall)
        view.moveLeft(startOf(first.x(), seen.width(), inSight.left(), inSight.right()));
    else
        view.moveTop(startOf(first.y(), seen.height(), inSight.top(), inSight.bottom()));
    moveView(firstZoomThen, -view.topLeft() * firstZoomThen, false);
}

void GraphCanvas::zoomToMarked()
{
    if (!picture_)
        return;
    QRectF area;
    for (std::size_t i = 0; i < picture_->nodes.size(); ++i) {
        const bool wanted = std::find(marked_.begin(), marked_.end(), true) == marked_.end()
                                ? static_cast<int>(i) == selectedNode_
                                : marked_[i];
        if (wanted)
            area |= picture_->nodes[i].rect;
    }
    if (area.isEmpty())
        return;
    area.adjust(-40, -40, 40, 40);
    const double zoom = std::clamp(std::min(width() / area.width(), height() / area.height()), leastZoom, 1.5);
    moveView(zoom, QRectF(rect()).center() - area.center() * zoom, true);
}

void GraphCanvas::zoomBy(double factor, QPointF at)
{
    if (!picture_)
        return;
    const double zoom = std::clamp(zoom_ * factor, leastZoom, mostZoom);
    const QPointF fixed = toScene(at);
    rest_.start();
    moveView(zoom, at - fixed * zoom, true);
}

void GraphCanvas::bringIntoView(int node)
{
    if (!picture_ || node < 0)
        return;
    const QRectF box = picture_->nodes[static_cast<std::size_t>(node)].rect;
    const QRectF inner = QRectF(rect()).adjusted(12, 12, -12, -12);
    const QRectF shown(toWidget(box.topLeft()), box.size() * zoom_);
    if (inner.contains(shown))
        return;
    if (shown.width() > inner.width() || shown.height() > inner.height()) {
        centerOn(box.center());
        return;
    }
    QPointF by;
    by.setX(std::max(0.0, inner.left() - shown.left()) - std::max(0.0, shown.right() - inner.right()));
    by.setY(std::max(0.0, inner.top() - shown.top()) - std::max(0.0, shown.bottom() - inner.bottom()));
    moveView(zoom_, origin_ + by, true);
}

void GraphCanvas::bringEdgeIntoView(int edge)
{
    if (!picture_ || edge < 0)
        return;
    const PictureEdge& drawn = picture_->edges[static_cast<std::size_t>(edge)];
    if (visibleScene().intersects(drawn.bounds))
        return;
    centerOn(drawn.bounds.center());
}

void GraphCanvas::centerOn(int node)
{
    if (!picture_ || node < 0)
        return;
    const QPointF center = picture_->nodes[static_cast<std::size_t>(node)].rect.center();
    const double zoom = std::max(zoom_, legibleZoom);
    moveView(zoom, QRectF(rect()).center() - center * zoom, true);
}

void GraphCanvas::centerOn(QPointF scenePlace)
{
    rest_.start();
    moveView(zoom_, QRectF(rect()).center() - scenePlace * zoom_, true);
}

void GraphCanvas::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (!picture_)
        return;
    if (moved_)
        moveView(zoom_, origin_, true);
    else
        fitInitially();
}

void GraphCanvas::placeMinimap()
{
    // It is for finding one's way in what does not fit, and must not cover what there is in a small view.
    const bool needed = picture_ && !visibleScene().adjusted(-4, -4, 4, 4).contains(picture_->bounds) &&
                        width() > 2 * minimap_->width() && height() > 2 * minimap_->height();
    minimap_->setVisible(needed);
    minimap_->move(width() - minimap_->width() - static_cast<int>(cornerGap),
                   height() - minimap_->height() - static_cast<int>(cornerGap));
}

void GraphCanvas::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

// ---- Painting ------------------------------------------------------------------------------------------------------

void GraphCanvas::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.ground);
    if (!picture_) {
        paintNote(painter, note_, theme, rect());
        return;
    }
    const bool moves = transition_.isRunning();
    const PictureTransition::View view =
        moves ? transition_.view() : PictureTransition::View{.zoom = zoom_, .origin = origin_};
    painter.translate(view.origin);
    painter.scale(view.zoom, view.zoom);
    PaintOptions options{.theme = &theme,
                         .zoom = view.zoom,
                         .visible = QRectF(-view.origin / view.zoom, QSizeF(size()) / view.zoom),
                         .texts = &texts_};
    if (moves) {
        options.opacities = &transition_.goneOpacities();
        paintPicture(painter, transition_.gone(), options);
        options.opacities = &transition_.opacities();
    }
    options.selectedNode = selectedNode_;
    options.selectedEdge = selectedEdge_;
    options.hoveredNode = hoverFade_.node();
    options.hoveredEdge = hoverFade_.edge();
    options.hoverStrength = hoverFade_.strength();
    options.shades = shades_;
    options.colors = colors_;
    options.marked = marked_;
    options.moves = rest_.isActive();
    paintPicture(painter, moves ? transition_.picture() : *picture_, options);
    painter.resetTransform();
    if (!moves)
        paintColumnHeads(painter, *picture_, columnHeads(*picture_, zoom_, origin_, size()), options);
    if (dragging_ && banding_) {
        QColor ground = theme.selection;
        ground.setAlpha(28);
        painter.setPen(QPen(theme.selection, 1, Qt::DashLine));
        painter.setBrush(ground);
        painter.drawRect(band());
    }
    if (reachedByKey_) {
        painter.setPen(theme.selection);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

} // namespace rolloutscope::graph
