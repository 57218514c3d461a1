// Shows how far a job in the background is when it takes longer than half a second, and cancels it with a button.
#pragma once

#include <QString>

#include <functional>

class QFutureWatcherBase;
class QWidget;

namespace rolloutscope {

struct JobWords {
    QString title; // of the window
    QString text;  // `Drawing the timeline…`
};

/// Lives as long as `running`. Both functions are called on the GUI thread and may outlive the window.
void showProgress(QWidget* window, QFutureWatcherBase* running, const JobWords& words,
                  const std::function<int()>& percent, const std::function<void()>& cancel);

} // namespace rolloutscope
