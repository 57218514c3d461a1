#include "views/outline/outline_model.h"

#include "core/insight/describe.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace rolloutscope {

struct OutlineModel::Node {
    ObjectRef object;
    Node* parent = nullptr;
    int row = 0;
    bool populated = false;
    bool insideMatch = false; // it or something above it matches the filter
    std::vector<Node*> children;
};

OutlineModel::OutlineModel(QObject* parent) : QAbstractItemModel(parent)
{
    clearNodes();
}

OutlineModel::~OutlineModel() = default;

void OutlineModel::setTrace(LoadedTracePtr loaded, std::unique_ptr<OutlineTree> tree,
                            std::shared_ptr<const OutlineMatches> matches)
{
    beginResetModel();
    matches_ = std::move(matches);
    tree_.reset();
    loaded_ = std::move(loaded);
    tree_ = std::move(tree);
    if (loaded_ && !tree_)
        tree_ = std::make_unique<OutlineTree>(loaded_->trace, loaded_->relations);
    clearNodes();
    endResetModel();
}

void OutlineModel::setMatches(std::shared_ptr<const OutlineMatches> matches)
{
    beginResetModel();
    matches_ = std::move(matches);
    clearNodes();
    endResetModel();
}

void OutlineModel::clearNodes()
{
    nodes_.clear();
    nodeOfObject_.clear();
    nodes_.emplace_back(); // the invisible root
}

bool OutlineModel::isShown(const Node& parent, ObjectRef object) const
{
    return !matches_ || parent.insideMatch || matches_->matched.contains(object) ||
           matches_->ancestors.contains(object);
}

void OutlineModel::populate(Node& node) const
{
    if (node.populated)
        return;
    node.populated = true;
    if (!tree_)
        return;
    for (const ObjectRef object : node.object.valid() ? tree_->children(node.object) : tree_->roots()) {
        if (!isShown(node, object))
            continue;
        Node& child = nodes_.emplace_back();
        child.object = object;
        child.parent = &node;
        child.row = static_cast<int>(node.children.size());
        child.insideMatch = node.insideMatch || (matches_ && matches_->matched.contains(object));
        node.children.push_back(&child);
        nodeOfObject_.emplace(object, &child);
    }
}

OutlineModel::Node* OutlineModel::nodeAt(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : &nodes_.front();
}

QModelIndex OutlineModel::indexAt(const Node* node, int column) const
{
    if (node == nullptr || node->parent == nullptr)
        return {};
    return createIndex(node->row, column, node);
}

OutlineModel::Node* OutlineModel::nodeOf(ObjectRef object) const
{
    if (!tree_ || !object.valid())
        return nullptr;
    std::vector<ObjectRef> path; // from the object up to its root
    for (ObjectRef at = object; at.valid(); at = tree_->parent(at))
        path.push_back(at);
    populate(nodes_.front());
    Node* node = nullptr;
    for (auto at = path.rbegin(); at != path.rend(); ++at) {
        if (node != nullptr)
            populate(*node);
        const auto found = nodeOfObject_.find(*at);
        if (found == nodeOfObject_.end())
            return nullptr;
        node = found->second;
    }
    return node;
}

ObjectRef OutlineModel::objectAt(const QModelIndex& index) const
{
    return index.isValid() ? nodeAt(index)->object : ObjectRef();
}

QModelIndex OutlineModel::indexOf(ObjectRef object) const
{
    return indexAt(nodeOf(object));
}

QModelIndex OutlineModel::indexNearest(ObjectRef object) const
{
    return tree_ ? indexOf(tree_->nearest(object)) : QModelIndex();
}

QModelIndex OutlineModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || parent.column() > 0)
        return {};
    Node* node = nodeAt(parent);
    populate(*node);
    if (static_cast<std::size_t>(row) >= node->children.size())
        return {};
    return createIndex(row, column, node->children[static_cast<std::size_t>(row)]);
}

QModelIndex OutlineModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexAt(nodeAt(child)->parent) : QModelIndex();
}

int OutlineModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0)
        return 0;
    Node* node = nodeAt(parent);
    populate(*node);
    return static_cast<int>(node->children.size());
}

int OutlineModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

bool OutlineModel::hasChildren(const QModelIndex& parent) const
{
    if (parent.column() > 0)
        return false;
    const Node* node = nodeAt(parent);
    if (node->populated || !node->object.valid())
        return rowCount(parent) > 0;
    if (!tree_ || !tree_->hasChildren(node->object))
        return false;
    // Under a filter only the rows themselves can tell; a row that is opened for its matches has some.
    return !matches_ || node->insideMatch || matches_->ancestors.contains(node->object);
}

