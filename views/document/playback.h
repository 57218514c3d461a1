// Steps and plays the playhead through the moments of a rollout. The moments are put in order in the background when
// they are first needed, and anew when the rollout has grown; steps taken meanwhile are made up for. The document owns
// it. Lives on the GUI thread.
#pragma once

#include "views/document/loaded_trace.h"
#include "views/document/playhead.h"
#include "views/document/view_history.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>

class QTimer;

namespace rolloutscope {

struct PlaySpeed {
    enum class Unit : std::uint8_t {
        EventsPerSecond,
        TimesReal, // of the recorded time; where no model and no tool works it goes on after a quarter of a second
    };
    Unit unit = Unit::EventsPerSecond;
    double value = 8; // above 0
    bool operator==(const PlaySpeed&) const = default;
};

class Playback : public QObject {
    Q_OBJECT
public:
    /// `visible` tells the stretch of time that is looked at: playing begins at its begin, stepping back at its end.
    Playback(std::function<TimeRange()> visible, QObject* parent);
    ~Playback() override;

    /// Absent: the rollout is not played, all of it is shown.
    [[nodiscard]] const std::optional<Playhead>& playhead() const { return playhead_; }
    /// Inside the rollout; all of that millisecond has happened then.
    void moveTo(std::optional<UnixMs> at);
    /// Moments onwards (above 0) or back. Stops playing.
    void step(int by);

    [[nodiscard]] bool isPlaying() const { return playing_; }
    /// From the playhead; from the begin where it is at the end.
    void play();
    void pause();
    void toggle();
    /// Without a playhead again.
    void stop() { moveTo(std::nullopt); }

    [[nodiscard]] PlaySpeed speed() const { return speed_; }
    void setSpeed(PlaySpeed speed);

    /// What the timer does: plays on by so many ms of a person's time.
    void advance(double ms);
    /// Whether the moments are still being put in order.
    [[nodiscard]] bool isPreparing() const { return building_.isRunning(); }

    /// The trace that is played. `grown`: it is the same rollout, and the playhead stays.
    void setTrace(LoadedTracePtr loaded, bool grown);

signals:
    void playheadChanged();
    void playingChanged(bool playing);
    void speedChanged();

private:
    struct Ordered {
        LoadedTracePtr of;
        Moments moments;
    };
    using OrderedPtr = std::shared_ptr<const Ordered>;

    /// False while the moments are not there yet; they will be.
    bool prepare();
    void takeMoments();
    void stepNow(int by);
    void advanceEvents(double ms);
    void advanceTime(double ms);
    void put(std::optional<Playhead> playhead);
    /// At a place of the moments; nothing: before the first.
    void putAt(std::size_t place);
    void putAtTime(double time);
    [[nodiscard]] std::optional<Moment> momentAt(std::optional<std::size_t> place) const;
    void setPlaying(bool playing);
    void abandon();

    std::function<TimeRange()> visible_;
    LoadedTracePtr loaded_;
    OrderedPtr ordered_; // of loaded_, or of an earlier copy of it until the new ones are there
    QFutureWatcher<OrderedPtr> building_;
    std::shared_ptr<std::atomic<bool>> cancelled_;
    QTimer* rest_ = nullptr; // between two orderings of a growing trace

    std::optional<Playhead> playhead_;
    std::optional<std::size_t> place_; // of playhead_->last
    double time_ = 0;                  // Unix ms, where playing by time is
    int pendingSteps_ = 0;

    PlaySpeed speed_;
    bool playing_ = false;
    double dueEvents_ = 0; // a fraction that is carried over
    QTimer* timer_ = nullptr;
    QElapsedTimer clock_;
};

} // namespace rolloutscope
