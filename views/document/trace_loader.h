// Loads a bundle in stages on worker threads, and then follows it while its recorder writes. Lives on the GUI thread,
// which it never keeps waiting; whoever lets it go abandons what runs.
#pragma once

#include "core/reduce/live_reduction.h"
#include "views/document/loaded_trace.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <memory>

class QFileSystemWatcher;
class QTimer;

namespace rolloutscope {

/// Whether more of a rollout is to be expected.
enum class Liveness : std::uint8_t {
    Finished, // its end is recorded, or nothing is loaded
    Live,     // it is followed
    Paused,   // no end is recorded, and it is not followed: the user does not want it, or ended a reload
    Silent,   // no end is recorded, and for two minutes nothing came: the recorder may have died. Still followed.
    Lost,     // its event log is gone or another one: what is shown is no longer on disk
};

class TraceLoader : public QObject {
    Q_OBJECT
public:
    explicit TraceLoader(QObject* parent = nullptr);
    ~TraceLoader() override;

    /// Abandons what is loaded or followed, and starts anew.
    void open(const QString& path);
    /// Abandons the load. What was published stays with its takers.
    void cancel();
    [[nodiscard]] bool isLoading() const;

    [[nodiscard]] Liveness liveness() const { return liveness_; }
    /// Following can be switched off; what came meanwhile is caught up with later.
    void setFollowing(bool follow);
    [[nodiscard]] bool isFollowing() const { return follow_; }
    /// Nothing is loaded or followed: a load was cancelled or failed, or none was asked for.
    [[nodiscard]] bool isIdle() const { return work_ == nullptr; }
    /// ms since the last event arrived, by this machine's clock; 0 if nothing is followed.
    [[nodiscard]] std::int64_t msSinceLastEvent() const;

    /// How long nothing may come before a rollout is called silent (ms; two minutes).
    void setSilenceAfter(std::int64_t ms) { silenceAfterMs_ = ms; }
    /// How long a load may take before its spine is published (ms; a quarter of a second).
    void setSpineAfter(int ms);

signals:
    /// fraction 0…1 of the log's bytes
    void progressed(double fraction, quint64 bytesRead, qint64 elapsedMs);
    /// A stage of the load, or what was added by following. The last stage of a load comes with `loading` false.
    void published(rolloutscope::LoadedTracePtr loaded, bool loading);
    void failed(const QString& message);
    void livenessChanged();
    /// The followed rollout came to its end.
    void ended();
    /// What is shown is no longer what is on disk: why, and that a reload would help.
    void lost(const QString& message);

private:
    struct Work;
    struct Outcome;

    void startLoad();
    void takeSpine(const std::shared_ptr<Work>& work, LoadedTracePtr spine);
    void takeLoad(const std::shared_ptr<Work>& work, const Outcome& outcome);
    void takeStep(const std::shared_ptr<Work>& work, const Outcome& outcome);
    void abandon();
    void startWatching();
    void stopWatching();
    void wake();
    void step();
    void lookIfSilent();
    void setLiveness(Liveness liveness);
    void reportProgress();

    QString path_;
    std::shared_ptr<Work> work_; // of the bundle that is loaded or followed; earlier ones are abandoned
    bool loading_ = false;
    LoadedTracePtr waitingSpine_;
    QTimer* progressTimer_ = nullptr;
    QTimer* spineTimer_ = nullptr;

    Liveness liveness_ = Liveness::Finished;
    bool follow_ = true;
    bool mayGoOn_ = false; // what was shown before this load was followed, or could have been
    bool stepping_ = false;
    bool woken_ = false; // while a step ran
    std::unique_ptr<QFileSystemWatcher> watcher_;
    QTimer* pollTimer_ = nullptr;
    QTimer* stepTimer_ = nullptr;
    QElapsedTimer sinceEvent_;
    std::int64_t silentBefore_ = 0; // ms that had passed already when sinceEvent_ started
    std::int64_t silenceAfterMs_ = 120'000;
};

} // namespace rolloutscope
