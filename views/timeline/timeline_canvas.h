// The timeline's one painted widget: overview, axis, track headers, tracks. Keeps what is shown of them and how (scale,
// arrangement of tracks, colours), turns mouse and keys into changes of it, and leaves what all views share to the
// document.
#pragma once

#include "views/document/trace_document.h"
#include "views/timeline/held_motion.h"
#include "views/timeline/hover_card.h"
#include "views/timeline/key_range.h"
#include "views/timeline/timeline_hits.h"
#include "views/timeline/timeline_painter.h"
#include "views/timeline/track_arrangement.h"
#include "views/timeline/track_details.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QWidget>

#include <memory>

class QWheelEvent;

namespace rolloutscope {

class TimelineAccessibility;
struct TimelineSnapshot;

class TimelineCanvas : public QWidget {
    Q_OBJECT
public:
    explicit TimelineCanvas(TraceDocument* document, QWidget* parent = nullptr);
    ~TimelineCanvas() override;

    /// Null shows the message alone. `keepView`: the same rollout again, stay where one looks.
    void setModel(std::shared_ptr<const TimelineModel> model, bool keepView);
    /// Shown instead of tracks; empty: the tracks.
    void setMessage(const QString& message);
    [[nodiscard]] const QString& message() const { return message_; }

    [[nodiscard]] const std::shared_ptr<const TimelineModel>& model() const { return model_; }
    [[nodiscard]] const TimelineViewport& viewport() const { return viewport_; }
    [[nodiscard]] const TrackLayout& trackLayout() const { return layout_; }
    [[nodiscard]] TimelineRegions regions() const { return {size(), headerWidth_, counters_}; }
    /// Of what is in view now.
    [[nodiscard]] const TimelineGeometry& timelineGeometry();
    [[nodiscard]] const HoverCard* hoverCard() const { return card_; }
    /// What is at a point of the canvas, in the tracks: a compaction, a span, an arrow, a call's bar of the counter.
    [[nodiscard]] ObjectRef objectAt(QPoint position);
    [[nodiscard]] TraceDocument* document() const { return document_; }
    /// What screen readers see of it.
    [[nodiscard]] TimelineAccessibility* accessibility() const { return accessibility_; }
    /// Waits until what folded tracks and counters show is there.
    void waitForDetails();
    /// What is shown now, to be painted elsewhere (timeline_snapshot.cpp).
    [[nodiscard]] TimelineSnapshot snapshot() const;

    // What is shown, and how.
    void setColorMode(ColorMode mode);
    [[nodiscard]] ColorMode colorMode() const { return mode_; }
    void setAxisMode(AxisMode mode);
    [[nodiscard]] AxisMode axisMode() const { return axisMode_; }
    /// Rows for the context of agents, and for how many of them work at once.
    void setCounters(bool shown);
    void setAllArrows(bool all);
    /// Whether the wheel alone zooms; otherwise it scrolls, and zooms with Ctrl.
    void setWheelZooms(bool zooms) { wheelZooms_ = zooms; }
    /// How long frames take, in a corner.
    void setFrameTimes(bool shown);
    /// Facts that are found in the background; null: not known yet.
    void setWaits(std::shared_ptr<const Waits> waits);
    void setWorking(std::shared_ptr<const Concurrency> working);
    void setContextWindows(std::shared_ptr<const ContextWindows> windows);
    void setFlags(std::vector<TimelineFlag> flags);
    /// Null: nothing is looked for.
    void setHits(std::shared_ptr<const TimelineHits> hits);
    void setCurrentHit(ObjectRef object);

    // Where one looks.
    void zoomBy(double factor);
    void fitAll();
    /// Of a live rollout the end then stays in sight.
    void showEnd();
    /// To the selected range, or else the selected object.
    void zoomToSelection();
    void zoomTo(ObjectRef object);
    void selectParent();
    /// The failure after (+1) or before (-1) the selection.
    void selectFailure(int direction);
    /// Along messages between agents, with their direction (+1) or against it (-1).
    void followMessage(int direction);
    void scrollTo(int y);
    void reveal(ObjectRef object);
    /// Moves as far as needed to have a moment (Unix ms) in sight.
    void revealMoment(UnixMs moment);
    /// A stretch of positions.
    void showTime(Stretch stretch, bool byPerson = true);
    /// As showTime(), in Unix ms.
    void showUnixTime(TimeRange range, bool byPerson = true);

    // Tracks (timeline_canvas_tracks.cpp).
    [[nodiscard]] const TrackArrangement& arrangement() const { return arrangement_; }
    void setArrangement(TrackArrangement arrangement);
    void setAllCollapsed(bool collapsed);
    void toggleCollapsed();
    void togglePinned();
    void hideTrack();
    void showAllTracks();
    /// Only agents that did something while the selection, or the selected range, lasted.
    void setOnlyOverlapping(bool only);
    void setSort(TrackSort sort);
    /// The track under the cursor, or of the selection, or the topmost one; call only when tracks are shown.
    [[nodiscard]] std::uint32_t currentTrack() const;

