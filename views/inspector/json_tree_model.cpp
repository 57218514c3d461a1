#include "views/inspector/json_tree_model.h"

#include "views/document/background.h"
#include "views/inspector/json_row_text.h"
#include "views/inspector/json_text.h"
#include "views/inspector/json_tree_node.h"
#include "views/inspector/plain_text.h"
#include "views/theme/plain_text.h"

#include <QFutureWatcher>

#include <algorithm>
#include <vector>

namespace rolloutscope::inspector {

JsonTreeModel::JsonTreeModel(QObject* parent) : QAbstractItemModel(parent), root_(std::make_unique<Node>()) {}

JsonTreeModel::~JsonTreeModel()
{
    abandonJobs();
}

void JsonTreeModel::abandonJobs()
{
    for (const auto& cancelled : jobs_)
        *cancelled = true;
    jobs_.clear();
    if (reveal_)
        *reveal_->cancelled = true;
    reveal_.reset();
}

void JsonTreeModel::setContent(PayloadContentPtr content)
{
    beginResetModel();
    abandonJobs();
    content_ = std::move(content);
    root_ = std::make_unique<Node>();
    root_->state = Node::State::Fetched;
    if (content_ && content_->bytes) {
        const JsonRoot& json = content_->json;
        auto source = std::make_shared<JsonSource>(JsonSource{content_->bytes});
        if (json.value) {
            auto node = std::make_unique<Node>();
            node->source = source;
            node->value = *json.value;
            root_->add(std::move(node));
        }
        const bool shownInside = json.value && json.value->broken && json.value->isContainer();
        if (json.error && !shownInside) {
            auto node = std::make_unique<Node>();
            node->kind = RowKind::Error;
            node->error = *json.error;
            node->partEnds = content_->isPart && json.error->offset >= content_->bytes->view().size();
            root_->add(std::move(node));
        }
    }
    endResetModel();
}

void JsonTreeModel::setLineColumns(unsigned columns)
{
    lineColumns_ = std::clamp(columns, 32U, 240U);
}

JsonTreeModel::Node* JsonTreeModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : root_.get();
}

QModelIndex JsonTreeModel::indexOf(const Node* node) const
{
    return node == root_.get() ? QModelIndex() : createIndex(node->row, 0, node);
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    if (row < 0 || column != 0 || static_cast<std::size_t>(row) >= node->children.size())
        return {};
    return createIndex(row, 0, node->children[static_cast<std::size_t>(row)].get());
}

QModelIndex JsonTreeModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(nodeOf(child)->parent) : QModelIndex();
}

int JsonTreeModel::rowCount(const QModelIndex& parent) const
{
    return static_cast<int>(nodeOf(parent)->children.size());
}

int JsonTreeModel::columnCount(const QModelIndex& /*parent*/) const
{
    return 1;
}

bool JsonTreeModel::hasChildren(const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    return node->state == Node::State::Fetched ? !node->children.empty() : node->canUnfold();
}

bool JsonTreeModel::canFetchMore(const QModelIndex& parent) const
{
    const Node* node = nodeOf(parent);
    return node->state == Node::State::Folded && node->canUnfold();
}

void JsonTreeModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent))
        fetch(nodeOf(parent));
}

void JsonTreeModel::fetch(Node* node)
{
    FetchRequest request{.source = node->source,
                         .value = node->value,
                         .listing = node->kind == RowKind::Page ? node->listing : nullptr,
                         .first = node->first,
                         .last = node->last,
                         .columns = lineColumns_};
    node->state = Node::State::Fetching;
    if (node->cost() <= scannedAtOnce) {
        apply(node, fetchRows(request, nullptr));
        return;
    }
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    jobs_.push_back(cancelled);
    auto* watcher = new QFutureWatcher<FetchResult>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, node, cancelled] {
        watcher->deleteLater();
        if (*cancelled)
            return; // the node may be gone
        std::erase(jobs_, cancelled);
        apply(node, watcher->result());
    });
    watcher->setFuture(
        runInBackground([request = std::move(request), cancelled] { return fetchRows(request, cancelled.get()); }));
    emit dataChanged(indexOf(node), indexOf(node));
}

