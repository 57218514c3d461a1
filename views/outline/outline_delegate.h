// Paints rows of the outline: a mark for kind and outcome, the name, and the detail dimmed beside it.
#pragma once

#include "core/insight/describe.h"

#include <QStyledItemDelegate>

namespace rolloutscope {

enum class ColorRole : std::uint8_t;
struct Theme;

/// Small mark that stands for an object: a disc for agents and turns, a rounded square for work; failure is red and
/// crossed, cancelled hatched, unfinished hollow.
void paintObjectMark(QPainter* painter, const QRectF& box, const Theme& theme, ObjectKind kind, ColorRole role,
                     Outcome outcome, bool hasFailuresInside);

class OutlineDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace rolloutscope
