#include "views/statistics/statistics_model.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QSize>

#include <algorithm>
#include <cmath>

namespace rolloutscope {
namespace {

// An index of a section carries 0, one of its rows the section's place + 1.
constexpr quintptr sectionId = 0;

QString duration(std::int64_t ms)
{
    return QString::fromStdString(formatDuration(ms));
}

QString tokens(std::uint64_t count)
{
    return count == 0 ? QString() : QString::fromStdString(formatCount(count));
}

double numberOf(const Statistic& statistic, int column)
{
    switch (column) {
    case StatisticsModel::CountColumn:
        return static_cast<double>(statistic.count);
    case StatisticsModel::FailedColumn:
        return static_cast<double>(statistic.failed);
    case StatisticsModel::TotalColumn:
        return static_cast<double>(statistic.totalMs);
    case StatisticsModel::InsideColumn:
        return static_cast<double>(statistic.insideMs);
    case StatisticsModel::MeanColumn:
        return statistic.meanMs;
    case StatisticsModel::MedianColumn:
        return static_cast<double>(statistic.medianMs);
    case StatisticsModel::P95Column:
        return static_cast<double>(statistic.p95Ms);
    case StatisticsModel::MaxColumn:
        return static_cast<double>(statistic.maxMs);
    case StatisticsModel::InputColumn:
        return static_cast<double>(statistic.inputTokens);
    case StatisticsModel::CachedColumn:
        return static_cast<double>(statistic.cachedTokens);
    case StatisticsModel::OutputColumn:
        return static_cast<double>(statistic.outputTokens);
    default:
        return 0;
    }
}

ColorRole colorOf(const RolloutTrace& trace, const Statistic& statistic)
{
    // Tool calls of all kinds share a row, and a colour.
    const ObjectRef first = statistic.objects.front();
    if (statistic.group == StatisticGroup::Kind && first.kind == ObjectKind::ToolCall)
        return ColorRole::Tool;
    return colorRoleOf(trace, first);
}

} // namespace

void StatisticsModel::setStatistics(StretchStatisticsPtr statistics)
{
    beginResetModel();
    statistics_ = std::move(statistics);
    fill();
    endResetModel();
}

void StatisticsModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount || (column == sortColumn_ && order == sortOrder_))
        return;
    sortColumn_ = column;
    sortOrder_ = order;
    beginResetModel();
    fill();
    endResetModel();
}

void StatisticsModel::fill()
{
    sections_.clear();
    if (!statistics_)
        return;
    const std::vector<Statistic>& rows = statistics_->numbers.rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (sections_.empty() || sections_.back().group != rows[i].group)
            sections_.push_back({.group = rows[i].group, .places = {}});
        Section& section = sections_.back();
        section.places.push_back(i);
        section.mostMs = std::max(section.mostMs, rows[i].totalMs);
    }
    const auto isBefore = [&](std::size_t a, std::size_t b) {
        if (sortOrder_ == Qt::DescendingOrder)
            std::swap(a, b);
        if (sortColumn_ == NameColumn)
            return nameOf(rows[a]).compare(nameOf(rows[b]), Qt::CaseInsensitive) < 0;
        return numberOf(rows[a], sortColumn_) < numberOf(rows[b], sortColumn_);
    };
    for (Section& section : sections_)
        std::stable_sort(section.places.begin(), section.places.end(), isBefore);
}

QString StatisticsModel::nameOf(const Statistic& statistic)
{
    if (statistic.group == StatisticGroup::Tool)
        return statistic.name.empty() ? tr("(no name)") : singleLine(statistic.name);
    switch (statistic.objects.empty() ? ObjectKind::None : statistic.objects.front().kind) {
    case ObjectKind::InferenceCall:
        return tr("Inference calls");
    case ObjectKind::ToolCall:
        return tr("Tool calls");
    case ObjectKind::CodeCell:
        return tr("Code cells");
    case ObjectKind::TerminalOperation:
        return tr("Terminal operations");
    case ObjectKind::CompactionRequest:
        return tr("Compaction requests");
    default:
        return singleLine(statistic.name);
    }
}

std::optional<std::size_t> StatisticsModel::placeAt(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == sectionId)
        return std::nullopt;
    return sections_[index.internalId() - 1].places[static_cast<std::size_t>(index.row())];
}

const Statistic* StatisticsModel::statisticAt(const QModelIndex& index) const
{
    const std::optional<std::size_t> place = placeAt(index);
    return place ? &statistics_->numbers.rows[*place] : nullptr;
}

