#include "app/window/job_progress.h"

#include <QFutureWatcher>
#include <QProgressBar>
#include <QProgressDialog>
#include <QTimer>

namespace rolloutscope {

void showProgress(QWidget* window, QFutureWatcherBase* running, const JobWords& words,
                  const std::function<int()>& percent, const std::function<void()>& cancel)
{
    constexpr int patienceMs = 500;
    constexpr int stepMs = 100;
    QTimer::singleShot(patienceMs, running, [window, running, words, percent, cancel] {
        auto* dialog = new QProgressDialog(words.text, QProgressDialog::tr("Cancel"), 0, 100, window);
        auto* bar = new QProgressBar(dialog);
        bar->setTextVisible(false);
        dialog->setBar(bar);
        dialog->setMinimumWidth(320);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAutoClose(false);
        dialog->setAutoReset(false);
        dialog->setWindowTitle(words.title);
        QObject::connect(dialog, &QProgressDialog::canceled, dialog, [cancel] { cancel(); });
        QObject::connect(running, &QObject::destroyed, dialog, &QObject::deleteLater);
        auto* timer = new QTimer(dialog);
        QObject::connect(timer, &QTimer::timeout, dialog, [dialog, percent] { dialog->setValue(percent()); });
        timer->start(stepMs);
        dialog->show();
    });
}

} // namespace rolloutscope
