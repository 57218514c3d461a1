#include "views/document/find_search.h"

#include "views/document/background.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace rolloutscope {
namespace {

constexpr int typingDelayMs = 80;
/// A growing trace is searched anew after a second, and later where a search takes long.
constexpr qint64 shortestRestMs = 1'000;
constexpr qint64 restPerWork = 5;
constexpr qint64 longestRestMs = 15'000;

FindHitsPtr noHits()
{
    return std::make_shared<const FindHits>();
}

} // namespace

FindSearch::FindSearch(QObject* parent)
    : QObject(parent), hits_(noHits()), delay_(new QTimer(this)), rest_(new QTimer(this))
{
    delay_->setSingleShot(true);
    delay_->setInterval(typingDelayMs);
    connect(delay_, &QTimer::timeout, this, &FindSearch::start);
    rest_->setSingleShot(true);
    connect(rest_, &QTimer::timeout, this, [this] {
        if (asksForSomething() && !isSearching() && hits_->loaded != loaded_)
            start();
    });
}

FindSearch::~FindSearch()
{
    abandon();
}

bool FindSearch::isSearching() const
{
    return delay_->isActive() || cancelled_ != nullptr;
}

bool FindSearch::areHitsOfText() const
{
    return hits_->loaded != nullptr && hits_->text == text_;
}

void FindSearch::setText(const QString& text)
{
    if (text == text_)
        return;
    text_ = text;
    const ObjectQuery query = ObjectQuery::parse(text);
    error_ = query.error();
    asks_ = !query.empty();
    showsOther_ = false;
    wantedStep_ = 0;
    wrapped_ = false;
    abandon();
    emit textChanged(text_);
    if (asksForSomething()) {
        delay_->start();
        emit hitsChanged();
    } else {
        clearHits();
    }
}

void FindSearch::showOther(FindHitsPtr hits)
{
    if (!hits && !showsOther_)
        return;
    if (hits)
        setText({});
    showsOther_ = hits != nullptr;
    hits_ = hits ? std::move(hits) : noHits();
    placeCurrent();
    emit hitsChanged();
    emit currentHitChanged();
}

void FindSearch::setTrace(LoadedTracePtr loaded, bool grown)
{
    if (grown && loaded && loaded_) {
        object_ = sameObject(loaded_->trace, loaded->trace, object_);
        loaded_ = std::move(loaded);
        if (asksForSomething() && !isSearching() && !rest_->isActive())
            start();
        return;
    }
    abandon();
    showsOther_ = false;
    loaded_ = std::move(loaded);
    moment_ = 0;
    object_ = {};
    wantedStep_ = 0;
    clearHits();
    if (asksForSomething())
        start();
}

void FindSearch::abandon()
{
    delay_->stop();
    rest_->stop();
    if (cancelled_)
        *cancelled_ = true;
    cancelled_.reset();
}

void FindSearch::clearHits()
{
    hits_ = noHits();
    placeCurrent();
    wrapped_ = false;
    emit hitsChanged();
    emit currentHitChanged();
}

void FindSearch::start()
{
    abandon();
    sinceStart_.start();
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    cancelled_ = cancelled;
    auto* watcher = new QFutureWatcher<FindHitsPtr>(this);
    connect(watcher, &QFutureWatcherBase::resultReadyAt, this, [this, watcher, cancelled](int index) {
        if (!*cancelled)
            take(watcher->resultAt(index));
    });
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, cancelled] {
        watcher->deleteLater();
        if (!*cancelled)
            finishRun();
    });
    // Fewer hits than there were would look as if some had gone.
    const bool inPieces = !areHitsOfText();
    watcher->setFuture(runInBackground([loaded = loaded_, text = text_, inPieces,
                                        cancelled](QPromise<FindHitsPtr>& promise) {
        const auto isCancelled = [&] { return cancelled->load(std::memory_order_relaxed); };
        const auto publish = [&](FindHitsPtr piece) { promise.addResult(std::move(piece)); };
        FindHitsPtr all = inPieces ? findHits(loaded, text, isCancelled, publish) : findHits(loaded, text, isCancelled);
        if (all)
            promise.addResult(std::move(all));
    }));
    emit hitsChanged();
}

void FindSearch::take(FindHitsPtr hits)
{
    hits_ = std::move(hits);
    placeCurrent();
    if (!hits_->complete) {
        emit hitsChanged();
        emit currentHitChanged();
    }
}

void FindSearch::finishRun()
{
    cancelled_.reset();
    rest_->start(static_cast<int>(std::clamp(sinceStart_.elapsed() * restPerWork, shortestRestMs, longestRestMs)));
    emit hitsChanged();
    emit currentHitChanged();
    if (const int by = std::exchange(wantedStep_, 0); by != 0)
        step(by);
}

void FindSearch::placeCurrent()
{
    at_ = hits_->firstNotBefore(moment_, object_);
    isAtHit_ = object_.valid() && at_ < hits_->hits.size() && hits_->hits[at_].object == object_;
}

std::optional<std::size_t> FindSearch::currentIndex() const
{
    if (hits_->hits.empty())
        return std::nullopt;
    return at_ < hits_->hits.size() ? at_ : 0;
}

std::optional<FindHit> FindSearch::currentHit() const
{
    const std::optional<std::size_t> index = currentIndex();
    return index ? std::optional(hits_->hits[*index]) : std::nullopt;
}

void FindSearch::startFrom(UnixMs moment, ObjectRef object)
{
    if (object == object_ && (object.valid() || moment == moment_))
        return;
    moment_ = moment;
    object_ = object;
    wrapped_ = false;
    placeCurrent();
    emit currentHitChanged();
}

void FindSearch::step(int by)
{
    if (!asksForSomething())
        return;
    if (!areHitsOfText() || (hits_->hits.empty() && isSearching())) {
        wantedStep_ = by;
        if (delay_->isActive())
            start();
        return;
    }
    const std::size_t count = hits_->hits.size();
    if (count == 0)
        return;
    const std::size_t next = by > 0 ? at_ + (isAtHit_ ? 1 : 0) : at_ + count - 1;
    wrapped_ = by > 0 ? next >= count : at_ == 0;
    at_ = next % count;
    isAtHit_ = true;
    const FindHit& hit = hits_->hits[at_];
    moment_ = hit.begin;
    object_ = sameObject(hits_->loaded->trace, loaded_->trace, hit.object);
    const ObjectRef chosen = object_;
    emit currentHitChanged();
    if (chosen.valid())
        emit hitChosen(chosen);
}

} // namespace rolloutscope
