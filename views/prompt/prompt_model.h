// The parts of a prompt as an item model: instructions, tool schemas, items in order; or, beside a baseline, what was
// kept, added, dropped and changed. What is folded together (schemas, kept stretches) is one row to open.
#pragma once

#include "views/prompt/prompt_reading.h"

#include <QAbstractItemModel>

#include <vector>

namespace rolloutscope {

class PromptModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column : int { PartColumn, SizeColumn, ShareColumn, TokensColumn, ColumnCount };
    enum Role : int {
        DetailRole = Qt::UserRole + 1, // dim text beside the name
        CategoryRole,                  // int of PromptCategory; none for a fold of several
        ChangeRole,                    // int of PromptChange; none without a baseline
        ShareRole,                     // 0…1 of the prompt's bytes
        FirstDifferenceRole,           // true where the two prompts part
        GuessRole,                     // true for what is not known to be in it
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// Resets the model, unless the reading is of the same parts as before.
    void setReading(PromptReadingPtr reading);
    [[nodiscard]] const PromptReadingPtr& reading() const { return reading_; }

    /// A row of the comparison, or what stands for one without a baseline.
    struct Row {
        PromptChange change = PromptChange::Kept;
        const PromptPart* before = nullptr; // of the baseline
        const PromptPart* after = nullptr;  // of the prompt
        [[nodiscard]] const PromptPart& part() const { return after != nullptr ? *after : *before; }
    };
    /// The parts that a row stands for: itself, or those inside a fold.
    [[nodiscard]] std::vector<Row> rowsAt(const QModelIndex& index) const;
    [[nodiscard]] bool isFold(const QModelIndex& index) const;
    /// Of the item's part; invalid if the prompt does not hold it.
    [[nodiscard]] QModelIndex indexOf(ItemIndex item) const;
    /// Where the prompts part; invalid if they do not.
    [[nodiscard]] QModelIndex firstDifference() const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    enum class Kind : std::uint8_t { Part, Tools, Kept };
    struct Node {
        Kind kind = Kind::Part;
        std::size_t first = 0; // in rows_
        std::size_t count = 1;
    };

    void makeRows();
    void foldTools();
    void foldKept();
    [[nodiscard]] const Node& nodeOf(const QModelIndex& index) const;
    [[nodiscard]] bool isChild(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOfRow(std::size_t row) const;
    [[nodiscard]] std::uint64_t bytesAt(const QModelIndex& index) const;
    [[nodiscard]] QString nameAt(const QModelIndex& index) const;
    [[nodiscard]] QString detailAt(const QModelIndex& index) const;
    [[nodiscard]] QString tokensAt(const QModelIndex& index) const;
    [[nodiscard]] QString toolTipAt(const QModelIndex& index) const;

    PromptReadingPtr reading_;
    std::vector<Row> rows_;
    std::vector<Node> nodes_; // of the top level; a fold's children are its rows
};

} // namespace rolloutscope
