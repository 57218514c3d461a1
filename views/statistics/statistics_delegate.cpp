#include "views/statistics/statistics_delegate.h"

#include "views/statistics/object_list_model.h"
#include "views/statistics/statistics_model.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int sideRoom = 8;
constexpr int underArrow = 18; // as the header's padding in the style sheet, for the sort arrow
constexpr int barGap = 3;      // above and below a bar

} // namespace

void StatisticsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::of(option.palette);
    painter->save();
    if ((option.state & QStyle::State_Selected) != 0) {
        painter->fillRect(option.rect, theme.selectionGround);
    } else if ((option.state & QStyle::State_HasFocus) != 0) {
        painter->setPen(theme.selection);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    paintGround(painter, option, index);
    const bool right = (index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0;
    const QRect box = option.rect.adjusted(sideRoom, 0, right ? -underArrow : -sideRoom, 0);
    const bool heading = !(index.flags() & Qt::ItemIsEnabled);
    QFont font = heading ? smallFont() : option.font;
    if (heading)
        font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    if (stale_ || heading || isDim(index))
        painter->setPen(theme.dimText);
    else
        painter->setPen(isFailure(index) ? theme.failure : theme.text);
    painter->drawText(box, (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, box.width()));
    painter->restore();
}

QSize StatisticsDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {60, metrics::treeRow};
}

void StatisticsTableDelegate::paintGround(QPainter* painter, const QStyleOptionViewItem& option,
                                          const QModelIndex& index) const
{
    const QVariant share = index.data(StatisticsModel::ShareRole);
    if (!share.isValid())
        return;
    const Theme& theme = Theme::of(option.palette);
    QColor color = theme.accent(static_cast<ColorRole>(index.data(StatisticsModel::ColorRoleRole).toInt()));
    color.setAlphaF(stale_ ? 0.10F : (theme.dark ? 0.34F : 0.20F));
    const QRect room = option.rect.adjusted(sideRoom, barGap, -underArrow + 4, -barGap);
    const int width = std::max(1, static_cast<int>(room.width() * share.toDouble()));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawRoundedRect(QRect(room.left(), room.top(), width, room.height()), metrics::spanCorner,
                             metrics::spanCorner);
}

bool StatisticsTableDelegate::isFailure(const QModelIndex& index) const
{
    return index.data(StatisticsModel::FailedRole).toBool();
}

bool StatisticsTableDelegate::isDim(const QModelIndex&) const
{
    return false;
}

bool ObjectListDelegate::isFailure(const QModelIndex& index) const
{
    return index.data(ObjectListModel::FailedRole).toBool();
}

bool ObjectListDelegate::isDim(const QModelIndex& index) const
{
    return index.data(ObjectListModel::DimRole).toBool() && !isFailure(index);
}

} // namespace rolloutscope
