// A timeline in a window of its own that has the keyboard, and traces to show in it.
#pragma once

#include "tests/views/timeline/trace_builder.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QTest>

namespace rolloutscope::test {

struct ShownTimeline {
    TraceDocument document;
    TimelineView view{&document};
    TimelineCanvas& canvas{*view.canvas()};

    explicit ShownTimeline(const LoadedTracePtr& loaded)
    {
        view.resize(1000, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        canvas.setFocus();
        document.setTrace(loaded);
        view.waitUntilReady();
        QCoreApplication::processEvents();
    }

    [[nodiscard]] QPoint centreOf(ObjectRef object)
    {
        const SpanBox* box = canvas.timelineGeometry().boxOf(canvas.model()->spanOf(object));
        if (box == nullptr)
            return {-1, -1};
        return canvas.regions().tracks.topLeft() + QPoint(box->x + box->width / 2, box->y + box->height / 2);
    }
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
