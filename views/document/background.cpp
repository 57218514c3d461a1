#include "views/document/background.h"

#include <QCoreApplication>
#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace rolloutscope {

namespace {

QThreadPool* pool = nullptr; // of the application that lives

} // namespace

bool isGuiThread()
{
    const QCoreApplication* application = QCoreApplication::instance();
    return application != nullptr && QThread::currentThread() == application->thread();
}

QThreadPool* backgroundThreads()
{
    if (pool == nullptr) {
        pool = new QThreadPool;
        pool->setMaxThreadCount(std::max(4, QThread::idealThreadCount()));
        // What runs gives up when its owner goes; it has to end before the libraries that it uses go as well, and its
        // threads while the fonts that they measured with can still be freed.
        qAddPostRoutine([] { delete std::exchange(pool, nullptr); });
    }
    return pool;
}

} // namespace rolloutscope
