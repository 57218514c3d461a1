// Makes the graph's pictures, one at a time and never blocking: the model on a worker thread, the layout in its
// process, the picture on a worker thread again. Keeps the latest pictures of a trace.
#pragma once

#include "views/graph/graph_picture.h"
#include "views/graph/layout_client.h"

#include <QFutureWatcher>
#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace rolloutscope::graph {

class PictureMaker : public QObject {
    Q_OBJECT
public:
    /// `viewSize` is asked when the layout starts: it decides how the agents are arranged.
    PictureMaker(std::function<QSizeF()> viewSize, QObject* parent);

    /// Gives up what runs; ends in one of the signals, or in nothing if the same is in the making already. What is in
    /// `before` too stays in its place as far as possible, `anchor` (of `loaded`) above all; null: the best
    /// arrangement.
    void make(LoadedTracePtr loaded, GraphScope scope, std::shared_ptr<const GraphPicture> before = {},
              ObjectRef anchor = {});
    /// Stops what runs without a signal.
    void stop();
    /// Ends a running layout with the simple one.
    void cancelLayout();
    [[nodiscard]] bool isBusy() const { return busy_; }

signals:
    void pictureMade(const std::shared_ptr<const rolloutscope::graph::GraphPicture>& picture);
    void noteMade(const rolloutscope::graph::GraphNote& note);

private:
    struct Measured {
        GraphModel model;
        std::vector<PictureNode> nodes;
    };
    void startLayout(Measured measured);
    void finish(const LayoutResult& layout, const QString& problem, bool keep);
    void take(const std::shared_ptr<const GraphPicture>& picture);

    struct Kept {
        GraphScope scope;
        std::shared_ptr<const GraphPicture> picture;
    };

    std::function<QSizeF()> viewSize_;
    QFutureWatcher<std::shared_ptr<Measured>> builder_;
    LayoutClient layout_;
    QFutureWatcher<std::shared_ptr<const GraphPicture>> assembler_;
    bool busy_ = false;
    LoadedTracePtr loaded_;
    GraphScope scope_;
    std::shared_ptr<const GraphPicture> before_;
    ObjectRef anchor_;
    bool keep_ = false; // the picture in the making
    GraphModel model_;
    std::vector<PictureNode> measured_;
    LayoutRequest request_;
    // The last layout: a live rollout is often laid out as it was.
    LayoutRequest laidRequest_;
    LayoutResult laid_;
    std::vector<Kept> kept_; // of loaded_, the latest last
};

} // namespace rolloutscope::graph
