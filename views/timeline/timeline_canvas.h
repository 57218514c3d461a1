// The timeline's one painted widget: overview, axis, track headers, tracks. Keeps the view state (where one looks, what
// is collapsed), turns mouse and keys into changes of it, and leaves selection and visible time to the document.
#pragma once

#include "views/document/trace_document.h"
#include "views/timeline/held_motion.h"
#include "views/timeline/hover_card.h"
#include "views/timeline/timeline_painter.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QWidget>

#include <memory>

namespace rolloutscope {

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
    [[nodiscard]] TimelineRegions regions() const { return {size(), headerWidth_}; }
    /// Of what is in view now.
    [[nodiscard]] const TimelineGeometry& timelineGeometry();
    [[nodiscard]] const HoverCard* hoverCard() const { return card_; }

    void zoomBy(double factor);
    void fitAll();
    /// Of a live rollout the end then stays in sight.
    void showEnd();
    void zoomToSelection();
    void selectParent();
    /// The failure after (+1) or before (-1) the selection.
    void selectFailure(int direction);
    /// Along messages between agents, with their direction (+1) or against it (-1).
    void followMessage(int direction);
    void setAllArrows(bool all);
    void setAllCollapsed(bool collapsed);
    void toggleCollapsed();
    void scrollTo(int y);
    void reveal(ObjectRef object);
    void showTime(Stretch stretch);

signals:
    /// Where one looks, or how much there is to scroll.
    void viewportChanged();

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

private:
    enum class Drag : std::uint8_t { None, Pending, Tracks, HeaderWidth, Frame, FrameBegin, FrameEnd };
    enum class Spot : std::uint8_t { None, Overview, Axis, Header, HeaderEdge, Tracks };

    void go(ObjectRef object);
    [[nodiscard]] bool usable() const { return model_ != nullptr && message_.isEmpty(); }
    void viewportMoved();
    void invalidate();
    void updateSize();
    void setHeaderWidth(int width);
    void setCollapsed(std::uint32_t track, bool collapsed);
    [[nodiscard]] std::uint32_t currentTrack() const;

    // timeline_canvas_mouse.cpp
    [[nodiscard]] Spot spotAt(QPoint position) const;
    [[nodiscard]] std::optional<std::uint32_t> trackAtHeader(QPoint position) const;
    [[nodiscard]] Drag overviewDragAt(QPoint position) const;
    [[nodiscard]] TimelineScene scene();
    void dragTo(QPoint position);
    void clickAt(QPoint position);
    void clickHeader(QPoint position);
    void hoverAt(QPoint position);
    void endHover();
    void updateCursor(QPoint position);
    // timeline_canvas_keys.cpp
    void selectSpan(SpanIndex span);
    void moveAcross(int direction);
    void moveAlong(int direction);
    [[nodiscard]] SpanIndex selectedSpan() const;
    [[nodiscard]] bool* heldFlag(int key);
    void applyMotion(double ms);
    [[nodiscard]] double zoomCentre() const;

    TraceDocument* document_;
    std::shared_ptr<const TimelineModel> model_;
    TrackLayout layout_;
    TimelineViewport viewport_;
    TimelinePainter painter_;
    TimelineGeometry geometry_;
    bool geometryIsCurrent_ = false;
    QString message_;
    int headerWidth_ = metrics::trackHeader;
    bool allArrows_ = false;
    bool showFocus_ = false; // the focus came by a key

    HoverCard* card_;
    ObjectRef hovered_;
    std::optional<std::uint32_t> hoveredTrack_;
    std::optional<int> cursorX_;

    Drag drag_ = Drag::None;
    QPoint dragStart_;
    QPoint dragLast_;

    HeldMotion held_;
    QBasicTimer motionTimer_;
    QElapsedTimer motionClock_;
};

} // namespace rolloutscope
