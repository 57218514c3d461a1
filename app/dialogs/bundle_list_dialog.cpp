#include "app/dialogs/bundle_list_dialog.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace rolloutscope {

BundleListDialog::BundleListDialog(const QString& folder, const std::vector<BundleEntry>& bundles, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Open Bundles"));
    auto* intro = new QLabel(this);
    intro->setTextFormat(Qt::PlainText);
    intro->setWordWrap(true);
    intro->setText(tr("%1 holds %2. Choose which to open.")
                       .arg(QDir::toNativeSeparators(folder),
                            QString::fromStdString(formatCounted(bundles.size(), "bundle", "bundles"))));
    list_ = new QTreeWidget(this);
    list_->setHeaderLabels({tr("Bundle"), tr("Recorded")});
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->setSortingEnabled(true);
    list_->setAccessibleName(tr("Bundles"));
    for (const BundleEntry& bundle : bundles) {
        auto* row = new QTreeWidgetItem(
            list_, {singleLine(bundle.name), bundle.startedAt.isValid()
                                                 ? bundle.startedAt.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))
                                                 : tr("unreadable manifest")});
        row->setData(0, Qt::UserRole, bundle.path);
        row->setToolTip(0, plainToolTip(bundle.path));
    }
    list_->sortByColumn(1, Qt::DescendingOrder);
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel, this);
    QPushButton* open = buttons->button(QDialogButtonBox::Open);
    open->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(list_, &QTreeWidget::itemActivated, this, &QDialog::accept);
    connect(list_, &QTreeWidget::itemSelectionChanged, this,
            [this, open] { open->setEnabled(!list_->selectedItems().isEmpty()); });
    list_->setCurrentItem(list_->topLevelItem(0));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(intro);
    layout->addWidget(list_, 1);
    layout->addWidget(buttons);
    resize(560, 420);
}

QStringList BundleListDialog::chosen() const
{
    QStringList paths;
    for (const QTreeWidgetItem* item : list_->selectedItems())
        paths << item->data(0, Qt::UserRole).toString();
    return paths;
}

} // namespace rolloutscope
