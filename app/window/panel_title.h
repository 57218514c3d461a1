// The small title above a docked panel, with a button that hides it.
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;
class QDockWidget;

namespace rolloutscope {

class PanelTitle : public QWidget {
    Q_OBJECT
public:
    explicit PanelTitle(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// As a dock's title bar: the button closes the dock.
    static void installOn(QDockWidget* dock);

protected:
    [[nodiscard]] QSize minimumSizeHint() const override;

private:
    QLabel* label_ = nullptr;
    QToolButton* button_ = nullptr;
};

} // namespace rolloutscope
