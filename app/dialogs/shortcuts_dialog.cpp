#include "app/dialogs/shortcuts_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace rolloutscope {
namespace {

QString plainName(const QAction* action)
{
    QString name = action->text();
    name.remove(u'&');
    if (const qsizetype tab = name.indexOf(u'\t'); tab >= 0)
        name.truncate(tab);
    if (name.endsWith(QChar(0x2026)))
        name.chop(1);
    return name;
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const std::vector<ShortcutGroup>& groups, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Keyboard Shortcuts"));
    auto* tree = new QTreeWidget(this);
    tree->setColumnCount(2);
    tree->setHeaderLabels({tr("Action"), tr("Keys")});
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->setSelectionMode(QAbstractItemView::NoSelection);
    tree->setIndentation(14);
    tree->setAccessibleName(windowTitle());
    for (const ShortcutGroup& group : groups) {
        auto* heading = new QTreeWidgetItem({group.name});
        QFont font = tree->font();
        font.setWeight(QFont::DemiBold);
        heading->setFont(0, font);
        for (const QAction* action : group.actions) {
            QStringList keys;
            // Further ones are spellings of the same keys, for other keyboards.
            for (const QKeySequence& sequence : action->shortcuts().mid(0, 2))
                keys << sequence.toString(QKeySequence::NativeText)
                            .replace(QStringLiteral("Backtab"), QStringLiteral("Tab"));
            if (keys.isEmpty())
                continue;
            auto* row = new QTreeWidgetItem(heading, {plainName(action), keys.join(tr(" or "))});
            row->setToolTip(0, action->statusTip());
        }
        if (heading->childCount() == 0) {
            delete heading;
            continue;
        }
        tree->addTopLevelItem(heading);
        heading->setExpanded(true);
    }
    tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    tree->header()->setStretchLastSection(false);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setFocus();
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 14, 14, 14);
    layout->setSpacing(12);
    layout->addWidget(tree);
    layout->addWidget(buttons);
    resize(480, 560);
}

} // namespace rolloutscope
