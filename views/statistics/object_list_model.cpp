#include "views/statistics/object_list_model.h"

#include "core/insight/describe.h"
#include "views/document/background.h"
#include "views/statistics/object_cell.h"
#include "views/theme/plain_text.h"

#include <QFutureWatcher>

namespace rolloutscope {

struct ObjectListModel::Ordered {
    LoadedTracePtr loaded;
    std::vector<ObjectRef> rows;
};

namespace {

bool isNumber(int column)
{
    switch (static_cast<ObjectColumn>(column)) {
    case ObjectColumn::Start:
    case ObjectColumn::Duration:
    case ObjectColumn::InputTokens:
    case ObjectColumn::OutputTokens:
        return true;
    case ObjectColumn::Agent:
    case ObjectColumn::Name:
    case ObjectColumn::Detail:
    case ObjectColumn::Status:
        return false;
    }
    return false;
}

} // namespace

ObjectListModel::~ObjectListModel()
{
    abandon();
}

void ObjectListModel::show(StretchStatisticsPtr statistics, std::optional<std::size_t> place)
{
    statistics_ = std::move(statistics);
    place_ = place;
    if (statistics_ && place_ && *place_ < statistics_->numbers.rows.size()) {
        start();
        return;
    }
    abandon();
    place_.reset();
    take({});
}

void ObjectListModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= objectColumnCount)
        return;
    column_ = static_cast<ObjectColumn>(column);
    descending_ = order == Qt::DescendingOrder;
    if (place_)
        start();
}

void ObjectListModel::start()
{
    abandon();
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    cancelled_ = cancelled;
    auto* watcher = new QFutureWatcher<Ordered>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, cancelled] {
        watcher->deleteLater();
        if (!*cancelled)
            take(watcher->future().takeResult());
    });
    watcher->setFuture(runInBackground([statistics = statistics_, place = *place_, column = column_,
                                        descending = descending_, cancelled] {
        const LoadedTrace& loaded = *statistics->loaded;
        const std::vector<ObjectRef>& objects = statistics->numbers.rows[place].objects;
        Ordered ordered{.loaded = statistics->loaded, .rows = {}};
        ordered.rows.reserve(objects.size());
        for (const std::uint32_t at : orderOf(loaded.trace, loaded.relations, objects, column, descending, *cancelled))
            ordered.rows.push_back(objects[at]);
        return ordered;
    }));
}

void ObjectListModel::take(Ordered ordered)
{
    cancelled_.reset();
    const bool same = loaded_ && ordered.loaded && rows_ == ordered.rows;
    if (same) {
        // A growing trace: what is unfinished goes on, and nothing else changes.
        loaded_ = std::move(ordered.loaded);
        if (!rows_.empty())
            emit dataChanged(index(0, 0), index(rowCount() - 1, objectColumnCount - 1));
    } else {
        beginResetModel();
        loaded_ = std::move(ordered.loaded);
        rows_ = std::move(ordered.rows);
        endResetModel();
    }
    emit this->ordered();
}

void ObjectListModel::abandon()
{
    if (cancelled_)
        *cancelled_ = true;
    cancelled_.reset();
}

ObjectRef ObjectListModel::objectAt(int row) const
{
    return row >= 0 && row < rowCount() ? rows_[static_cast<std::size_t>(row)] : ObjectRef();
}

int ObjectListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int ObjectListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : objectColumnCount;
}

QVariant ObjectListModel::data(const QModelIndex& index, int role) const
{
    const ObjectRef object = index.isValid() ? objectAt(index.row()) : ObjectRef();
    if (!object.valid())
        return {};
    const auto column = static_cast<ObjectColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cellText(*loaded_, object, column);
    case Qt::TextAlignmentRole:
        return isNumber(index.column()) ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole:
        return isNumber(index.column()) ? QVariant() : QVariant(plainToolTip(cellText(*loaded_, object, column)));
    case FailedRole:
        return column == ObjectColumn::Status && outcomeOf(loaded_->trace, object) == Outcome::Failed;
    case DimRole:
        return column == ObjectColumn::Start || column == ObjectColumn::Detail || column == ObjectColumn::Status;
    default:
        return {};
    }
}

QVariant ObjectListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= objectColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return isNumber(section) ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                 : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role == Qt::InitialSortOrderRole) { // what is largest, or worst, is looked for first
        const bool largest = (isNumber(section) && section != static_cast<int>(ObjectColumn::Start)) ||
                             section == static_cast<int>(ObjectColumn::Status);
        return largest ? Qt::DescendingOrder : Qt::AscendingOrder;
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<ObjectColumn>(section)) {
    case ObjectColumn::Start:
        return tr("Start");
    case ObjectColumn::Agent:
        return tr("Agent");
    case ObjectColumn::Name:
        return tr("Name");
    case ObjectColumn::Detail:
        return tr("Detail");
    case ObjectColumn::Duration:
        return tr("Duration");
    case ObjectColumn::InputTokens:
        return tr("Input");
    case ObjectColumn::OutputTokens:
        return tr("Output");
    case ObjectColumn::Status:
        return tr("Status");
    }
    return {};
}

} // namespace rolloutscope
