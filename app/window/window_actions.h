// The window's own actions, its menus and its toolbar. What the actions do is connected by MainWindow; the actions of
// the page in front join the View menu and the toolbar here. All are in the window's registry.
#pragma once

#include <QObject>

class QAction;
class QMainWindow;
class QMenu;
class QToolBar;

namespace rolloutscope {

class ActionRegistry;
class BundlePage;
class RecentBundles;

class WindowActions : public QObject {
    Q_OBJECT
public:
    WindowActions(QMainWindow* window, RecentBundles* recent);

    QAction* open = nullptr;
    QAction* openSample = nullptr;
    QAction* clearRecent = nullptr;
    QAction* reload = nullptr;
    QAction* properties = nullptr;
    QAction* exportBundle = nullptr;
    QAction* exportTranscript = nullptr;
    QAction* closeTab = nullptr;
    QAction* quit = nullptr;
    QAction* copyId = nullptr;
    QAction* copyLink = nullptr;
    QAction* copyText = nullptr;
    QAction* clearSelection = nullptr;
    QAction* find = nullptr;
    QAction* findNext = nullptr;
    QAction* findPrevious = nullptr;
    QAction* filterOutline = nullptr;
    QAction* palette = nullptr;
    QAction* middleBoth = nullptr;
    QAction* middleTimeline = nullptr;
    QAction* middleGraph = nullptr;
    QAction* showProblems = nullptr;
    QAction* fullScreen = nullptr;
    QAction* themeSystem = nullptr;
    QAction* themeLight = nullptr;
    QAction* themeDark = nullptr;
    QAction* back = nullptr;
    QAction* forward = nullptr;
    QAction* goToSelection = nullptr;
    QAction* nextTab = nullptr;
    QAction* previousTab = nullptr;
    QAction* guide = nullptr;
    QAction* shortcuts = nullptr;
    QAction* about = nullptr;

    /// Puts the page's view actions and panel switches into menu and toolbar; null: none.
    void setPage(BundlePage* page);
    void setHasSelection(bool selected);
    [[nodiscard]] QMenu* recentMenu() const { return recentMenu_; }
    /// Of the window's own actions; those of a page are in its registries.
    [[nodiscard]] const ActionRegistry* registry() const { return registry_; }

signals:
    void recentChosen(const QString& path);

private:
    void createFileActions();
    void createEditActions();
    void createViewActions();
    void createGoActions();
    void createHelpActions();
    void fillMenus();
    void fillViewMenu();
    void fillToolBar();
    void fillRecentMenu();

    QMainWindow* window_;
    RecentBundles* recent_;
    ActionRegistry* registry_;
    BundlePage* page_ = nullptr;
    QMenu* recentMenu_ = nullptr;
    QMenu* viewMenu_ = nullptr;
    QMenu* timelineMenu_ = nullptr;
    QMenu* graphMenu_ = nullptr;
    QMenu* themeMenu_ = nullptr;
    QToolBar* toolBar_ = nullptr;
};

} // namespace rolloutscope
