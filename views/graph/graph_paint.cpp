#include "views/graph/graph_paint.h"

#include <QFontMetricsF>
#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace rolloutscope::graph {

namespace {

constexpr double faded = 0.22;   // opacity of what a hover does not concern
constexpr double offChain = 0.4; // of what is not on the critical chain, while it is shown
constexpr double dimmed = 0.35;  // of nodes that a filter or the time leaves out
constexpr double notYet = 0.1;   // of what has not begun at the playhead
constexpr std::ptrdiff_t manyEdges = 120;

bool isAgent(const GraphNode& node)
{
    return node.kind == NodeKind::Agent || node.kind == NodeKind::AgentGroup || node.kind == NodeKind::OtherAgent;
}

/// Cuts a line to the part inside of a rectangle; false when there is none.
bool clip(QLineF& line, const QRectF& area)
{
    double begin = 0, end = 1;
    const auto cut = [&](double way, double room) { // where along the line one border is crossed
        if (way == 0)
            return room >= 0;
        const double at = room / way;
        if (way < 0)
            begin = std::max(begin, at);
        else
            end = std::min(end, at);
        return begin <= end;
    };
    const QPointF start = line.p1();
    if (!cut(-line.dx(), start.x() - area.left()) || !cut(line.dx(), area.right() - start.x()) ||
        !cut(-line.dy(), start.y() - area.top()) || !cut(line.dy(), area.bottom() - start.y()))
        return false;
    const QPointF first = begin > 0 ? line.pointAt(begin) : start;
    const QPointF last = end < 1 ? line.pointAt(end) : line.p2();
    line = QLineF(first, last);
    return true;
}

class PicturePainter {
public:
    PicturePainter(QPainter& painter, const GraphPicture& picture, const PaintOptions& options)
        : painter_(painter), picture_(picture), options_(options), theme_(*options.theme)
    {
    }

    void paint()
    {
        painter_.setRenderHint(QPainter::Antialiasing);
        crowded_ = std::count_if(picture_.edges.begin(), picture_.edges.end(), [this](const PictureEdge& edge) {
                       return options_.visible.intersects(edge.bounds);
                   }) > manyEdges;
        paintClusters();
        paintColumns();
        // Faded things first, so that nothing that matters lies below them.
        for (const double opacity : {faded, offChain, 1.0}) {
            painter_.setOpacity(opacity * options_.edgeOpacity);
            paintEdges([&](int edge) { return opacityOf(edge) == opacity; });
        }
        for (std::size_t i = 0; i < picture_.nodes.size(); ++i) {
            const int node = static_cast<int>(i);
            if (!options_.visible.intersects(picture_.nodes[i].rect.adjusted(-8, -8, 8, 8)))
                continue;
            painter_.setOpacity(opacityOfNode(node));
            paintNode(node);
        }
        painter_.setOpacity(1);
        if (options_.zoom >= look::labelZoom)
            paintLabels();
    }

private:
    [[nodiscard]] const GraphEdge& edge(int index) const
    {
        return picture_.model.edges[static_cast<std::size_t>(index)];
    }

    /// The same node, or another one of the same agent.
    [[nodiscard]] bool isSame(int node, int other) const
    {
        const auto& nodes = picture_.model.nodes;
        return other >= 0 &&
               nodes[static_cast<std::size_t>(node)].object == nodes[static_cast<std::size_t>(other)].object;
    }

    [[nodiscard]] bool isLit(int index) const
    {
        return index == options_.hoveredEdge ||
               (options_.hoveredNode >= 0 &&
                (edge(index).from == options_.hoveredNode || edge(index).to == options_.hoveredNode));
    }

    /// How much of it is seen: what hovers concerns comes first, then shades, then the critical chain.
    [[nodiscard]] double opacityOf(int index) const
    {
        const Shade shade = options_.shades.ofEdge(index);
        if (shade == Shade::Hidden || shade == Shade::NotYet)
            return 0;
        if (isHovering())
            return isLit(index) ? 1 : faded;
        if (shade == Shade::Dimmed)
            return faded;
        return picture_.model.scope.chain && !edge(index).onChain ? offChain : 1;
    }

