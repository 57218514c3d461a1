#include "views/document/playback.h"

#include "views/document/background.h"

#include <QTimer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace rolloutscope {
namespace {

constexpr int tickMs = 33;
constexpr double longestTickMs = 200; // a stall must not become a jump
constexpr double idlePauseMs = 250;   // of a person's time
constexpr int restMs = 1'000;

} // namespace

Playback::Playback(std::function<TimeRange()> visible, QObject* parent)
    : QObject(parent), visible_(std::move(visible)), rest_(new QTimer(this)), timer_(new QTimer(this))
{
    connect(&building_, &QFutureWatcher<OrderedPtr>::finished, this, &Playback::takeMoments);
    rest_->setSingleShot(true);
    rest_->setInterval(restMs);
    connect(rest_, &QTimer::timeout, this, [this] {
        if (playhead_)
            prepare();
    });
    timer_->setInterval(tickMs);
    connect(timer_, &QTimer::timeout, this,
            [this] { advance(std::min(longestTickMs, static_cast<double>(clock_.restart()))); });
}

Playback::~Playback()
{
    abandon();
}

// ---- The moments ---------------------------------------------------------------------------------------------------

void Playback::setTrace(LoadedTracePtr loaded, bool grown)
{
    const LoadedTracePtr before = std::exchange(loaded_, std::move(loaded));
    if (!grown || !loaded_ || !before) {
        abandon();
        rest_->stop();
        ordered_.reset();
        pendingSteps_ = 0;
        put(std::nullopt);
        return;
    }
    if (!playhead_)
        return;
    if (playhead_->last) {
        playhead_->last->object = sameObject(before->trace, loaded_->trace, playhead_->last->object);
        if (!playhead_->last->object.valid())
            playhead_->last.reset();
    }
    if (!rest_->isActive())
        rest_->start();
}

bool Playback::prepare()
{
    if (!loaded_)
        return false;
    const bool isCurrent = ordered_ && ordered_->of == loaded_;
    if (!isCurrent && !building_.isRunning() && !rest_->isActive()) {
        cancelled_ = std::make_shared<std::atomic<bool>>(false);
        building_.setFuture(runInBackground([loaded = loaded_, cancelled = cancelled_]() -> OrderedPtr {
            auto ordered = std::make_unique<Ordered>(Ordered{loaded, Moments(loaded->trace, cancelled.get())});
            return {ordered.release(), deleteInBackground<Ordered>};
        }));
    }
    return ordered_ != nullptr;
}

void Playback::abandon()
{
    if (cancelled_)
        *cancelled_ = true;
    building_.setFuture({}); // what runs owns what it needs
}

void Playback::takeMoments()
{
    if (building_.future().resultCount() == 0 || !loaded_)
        return;
    ordered_ = building_.result();
    if (ordered_->of != loaded_)
        rest_->start();
    if (playhead_) {
        const Moments& moments = ordered_->moments;
        place_ = playhead_->last ? moments.placeOf(*playhead_->last) : moments.lastUntil(playhead_->at);
        Playhead known = *playhead_;
        known.last = momentAt(place_);
        put(known);
    }
    if (const int steps = std::exchange(pendingSteps_, 0); steps != 0)
        stepNow(steps);
    if (playing_ && !playhead_)
        play();
}

std::optional<Moment> Playback::momentAt(std::optional<std::size_t> place) const
{
    if (!place)
        return std::nullopt;
    Moment moment = ordered_->moments[*place];
    if (ordered_->of != loaded_)
        moment.object = sameObject(ordered_->of->trace, loaded_->trace, moment.object);
    return moment;
}

// ---- Where it is ---------------------------------------------------------------------------------------------------

void Playback::put(std::optional<Playhead> playhead)
{
    if (!playhead) {
        place_.reset();
        setPlaying(false);
    }
    if (playhead == playhead_)
        return;
    playhead_ = std::move(playhead);
    emit playheadChanged();
}

void Playback::putAt(std::size_t place)
{
    place_ = place;
    const std::optional<Moment> moment = momentAt(place);
    time_ = static_cast<double>(moment->at);
    put(Playhead{
        .at = moment->at, .seq = moment->seq.value_or(std::numeric_limits<std::uint64_t>::max()), .last = moment});
}

