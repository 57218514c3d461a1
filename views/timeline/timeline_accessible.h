// What screen readers see of the timeline: a list of the agents that are shown, each with its spans as items below it.
// One painted widget has no objects for them, so they are made when somebody asks, and only the latest are kept.
// Tells readers about selection, focus and folding; costs nothing while no reader is there.
#pragma once

#include "views/timeline/timeline_model.h"

#include <QAccessible>
#include <QBasicTimer>
#include <QObject>
#include <QPoint>

#include <list>
#include <unordered_map>
#include <vector>

namespace rolloutscope {

class SpanAccessible;
class TimelineCanvas;
class TrackAccessible;

/// A child of its canvas. Interfaces that it gives out belong to Qt's cache; an Id stays good for as long as its object
/// is on the timeline, a pointer only until the event loop runs again.
class TimelineAccessibility : public QObject, private QAccessible::ActivationObserver {
    Q_OBJECT
public:
    /// Span interfaces that are kept at most.
    static constexpr std::size_t maxSpans = 500;

    explicit TimelineAccessibility(TimelineCanvas* canvas);
    ~TimelineAccessibility() override;

    [[nodiscard]] TimelineCanvas* canvas() const { return canvas_; }
    /// Whether tracks are shown, and not a message.
    [[nodiscard]] bool usable() const;

    // Interfaces, made when they are new.
    [[nodiscard]] QAccessibleInterface* list() const;
    [[nodiscard]] QAccessibleInterface* track(std::uint32_t track);
    [[nodiscard]] QAccessibleInterface* span(SpanIndex span);
    /// The span or the track at a point of the screen; null beside the tracks.
    [[nodiscard]] QAccessibleInterface* at(QPoint globalPosition);
    /// Of the selected object; null if it is neither a span nor the thread of a track that is shown.
    [[nodiscard]] QAccessibleInterface* selected();
    /// Which of them has the keyboard focus when the canvas has it: the selected one, or its track where that is
    /// folded.
    [[nodiscard]] QAccessibleInterface* focused();
    /// The object of focused(), without making an interface; invalid if there is none.
    [[nodiscard]] ObjectRef focusedObject() const;

    /// The canvas has a new model; `before` may be null. `keepView`: of the same rollout. Interfaces follow their
    /// objects; those whose objects are gone become invalid at once and are deleted soon.
    void takeModel(const TimelineModel* before, bool keepView);

    /// Of tracks and spans that exist now.
    [[nodiscard]] std::size_t interfaceCount() const { return tracks_.size() + spans_.size() + doomed_.size(); }

signals:
    /// What readers are told of, as they are told.
    void told(QAccessible::Event event, QAccessible::Id interface);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    void accessibilityActiveChanged(bool active) override;

    /// The interface is Qt's; it is deleted by its id.
    struct TrackEntry {
        QAccessible::Id id = 0;
        TrackAccessible* interface = nullptr;
        bool collapsed = false; // as readers were told
    };
    struct SpanEntry {
        QAccessible::Id id = 0;
        SpanAccessible* interface = nullptr;
        ObjectRef object;
    };
    using Spans = std::list<SpanEntry>; // the one that was asked for last is first

    template <typename Interface>
    void retire(QAccessible::Id id, Interface* interface)
    {
        interface->disown();
        doomed_.push_back(id); // whoever holds it up the stack can still ask whether it is valid
    }
    void deleteOldSpans();
    void tell(QAccessibleEvent& event);
    void tell(QAccessibleInterface* interface, QAccessible::Event type);
    void announceLater();
    void announce();
    void announceFolds();
    void announceSelection();
    void announceFocus();
    void announceOrder();
    [[nodiscard]] QAccessibleInterface* existing(ObjectRef object) const;

    TimelineCanvas* canvas_;
    bool active_ = false;                              // somebody reads
    std::unordered_map<ObjectRef, TrackEntry> tracks_; // by thread
    Spans spans_;
    std::unordered_map<ObjectRef, Spans::iterator> spanOf_;
    std::vector<QAccessible::Id> doomed_;

    QBasicTimer announceTimer_; // gathers what happens in one go
    QBasicTimer reorderTimer_;  // runs for a while after readers were told to look again
    bool reorderWaits_ = false;
    std::vector<ThreadIndex> toldOrder_;
    ObjectRef toldSelection_;
    QAccessible::Id toldFocus_ = 0;
};

} // namespace rolloutscope
