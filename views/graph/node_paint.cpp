#include "views/graph/node_paint.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace rolloutscope::graph {

NodePainter::NodePainter(QPainter& painter, const GraphPicture& picture, const PaintOptions& options, SceneTexts& texts)
    : painter_(painter),
      picture_(picture),
      options_(options),
      theme_(*options.theme),
      texts_(texts),
      title_(SceneTexts::fontOf(TextRole::NodeTitle)),
      detail_(SceneTexts::fontOf(TextRole::NodeDetail))
{
}

void NodePainter::paint(int index)
{
    const auto at = static_cast<std::size_t>(index);
    const GraphNode& node = picture_.model.nodes[at];
    const PictureNode& box = picture_.nodes[at];
    const bool selected = isSameNode(picture_, index, options_.selectedNode);
    const bool marked = !options_.marked.empty() && options_.marked[at];
    const QColor own = options_.colors.empty() ? QColor() : options_.colors[at];
    const QColor bar = own.isValid() && node.outcome != Outcome::Failed ? own : barColor(theme_, node);

    if (options_.zoom < look::curveZoom / 2) { // a few px high
        if (options_.shades.isFound(index))
            paintHalo(box.rect, theme_.compaction);
        painter_.fillRect(box.rect, selected || marked ? theme_.selection : bar);
        return;
    }
    if (options_.shades.isFound(index)) // as on the timeline
        paintHalo(box.rect, theme_.compaction);
    else if (options_.shades.runs(index))
        paintHalo(box.rect, theme_.success);
    if (selected || marked) {
        // A ring outside of the node: the failure's own outline stays visible.
        painter_.setPen(QPen(theme_.selection, std::max(2.0, 1.5 / options_.zoom)));
        painter_.setBrush(Qt::NoBrush);
        painter_.drawRoundedRect(box.rect.adjusted(-2.5, -2.5, 2.5, 2.5), look::corner + 2, look::corner + 2);
    }
    paintBox(node, box.rect, selected);
    paintBar(node, box.rect, bar);
    if (node.unfolds && options_.zoom >= look::titleZoom)
        paintExpander(box.rect);
    if (options_.zoom >= look::titleZoom)
        paintTexts(node, box);
    else if (options_.zoom >= look::nameZoom)
        paintName(box);
    if (node.shares)
        paintShares(*node.shares, box.rect);
}

/// Around what was found, or runs at the playhead.
void NodePainter::paintHalo(const QRectF& rect, const QColor& color)
{
    QColor halo = color;
    halo.setAlpha(theme_.dark ? 150 : 130);
    painter_.setPen(QPen(halo, std::max(4.0, 3 / options_.zoom)));
    painter_.setBrush(Qt::NoBrush);
    painter_.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), look::corner + 2, look::corner + 2);
}

void NodePainter::paintBox(const GraphNode& node, const QRectF& rect, bool selected)
{
    const bool failed = node.outcome == Outcome::Failed;
    QColor ground = theme_.panel;
    if (selected)
        ground = theme_.selectionGround;
    else if (failed && !isAgent(node))
        ground = theme_.failureGround;
    else if (node.kind == NodeKind::Turn)
        ground = theme_.waitingGround;
    QPen outline(failed ? theme_.failure : theme_.line.darker(theme_.dark ? 80 : 108),
                 std::max(1.0, 1 / options_.zoom));
    if (node.outcome == Outcome::Running || node.kind == NodeKind::OtherAgent)
        outline.setDashPattern({3, 3});
    painter_.setPen(outline);
    painter_.setBrush(ground);
    if (node.kind == NodeKind::AgentGroup) {
        for (const double by : {2 * look::sheet, look::sheet})
            painter_.drawRoundedRect(rect.translated(by, by), look::corner, look::corner);
    }
    painter_.drawRoundedRect(rect, look::corner, look::corner);
}

