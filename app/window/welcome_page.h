// What the window shows when nothing is open: how to open something, the sample, and the recent bundles.
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QVBoxLayout;

namespace rolloutscope {

class RecentBundles;

class WelcomePage : public QWidget {
    Q_OBJECT
public:
    WelcomePage(QAction* open, QAction* openSample, RecentBundles* recent, QWidget* parent = nullptr);

signals:
    void openRequested(const QString& path);

private:
    void showRecent();

    RecentBundles* recent_ = nullptr;
    QWidget* recentBox_ = nullptr;
    QVBoxLayout* recentRows_ = nullptr;
};

} // namespace rolloutscope
