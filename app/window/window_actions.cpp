#include "app/window/window_actions.h"

#include "app/bundle_page.h"
#include "app/dialogs/shortcuts_dialog.h"
#include "app/open/recent_bundles.h"
#include "app/window/bundle_words.h"
#include "views/graph/graph_view.h"
#include "views/theme/icons.h"
#include "views/theme/plain_text.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QActionGroup>
#include <QDir>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

namespace rolloutscope {

WindowActions::WindowActions(QMainWindow* window, RecentBundles* recent)
    : QObject(window), window_(window), recent_(recent)
{
    createFileActions();
    createEditActions();
    createViewActions();
    createGoActions();
    createHelpActions();
    fillMenus();
    toolBar_ = window_->addToolBar(tr("Tools"));
    toolBar_->setObjectName(QStringLiteral("tools"));
    toolBar_->setMovable(false);
    toolBar_->setIconSize(QSize(16, 16));
    toolBar_->setContextMenuPolicy(Qt::PreventContextMenu);
    connect(recent_, &RecentBundles::changed, this, &WindowActions::fillRecentMenu);
    fillRecentMenu();
    setPage(nullptr);
}

QAction* WindowActions::add(const QString& text, const QString& statusTip, const QList<QKeySequence>& keys,
                            const QString& icon)
{
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    action->setStatusTip(statusTip);
    QString toolTip = statusTip;
    if (!keys.isEmpty())
        toolTip += QStringLiteral(" (%1)").arg(keys.front().toString(QKeySequence::NativeText));
    action->setToolTip(plainToolTip(toolTip));
    if (!icon.isEmpty()) {
        action->setIcon(themedIcon(icon));
        action->setIconVisibleInMenu(false);
    }
    return action;
}

void WindowActions::createFileActions()
{
    open =
        add(tr("&Open Bundle…"), tr("Open the folder of a trace bundle"), {QKeySequence::Open}, QStringLiteral("open"));
    openSample = add(tr("Open &Sample"), tr("Open a small rollout that comes with the program"));
    clearRecent = add(tr("Clear List"), tr("Forget the recent bundles"));
    reload =
        add(tr("&Reload"), tr("Read the bundle again"), {Qt::Key_F5, Qt::CTRL | Qt::Key_R}, QStringLiteral("reload"));
    properties =
        add(tr("&Properties…"), tr("Ids, versions, times and sizes of this bundle"), {Qt::ALT | Qt::Key_Return});
    exportBundle = add(tr("&Export…"), tr("Write the rollout for other tools, or the timeline as a picture"),
                       {Qt::CTRL | Qt::Key_E});
    closeTab = add(tr("&Close Bundle"), tr("Close this bundle"), {Qt::CTRL | Qt::Key_W});
    quit = add(tr("&Quit"), tr("Close the window"), {Qt::CTRL | Qt::Key_Q});
    quit->setMenuRole(QAction::QuitRole);
}

void WindowActions::createEditActions()
{
    copyId = add(tr("Copy &Id of Selection"), tr("Copy the recorded id of the selected object"),
                 {Qt::CTRL | Qt::SHIFT | Qt::Key_C});
    clearSelection = add(tr("&Deselect"), tr("Select nothing"), {Qt::CTRL | Qt::SHIFT | Qt::Key_A});
    find = add(tr("&Filter Outline"), tr("Find agents, calls and commands in the outline"), {QKeySequence::Find},
               QStringLiteral("search"));
}

void WindowActions::createViewActions()
{
    middleBoth = add(tr("Timeline &and Graph"), tr("Show timeline and graph side by side"), {Qt::CTRL | Qt::Key_0});
    middleTimeline = add(tr("&Timeline Only"), tr("Give the timeline the whole middle"), {Qt::CTRL | Qt::Key_1});
    middleGraph = add(tr("&Graph Only"), tr("Give the graph the whole middle"), {Qt::CTRL | Qt::Key_2});
    // What their buttons say.
    middleBoth->setIconText(tr("Both"));
    middleTimeline->setIconText(tr("Timeline"));
    middleGraph->setIconText(tr("Graph"));
    middleGroup_ = new QActionGroup(this);
    for (QAction* action : {middleBoth, middleTimeline, middleGraph}) {
        action->setCheckable(true);
        middleGroup_->addAction(action);
    }
    showProblems = add(tr("Go to &Problems"), tr("Show the problems and go there"), {Qt::CTRL | Qt::SHIFT | Qt::Key_M});
    fullScreen = add(tr("F&ull Screen"), tr("Fill the whole screen"), {Qt::Key_F11});
    fullScreen->setCheckable(true);
    themeSystem = add(tr("&System"), tr("Light or dark as the system is"));
    themeLight = add(tr("&Light"), tr("Always light"));
    themeDark = add(tr("&Dark"), tr("Always dark"));
    auto* themes = new QActionGroup(this);
    for (QAction* action : {themeSystem, themeLight, themeDark}) {
        action->setCheckable(true);
        themes->addAction(action);
    }
}

void WindowActions::createGoActions()
{
    back = add(tr("&Back"), tr("Select what was selected before"), {Qt::ALT | Qt::Key_Left, Qt::Key_Back},
               QStringLiteral("back"));
    forward = add(tr("&Forward"), tr("Undo the last step back"), {Qt::ALT | Qt::Key_Right, Qt::Key_Forward},
                  QStringLiteral("forward"));
    goToSelection =
        add(tr("&Go to Selection"), tr("Bring the selected object into sight in every view"), {Qt::CTRL | Qt::Key_G});
    nextTab = add(tr("&Next Bundle"), tr("Go to the next tab"), {Qt::CTRL | Qt::Key_PageDown, Qt::CTRL | Qt::Key_Tab});
    previousTab = add(tr("&Previous Bundle"), tr("Go to the tab before"),
                      {Qt::CTRL | Qt::Key_PageUp, Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab});
}

void WindowActions::createHelpActions()
{
    shortcuts = add(tr("&Keyboard Shortcuts"), tr("List every key"), {Qt::Key_F1});
    about = add(tr("&About Rolloutscope"), tr("Versions"));
    about->setMenuRole(QAction::AboutRole);
}

void WindowActions::fillMenus()
{
    QMenuBar* bar = window_->menuBar();
    QMenu* file = bar->addMenu(tr("&File"));
    file->addAction(open);
    recentMenu_ = file->addMenu(tr("Open &Recent"));
    recentMenu_->setToolTipsVisible(true);
    connect(recentMenu_, &QMenu::aboutToShow, recent_, &RecentBundles::refresh);
    file->addAction(openSample);
    file->addSeparator();
    file->addAction(reload);
    file->addAction(exportBundle);
    file->addAction(properties);
    file->addSeparator();
    file->addAction(closeTab);
    file->addAction(quit);

    QMenu* edit = bar->addMenu(tr("&Edit"));
    edit->addActions({copyId, clearSelection});
    edit->addSeparator();
    edit->addAction(find);

    viewMenu_ = bar->addMenu(tr("&View"));
    timelineMenu_ = new QMenu(tr("T&imeline"), viewMenu_);
    graphMenu_ = new QMenu(tr("G&raph"), viewMenu_);
    themeMenu_ = new QMenu(tr("T&heme"), viewMenu_);
    themeMenu_->addActions({themeSystem, themeLight, themeDark});

    QMenu* go = bar->addMenu(tr("&Go"));
    go->addActions({back, forward});
    go->addSeparator();
    go->addAction(goToSelection);
    go->addAction(showProblems);
    go->addSeparator();
    go->addActions({nextTab, previousTab});

    QMenu* help = bar->addMenu(tr("&Help"));
    help->addAction(shortcuts);
    help->addSeparator();
    help->addAction(about);
    menus_ = {file, edit, viewMenu_, timelineMenu_, graphMenu_, go, help};
}

void WindowActions::setPage(BundlePage* page)
{
    page_ = page;
    fillViewMenu();
    fillToolBar();
    for (QAction* action : {reload, properties, exportBundle, closeTab, find, showProblems, middleBoth, middleTimeline,
                            middleGraph, nextTab, previousTab})
        action->setEnabled(page_ != nullptr);
}

void WindowActions::setHasSelection(bool selected)
{
    for (QAction* action : {copyId, clearSelection, goToSelection})
        action->setEnabled(selected);
}

void WindowActions::fillViewMenu()
{
    viewMenu_->clear();
    timelineMenu_->clear();
    graphMenu_->clear();
    if (page_ != nullptr) {
        timelineMenu_->addActions(page_->timeline()->viewActions());
        graphMenu_->addActions(page_->graph()->viewActions());
    }
    timelineMenu_->setEnabled(page_ != nullptr);
    graphMenu_->setEnabled(page_ != nullptr);
    viewMenu_->addMenu(timelineMenu_);
    viewMenu_->addMenu(graphMenu_);
    viewMenu_->addSeparator();
    viewMenu_->addActions({middleBoth, middleTimeline, middleGraph});
    if (page_ != nullptr) {
        viewMenu_->addSeparator();
        viewMenu_->addActions(page_->dockActions());
        viewMenu_->addSeparator();
        viewMenu_->addAction(page_->followAction());
    }
    viewMenu_->addSeparator();
    viewMenu_->addMenu(themeMenu_);
    viewMenu_->addAction(fullScreen);
}

void WindowActions::fillToolBar()
{
    toolBar_->clear();
    toolBar_->addActions({back, forward});
    if (page_ != nullptr) {
        toolBar_->addSeparator();
        // The rest of the view's actions are in the menu.
        for (QAction* action : page_->timeline()->viewActions()) {
            if (action->isCheckable() || action->shortcuts().contains(QKeySequence(Qt::Key_F)))
                toolBar_->addAction(action);
        }
        toolBar_->addAction(page_->followAction());
        auto* space = new QWidget(toolBar_);
        space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        toolBar_->addWidget(space);
        toolBar_->addActions({middleTimeline, middleBoth, middleGraph});
    }
    for (QAction* action : toolBar_->actions()) {
        auto* button = qobject_cast<QToolButton*>(toolBar_->widgetForAction(action));
        if (button == nullptr)
            continue;
        button->setFocusPolicy(Qt::TabFocus);
        if (action->icon().isNull())
            button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    }
}

void WindowActions::fillRecentMenu()
{
    recentMenu_->clear();
    for (const QString& path : recent_->paths()) {
        const bool missing = recent_->isMissing(path);
        QString text = withoutMnemonic(singleLine(QDir::toNativeSeparators(path), 120));
        if (missing)
            text += tr(" (missing)");
        QAction* action = recentMenu_->addAction(text, this, [this, path] { emit recentChosen(path); });
        action->setEnabled(!missing);
        action->setToolTip(plainToolTip(path));
        action->setStatusTip(tr("Open %1").arg(singleLine(path, 200)));
    }
    if (!recent_->paths().isEmpty())
        recentMenu_->addSeparator();
    recentMenu_->addAction(clearRecent);
    clearRecent->setEnabled(!recent_->paths().isEmpty());
}

std::vector<ShortcutGroup> WindowActions::shortcutGroups() const
{
    std::vector<ShortcutGroup> groups;
    for (const QMenu* menu : menus_)
        groups.push_back({.name = QString(menu->title()).remove(u'&'), .actions = menu->actions()});
    return groups;
}

} // namespace rolloutscope
