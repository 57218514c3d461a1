// Keyboard shortcuts, made from the actions themselves, so that the list cannot be wrong.
#pragma once

#include <QDialog>

#include <vector>

class QAction;

namespace rolloutscope {

struct ShortcutGroup {
    QString name;
    QList<QAction*> actions;
};

class ShortcutsDialog : public QDialog {
    Q_OBJECT
public:
    explicit ShortcutsDialog(const std::vector<ShortcutGroup>& groups, QWidget* parent = nullptr);
};

} // namespace rolloutscope