    /// Where a popup about the selection has room (on the screen): below it if it is in sight, else at the cursor or in
    /// the middle.
    [[nodiscard]] QPoint popupPosition();
    /// Moment under the cursor, or else the begin of the selection, or the middle of the view (Unix ms).
    [[nodiscard]] UnixMs currentMoment() const;

signals:
    /// Where one looks, or how much there is to scroll.
    void viewportChanged(bool byPerson);
    void arrangementChanged();
    /// A person has finished dragging out a stretch of time, which the document has as its range.
    void rangeSelected();
    /// The right mouse button, or the menu key, on an object, a track's header (its thread), or nothing.
    void menuRequested(rolloutscope::ObjectRef object, bool onHeader, QPoint globalPosition);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Drag : std::uint8_t {
        None,
        Pending, // pressed on the tracks, not moved yet
        Tracks,
        Range,
        PendingHeader,
        Header, // a track to another place
        HeaderWidth,
        Frame, // of the overview
        FrameBegin,
        FrameEnd
    };
    enum class Spot : std::uint8_t { None, Overview, Axis, Header, HeaderEdge, Tracks };

    void go(ObjectRef object);
    [[nodiscard]] bool usable() const { return model_ != nullptr && message_.isEmpty(); }
    void viewportMoved(bool byPerson = true);
    void invalidate();
    void updateSize();
    void setHeaderWidth(int width);
    [[nodiscard]] AxisClock axisClock() const;
    [[nodiscard]] std::optional<Stretch> range() const;
    [[nodiscard]] QString frameTimeText() const;
    // timeline_playhead.cpp
    [[nodiscard]] std::optional<TimelinePlayhead> shownPlayhead() const;
    void followPlayhead();
    // timeline_canvas_tracks.cpp
    void setCollapsed(std::uint32_t track, bool collapsed);
    void arrange();
    [[nodiscard]] ScrollAnchor scrollAnchor() const;
    void scrollToAnchor(const ScrollAnchor& anchor);
    void reportScroll(bool byPerson);
    void dropTrack();
    [[nodiscard]] std::uint32_t dropRowAt(QPoint position) const;

    // timeline_canvas_mouse.cpp
    [[nodiscard]] Spot spotAt(QPoint position) const;
    [[nodiscard]] std::optional<std::uint32_t> trackAtHeader(QPoint position) const;
    [[nodiscard]] Drag overviewDragAt(QPoint position) const;
    [[nodiscard]] TimelineScene scene();
    /// The flag that stands at a pixel of the axis, or null.
    [[nodiscard]] const TimelineFlag* flagAt(int x) const;
    void dragTo(QPoint position);
    void dragRangeTo(QPoint position);
    void moveByWheel(QWheelEvent* event);
    bool nativeGesture(QEvent* event);
    void clickAt(QPoint position);
    void clickHeader(QPoint position);
    void hoverAt(QPoint position);
    void endHover();
    void updateCursor(QPoint position);
    // timeline_canvas_keys.cpp
    void selectSpan(SpanIndex span);
    void moveAcross(int direction);
    void moveAlong(int direction);
    /// Where the arrow keys begin.
    void selectFirstSpan();
    /// False if the key means nothing with Shift.
    bool pressWithShift(int key);
    /// The selected stretch of time by a tenth of what is visible.
    void extendRange(int direction);
    [[nodiscard]] SpanIndex selectedSpan() const;
    [[nodiscard]] bool* heldFlag(int key);
    /// One step back out of what was narrowed down; false if there is none.
    bool escape();
    void applyMotion(double ms);
    [[nodiscard]] double zoomCentre() const;

    TraceDocument* document_;
    std::shared_ptr<const TimelineModel> model_;
    TrackArrangement arrangement_;
    TrackLayout layout_;
    TimelineViewport viewport_;
    TimelinePainter painter_;
    TimelineGeometry geometry_;
    bool geometryIsCurrent_ = false;
    TrackDetailsCache* details_;
    TimelineAccessibility* accessibility_ = nullptr;
    QString message_;
    int headerWidth_ = metrics::trackHeader;
    ColorMode mode_ = ColorMode::Kind;
    AxisMode axisMode_ = AxisMode::SinceStart;
    bool counters_ = false;
    bool allArrows_ = false;
    bool wheelZooms_ = true;
    bool showFocus_ = false; // the focus came by a key
    std::shared_ptr<const Waits> waits_;
    std::shared_ptr<const Concurrency> working_;
    std::shared_ptr<const ContextWindows> windows_;
    std::vector<TimelineFlag> flags_;
    std::shared_ptr<const TimelineHits> hits_;
    ObjectRef currentHit_;
    QString playheadText_; // what happened last
    bool showsFrameTimes_ = false;
    std::vector<double> frameMs_; // of the last frames

    HoverCard* card_;
    ObjectRef hovered_;
    std::optional<std::uint32_t> hoveredTrack_; // whose header is under the cursor
    std::optional<std::uint32_t> pointedTrack_; // under the cursor, header or spans
    std::optional<int> cursorX_;

    Drag drag_ = Drag::None;
    QPoint dragStart_;
    QPoint dragLast_;
    std::uint32_t draggedTrack_ = 0;
    std::optional<int> dropY_;

    std::optional<KeyRange> keyRange_; // what Shift+Left and Shift+Right selected
    HeldMotion held_;
    QBasicTimer motionTimer_;
    QElapsedTimer motionClock_;
};

} // namespace rolloutscope
