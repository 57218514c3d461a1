// The layout's request and answer as JSON, distrustful in both directions.

#include "views/graph/graph_layout.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace rolloutscope::graph {

namespace {

using Json = nlohmann::json;

constexpr int formatVersion = 2;
constexpr std::size_t maxNodes = 20'000;
constexpr std::size_t maxEdges = 50'000;
constexpr std::size_t maxClusters = 20'000;
constexpr std::size_t maxCurvePoints = 10'000;
constexpr double maxBox = 10'000;         // px
constexpr double maxExtent = 100'000'000; // px
constexpr double outside = 2'000;         // px that a curve may leave the picture's bounds: Graphviz is not exact

bool isNumber(const Json& value, double least, double most)
{
    return value.is_number() && std::isfinite(value.get<double>()) && value.get<double>() >= least &&
           value.get<double>() <= most;
}

bool isIndex(const Json& value, std::size_t count)
{
    return value.is_number_integer() && value.get<std::int64_t>() >= 0 &&
           value.get<std::int64_t>() < static_cast<std::int64_t>(count);
}

/// Null when the text is no JSON object of our format.
Json parseObject(const QByteArray& json)
{
    Json document = Json::parse(json.begin(), json.end(), nullptr, false);
    if (!document.is_object() || document.value("version", Json()) != formatVersion)
        return nullptr;
    return document;
}

QByteArray dump(const Json& document)
{
    return QByteArray::fromStdString(document.dump());
}

bool readClusters(const Json& clusters, LayoutRequest& request)
{
    if (!clusters.is_array() || clusters.size() > maxClusters)
        return false;
    for (const Json& cluster : clusters) {
        const std::size_t before = request.clusters.size();
        if (!cluster.is_array() || cluster.size() != 3 || !(cluster[0] == -1 || isIndex(cluster[0], before)) ||
            !isNumber(cluster[1], 0, maxBox) || !isNumber(cluster[2], 0, maxBox))
            return false;
        request.clusters.push_back({.parent = cluster[0], .title = QSizeF(cluster[1], cluster[2])});
    }
    return true;
}

bool readNodes(const Json& nodes, LayoutRequest& request)
{
    if (!nodes.is_array() || nodes.size() > maxNodes)
        return false;
    for (const Json& node : nodes) {
        if (!node.is_array() || node.size() != 3 || !isNumber(node[0], 0, maxBox) || !isNumber(node[1], 0, maxBox) ||
            !(node[2] == -1 || isIndex(node[2], request.clusters.size())))
            return false;
        request.nodes.push_back({.size = QSizeF(node[0], node[1]), .cluster = node[2]});
    }
    return true;
}

bool readEdges(const Json& edges, LayoutRequest& request)
{
    if (!edges.is_array() || edges.size() > maxEdges)
        return false;
    for (const Json& edge : edges) {
        if (!edge.is_array() || edge.size() != 6 || !isIndex(edge[0], request.nodes.size()) ||
            !isIndex(edge[1], request.nodes.size()) || !isNumber(edge[2], 0, maxBox) || !isNumber(edge[3], 0, maxBox) ||
            !isIndex(edge[4], 1'001) || !edge[5].is_boolean())
            return false;
        request.edges.push_back(
            {.from = edge[0], .to = edge[1], .label = QSizeF(edge[2], edge[3]), .weight = edge[4], .ranks = edge[5]});
    }
    return true;
}

/// A flat array x0, y0, x1, y1 …
bool readPoints(const Json& flat, const QSizeF& size, std::vector<QPointF>& points)
{
    if (!flat.is_array() || flat.size() % 2 != 0 || flat.size() / 2 > maxCurvePoints)
        return false;
    for (std::size_t i = 0; i < flat.size(); i += 2) {
        if (!isNumber(flat[i], -outside, size.width() + outside) ||
            !isNumber(flat[i + 1], -outside, size.height() + outside))
            return false;
        points.emplace_back(flat[i].get<double>(), flat[i + 1].get<double>());
    }
    return true;
}

} // namespace

QByteArray toJson(const LayoutRequest& request)
{
    Json nodes = Json::array();
    for (const LayoutRequest::Node& node : request.nodes)
        nodes.push_back({node.size.width(), node.size.height(), node.cluster});
    Json clusters = Json::array();
    for (const LayoutRequest::Cluster& cluster : request.clusters) {
        const QSizeF title = cluster.title.isEmpty() ? QSizeF(0, 0) : cluster.title;
        clusters.push_back({cluster.parent, title.width(), title.height()});
    }
    Json edges = Json::array();
    for (const LayoutRequest::Edge& edge : request.edges) {
        const QSizeF label = edge.label.isEmpty() ? QSizeF(0, 0) : edge.label;
        edges.push_back({edge.from, edge.to, label.width(), label.height(), edge.weight, edge.ranks});
    }
    return dump({{"version", formatVersion},
                 {"leftToRight", request.leftToRight},
                 {"nodeGap", request.nodeGap},
                 {"rankGap", request.rankGap},
                 {"clusters", std::move(clusters)},
                 {"nodes", std::move(nodes)},
                 {"edges", std::move(edges)}});
}

QByteArray toJson(const LayoutResult& result)
{
    Json nodes = Json::array();
    for (const QPointF& node : result.nodes)
        nodes.push_back({node.x(), node.y()});
    Json edges = Json::array();
    for (const LayoutResult::Edge& edge : result.edges) {
        Json points = Json::array();
        for (const QPointF& point : edge.points) {
            points.push_back(point.x());
            points.push_back(point.y());
        }
        Json label = nullptr;
        if (edge.label)
            label = {edge.label->x(), edge.label->y()};
        edges.push_back({{"points", std::move(points)}, {"label", std::move(label)}});
    }
    Json clusters = Json::array();
    for (const QRectF& frame : result.clusters)
        clusters.push_back({frame.x(), frame.y(), frame.width(), frame.height()});
    return dump({{"version", formatVersion},
                 {"clusters", std::move(clusters)},
                 {"size", {result.size.width(), result.size.height()}},
                 {"nodes", std::move(nodes)},
                 {"edges", std::move(edges)}});
}

bool fromJson(const QByteArray& json, LayoutRequest& request, QString& error)
{
    const Json document = parseObject(json);
    request = {};
    const auto member = [&](const char* name) { return document.is_object() ? document.value(name, Json()) : Json(); };
    if (document.is_null() || !member("leftToRight").is_boolean() || !isNumber(member("nodeGap"), 0, maxBox) ||
        !isNumber(member("rankGap"), 0, maxBox)) {
        error = QStringLiteral("not a layout request");
        return false;
    }
    request.leftToRight = document["leftToRight"];
    request.nodeGap = document["nodeGap"];
    request.rankGap = document["rankGap"];
    if (!readClusters(member("clusters"), request) || !readNodes(member("nodes"), request) ||
        !readEdges(member("edges"), request)) {
        error = QStringLiteral("the layout request has a broken frame, node or edge");
        return false;
    }
    return true;
}

bool fromJson(const QByteArray& json, const LayoutRequest& request, LayoutResult& result, QString& error)
{
    const Json document = parseObject(json);
    result = {};
    const auto refuse = [&](const char* reason) {
        error = QString::fromUtf8(reason);
        return false;
    };
    if (document.is_null())
        return refuse("the answer is not a layout");
    const auto size = document.find("size");
    if (size == document.end() || !size->is_array() || size->size() != 2 || !isNumber((*size)[0], 0, maxExtent) ||
        !isNumber((*size)[1], 0, maxExtent))
        return refuse("the layout has no proper size");
    result.size = QSizeF((*size)[0], (*size)[1]);

    const auto nodes = document.find("nodes");
    if (nodes == document.end() || !nodes->is_array() || nodes->size() != request.nodes.size())
        return refuse("the layout has another number of nodes");
    for (const Json& node : *nodes) {
        if (!node.is_array() || node.size() != 2 || !isNumber(node[0], 0, result.size.width()) ||
            !isNumber(node[1], 0, result.size.height()))
            return refuse("the layout has a node outside of the picture");
        result.nodes.emplace_back(node[0].get<double>(), node[1].get<double>());
    }

    const auto clusters = document.find("clusters");
    if (clusters == document.end() || !clusters->is_array() || clusters->size() != request.clusters.size())
        return refuse("the layout has another number of frames");
    for (const Json& frame : *clusters) {
        const double right = result.size.width() + outside, bottom = result.size.height() + outside;
        if (!frame.is_array() || frame.size() != 4 || !isNumber(frame[0], -outside, right) ||
            !isNumber(frame[1], -outside, bottom) || !isNumber(frame[2], 0, right + outside) ||
            !isNumber(frame[3], 0, bottom + outside))
            return refuse("the layout has a frame outside of the picture");
        result.clusters.emplace_back(frame[0].get<double>(), frame[1].get<double>(), frame[2].get<double>(),
                                     frame[3].get<double>());
    }

    const auto edges = document.find("edges");
    if (edges == document.end() || !edges->is_array() || edges->size() != request.edges.size())
        return refuse("the layout has another number of edges");
    for (const Json& edge : *edges) {
        if (!edge.is_object() || !edge.contains("points") || !edge.contains("label"))
            return refuse("the layout has a broken edge");
        LayoutResult::Edge way;
        if (!readPoints(edge["points"], result.size, way.points) ||
            (!way.points.empty() && (way.points.size() < 4 || way.points.size() % 3 != 1)))
            return refuse("the layout has a broken curve");
        if (!edge["label"].is_null()) {
            std::vector<QPointF> label;
            if (!readPoints(edge["label"], result.size, label) || label.size() != 1)
                return refuse("the layout has a broken label");
            way.label = label.front();
        }
        result.edges.push_back(std::move(way));
    }
    return true;
}

} // namespace rolloutscope::graph
