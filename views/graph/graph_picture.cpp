#include "views/graph/graph_picture.h"

#include "views/graph/edge_routes.h"
#include "views/graph/graph_paint.h"

#include <QFontMetricsF>
#include <QLineF>

#include <algorithm>
#include <cmath>
#include <map>

namespace rolloutscope::graph {

namespace {

constexpr double margin = 24; // px around the picture
/// From here on labels lie on their curves wherever there is room: in the layout each costs as much as a node.
constexpr std::size_t mostLaidOutLabels = 500;

bool ranks(const GraphModel& model, const GraphEdge& edge)
{
    if (!isOfAgents(model))
        return true;
    const int from = model.nodes[static_cast<std::size_t>(edge.from)].depth;
    const int to = model.nodes[static_cast<std::size_t>(edge.to)].depth;
    return std::abs(from - to) == 1;
}

bool sameRank(const GraphModel& model, const GraphEdge& edge)
{
    return edge.from != edge.to && isOfAgents(model) &&
           model.nodes[static_cast<std::size_t>(edge.from)].depth ==
               model.nodes[static_cast<std::size_t>(edge.to)].depth;
}

int weightOf(const GraphEdge& edge)
{
    switch (edge.kind) {
    case GraphEdgeKind::Spawn:
        return 4;
    case GraphEdgeKind::Sequence:
        return 40;
    case GraphEdgeKind::AskedFor:
    case GraphEdgeKind::Nested:
        return 2;
    default:
        return 1;
    }
}

/// Whether the agents make a better picture from left to right: many children under one parent are a high column then.
bool prefersLeftToRight(const GraphModel& model, const std::vector<PictureNode>& measured, QSizeF view)
{
    if (measured.empty() || view.isEmpty())
        return false;
    if (!isOfAgents(model)) // frames become bands in time
        return !model.clusters.empty() && view.width() > view.height() * 1.25;
    const QSizeF box = measured.front().rect.size();
    const QFontMetricsF font(edgeLabelFont());
    // Room that an agent takes among its siblings: its box, or the labels of the edges to its parent.
    std::vector<QSizeF> labels(model.nodes.size(), QSizeF(0, 0));
    for (const GraphEdge& edge : model.edges) {
        const bool down = model.nodes[static_cast<std::size_t>(edge.to)].depth >
                          model.nodes[static_cast<std::size_t>(edge.from)].depth;
        QSizeF& room = labels[static_cast<std::size_t>(down ? edge.to : edge.from)];
        room += QSizeF(font.horizontalAdvance(edge.label) + 16, font.height() + 6);
    }
    std::map<int, QSizeF> perDepth;
    for (std::size_t i = 0; i < model.nodes.size(); ++i)
        perDepth[model.nodes[i].depth] += labels[i].expandedTo(box + QSizeF(28, 28));
    QSizeF most(0, 0);
    for (const auto& [depth, size] : perDepth)
        most = most.expandedTo(size);
    const auto along = static_cast<double>(perDepth.size());
    const QSizeF down(most.width(), along * (box.height() + 70));
    const QSizeF right(along * (box.width() + 130), most.height());
    const auto scale = [&](const QSizeF& size) {
        return std::min({1.0, view.width() / size.width(), view.height() / size.height()});
    };
    return scale(right) > scale(down) * 1.1;
}

QSizeF labelSize(const GraphEdge& edge)
{
    const QFontMetricsF font(edgeLabelFont());
    return {font.horizontalAdvance(edge.label) + look::labelPadding * 2, font.height() + 2};
}

/// Room for a frame's title; long ones are elided.
QSizeF titleSize(const GraphCluster& cluster)
{
    if (cluster.title.isEmpty())
        return {0, 0};
    const QFontMetricsF font(clusterTitleFont());
    return {std::min(std::ceil(font.horizontalAdvance(cluster.title)), look::clusterTitleWidth), font.height() + 2};
}

double distanceTo(const QPolygonF& line, QPointF place)
{
    double nearest = 1e18;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QPointF a = line[i - 1], way = line[i] - a;
        const double square = QPointF::dotProduct(way, way);
        const double t = square == 0 ? 0 : std::clamp(QPointF::dotProduct(place - a, way) / square, 0.0, 1.0);
        nearest = std::min(nearest, QLineF(place, a + way * t).length());
    }
    return nearest;
}

} // namespace