void JsonTreeModel::apply(Node* node, const FetchResult& result)
{
    if (node->kind == RowKind::Value)
        node->listing = result.listing;
    std::vector<std::unique_ptr<Node>> rows;
    const Listing& listing = *result.listing;
    const auto start = [&](RowKind kind) {
        auto row = std::make_unique<Node>();
        row->kind = kind;
        row->source = listing.source;
        return row;
    };
    if (result.plan.span > 1) {
        for (std::uint64_t first = result.plan.first; first < result.plan.last; first += result.plan.span) {
            auto row = start(RowKind::Page);
            row->listing = result.listing;
            row->first = first;
            row->last = std::min(first + result.plan.span, result.plan.last);
            rows.push_back(std::move(row));
        }
    } else if (listing.kind == Listing::Kind::Lines) {
        for (const TextLine& line : result.lines) {
            auto row = start(RowKind::Line);
            row->line = line;
            row->position = result.plan.first + rows.size();
            rows.push_back(std::move(row));
        }
    } else {
        for (const JsonValue& member : result.members) {
            auto row = start(RowKind::Value);
            row->value = member;
            row->inArray = listing.container.type == JsonType::Array;
            row->position = result.plan.first + rows.size();
            rows.push_back(std::move(row));
        }
    }
    if (node->kind == RowKind::Value && listing.members.error) {
        auto row = start(RowKind::Error);
        row->error = *listing.members.error;
        row->partEnds = content_->isPart && listing.kind == Listing::Kind::Members &&
                        row->error.offset >= listing.source->view().size();
        rows.push_back(std::move(row));
    }
    if (rows.empty()) {
        node->state = Node::State::Fetched;
    } else {
        beginInsertRows(indexOf(node), 0, static_cast<int>(rows.size()) - 1);
        node->state = Node::State::Fetched;
        node->children.reserve(rows.size());
        for (auto& row : rows)
            node->add(std::move(row));
        endInsertRows();
    }
    emit dataChanged(indexOf(node), indexOf(node));
    if (reveal_ && reveal_->waitingFor == node)
        continueReveal();
}

// ---- What a row says

QVariant JsonTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Node* node = nodeOf(index);
    switch (role) {
    case RowKindRole:
        return static_cast<int>(node->kind);
    case TypeRole:
        return static_cast<int>(node->value.type);
    case FoldedStringRole:
        return node->isFoldedString();
    case KeyRole:
        if (node->kind == RowKind::Page)
            return QStringLiteral("%1…%2").arg(grouped(node->first), grouped(node->last - 1));
        if (node->kind != RowKind::Value)
            return QString();
        if (node->value.hasKey())
            return keyText(
                node->source->view().substr(node->value.keyBegin, node->value.keyEnd - node->value.keyBegin));
        return node->inArray ? QString::number(node->position) : QString();
    case ValueRole:
        if (node->kind == RowKind::Line)
            return mappedText(node->source->view(), node->line.begin, node->line.end).text;
        if (node->kind == RowKind::Error)
            return errorText(node->error, node->partEnds);
        if (node->kind == RowKind::Page)
            return QString();
        if (node->value.type == JsonType::Object)
            return QStringLiteral("{}");
        if (node->value.type == JsonType::Array)
            return QStringLiteral("[%1]").arg(grouped(node->value.count));
        if (node->value.type == JsonType::String)
            return stringText(node->literal());
        return scalarText(node->literal());
    case NoteRole:
        if (node->state == Node::State::Fetching)
            return tr("reading…");
        if (node->kind != RowKind::Value)
            return QString();
        if (node->inArray && node->value.type == JsonType::Object && !node->value.broken) {
            if (const QString hint = objectHint(node->source->view(), node->value); !hint.isEmpty())
                return hint;
        }
        if (node->value.isContainer())
            return node->value.type == JsonType::Array && !node->value.broken ? QString() : containerNote(node->value);
        if (!node->isFoldedString())
            return QString();
        if (node->listing && node->listing->decodedKind != nullptr)
            return stringNote(node->literal()) + tr(", base64 of %1").arg(QLatin1String(node->listing->decodedKind));
        if (node->listing && node->listing->kind == Listing::Kind::EmbeddedMembers)
            return stringNote(node->literal()) + QStringLiteral(", JSON");
        return stringNote(node->literal()) + (node->listing && node->listing->isPart ? tr(", first 64 MB") : QString());
    case Qt::DisplayRole: {
        QStringList parts;
        for (const int each : {static_cast<int>(KeyRole), static_cast<int>(ValueRole), static_cast<int>(NoteRole)}) {
            if (QString text = data(index, each).toString(); !text.isEmpty())
                parts << text;
        }
        return parts.join(QStringLiteral("  "));
    }
    case Qt::ToolTipRole:
        return node->kind == RowKind::Line ? QVariant() : QVariant(plainToolTip(pathOf(index)));
    default:
        return {};
    }
}

