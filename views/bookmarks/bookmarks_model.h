// The bookmarks of a store as a table by time.
#pragma once

#include "views/bookmarks/bookmark_store.h"

#include <QAbstractTableModel>

#include <unordered_map>
#include <vector>

namespace rolloutscope {

class BookmarksModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column : int { TimeColumn, ObjectColumn, NoteColumn, ColumnCount };
    enum Role : int {
        FilterRole = Qt::UserRole + 1, // all that a filter looks at, of the whole row
        ColorRole,                     // int
        KnownRole,                     // bool: the trace holds the object
    };

    explicit BookmarksModel(BookmarkStore* store, QObject* parent = nullptr);

    /// Null when there is no such row.
    [[nodiscard]] const Bookmark* bookmarkAt(int row) const;
    /// -1 when there is none.
    [[nodiscard]] int rowOf(const std::string& id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void take();
    void fill();

    BookmarkStore* store_;
    std::vector<Bookmark> rows_; // a copy: the store changes at once, a model step by step
    std::unordered_map<std::string, int> rowOf_;
};

} // namespace rolloutscope
