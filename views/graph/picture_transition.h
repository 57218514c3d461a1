// The way from one picture of the graph to the next one: what both have glides, what is new fades in.
#pragma once

#include "views/graph/graph_picture.h"

#include <QVariantAnimation>

#include <functional>

namespace rolloutscope::graph {

class PictureTransition {
public:
    static constexpr int durationMs = 180;
    static constexpr std::size_t mostNodes = 600; // more than that do not move smoothly

    explicit PictureTransition(std::function<void()> changed);

    /// `by`: where the old scene lies on the screen compared with the new one, px at the new zoom. Nothing where the
    /// platform wants no animations.
    void start(const std::shared_ptr<const GraphPicture>& before, const std::shared_ptr<const GraphPicture>& after,
               QPointF by);
    void stop();
    [[nodiscard]] bool isRunning() const { return animation_.state() == QAbstractAnimation::Running; }
    /// From 0 to 1.
    [[nodiscard]] double progress() const { return progress_; }
    /// The new picture with its boxes and frames on their way.
    [[nodiscard]] const GraphPicture& picture() const { return moving_; }
    /// What the clock does; for tests.
    void setProgress(double progress);

private:
    std::function<void()> changed_;
    QVariantAnimation animation_;
    double progress_ = 1;
    std::vector<QRectF> nodesBefore_, nodesAfter_;
    std::vector<QRectF> clustersBefore_, clustersAfter_;
    GraphPicture moving_;
};

} // namespace rolloutscope::graph