QString JsonTreeModel::pathOf(const QModelIndex& index) const
{
    QStringList steps;
    for (const Node* node = nodeOf(index); node != root_.get(); node = node->parent) {
        if (node->kind != RowKind::Value)
            continue;
        const Node* owner = node->parent;
        while (owner != root_.get() && owner->kind == RowKind::Page)
            owner = owner->parent;
        if (owner == root_.get()) {
            steps.prepend(QStringLiteral("$"));
            continue;
        }
        QString step;
        if (node->value.hasKey())
            step = pathStep(QString::fromStdString(decodeString(
                node->source->view().substr(node->value.keyBegin, node->value.keyEnd - node->value.keyBegin))));
        else
            step = pathStep(node->position);
        if (owner->kind == RowKind::Value && owner->value.type == JsonType::String)
            step.prepend(owner->listing && owner->listing->decodedKind != nullptr
                             ? QStringLiteral(" | @base64d | fromjson | $")
                             : QStringLiteral(" | fromjson | $"));
        steps.prepend(step);
    }
    return steps.join(QString());
}

QString JsonTreeModel::textOf(const QModelIndex& index, std::uint64_t most) const
{
    if (!index.isValid())
        return {};
    const Node* node = nodeOf(index);
    const auto toText = [most](std::string_view bytes) {
        const std::string_view cut = cutText(bytes, most);
        return QString::fromUtf8(cut.data(), static_cast<qsizetype>(cut.size()));
    };
    switch (node->kind) {
    case RowKind::Line:
        return toText(node->source->view().substr(node->line.begin, node->line.end - node->line.begin));
    case RowKind::Error:
        return errorText(node->error, node->partEnds);
    case RowKind::Page:
        return textOf(index.parent(), most);
    case RowKind::Value:
        break;
    }
    return QString::fromStdString(textOf(literalOf(index), most));
}

std::string JsonTreeModel::textOf(const Literal& literal, std::uint64_t most)
{
    const std::string_view bytes = literal.bytes->view().substr(static_cast<std::size_t>(literal.begin),
                                                                static_cast<std::size_t>(literal.end - literal.begin));
    return std::string(cutText(bytes.starts_with('"') ? decodeString(bytes, most) : bytes, most));
}

JsonTreeModel::Literal JsonTreeModel::literalOf(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    const Node* node = nodeOf(index);
    if (node->kind == RowKind::Page)
        return literalOf(index.parent());
    if (node->kind != RowKind::Value)
        return {};
    return {.bytes = node->source->bytes, .begin = node->value.begin, .end = node->value.end};
}

bool JsonTreeModel::isImage(const QModelIndex& index) const
{
    const Node* node = nodeOf(index);
    return index.isValid() && node->kind == RowKind::Value && node->value.type == JsonType::String &&
           node->literal().starts_with(imageStart);
}

} // namespace rolloutscope::inspector
