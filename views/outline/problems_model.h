// The problems of a bundle as a table. The last row says how many were counted but not kept.
#pragma once

#include "views/document/trace_document.h"

#include <QAbstractTableModel>

namespace rolloutscope {

/// The object with this recorded id, whatever its kind; invalid when the trace has none.
[[nodiscard]] ObjectRef findAnyObject(const RolloutTrace& trace, std::string_view id);

class ProblemsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column : int { LineColumn, TypeColumn, ObjectColumn, ReasonColumn, CountColumn, ColumnCount };
    enum Role : int { SortRole = Qt::UserRole + 1 };

    using QAbstractTableModel::QAbstractTableModel;

    void setTrace(LoadedTracePtr loaded);
    /// A later copy of the trace, with the same problems.
    void renewTrace(LoadedTracePtr loaded) { loaded_ = std::move(loaded); }
    [[nodiscard]] const LoadedTracePtr& loaded() const { return loaded_; }
    /// The object that a row is about; invalid when there is none.
    [[nodiscard]] ObjectRef objectAt(int row) const;
    /// Null for the note's row.
    [[nodiscard]] const Problem* problemAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] bool hasNote() const;
    [[nodiscard]] QVariant noteData(int column, int role) const;

    LoadedTracePtr loaded_;
};

} // namespace rolloutscope
