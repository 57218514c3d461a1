// What is loaded, and the selection's history.
#include "views/document/trace_document.h"

#include "views/bookmarks/bookmark_store.h"
#include "views/document/find_search.h"

#include <utility>

namespace rolloutscope {
namespace {

constexpr std::size_t maxHistory = 200;

} // namespace

TraceDocument::TraceDocument(QObject* parent)
    : QObject(parent),
      loader_(new TraceLoader(this)),
      bookmarks_(new BookmarkStore(BookmarkStore::defaultFolder(), this)),
      find_(new FindSearch(this))
{
    qRegisterMetaType<ObjectRef>("rolloutscope::ObjectRef");
    qRegisterMetaType<TimeRange>("rolloutscope::TimeRange");
    qRegisterMetaType<TraceChange>("rolloutscope::TraceChange");
    connect(loader_, &TraceLoader::progressed, this, &TraceDocument::loadProgressed);
    connect(loader_, &TraceLoader::published, this, &TraceDocument::takePublished);
    connect(loader_, &TraceLoader::failed, this, &TraceDocument::takeFailure);
    connect(loader_, &TraceLoader::livenessChanged, this, &TraceDocument::livenessChanged);
    connect(loader_, &TraceLoader::ended, this, &TraceDocument::rolloutEnded);
    connect(loader_, &TraceLoader::lost, this, &TraceDocument::bundleLost);
    connect(find_, &FindSearch::hitChosen, this, &TraceDocument::reveal);
}

TraceDocument::~TraceDocument() = default;

void TraceDocument::open(const QString& path)
{
    path_ = path;
    error_.clear();
    state_ = State::Loading;
    loader_->open(path);
    emit loadStarted();
}

void TraceDocument::setFollowing(bool follow)
{
    loader_->setFollowing(follow);
    if (follow && liveness() == Liveness::Paused && loader_->isIdle())
        open(path_);
}

void TraceDocument::cancelLoading()
{
    if (state_ != State::Loading)
        return;
    loader_->cancel();
    state_ = loaded_ ? State::Ready : State::Empty;
    emit loadCancelled();
}

void TraceDocument::takePublished(LoadedTracePtr loaded, bool loading)
{
    if (loading && isSameRollout(*loaded) && loaded_->stage == TraceStage::Whole)
        return; // a reload shows no less than what was there
    state_ = loading ? State::Loading : State::Ready;
    take(std::move(loaded));
}

bool TraceDocument::isSameRollout(const LoadedTrace& other) const
{
    return loaded_ && loadedPath_ == path_ && !other.trace.traceId.empty() &&
           loaded_->trace.traceId == other.trace.traceId && loaded_->trace.rolloutId == other.trace.rolloutId;
}

void TraceDocument::take(LoadedTracePtr loaded)
{
    const bool grows = loaded && isSameRollout(*loaded);
    loadedPath_ = path_;
    if (grows)
        grow(std::move(loaded));
    else
        replace(std::move(loaded));
}

void TraceDocument::takeFailure(const QString& message)
{
    error_ = message;
    state_ = loaded_ ? State::Ready : State::Failed;
    emit loadFailed(error_);
}

void TraceDocument::grow(LoadedTracePtr loaded)
{
    const ObjectRef before = selection_;
    for (ObjectRef& object : history_)
        object = sameObject(loaded_->trace, loaded->trace, object);
    selection_ = sameObject(loaded_->trace, loaded->trace, before);
    if (std::erase_if(history_, [](ObjectRef object) { return !object.valid(); }) > 0)
        historyAt_ = history_.empty() ? 0 : history_.size() - 1;
    loaded_ = std::move(loaded);
    bookmarks_->setTrace(loaded_);
    find_->setTrace(loaded_, true);
    emit traceChanged(TraceChange::Grown);
    if (selection_ != before)
        emit selectionChanged(selection_);
    emit historyChanged();
}

void TraceDocument::setTrace(LoadedTracePtr loaded)
{
    state_ = loaded ? State::Ready : State::Empty;
    take(std::move(loaded));
}

void TraceDocument::replace(LoadedTracePtr loaded)
{
    loaded_ = std::move(loaded);
    history_.clear();
    historyAt_ = 0;
    selection_ = {};
    visibleTime_ = {};
    if (loaded_) {
        visibleTime_ = {.begin = static_cast<double>(loaded_->relations.firstMoment()),
                        .end = static_cast<double>(loaded_->relations.lastMoment())};
    }
    bookmarks_->setTrace(loaded_);
    find_->setTrace(loaded_, false);
    emit traceChanged(TraceChange::Opened);
    emit visibleTimeChanged(visibleTime_);
    emit selectionChanged(selection_);
    emit historyChanged();
}

void TraceDocument::select(ObjectRef object)
{
    if (!loaded_ || !exists(loaded_->trace, object)) {
        clearSelection();
        return;
    }
    if (object == selection_)
        return;
    const bool isCurrentEntry = historyAt_ < history_.size() && history_[historyAt_] == object;
    if (!isCurrentEntry) {
        if (!history_.empty())
            history_.resize(historyAt_ + 1);
        history_.push_back(object);
        if (history_.size() > maxHistory)
            history_.erase(history_.begin());
        historyAt_ = history_.size() - 1;
    }
    applySelection(object);
}

void TraceDocument::reveal(ObjectRef object)
{
    select(object);
    if (selection_.valid())
        emit revealRequested(selection_);
}

void TraceDocument::requestObjectMenu(ObjectRef object, QPoint globalPosition, const QList<QAction*>& viewActions)
{
    select(object);
    if (selection_.valid())
        emit objectMenuRequested(selection_, globalPosition, viewActions);
}

void TraceDocument::clearSelection()
{
    if (selection_.valid())
        applySelection({});
}

bool TraceDocument::canGoBack() const
{
    // With nothing selected, "back" is the object that was selected last.
    return selection_.valid() ? historyAt_ > 0 : !history_.empty();
}

bool TraceDocument::canGoForward() const
{
    return historyAt_ + 1 < history_.size();
}

void TraceDocument::goBack()
{
    if (!canGoBack())
        return;
    if (selection_.valid())
        --historyAt_;
    applySelection(history_[historyAt_]);
}

void TraceDocument::goForward()
{
    if (!canGoForward())
        return;
    ++historyAt_;
    applySelection(history_[historyAt_]);
}

void TraceDocument::applySelection(ObjectRef object)
{
    selection_ = object;
    if (const auto window = loaded_ ? windowOf(loaded_->trace, object) : std::nullopt)
        find_->startFrom(window->startedAt, object);
    emit selectionChanged(selection_);
    emit historyChanged();
}

void TraceDocument::setVisibleTime(TimeRange range)
{
    if (range == visibleTime_)
        return;
    visibleTime_ = range;
    emit visibleTimeChanged(visibleTime_);
}

} // namespace rolloutscope
