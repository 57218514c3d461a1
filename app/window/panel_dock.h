// Puts a view into a panel beside the middle of a page.
#pragma once

#include <Qt>

class QDockWidget;
class QMainWindow;
class QString;
class QWidget;

namespace rolloutscope {

/// The workspace's layout is saved by the object's name, which is never translated.
QDockWidget* addPanelDock(QMainWindow* workspace, QWidget* view, const QString& name, const QString& objectName,
                          Qt::DockWidgetArea area);

} // namespace rolloutscope
