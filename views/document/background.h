// Work away from the GUI thread, on threads of its own: Qt paints large areas with the help of its global thread pool
// and waits for it, so that long work there would stall the window (seen with Qt 6.4).
#pragma once

#include <QFuture>
#include <QtConcurrent>

#include <tuple>

class QThreadPool;

namespace rolloutscope {

[[nodiscard]] QThreadPool* backgroundThreads();
/// One thread: what it is given is done in that order.
[[nodiscard]] QThreadPool* filingThread();
/// The thread of an application that lives.
[[nodiscard]] bool isGuiThread();

/// The function must own or share all that it touches: nobody waits for it.
template <typename Function>
[[nodiscard]] auto runInBackground(Function&& function)
{
    return QtConcurrent::run(backgroundThreads(), std::forward<Function>(function));
}

/// The same, one after the other: for files that are read again soon after they are written. The application does not
/// end before they are.
template <typename Function>
[[nodiscard]] auto fileInBackground(Function&& function)
{
    return QtConcurrent::run(filingThread(), std::forward<Function>(function));
}

/// What is large takes a while to free; nobody on the GUI thread has to wait for it.
template <typename T>
void deleteInBackground(const T* last)
{
    if (isGuiThread())
        std::ignore = runInBackground([last] { delete last; });
    else
        delete last;
}

} // namespace rolloutscope
