// One open bundle: what is loaded of it, and what all views share: selection, visible time, selected range, filter of
// tracks, what is looked for, how far it is played, and the history of where one looked.
// Loading and following is the loader's work. Lives on the GUI thread.
#pragma once

#include "views/document/loaded_trace.h"
#include "views/document/playhead.h"
#include "views/document/trace_loader.h"
#include "views/document/view_history.h"

#include <QAction>
#include <QList>
#include <QObject>
#include <QPoint>
#include <QString>

#include <utility>

class QTimer;

namespace rolloutscope {

class BookmarkStore;
class FindSearch;
class Playback;

/// What became of the trace that the views show.
enum class TraceChange : std::uint8_t {
    Opened, // another rollout, or none: start from the beginning
    Grown,  // the same rollout, of which more is known (a stage came, it goes on, it was read again): stay where one is
};

class TraceDocument : public QObject {
    Q_OBJECT
public:
    enum class State : std::uint8_t { Empty, Loading, Ready, Failed };

    explicit TraceDocument(QObject* parent = nullptr);
    ~TraceDocument() override;

    /// Starts loading; the outcome comes by traceChanged() (of a large bundle first the spine), loadFailed() or
    /// loadCancelled().
    void open(const QString& path);
    /// What was published of the bundle stays.
    void cancelLoading();
    /// Takes over a trace that is there already (tests, and results of other loaders).
    void setTrace(LoadedTracePtr loaded);

    /// Whether the bundle is still being written and followed.
    [[nodiscard]] Liveness liveness() const { return loader_->liveness(); }
    [[nodiscard]] std::int64_t msSinceLastEvent() const { return loader_->msSinceLastEvent(); }
    [[nodiscard]] bool isFollowing() const { return loader_->isFollowing(); }
    /// Where following was given up with a reload, it begins with one.
    void setFollowing(bool follow);
    [[nodiscard]] TraceLoader* loader() const { return loader_; }
    /// What a person marked in this rollout; follows the trace.
    [[nodiscard]] BookmarkStore* bookmarks() const { return bookmarks_; }

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] QString path() const { return path_; }
    /// Names the bundle before it is opened.
    void setPath(const QString& path) { path_ = path; }
    /// Why the last load failed; empty otherwise.
    [[nodiscard]] QString error() const { return error_; }
    /// Null until something of the bundle is loaded; a reload keeps the earlier trace until the new one is there.
    [[nodiscard]] LoadedTracePtr loaded() const { return loaded_; }

    [[nodiscard]] ObjectRef selection() const { return now_.selection; }
    /// Selects in every view and remembers where one came from. An object that does not exist clears the selection.
    void select(ObjectRef object);
    /// As select(), and asks the views to bring it into sight (double click, a link).
    void reveal(ObjectRef object);
    void clearSelection();
    /// Selects the object and asks for its menu at a place of the screen; the window shows it. `viewActions` are what
    /// the asking view adds at its end.
    void requestObjectMenu(ObjectRef object, QPoint globalPosition, const QList<QAction*>& viewActions = {});
    [[nodiscard]] bool canGoBack() const;
    [[nodiscard]] bool canGoForward() const;
    void goBack();
    void goForward();

    /// The stretch of time that the timeline shows. What a person does step by step (a zoom, a drag) becomes a place to
    /// go back to when it comes to rest.
    [[nodiscard]] TimeRange visibleTime() const { return now_.visibleTime; }
    void setVisibleTime(TimeRange range, bool byPerson = true);
    /// A stretch of time that was selected, to be looked at in numbers.
    [[nodiscard]] std::optional<TimeRange> range() const { return now_.range; }
    void setRange(std::optional<TimeRange> range);
    /// Words that the agents shown on the timeline have to have.
    [[nodiscard]] QString trackFilter() const { return now_.trackFilter; }
    void setTrackFilter(const QString& filter);
    /// What the graph shows. A level, unfolding and folding are steps to go back to; what only follows the selection
    /// is not (byPerson = false).
    [[nodiscard]] const graph::GraphScope& graphScope() const { return now_.graph; }
    void setGraphScope(graph::GraphScope scope, bool byPerson = true);
    /// Where the tracks are scrolled to; told by the timeline.
    void setScroll(const ScrollAnchor& scroll, bool byPerson = true);

    /// What is looked for. Its steps reveal the hit, and begin where the selection is.
    [[nodiscard]] FindSearch* find() const { return find_; }

    /// How far the rollout is played; absent: all of it is shown.
    [[nodiscard]] const std::optional<Playhead>& playhead() const;
    /// Unix ms; kept inside the rollout.
    void setPlayhead(std::optional<UnixMs> at);
    /// To the next thing that begins or ends (+1), or back (-1).
    void stepPlayhead(int by);
    /// Plays it.
    [[nodiscard]] Playback* playback() const { return playback_; }

signals:
    void loadStarted();
    /// fraction 0…1 of the log's bytes
    void loadProgressed(double fraction, quint64 bytesRead, qint64 elapsedMs);
    /// Something else is shown; while state() is still Loading, more of it is to come.
    void traceChanged(rolloutscope::TraceChange change);
    void loadFailed(const QString& message);
    void loadCancelled();
    void selectionChanged(rolloutscope::ObjectRef object);
    void revealRequested(rolloutscope::ObjectRef object);
    void objectMenuRequested(rolloutscope::ObjectRef object, QPoint globalPosition, const QList<QAction*>& viewActions);
    void visibleTimeChanged(rolloutscope::TimeRange range);
    void rangeChanged();
    void playheadChanged();
    void trackFilterChanged();
    void graphScopeChanged();
    /// Going back or forward leads to where the tracks were scrolled differently.
    void scrollRequested(const rolloutscope::ScrollAnchor& scroll);
    void historyChanged();
    void livenessChanged();
    /// The rollout that was followed came to its end.
    void rolloutEnded();
    /// What is shown is no longer what is on disk.
    void bundleLost(const QString& message);

private:
    void takePublished(LoadedTracePtr loaded, bool loading);
    void takeFailure(const QString& message);
    [[nodiscard]] bool isSameRollout(const LoadedTrace& other) const;
    void take(LoadedTracePtr loaded);
    void grow(LoadedTracePtr loaded);
    void replace(LoadedTracePtr loaded);
    void changeSelection(ObjectRef object);
    void reportSelection();
    void moved(bool byPerson);
    void settle();
    void arrive();
    void apply(const ViewState& state);
    void reportHistory();

    State state_ = State::Empty;
    QString path_;
    QString error_;
    LoadedTracePtr loaded_;
    QString loadedPath_; // where loaded_ came from
    ViewState now_;
    ViewHistory history_;
    QTimer* settle_ = nullptr; // runs while somebody is moving
    bool arriving_ = false;    // views still follow a step that is in the history already
    bool applying_ = false;    // a place of the history is gone to
    std::pair<bool, bool> reported_;
    TraceLoader* loader_ = nullptr;
    BookmarkStore* bookmarks_ = nullptr;
    FindSearch* find_ = nullptr;
    Playback* playback_ = nullptr;
};

} // namespace rolloutscope
