#include "views/graph/graph_paint.h"

#include "views/graph/edge_paint.h"
#include "views/graph/node_paint.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace rolloutscope::graph {

namespace {

// Opacities.
constexpr double faded = 0.22;   // of what a hover does not concern
constexpr double offChain = 0.4; // of what is not on the critical chain, while it is shown
constexpr double dimmed = 0.35;  // of nodes that a filter or the time leaves out
constexpr double notYet = 0.1;   // of what has not begun at the playhead
constexpr double frameNotYet = 0.3;
constexpr std::size_t manyEdges = 120;

float at(const std::vector<float>& list, int index)
{
    return list.empty() ? 1 : list[static_cast<std::size_t>(index)];
}

QColor over(const QColor& ground, const QColor& veil)
{
    const double part = veil.alphaF();
    const auto mix = [part](double below, double above) { return static_cast<float>(below + (above - below) * part); };
    return QColor::fromRgbF(mix(ground.redF(), veil.redF()), mix(ground.greenF(), veil.greenF()),
                            mix(ground.blueF(), veil.blueF()));
}

class PicturePainter {
public:
    PicturePainter(QPainter& painter, const GraphPicture& picture, const PaintOptions& options, SceneTexts& texts)
        : painter_(painter),
          picture_(picture),
          options_(options),
          theme_(*options.theme),
          texts_(texts),
          clusterGround_(theme_.dimText)
    {
        clusterGround_.setAlpha(theme_.dark ? 26 : 16);
    }

    void paint()
    {
        painter_.setRenderHint(QPainter::Antialiasing);
        paintClusters();
        paintColumns();
        const std::vector<Seen> edges = edgesInSight();
        EdgePainter edgePainter(painter_, picture_, options_, texts_, edges.size() > manyEdges);
        for (const auto& [opacity, edge] : edges) {
            painter_.setOpacity(opacity);
            edgePainter.paint(edge);
        }
        paintClusterTitles();
        NodePainter nodePainter(painter_, picture_, options_, texts_);
        const QRectF visible = options_.visible.adjusted(-8, -8, 8, 8);
        for (const int node : candidates(picture_.nodes.size(), &PictureIndex::nodesNear)) {
            const bool inSight = visible.intersects(picture_.nodes[static_cast<std::size_t>(node)].rect);
            const double opacity = inSight ? opacityOfNode(node) : 0;
            if (opacity <= 0)
                continue;
            painter_.setOpacity(opacity);
            nodePainter.paint(node);
        }
        if (options_.zoom >= look::labelZoom) {
            for (const auto& [opacity, edge] : edges) {
                const QRectF& label = picture_.edges[static_cast<std::size_t>(edge)].label;
                if (label.isEmpty() || !options_.visible.intersects(label))
                    continue;
                painter_.setOpacity(opacity);
                edgePainter.paintLabel(edge, groundAt(label.center()));
            }
        }
        painter_.setOpacity(1);
    }

private:
    using Seen = std::pair<double, int>; // how much of it is seen, and its index

    /// What may be in sight; everything where it is not known.
    [[nodiscard]] std::vector<int> candidates(std::size_t count,
                                              std::vector<int> (PictureIndex::*find)(const QRectF&) const) const
    {
        if (!picture_.index.isEmpty())
            return (picture_.index.*find)(options_.visible.adjusted(-8, -8, 8, 8));
        std::vector<int> all(count);
        std::iota(all.begin(), all.end(), 0);
        return all;
    }

    /// Faded ones first, so that nothing that matters lies below them.
    [[nodiscard]] std::vector<Seen> edgesInSight() const
    {
        std::vector<Seen> seen;
        for (const int edge : candidates(picture_.edges.size(), &PictureIndex::edgesNear)) {
            // A straight line has no extent of its own.
            const QRectF& bounds = picture_.edges[static_cast<std::size_t>(edge)].bounds;
            if (!options_.visible.intersects(bounds.adjusted(-4, -4, 4, 4)))
                continue;
            if (const double opacity = opacityOfEdge(edge); opacity > 0)
                seen.emplace_back(opacity, edge);
        }
        std::sort(seen.begin(), seen.end());
        return seen;
    }

    [[nodiscard]] const GraphEdge& edge(int index) const
    {
        return picture_.model.edges[static_cast<std::size_t>(index)];
    }

    [[nodiscard]] bool isLit(int index) const
    {
        return index == options_.hoveredEdge ||
               (options_.hoveredNode >= 0 &&
                (edge(index).from == options_.hoveredNode || edge(index).to == options_.hoveredNode));
    }

    [[nodiscard]] bool isLitNode(int node) const
    {
        if (isSameNode(picture_, node, options_.hoveredNode) || picture_.areNeighbours(options_.hoveredNode, node))
            return true;
        return options_.hoveredEdge >= 0 &&
               (edge(options_.hoveredEdge).from == node || edge(options_.hoveredEdge).to == node);
    }

    [[nodiscard]] bool isHovering() const { return options_.hoveredNode >= 0 || options_.hoveredEdge >= 0; }

    /// What a hover concerns comes first, then shades, then the critical chain.
    [[nodiscard]] double withHover(double resting, bool isLit) const
    {
        return isHovering() ? resting + ((isLit ? 1 : faded) - resting) * options_.hoverStrength : resting;
    }

