// The key sheet (?): every key of the window and the page in front, made from the actions themselves, so that it
// cannot be wrong; a filter on top.
#pragma once

#include "views/actions/action_registry.h"

#include <QDialog>

class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace rolloutscope {

class ShortcutsDialog : public QDialog {
    Q_OBJECT
public:
    explicit ShortcutsDialog(const std::vector<ActionGroup>& groups, QWidget* parent = nullptr);

    [[nodiscard]] QLineEdit* filter() const { return filter_; }

private:
    void addGroup(const ActionGroup& group);
    void showMatches(const QString& text);

    QLineEdit* filter_;
    QTreeWidget* tree_;
    QTreeWidgetItem* nothing_;
};

} // namespace rolloutscope
