#include "views/graph/picture_maker.h"

#include "views/document/background.h"
#include "views/graph/sequence_layout.h"
#include "views/graph/stable_layout.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace rolloutscope::graph {

namespace {

constexpr std::size_t picturesKept = 8;

/// Where the nodes of a model were in another picture. Of several nodes of one object and kind, the first was the
/// first.
std::vector<std::optional<QPointF>> placesIn(const GraphPicture& before, const GraphModel& model,
                                             const LoadedTrace& loaded)
{
    using Key = std::tuple<ObjectRef, NodeKind, int>;
    std::map<Key, QPointF> places;
    std::map<std::pair<ObjectRef, NodeKind>, int> seen;
    for (std::size_t i = 0; i < before.nodes.size(); ++i) {
        const GraphNode& node = before.model.nodes[i];
        const ObjectRef here = sameObject(before.loaded->trace, loaded.trace, node.object);
        places.emplace(Key(here, node.kind, seen[{here, node.kind}]++), before.nodes[i].rect.center());
    }
    seen.clear();
    std::vector<std::optional<QPointF>> found;
    for (const GraphNode& node : model.nodes) {
        const auto known = places.find(Key(node.object, node.kind, seen[{node.object, node.kind}]++));
        found.push_back(known == places.end() ? std::nullopt : std::optional(known->second));
    }
    return found;
}

} // namespace

PictureMaker::PictureMaker(std::function<QSizeF()> viewSize, QObject* parent)
    : QObject(parent), viewSize_(std::move(viewSize))
{
    connect(&builder_, &QFutureWatcherBase::finished, this, [this] {
        if (busy_)
            startLayout(std::move(*builder_.result()));
    });
    connect(&assembler_, &QFutureWatcherBase::finished, this, [this] {
        if (busy_)
            take(assembler_.result());
    });
    connect(&layout_, &LayoutClient::finished, this, [this](const LayoutResult& layout) {
        laidRequest_ = request_;
        laid_ = layout;
        finish(layout, {}, true);
    });
    connect(&layout_, &LayoutClient::failed, this, [this](const QString& reason) {
        // Kept: what took too long once would do so again.
        finish(laneLayout(request_), reason, true);
    });
}

void PictureMaker::make(LoadedTracePtr loaded, GraphScope scope, std::shared_ptr<const GraphPicture> before,
                        ObjectRef anchor)
{
    if (busy_ && loaded == loaded_ && scope == scope_)
        return;
    stop();
    before_ = std::move(before);
    anchor_ = anchor;
    if (loaded != loaded_)
        kept_.clear();
    loaded_ = std::move(loaded);
    scope_ = std::move(scope);
    const auto known = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.scope == scope_; });
    if (known != kept_.end()) {
        emit pictureMade(std::shared_ptr(known->picture));
        return;
    }
    busy_ = true;
    builder_.setFuture(runInBackground([trace = loaded_, scope = scope_] {
        auto measured = std::make_shared<Measured>();
        measured->model = buildGraph(*trace, scope);
        measured->nodes = measureNodes(measured->model);
        return measured;
    }));
}

void PictureMaker::stop()
{
    busy_ = false;
    layout_.cancel();
}

void PictureMaker::cancelLayout()
{
    if (!layout_.isRunning())
        return;
    layout_.cancel();
    finish(laneLayout(request_), tr("the layout was cancelled"), false);
}

void PictureMaker::startLayout(Measured measured)
{
    if (!measured.model.note.title.isEmpty()) {
        busy_ = false;
        emit noteMade(measured.model.note);
        return;
    }
    model_ = std::move(measured.model);
    measured_ = std::move(measured.nodes);
    request_ = layoutRequest(model_, measured_, viewSize_());
    if (before_ && request_.arrangement == before_->arrangement)
        request_.leftToRight = before_->leftToRight; // it turns around for no small change
    if (request_.arrangement != Arrangement::Ranked)
        finish(sequenceLayout(request_), {}, true);
    else if (request_ == laidRequest_)
        finish(LayoutResult(laid_), {}, true);
    else
        layout_.start(request_);
}

void PictureMaker::finish(const LayoutResult& layout, const QString& problem, bool keep)
{
    if (!problem.isEmpty()) {
        const QString simple = tr("Simple layout: %1").arg(problem);
        model_.remark = model_.remark.isEmpty() ? simple : simple + QStringLiteral(" · ") + model_.remark;
    }
    keep_ = keep;
    assembler_.setFuture(
        runInBackground([loaded = loaded_, model = std::exchange(model_, {}), measured = std::exchange(measured_, {}),
                         request = request_, layout = LayoutResult(layout), before = std::exchange(before_, {}),
                         anchor = anchor_]() mutable {
            if (before) {
                if (std::optional<LayoutResult> kept = keepPlaces(request, layout, placesIn(*before, model, *loaded),
                                                                  model.nodeStandingFor(*loaded, anchor)))
                    layout = *std::move(kept);
            }
            return std::shared_ptr<const GraphPicture>(std::make_shared<const GraphPicture>(
                assemblePicture(std::move(loaded), std::move(model), std::move(measured), request, layout)));
        }));
}

void PictureMaker::take(const std::shared_ptr<const GraphPicture>& picture)
{
    if (keep_) {
        if (kept_.size() >= picturesKept)
            kept_.erase(kept_.begin());
        kept_.push_back({.scope = scope_, .picture = picture});
    }
    busy_ = false;
    emit pictureMade(picture);
}

} // namespace rolloutscope::graph
