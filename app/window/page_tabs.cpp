#include "app/window/page_tabs.h"

#include "views/theme/icons.h"
#include "views/theme/plain_text.h"

#include <QMouseEvent>
#include <QTabBar>
#include <QToolButton>

namespace rolloutscope {

PageTabs::PageTabs(QWidget* parent) : QTabWidget(parent)
{
    setDocumentMode(true);
    setMovable(true);
    setElideMode(Qt::ElideRight);
    setUsesScrollButtons(true);
    tabBar()->setExpanding(false);
    tabBar()->setDrawBase(false);
    tabBar()->setAccessibleName(tr("Open bundles"));
    tabBar()->installEventFilter(this);
}

void PageTabs::describeTab(QWidget* page, const QString& title, const QString& toolTip)
{
    const int index = indexOf(page);
    if (index < 0)
        return;
    setTabText(index, withoutMnemonic(title));
    setTabToolTip(index, plainToolTip(toolTip));
}

void PageTabs::tabInserted(int index)
{
    QTabWidget::tabInserted(index);
    auto* button = new QToolButton(tabBar());
    button->setProperty("iconOnly", true);
    button->setIcon(themedIcon(QStringLiteral("close")));
    button->setIconSize(QSize(12, 12));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::NoFocus);
    button->setToolTip(tr("Close this bundle (Ctrl+W)"));
    button->setAccessibleName(tr("Close this bundle"));
    tabBar()->setTabButton(index, QTabBar::RightSide, button);
    QWidget* page = widget(index);
    connect(button, &QToolButton::clicked, this, [this, page] { emit tabCloseRequested(indexOf(page)); });
}

bool PageTabs::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == tabBar() && event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const int index = tabBar()->tabAt(mouse->position().toPoint());
        if (mouse->button() == Qt::MiddleButton && index >= 0) {
            emit tabCloseRequested(index);
            return true;
        }
    }
    return QTabWidget::eventFilter(watched, event);
}

} // namespace rolloutscope
