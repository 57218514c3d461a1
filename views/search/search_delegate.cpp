#include "views/search/search_delegate.h"

#include "views/search/search_model.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int sideRoom = 4;
constexpr int gap = 8;
constexpr int swatch = 8;

} // namespace

void SearchDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::of(option.palette);
    painter->save();
    if ((option.state & QStyle::State_Selected) != 0)
        painter->fillRect(option.rect, theme.selectionGround);
    const QRect box = option.rect.adjusted(sideRoom, 0, -gap, 0);
    if (index.data(SearchModel::LevelRole).toInt() == static_cast<int>(SearchModel::Level::Line)) {
        painter->setFont(fixedFont());
        paintLine(painter, box, index, option.palette);
    } else {
        painter->setFont(option.font);
        paintPlace(painter, box, index, option.palette);
    }
    painter->restore();
}

void SearchDelegate::paintLine(QPainter* painter, const QRect& box, const QModelIndex& index, const QPalette& palette)
{
    const Theme& theme = Theme::of(palette);
    const QString line = index.data().toString();
    const auto begin = index.data(SearchModel::MatchBeginRole).toInt();
    const auto length = index.data(SearchModel::MatchLengthRole).toInt();
    const QFontMetrics measure(painter->font());
    // The match stays in sight: what is before it gives way first.
    QString head = line.left(begin);
    const QString match = line.mid(begin, length);
    const int headRoom = std::max(box.width() / 3, box.width() - measure.horizontalAdvance(line.mid(begin)));
    head = measure.elidedText(head, Qt::ElideLeft, std::max(0, headRoom));
    int x = box.left();
    painter->setPen(theme.dimText);
    painter->drawText(QRect(x, box.top(), box.right() - x, box.height()), Qt::AlignVCenter | Qt::TextSingleLine, head);
    x += measure.horizontalAdvance(head);
    const int wide = std::min(measure.horizontalAdvance(match), box.right() - x);
    if (wide > 0) {
        QColor ground = theme.tool;
        ground.setAlphaF(theme.dark ? 0.40F : 0.26F);
        painter->fillRect(QRect(x, box.top() + 3, wide, box.height() - 6), ground);
        painter->setPen(theme.text);
        painter->drawText(QRect(x, box.top(), wide + 1, box.height()), Qt::AlignVCenter | Qt::TextSingleLine,
                          measure.elidedText(match, Qt::ElideRight, wide + 1));
        x += wide;
    }
    const int rest = box.right() - x;
    if (rest > 0) {
        painter->setPen(theme.dimText);
        painter->drawText(QRect(x, box.top(), rest, box.height()), Qt::AlignVCenter | Qt::TextSingleLine,
                          measure.elidedText(line.mid(begin + length), Qt::ElideRight, rest));
    }
}

void SearchDelegate::paintPlace(QPainter* painter, QRect box, const QModelIndex& index, const QPalette& palette)
{
    const Theme& theme = Theme::of(palette);
    const bool isAgent = index.data(SearchModel::LevelRole).toInt() == static_cast<int>(SearchModel::Level::Agent);
    const QString count = index.data(SearchModel::CountRole).toString();
    const int countWidth = QFontMetrics(painter->font()).horizontalAdvance(count);
    painter->setPen(theme.dimText);
    painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, count);
    box.setRight(box.right() - countWidth - gap);
    if (isAgent) {
        QFont bold = painter->font();
        bold.setWeight(QFont::DemiBold);
        painter->setFont(bold);
    } else if (const QVariant role = index.data(SearchModel::ColorRoleRole); role.isValid()) {
        painter->fillRect(QRect(box.left(), box.center().y() - swatch / 2 + 1, swatch, swatch),
                          theme.accent(static_cast<ColorRole>(role.toInt())));
        box.setLeft(box.left() + swatch + 6);
    }
    const QFontMetrics measure(painter->font());
    painter->setPen(theme.text);
    const QString name = measure.elidedText(index.data().toString(), Qt::ElideMiddle, box.width());
    painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    box.setLeft(box.left() + measure.horizontalAdvance(name) + gap);
    if (box.width() < 30)
        return;
    painter->setPen(theme.dimText);
    painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      measure.elidedText(index.data(SearchModel::DetailRole).toString(), Qt::ElideRight, box.width()));
}

QSize SearchDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {60, metrics::treeRow - 2};
}

} // namespace rolloutscope