std::vector<PictureNode> measureNodes(const GraphModel& model)
{
    const QFontMetricsF title(nodeTitleFont());
    const QFontMetricsF detail(nodeDetailFont());
    constexpr double sides = look::textLeft + look::textRight;
    // All nodes of one kind get the same box: the picture is calmer, and sizes do not pretend to mean anything.
    struct Box {
        double width = 0;
        qsizetype lines = 1;
        bool shares = false;
    };
    std::map<NodeKind, Box> boxes;
    const auto boxOf = [&](const GraphNode& node) -> Box& {
        return boxes[node.kind == NodeKind::AgentGroup ? NodeKind::Agent : node.kind];
    };
    for (const GraphNode& node : model.nodes) {
        Box& box = boxOf(node);
        box.lines = std::max(box.lines, node.details.size());
        box.shares |= node.shares.has_value();
        if (node.kind != NodeKind::Agent && node.kind != NodeKind::AgentGroup) {
            box.width = look::workWidth;
            continue;
        }
        box.width = std::max({box.width, look::agentMinWidth,
                              title.horizontalAdvance(node.title) + sides + (node.unfolds ? look::expander : 0)});
        for (const QString& line : node.details)
            box.width = std::max(box.width, detail.horizontalAdvance(line) + sides);
        box.width = std::ceil(std::min(box.width, look::agentMaxWidth));
    }

    std::vector<PictureNode> measured;
    measured.reserve(model.nodes.size());
    for (const GraphNode& node : model.nodes) {
        const Box& box = boxOf(node);
        const double height =
            std::ceil(look::paddingY * 2 + title.height() + look::titleGap +
                      static_cast<double>(box.lines + (node.mark.isEmpty() ? 0 : 1)) * detail.height() +
                      (box.shares ? look::shareBar + look::shareGap : 0));
        PictureNode drawn;
        drawn.rect = QRectF(0, 0, box.width, height);
        drawn.title =
            title.elidedText(node.title, Qt::ElideRight, box.width - sides - (node.unfolds ? look::expander : 0));
        drawn.mark = detail.elidedText(node.mark, Qt::ElideRight, box.width - sides);
        for (const QString& line : node.details)
            drawn.details += detail.elidedText(line, Qt::ElideRight, box.width - sides);
        measured.push_back(std::move(drawn));
    }
    return measured;
}

LayoutRequest layoutRequest(const GraphModel& model, const std::vector<PictureNode>& measured, QSizeF view)
{
    LayoutRequest request;
    request.arrangement = model.scope.arrangement;
    const bool sequence = request.arrangement != Arrangement::Ranked;
    request.leftToRight = prefersLeftToRight(model, measured, view);
    const bool agents = isOfAgents(model);
    request.nodeGap = agents ? 16 : 20; // between labels as well as between boxes
    request.rankGap = !agents ? (request.leftToRight ? 44 : 26) : request.leftToRight ? 90 : 60;
    for (const GraphCluster& cluster : sequence ? std::vector<GraphCluster>() : model.clusters)
        request.clusters.push_back({.parent = cluster.parent, .title = titleSize(cluster)});
    for (std::size_t i = 0; i < model.nodes.size(); ++i) {
        request.nodes.push_back({.size = measured[i].rect.size(),
                                 .lane = model.nodes[i].lane,
                                 .time = static_cast<double>(model.nodes[i].at),
                                 .cluster = sequence ? -1 : model.nodes[i].cluster});
    }
    for (const GraphEdge& edge : model.edges) {
        LayoutRequest::Edge asked{
            .from = edge.from, .to = edge.to, .label = {}, .weight = weightOf(edge), .ranks = ranks(model, edge)};
        if (sequence && !edge.interactions.empty())
            asked.time = static_cast<double>(edge.at);
        if (!sequence && isFlipped(model, edge))
            std::swap(asked.from, asked.to);
        if (!edge.label.isEmpty() &&
            (sequence || ((asked.ranks || sameRank(model, edge)) && model.edges.size() <= mostLaidOutLabels)))
            asked.label = labelSize(edge);
        request.edges.push_back(asked);
    }
    return request;
}