QString OutlineModel::cellText(ObjectRef object, int column) const
{
    const RolloutTrace& trace = loaded_->trace;
    const auto window = windowOf(trace, object);
    switch (column) {
    case NameColumn:
        return singleLine(objectTitle(trace, loaded_->relations, object), 300);
    case StartColumn:
        if (!window)
            return {};
        return QString::fromStdString(formatDuration(window->startedAt - loaded_->relations.firstMoment()));
    case DurationColumn:
        if (!window || object.kind == ObjectKind::Compaction)
            return {};
        if (!window->endedAt) // an ellipsis says that it went on
            return QString::fromStdString(formatDuration(loaded_->relations.lastMoment() - window->startedAt)) +
                   QChar(0x2026);
        return QString::fromStdString(formatDuration(*window->endedAt - window->startedAt));
    case TokensColumn:
        if (const auto tokens = tree_->tokens(object))
            return QString::fromStdString(formatCount(tokens->input + tokens->output));
        return {};
    default:
        return {};
    }
}

QString OutlineModel::toolTip(ObjectRef object) const
{
    const RolloutTrace& trace = loaded_->trace;
    QStringList lines;
    lines << singleLine(objectTitle(trace, loaded_->relations, object));
    if (const QString detail = singleLine(objectDetail(trace, loaded_->relations, object)); !detail.isEmpty())
        lines << detail;
    if (const QString outcome = QString::fromStdString(outcomeText(trace, object)); !outcome.isEmpty())
        lines << outcome;
    if (const std::uint32_t failures = tree_->failuresInside(object); failures > 0)
        lines << tr("%1 inside failed").arg(QString::fromStdString(formatCounted(failures, "call", "calls")));
    if (const auto window = windowOf(trace, object)) {
        const QDateTime wallClock = QDateTime::fromMSecsSinceEpoch(window->startedAt);
        lines << tr("at %1 · %2")
                     .arg(cellText(object, StartColumn), wallClock.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")));
        if (const QString duration = cellText(object, DurationColumn); !duration.isEmpty())
            lines << tr("took %1").arg(duration);
    }
    if (const auto tokens = tree_->tokens(object)) {
        lines << tr("%1 tokens in (%2 cached), %3 out (%4 reasoning)")
                     .arg(QString::fromStdString(formatCount(tokens->input)),
                          QString::fromStdString(formatCount(tokens->cachedInput)),
                          QString::fromStdString(formatCount(tokens->output)),
                          QString::fromStdString(formatCount(tokens->reasoningOutput)));
    }
    return plainToolTip(lines.join(u'\n'));
}

QVariant OutlineModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !loaded_)
        return {};
    const ObjectRef object = nodeAt(index)->object;
    switch (role) {
    case Qt::DisplayRole:
        return cellText(object, index.column());
    case Qt::ToolTipRole:
        return toolTip(object);
    case Qt::TextAlignmentRole:
        return index.column() == NameColumn ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn
                   ? QVariant(cellText(object, NameColumn) + u' ' + data(index, DetailRole).toString() +
                              QStringLiteral(", ") + QString::fromStdString(outcomeText(loaded_->trace, object)))
                   : data(index, Qt::DisplayRole);
    case DetailRole:
        // Call after call names the same model; its tooltip tells it.
        if (object.kind == ObjectKind::InferenceCall &&
            loaded_->trace.inferenceCalls[object.inferenceCall()].failure.empty())
            return {};
        return singleLine(objectDetail(loaded_->trace, loaded_->relations, object), 300);
    case BriefRole: {
        // Which command says more than that it was one; the mark's colour tells the rest.
        const bool isCommand = object.kind == ObjectKind::ToolCall &&
                               loaded_->trace.toolCalls[object.toolCall()].kind.name == ToolKindName::ExecCommand;
        return isCommand ? data(index, DetailRole) : QVariant();
    }
    case OutcomeRole:
        return static_cast<int>(outcomeOf(loaded_->trace, object));
    case ColorRoleRole:
        return static_cast<int>(colorRoleOf(loaded_->trace, object));
    case KindRole:
        return static_cast<int>(object.kind);
    case FailuresRole:
        return tree_->failuresInside(object);
    default:
        return {};
    }
}

QVariant OutlineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == NameColumn ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
                                     : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case StartColumn:
            return tr("Time since the rollout began");
        case DurationColumn:
            return tr("Wall time from start to end; with … it was still running when the recording ended");
        case TokensColumn:
            return tr("Input and output tokens together");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Name");
    case StartColumn:
        return tr("Start");
    case DurationColumn:
        return tr("Duration");
    case TokensColumn:
        return tr("Tokens");
    default:
        return {};
    }
}

} // namespace rolloutscope
