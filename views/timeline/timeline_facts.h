// Facts about a trace that the timeline shows and that take a while to find: which results ended which waits, how many
// agents worked at once, how much the models can take. Found in the background, one after the other, anew while the
// rollout grows. Lives on the GUI thread.
#pragma once

#include "core/insight/concurrency.h"
#include "core/insight/context_window.h"
#include "core/insight/waits.h"
#include "views/document/loaded_trace.h"

#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace rolloutscope {

class TimelineFacts : public QObject {
    Q_OBJECT
public:
    explicit TimelineFacts(QObject* parent = nullptr);
    ~TimelineFacts() override;

    /// What has no end yet lasts until `openEndsAt`. Null forgets everything.
    void setTrace(LoadedTracePtr loaded, UnixMs openEndsAt);
    /// Counters need more facts than the rest.
    void setCounters(bool wanted);
    void waitUntilReady();

    [[nodiscard]] std::shared_ptr<const Waits> waits() const { return found_.waits; }
    [[nodiscard]] std::shared_ptr<const Concurrency> working() const { return found_.working; }
    [[nodiscard]] std::shared_ptr<const ContextWindows> windows() const { return found_.windows; }

signals:
    void factsChanged();

private:
    struct Found {
        std::shared_ptr<const Waits> waits;
        std::shared_ptr<const Concurrency> working;
        std::shared_ptr<const ContextWindows> windows;
        std::size_t windowsOfThreads = 0; // threads and turns when the windows were read
        std::size_t windowsOfTurns = 0;
    };

    void find();
    void take();

    LoadedTracePtr loaded_;
    UnixMs openEndsAt_ = 0;
    bool counters_ = false;
    bool isStale_ = false;
    bool isFinding_ = false; // until its result is taken
    Found found_;
    QFutureWatcher<Found> finding_;
    QTimer rest_;
    qint64 tookMs_ = 0;
    std::shared_ptr<std::atomic<bool>> cancelled_;
};

} // namespace rolloutscope
