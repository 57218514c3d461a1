#include "views/prompt/prompt_model.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr std::size_t fewestFolded = 3;
constexpr quintptr topLevel = 0; // internal id; of a child the number of its fold plus 1

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace

void PromptModel::setReading(PromptReadingPtr reading)
{
    if (reading_ && reading && isSameShape(*reading_, *reading)) {
        // Its rows, and what is folded and chosen of them, stay.
        reading_ = std::move(reading);
        makeRows();
        if (!nodes_.empty())
            emit dataChanged(index(0, 0), index(static_cast<int>(nodes_.size()) - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    reading_ = std::move(reading);
    makeRows();
    endResetModel();
}

void PromptModel::makeRows()
{
    rows_.clear();
    nodes_.clear();
    if (reading_ && reading_->baseline) {
        for (const PromptDiffRow& row : reading_->diff->rows)
            rows_.push_back({row.change, row.before ? &reading_->baseline->parts[*row.before] : nullptr,
                             row.after ? &reading_->prompt->parts[*row.after] : nullptr});
        foldKept();
    } else if (reading_) {
        for (const PromptPart& part : reading_->prompt->parts)
            rows_.push_back({PromptChange::Kept, nullptr, &part});
        foldTools();
    }
}

void PromptModel::foldTools()
{
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        if (rows_[row].part().kind != PromptPartKind::Tool) {
            nodes_.push_back({.kind = Kind::Part, .first = row});
            continue;
        }
        std::size_t end = row;
        while (end < rows_.size() && rows_[end].part().kind == PromptPartKind::Tool)
            ++end;
        nodes_.push_back({.kind = Kind::Tools, .first = row, .count = end - row});
        row = end - 1;
    }
}

void PromptModel::foldKept()
{
    for (std::size_t row = 0; row < rows_.size();) {
        std::size_t end = row;
        while (end < rows_.size() && rows_[end].change == PromptChange::Kept)
            ++end;
        if (end - row >= fewestFolded) {
            nodes_.push_back({.kind = Kind::Kept, .first = row, .count = end - row});
            row = end;
        } else {
            nodes_.push_back({.kind = Kind::Part, .first = row});
            ++row;
        }
    }
}

bool PromptModel::isChild(const QModelIndex& index) const
{
    return index.internalId() != topLevel;
}

const PromptModel::Node& PromptModel::nodeOf(const QModelIndex& index) const
{
    return nodes_[isChild(index) ? index.internalId() - 1 : static_cast<std::size_t>(index.row())];
}

bool PromptModel::isFold(const QModelIndex& index) const
{
    return index.isValid() && !isChild(index) && nodeOf(index).kind != Kind::Part;
}

std::vector<PromptModel::Row> PromptModel::rowsAt(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    const Node& node = nodeOf(index);
    const auto first = rows_.begin() + static_cast<std::ptrdiff_t>(node.first);
    if (isChild(index))
        return {*(first + index.row())};
    return {first, first + static_cast<std::ptrdiff_t>(node.count)};
}

QModelIndex PromptModel::indexOfRow(std::size_t row) const
{
    const auto after = std::upper_bound(nodes_.begin(), nodes_.end(), row,
                                        [](std::size_t wanted, const Node& node) { return wanted < node.first; });
    if (after == nodes_.begin())
        return {};
    const auto node = std::prev(after);
    const auto number = static_cast<int>(node - nodes_.begin());
    if (node->kind == Kind::Part)
        return createIndex(number, 0, topLevel);
    return createIndex(static_cast<int>(row - node->first), 0, static_cast<quintptr>(number) + 1);
}

QModelIndex PromptModel::indexOf(ItemIndex item) const
{
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [item](const Row& row) { return row.after != nullptr && row.after->item == item; });
    return found == rows_.end() || !item ? QModelIndex() : indexOfRow(static_cast<std::size_t>(found - rows_.begin()));
}

QModelIndex PromptModel::firstDifference() const
{
    if (!reading_ || !reading_->baseline || !reading_->diff->firstDifference)
        return {};
    return indexOfRow(*reading_->diff->firstDifference);
}

QModelIndex PromptModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || column < 0 || row >= rowCount(parent) || column >= ColumnCount)
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : topLevel);
}

QModelIndex PromptModel::parent(const QModelIndex& child) const
{
    return child.isValid() && isChild(child) ? createIndex(static_cast<int>(child.internalId() - 1), 0, topLevel)
                                             : QModelIndex();
}

int PromptModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(nodes_.size());
    return parent.column() == 0 && isFold(parent) ? static_cast<int>(nodeOf(parent).count) : 0;
}

int PromptModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

std::uint64_t PromptModel::bytesAt(const QModelIndex& index) const
{
    std::uint64_t bytes = 0;
    for (const Row& row : rowsAt(index))
        bytes += row.part().length;
    return bytes;
}