    [[nodiscard]] double opacityOfEdge(int index) const
    {
        const double present = options_.opacities ? at(options_.opacities->edges, index) : 1;
        const Shade shade = options_.shades.ofEdge(index);
        if (shade == Shade::Hidden || shade == Shade::NotYet)
            return 0;
        const bool off = picture_.model.scope.chain && !edge(index).onChain;
        return present * withHover(shade == Shade::Dimmed ? faded : off ? offChain : 1, isLit(index));
    }

    [[nodiscard]] double opacityOfNode(int node) const
    {
        const double present = options_.opacities ? at(options_.opacities->nodes, node) : 1;
        const Shade shade = options_.shades.ofNode(node);
        if (shade == Shade::NotYet)
            return present * notYet;
        const bool off = picture_.model.scope.chain && !picture_.model.nodes[static_cast<std::size_t>(node)].onChain;
        return present * withHover(shade == Shade::Dimmed ? dimmed : off ? offChain : 1, isLitNode(node));
    }

    /// 0: it is not seen.
    [[nodiscard]] double opacityOfCluster(std::size_t index) const
    {
        const int number = static_cast<int>(index);
        const double present = options_.opacities ? at(options_.opacities->clusters, number) : 1;
        if (!options_.visible.intersects(picture_.clusters[index].rect))
            return 0;
        return present * (options_.shades.ofCluster(number) == Shade::NotYet ? frameNotYet : 1);
    }

    [[nodiscard]] bool isSelectedCluster(std::size_t index) const
    {
        return options_.selectedNode >= 0 &&
               picture_.model.clusters[index].object ==
                   picture_.model.nodes[static_cast<std::size_t>(options_.selectedNode)].object;
    }

    /// Frames: the outer ones first, each a little darker than what is around it.
    void paintClusters()
    {
        for (std::size_t i = 0; i < picture_.clusters.size(); ++i) {
            const double opacity = opacityOfCluster(i);
            if (opacity <= 0)
                continue;
            painter_.setOpacity(opacity);
            const Outcome outcome = picture_.model.clusters[i].outcome;
            const QColor color = isSelectedCluster(i)         ? theme_.selection
                                 : outcome == Outcome::Failed ? theme_.failure
                                                              : theme_.line;
            QPen outline(color, std::max(1.0, 1 / options_.zoom));
            if (outcome == Outcome::Running)
                outline.setDashPattern({3, 3});
            painter_.setPen(outline);
            painter_.setBrush(clusterGround_);
            painter_.drawRoundedRect(picture_.clusters[i].rect, look::corner + 2, look::corner + 2);
        }
        painter_.setOpacity(1);
    }

    /// Above the edges, below the nodes.
    void paintClusterTitles()
    {
        if (options_.zoom < look::nameZoom)
            return;
        const QFontMetricsF font(clusterTitleFont());
        for (std::size_t i = 0; i < picture_.clusters.size(); ++i) {
            const PictureCluster& drawn = picture_.clusters[i];
            const double opacity = drawn.title.isEmpty() ? 0 : opacityOfCluster(i);
            if (opacity <= 0)
                continue;
            // The title stays in sight as long as the frame is.
            const QRectF inSight = drawn.rect & options_.visible;
            const QRectF room(inSight.left() + look::clusterPadding, inSight.top() + 5,
                              drawn.rect.right() - inSight.left() - 2 * look::clusterPadding,
                              drawn.rect.bottom() - inSight.top() - 5);
            const double width = font.horizontalAdvance(drawn.title);
            if (room.width() < width || room.height() < font.height())
                continue;
            painter_.setOpacity(opacity);
            const QColor color = isSelectedCluster(i) ? theme_.selection : theme_.dimText;
            if (options_.zoom < look::titleZoom) {
                painter_.setPen(color);
                texts_.drawSized(painter_, TextRole::ClusterTitle,
                                 static_cast<int>(std::ceil(look::leastName / options_.zoom)), room, Qt::AlignTop,
                                 drawn.title);
                continue;
            }
            painter_.setPen(Qt::NoPen);
            painter_.setBrush(groundAt(room.topLeft()));
            painter_.drawRoundedRect(QRectF(room.topLeft(), QSizeF(width, font.height())).adjusted(-3, 0, 3, 0), 3, 3);
            painter_.setPen(color);
            texts_.draw(painter_, TextRole::ClusterTitle, room.topLeft() + QPointF(0, font.ascent()), drawn.title);
        }
        painter_.setOpacity(1);
    }

    /// What a place looks like when nothing is there.
    [[nodiscard]] QColor groundAt(QPointF place) const
    {
        QColor ground = theme_.ground;
        for (const PictureCluster& cluster : picture_.clusters) {
            if (cluster.rect.contains(place))
                ground = over(ground, clusterGround_);
        }
        return ground;
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

    QPainter& painter_;
    const GraphPicture& picture_;
    const PaintOptions& options_;
    const Theme& theme_;
    SceneTexts& texts_;
    QColor clusterGround_;
};

} // namespace

void paintPicture(QPainter& painter, const GraphPicture& picture, const PaintOptions& options)
{
    SceneTexts once;
    PicturePainter(painter, picture, options, options.texts ? *options.texts : once).paint();
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
