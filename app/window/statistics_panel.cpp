#include "app/window/statistics_panel.h"

#include "app/window/panel_dock.h"
#include "views/statistics/statistics_view.h"
#include "views/timeline/timeline_canvas.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>

namespace rolloutscope {
namespace {

constexpr int leastHeight = 210; // px: headline, both sections' headings and some rows

} // namespace

StatisticsPanel::StatisticsPanel(TraceDocument* document, TimelineCanvas* timeline, QMainWindow* workspace,
                                 QDockWidget* beside)
    : QObject(workspace), workspace_(workspace), view_(new StatisticsView(document))
{
    dock_ = addPanelDock(workspace, view_, tr("Statistics"), QStringLiteral("statistics"), Qt::BottomDockWidgetArea);
    workspace->tabifyDockWidget(beside, dock_);
    dock_->hide();
    dock_->toggleViewAction()->setText(tr("&Statistics"));
    // A panel behind another tab counts as visible for Qt's widgets, but not for docks.
    connect(dock_, &QDockWidget::visibilityChanged, view_, &StatisticsView::setInSight);
    connect(dock_->toggleViewAction(), &QAction::triggered, this, [this](bool shown) {
        offered_ = true;
        if (shown)
            open();
    });
    connect(timeline, &TimelineCanvas::rangeSelected, this, [this] {
        if (!offered_)
            open();
    });
}

void StatisticsPanel::open()
{
    offered_ = true;
    dock_->show();
    dock_->raise();
    if (dock_->height() < leastHeight)
        workspace_->resizeDocks({dock_}, {leastHeight}, Qt::Vertical);
}

} // namespace rolloutscope