    [[nodiscard]] double opacityOfNode(int node) const
    {
        const Shade shade = options_.shades.ofNode(node);
        if (shade == Shade::NotYet)
            return notYet;
        if (isHovering())
            return isLitNode(node) ? 1 : faded;
        if (shade == Shade::Dimmed)
            return dimmed;
        return picture_.model.scope.chain && !picture_.model.nodes[static_cast<std::size_t>(node)].onChain ? offChain
                                                                                                           : 1;
    }

    [[nodiscard]] bool isHovering() const { return options_.hoveredNode >= 0 || options_.hoveredEdge >= 0; }

    [[nodiscard]] bool isLitNode(int node) const
    {
        if (isSame(node, options_.hoveredNode) || picture_.areNeighbours(options_.hoveredNode, node))
            return true;
        return options_.hoveredEdge >= 0 &&
               (edge(options_.hoveredEdge).from == node || edge(options_.hoveredEdge).to == node);
    }

    /// Frames: the outer ones first, each a little darker than what is around it.
    void paintClusters()
    {
        QColor ground = theme_.dimText;
        ground.setAlpha(theme_.dark ? 26 : 16);
        for (std::size_t i = 0; i < picture_.clusters.size(); ++i) {
            const PictureCluster& drawn = picture_.clusters[i];
            if (!options_.visible.intersects(drawn.rect))
                continue;
            const GraphCluster& cluster = picture_.model.clusters[i];
            const bool failed = cluster.outcome == Outcome::Failed;
            QPen outline(failed ? theme_.failure : theme_.line, std::max(1.0, 1 / options_.zoom));
            if (cluster.outcome == Outcome::Running)
                outline.setDashPattern({3, 3});
            painter_.setPen(outline);
            painter_.setBrush(ground);
            painter_.drawRoundedRect(drawn.rect, look::corner + 2, look::corner + 2);
            if (drawn.title.isEmpty() || options_.zoom < look::nameZoom)
                continue;
            QFont font = clusterTitleFont();
            if (options_.zoom < look::titleZoom)
                font.setPixelSize(static_cast<int>(std::ceil(look::leastName / options_.zoom)));
            painter_.setFont(font);
            painter_.setPen(theme_.dimText);
            const QRectF room = drawn.rect.adjusted(look::clusterPadding, 5, -look::clusterPadding, 0);
            painter_.drawText(room, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine,
                              QFontMetricsF(font).elidedText(drawn.title, Qt::ElideMiddle, room.width()));
        }
    }

    /// The lines of agents in a sequence.
    void paintColumns()
    {
        QColor quiet = theme_.dimText;
        quiet.setAlpha(150);
        painter_.setPen(QPen(quiet, std::max(1.0, 1 / options_.zoom), Qt::DashLine));
        for (const PictureColumn& column : picture_.columns) {
            if (column.x >= options_.visible.left() - 2 && column.x <= options_.visible.right() + 2)
                painter_.drawLine(QPointF(column.x, std::max(column.top, options_.visible.top())),
                                  QPointF(column.x, std::min(column.bottom + 12, options_.visible.bottom())));
        }
    }

    template <typename Choose>
    void paintEdges(Choose choose)
    {
        for (std::size_t i = 0; i < picture_.edges.size(); ++i) {
            const PictureEdge& drawn = picture_.edges[i];
            const int index = static_cast<int>(i);
            if (!options_.visible.intersects(drawn.bounds.adjusted(-4, -4, 4, 4)) || !choose(index))
                continue;
            const GraphEdge& link = picture_.model.edges[i];
            const bool selected = index == options_.selectedEdge;
            const QColor color = selected ? theme_.selection : colorOf(link);
            if (options_.zoom < look::curveZoom)
                paintThin(drawn, color, link.inferred, selected);
            else
                paintCurve(drawn, color, link, selected);
            if (options_.zoom >= look::arrowZoom)
                paintArrow(drawn, color);
        }
    }

