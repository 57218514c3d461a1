#include "app/dialogs/shortcuts_dialog.h"

#include "views/theme/plain_text.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace rolloutscope {

ShortcutsDialog::ShortcutsDialog(const std::vector<ActionGroup>& groups, QWidget* parent)
    : QDialog(parent), filter_(new QLineEdit(this)), tree_(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keyboard Shortcuts"));
    filter_->setPlaceholderText(tr("Filter by action or key"));
    filter_->setClearButtonEnabled(true);
    filter_->setAccessibleName(tr("Filter the keys"));
    tree_->setColumnCount(2);
    tree_->setHeaderLabels({tr("Action"), tr("Keys")});
    tree_->setRootIsDecorated(false);
    tree_->setUniformRowHeights(true);
    tree_->setSelectionMode(QAbstractItemView::NoSelection);
    tree_->setIndentation(14);
    tree_->setAccessibleName(windowTitle());
    for (const ActionGroup& group : groups)
        addGroup(group);
    nothing_ = new QTreeWidgetItem(tree_, {tr("Nothing has these letters.")});
    nothing_->setHidden(true);
    tree_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    tree_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    tree_->header()->setStretchLastSection(false);
    connect(filter_, &QLineEdit::textChanged, this, &ShortcutsDialog::showMatches);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 14, 14, 14);
    layout->setSpacing(12);
    layout->addWidget(filter_);
    layout->addWidget(tree_);
    layout->addWidget(buttons);
    filter_->setFocus();
    resize(520, 600);
}

void ShortcutsDialog::addGroup(const ActionGroup& group)
{
    auto* heading = new QTreeWidgetItem({group.name});
    QFont font = tree_->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(0, font);
    for (const QAction* action : group.actions) {
        const QString keys = actionKeys(action);
        if (keys.isEmpty() || !action->isVisible())
            continue;
        auto* row = new QTreeWidgetItem(heading, {actionName(action), keys});
        row->setToolTip(0, plainToolTip(action->statusTip()));
    }
    for (const KeyHint& hint : group.hints)
        new QTreeWidgetItem(heading, {hint.text, hint.keys});
    if (heading->childCount() == 0) {
        delete heading;
        return;
    }
    tree_->addTopLevelItem(heading);
    heading->setExpanded(true);
}

/// Rows that have every word in their text, their keys or the name of their group.
void ShortcutsDialog::showMatches(const QString& text)
{
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    bool any = false;
    for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
        QTreeWidgetItem* group = tree_->topLevelItem(i);
        if (group == nothing_)
            continue;
        bool anyInGroup = false;
        for (int k = 0; k < group->childCount(); ++k) {
            QTreeWidgetItem* row = group->child(k);
            const QString all = QStringList({group->text(0), row->text(0), row->text(1)}).join(u' ');
            const bool matches = std::all_of(words.begin(), words.end(), [&](const QString& word) {
                return all.contains(word, Qt::CaseInsensitive);
            });
            row->setHidden(!matches);
            anyInGroup |= matches;
        }
        group->setHidden(!anyInGroup);
        any |= anyInGroup;
    }
    nothing_->setHidden(any);
}

} // namespace rolloutscope
