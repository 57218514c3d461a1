// A timeline in a window, as a person sees it, and what one does with it.
#pragma once

#include "tests/views/timeline/trace_builder.h"
#include "views/actions/action_registry.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QApplication>
#include <QTest>
#include <QWheelEvent>

namespace rolloutscope::test {

struct Shown {
    TraceDocument document;
    TimelineView view{&document};
    TimelineCanvas& canvas{*view.canvas()};

    explicit Shown(const LoadedTracePtr& loaded = nullptr)
    {
        view.resize(1000, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        canvas.setFocus();
        if (loaded)
            document.setTrace(loaded);
        view.waitUntilReady();
        QCoreApplication::processEvents(); // whatever comes next is somebody's doing
    }

    [[nodiscard]] QPoint centreOf(ObjectRef object)
    {
        const SpanBox* box = canvas.timelineGeometry().boxOf(canvas.model()->spanOf(object));
        if (box == nullptr)
            return {-1, -1};
        return canvas.regions().tracks.topLeft() + QPoint(box->x + box->width / 2, box->y + box->height / 2);
    }
    [[nodiscard]] bool inView(ObjectRef object) { return canvas.regions().tracks.contains(centreOf(object)); }
    void wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWheelEvent event(at, canvas.mapToGlobal(at), {}, angle, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&canvas, &event);
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mousePress(&canvas, Qt::LeftButton, modifiers, from);
        QTest::mouseMove(&canvas, (from + to) / 2);
        QTest::mouseMove(&canvas, to);
        QTest::mouseRelease(&canvas, Qt::LeftButton, modifiers, to);
    }
    [[nodiscard]] QAction* action(const char* id) const { return view.actions()->action(QLatin1String(id)); }
};

inline LoadedTracePtr manyAgents(int count)
{
    TraceBuilder builder;
    const ThreadIndex root = builder.thread("/root", 0, 100'000);
    builder.turn(root, 0, 100'000);
    for (int i = 0; i < count; ++i) {
        const ThreadIndex thread = builder.thread("/root/agent_" + std::to_string(i), i, 100'000, root);
        builder.turn(thread, i, 100'000);
        builder.inference(thread, 1000 + i * 10, 3000 + i * 10);
    }
    return builder.publish();
}

} // namespace rolloutscope::test