void NodePainter::paintExpander(const QRectF& node)
{
    const QRectF square = expanderRect(node).adjusted(1.5, 1.5, -1.5, -1.5);
    painter_.setPen(QPen(theme_.line.darker(theme_.dark ? 70 : 125), 1));
    painter_.setBrush(theme_.ground);
    painter_.drawRoundedRect(square, 2.5, 2.5);
    painter_.setPen(QPen(theme_.dimText, 1.3));
    const QPointF middle = square.center();
    constexpr double arm = 2.8;
    painter_.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0));
    painter_.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm));
}

void NodePainter::paintBar(const GraphNode& node, const QRectF& rect, const QColor& color)
{
    const QRectF bar(rect.left(), rect.top() + 4, look::bar, rect.height() - 8);
    painter_.setPen(Qt::NoPen);
    if (node.outcome == Outcome::Cancelled) {
        painter_.fillRect(bar, theme_.waitingGround);
        painter_.setPen(QPen(theme_.dimText, 1.6));
        for (double y = bar.top() + 4; y <= bar.bottom(); y += 5)
            painter_.drawLine(QPointF(bar.left(), y), QPointF(bar.right(), y - 4));
        return;
    } else if (node.outcome == Outcome::Running) {
        QLinearGradient fading(bar.topLeft(), bar.bottomLeft());
        QColor end = color;
        end.setAlpha(0);
        fading.setColorAt(0, color);
        fading.setColorAt(1, end);
        painter_.setBrush(fading);
    } else {
        painter_.setBrush(color);
    }
    painter_.drawRoundedRect(bar, 1.5, 1.5);
}

/// The title alone, as large as is needed to read it.
void NodePainter::paintName(const PictureNode& box)
{
    painter_.setPen(theme_.text);
    texts_.drawSized(painter_, TextRole::NodeTitle, static_cast<int>(std::ceil(look::leastName / options_.zoom)),
                     box.rect.adjusted(look::textLeft, 0, -look::textRight, -look::paddingY), Qt::AlignVCenter,
                     box.title);
}

void NodePainter::paintTexts(const GraphNode& node, const PictureNode& box)
{
    const QPointF corner = box.rect.topLeft() + QPointF(look::textLeft, look::paddingY);
    painter_.setPen(theme_.text);
    texts_.draw(painter_, TextRole::NodeTitle, corner + QPointF(0, title_.ascent()), box.title);
    if (options_.zoom < look::detailZoom)
        return;
    const bool tinted = node.outcome == Outcome::Failed && !isAgent(node);
    painter_.setPen(tinted ? theme_.text : theme_.dimText);
    double y = title_.height() + look::titleGap + detail_.ascent();
    for (const QString& line : box.details) {
        texts_.draw(painter_, TextRole::NodeDetail, corner + QPointF(0, y), line);
        y += detail_.height();
    }
    if (!box.mark.isEmpty()) {
        painter_.setPen(node.markWarns ? theme_.failure : theme_.selection);
        texts_.draw(painter_, TextRole::NodeDetail, corner + QPointF(0, y), box.mark);
    }
}

void NodePainter::paintShares(const TimeShares& shares, const QRectF& rect)
{
    const QRectF bar(rect.left() + look::textLeft, rect.bottom() - look::paddingY - look::shareBar,
                     rect.width() - look::textLeft - look::textRight, look::shareBar);
    painter_.fillRect(bar, theme_.line);
    double x = bar.left();
    const auto paintPart = [&](double share, const QColor& color) {
        const double width = bar.width() * share;
        painter_.fillRect(QRectF(x, bar.top(), width, bar.height()), color);
        x += width;
    };
    paintPart(shares.inference, theme_.inference);
    paintPart(shares.tool, theme_.tool);
    paintPart(shares.waiting, theme_.waitingHatch);
}

bool isSameNode(const GraphPicture& picture, int node, int other)
{
    const auto& nodes = picture.model.nodes;
    return other >= 0 && nodes[static_cast<std::size_t>(node)].object == nodes[static_cast<std::size_t>(other)].object;
}

} // namespace rolloutscope::graph
