// One open bundle: loads it in the background, publishes the trace, and owns what all views share
// (selection, visible time, history of the selection). Lives on the GUI thread.
#pragma once

#include "core/bundle/bundle.h"
#include "core/insight/relations.h"
#include "core/reduce/problem.h"
#include "core/reduce/reducer.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <atomic>
#include <memory>
#include <vector>

class QTimer;

namespace rolloutscope {

/// A stretch of time in Unix ms, fractions allowed (a deep zoom is finer than a millisecond).
struct TimeRange {
    double begin = 0;
    double end = 0;
    [[nodiscard]] double length() const { return end - begin; }
    bool operator==(const TimeRange&) const = default;
};

/// What is published at once; immutable, shared with worker threads.
struct LoadedTrace {
    Bundle bundle;
    RolloutTrace trace;
    Relations relations;
    ProblemList problems;
    std::uint64_t bytesRead = 0;
    std::int64_t elapsedMs = 0;

    LoadedTrace(Bundle bundleOpened, RolloutTrace reduced, ProblemList found)
        : bundle(std::move(bundleOpened)), trace(std::move(reduced)), relations(trace), problems(std::move(found))
    {
    }
};
using LoadedTracePtr = std::shared_ptr<const LoadedTrace>;

class TraceDocument : public QObject {
    Q_OBJECT
public:
    enum class State : std::uint8_t { Empty, Loading, Ready, Failed };

    explicit TraceDocument(QObject* parent = nullptr);
    ~TraceDocument() override;

    /// Starts loading; the outcome comes by traceChanged(), loadFailed() or loadCancelled().
    void open(const QString& path);
    void cancelLoading();
    /// Takes over a trace that is there already (tests, and results of other loaders).
    void setTrace(LoadedTracePtr loaded);

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] QString path() const { return path_; }
    /// Names the bundle before it is opened.
    void setPath(const QString& path) { path_ = path; }
    /// Why the last load failed; empty otherwise.
    [[nodiscard]] QString error() const { return error_; }
    /// Null until the bundle is loaded; a reload keeps the earlier trace until the new one is there.
    [[nodiscard]] LoadedTracePtr loaded() const { return loaded_; }

    [[nodiscard]] ObjectRef selection() const { return selection_; }
    /// Selects in every view and remembers where one came from. An object that does not exist clears the selection.
    void select(ObjectRef object);
    /// As select(), and asks the views to bring it into sight (double click, a link).
    void reveal(ObjectRef object);
    void clearSelection();
    [[nodiscard]] bool canGoBack() const;
    [[nodiscard]] bool canGoForward() const;
    void goBack();
    void goForward();

    /// The stretch of time that the timeline shows.
    [[nodiscard]] TimeRange visibleTime() const { return visibleTime_; }
    void setVisibleTime(TimeRange range);

signals:
    void loadStarted();
    /// fraction 0…1 of the log's bytes
    void loadProgressed(double fraction, quint64 bytesRead, qint64 elapsedMs);
    void traceChanged();
    void loadFailed(const QString& message);
    void loadCancelled();
    void selectionChanged(rolloutscope::ObjectRef object);
    void revealRequested(rolloutscope::ObjectRef object);
    void visibleTimeChanged(rolloutscope::TimeRange range);
    void historyChanged();

private:
    struct LoadJob;

    void finishLoad(const std::shared_ptr<LoadJob>& job);
    void applySelection(ObjectRef object);
    void reportProgress();

    State state_ = State::Empty;
    QString path_;
    QString error_;
    LoadedTracePtr loaded_;
    std::shared_ptr<LoadJob> job_; // the running load; earlier ones are abandoned
    ObjectRef selection_;
    std::vector<ObjectRef> history_;
    std::size_t historyAt_ = 0;
    TimeRange visibleTime_;
    QTimer* progressTimer_ = nullptr;
};

} // namespace rolloutscope