    /// What leads to a failure looks like it.
    [[nodiscard]] QColor colorOf(const GraphEdge& link) const
    {
        if (picture_.model.scope.chain && link.onChain)
            return theme_.text;
        const GraphNode& to = picture_.model.nodes[static_cast<std::size_t>(link.to)];
        return to.outcome == Outcome::Failed && !isAgent(to) ? theme_.failure : edgeColor(theme_, link.kind);
    }

    void paintThin(const PictureEdge& drawn, const QColor& color, bool inferred, bool selected)
    {
        QPen pen(color, selected ? 2 : 1, inferred ? Qt::DashLine : Qt::SolidLine);
        pen.setCosmetic(true);
        painter_.setPen(pen);
        // So far out there is nothing to smooth, and there may be thousands.
        painter_.setRenderHint(QPainter::Antialiasing, picture_.edges.size() < 600);
        paintVisible(drawn.line);
        painter_.setRenderHint(QPainter::Antialiasing);
    }

    void paintCurve(const PictureEdge& drawn, const QColor& color, const GraphEdge& link, bool selected)
    {
        // Qt strokes lines of one device px many times faster than wider ones.
        const bool chain = picture_.model.scope.chain && link.onChain;
        const double width = selected || chain ? 2.6 : crowded_ ? 0 : link.kind == GraphEdgeKind::Sequence ? 1.2 : 1.5;
        QPen pen(color, std::max(width, 1 / options_.zoom));
        pen.setCapStyle(Qt::FlatCap);
        if (link.inferred)
            pen.setDashPattern({4, 3});
        painter_.setBrush(Qt::NoBrush);
        painter_.setPen(pen);
        paintVisible(drawn.curve);
    }

    /// The stretches of a line that can be seen: what runs on for thousands of px outside would be stroked as well.
    void paintVisible(const QPolygonF& line)
    {
        const QRectF seen = options_.visible.adjusted(-8, -8, 8, 8);
        stretch_.clear();
        for (qsizetype i = 1; i < line.size(); ++i) {
            QLineF piece(line[i - 1], line[i]);
            const bool visible = clip(piece, seen);
            if (!stretch_.isEmpty() && (!visible || stretch_.last() != piece.p1()))
                paintStretch();
            if (!visible)
                continue;
            if (stretch_.isEmpty())
                stretch_ += piece.p1();
            stretch_ += piece.p2();
        }
        paintStretch();
    }

    void paintStretch()
    {
        if (stretch_.size() > 1)
            painter_.drawPolyline(stretch_);
        stretch_.clear();
    }

    void paintArrow(const PictureEdge& drawn, const QColor& color)
    {
        const QPointF back = drawn.tip - drawn.direction * look::arrowLength;
        const QPointF side(-drawn.direction.y(), drawn.direction.x());
        const std::array corners{drawn.tip, back + side * look::arrowLength * 0.42,
                                 back - side * look::arrowLength * 0.42};
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(color);
        painter_.drawPolygon(corners.data(), static_cast<int>(corners.size()));
    }

    void paintLabels()
    {
        painter_.setFont(edgeLabelFont());
        for (std::size_t i = 0; i < picture_.edges.size(); ++i) {
            const PictureEdge& drawn = picture_.edges[i];
            if (drawn.label.isEmpty() || !options_.visible.intersects(drawn.label))
                continue;
            const bool selected = static_cast<int>(i) == options_.selectedEdge;
            const double opacity = opacityOf(static_cast<int>(i));
            if (opacity == 0)
                continue;
            painter_.setOpacity(opacity * options_.edgeOpacity);
            painter_.setPen(Qt::NoPen);
            painter_.setBrush(theme_.ground);
            painter_.drawRoundedRect(drawn.label.adjusted(3, 1, -3, -1), 3, 3);
            painter_.setPen(selected ? theme_.selection : theme_.dimText);
            painter_.drawText(drawn.label, Qt::AlignCenter | Qt::TextSingleLine, picture_.model.edges[i].label);
        }
        painter_.setOpacity(1);
    }

