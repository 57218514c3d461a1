// Work away from the GUI thread, on threads of its own: Qt paints large areas with the help of its global thread pool
// and waits for it, so that long work there would stall the window (seen with Qt 6.4).
#pragma once

#include <QFuture>
#include <QtConcurrent>

class QThreadPool;

namespace rolloutscope {

[[nodiscard]] QThreadPool* backgroundThreads();

/// The function must own or share all that it touches: nobody waits for it.
template <typename Function>
[[nodiscard]] auto runInBackground(Function&& function)
{
    return QtConcurrent::run(backgroundThreads(), std::forward<Function>(function));
}

} // namespace rolloutscope
