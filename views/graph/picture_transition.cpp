#include "views/graph/picture_transition.h"

#include <QApplication>
#include <QLineF>
#include <QStyle>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace rolloutscope::graph {
namespace {

constexpr int bendPoints = 24; // of an edge on its way

double mix(double a, double b, double progress)
{
    return a + (b - a) * progress;
}

QPointF mix(QPointF a, QPointF b, double progress)
{
    return a + (b - a) * progress;
}

QRectF mix(const QRectF& a, const QRectF& b, double progress)
{
    return {mix(a.topLeft(), b.topLeft(), progress), mix(a.bottomRight(), b.bottomRight(), progress)};
}

/// The same line with points at equal distances.
QPolygonF resampled(const QPolygonF& line)
{
    double length = 0;
    for (qsizetype i = 1; i < line.size(); ++i)
        length += QLineF(line[i - 1], line[i]).length();
    QPolygonF even;
    even.reserve(bendPoints);
    qsizetype piece = 1;
    double before = 0; // length up to the piece
    for (int i = 0; i < bendPoints; ++i) {
        const double wanted = length * i / (bendPoints - 1);
        while (piece + 1 < line.size() && before + QLineF(line[piece - 1], line[piece]).length() < wanted) {
            before += QLineF(line[piece - 1], line[piece]).length();
            ++piece;
        }
        const QLineF at(line[piece - 1], line[piece]);
        even += at.length() > 0 ? at.pointAt(std::clamp((wanted - before) / at.length(), 0.0, 1.0)) : at.p1();
    }
    even.back() = line.back();
    return even;
}

/// `opacity` for those of a list, 1 (or 0) for the others.
std::vector<float> opacitiesOf(const std::vector<bool>& list, double opacity, float others)
{
    std::vector<float> all(list.size(), others);
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i])
            all[i] = static_cast<float>(opacity);
    }
    return all;
}

} // namespace

PictureTransition::PictureTransition(std::function<void()> changed) : changed_(std::move(changed))
{
    animation_.setDuration(durationMs);
    animation_.setStartValue(0.0);
    animation_.setEndValue(1.0);
    animation_.setEasingCurve(QEasingCurve::OutCubic);
    QObject::connect(&animation_, &QVariantAnimation::valueChanged, &animation_,
                     [this](const QVariant& value) { setProgress(value.toDouble()); });
}

void PictureTransition::start(const std::shared_ptr<const GraphPicture>& before, View viewBefore,
                              const std::shared_ptr<const GraphPicture>& after, View viewAfter)
{
    stop();
    if (!before || !after || before == after || !before->loaded || !after->loaded || after->nodes.size() > mostNodes ||
        before->nodes.size() > mostNodes || QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) <= 0)
        return;
    before_ = before;
    after_ = after;
    viewBefore_ = viewBefore;
    viewAfter_ = viewAfter;
    pairNodes();
    if (nodes_.empty()) {
        stop();
        return;
    }
    pairClusters();
    pairEdges();
    moving_ = *after;
    moving_.index = {}; // things are elsewhere
    running_ = true;
    setProgress(0);
    animation_.start();
}

void PictureTransition::pairNodes()
{
    // By object and kind: one agent can have several nodes, which stay in their order.
    std::multimap<std::pair<ObjectRef, NodeKind>, std::size_t> known;
    for (std::size_t i = 0; i < before_->nodes.size(); ++i) {
        const GraphNode& node = before_->model.nodes[i];
        known.emplace(std::pair(sameObject(before_->loaded->trace, after_->loaded->trace, node.object), node.kind), i);
    }
    nodes_.clear();
    newNodes_.assign(after_->nodes.size(), true);
    goneNodes_.assign(before_->nodes.size(), true);
    for (std::size_t i = 0; i < after_->nodes.size(); ++i) {
        const GraphNode& node = after_->model.nodes[i];
        const auto one = known.find({node.object, node.kind});
        if (one == known.end())
            continue;
        nodes_.push_back({.index = i, .from = before_->nodes[one->second].rect, .to = after_->nodes[i].rect});
        newNodes_[i] = false;
        goneNodes_[one->second] = false;
        known.erase(one);
    }
}

