#include "app/window/window_actions.h"

#include "app/bundle_page.h"
#include "app/open/recent_bundles.h"
#include "app/window/bundle_words.h"
#include "views/actions/action_registry.h"
#include "views/graph/graph_view.h"
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
    : QObject(window), window_(window), recent_(recent), registry_(new ActionRegistry(window))
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

void WindowActions::createFileActions()
{
    const QString group = tr("File");
    open = registry_->add({.id = QStringLiteral("file.open"),
                           .group = group,
                           .text = tr("&Open Bundle…"),
                           .help = tr("Open the folder of a trace bundle"),
                           .keys = {QKeySequence::Open},
                           .icon = QStringLiteral("open")});
    openSample = registry_->add({.id = QStringLiteral("file.openSample"),
                                 .group = group,
                                 .text = tr("Open &Sample"),
                                 .help = tr("Open a small rollout that comes with the program")});
    clearRecent = registry_->add({.id = QStringLiteral("file.clearRecent"),
                                  .group = group,
                                  .text = tr("Clear List of Recent Bundles"),
                                  .help = tr("Forget the recent bundles")});
    reload = registry_->add({.id = QStringLiteral("file.reload"),
                             .group = group,
                             .text = tr("&Reload"),
                             .help = tr("Read the bundle again"),
                             .keys = {Qt::Key_F5, Qt::CTRL | Qt::Key_R},
                             .icon = QStringLiteral("reload")});
    properties = registry_->add({.id = QStringLiteral("file.properties"),
                                 .group = group,
                                 .text = tr("&Properties…"),
                                 .help = tr("Ids, versions, times and sizes of this bundle"),
                                 .keys = {Qt::ALT | Qt::Key_Return}});
    exportBundle = registry_->add({.id = QStringLiteral("file.export"),
                                   .group = group,
                                   .text = tr("&Export…"),
                                   .help = tr("Write the rollout for other tools, or the timeline as a picture"),
                                   .keys = {Qt::CTRL | Qt::Key_E}});
    exportTranscript =
        registry_->add({.id = QStringLiteral("file.exportTranscript"),
                        .group = group,
                        .text = tr("Export &Transcript…"),
                        .help = tr("Write an agent's conversation, or the prompt of a call, as HTML, Markdown or JSON"),
                        .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_E}});
    closeTab = registry_->add({.id = QStringLiteral("file.close"),
                               .group = group,
                               .text = tr("&Close Bundle"),
                               .help = tr("Close this bundle"),
                               .keys = {Qt::CTRL | Qt::Key_W}});
    quit = registry_->add({.id = QStringLiteral("file.quit"),
                           .group = group,
                           .text = tr("&Quit"),
                           .help = tr("Close the window"),
                           .keys = {Qt::CTRL | Qt::Key_Q}});
    quit->setMenuRole(QAction::QuitRole);
}

void WindowActions::createEditActions()
{
    const QString group = tr("Edit");
    copyId = registry_->add({.id = QStringLiteral("edit.copyId"),
                             .group = group,
                             .text = tr("Copy &Id"),
                             .help = tr("Copy the recorded id of the selected object"),
                             .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_C}});
    copyLink = registry_->add({.id = QStringLiteral("edit.copyLink"),
                               .group = group,
                               .text = tr("Copy &Link"),
                               .help = tr("Copy a link that opens this bundle at the selected object"),
                               .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_L}});
    copyText = registry_->add({.id = QStringLiteral("edit.copyText"),
                               .group = group,
                               .text = tr("Copy as &Text"),
                               .help = tr("Copy what the selected object was, when, whose, and its id"),
                               .keys = {Qt::CTRL | Qt::ALT | Qt::Key_C}});
    clearSelection = registry_->add({.id = QStringLiteral("edit.deselect"),
                                     .group = group,
                                     .text = tr("&Deselect"),
                                     .help = tr("Select nothing"),
                                     .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_A}});
    find = registry_->add({.id = QStringLiteral("edit.find"),
                           .group = group,
                           .text = tr("&Find…"),
                           .help = tr("Find agents, calls, commands and texts, and mark them on the timeline"),
                           .keys = {QKeySequence::Find},
                           .icon = QStringLiteral("search")});
    findNext = registry_->add({.id = QStringLiteral("edit.findNext"),
                               .group = group,
                               .text = tr("Find &Next"),
                               .help = tr("Go to the next hit"),
                               .keys = {Qt::Key_F3}});
    findPrevious = registry_->add({.id = QStringLiteral("edit.findPrevious"),
                                   .group = group,
                                   .text = tr("Find Pre&vious"),
                                   .help = tr("Go to the hit before"),
                                   .keys = {Qt::SHIFT | Qt::Key_F3}});
    filterOutline = registry_->add({.id = QStringLiteral("edit.filterOutline"),
                                    .group = group,
                                    .text = tr("Fi&lter Outline"),
                                    .help = tr("Show only certain agents, calls and commands in the outline"),
                                    .keys = {Qt::CTRL | Qt::ALT | Qt::Key_F}});
}

