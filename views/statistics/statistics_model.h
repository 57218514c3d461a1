// The rows of the statistics as a tree of two sections, by kind and by tool, sorted inside each by any column. Formats
// are those of the rest of the program.
#pragma once

#include "views/statistics/statistics_source.h"

#include <QAbstractItemModel>

#include <array>

namespace rolloutscope {

class StatisticsModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column : int {
        NameColumn,
        CountColumn,
        FailedColumn,
        TotalColumn,
        InsideColumn,
        MeanColumn,
        MedianColumn,
        P95Column,
        MaxColumn,
        InputColumn,
        CachedColumn,
        OutputColumn,
        ColumnCount
    };
    enum Role : int {
        FailedRole = Qt::UserRole + 1, // bool: tells of failures
        ShareRole,                     // 0 … 1 of the largest total of its section; only in the column of totals
        ColorRoleRole,                 // int of a ColorRole
    };

    explicit StatisticsModel(QObject* parent = nullptr) : QAbstractItemModel(parent) {}

    /// Null: none.
    void setStatistics(StretchStatisticsPtr statistics);
    [[nodiscard]] const StretchStatisticsPtr& statistics() const { return statistics_; }
    /// Which of the statistics' rows; none for headings.
    [[nodiscard]] std::optional<std::size_t> placeAt(const QModelIndex& index) const;
    [[nodiscard]] const Statistic* statisticAt(const QModelIndex& index) const;
    /// The row of this name, wherever it is sorted to; invalid if there is none.
    [[nodiscard]] QModelIndex find(StatisticGroup group, const std::string& name) const;
    /// `Inference calls`, `exec_command`: one line.
    [[nodiscard]] static QString nameOf(const Statistic& statistic);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& index) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    struct Section {
        StatisticGroup group = StatisticGroup::Kind;
        std::vector<std::size_t> places; // of the statistics' rows, as they are shown
        std::int64_t mostMs = 0;         // largest total
    };

    void fill();
    [[nodiscard]] QString text(const Statistic& statistic, int column) const;

    StretchStatisticsPtr statistics_;
    std::vector<Section> sections_; // without empty ones
    int sortColumn_ = TotalColumn;
    Qt::SortOrder sortOrder_ = Qt::DescendingOrder;
};

} // namespace rolloutscope
