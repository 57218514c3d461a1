// One open bundle in the window: the document, and its views as panels around timeline and graph.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <vector>

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;
class QSplitter;
class QStackedLayout;
class QTimer;

namespace rolloutscope {

class ActionRegistry;
class BookmarksView;
class GraphView;
class InspectorView;
class LoadingPanel;
class OutlineView;
class PlayActions;
class ProblemsView;
class PromptView;
class ReadingPanels;
class StatisticsPanel;
class StatisticsView;
class TimelineView;
class TranscriptView;

class BundlePage : public QWidget {
    Q_OBJECT
public:
    /// What the middle shows.
    enum class Middle : std::uint8_t { Both, Timeline, Graph };

    explicit BundlePage(const QString& path, QWidget* parent = nullptr);
    ~BundlePage() override;

    [[nodiscard]] TraceDocument* document() const { return document_; }
    [[nodiscard]] QString path() const { return document_->path(); }
    void load();

    [[nodiscard]] OutlineView* outline() const { return outline_; }
    [[nodiscard]] TimelineView* timeline() const { return timeline_; }
    [[nodiscard]] GraphView* graph() const { return graph_; }
    [[nodiscard]] InspectorView* inspector() const { return inspector_; }
    [[nodiscard]] ProblemsView* problems() const { return problems_; }
    [[nodiscard]] BookmarksView* bookmarks() const { return bookmarks_; }
    [[nodiscard]] StatisticsView* statistics() const;
    [[nodiscard]] TranscriptView* transcript() const;
    [[nodiscard]] PromptView* prompt() const;
    [[nodiscard]] ReadingPanels* reading() const { return reading_; }
    [[nodiscard]] LoadingPanel* loadingPanel() const { return loadingPanel_; }

    [[nodiscard]] Middle middle() const { return middle_; }
    void setMiddle(Middle middle);
    /// Actions that show and hide Outline, Inspector, Problems, Bookmarks, Statistics, Transcript, Prompt and Search,
    /// in this order.
    [[nodiscard]] QList<QAction*> dockActions() const;
    void showProblems();
    void showBookmarks();
    void focusFilter();
    /// The bar to find things with, on the timeline.
    void openFind();
    /// The hit after (+1) or before (-1).
    void findNext(int direction);
    /// What the object menu does with the selection: each makes its view visible first.
    void zoomToSelection();
    void showInGraph();
    /// Where the information of the selected object came from and went to, in the graph.
    void showFlow();
    void showInOutline();
    void showInTranscript();
    /// What the model of the selected call saw.
    void showPrompt();
    /// What ran beside what the model got of it.
    void showTool();
    void openPayloads();
    /// Bytes of any payload, marked where they stand.
    void showPayload(PayloadIndex payload, quint64 offset, quint64 length);
    /// The actions and keys of the page and its views.
    [[nodiscard]] std::vector<const ActionRegistry*> registries() const;
    /// Follows the bundle while it is written, or not. Enabled only while no end is recorded.
    [[nodiscard]] QAction* followAction() const { return follow_; }
    /// What plays the rollout.
    [[nodiscard]] QMenu* playMenu() const;

    /// Sizes, places and visibility of the panels.
    [[nodiscard]] QByteArray saveLayout() const;
    /// Takes effect when the panels come into sight; a layout that does not fit this version is ignored.
    void restoreLayout(const QByteArray& layout);

signals:
    /// Title, statistics or problems may have changed: something was loaded.
    void contentChanged();
    void middleChanged();
    /// The first load did not succeed: the page has nothing to show.
    void loadFailed(const QString& message);
    void loadCancelled();
    /// Something that a person may want to know and need not answer.
    void noticed(const QString& message);
    /// Something that a person should know, and not miss: a reload that did not succeed, a file that cannot be written.
    void complained(const QString& message);
    void livenessChanged();
    /// What is shown is not what is on disk any more: a reload may help.
    void bundleLost(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;

private:
    /// The first until a person opens or closes the panel.
    enum class ProblemsWish : std::uint8_t { WhenThereAreAny, Always, Never };

    void layOutFirst();
    void showProblemsAsWished();
    void addBookmarks();
    void centerOn(UnixMs moment);
    bool applyLayout(const QByteArray& layout);
    void takeTrace();
    void registerActions();
    void shareLooks();
    void followLiveness();
    void describeLiveness();

    TraceDocument* document_ = nullptr;
    QStackedLayout* stack_ = nullptr;
    LoadingPanel* loadingPanel_ = nullptr;
    QTimer* reloadDelay_ = nullptr;
    QMainWindow* workspace_ = nullptr;
    QSplitter* splitter_ = nullptr;
    OutlineView* outline_ = nullptr;
    TimelineView* timeline_ = nullptr;
    GraphView* graph_ = nullptr;
    InspectorView* inspector_ = nullptr;
    ProblemsView* problems_ = nullptr;
    BookmarksView* bookmarks_ = nullptr;
    ReadingPanels* reading_ = nullptr;
    QDockWidget* outlineDock_ = nullptr;
    QDockWidget* inspectorDock_ = nullptr;
    QDockWidget* problemsDock_ = nullptr;
    ActionRegistry* actions_ = nullptr;
    QDockWidget* bookmarksDock_ = nullptr;
    StatisticsPanel* statistics_ = nullptr;
    PlayActions* play_ = nullptr;
    QAction* follow_ = nullptr;
    QTimer* livenessTimer_ = nullptr;
    QByteArray pendingLayout_;
    bool sized_ = false;
    Middle middle_ = Middle::Both;
    ProblemsWish problemsWish_ = ProblemsWish::WhenThereAreAny;
};

} // namespace rolloutscope