void WindowActions::createViewActions()
{
    const QString group = tr("View");
    const auto addMiddle = [&](const char* id, const QString& text, const QString& help, const QKeySequence& key) {
        return registry_->add(
            {.id = QLatin1String(id), .group = group, .text = text, .help = help, .keys = {key}, .checkable = true});
    };
    middleBoth = addMiddle("view.both", tr("Timeline &and Graph"), tr("Show timeline and graph side by side"),
                           Qt::CTRL | Qt::Key_0);
    middleTimeline = addMiddle("view.timelineOnly", tr("&Timeline Only"), tr("Give the timeline the whole middle"),
                               Qt::CTRL | Qt::Key_1);
    middleGraph =
        addMiddle("view.graphOnly", tr("&Graph Only"), tr("Give the graph the whole middle"), Qt::CTRL | Qt::Key_2);
    // What their buttons say.
    middleBoth->setIconText(tr("Both"));
    middleTimeline->setIconText(tr("Timeline"));
    middleGraph->setIconText(tr("Graph"));
    auto* middles = new QActionGroup(this);
    for (QAction* action : {middleBoth, middleTimeline, middleGraph})
        middles->addAction(action);
    fullScreen = registry_->add({.id = QStringLiteral("view.fullScreen"),
                                 .group = group,
                                 .text = tr("F&ull Screen"),
                                 .help = tr("Fill the whole screen"),
                                 .keys = {Qt::Key_F11},
                                 .checkable = true});

    auto* themes = new QActionGroup(this);
    const auto addTheme = [&](const char* id, const QString& text, const QString& help) {
        QAction* action = registry_->add(
            {.id = QLatin1String(id), .group = tr("Theme"), .text = text, .help = help, .checkable = true});
        themes->addAction(action);
        return action;
    };
    themeSystem = addTheme("theme.system", tr("&System"), tr("Light or dark as the system is"));
    themeLight = addTheme("theme.light", tr("&Light"), tr("Always light"));
    themeDark = addTheme("theme.dark", tr("&Dark"), tr("Always dark"));
}

void WindowActions::createGoActions()
{
    const QString group = tr("Go");
    palette = registry_->add({.id = QStringLiteral("go.palette"),
                              .group = group,
                              .text = tr("&Command Palette…"),
                              .help = tr("Run any command by its name; go to an agent or an object"),
                              .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_P}});
    back = registry_->add({.id = QStringLiteral("go.back"),
                           .group = group,
                           .text = tr("&Back"),
                           .help = tr("Select what was selected before"),
                           .keys = {Qt::ALT | Qt::Key_Left, Qt::Key_Back},
                           .icon = QStringLiteral("back")});
    forward = registry_->add({.id = QStringLiteral("go.forward"),
                              .group = group,
                              .text = tr("&Forward"),
                              .help = tr("Undo the last step back"),
                              .keys = {Qt::ALT | Qt::Key_Right, Qt::Key_Forward},
                              .icon = QStringLiteral("forward")});
    goToSelection = registry_->add({.id = QStringLiteral("go.selection"),
                                    .group = group,
                                    .text = tr("&Go to Selection"),
                                    .help = tr("Bring the selected object into sight in every view"),
                                    .keys = {Qt::CTRL | Qt::Key_G}});
    showProblems = registry_->add({.id = QStringLiteral("go.problems"),
                                   .group = group,
                                   .text = tr("Go to &Problems"),
                                   .help = tr("Show the problems and go there"),
                                   .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_M}});
    nextTab = registry_->add({.id = QStringLiteral("go.nextBundle"),
                              .group = group,
                              .text = tr("&Next Bundle"),
                              .help = tr("Go to the next tab"),
                              .keys = {Qt::CTRL | Qt::Key_PageDown, Qt::CTRL | Qt::Key_Tab}});
    previousTab = registry_->add({.id = QStringLiteral("go.previousBundle"),
                                  .group = group,
                                  .text = tr("&Previous Bundle"),
                                  .help = tr("Go to the tab before"),
                                  .keys = {Qt::CTRL | Qt::Key_PageUp, Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab}});
}

