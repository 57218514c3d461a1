// The window: bundles as tabs, and who talks to whom. Menus and actions are in WindowActions, opening in OpenFlow,
// a bundle's views in BundlePage.
#pragma once

#include <QMainWindow>

#include <functional>

class QSettings;
class QStackedWidget;

namespace rolloutscope {

class BundlePage;
class CommandFlow;
class DropTarget;
class ExportFlow;
class TranscriptFlow;
class LinkFlow;
class MessageBar;
class OpenFlow;
class PageTabs;
class RecentBundles;
class SelectionCommands;
class StatusLine;
class ThemeController;
class WelcomePage;
class WindowActions;
struct BundleEntry;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(QSettings& settings, ThemeController& themes, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Bundles, folders of bundles, a manifest or event log in one, or links to objects; outcomes come later.
    void openPaths(const QStringList& paths);

    [[nodiscard]] int pageCount() const;
    [[nodiscard]] BundlePage* pageAt(int index) const;
    /// Null when nothing is open.
    [[nodiscard]] BundlePage* currentPage() const;
    [[nodiscard]] MessageBar* messages() const { return messages_; }
    [[nodiscard]] WindowActions* actions() const { return actions_; }
    [[nodiscard]] RecentBundles* recent() const { return recent_; }
    [[nodiscard]] StatusLine* statusLine() const { return statusLine_; }

    [[nodiscard]] ExportFlow* exports() const { return exports_; }
    [[nodiscard]] TranscriptFlow* transcripts() const { return transcripts_; }
    [[nodiscard]] CommandFlow* commands() const { return commands_; }

    /// How a person chooses a folder, and bundles from a list. Replaced in tests, where nobody is there to choose.
    std::function<QString(const QString& startIn)> chooseFolder;
    std::function<QStringList(const QString& folder, const std::vector<BundleEntry>& bundles)> chooseBundles;

protected:
    void closeEvent(QCloseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectActions();
    void connectThemeActions();
    void connectOpening();
    BundlePage* addPage(const QString& path);
    void connectPage(BundlePage* page);
    void closePage(BundlePage* page);
    void takeCurrentPage();
    void describePage(BundlePage* page);
    void updateNavigation();
    void openByDialog();
    void showProperties();
    void restoreGeometryFromSettings();
    void saveSettings();

    QSettings& settings_;
    ThemeController& themes_;
    RecentBundles* recent_ = nullptr;
    WindowActions* actions_ = nullptr;
    OpenFlow* openFlow_ = nullptr;
    LinkFlow* links_ = nullptr;
    SelectionCommands* selectionCommands_ = nullptr;
    CommandFlow* commands_ = nullptr;
    DropTarget* drops_ = nullptr;
    ExportFlow* exports_ = nullptr;
    TranscriptFlow* transcripts_ = nullptr;
    MessageBar* messages_ = nullptr;
    QStackedWidget* stack_ = nullptr;
    WelcomePage* welcome_ = nullptr;
    PageTabs* tabs_ = nullptr;
    StatusLine* statusLine_ = nullptr;
    BundlePage* shownPage_ = nullptr;
    QList<QMetaObject::Connection> pageConnections_;
};

} // namespace rolloutscope
