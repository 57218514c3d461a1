// How rows of a PromptModel look: a mark for the change, the category's colour, name and dim detail, a bar for the
// share.
#pragma once

#include <QStyledItemDelegate>

namespace rolloutscope {

class PromptDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintPart(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
};

} // namespace rolloutscope