    void paintNode(int index)
    {
        const GraphNode& node = picture_.model.nodes[static_cast<std::size_t>(index)];
        const PictureNode& box = picture_.nodes[static_cast<std::size_t>(index)];
        const bool selected = isSame(index, options_.selectedNode);
        const bool failed = node.outcome == Outcome::Failed;
        const QColor own = options_.colors.empty() ? QColor() : options_.colors[static_cast<std::size_t>(index)];
        const QColor bar = own.isValid() && node.outcome != Outcome::Failed ? own : barColor(theme_, node);
        const bool marked = !options_.marked.empty() && options_.marked[static_cast<std::size_t>(index)];

        if (options_.zoom < look::curveZoom / 2) { // a few px high
            painter_.fillRect(box.rect, selected ? theme_.selection : bar);
            return;
        }
        if (options_.shades.isFound(index) || options_.shades.runs(index)) {
            // A halo: found, or running at the playhead.
            QColor halo = options_.shades.isFound(index) ? theme_.tool : theme_.success;
            halo.setAlpha(110);
            painter_.setPen(QPen(halo, std::max(4.0, 3 / options_.zoom)));
            painter_.setBrush(Qt::NoBrush);
            painter_.drawRoundedRect(box.rect.adjusted(-2, -2, 2, 2), look::corner + 2, look::corner + 2);
        }
        if (selected || marked) {
            // A ring outside of the node: the failure's own outline stays visible.
            painter_.setPen(QPen(theme_.selection, std::max(2.0, 1.5 / options_.zoom)));
            painter_.setBrush(Qt::NoBrush);
            painter_.drawRoundedRect(box.rect.adjusted(-2.5, -2.5, 2.5, 2.5), look::corner + 2, look::corner + 2);
        }
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
                painter_.drawRoundedRect(box.rect.translated(by, by), look::corner, look::corner);
        }
        painter_.drawRoundedRect(box.rect, look::corner, look::corner);
        if (node.unfolds && options_.zoom >= look::titleZoom)
            paintExpander(box.rect);
        paintBar(node, box.rect, bar);
        if (options_.zoom >= look::titleZoom)
            paintTexts(node, box);
        else if (options_.zoom >= look::nameZoom)
            paintName(box);
        if (node.shares)
            paintShares(*node.shares, box.rect);
    }

    void paintExpander(const QRectF& node)
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

    void paintBar(const GraphNode& node, const QRectF& rect, const QColor& color)
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
    void paintName(const PictureNode& box)
    {
        const QRectF inner = box.rect.adjusted(look::textLeft, 0, -look::textRight, 0);
        QFont font = titleFont_;
        font.setPixelSize(static_cast<int>(std::ceil(look::leastName / options_.zoom)));
        painter_.setFont(font);
        painter_.setPen(theme_.text);
        const QString name = QFontMetricsF(font).elidedText(box.title, Qt::ElideRight, inner.width());
        painter_.drawText(inner.adjusted(0, 0, 0, -look::paddingY), Qt::AlignLeft | Qt::AlignVCenter, name);
    }

