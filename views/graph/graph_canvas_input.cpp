// The graph's canvas: what pointer and keys do.

#include "views/graph/edge_words.h"
#include "views/graph/graph_canvas.h"
#include "views/theme/plain_text.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPinchGesture>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace rolloutscope::graph {

namespace {

constexpr double edgeReach = 5; // px around the pointer

} // namespace

void GraphCanvas::wheelEvent(QWheelEvent* event)
{
    constexpr double perStep = 1.2;       // an angle of 120
    constexpr double pixelsPerUnit = 0.5; // 60 px a notch
    const QPoint angle = event->angleDelta();
    const bool sideways = event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(angle.x()) > std::abs(angle.y());
    const bool zooms = !sideways && (wheelZooms_ || event->modifiers().testFlag(Qt::ControlModifier));
    if (zooms) {
        zoomBy(std::pow(perStep, angle.y() / 120.0), event->position());
    } else {
        QPointF by = event->pixelDelta().isNull() ? QPointF(angle) * pixelsPerUnit : QPointF(event->pixelDelta());
        if (event->modifiers().testFlag(Qt::ShiftModifier) && by.x() == 0)
            by = QPointF(by.y(), 0);
        panBy(sideways ? QPointF(by.x(), 0) : by);
    }
    hover(event->position());
    event->accept();
}

void GraphCanvas::panBy(QPointF pixels)
{
    if (!picture_)
        return;
    rest_.start();
    moveView(zoom_, origin_ + pixels, true);
}

/// Two fingers on a touch pad or a touch screen. True if the event was one of them.
bool GraphCanvas::pinch(QEvent* event)
{
    if (event->type() == QEvent::NativeGesture) {
        const auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() != Qt::ZoomNativeGesture)
            return false;
        zoomBy(1 + gesture->value(), gesture->position());
    } else {
        const auto* gesture =
            static_cast<QPinchGesture*>(static_cast<QGestureEvent*>(event)->gesture(Qt::PinchGesture));
        if (gesture == nullptr)
            return false;
        pressed_ = dragging_ = banding_ = false;
        if (gesture->scaleFactor() > 0)
            zoomBy(gesture->scaleFactor(), mapFromGlobal(gesture->centerPoint()));
    }
    event->accept();
    return true;
}

void GraphCanvas::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    pressed_ = true;
    dragging_ = false;
    banding_ = event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier) && picture_;
    markedBefore_ = event->modifiers().testFlag(Qt::ControlModifier) ? marked_ : std::vector<bool>();
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
        setCursor(banding_ ? Qt::CrossCursor : Qt::ClosedHandCursor);
        setHover(-1, -1);
    }
    if (dragging_ && banding_) {
        bandTo_ = event->position();
        markWithin(band(), markedBefore_);
    } else if (dragging_) {
        panBy(originAtPress_ + by - origin_);
    }
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    const bool wasClick = pressed_ && !dragging_ && event->button() == Qt::LeftButton;
    pressed_ = dragging_ = banding_ = false;
    unsetCursor();
    if (wasClick)
        click(event->position(), event->modifiers().testFlag(Qt::ControlModifier));
    hover(event->position());
    update();
}

/// What the rubber band covers, in widget coordinates.
QRectF GraphCanvas::band() const
{
    return QRectF(pressedAt_, bandTo_).normalized();
}

void GraphCanvas::markWithin(const QRectF& area, const std::vector<bool>& kept)
{
    const QRectF scene(toScene(area.topLeft()), toScene(area.bottomRight()));
    std::vector<bool> marked = kept;
    marked.resize(picture_->nodes.size(), false);
    for (const int node : picture_->index.nodesNear(scene)) {
        const auto at = static_cast<std::size_t>(node);
        if (scene.intersects(picture_->nodes[at].rect) && shades_.ofNode(node) != Shade::NotYet)
            marked[at] = true;
    }
    setMarked(std::move(marked));
}

void GraphCanvas::click(QPointF at, bool addsMark)
{
    if (!picture_ || outdated_)
        return;
    if (const int head = columnHeadAt(at); head >= 0) {
        emit nodeClicked(head);
        return;
    }
    const QPointF place = toScene(at);
    const int node = nodeAt(place);
    if (node >= 0 && addsMark) {
        std::vector<bool> marked = marked_;
        marked.resize(picture_->nodes.size(), false);
        marked[static_cast<std::size_t>(node)].flip();
        setMarked(std::move(marked));
    } else if (node >= 0 && isExpander(node, place)) {
        emit nodeDoubleClicked(node);
    } else if (node >= 0) {
        emit nodeClicked(node);
    } else if (const int edge = edgeAt(place); edge >= 0) {
        emit edgeClicked(edge);
    } else {
        setMarked({});
        emit backgroundClicked();
    }
}