void Playback::putAtTime(double time)
{
    time_ = time;
    const auto at = static_cast<UnixMs>(std::floor(time));
    place_ = ordered_ ? ordered_->moments.lastUntil(at) : std::nullopt;
    put(Playhead{.at = at, .last = momentAt(place_)});
}

void Playback::moveTo(std::optional<UnixMs> at)
{
    pendingSteps_ = 0;
    if (!at || !loaded_) {
        put(std::nullopt);
        return;
    }
    prepare();
    putAtTime(static_cast<double>(std::clamp(*at, loaded_->relations.firstMoment(), loaded_->relations.lastMoment())));
}

void Playback::step(int by)
{
    setPlaying(false);
    if (prepare())
        stepNow(by);
    else if (loaded_)
        pendingSteps_ += by;
}

void Playback::stepNow(int by)
{
    const Moments& moments = ordered_->moments;
    if (moments.size() == 0 || by == 0)
        return;
    if (!playhead_) {
        const TimeRange visible = visible_();
        const auto begin = static_cast<UnixMs>(std::ceil(visible.begin));
        const auto end = static_cast<UnixMs>(std::floor(visible.end));
        // The step itself leads to the first moment in sight, or to the last.
        putAt(by > 0 ? moments.next(begin - 1).value_or(moments.size() - 1) : moments.lastUntil(end).value_or(0));
        by += by > 0 ? -1 : 1;
    } else if (!place_) {
        if (by < 0)
            return; // before the first
        putAt(0);
        --by;
    } else if (by < 0 && ordered_->moments[*place_].at < playhead_->at) {
        putAt(*place_); // from between two moments
        ++by;
    }
    if (by == 0)
        return;
    const auto last = static_cast<std::ptrdiff_t>(moments.size()) - 1;
    putAt(static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(*place_) + by, 0, last)));
}

// ---- Playing -------------------------------------------------------------------------------------------------------

void Playback::setSpeed(PlaySpeed speed)
{
    if (speed == speed_ || !(speed.value > 0))
        return;
    speed_ = speed;
    dueEvents_ = 0;
    if (playhead_)
        time_ = static_cast<double>(playhead_->at);
    emit speedChanged();
}

void Playback::setPlaying(bool playing)
{
    if (playing == playing_)
        return;
    playing_ = playing;
    dueEvents_ = 0;
    if (playing) {
        clock_.start();
        timer_->start();
    } else {
        timer_->stop();
    }
    emit playingChanged(playing);
}

void Playback::play()
{
    if (!loaded_)
        return;
    if (prepare() && ordered_->moments.size() > 0) {
        if (playhead_ && place_ && *place_ + 1 == ordered_->moments.size())
            putAt(0);
        else if (!playhead_)
            stepNow(1);
    }
    setPlaying(true);
}

void Playback::pause()
{
    setPlaying(false);
}

void Playback::toggle()
{
    if (playing_)
        pause();
    else
        play();
}

void Playback::advance(double ms)
{
    if (!playing_ || !ordered_ || !playhead_)
        return;
    if (speed_.unit == PlaySpeed::Unit::EventsPerSecond)
        advanceEvents(ms);
    else
        advanceTime(ms);
}

void Playback::advanceEvents(double ms)
{
    dueEvents_ += ms / 1000 * speed_.value;
    const double due = std::floor(std::min(dueEvents_, 1e6));
    if (due < 1)
        return;
    dueEvents_ -= due;
    stepNow(static_cast<int>(due));
    if (place_ && *place_ + 1 == ordered_->moments.size())
        setPlaying(false);
}

void Playback::advanceTime(double ms)
{
    const Moments& moments = ordered_->moments;
    const double longestIdle = idlePauseMs * speed_.value;
    double left = ms * speed_.value; // of recorded time
    double time = time_;
    while (left > 0) {
        const auto before = moments.lastUntil(static_cast<UnixMs>(std::floor(time)));
        const std::size_t next = before ? *before + 1 : 0;
        if (next == moments.size()) {
            putAt(next - 1);
            setPlaying(false);
            return;
        }
        const auto nextAt = static_cast<double>(moments[next].at);
        double until = nextAt;
        if (before && moments.isIdleAfter(*before))
            until = std::min(until, static_cast<double>(moments[*before].at) + longestIdle);
        if (time + left < until) {
            time += left;
            break;
        }
        left -= std::max(0.0, until - time);
        time = nextAt;
    }
    putAtTime(time);
}

} // namespace rolloutscope
