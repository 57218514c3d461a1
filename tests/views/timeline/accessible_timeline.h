// A timeline with a screen reader that listens to it.
#pragma once

#include "tests/views/timeline/shown_timeline.h"
#include "views/timeline/timeline_accessible.h"

#include <QAccessible>

#include <algorithm>
#include <utility>

namespace rolloutscope::test {

struct Heard {
    QAccessible::Event event = QAccessible::InvalidEvent;
    QAccessible::Id id = 0;

    bool operator==(const Heard&) const = default;
};
inline QList<Heard> heard; // by the reader of the test that runs

/// Lets the timeline tell what happened since.
inline QList<Heard> listen()
{
    QTest::qWait(20);
    return std::exchange(heard, {});
}

inline int countOf(const QList<Heard>& events, QAccessible::Event event)
{
    return static_cast<int>(
        std::count_if(events.begin(), events.end(), [&](const Heard& one) { return one.event == event; }));
}

struct Read : Shown {
    explicit Read(const LoadedTracePtr& loaded) : Shown(loaded)
    {
        QObject::connect(canvas.accessibility(), &TimelineAccessibility::told, &canvas,
                         [](QAccessible::Event event, QAccessible::Id id) {
                             heard.append({event, id});
                         });
        QAccessible::setActive(true);
        QTest::qWait(20); // all that is new has been told
        heard.clear();
    }

    [[nodiscard]] QAccessibleInterface* list() const { return QAccessible::queryAccessibleInterface(&canvas); }
    [[nodiscard]] QAccessibleInterface* span(ObjectRef object) const
    {
        return canvas.accessibility()->span(canvas.model()->spanOf(object));
    }
    [[nodiscard]] QAccessibleInterface* track(ThreadIndex thread) const
    {
        return canvas.accessibility()->track(*canvas.model()->trackOf(thread));
    }
    void act(QAccessibleInterface* on, const QString& action) const { on->actionInterface()->doAction(action); }
};

inline QString nameOf(QAccessibleInterface* interface)
{
    return interface->text(QAccessible::Name);
}

inline QString descriptionOf(QAccessibleInterface* interface)
{
    return interface->text(QAccessible::Description);
}

} // namespace rolloutscope::test
