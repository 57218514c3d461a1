#include "views/document/loaded_trace.h"

#include "views/document/background.h"

#include <QCoreApplication>
#include <QThread>

namespace rolloutscope {

LoadedTracePtr shared(std::unique_ptr<LoadedTrace> loaded)
{
    return {loaded.release(), [](const LoadedTrace* last) {
                const QCoreApplication* application = QCoreApplication::instance();
                if (application == nullptr || QThread::currentThread() != application->thread())
                    delete last;
                else
                    std::ignore = runInBackground([last] { delete last; });
            }};
}

} // namespace rolloutscope
