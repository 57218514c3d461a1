#include "views/graph/picture_maker.h"

#include "views/document/background.h"

#include <algorithm>
#include <utility>

namespace rolloutscope::graph {

namespace {

constexpr std::size_t picturesKept = 8;

} // namespace

PictureMaker::PictureMaker(std::function<QSizeF()> viewSize, QObject* parent)
    : QObject(parent), viewSize_(std::move(viewSize))
{
    connect(&builder_, &QFutureWatcherBase::finished, this, [this] {
        if (busy_)
            startLayout(std::move(*builder_.result()));
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

void PictureMaker::make(LoadedTracePtr loaded, GraphScope scope)
{
    if (busy_ && loaded == loaded_ && scope == scope_)
        return;
    stop();
    if (loaded != loaded_)
        kept_.clear();
    loaded_ = std::move(loaded);
    scope_ = scope;
    const auto known = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.scope == scope; });
    if (known != kept_.end()) {
        emit pictureMade(std::shared_ptr(known->picture));
        return;
    }
    busy_ = true;
    builder_.setFuture(runInBackground([trace = loaded_, scope] {
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
    if (request_ == laidRequest_)
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
    auto picture = std::make_shared<const GraphPicture>(
        assemblePicture(loaded_, std::exchange(model_, {}), std::exchange(measured_, {}), request_, layout));
    if (keep) {
        if (kept_.size() >= picturesKept)
            kept_.erase(kept_.begin());
        kept_.push_back({.scope = scope_, .picture = picture});
    }
    busy_ = false;
    emit pictureMade(picture);
}

} // namespace rolloutscope::graph
