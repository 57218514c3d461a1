// The outline as an item model. Rows are made when somebody looks at them, so that ten thousand agents cost nothing
// until they are opened.
#pragma once

#include "views/document/trace_document.h"
#include "views/outline/outline_filter.h"

#include <QAbstractItemModel>

#include <deque>
#include <memory>
#include <unordered_map>

namespace rolloutscope {

class OutlineModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column : int { NameColumn, StartColumn, DurationColumn, TokensColumn, ColumnCount };
    enum Role : int {
        DetailRole = Qt::UserRole + 1, // dim text beside the name
        BriefRole,                     // what to show when name and detail do not fit; empty: the name
        OutcomeRole,                   // int of Outcome
        ColorRoleRole,                 // int of ColorRole
        KindRole,                      // int of ObjectKind
        FailuresRole,                  // failed calls inside a thread or turn
    };

    explicit OutlineModel(QObject* parent = nullptr);
    ~OutlineModel() override;

    /// `tree` is the trace's, where somebody built it aside already.
    void setTrace(LoadedTracePtr loaded, std::unique_ptr<OutlineTree> tree = nullptr,
                  std::shared_ptr<const OutlineMatches> matches = nullptr);
    [[nodiscard]] const LoadedTracePtr& loaded() const { return loaded_; }
    /// Null: everything is shown.
    void setMatches(std::shared_ptr<const OutlineMatches> matches);
    [[nodiscard]] const OutlineMatches* matches() const { return matches_.get(); }

    [[nodiscard]] ObjectRef objectAt(const QModelIndex& index) const;
    /// Index of the object, or of the shown object that it belongs to; invalid when neither is in the outline.
    [[nodiscard]] QModelIndex indexNearest(ObjectRef object) const;
    /// Index of exactly this object.
    [[nodiscard]] QModelIndex indexOf(ObjectRef object) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;

    Node* nodeAt(const QModelIndex& index) const;
    QModelIndex indexAt(const Node* node, int column = 0) const;
    Node* nodeOf(ObjectRef object) const;
    void populate(Node& node) const;
    void clearNodes();
    [[nodiscard]] bool isShown(const Node& parent, ObjectRef object) const;
    [[nodiscard]] QString cellText(ObjectRef object, int column) const;
    [[nodiscard]] QString toolTip(ObjectRef object) const;

    LoadedTracePtr loaded_;
    std::unique_ptr<OutlineTree> tree_;
    std::shared_ptr<const OutlineMatches> matches_;
    // Filled by const functions: which rows exist is decided by trace and filter, only their memory is lazy.
    mutable std::deque<Node> nodes_;
    mutable std::unordered_map<ObjectRef, Node*> nodeOfObject_;
};

} // namespace rolloutscope
