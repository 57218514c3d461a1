#include "views/outline/problems_model.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"

#include <limits>

namespace rolloutscope {

ObjectRef findAnyObject(const RolloutTrace& trace, std::string_view id)
{
    if (id.empty())
        return {};
    // What one would look for first comes first: ids of different kinds can be equal.
    for (const ObjectKind kind :
         {ObjectKind::ToolCall, ObjectKind::InferenceCall, ObjectKind::CodeCell, ObjectKind::Turn, ObjectKind::Thread,
          ObjectKind::Compaction, ObjectKind::CompactionRequest, ObjectKind::TerminalOperation,
          ObjectKind::TerminalSession, ObjectKind::InteractionEdge, ObjectKind::ConversationItem,
          ObjectKind::RawPayload}) {
        if (const ObjectRef found = findObject(trace, kind, id); found.valid())
            return found;
    }
    return {};
}

void ProblemsModel::setTrace(LoadedTracePtr loaded)
{
    beginResetModel();
    loaded_ = std::move(loaded);
    endResetModel();
}

bool ProblemsModel::hasNote() const
{
    return loaded_ && loaded_->problems.truncated();
}

const Problem* ProblemsModel::problemAt(int row) const
{
    if (!loaded_ || row < 0 || static_cast<std::size_t>(row) >= loaded_->problems.kept.size())
        return nullptr;
    return &loaded_->problems.kept[static_cast<std::size_t>(row)];
}

ObjectRef ProblemsModel::objectAt(int row) const
{
    const Problem* problem = problemAt(row);
    return problem == nullptr ? ObjectRef() : findAnyObject(loaded_->trace, problem->objectId);
}

int ProblemsModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid() || !loaded_)
        return 0;
    return static_cast<int>(loaded_->problems.kept.size()) + (hasNote() ? 1 : 0);
}

int ProblemsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant ProblemsModel::noteData(int column, int role) const
{
    if (role == SortRole) // below everything, whatever the order is: see ProblemsView
        return std::numeric_limits<qulonglong>::max();
    if (role == Qt::DisplayRole && column == ReasonColumn)
        return tr("… and %1 more that are counted, but not kept")
            .arg(QString::fromStdString(formatCount(loaded_->problems.notKept)));
    if (role == Qt::DisplayRole && column == CountColumn)
        return QVariant::fromValue<qulonglong>(loaded_->problems.notKept);
    if (role == Qt::TextAlignmentRole && column == CountColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !loaded_)
        return {};
    const Problem* problem = problemAt(index.row());
    if (problem == nullptr)
        return noteData(index.column(), role);
    if (role == Qt::TextAlignmentRole) {
        const bool number = index.column() == LineColumn || index.column() == CountColumn;
        return number ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    }
    if (role == Qt::ToolTipRole) {
        QString text = singleLine(problem->reason, 2'000);
        if (!problem->objectId.empty())
            text += u'\n' + singleLine(problem->objectId);
        if (problem->line > 0)
            text += u'\n' + tr("line %1").arg(problem->line) +
                    (problem->seq > 0 ? QStringLiteral(" · seq %1").arg(problem->seq) : QString());
        return plainToolTip(text);
    }
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    switch (index.column()) {
    case LineColumn:
        if (problem->line == 0 && role == Qt::DisplayRole)
            return QChar(0x2013);
        return QVariant::fromValue<qulonglong>(problem->line);
    case TypeColumn:
        return singleLine(problem->eventType);
    case ObjectColumn:
        return singleLine(problem->objectId);
    case ReasonColumn:
        return singleLine(problem->reason);
    case CountColumn:
        return QVariant::fromValue<qulonglong>(problem->count);
    default:
        return {};
    }
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == LineColumn || section == CountColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                               : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case LineColumn:
        return tr("Line");
    case TypeColumn:
        return tr("Event");
    case ObjectColumn:
        return tr("Object");
    case ReasonColumn:
        return tr("Problem");
    case CountColumn:
        return tr("Count");
    default:
        return {};
    }
}

} // namespace rolloutscope
