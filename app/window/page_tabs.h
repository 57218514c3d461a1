// The tabs of open bundles: closable with a button or the middle mouse button, movable.
#pragma once

#include <QTabWidget>

namespace rolloutscope {

class PageTabs : public QTabWidget {
    Q_OBJECT
public:
    explicit PageTabs(QWidget* parent = nullptr);

    /// `title` and `toolTip` are plain text.
    void describeTab(QWidget* page, const QString& title, const QString& toolTip);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void tabInserted(int index) override;
};

} // namespace rolloutscope
