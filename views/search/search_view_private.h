// Inside of the search view, shared by its files: widgets and actions (search_view_layout.cpp), what they say
// (search_view_words.cpp), and what is searched when (search_view.cpp).
#pragma once

#include "core/search/trace_search.h"
#include "views/search/search_view.h"

#include <QStringList>

#include <atomic>
#include <mutex>

class QAction;
class QHBoxLayout;
class QLabel;
class QModelIndex;
class QStackedWidget;
class QTimer;
class QToolButton;

namespace rolloutscope {

/// What a search in the background hands over.
struct RunningSearch {
    std::atomic<bool> cancelled = false;
    std::mutex mutex;
    std::vector<SearchGroup> arrived;
    SearchProgress progress;
    std::optional<SearchSummary> summary;
};

struct SearchView::Private {
    explicit Private(SearchView* view, TraceDocument* doc) : q(view), document(doc) {}

    void createWidgets();
    void createActions();
    void startFromField();
    void searchFor(const SearchQuery& wanted, bool wantPayloads);
    void searchOriginOf(QStringList forms); // until one is found
    void start(const SearchQuery& wanted, bool wantPayloads);
    void stop();
    void look();
    void finish(const SearchSummary& summary);
    void mark();
    void unfoldNew();
    void open(const QModelIndex& index);
    void describe();
    void setNote(const QString& words);
    [[nodiscard]] QString originText() const;

    SearchView* q;
    TraceDocument* document;
    ActionRegistry* registry = nullptr;
    QLineEdit* field = nullptr;
    QHBoxLayout* switches = nullptr;
    QAction* caseSensitive = nullptr;
    QAction* wholeWord = nullptr;
    QAction* regex = nullptr;
    QAction* payloads = nullptr;
    QLabel* status = nullptr;
    QToolButton* cancel = nullptr;
    QStackedWidget* stack = nullptr;
    QLabel* note = nullptr;
    QTreeView* tree = nullptr;
    SearchModel* model = nullptr;
    QTimer* typing = nullptr;
    QTimer* looking = nullptr;
    QTimer* marking = nullptr;

    std::shared_ptr<RunningSearch> running;
    SearchQuery query;
    bool withPayloads = false;
    bool isOrigin = false;
    QStringList otherForms; // of the text whose origin is wanted, to be tried when nothing has this one
    QString error;
    SearchProgress progress;
    std::optional<SearchSummary> summary;
    bool grew = false; // the rollout has more than was searched
};

} // namespace rolloutscope
