#include "app/window/panel_dock.h"

#include "app/window/panel_title.h"

#include <QDockWidget>
#include <QMainWindow>

namespace rolloutscope {

QDockWidget* addPanelDock(QMainWindow* workspace, QWidget* view, const QString& name, const QString& objectName,
                          Qt::DockWidgetArea area)
{
    auto* dock = new QDockWidget(name, workspace);
    dock->setObjectName(objectName);
    dock->setWidget(view);
    PanelTitle::installOn(dock);
    workspace->addDockWidget(area, dock);
    return dock;
}

} // namespace rolloutscope
