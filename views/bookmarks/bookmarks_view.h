// The panel with the bookmarks of a rollout: goes there, edits notes, removes, copies.
#pragma once

#include "views/document/trace_document.h"

#include <QWidget>

#include <memory>

class QModelIndex;

namespace rolloutscope {

class ActionRegistry;

class BookmarksView : public QWidget {
    Q_OBJECT
public:
    explicit BookmarksView(TraceDocument* document, QWidget* parent = nullptr);
    ~BookmarksView() override;

    /// What can be done in the panel.
    [[nodiscard]] ActionRegistry* actions() const;

    /// Makes one the current row, if the filter lets it be seen.
    void showBookmark(const std::string& id);

signals:
    /// Go to a moment (Unix ms). Objects are revealed by the document.
    void momentRequested(rolloutscope::UnixMs moment);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Private;

    void addActions();
    void activate(const QModelIndex& index);
    void editCurrent();
    void removeSelected();
    void copySelected();
    void copyMarkdown();
    void showContextMenu(const QPoint& position);
    void updateNote();
    [[nodiscard]] std::vector<std::string> selectedIds() const;

    std::unique_ptr<Private> d_;
};

} // namespace rolloutscope
