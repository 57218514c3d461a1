// The way from one picture of the graph to the next one: what both have glides, what is new fades in, what is gone
// fades out.
#pragma once

#include "views/graph/graph_paint.h"

#include <QVariantAnimation>

#include <functional>
#include <memory>

namespace rolloutscope::graph {

class PictureTransition {
public:
    static constexpr int durationMs = 180;
    static constexpr std::size_t mostNodes = 600; // more than that do not move smoothly

    /// A place of the scene is seen at place * zoom + origin.
    struct View {
        double zoom = 1;
        QPointF origin;
    };

    /// `changed` is told when there is something else to be seen.
    explicit PictureTransition(std::function<void()> changed);

    /// Nothing happens where the platform wants no animations, and between pictures that have nothing in common.
    void start(const std::shared_ptr<const GraphPicture>& before, View viewBefore,
               const std::shared_ptr<const GraphPicture>& after, View viewAfter);
    void stop();
    [[nodiscard]] bool isRunning() const { return running_; }
    /// From 0 to 1.
    [[nodiscard]] double progress() const { return progress_; }
    /// How the scene is seen now.
    [[nodiscard]] View view() const;
    /// The new picture with its boxes, frames and edges on their way.
    [[nodiscard]] const GraphPicture& picture() const { return moving_; }
    [[nodiscard]] const Opacities& opacities() const { return coming_; }
    /// The picture before, of which only what is gone is seen.
    [[nodiscard]] const GraphPicture& gone() const { return *before_; }
    [[nodiscard]] const Opacities& goneOpacities() const { return going_; }
    /// What the clock does; 1 ends it. For tests.
    void setProgress(double progress);

private:
    void pairNodes();
    void pairClusters();
    void pairEdges();

    struct Move {
        std::size_t index = 0;
        QRectF from, to;
    };
    struct Bend {
        std::size_t index = 0;
        QPolygonF from, to; // as many points
        QRectF labelFrom, labelTo;
    };

    std::function<void()> changed_;
    QVariantAnimation animation_;
    bool running_ = false;
    double progress_ = 1;
    View viewBefore_, viewAfter_;
    std::shared_ptr<const GraphPicture> before_, after_;
    GraphPicture moving_;
    Opacities coming_, going_;
    std::vector<Move> nodes_, clusters_;
    std::vector<Bend> edges_;
    // By index in the new and in the old picture: what only one of them has.
    std::vector<bool> newNodes_, newClusters_, newEdges_, goneNodes_, goneClusters_, goneEdges_;
};

} // namespace rolloutscope::graph
