// What can be done on the timeline: actions, menus, and how one likes it from one session to the next.
#include "views/timeline/timeline_view_private.h"

#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QSignalBlocker>
#include <QToolButton>

namespace rolloutscope {
namespace {

constexpr double zoomStep = 1.5;
constexpr qint64 minuteMs = 60'000;

QString group()
{
    return TimelineView::tr("Timeline");
}

} // namespace

void TimelineView::Private::Choice::check(int value) const
{
    for (QAction* action : actions) {
        if (action->data().toInt() == value)
            action->setChecked(true);
    }
}

int TimelineView::Private::Choice::value() const
{
    const QAction* checked = group->checkedAction();
    return checked == nullptr ? 0 : checked->data().toInt();
}

void TimelineView::Private::addActions()
{
    addMoves();
    addMarkActions();
    addTrackActions();
    addLooks();
    const auto hint = [this](const QString& keys, const QString& text) { registry->addHint(group(), keys, text); };
    hint(tr("Wheel, W, S"), tr("Zoom at the cursor"));
    hint(tr("Drag, A, D, Shift+Wheel"), tr("Pan"));
    hint(tr("Shift+Drag"), tr("Select a stretch of time"));
    hint(tr("Shift+Left, Shift+Right"), tr("Select a stretch of time step by step, from the selection on"));
    hint(tr("Left, Right"), tr("Previous and next span of the lane"));
    hint(tr("Up, Down"), tr("Lane above and below"));
    hint(tr("Double click, Enter"), tr("Zoom to a span, or to the selected stretch"));
    hint(tr("Escape"), tr("Clear the stretch, the selection, the playhead, the filter: one after the other"));
    hint(tr("Drag a header"), tr("Move an agent to another place"));
    hint(tr("Page Up, Page Down"), tr("Scroll the agents"));
    hint(tr("Home"), tr("Go to the begin"));
}

void TimelineView::Private::addMoves()
{
    const auto add = [this](const char* id, const QString& text, const QString& help, const QList<QKeySequence>& keys,
                            auto run) {
        QAction* action = registry->add({.id = QStringLiteral("timeline.") + QLatin1String(id),
                                         .group = group(),
                                         .text = text,
                                         .help = help,
                                         .keys = keys,
                                         .context = Qt::WidgetWithChildrenShortcut});
        connect(action, &QAction::triggered, view, run);
    };
    add("zoomIn", tr("Zoom &In"), tr("Zoom in on the timeline; wheel or W zooms at the cursor"),
        {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::Key_Plus), QKeySequence(Qt::Key_Equal),
         QKeySequence(Qt::CTRL | Qt::Key_Equal)},
        [this] { canvas->zoomBy(zoomStep); });
    add("zoomOut", tr("Zoom &Out"), tr("Zoom out of the timeline; wheel or S zooms at the cursor"),
        {QKeySequence(Qt::CTRL | Qt::Key_Minus), QKeySequence(Qt::Key_Minus)},
        [this] { canvas->zoomBy(1 / zoomStep); });
    add("fitAll", tr("&Fit All"), tr("Show the whole rollout"), {QKeySequence(Qt::Key_F)},
        [this] { canvas->fitAll(); });
    add("goToEnd", tr("Go to the E&nd"), tr("Show the end; of a live rollout it then stays in sight"),
        {QKeySequence(Qt::Key_End)}, [this] { canvas->showEnd(); });
    add("zoomToSelection", tr("&Zoom to Selection"),
        tr("Show the selected stretch of time, or the selected object, as large as it fits"), {QKeySequence(Qt::Key_Z)},
        [this] { canvas->zoomToSelection(); });
    add("selectParent", tr("Select &Parent"),
        tr("Select what asked for the selected object: the call of a tool, the turn of a call"),
        {QKeySequence(Qt::Key_P)}, [this] { canvas->selectParent(); });
    add("nextFailure", tr("&Next Failure"), tr("Select the next failed call, tool or code cell of any agent"),
        {QKeySequence(Qt::Key_N)}, [this] { canvas->selectFailure(1); });
    add("previousFailure", tr("Pre&vious Failure"), tr("Select the failed call, tool or code cell before"),
        {QKeySequence(Qt::SHIFT | Qt::Key_N)}, [this] { canvas->selectFailure(-1); });
    add("followMessage", tr("Follow Message"),
        tr("From a call to the message that it sent, from a message to where it arrived"),
        {QKeySequence(Qt::Key_BracketRight)}, [this] { canvas->followMessage(1); });
    add("followMessageBack", tr("Follow Message Back"),
        tr("From an agent to the message that reached it, from a message to who sent it"),
        {QKeySequence(Qt::Key_BracketLeft)}, [this] { canvas->followMessage(-1); });
}