/// Of those that are shown.
int GraphCanvas::nodeAt(QPointF scenePlace) const
{
    const int node = picture_->nodeAt(scenePlace);
    return node >= 0 && shades_.ofNode(node) != Shade::NotYet ? node : -1;
}

int GraphCanvas::columnHeadAt(QPointF widgetPlace) const
{
    if (picture_->columns.empty())
        return -1;
    const std::vector<ColumnHead> heads = columnHeads(*picture_, zoom_, origin_, size());
    const auto found = std::find_if(heads.begin(), heads.end(),
                                    [&](const ColumnHead& head) { return head.rect.contains(widgetPlace); });
    return found == heads.end() ? -1 : found->node;
}

int GraphCanvas::edgeAt(QPointF scenePlace) const
{
    return picture_->edgeAt(scenePlace, edgeReach / zoom_, [this](int edge) {
        const Shade shade = shades_.ofEdge(edge);
        return shade != Shade::Hidden && shade != Shade::NotYet;
    });
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
    if (const int node = nodeAt(place); node >= 0 && !isExpander(node, place))
        emit nodeDoubleClicked(node);
    else if (const int cluster = node < 0 ? picture_->clusterAt(place) : -1; cluster >= 0)
        emit clusterDoubleClicked(cluster);
}

void GraphCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    if (!picture_ || outdated_)
        return;
    if (event->reason() == QContextMenuEvent::Mouse) {
        const QPointF place = toScene(event->pos());
        if (const int node = nodeAt(place); node >= 0)
            emit nodeMenuRequested(node, event->globalPos());
        else if (const int edge = edgeAt(place); edge >= 0)
            emit edgeMenuRequested(edge, event->globalPos());
        else
            emit backgroundMenuRequested(event->globalPos());
    } else if (selectedNode_ >= 0) {
        bringIntoView(selectedNode_);
        const QPointF center = picture_->nodes[static_cast<std::size_t>(selectedNode_)].rect.center();
        emit nodeMenuRequested(selectedNode_, mapToGlobal(toWidget(center).toPoint()));
    } else if (selectedEdge_ >= 0) {
        bringEdgeIntoView(selectedEdge_);
        const PictureEdge& edge = picture_->edges[static_cast<std::size_t>(selectedEdge_)];
        const QPointF place = edge.label.isEmpty() ? edge.tip : edge.label.center();
        emit edgeMenuRequested(selectedEdge_, mapToGlobal(toWidget(place).toPoint()));
    } else {
        emit backgroundMenuRequested(mapToGlobal(rect().center()));
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
    if (const int head = columnHeadAt(at); head >= 0) {
        setHover(head, -1);
        return;
    }
    const QPointF place = toScene(at);
    const int node = nodeAt(place);
    setHover(node, node < 0 ? edgeAt(place) : -1);
}

void GraphCanvas::setHover(int node, int edge)
{
    if (hoveredNode_ == node && hoveredEdge_ == edge)
        return;
    hoveredNode_ = node;
    hoveredEdge_ = edge;
    if (!dragging_)
        setCursor(node >= 0 || edge >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    hoverFade_.setHovered(node, edge);
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
    case Qt::Key_Escape:
        if (std::find(marked_.begin(), marked_.end(), true) != marked_.end())
            setMarked({});
        else
            emit escapePressed();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool GraphCanvas::event(QEvent* event)
{
    if ((event->type() == QEvent::NativeGesture || event->type() == QEvent::Gesture) && pinch(event))
        return true;
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
        const int head = columnHeadAt(at);
        if (const int node = head >= 0 ? head : nodeAt(place); node >= 0) {
            text = picture_->model.nodes[static_cast<std::size_t>(node)].toolTip;
        } else if (const int edge = edgeAt(place); edge >= 0) {
            text = edgeText(*picture_, edge);
            if (picture_->model.edges[static_cast<std::size_t>(edge)].interactions.size() > 1)
                text += QChar(u'\n') + tr("Click again for the next one");
        } else if (const int cluster = picture_->clusterAt(place); cluster >= 0) {
            const GraphCluster& frame = picture_->model.clusters[static_cast<std::size_t>(cluster)];
            text = frame.title.isEmpty() ? QString() : frame.title + QChar(u'\n') + tr("Double-click folds it");
        }
    }
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(globalPlace, plainToolTip(text), this);
}

} // namespace rolloutscope::graph
