#include "views/graph/picture_transition.h"

#include <QApplication>
#include <QStyle>

#include <map>
#include <utility>

namespace rolloutscope::graph {
namespace {

QRectF between(const QRectF& from, const QRectF& to, double progress)
{
    const auto mix = [progress](double a, double b) { return a + (b - a) * progress; };
    return {mix(from.x(), to.x()), mix(from.y(), to.y()), mix(from.width(), to.width()),
            mix(from.height(), to.height())};
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
    QObject::connect(&animation_, &QVariantAnimation::finished, &animation_, [this] { changed_(); });
}

void PictureTransition::start(const std::shared_ptr<const GraphPicture>& before,
                              const std::shared_ptr<const GraphPicture>& after, QPointF by)
{
    stop();
    if (!before || !after || before == after || after->nodes.size() > mostNodes || before->nodes.size() > mostNodes ||
        QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) <= 0)
        return;
    moving_ = *after;
    // By object and kind: one agent can have several nodes, of which the first one counts.
    std::map<std::pair<ObjectRef, NodeKind>, QRectF> places;
    for (std::size_t i = 0; i < before->nodes.size(); ++i) {
        const GraphNode& node = before->model.nodes[i];
        places.emplace(std::pair(sameObject(before->loaded->trace, after->loaded->trace, node.object), node.kind),
                       before->nodes[i].rect.translated(by));
    }
    std::map<ObjectRef, QRectF> frames;
    for (std::size_t i = 0; i < before->clusters.size(); ++i)
        frames.emplace(before->model.clusters[i].object, before->clusters[i].rect.translated(by));
    nodesAfter_.clear();
    nodesBefore_.clear();
    for (std::size_t i = 0; i < after->nodes.size(); ++i) {
        const GraphNode& node = after->model.nodes[i];
        const QRectF rect = after->nodes[i].rect;
        const auto known = places.find({node.object, node.kind});
        nodesAfter_.push_back(rect);
        nodesBefore_.push_back(known != places.end() ? known->second : rect);
    }
    clustersAfter_.clear();
    clustersBefore_.clear();
    for (std::size_t i = 0; i < after->clusters.size(); ++i) {
        const ObjectRef object = after->model.clusters[i].object;
        const QRectF rect = after->clusters[i].rect;
        const auto known = frames.find(object);
        // A new frame grows out of what was unfolded.
        const auto node = places.lower_bound({object, NodeKind::Agent});
        const bool unfolded = node != places.end() && node->first.first == object;
        clustersAfter_.push_back(rect);
        clustersBefore_.push_back(known != frames.end() ? known->second : unfolded ? node->second : rect);
    }
    setProgress(0);
    animation_.start();
}

void PictureTransition::stop()
{
    animation_.stop();
    progress_ = 1;
}

void PictureTransition::setProgress(double progress)
{
    progress_ = progress;
    for (std::size_t i = 0; i < nodesAfter_.size() && i < moving_.nodes.size(); ++i)
        moving_.nodes[i].rect = between(nodesBefore_[i], nodesAfter_[i], progress);
    for (std::size_t i = 0; i < clustersAfter_.size() && i < moving_.clusters.size(); ++i)
        moving_.clusters[i].rect = between(clustersBefore_[i], clustersAfter_[i], progress);
    changed_();
}

} // namespace rolloutscope::graph