QString PromptModel::nameAt(const QModelIndex& index) const
{
    const Node& node = nodeOf(index);
    if (isFold(index))
        return node.kind == Kind::Tools ? tr("tools") : tr("%n parts kept", nullptr, static_cast<int>(node.count));
    const PromptPart& part = rowsAt(index).front().part();
    // In a fold of tools each is one.
    if (part.kind == PromptPartKind::Tool && node.kind == Kind::Tools)
        return singleLine(part.name, 80);
    return singleLine(partTitle(reading_->loaded->trace, reading_->loaded->relations, part), 80);
}

QString PromptModel::detailAt(const QModelIndex& index) const
{
    const std::vector<Row> rows = rowsAt(index);
    if (isFold(index)) {
        if (nodeOf(index).kind == Kind::Tools)
            return tr("%n schemas", nullptr, static_cast<int>(rows.size()));
        return {};
    }
    const Row& row = rows.front();
    const PromptPart& part = row.part();
    if (part.kind == PromptPartKind::Tool || !reading_->loaded->trace.items.contains(part.item)) {
        const Prompt& prompt = row.after != nullptr ? *reading_->prompt : *reading_->baseline;
        if (part.kind != PromptPartKind::Instructions)
            return {};
        return singleLine(std::string(prompt.json(part).substr(1, 160)), 160);
    }
    return singleLine(objectDetail(reading_->loaded->trace, reading_->loaded->relations, part.item), 160);
}

QString PromptModel::tokensAt(const QModelIndex& index) const
{
    std::uint64_t bytes = 0;
    for (const Row& row : rowsAt(index)) {
        if (row.part().imageBytes > 0)
            return QStringLiteral("?");
        bytes += row.part().length;
    }
    return QStringLiteral("≈ ") + text(formatCount((bytes + 3) / 4));
}

QString PromptModel::toolTipAt(const QModelIndex& index) const
{
    QString tip = nameAt(index);
    if (const QString detail = detailAt(index); !detail.isEmpty())
        tip += QStringLiteral(": ") + detail;
    const std::vector<Row> rows = rowsAt(index);
    if (!isFold(index)) {
        const Row& row = rows.front();
        tip += u'\n' + QString::fromLatin1(rolloutscope::toWord(row.part().category));
        if (row.change == PromptChange::Changed)
            tip += u'\n' + tr("%1 before, %2 now")
                               .arg(text(formatBytes(row.before->length)), text(formatBytes(row.after->length)));
        if (row.part().imageBytes > 0)
            tip += u'\n' + tr("%1 of it are images; their tokens do not follow from their bytes")
                               .arg(text(formatBytes(row.part().imageBytes)));
        if (row.part().kind == PromptPartKind::Guess)
            tip += u'\n' + tr("Not recorded: most likely part of the prompt");
    }
    return plainToolTip(tip);
}

QVariant PromptModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !reading_)
        return {};
    const auto part = [this, &index]() -> const Row { return rowsAt(index).front(); };
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case PartColumn:
            return nameAt(index);
        case SizeColumn:
            return text(formatBytes(bytesAt(index)));
        case ShareColumn: {
            if (reading_->baseline && part().change == PromptChange::Dropped)
                return {}; // it has none of this prompt
            const double share = data(index, ShareRole).toDouble() * 100;
            return share > 0 && share < 1 ? QStringLiteral("< 1 %") : QStringLiteral("%1 %").arg(share, 0, 'f', 0);
        }
        case TokensColumn:
            return tokensAt(index);
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == PartColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return toolTipAt(index);
    case DetailRole:
        return detailAt(index);
    case CategoryRole:
        return nodeOf(index).kind == Kind::Kept && isFold(index) ? QVariant()
                                                                 : static_cast<int>(part().part().category);
    case ChangeRole:
        return reading_->baseline ? QVariant(static_cast<int>(part().change)) : QVariant();
    case ShareRole: {
        const std::uint64_t total = reading_->total();
        const bool dropped = reading_->baseline && part().change == PromptChange::Dropped;
        return total == 0 || dropped ? 0.0 : static_cast<double>(bytesAt(index)) / static_cast<double>(total);
    }
    case FirstDifferenceRole:
        return !isFold(index) && firstDifference() == index.siblingAtColumn(0);
    case GuessRole:
        return !isFold(index) && part().part().kind == PromptPartKind::Guess;
    default:
        return {};
    }
}

QVariant PromptModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == PartColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == TokensColumn)
        return tr("Estimated: four bytes a token. The call's totals are those that are recorded.");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PartColumn:
        return tr("Part");
    case SizeColumn:
        return tr("Size");
    case ShareColumn:
        return tr("Share");
    case TokensColumn:
        return tr("Tokens");
    default:
        return {};
    }
}

} // namespace rolloutscope
