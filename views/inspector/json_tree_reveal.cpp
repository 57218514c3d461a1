// The model's search for the row that shows a position of the file: unfolds what is above it, step by step.
#include "views/document/background.h"
#include "views/inspector/json_text.h"
#include "views/inspector/json_tree_node.h"

#include <QFutureWatcher>

namespace rolloutscope::inspector {

namespace {

constexpr std::size_t deepestReveal = 512;
constexpr std::uint64_t mostDecodedForReveal = 4U << 20U;

} // namespace

void JsonTreeModel::reveal(std::uint64_t offset)
{
    if (reveal_)
        *reveal_->cancelled = true;
    reveal_.reset();
    if (root_->children.empty() || root_->children.front()->kind != RowKind::Value)
        return;
    reveal_ = std::make_unique<Reveal>();
    reveal_->source = root_->children.front()->source;
    reveal_->offset = offset;
    reveal_->node = root_->children.front().get();
    if (offset <= scannedAtOnce) {
        reveal_->path = pathTo(reveal_->source->view(), offset);
        continueReveal();
        return;
    }
    auto* watcher = new QFutureWatcher<std::vector<std::uint64_t>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, cancelled = reveal_->cancelled] {
        watcher->deleteLater();
        if (*cancelled || !reveal_)
            return;
        reveal_->path = watcher->result();
        continueReveal();
    });
    watcher->setFuture(runInBackground([source = reveal_->source, offset, cancelled = reveal_->cancelled] {
        return pathTo(source->view(), offset, cancelled.get());
    }));
}

/// The child that the path leads to; null at its end or where the tree has no such row.
JsonTreeModel::Node* JsonTreeModel::nextOnReveal(Node* node) const
{
    std::uint64_t member = 0;
    if (reveal_->done < reveal_->path.size() && reveal_->done < deepestReveal)
        member = reveal_->path[reveal_->done];
    else
        return nullptr;
    for (const auto& child : node->children) {
        if (child->kind == RowKind::Page ? child->first <= member && member < child->last
                                         : child->kind != RowKind::Error && child->position == member)
            return child.get();
    }
    return nullptr;
}

/// At the end of a path in a string that can be unfolded: goes on inside it.
bool JsonTreeModel::enterString(Node* node)
{
    if (!node->isFoldedString() || reveal_->offset < node->value.begin || reveal_->offset >= node->value.end)
        return false;
    const std::uint64_t raw = reveal_->offset - node->value.begin;
    if (raw > mostDecodedForReveal)
        return false;
    if (!node->listing)
        return true; // has to be fetched first
    if (node->listing->decodedKind != nullptr)
        return false; // its bytes are not those of the file
    if (node->listing->kind != Listing::Kind::Lines && raw > scannedAtOnce)
        return false;
    reveal_->offset = decodedOffset(node->literal(), raw);
    reveal_->source = node->listing->source;
    reveal_->done = 0;
    reveal_->insideString = node->listing->kind == Listing::Kind::Lines;
    if (reveal_->insideString)
        reveal_->path = {node->listing->lines.lineOf(reveal_->source->view(), reveal_->offset)};
    else
        reveal_->path = pathTo(reveal_->source->view(), reveal_->offset);
    return !reveal_->path.empty();
}

void JsonTreeModel::continueReveal()
{
    reveal_->waitingFor = nullptr;
    for (;;) {
        Node* node = reveal_->node;
        const bool atEnd = reveal_->done >= reveal_->path.size() || reveal_->done >= deepestReveal;
        const bool goOn = node->kind == RowKind::Page || !atEnd || (!reveal_->insideString && enterString(node));
        if (!goOn)
            break;
        if (node->state != Node::State::Fetched) {
            if (!node->canUnfold())
                break;
            reveal_->waitingFor = node;
            if (node->state == Node::State::Folded)
                fetch(node); // comes back here, now or later
            return;
        }
        Node* next = nextOnReveal(node);
        if (next == nullptr)
            break;
        if (next->kind != RowKind::Page)
            ++reveal_->done;
        reveal_->node = next;
    }
    const QModelIndex found = indexOf(reveal_->node);
    reveal_.reset();
    emit revealed(found);
}

} // namespace rolloutscope::inspector
