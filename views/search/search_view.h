// Everywhere search: words, whole words or expressions in all that models saw, and on demand in every payload file.
// Hits come while it runs, grouped by agent; each opens at its place, and all are marked on timeline and graph.
#pragma once

#include "core/search/needle.h"
#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

class QLineEdit;
class QTreeView;

namespace rolloutscope {

class ActionRegistry;
class SearchModel;

class SearchView : public QWidget {
    Q_OBJECT
public:
    explicit SearchView(TraceDocument* document, QWidget* parent = nullptr);
    ~SearchView() override;

    [[nodiscard]] const ActionRegistry* actions() const;
    [[nodiscard]] const SearchModel* model() const;
    [[nodiscard]] QLineEdit* field() const;
    [[nodiscard]] QTreeView* tree() const;
    /// `1,234 hits in 56 places`, `searching…`, what is wrong with the expression.
    [[nodiscard]] QString status() const;
    [[nodiscard]] bool isSearching() const;

    /// Looks for it at once.
    void search(const SearchQuery& query, bool payloads);
    /// All items that hold this very text, in order of time: the first is where it came from.
    void searchOrigin(const QString& text);
    /// To the hit after (+1) or before (-1) the current one, and opens it.
    void step(int by);
    /// Gives the field the keyboard.
    void startTyping();

signals:
    /// Somebody wants to read an item with its hit: the text, there for the nth time (from 0).
    void itemOpened(rolloutscope::ObjectRef item, const QString& text, int nth);
    void payloadRequested(rolloutscope::PayloadIndex payload, quint64 offset, quint64 length);
    /// Escape: the keyboard goes back to where one looked.
    void left();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