void WindowActions::createHelpActions()
{
    const QString group = tr("Help");
    guide = registry_->add({.id = QStringLiteral("help.guide"),
                            .group = group,
                            .text = tr("&Guide"),
                            .help = tr("How to answer what people ask of a rollout, in a few clicks each"),
                            .keys = {Qt::Key_F1}});
    shortcuts = registry_->add({.id = QStringLiteral("help.keys"),
                                .group = group,
                                .text = tr("&Keyboard Shortcuts"),
                                .help = tr("List every key"),
                                .keys = {Qt::Key_Question}});
    about = registry_->add({.id = QStringLiteral("help.about"),
                            .group = group,
                            .text = tr("&About Rolloutscope"),
                            .help = tr("Versions")});
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
    file->addAction(exportTranscript);
    file->addAction(properties);
    file->addSeparator();
    file->addAction(closeTab);
    file->addAction(quit);

    QMenu* edit = bar->addMenu(tr("&Edit"));
    edit->addActions({copyId, copyLink, copyText});
    edit->addSeparator();
    edit->addAction(clearSelection);
    edit->addSeparator();
    edit->addActions({find, findNext, findPrevious, filterOutline});

    viewMenu_ = bar->addMenu(tr("&View"));
    timelineMenu_ = new QMenu(tr("T&imeline"), viewMenu_);
    graphMenu_ = new QMenu(tr("G&raph"), viewMenu_);
    themeMenu_ = new QMenu(tr("T&heme"), viewMenu_);
    themeMenu_->addActions({themeSystem, themeLight, themeDark});

    QMenu* go = bar->addMenu(tr("&Go"));
    go->addAction(palette);
    go->addSeparator();
    go->addActions({back, forward});
    go->addSeparator();
    go->addAction(goToSelection);
    go->addAction(showProblems);
    go->addSeparator();
    go->addActions({nextTab, previousTab});

    QMenu* help = bar->addMenu(tr("&Help"));
    help->addAction(guide);
    help->addAction(shortcuts);
    help->addSeparator();
    help->addAction(about);
}

void WindowActions::setPage(BundlePage* page)
{
    page_ = page;
    fillViewMenu();
    fillToolBar();
    for (QAction* action : {reload, properties, exportBundle, exportTranscript, closeTab, find, findNext, findPrevious,
                            filterOutline, showProblems, middleBoth, middleTimeline, middleGraph, nextTab, previousTab})
        action->setEnabled(page_ != nullptr);
}

void WindowActions::setHasSelection(bool selected)
{
    for (QAction* action : {copyId, copyLink, copyText, clearSelection, goToSelection})
        action->setEnabled(selected);
}

void WindowActions::fillViewMenu()
{
    viewMenu_->clear();
    timelineMenu_->clear();
    graphMenu_->clear();
    if (page_ != nullptr) {
        page_->timeline()->fillMenu(timelineMenu_);
        graphMenu_->addActions(page_->graph()->actions()->actions());
    }
    timelineMenu_->setEnabled(page_ != nullptr);
    graphMenu_->setEnabled(page_ != nullptr);
    viewMenu_->addMenu(timelineMenu_);
    viewMenu_->addMenu(graphMenu_);
    if (page_ != nullptr)
        viewMenu_->addMenu(page_->playMenu());
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
        toolBar_->addAction(find);
        // The rest of the view's actions are in the menu.
        toolBar_->addActions(page_->timeline()->toolBarActions());
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

} // namespace rolloutscope
