// A row of the payload's tree, and a search for one; the model's own header.
#pragma once

#include "views/inspector/json_tree_model.h"

#include <vector>

namespace rolloutscope::inspector {

/// Bytes that are scanned at once; about a millisecond. More is scanned in the background.
inline constexpr std::uint64_t scannedAtOnce = 128U << 10U;

struct JsonTreeModel::Node {
    enum class State : std::uint8_t { Folded, Fetching, Fetched };

    Node* parent = nullptr;
    int row = 0;
    RowKind kind = RowKind::Value;
    State state = State::Folded;
    bool inArray = false;
    JsonSourcePtr source; // of Value and Line
    JsonValue value;
    TextLine line;
    JsonError error;
    bool partEnds = false;      // the error is only that the rest of the file was not read
    std::uint64_t position = 0; // in its array, or number of its line
    std::uint64_t first = 0;    // Page: of what is in it
    std::uint64_t last = 0;
    ListingPtr listing; // of an unfolded value; of a page: the listing that it is of
    std::vector<std::unique_ptr<Node>> children;

    [[nodiscard]] std::string_view literal() const { return source->literal(value); }
    [[nodiscard]] bool isFoldedString() const
    {
        return kind == RowKind::Value && value.type == JsonType::String && inspector::isFoldedString(literal());
    }
    [[nodiscard]] bool canUnfold() const
    {
        if (kind == RowKind::Page)
            return true;
        if (kind != RowKind::Value)
            return false;
        return value.isContainer() ? value.count > 0 || value.broken : isFoldedString();
    }
    /// Bytes that unfolding has to look at.
    [[nodiscard]] std::uint64_t cost() const
    {
        if (kind != RowKind::Page)
            return value.end - value.begin;
        if (listing->kind == Listing::Kind::Lines)
            return (last - first) * listing->lines.columns();
        const auto& starts = listing->members.pageStarts;
        const std::uint64_t page = first / JsonMembers::pageSize;
        const std::uint64_t pageAfter = (last + JsonMembers::pageSize - 1) / JsonMembers::pageSize;
        if (last - first > JsonMembers::pageSize || page >= starts.size())
            return 0; // its pages are known already
        return (pageAfter < starts.size() ? starts[pageAfter] : listing->container.end) - starts[page];
    }
    Node* add(std::unique_ptr<Node> child)
    {
        child->parent = this;
        child->row = static_cast<int>(children.size());
        children.push_back(std::move(child));
        return children.back().get();
    }
};

struct JsonTreeModel::Reveal {
    JsonSourcePtr source;
    std::uint64_t offset = 0; // in the source
    std::vector<std::uint64_t> path;
    std::size_t done = 0; // steps of the path
    Node* node = nullptr;
    Node* waitingFor = nullptr;
    bool insideString = false;
    std::shared_ptr<std::atomic<bool>> cancelled = std::make_shared<std::atomic<bool>>(false);
};

} // namespace rolloutscope::inspector
