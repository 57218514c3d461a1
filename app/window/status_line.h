// The status line: what was read on the left; problems and selection on the right.
#pragma once

#include <QStatusBar>

class QLabel;
class QProgressBar;
class QPushButton;

namespace rolloutscope {

class BundlePage;

class StatusLine : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusLine(QWidget* parent = nullptr);

    /// Follows this page from now on; null: nothing is open.
    void setPage(BundlePage* page);
    [[nodiscard]] QString statistics() const;
    [[nodiscard]] QPushButton* problemsButton() const { return problems_; }
    /// Ends a load of which something is shown already.
    [[nodiscard]] QPushButton* cancelButton() const { return cancel_; }

private:
    void update();
    void updateSelection();
    void updateProgress();

    BundlePage* page_ = nullptr;
    QList<QMetaObject::Connection> connections_;
    QLabel* statistics_ = nullptr;
    QWidget* reading_ = nullptr; // while a load goes on of which something is shown
    QProgressBar* progress_ = nullptr;
    QPushButton* cancel_ = nullptr;
    QPushButton* problems_ = nullptr;
    QLabel* selection_ = nullptr;
};

} // namespace rolloutscope
