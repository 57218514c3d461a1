#include "views/graph/minimap.h"

#include "views/graph/graph_canvas.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace rolloutscope::graph {

namespace {

constexpr QSize mapSize(124, 88); // px
constexpr double inset = 6;
constexpr double mostStretch = 8;
constexpr double leastDot = 1.5; // a node stays visible however far out it is

} // namespace

Minimap::Minimap(GraphCanvas* canvas) : QWidget(canvas), canvas_(canvas)
{
    setFixedSize(mapSize);
    setCursor(Qt::PointingHandCursor);
    setToolTip(tr("The whole graph. Click or drag to go there."));
    setAccessibleName(tr("Overview of the graph"));
    hide();
}

void Minimap::drawAnew()
{
    drawn_ = {};
    update();
}

/// From the scene. A very long picture is shown shorter than it is: else it would be a thread.
QTransform Minimap::toMap() const
{
    const QRectF scene = canvas_->picture()->bounds;
    const double across = (width() - 2 * inset) / std::max(1.0, scene.width());
    const double down = (height() - 2 * inset) / std::max(1.0, scene.height());
    const double even = std::min(across, down);
    const QPointF middle = scene.center();
    return QTransform::fromTranslate(width() / 2.0, height() / 2.0)
        .scale(std::min(across, even * mostStretch), std::min(down, even * mostStretch))
        .translate(-middle.x(), -middle.y());
}

void Minimap::drawPicture()
{
    drawn_ = QPixmap(size() * devicePixelRatioF());
    drawn_.setDevicePixelRatio(devicePixelRatioF());
    drawn_.fill(Qt::transparent);
    QPainter painter(&drawn_);
    const Theme& theme = Theme::of(palette());
    const auto& picture = *canvas_->picture();
    const QTransform map = toMap();
    QColor frame = theme.dimText;
    frame.setAlpha(40);
    for (const PictureCluster& cluster : picture.clusters)
        painter.fillRect(map.mapRect(cluster.rect), frame);
    const GraphShades& shades = canvas_->shades();
    const auto isIn = [](const std::vector<bool>& list, std::size_t i) { return i < list.size() && list[i]; };
    for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
        const Shade shade = shades.ofNode(static_cast<int>(i));
        if (shade == Shade::NotYet)
            continue;
        QRectF dot = map.mapRect(picture.nodes[i].rect);
        dot.setSize(dot.size().expandedTo(QSizeF(leastDot, leastDot)));
        const bool failed = picture.model.nodes[i].outcome == Outcome::Failed;
        const bool chosen = static_cast<int>(i) == canvas_->selectedNode() || isIn(canvas_->marked(), i);
        painter.setOpacity(shade == Shade::Dimmed && !chosen ? 0.35 : 1);
        painter.fillRect(dot, chosen                  ? theme.selection
                              : isIn(shades.found, i) ? theme.compaction
                              : failed                ? theme.failure
                                                      : theme.inferenceLight);
    }
}

void Minimap::paintEvent(QPaintEvent* /*event*/)
{
    if (!canvas_->picture())
        return;
    if (drawn_.isNull())
        drawPicture();
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.line.darker(theme.dark ? 70 : 108));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    painter.drawPixmap(0, 0, drawn_);
    const QRectF frame = toMap().mapRect(canvas_->visibleScene()) & QRectF(rect()).adjusted(2, 2, -2, -2);
    QColor ground = theme.selection;
    ground.setAlpha(28);
    painter.setPen(QPen(theme.selection, 1.2));
    painter.setBrush(ground);
    painter.drawRoundedRect(frame, 2, 2);
}

void Minimap::goTo(QPointF place)
{
    if (canvas_->picture())
        canvas_->centerOn(toMap().inverted().map(place));
}

void Minimap::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        goTo(event->position());
}

void Minimap::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        goTo(event->position());
}

void Minimap::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        drawAnew();
    QWidget::changeEvent(event);
}

} // namespace rolloutscope::graph
