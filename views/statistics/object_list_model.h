// The objects behind one number as a table: a row is an index, and its text is made when it is shown. Sorted in the
// background; the rows that were there stay until the new order is.
#pragma once

#include "views/statistics/object_order.h"
#include "views/statistics/statistics_source.h"

#include <QAbstractTableModel>

namespace rolloutscope {

class ObjectListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role : int { FailedRole = Qt::UserRole + 1, DimRole };

    explicit ObjectListModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
    ~ObjectListModel() override;

    /// Shows the objects of a row of these statistics; none without a place.
    void show(StretchStatisticsPtr statistics, std::optional<std::size_t> place);
    /// Rows, and the trace they are of; null until there are some.
    [[nodiscard]] const LoadedTracePtr& loaded() const { return loaded_; }
    /// Invalid when there is no such row.
    [[nodiscard]] ObjectRef objectAt(int row) const;
    [[nodiscard]] bool isOrdering() const { return cancelled_ != nullptr; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

signals:
    /// What show() or sort() asked for is there.
    void ordered();

private:
    struct Ordered;
    void start();
    void take(Ordered ordered);
    void abandon();

    // Asked for.
    StretchStatisticsPtr statistics_;
    std::optional<std::size_t> place_;
    ObjectColumn column_ = ObjectColumn::Start;
    bool descending_ = false;
    std::shared_ptr<std::atomic<bool>> cancelled_; // of the sorting that runs; null: none does

    // Shown.
    LoadedTracePtr loaded_;
    std::vector<ObjectRef> rows_;
};

} // namespace rolloutscope