    void paintTexts(const GraphNode& node, const PictureNode& box)
    {
        const QRectF inner = box.rect.adjusted(look::textLeft, look::paddingY, -look::textRight, -look::paddingY);
        const QFontMetricsF title(titleFont_);
        const QFontMetricsF detail(detailFont_);
        painter_.setFont(titleFont_);
        painter_.setPen(theme_.text);
        painter_.drawText(QPointF(inner.left(), inner.top() + title.ascent()), box.title);
        if (options_.zoom < look::detailZoom)
            return;
        painter_.setFont(detailFont_);
        const bool tinted = node.outcome == Outcome::Failed && !isAgent(node);
        painter_.setPen(tinted ? theme_.text : theme_.dimText);
        double y = inner.top() + title.height() + look::titleGap + detail.ascent();
        for (const QString& line : box.details) {
            painter_.drawText(QPointF(inner.left(), y), line);
            y += detail.height();
        }
        if (!box.mark.isEmpty()) {
            painter_.setPen(node.markWarns ? theme_.failure : theme_.selection);
            painter_.drawText(QPointF(inner.left(), y), box.mark);
        }
    }

    void paintShares(const TimeShares& shares, const QRectF& rect)
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

    QPainter& painter_;
    const GraphPicture& picture_;
    const PaintOptions& options_;
    const Theme& theme_;
    QFont titleFont_ = nodeTitleFont();
    QFont detailFont_ = nodeDetailFont();
    bool crowded_ = false; // very many edges are in sight
    QPolygonF stretch_;    // kept for its memory
};

} // namespace

QFont nodeTitleFont()
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont nodeDetailFont()
{
    return smallFont();
}

QFont edgeLabelFont()
{
    return smallFont();
}

QFont clusterTitleFont()
{
    QFont font = smallFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QColor edgeColor(const Theme& theme, GraphEdgeKind kind)
{
    switch (kind) {
    case GraphEdgeKind::Spawn:
    case GraphEdgeKind::Task:
    case GraphEdgeKind::Message:
    case GraphEdgeKind::Close:
        return theme.agent;
    case GraphEdgeKind::Result:
        return theme.success;
    case GraphEdgeKind::Sequence: {
        QColor quiet = theme.dimText; // there is one at every call
        quiet.setAlpha(130);
        return quiet;
    }
    case GraphEdgeKind::AskedFor:
        return theme.inference;
    case GraphEdgeKind::Nested:
        return theme.codeCell;
    case GraphEdgeKind::SeenBy:
        return theme.tool;
    case GraphEdgeKind::Terminal:
        return theme.terminal;
    }
    return theme.line;
}

QColor barColor(const Theme& theme, const GraphNode& node)
{
    if (node.outcome == Outcome::Failed)
        return theme.failure;
    if (!isAgent(node))
        return node.kind == NodeKind::Turn ? theme.terminal : theme.accent(node.role);
    switch (node.outcome) {
    case Outcome::Succeeded:
        return theme.success;
    case Outcome::Running:
        return theme.selection;
    default:
        return theme.dimText;
    }
}

QRectF expanderRect(const QRectF& node)
{
    return {node.right() - look::expander - 5, node.top() + 5, look::expander, look::expander};
}

void paintPicture(QPainter& painter, const GraphPicture& picture, const PaintOptions& options)
{
    PicturePainter(painter, picture, options).paint();
}

void paintNote(QPainter& painter, const GraphNote& note, const Theme& theme, const QRectF& area)
{
    if (note.title.isEmpty())
        return;
    const double width = std::min(420.0, area.width() - 40);
    const QFontMetricsF title(titleFont());
    const QFontMetricsF text(baseFont());
    const QRectF most(0, 0, width, 1'000);
    const auto flags = Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap;
    const double titleHeight = title.boundingRect(most, flags, note.title).height();
    const double hintHeight = text.boundingRect(most, flags, note.hint).height();
    QRectF box(0, 0, width, titleHeight + 8 + hintHeight);
    box.moveCenter(area.center());
    painter.setFont(titleFont());
    painter.setPen(theme.text);
    painter.drawText(box, flags, note.title);
    painter.setFont(baseFont());
    painter.setPen(theme.dimText);
    painter.drawText(box.adjusted(0, titleHeight + 8, 0, 0), flags, note.hint);
}

} // namespace rolloutscope::graph
