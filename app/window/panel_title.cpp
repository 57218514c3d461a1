#include "app/window/panel_title.h"

#include "views/theme/icons.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace rolloutscope {
namespace {

constexpr int titleHeight = 26;

} // namespace

PanelTitle::PanelTitle(const QString& title, QWidget* parent) : QWidget(parent)
{
    label_ = new QLabel(this);
    QFont font = smallFont();
    font.setWeight(QFont::DemiBold);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.4);
    label_->setFont(font);
    label_->setTextFormat(Qt::PlainText);
    label_->setForegroundRole(QPalette::PlaceholderText);
    button_ = new QToolButton(this);
    button_->setProperty("iconOnly", true);
    button_->setIconSize(QSize(14, 14));
    button_->setAutoRaise(true);
    button_->setIcon(themedIcon(QStringLiteral("close")));
    button_->setToolTip(tr("Hide this panel"));
    button_->setAccessibleName(tr("Hide this panel"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::panelPadding, 0, 4, 0);
    layout->addWidget(label_, 1);
    layout->addWidget(button_);
    setFixedHeight(titleHeight);
    setTitle(title);
}

void PanelTitle::setTitle(const QString& title)
{
    label_->setText(title.toUpper());
}

void PanelTitle::installOn(QDockWidget* dock)
{
    auto* title = new PanelTitle(dock->windowTitle(), dock);
    connect(dock, &QWidget::windowTitleChanged, title, &PanelTitle::setTitle);
    connect(title->button_, &QToolButton::clicked, dock->toggleViewAction(), &QAction::trigger);
    dock->setTitleBarWidget(title);
}

QSize PanelTitle::minimumSizeHint() const
{
    return {60, titleHeight};
}

} // namespace rolloutscope
