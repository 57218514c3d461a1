#include "app/dialogs/about_dialog.h"

#include "app/version.h"
#include "views/theme/icons.h"
#include "views/theme/theme.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace rolloutscope {

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("About Rolloutscope"));
    auto* icon = new QLabel(this);
    icon->setPixmap(applicationIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    auto* name = new QLabel(tr("Rolloutscope %1").arg(applicationVersion()), this);
    name->setFont(titleFont());
    auto* what = new QLabel(tr("Trace visualizer for rollouts of many LLM agents.\nApache License 2.0."), this);
    what->setForegroundRole(QPalette::PlaceholderText);
    auto* versions = new QGridLayout;
    versions->setHorizontalSpacing(16);
    versions->setVerticalSpacing(3);
    int row = 0;
    for (const ComponentVersion& component : componentVersions()) {
        auto* label = new QLabel(component.name, this);
        label->setForegroundRole(QPalette::PlaceholderText);
        auto* value = new QLabel(component.version, this);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        versions->addWidget(label, row, 0);
        versions->addWidget(value, row, 1);
        ++row;
    }
    versions->setColumnStretch(1, 1);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* copy = buttons->addButton(tr("Copy Versions"), QDialogButtonBox::ActionRole);
    copy->setToolTip(tr("Copy the versions, for a bug report"));
    connect(copy, &QPushButton::clicked, this, [] {
        QStringList lines = {QStringLiteral("Rolloutscope %1").arg(applicationVersion())};
        for (const ComponentVersion& component : componentVersions())
            lines << component.name + u' ' + component.version;
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setFocus();

    auto* texts = new QVBoxLayout;
    texts->setSpacing(6);
    texts->addWidget(name);
    texts->addWidget(what);
    texts->addSpacing(8);
    texts->addLayout(versions);
    auto* top = new QHBoxLayout;
    top->setSpacing(18);
    top->addWidget(icon, 0, Qt::AlignTop);
    top->addLayout(texts, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 20, 20, 14);
    layout->setSpacing(18);
    layout->addLayout(top);
    layout->addWidget(buttons);
    setMinimumWidth(420);
}

} // namespace rolloutscope
