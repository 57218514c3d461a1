#include "views/graph/graph_canvas.h"

#include "views/graph/minimap.h"
#include "views/theme/plain_text.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

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
constexpr double edgeReach = 5;  // px around the pointer
constexpr double cornerGap = 10; // px between overlays and the border

} // namespace

GraphCanvas::GraphCanvas(QWidget* parent) : QWidget(parent), minimap_(new Minimap(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(160, 120);
    setAccessibleName(tr("Graph"));
    connect(this, &GraphCanvas::viewChanged, minimap_, qOverload<>(&QWidget::update));
}

void GraphCanvas::showPicture(std::shared_ptr<const GraphPicture> picture, Placement placement)
{
    picture_ = std::move(picture);
    note_ = {};
    outdated_ = false;
    selectedNode_ = selectedEdge_ = hoveredNode_ = hoveredEdge_ = -1;
    minimap_->forgetPicture();
    if (placement == Placement::Fit || !moved_)
        fitInitially();
    else
        moveView(zoom_, origin_, true);
    update();
}

void GraphCanvas::showNote(const GraphNote& note)
{
    picture_.reset();
    note_ = note;
    outdated_ = false;
    selectedNode_ = selectedEdge_ = hoveredNode_ = hoveredEdge_ = -1;
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
    setAccessibleDescription(picture_ && node >= 0 ? picture_->model.nodes[static_cast<std::size_t>(node)].toolTip
                                                   : QString());
    update();
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

void GraphCanvas::zoomBy(double factor, QPointF at)
{
    if (!picture_)
        return;
    const double zoom = std::clamp(zoom_ * factor, leastZoom, mostZoom);
    const QPointF fixed = toScene(at);
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

// ---- Pointer and keys ----------------------------------------------------------------------------------------------

void GraphCanvas::wheelEvent(QWheelEvent* event)
{
    constexpr double perStep = 1.2; // an angle of 120
    const QPoint angle = event->angleDelta();
    if (std::abs(angle.x()) > std::abs(angle.y()) || event->modifiers().testFlag(Qt::ShiftModifier)) {
        const int by = angle.x() != 0 ? angle.x() : angle.y();
        if (picture_)
            moveView(zoom_, origin_ + QPointF(by / 2.0, 0), true);
    } else {
        zoomBy(std::pow(perStep, angle.y() / 120.0), event->position());
    }
    hover(event->position());
    event->accept();
}

void GraphCanvas::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    pressed_ = true;
    dragging_ = false;
    pressedAt_ = event->position();
    originAtPress_ = origin_;
}

void GraphCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (!pressed_) {
        hover(event->position());
        return;
    }
    const QPointF by = event->position() - pressedAt_;
    if (!dragging_ && by.manhattanLength() >= QApplication::startDragDistance() && picture_) {
        dragging_ = true;
        setCursor(Qt::ClosedHandCursor);
        setHover(-1, -1);
    }
    if (dragging_)
        moveView(zoom_, originAtPress_ + by, true);
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    const bool wasClick = pressed_ && !dragging_ && event->button() == Qt::LeftButton;
    pressed_ = dragging_ = false;
    unsetCursor();
    if (wasClick)
        click(event->position());
    hover(event->position());
}

void GraphCanvas::click(QPointF at)
{
    if (!picture_ || outdated_)
        return;
    const QPointF place = toScene(at);
    if (const int node = picture_->nodeAt(place); node >= 0 && isExpander(node, place))
        emit nodeDoubleClicked(node);
    else if (node >= 0)
        emit nodeClicked(node);
    else if (const int edge = picture_->edgeAt(place, edgeReach / zoom_); edge >= 0)
        emit edgeClicked(edge);
    else
        emit backgroundClicked();
}

bool GraphCanvas::isExpander(int node, QPointF place) const
{
    const auto at = static_cast<std::size_t>(node);
    return zoom_ >= look::titleZoom && picture_->model.nodes[at].unfolds &&
           expanderRect(picture_->nodes[at].rect).contains(place);
}

void GraphCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (!picture_ || outdated_ || event->button() != Qt::LeftButton)
        return;
    pressed_ = false;
    const QPointF place = toScene(event->position());
    if (const int node = picture_->nodeAt(place); node >= 0 && !isExpander(node, place))
        emit nodeDoubleClicked(node);
    else if (const int cluster = node < 0 ? picture_->clusterAt(place) : -1; cluster >= 0)
        emit clusterDoubleClicked(cluster);
}

void GraphCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    if (!picture_ || outdated_)
        return;
    if (event->reason() == QContextMenuEvent::Mouse) {
        if (const int node = picture_->nodeAt(toScene(event->pos())); node >= 0)
            emit nodeMenuRequested(node, event->globalPos());
    } else if (selectedNode_ >= 0) {
        bringIntoView(selectedNode_);
        const QPointF center = picture_->nodes[static_cast<std::size_t>(selectedNode_)].rect.center();
        emit nodeMenuRequested(selectedNode_, mapToGlobal(toWidget(center).toPoint()));
    }
}

void GraphCanvas::leaveEvent(QEvent* event)
{
    setHover(-1, -1);
    QWidget::leaveEvent(event);
}

void GraphCanvas::focusInEvent(QFocusEvent* event)
{
    reachedByKey_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                    event->reason() == Qt::ShortcutFocusReason;
    QWidget::focusInEvent(event);
}

void GraphCanvas::focusOutEvent(QFocusEvent* event)
{
    reachedByKey_ = false;
    QWidget::focusOutEvent(event);
}

void GraphCanvas::hover(QPointF at)
{
    if (!picture_ || dragging_)
        return;
    const QPointF place = toScene(at);
    const int node = picture_->nodeAt(place);
    setHover(node, node < 0 ? picture_->edgeAt(place, edgeReach / zoom_) : -1);
}

void GraphCanvas::setHover(int node, int edge)
{
    if (hoveredNode_ == node && hoveredEdge_ == edge)
        return;
    hoveredNode_ = node;
    hoveredEdge_ = edge;
    if (!dragging_)
        setCursor(node >= 0 || edge >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void GraphCanvas::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (picture_ && !outdated_) {
            const int next = picture_->nodeTowards(selectedNode_, static_cast<Qt::Key>(event->key()));
            if (next >= 0) {
                emit nodeClicked(next);
                bringIntoView(next);
            }
        }
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (picture_ && !outdated_ && selectedNode_ >= 0)
            emit nodeDoubleClicked(selectedNode_);
        return;
    case Qt::Key_Backspace:
        emit backRequested();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool GraphCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        showToolTip(help->globalPos(), help->pos());
        return true;
    }
    return QWidget::event(event);
}

void GraphCanvas::showToolTip(QPoint globalPlace, QPointF at)
{
    QString text;
    if (picture_) {
        const QPointF place = toScene(at);
        if (const int node = picture_->nodeAt(place); node >= 0) {
            text = picture_->model.nodes[static_cast<std::size_t>(node)].toolTip;
        } else if (const int index = picture_->edgeAt(place, edgeReach / zoom_); index >= 0) {
            const GraphEdge& edge = picture_->model.edges[static_cast<std::size_t>(index)];
            text = (edge.label.isEmpty() ? toWord(edge.kind) : edge.label) + QChar(u'\n') +
                   picture_->model.nodes[static_cast<std::size_t>(edge.from)].title + QStringLiteral(" → ") +
                   picture_->model.nodes[static_cast<std::size_t>(edge.to)].title;
            if (edge.interactions.size() > 1)
                text += QChar(u'\n') + tr("Click again for the next one");
        }
    }
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(globalPlace, plainToolTip(text), this);
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
    painter.translate(origin_);
    painter.scale(zoom_, zoom_);
    paintPicture(painter, *picture_,
                 {.theme = &theme,
                  .zoom = zoom_,
                  .visible = visibleScene(),
                  .selectedNode = selectedNode_,
                  .selectedEdge = selectedEdge_,
                  .hoveredNode = hoveredNode_,
                  .hoveredEdge = hoveredEdge_});
    if (reachedByKey_) {
        painter.resetTransform();
        painter.setPen(theme.selection);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

} // namespace rolloutscope::graph