GraphPicture assemblePicture(LoadedTracePtr loaded, GraphModel model, std::vector<PictureNode> measured,
                             const LayoutRequest& request, const LayoutResult& layout)
{
    GraphPicture picture;
    picture.loaded = std::move(loaded);
    picture.nodes = std::move(measured);
    picture.bounds = QRectF(QPointF(), layout.size);
    picture.arrangement = request.arrangement;
    picture.leftToRight = request.leftToRight;
    for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
        picture.nodes[i].rect.moveCenter(layout.nodes[i]);
        picture.bounds |= picture.nodes[i].rect;
    }
    const QFontMetricsF clusterFont(clusterTitleFont());
    for (const LayoutResult::Column& column : layout.columns)
        picture.columns.push_back({.x = column.x, .top = column.top, .bottom = column.bottom, .head = column.head});
    if (layout.clusters.empty())
        model.clusters.clear(); // a sequence has columns instead
    for (std::size_t i = 0; i < model.clusters.size(); ++i) {
        const QRectF rect = layout.clusters[i];
        picture.clusters.push_back({.rect = rect,
                                    .title = clusterFont.elidedText(model.clusters[i].title, Qt::ElideMiddle,
                                                                    rect.width() - 2 * look::clusterPadding)});
        picture.bounds |= rect;
    }
    OccupiedSpace space;
    OccupiedSpace titles; // of frames: they stay legible
    for (const PictureCluster& cluster : picture.clusters) {
        const QRectF title(cluster.rect.left() + look::clusterPadding, cluster.rect.top() + 3,
                           clusterFont.horizontalAdvance(cluster.title), clusterFont.height() + 4);
        space.add(title);
        titles.add(title);
    }
    std::vector<QRectF> boxes;
    for (const PictureNode& node : picture.nodes) {
        boxes.push_back(node.rect);
        space.add(node.rect);
    }
    const std::vector<std::vector<QPointF>> routes = routeEdges(model, boxes, request, layout);
    picture.edgesOf.resize(picture.nodes.size());
    for (std::size_t i = 0; i < model.edges.size(); ++i) {
        const GraphEdge& edge = model.edges[i];
        const std::vector<QPointF>& points = routes[i];
        PictureEdge drawn;
        drawn.curve = flatten(points, 0.4);
        drawn.line = flatten(points, 6);
        drawn.tip = points.back();
        for (std::size_t back = points.size() - 1; back-- > 0;) {
            const QLineF end(points[back], drawn.tip);
            if (end.length() > 0.5) {
                drawn.direction = QPointF(end.dx(), end.dy()) / end.length();
                break;
            }
        }
        drawn.bounds = drawn.curve.boundingRect();
        if (!edge.label.isEmpty() && layout.edges[i].label) {
            drawn.label.setSize(labelSize(edge));
            drawn.label.moveCenter(*layout.edges[i].label);
            // Graphviz lays some over the title of a frame: those find a place after the others.
            if (titles.isFree(drawn.label))
                space.add(drawn.label);
            else
                drawn.label = {};
        }
        picture.bounds |= drawn.bounds;
        picture.edgesOf[static_cast<std::size_t>(edge.from)].push_back(static_cast<int>(i));
        if (edge.from != edge.to)
            picture.edgesOf[static_cast<std::size_t>(edge.to)].push_back(static_cast<int>(i));
        picture.edges.push_back(std::move(drawn));
    }
    for (std::size_t i = 0; i < model.edges.size(); ++i) {
        PictureEdge& drawn = picture.edges[i];
        if (!model.edges[i].label.isEmpty() && drawn.label.isEmpty()) {
            drawn.label = freeLabelPlace(space, drawn.line, labelSize(model.edges[i]));
            space.add(drawn.label);
        }
        drawn.bounds |= drawn.label;
        picture.bounds |= drawn.bounds;
    }
    picture.bounds.adjust(-margin, -margin, margin, margin);
    picture.index = PictureIndex(picture.nodes, picture.edges);
    picture.remark = model.remark;
    picture.model = std::move(model);
    return picture;
}

