#include "views/document/background.h"

#include <QThreadPool>

#include <algorithm>

namespace rolloutscope {

QThreadPool* backgroundThreads()
{
    // Lives as long as the process, like Qt's own pool; its work gives up when its owners go.
    struct Threads : QThreadPool {
        Threads() { setMaxThreadCount(std::max(4, QThread::idealThreadCount())); }
    };
    static Threads pool;
    return &pool;
}

} // namespace rolloutscope
