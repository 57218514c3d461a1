#include "app/window/statistics_panel.h"

#include "app/window/panel_dock.h"
#include "views/statistics/statistics_view.h"
#include "views/timeline/timeline_canvas.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>

#include <algorithm>
#include <utility>

namespace rolloutscope {
namespace {

constexpr int leastHeight = 210;    // px: headline, headings of both sections, some rows
constexpr double firstShare = 0.28; // of the workspace

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
    const int height = std::max(leastHeight, static_cast<int>(workspace_->height() * firstShare));
    if (!std::exchange(sized_, true) && dock_->height() < height)
        workspace_->resizeDocks({dock_}, {height}, Qt::Vertical);
}

} // namespace rolloutscope
