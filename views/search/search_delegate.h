// How rows of a SearchModel look: agents in bold, places with their colour and detail, lines with the match marked.
#pragma once

#include <QStyledItemDelegate>

namespace rolloutscope {

class SearchDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    static void paintLine(QPainter* painter, const QRect& box, const QModelIndex& index, const QPalette& palette);
    static void paintPlace(QPainter* painter, QRect box, const QModelIndex& index, const QPalette& palette);
};

} // namespace rolloutscope
