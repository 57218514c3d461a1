// The parts of a TimelineView; only for its own files.
#pragma once

#include "views/actions/action_registry.h"
#include "views/timeline/arrangement_keeper.h"
#include "views/timeline/legend_bar.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_facts.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QActionGroup>
#include <QFutureWatcher>
#include <QTimer>

class QLineEdit;
class QScrollBar;
class QToolButton;

namespace rolloutscope {

class TimelineView::Private {
public:
    using ModelPtr = std::shared_ptr<const TimelineModel>;

    /// Actions of which one holds, with what each stands for.
    struct Choice {
        QActionGroup* group = nullptr;
        QList<QAction*> actions;
        void check(int value) const;
        [[nodiscard]] int value() const;
    };

    TimelineView* view = nullptr;
    TraceDocument* document = nullptr;
    TimelineCanvas* canvas = nullptr;
    ArrangementKeeper* keeper = nullptr;
    QScrollBar* scrollBar = nullptr;
    LegendBar* legend = nullptr;
    QLineEdit* filter = nullptr;
    QToolButton* arrangeButton = nullptr;
    TimelineFacts* facts = nullptr;
    FindBar* findBar = nullptr;

    // timeline_marks.cpp
    QFutureWatcher<std::shared_ptr<const TimelineHits>> markingHits;
    bool hitsAreStale = false;
    void addMarkActions();
    void connectMarks();
    void updateHits();
    void updateCurrentHit();
    void updateFlags();
    void toggleBookmark();
    void goToBookmark(int direction);

    // timeline_actions.cpp
    ActionRegistry* registry = nullptr;
    QAction* allArrows = nullptr;
    QAction* counters = nullptr;
    QAction* showLegend = nullptr;
    QAction* wheelZooms = nullptr;
    QAction* frameTimes = nullptr;
    QAction* pin = nullptr;
    QAction* onlyOverlapping = nullptr;
    QAction* showAll = nullptr;
    QAction* bookmark = nullptr;
    Choice color, axis, sort, fold;
    QMenu* arrangeMenu = nullptr;
    void addActions();
    void addMoves();
    void addTrackActions();
    void addLooks();
    void updateTrackActions();
    void openMenu(ObjectRef object, bool onHeader, QPoint globalPosition);

    QFutureWatcher<ModelPtr> building;
    LoadedTracePtr wanted;   // the trace that is shown or being prepared
    TimelineOptions options; // as wanted
    bool isStale = false;    // more came while a model was built
    bool keepsView = false;  // the model being built is of the rollout that is shown
    QTimer presentTimer;     // what still runs grows, also while nothing is recorded
    bool settingTime = false;

    void connectDocument();
    void takeTrace(TraceChange change);
    void setOptions(TimelineOptions changed);
    void build();
    [[nodiscard]] UnixMs present() const;
    void takeModel(ModelPtr model);
    void updateMessage();
    void followViewport(bool byPerson);
    void followDocument(TimeRange range);
    void placeCorner();
};

} // namespace rolloutscope