QModelIndex StatisticsModel::find(StatisticGroup group, const std::string& name) const
{
    for (std::size_t s = 0; s < sections_.size(); ++s) {
        if (sections_[s].group != group)
            continue;
        const std::vector<std::size_t>& places = sections_[s].places;
        const auto found = std::find_if(places.begin(), places.end(), [&](std::size_t place) {
            return statistics_->numbers.rows[place].name == name;
        });
        if (found != places.end())
            return createIndex(static_cast<int>(found - places.begin()), 0, static_cast<quintptr>(s + 1));
    }
    return {};
}

QModelIndex StatisticsModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : sectionId);
}

QModelIndex StatisticsModel::parent(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == sectionId)
        return {};
    return createIndex(static_cast<int>(index.internalId()) - 1, 0, sectionId);
}

int StatisticsModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(sections_.size());
    if (parent.internalId() != sectionId || parent.column() != 0)
        return 0;
    return static_cast<int>(sections_[static_cast<std::size_t>(parent.row())].places.size());
}

int StatisticsModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

Qt::ItemFlags StatisticsModel::flags(const QModelIndex& index) const
{
    // A heading is nothing to go to.
    if (!index.isValid() || index.internalId() == sectionId)
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

QString StatisticsModel::text(const Statistic& statistic, int column) const
{
    switch (column) {
    case NameColumn:
        return nameOf(statistic);
    case CountColumn:
        return QString::fromStdString(formatCount(statistic.count));
    case FailedColumn:
        return statistic.failed == 0 ? QString() : QString::fromStdString(formatCount(statistic.failed));
    case TotalColumn:
        return duration(statistic.totalMs);
    case InsideColumn:
        return duration(statistic.insideMs);
    case MeanColumn:
        return duration(std::llround(statistic.meanMs));
    case MedianColumn:
        return duration(statistic.medianMs);
    case P95Column:
        return duration(statistic.p95Ms);
    case MaxColumn:
        return duration(statistic.maxMs);
    case InputColumn:
        return tokens(statistic.inputTokens);
    case CachedColumn:
        return tokens(statistic.cachedTokens);
    case OutputColumn:
        return tokens(statistic.outputTokens);
    default:
        return {};
    }
}

QVariant StatisticsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Statistic* statistic = statisticAt(index);
    if (statistic == nullptr) {
        if (role != Qt::DisplayRole || index.column() != NameColumn)
            return {};
        const Section& section = sections_[static_cast<std::size_t>(index.row())];
        return section.group == StatisticGroup::Kind ? tr("By kind") : tr("By tool");
    }
    switch (role) {
    case Qt::DisplayRole:
        return text(*statistic, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == NameColumn ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return index.column() == NameColumn ? QVariant(plainToolTip(nameOf(*statistic))) : QVariant();
    case FailedRole:
        return index.column() == FailedColumn && statistic->failed > 0;
    case ShareRole: {
        const std::int64_t most = sections_[index.internalId() - 1].mostMs;
        return index.column() == TotalColumn && most > 0
                   ? QVariant(static_cast<double>(statistic->totalMs) / static_cast<double>(most))
                   : QVariant();
    }
    case ColorRoleRole:
        return static_cast<int>(colorOf(statistics_->loaded->trace, *statistic));
    default:
        return {};
    }
}

QVariant StatisticsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == NameColumn ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
                                     : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::InitialSortOrderRole) // what is largest is looked for first
        return section == NameColumn ? Qt::AscendingOrder : Qt::DescendingOrder;
    struct Words {
        QString name;
        QString help;
    };
    const std::array<Words, ColumnCount> words{{
        {tr("Name"), tr("What ran")},
        {tr("Count"), tr("How many overlap the stretch")},
        {tr("Failed"), tr("How many of them failed; also commands that exited with another code than 0")},
        {tr("Total"), tr("Their durations added up, also what lies outside the stretch")},
        {tr("Inside"), tr("The parts inside the stretch added up; parallel work counts several times")},
        {tr("Mean"), tr("Mean duration")},
        {tr("Median"), tr("Half of them took no longer")},
        {tr("p95"), tr("95 % of them took no longer")},
        {tr("Max"), tr("The longest of them")},
        {tr("Input"), tr("Input tokens, cached ones included")},
        {tr("Cached"), tr("Input tokens that came from the cache")},
        {tr("Output"), tr("Output tokens, reasoning included")},
    }};
    const Words& word = words[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return word.name;
    if (role == Qt::ToolTipRole)
        return word.help;
    return {};
}

} // namespace rolloutscope
