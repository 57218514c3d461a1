#include "views/document/background.h"

#include <QCoreApplication>
#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace rolloutscope {

namespace {

QThreadPool* pool = nullptr; // of the application that lives, as the next
QThreadPool* filing = nullptr;

/// What runs gives up when its owner goes, or is short; it has to end before the libraries that it uses go as well, and
/// its threads while the fonts that they measured with can still be freed.
void endThreads()
{
    delete std::exchange(filing, nullptr);
    delete std::exchange(pool, nullptr);
}

QThreadPool* madeOnce(QThreadPool*& threads, int count)
{
    if (threads == nullptr) {
        threads = new QThreadPool;
        threads->setMaxThreadCount(count);
        qAddPostRoutine(endThreads);
    }
    return threads;
}

} // namespace

bool isGuiThread()
{
    const QCoreApplication* application = QCoreApplication::instance();
    return application != nullptr && QThread::currentThread() == application->thread();
}

QThreadPool* backgroundThreads()
{
    return madeOnce(pool, std::max(4, QThread::idealThreadCount()));
}

QThreadPool* filingThread()
{
    return madeOnce(filing, 1);
}

} // namespace rolloutscope