void PictureTransition::pairClusters()
{
    std::map<ObjectRef, std::size_t> known;
    for (std::size_t i = 0; i < before_->clusters.size(); ++i)
        known.emplace(sameObject(before_->loaded->trace, after_->loaded->trace, before_->model.clusters[i].object), i);
    clusters_.clear();
    newClusters_.assign(after_->clusters.size(), true);
    goneClusters_.assign(before_->clusters.size(), true);
    for (std::size_t i = 0; i < after_->clusters.size(); ++i) {
        const ObjectRef object = after_->model.clusters[i].object;
        if (const auto one = known.find(object); one != known.end()) {
            clusters_.push_back(
                {.index = i, .from = before_->clusters[one->second].rect, .to = after_->clusters[i].rect});
            newClusters_[i] = false;
            goneClusters_[one->second] = false;
        } else if (const int node =
                       before_->model.nodeOf(sameObject(after_->loaded->trace, before_->loaded->trace, object));
                   node >= 0) {
            // A new frame grows out of what was unfolded.
            clusters_.push_back({.index = i,
                                 .from = before_->nodes[static_cast<std::size_t>(node)].rect,
                                 .to = after_->clusters[i].rect});
        }
    }
}

void PictureTransition::pairEdges()
{
    using Key = std::tuple<ObjectRef, ObjectRef, GraphEdgeKind>;
    std::map<Key, std::size_t> known;
    const auto objectOf = [](const GraphPicture& picture, int node) {
        return picture.model.nodes[static_cast<std::size_t>(node)].object;
    };
    for (std::size_t i = 0; i < before_->edges.size(); ++i) {
        const GraphEdge& edge = before_->model.edges[i];
        const auto inNew = [&](int node) {
            return sameObject(before_->loaded->trace, after_->loaded->trace, objectOf(*before_, node));
        };
        known.emplace(Key(inNew(edge.from), inNew(edge.to), edge.kind), i);
    }
    edges_.clear();
    newEdges_.assign(after_->edges.size(), true);
    goneEdges_.assign(before_->edges.size(), true);
    for (std::size_t i = 0; i < after_->edges.size(); ++i) {
        const GraphEdge& edge = after_->model.edges[i];
        const auto one = known.find({objectOf(*after_, edge.from), objectOf(*after_, edge.to), edge.kind});
        if (one == known.end())
            continue;
        const PictureEdge& was = before_->edges[one->second];
        const PictureEdge& is = after_->edges[i];
        if (was.line.size() < 2 || is.line.size() < 2)
            continue;
        edges_.push_back({.index = i,
                          .from = resampled(was.curve),
                          .to = resampled(is.curve),
                          .labelFrom = was.label.isEmpty() ? is.label : was.label,
                          .labelTo = is.label});
        newEdges_[i] = false;
        goneEdges_[one->second] = false;
        known.erase(one);
    }
}

void PictureTransition::stop()
{
    running_ = false;
    progress_ = 1;
    animation_.stop();
    before_.reset();
    after_.reset();
    moving_ = {};
}

PictureTransition::View PictureTransition::view() const
{
    return {.zoom = mix(viewBefore_.zoom, viewAfter_.zoom, progress_),
            .origin = mix(viewBefore_.origin, viewAfter_.origin, progress_)};
}

void PictureTransition::setProgress(double progress)
{
    if (!running_)
        return;
    progress_ = progress;
    if (progress >= 1) {
        stop();
        changed_();
        return;
    }
    for (const Move& move : nodes_)
        moving_.nodes[move.index].rect = mix(move.from, move.to, progress);
    for (const Move& move : clusters_)
        moving_.clusters[move.index].rect = mix(move.from, move.to, progress);
    for (const Bend& bend : edges_) {
        PictureEdge& edge = moving_.edges[bend.index];
        edge.line.resize(bendPoints);
        for (int i = 0; i < bendPoints; ++i)
            edge.line[i] = mix(bend.from[i], bend.to[i], progress);
        edge.curve = edge.line;
        edge.tip = edge.line.back();
        const QLineF end(edge.line[bendPoints - 2], edge.tip);
        if (end.length() > 0)
            edge.direction = QPointF(end.dx(), end.dy()) / end.length();
        if (!bend.labelTo.isEmpty())
            edge.label = mix(bend.labelFrom, bend.labelTo, progress);
        edge.bounds = edge.line.boundingRect() | edge.label;
    }
    coming_ = {.nodes = opacitiesOf(newNodes_, progress, 1),
               .edges = opacitiesOf(newEdges_, progress, 1),
               .clusters = opacitiesOf(newClusters_, progress, 1)};
    going_ = {.nodes = opacitiesOf(goneNodes_, 1 - progress, 0),
              .edges = opacitiesOf(goneEdges_, 1 - progress, 0),
              .clusters = opacitiesOf(goneClusters_, 1 - progress, 0)};
    changed_();
}

} // namespace rolloutscope::graph
