// Keeps all background threads busy, so that a test can see what happens while something is being computed.
#pragma once

#include "views/document/background.h"

#include <QSemaphore>
#include <QThreadPool>

#include <memory>
#include <tuple>

namespace rolloutscope::test {

class BusyBackground {
public:
    BusyBackground()
    {
        for (int i = 0; i < count_; ++i)
            std::ignore = runInBackground([go = go_] { go->acquire(); });
    }
    ~BusyBackground() { release(); }
    BusyBackground(const BusyBackground&) = delete;
    BusyBackground& operator=(const BusyBackground&) = delete;

    void release()
    {
        go_->release(count_);
        count_ = 0;
    }

private:
    std::shared_ptr<QSemaphore> go_ = std::make_shared<QSemaphore>();
    int count_ = backgroundThreads()->maxThreadCount();
};

} // namespace rolloutscope::test
