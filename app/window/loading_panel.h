// What a page shows while its bundle loads: bytes, elapsed time, Cancel.
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace rolloutscope {

class LoadingPanel : public QWidget {
    Q_OBJECT
public:
    explicit LoadingPanel(QWidget* parent = nullptr);

    void start(const QString& name, const QString& path);
    /// fraction 0…1 of the event log
    void setProgress(double fraction, quint64 bytesRead, qint64 elapsedMs);

signals:
    void cancelRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLabel* title_ = nullptr;
    QLabel* path_ = nullptr;
    QLabel* numbers_ = nullptr;
    QProgressBar* bar_ = nullptr;
    QPushButton* cancel_ = nullptr;
};

} // namespace rolloutscope