void TimelineView::Private::addTrackActions()
{
    const auto add = [this](const char* id, const QString& text, const QString& help, const QList<QKeySequence>& keys,
                            bool checkable = false) {
        return registry->add({.id = QStringLiteral("timeline.") + QLatin1String(id),
                              .group = tr("Timeline: Agents"),
                              .text = text,
                              .help = help,
                              .keys = keys,
                              .checkable = checkable,
                              .context = Qt::WidgetWithChildrenShortcut});
    };
    QAction* collapse = add("collapse", tr("&Collapse or Expand Agent"),
                            tr("Fold the track under the cursor, or the selected one, to one line"), {Qt::Key_C});
    connect(collapse, &QAction::triggered, canvas, &TimelineCanvas::toggleCollapsed);
    QAction* collapseAll =
        add("collapseAll", tr("Collapse All A&gents"), tr("Fold every track to one line"), {Qt::SHIFT | Qt::Key_C});
    connect(collapseAll, &QAction::triggered, canvas, [this] { canvas->setAllCollapsed(true); });
    QAction* expandAll = add("expandAll", tr("E&xpand All Agents"), tr("Unfold every track"), {Qt::SHIFT | Qt::Key_X});
    connect(expandAll, &QAction::triggered, canvas, [this] { canvas->setAllCollapsed(false); });
    pin = add("pin", tr("P&in or Unpin Agent"),
              tr("Keep the track under the cursor, or the selected one, at the top while the others scroll"),
              {Qt::Key_T});
    connect(pin, &QAction::triggered, canvas, &TimelineCanvas::togglePinned);
    QAction* hide =
        add("hide", tr("&Hide Agent"), tr("Leave out the track under the cursor, or the selected one"), {Qt::Key_H});
    connect(hide, &QAction::triggered, canvas, &TimelineCanvas::hideTrack);
    showAll = add("showAllAgents", tr("Show &All Agents"), tr("Show hidden and filtered agents again"),
                  {Qt::SHIFT | Qt::Key_H});
    connect(showAll, &QAction::triggered, canvas, &TimelineCanvas::showAllTracks);
    QAction* undo = add("undoArrangement", tr("&Undo Arranging Agents"),
                        tr("Take back the last fold, pin, hide, sort or move of agents"), {QKeySequence::Undo});
    QAction* redo = add("redoArrangement", tr("&Redo Arranging Agents"), tr("Do it again"), {QKeySequence::Redo});
    connect(undo, &QAction::triggered, keeper->undoStack(), &QUndoStack::undo);
    connect(redo, &QAction::triggered, keeper->undoStack(), &QUndoStack::redo);
    undo->setEnabled(false);
    redo->setEnabled(false);
    connect(keeper->undoStack(), &QUndoStack::canUndoChanged, undo, &QAction::setEnabled);
    connect(keeper->undoStack(), &QUndoStack::canRedoChanged, redo, &QAction::setEnabled);
    onlyOverlapping = add("onlyOverlapping", tr("Only What &Overlaps the Selection"),
                          tr("Show only agents that did something while the selection lasted"), {Qt::Key_O}, true);
    connect(onlyOverlapping, &QAction::triggered, canvas, &TimelineCanvas::setOnlyOverlapping);
    QAction* filterAgents =
        add("filterAgents", tr("&Filter Agents"), tr("Show only agents with certain words"), {Qt::Key_Slash});
    connect(filterAgents, &QAction::triggered, view, [this] {
        filter->setFocus(Qt::ShortcutFocusReason);
        filter->selectAll();
    });

    sort.group = new QActionGroup(view);
    const auto addSort = [&](const char* id, TrackSort by, const QString& text, const QString& help) {
        QAction* action = add(id, text, help, {}, true);
        action->setData(static_cast<int>(by));
        sort.group->addAction(action);
        sort.actions << action;
        connect(action, &QAction::triggered, canvas, [this, by] { canvas->setSort(by); });
    };
    addSort("sortBySpawn", TrackSort::Spawn, tr("Sort by S&pawn"),
            tr("Agents below the one that spawned them, by start"));
    addSort("sortByStart", TrackSort::Start, tr("Sort by S&tart"), tr("Siblings by start, the first one on top"));
    addSort("sortByDuration", TrackSort::Duration, tr("Sort by &Duration"),
            tr("Siblings by duration, the longest on top"));
    addSort("sortByTokens", TrackSort::Tokens, tr("Sort by To&kens"),
            tr("Siblings by tokens, the most expensive on top"));
    addSort("sortByFailures", TrackSort::Failures, tr("Sort by &Failures"),
            tr("Siblings by failures, the most on top"));
    addSort("sortManually", TrackSort::Manual, tr("Sort by &Hand"), tr("As the headers were dragged"));
    sort.check(static_cast<int>(TrackSort::Spawn));

    arrangeMenu = new QMenu(view);
    arrangeMenu->addActions(sort.actions);
    arrangeMenu->addSeparator();
    arrangeMenu->addActions({collapse, collapseAll, expandAll});
    arrangeMenu->addSeparator();
    arrangeMenu->addActions({pin, hide, showAll});
    arrangeMenu->addSeparator();
    arrangeMenu->addActions({filterAgents, onlyOverlapping});
    arrangeMenu->addSeparator();
    arrangeMenu->addActions({undo, redo});
    arrangeButton->setMenu(arrangeMenu);
}

