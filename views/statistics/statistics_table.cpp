#include "views/statistics/statistics_table.h"

#include "views/statistics/statistics_delegate.h"
#include "views/statistics/statistics_text.h"

#include <QFocusEvent>
#include <QHeaderView>
#include <QScrollBar>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int sortArrow = 26; // px beside a column's text, its margins included

} // namespace

StatisticsTable::StatisticsTable(QWidget* parent)
    : QTreeView(parent), model_(new StatisticsModel(this)), delegate_(new StatisticsTableDelegate(this))
{
    setObjectName(QStringLiteral("statisticsTable")); // the style sheet knows it
    setAccessibleName(tr("Statistics"));
    setModel(model_);
    setItemDelegate(delegate_);
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setIndentation(0);
    setUniformRowHeights(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setFrameShape(QFrame::NoFrame);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setEditTriggers(QAbstractItemView::NoEditTriggers);

    header()->setStretchLastSection(false);
    const QFontMetrics metrics(font());
    const int duration = metrics.horizontalAdvance(QStringLiteral("00 m 00 s")) + sortArrow;
    for (int column = 0; column < StatisticsModel::ColumnCount; ++column) {
        const bool isDuration = column >= StatisticsModel::TotalColumn && column <= StatisticsModel::MaxColumn;
        const QString name = model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        header()->resizeSection(column, isDuration ? duration : metrics.horizontalAdvance(name) + sortArrow + 4);
    }
    header()->resizeSection(StatisticsModel::NameColumn, 150);
    header()->resizeSection(StatisticsModel::TotalColumn, duration + 40); // a bar needs some room
    setColumnHidden(StatisticsModel::InsideColumn, true);
    setSortingEnabled(true);
    sortByColumn(StatisticsModel::TotalColumn, Qt::DescendingOrder);

    connect(model_, &QAbstractItemModel::modelAboutToBeReset, this, &StatisticsTable::keep);
    connect(model_, &QAbstractItemModel::modelReset, this, &StatisticsTable::restore);
}

void StatisticsTable::setStatistics(StretchStatisticsPtr statistics)
{
    // Without a stretch all of everything is inside.
    setColumnHidden(StatisticsModel::InsideColumn, !statistics || !statistics->range);
    model_->setStatistics(std::move(statistics));
}

void StatisticsTable::setStale(bool stale)
{
    delegate_->setStale(stale);
    viewport()->update();
}

std::optional<std::size_t> StatisticsTable::chosenPlace() const
{
    return chosen_ ? model_->placeAt(model_->find(chosen_->first, chosen_->second)) : std::nullopt;
}

void StatisticsTable::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTreeView::currentChanged(current, previous);
    const Statistic* statistic = model_->statisticAt(current);
    if (resetting_ || statistic == nullptr)
        return;
    chosen_ = {statistic->group, statistic->name};
    emit chosenChanged();
}

void StatisticsTable::focusInEvent(QFocusEvent* event)
{
    QTreeView::focusInEvent(event);
    // Qt makes the first row current for who comes with the keyboard; what is behind it is shown, so it is selected.
    if (event->reason() != Qt::MouseFocusReason && currentIndex().isValid() && !selectionModel()->hasSelection())
        selectionModel()->select(currentIndex(), QItemSelectionModel::Select | QItemSelectionModel::Rows);
}

void StatisticsTable::keep()
{
    resetting_ = true;
    keptScroll_ = verticalScrollBar()->value();
    kept_.clear();
    for (const QModelIndex& row : selectionModel()->selectedRows()) {
        if (const Statistic* statistic = model_->statisticAt(row))
            kept_.emplace_back(statistic->group, statistic->name);
    }
    if (kept_.empty() && chosen_)
        kept_.push_back(*chosen_);
}

void StatisticsTable::restore()
{
    expandAll();
    for (int section = 0; section < model_->rowCount(); ++section)
        setFirstColumnSpanned(section, {}, true);
    const auto rows = QItemSelectionModel::Select | QItemSelectionModel::Rows;
    for (const auto& [group, name] : kept_)
        selectionModel()->select(model_->find(group, name), rows);
    if (chosen_)
        selectionModel()->setCurrentIndex(model_->find(chosen_->first, chosen_->second), QItemSelectionModel::NoUpdate);
    verticalScrollBar()->setValue(keptScroll_);
    resetting_ = false;
}

QString StatisticsTable::selectedText() const
{
    // As they stand: the selection is in the order of clicks.
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex& a, const QModelIndex& b) {
        return std::pair(a.parent().row(), a.row()) < std::pair(b.parent().row(), b.row());
    });
    std::vector<int> columns;
    for (int visual = 0; visual < header()->count(); ++visual) {
        if (const int column = header()->logicalIndex(visual); !isColumnHidden(column))
            columns.push_back(column);
    }
    return rowsAsText(rows, columns);
}

} // namespace rolloutscope
