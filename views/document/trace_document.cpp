// What is loaded, and the selection's history.
#include "views/document/trace_document.h"

#include "views/bookmarks/bookmark_store.h"
#include "views/document/find_search.h"
#include "views/document/playback.h"

#include <QTimer>

#include <utility>

namespace rolloutscope {
namespace {

constexpr int restMs = 700; // without a movement: somebody has arrived

} // namespace

TraceDocument::TraceDocument(QObject* parent)
    : QObject(parent),
      loader_(new TraceLoader(this)),
      bookmarks_(new BookmarkStore(BookmarkStore::defaultFolder(), this)),
      find_(new FindSearch(this)),
      playback_(new Playback([this] { return now_.visibleTime; }, this))
{
    qRegisterMetaType<ObjectRef>("rolloutscope::ObjectRef");
    qRegisterMetaType<TimeRange>("rolloutscope::TimeRange");
    qRegisterMetaType<TraceChange>("rolloutscope::TraceChange");
    settle_ = new QTimer(this);
    settle_->setSingleShot(true);
    settle_->setInterval(restMs);
    connect(settle_, &QTimer::timeout, this, &TraceDocument::settle);
    connect(loader_, &TraceLoader::progressed, this, &TraceDocument::loadProgressed);
    connect(loader_, &TraceLoader::published, this, &TraceDocument::takePublished);
    connect(loader_, &TraceLoader::failed, this, &TraceDocument::takeFailure);
    connect(loader_, &TraceLoader::livenessChanged, this, &TraceDocument::livenessChanged);
    connect(loader_, &TraceLoader::ended, this, &TraceDocument::rolloutEnded);
    connect(loader_, &TraceLoader::lost, this, &TraceDocument::bundleLost);
    connect(find_, &FindSearch::hitChosen, this, &TraceDocument::reveal);
    connect(playback_, &Playback::playheadChanged, this, &TraceDocument::playheadChanged);
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
    const ObjectRef before = now_.selection;
    const auto inNew = [&](ObjectRef object) { return sameObject(loaded_->trace, loaded->trace, object); };
    history_.mapObjects(inNew);
    now_.selection = inNew(before);
    now_.graph = graph::mapped(std::move(now_.graph), inNew);
    loaded_ = std::move(loaded);
    bookmarks_->setTrace(loaded_);
    find_->setTrace(loaded_, true);
    playback_->setTrace(loaded_, true);
    emit traceChanged(TraceChange::Grown);
    if (now_.selection != before)
        emit selectionChanged(now_.selection);
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
    settle_->stop();
    now_ = {};
    if (loaded_) {
        now_.visibleTime = {.begin = static_cast<double>(loaded_->relations.firstMoment()),
                            .end = static_cast<double>(loaded_->relations.lastMoment())};
    }
    history_.reset(now_);
    arrive();
    bookmarks_->setTrace(loaded_);
    find_->setTrace(loaded_, false);
    playback_->setTrace(loaded_, false);
    emit traceChanged(TraceChange::Opened);
    emit visibleTimeChanged(now_.visibleTime);
    emit rangeChanged();
    emit trackFilterChanged();
    emit graphScopeChanged();
    emit selectionChanged(now_.selection);
    emit historyChanged();
}

void TraceDocument::select(ObjectRef object)
{
    if (!loaded_ || !exists(loaded_->trace, object)) {
        clearSelection();
        return;
    }
    if (object != now_.selection)
        changeSelection(object);
}

void TraceDocument::reveal(ObjectRef object)
{
    select(object);
    if (now_.selection.valid())
        emit revealRequested(now_.selection);
}

void TraceDocument::requestObjectMenu(ObjectRef object, QPoint globalPosition, const QList<QAction*>& viewActions)
{
    select(object);
    if (now_.selection.valid())
        emit objectMenuRequested(now_.selection, globalPosition, viewActions);
}

void TraceDocument::clearSelection()
{
    if (!now_.selection.valid())
        return;
    settle();
    now_.selection = {};
    settle_->start();
    emit selectionChanged(now_.selection);
    emit historyChanged();
}

/// A selection is a step of its own. What views do to bring it into sight belongs to it.
void TraceDocument::changeSelection(ObjectRef object)
{
    settle();
    now_.selection = object;
    history_.push(now_);
    arrive();
    reportSelection();
    emit historyChanged();
}

void TraceDocument::reportSelection()
{
    if (const auto window = loaded_ ? windowOf(loaded_->trace, now_.selection) : std::nullopt)
        find_->startFrom(window->startedAt, now_.selection);
    emit selectionChanged(now_.selection);
}

bool TraceDocument::canGoBack() const
{
    return history_.canGoBack(now_);
}

bool TraceDocument::canGoForward() const
{
    return history_.canGoForward();
}

void TraceDocument::goBack()
{
    if (!canGoBack())
        return;
    settle_->stop();
    apply(history_.back(now_));
}

void TraceDocument::goForward()
{
    if (!canGoForward())
        return;
    settle_->stop();
    apply(history_.forward());
}

void TraceDocument::apply(const ViewState& state)
{
    const ViewState before = std::exchange(now_, state);
    // Views that follow one signal tell where they are before they have had the next one: none of that is a place.
    applying_ = true;
    if (state.visibleTime != before.visibleTime)
        emit visibleTimeChanged(state.visibleTime);
    if (state.trackFilter != before.trackFilter)
        emit trackFilterChanged();
    if (state.range != before.range)
        emit rangeChanged();
    if (state.graph != before.graph)
        emit graphScopeChanged();
    if (state.selection != before.selection)
        reportSelection();
    if (state.scroll != before.scroll)
        emit scrollRequested(state.scroll);
    applying_ = false;
    history_.replacePresent(now_);
    arrive();
    emit historyChanged();
}

void TraceDocument::setVisibleTime(TimeRange range, bool byPerson)
{
    if (range == now_.visibleTime)
        return;
    now_.visibleTime = range;
    emit visibleTimeChanged(range);
    moved(byPerson);
}

void TraceDocument::setScroll(const ScrollAnchor& scroll, bool byPerson)
{
    if (scroll == now_.scroll)
        return;
    now_.scroll = scroll;
    moved(byPerson);
}

void TraceDocument::setRange(std::optional<TimeRange> range)
{
    if (range == now_.range)
        return;
    now_.range = range;
    emit rangeChanged();
    moved(true);
}

const std::optional<Playhead>& TraceDocument::playhead() const
{
    return playback_->playhead();
}

void TraceDocument::setPlayhead(std::optional<UnixMs> at)
{
    playback_->moveTo(at);
}

void TraceDocument::stepPlayhead(int by)
{
    playback_->step(by);
}

void TraceDocument::setTrackFilter(const QString& filter)
{
    if (filter == now_.trackFilter)
        return;
    now_.trackFilter = filter;
    emit trackFilterChanged();
    moved(true);
}

void TraceDocument::setGraphScope(graph::GraphScope scope, bool byPerson)
{
    if (scope == now_.graph)
        return;
    const bool isStep = byPerson && !applying_ && !arriving_;
    if (isStep)
        settle();
    now_.graph = std::move(scope);
    if (isStep) {
        history_.push(now_);
        arrive();
    }
    emit graphScopeChanged();
    if (isStep)
        emit historyChanged();
    else
        moved(false);
}

void TraceDocument::moved(bool byPerson)
{
    if (applying_)
        return;
    if (byPerson && !arriving_)
        settle_->start();
    else if (!settle_->isActive())
        history_.replacePresent(now_);
    reportHistory();
}

/// What was in motion becomes a place in the history.
void TraceDocument::settle()
{
    settle_->stop();
    if (loaded_)
        history_.push(now_);
    reportHistory();
}

/// Until the event loop is back, changes belong to the step that was just taken.
void TraceDocument::arrive()
{
    arriving_ = true;
    QTimer::singleShot(0, this, [this] { arriving_ = false; });
}

void TraceDocument::reportHistory()
{
    const std::pair now(canGoBack(), canGoForward());
    if (std::exchange(reported_, now) != now)
        emit historyChanged();
}

} // namespace rolloutscope