void TimelineView::Private::addLooks()
{
    const auto add = [this](const char* id, const QString& text, const QString& help, const QList<QKeySequence>& keys) {
        QAction* action = registry->add({.id = QStringLiteral("timeline.") + QLatin1String(id),
                                         .group = tr("Timeline: Looks"),
                                         .text = text,
                                         .help = help,
                                         .keys = keys,
                                         .checkable = true,
                                         .context = Qt::WidgetWithChildrenShortcut});
        connect(action, &QAction::toggled, view, &TimelineView::settingsChanged);
        return action;
    };
    allArrows = add("allArrows", tr("Show All &Arrows"),
                    tr("Show every message between agents, not only those of the selection"), {Qt::Key_E});
    connect(allArrows, &QAction::toggled, canvas, &TimelineCanvas::setAllArrows);
    counters = add("counters", tr("&Counters"),
                   tr("Show how the context of each agent grows, and how many agents work at once"), {Qt::Key_K});
    connect(counters, &QAction::toggled, view, [this](bool shown) {
        facts->setCounters(shown);
        canvas->setCounters(shown);
    });
    showLegend = add("legend", tr("&Legend"), tr("Show what the colours stand for"), {Qt::Key_L});
    showLegend->setChecked(true);
    connect(showLegend, &QAction::toggled, legend, &QWidget::setVisible);
    wheelZooms =
        add("wheelZooms", tr("&Wheel Zooms Without Ctrl"),
            tr("Whether the wheel alone zooms, here and in the graph; otherwise it scrolls, and zooms with Ctrl"), {});
    wheelZooms->setChecked(true);
    connect(wheelZooms, &QAction::toggled, canvas, &TimelineCanvas::setWheelZooms);
    frameTimes = add("frameTimes", tr("Show Frame &Times"), tr("Show how long painting takes"), {});
    connect(frameTimes, &QAction::toggled, canvas, &TimelineCanvas::setFrameTimes);

    const auto addTo = [&](Choice& choice, const char* id, int value, const QString& text, const QString& help,
                           auto apply) {
        if (choice.group == nullptr)
            choice.group = new QActionGroup(view);
        QAction* action = add(id, text, help, {});
        action->setData(value);
        choice.group->addAction(action);
        choice.actions << action;
        connect(action, &QAction::toggled, view, [apply, value](bool checked) {
            if (checked)
                apply(value);
        });
    };
    const auto setColor = [this](int mode) { emit legend->modeChosen(static_cast<ColorMode>(mode)); };
    const auto addColor = [&](const char* id, ColorMode mode, const QString& text, const QString& help) {
        addTo(color, id, static_cast<int>(mode), text, help, setColor);
    };
    addColor("colorByKind", ColorMode::Kind, tr("Colour by &Kind"), tr("Model calls, tools, patches, agents, …"));
    addColor("colorByStatus", ColorMode::Status, tr("Colour by &Status"),
             tr("Succeeded, failed, cancelled, unfinished"));
    addColor("colorByDuration", ColorMode::Duration, tr("Colour by &Duration"), tr("The longer the darker"));
    addColor("colorByTokens", ColorMode::Tokens, tr("Colour by &Tokens"), tr("The more input tokens the darker"));
    addColor("colorByModel", ColorMode::Model, tr("Colour by &Model"), tr("A colour for each model"));
    addColor("colorByAgent", ColorMode::Agent, tr("Colour by &Agent"), tr("A colour for each agent"));
    color.check(static_cast<int>(ColorMode::Kind));

    const auto setAxis = [this](int mode) { canvas->setAxisMode(static_cast<AxisMode>(mode)); };
    const auto addAxis = [&](const char* id, AxisMode mode, const QString& text, const QString& help) {
        addTo(axis, id, static_cast<int>(mode), text, help, setAxis);
    };
    addAxis("axisSinceStart", AxisMode::SinceStart, tr("Time Since &Start"),
            tr("The axis counts from the rollout's start"));
    addAxis("axisLocal", AxisMode::LocalClock, tr("&Local Clock"), tr("The axis shows the time of day here"));
    addAxis("axisUtc", AxisMode::UtcClock, tr("&UTC Clock"), tr("The axis shows the time of day in UTC"));
    addAxis("axisSinceSelection", AxisMode::SinceSelection, tr("Time Since S&election"),
            tr("The axis counts from the begin of the selection"));
    axis.check(static_cast<int>(AxisMode::SinceStart));

    const auto setFold = [this](int minutes) {
        TimelineOptions changed = options;
        changed.foldLongerThan = minutes * minuteMs;
        setOptions(changed);
    };
    const auto addFold = [&](const char* id, int minutes, const QString& text) {
        addTo(fold, id, minutes, text, tr("Stretches in which no model and no tool worked take next to no room"),
              setFold);
    };
    addFold("foldNothing", 0, tr("Fold &Nothing"));
    addFold("fold1", 1, tr("Fold Idle Time over &1 Minute"));
    addFold("fold10", 10, tr("Fold Idle Time over 10 &Minutes"));
    addFold("fold60", 60, tr("Fold Idle Time over an &Hour"));
    fold.check(0);
}

