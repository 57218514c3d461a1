// The window's own actions, its menus and its toolbar. What the actions do is connected by MainWindow; the actions of
// the page in front join the View menu and the toolbar here.
#pragma once

#include <QObject>

#include <vector>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;
class QToolBar;

namespace rolloutscope {

class BundlePage;
class RecentBundles;
struct ShortcutGroup;

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
    QAction* closeTab = nullptr;
    QAction* quit = nullptr;
    QAction* copyId = nullptr;
    QAction* clearSelection = nullptr;
    QAction* find = nullptr;
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
    QAction* shortcuts = nullptr;
    QAction* about = nullptr;

    /// Puts the page's view actions and panel switches into menu and toolbar; null: none.
    void setPage(BundlePage* page);
    void setHasSelection(bool selected);
    [[nodiscard]] QMenu* recentMenu() const { return recentMenu_; }
    [[nodiscard]] std::vector<ShortcutGroup> shortcutGroups() const;

signals:
    void recentChosen(const QString& path);

private:
    QAction* add(const QString& text, const QString& statusTip, const QList<QKeySequence>& keys = {},
                 const QString& icon = {});
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
    BundlePage* page_ = nullptr;
    QMenu* recentMenu_ = nullptr;
    QMenu* viewMenu_ = nullptr;
    QMenu* timelineMenu_ = nullptr;
    QMenu* graphMenu_ = nullptr;
    QMenu* themeMenu_ = nullptr;
    QToolBar* toolBar_ = nullptr;
    QActionGroup* middleGroup_ = nullptr;
    QList<QMenu*> menus_;
};

} // namespace rolloutscope
