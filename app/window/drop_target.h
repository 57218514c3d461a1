// Takes bundles, and links to their objects, dropped anywhere on a window, also on child widgets that would take the
// drop as text.
#pragma once

#include <QObject>
#include <QStringList>

class QMimeData;
class QWidget;

namespace rolloutscope {

class DropTarget : public QObject {
    Q_OBJECT
public:
    /// Watches the application's events for those of `window`.
    explicit DropTarget(QWidget* window);

signals:
    /// Paths, or one link.
    void dropped(const QStringList& paths);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showHint(bool shown);

    QWidget* window_;
    QWidget* hint_ = nullptr;
};

} // namespace rolloutscope