void TimelineView::Private::updateTrackActions()
{
    const TrackArrangement& arrangement = canvas->arrangement();
    sort.check(static_cast<int>(arrangement.sort));
    showAll->setEnabled(arrangement.leavesOut());
    const bool overlaps = arrangement.onlyIn.has_value();
    onlyOverlapping->setChecked(overlaps);
    onlyOverlapping->setEnabled(overlaps || document->range() || document->selection().valid());
}

QList<QAction*> TimelineView::toolBarActions() const
{
    return {d_->registry->action(QStringLiteral("timeline.fitAll")), d_->allArrows, d_->counters};
}

ActionRegistry* TimelineView::actions() const
{
    return d_->registry;
}

void TimelineView::fillMenu(QMenu* menu) const
{
    menu->addActions(d_->registry->actionsOf(group()));
    menu->addSeparator();
    QMenu* agents = menu->addMenu(tr("Ag&ents"));
    agents->addActions(d_->arrangeMenu->actions());
    const auto addChoice = [menu](const QString& title, const Private::Choice& choice) {
        menu->addMenu(title)->addActions(choice.actions);
    };
    addChoice(tr("&Colours"), d_->color);
    addChoice(tr("A&xis"), d_->axis);
    addChoice(tr("Fol&d Idle Time"), d_->fold);
    menu->addSeparator();
    menu->addActions({d_->allArrows, d_->counters, d_->showLegend, d_->wheelZooms, d_->frameTimes});
}

void TimelineView::Private::openMenu(ObjectRef object, bool onHeader, QPoint globalPosition)
{
    if (object.valid() && !onHeader) {
        document->requestObjectMenu(object, globalPosition, {bookmark});
        return;
    }
    if (onHeader) {
        arrangeMenu->popup(globalPosition);
        return;
    }
    auto* menu = new QMenu(view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    view->fillMenu(menu);
    menu->popup(globalPosition);
}

// ---- Settings ------------------------------------------------------------------------------------------------------

void TimelineView::saveSettings(QSettings& settings) const
{
    settings.beginGroup(QStringLiteral("timeline"));
    settings.setValue(QStringLiteral("arrows"), d_->allArrows->isChecked());
    settings.setValue(QStringLiteral("counters"), d_->counters->isChecked());
    settings.setValue(QStringLiteral("legend"), d_->showLegend->isChecked());
    settings.setValue(QStringLiteral("wheelZooms"), d_->wheelZooms->isChecked());
    settings.setValue(QStringLiteral("colour"), d_->color.value());
    settings.setValue(QStringLiteral("axis"), d_->axis.value());
    settings.setValue(QStringLiteral("foldMinutes"), d_->fold.value());
    settings.endGroup();
}

void TimelineView::restoreSettings(const QSettings& settings)
{
    const QSignalBlocker blocker(this);
    const auto value = [&](const char* name, const QVariant& otherwise) {
        return settings.value(QStringLiteral("timeline/") + QLatin1String(name), otherwise);
    };
    d_->allArrows->setChecked(value("arrows", false).toBool());
    d_->counters->setChecked(value("counters", false).toBool());
    d_->showLegend->setChecked(value("legend", true).toBool());
    d_->wheelZooms->setChecked(value("wheelZooms", true).toBool());
    d_->color.check(value("colour", 0).toInt());
    d_->axis.check(value("axis", 0).toInt());
    d_->fold.check(value("foldMinutes", 0).toInt());
}

} // namespace rolloutscope