int GraphPicture::nodeAt(QPointF place) const
{
    const std::vector<int> near = index.nodesNear(QRectF(place, QSizeF(0, 0)));
    const auto found = std::find_if(near.rbegin(), near.rend(), [&](int node) {
        return nodes[static_cast<std::size_t>(node)].rect.contains(place);
    });
    return found == near.rend() ? -1 : *found;
}

int GraphPicture::clusterAt(QPointF place) const
{
    for (std::size_t i = clusters.size(); i-- > 0;) {
        if (clusters[i].rect.contains(place))
            return static_cast<int>(i);
    }
    return -1;
}

int GraphPicture::edgeAt(QPointF place, double reach, const std::function<bool(int)>& counts) const
{
    int found = -1;
    double nearest = reach;
    const QRectF around(place.x() - reach, place.y() - reach, 2 * reach, 2 * reach);
    for (const int edge : index.edgesNear(around)) {
        const PictureEdge& drawn = edges[static_cast<std::size_t>(edge)];
        if (!drawn.bounds.adjusted(-reach, -reach, reach, reach).contains(place) || (counts && !counts(edge)))
            continue;
        const double distance = drawn.label.contains(place) ? 0 : distanceTo(drawn.line, place);
        if (distance <= nearest) {
            nearest = distance;
            found = edge;
        }
    }
    return found;
}

int GraphPicture::nodeTowards(int from, Qt::Key arrow) const
{
    if (from < 0)
        return nodes.empty() ? -1 : 0;
    const QPointF start = nodes[static_cast<std::size_t>(from)].rect.center();
    const auto costOf = [&](int node) {
        const QPointF way = nodes[static_cast<std::size_t>(node)].rect.center() - start;
        const bool sideways = arrow == Qt::Key_Left || arrow == Qt::Key_Right;
        const double sign = arrow == Qt::Key_Left || arrow == Qt::Key_Up ? -1 : 1;
        const double ahead = sign * (sideways ? way.x() : way.y());
        const double aside = std::abs(sideways ? way.y() : way.x());
        return ahead <= 1 || aside > ahead * 6 ? -1.0 : ahead + 2 * aside;
    };
    int best = -1;
    double least = 0;
    const auto consider = [&](int node) {
        const double cost = node == from ? -1 : costOf(node);
        if (cost >= 0 && (best < 0 || cost < least)) {
            best = node;
            least = cost;
        }
    };
    for (const int edge : edgesOf[static_cast<std::size_t>(from)]) {
        consider(model.edges[static_cast<std::size_t>(edge)].from);
        consider(model.edges[static_cast<std::size_t>(edge)].to);
    }
    if (best < 0) {
        for (std::size_t i = 0; i < nodes.size(); ++i)
            consider(static_cast<int>(i));
    }
    return best;
}

bool GraphPicture::areNeighbours(int a, int b) const
{
    if (a < 0 || b < 0)
        return false;
    const auto& around = edgesOf[static_cast<std::size_t>(a)];
    return std::any_of(around.begin(), around.end(), [&](int edge) {
        const GraphEdge& link = model.edges[static_cast<std::size_t>(edge)];
        return link.from == b || link.to == b;
    });
}

} // namespace rolloutscope::graph
