// Says over the canvas that a layout goes on, and lets it be cancelled. It lies on the canvas and takes no room of its
// own: a layout that takes long must not move or widen anything beside it.
#pragma once

#include <QFrame>

class QToolButton;

namespace rolloutscope::graph {

class BusyNote : public QFrame {
    Q_OBJECT
public:
    /// Stays at the top right of `canvas`, hidden at first.
    explicit BusyNote(QWidget* canvas);

signals:
    void cancelClicked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void place();
};

} // namespace rolloutscope::graph
