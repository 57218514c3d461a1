#include "views/prompt/prompt_delegate.h"

#include "views/prompt/prompt_model.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int swatch = 8;
constexpr int gap = 6;
constexpr int markWidth = 12;
constexpr int barGap = 4;

QColor changeColor(const Theme& theme, PromptChange change)
{
    switch (change) {
    case PromptChange::Added:
        return theme.success;
    case PromptChange::Dropped:
        return theme.failure;
    case PromptChange::Changed:
        return theme.tool;
    case PromptChange::Kept:
        break;
    }
    return theme.dimText;
}

QChar changeMark(PromptChange change)
{
    switch (change) {
    case PromptChange::Added:
        return u'+';
    case PromptChange::Dropped:
        return u'−';
    case PromptChange::Changed:
        return u'~';
    case PromptChange::Kept:
        break;
    }
    return u' ';
}

} // namespace

void PromptDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::of(option.palette);
    painter->save();
    const QVariant change = index.data(PromptModel::ChangeRole);
    if ((option.state & QStyle::State_Selected) != 0) {
        painter->fillRect(option.rect, theme.selectionGround);
    } else if (change.isValid() && static_cast<PromptChange>(change.toInt()) != PromptChange::Kept) {
        QColor ground = changeColor(theme, static_cast<PromptChange>(change.toInt()));
        ground.setAlphaF(theme.dark ? 0.14F : 0.09F);
        painter->fillRect(option.rect, ground);
    }
    if (index.data(PromptModel::FirstDifferenceRole).toBool()) {
        painter->setPen(QPen(theme.failure, 2));
        painter->drawLine(option.rect.topLeft() + QPoint(0, 1), option.rect.topRight() + QPoint(1, 1));
    }
    if (index.column() == PromptModel::PartColumn) {
        paintPart(painter, option, index);
    } else {
        const QRect box = option.rect.adjusted(4, 0, -8, 0);
        if (index.column() == PromptModel::ShareColumn) {
            const double share = index.data(PromptModel::ShareRole).toDouble();
            const QVariant category = index.data(PromptModel::CategoryRole);
            QColor color =
                category.isValid() ? colorOf(theme, static_cast<PromptCategory>(category.toInt())) : theme.dimText;
            color.setAlphaF(theme.dark ? 0.45F : 0.30F);
            const QRect room = option.rect.adjusted(4, barGap, -4, -barGap);
            if (share > 0)
                painter->fillRect(QRect(room.left(), room.top(),
                                        std::max(1, static_cast<int>(std::min(1.0, share) * room.width())),
                                        room.height()),
                                  color);
        }
        painter->setPen(index.column() == PromptModel::TokensColumn ? theme.dimText : theme.text);
        painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, index.data().toString());
    }
    painter->restore();
}

void PromptDelegate::paintPart(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::of(option.palette);
    QRect box = option.rect.adjusted(2, 0, -4, 0);
    if (const QVariant change = index.data(PromptModel::ChangeRole); change.isValid()) {
        const auto kind = static_cast<PromptChange>(change.toInt());
        QFont bold = option.font;
        bold.setWeight(QFont::Bold);
        painter->setFont(bold);
        painter->setPen(changeColor(theme, kind));
        painter->drawText(QRect(box.left(), box.top(), markWidth, box.height()), Qt::AlignCenter, changeMark(kind));
        box.setLeft(box.left() + markWidth + 2);
    }
    if (const QVariant category = index.data(PromptModel::CategoryRole); category.isValid()) {
        painter->fillRect(QRect(box.left(), box.center().y() - swatch / 2 + 1, swatch, swatch),
                          colorOf(theme, static_cast<PromptCategory>(category.toInt())));
    }
    box.setLeft(box.left() + swatch + gap);
    QFont font = option.font;
    const bool guess = index.data(PromptModel::GuessRole).toBool();
    font.setItalic(guess);
    painter->setFont(font);
    painter->setPen(guess ? theme.dimText : theme.text);
    const QFontMetrics measure(font);
    const QString name = measure.elidedText(index.data().toString(), Qt::ElideRight, box.width());
    painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    box.setLeft(box.left() + measure.horizontalAdvance(name) + gap);
    const QString detail = index.data(PromptModel::DetailRole).toString();
    if (detail.isEmpty() || box.width() < 20)
        return;
    painter->setPen(theme.dimText);
    painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      measure.elidedText(detail, Qt::ElideRight, box.width()));
}

QSize PromptDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {60, metrics::treeRow};
}

} // namespace rolloutscope
