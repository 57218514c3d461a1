// A payload as a tree, unfolded level by level. Large arrays come in pages of 1,000; long strings unfold into lines,
// strings that hold JSON into its members. What is too much to scan at once is scanned in the background.
#pragma once

#include "views/inspector/json_listing.h"

#include <QAbstractItemModel>

#include <memory>

namespace rolloutscope::inspector {

class JsonTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum class RowKind : std::uint8_t { Value, Page, Line, Error };
    enum Role : int {
        KeyRole = Qt::UserRole, // name, position or range; empty for lines
        ValueRole,              // the value, shortened; a line's text
        NoteRole,               // `9 members`, `30,214 chars`
        TypeRole,               // JsonType as int
        RowKindRole,
        FoldedStringRole,
    };

    explicit JsonTreeModel(QObject* parent = nullptr);
    ~JsonTreeModel() override;

    void setContent(PayloadContentPtr content);
    /// How wide the lines of a string become that is unfolded from now on.
    void setLineColumns(unsigned columns);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

    /// `$.input[3].content[0].text`; ` | fromjson | $` where a string's JSON begins.
    [[nodiscard]] QString pathOf(const QModelIndex& index) const;
    /// The whole value: a string's text, the JSON of anything else. Cut at `most` bytes.
    [[nodiscard]] QString textOf(const QModelIndex& index, std::uint64_t most) const;
    /// Where a value stands, as it is written; null for rows that are none. Of a page, that of what it is part of.
    struct Literal {
        BytesPtr bytes;
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
    };
    [[nodiscard]] Literal literalOf(const QModelIndex& index) const;
    /// textOf() a row that has a literal, on any thread. UTF-8, as far as the file is.
    [[nodiscard]] static std::string textOf(const Literal& literal, std::uint64_t most);
    [[nodiscard]] bool isImage(const QModelIndex& index) const;

    /// Unfolds what is needed to show the byte at this position of the file; then revealed().
    void reveal(std::uint64_t offset);

signals:
    void revealed(const QModelIndex& index);

private:
    struct Node;
    struct Reveal;

    [[nodiscard]] Node* nodeOf(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOf(const Node* node) const;
    void fetch(Node* node);
    void apply(Node* node, const FetchResult& result);
    void continueReveal();
    [[nodiscard]] Node* nextOnReveal(Node* node) const;
    [[nodiscard]] bool enterString(Node* node);
    void abandonJobs();

    PayloadContentPtr content_;
    std::unique_ptr<Node> root_;                           // not shown; its children are the top rows
    std::vector<std::shared_ptr<std::atomic<bool>>> jobs_; // set to give one up
    std::unique_ptr<Reveal> reveal_;
    unsigned lineColumns_ = 100;
};

} // namespace rolloutscope::inspector
