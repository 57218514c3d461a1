#include "views/outline/outline_delegate.h"

#include "views/outline/outline_model.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <utility>

namespace rolloutscope {
namespace {

constexpr int markSize = 9;
constexpr int markSlot = 17; // from the row's left edge to the name
constexpr int detailGap = 7;

bool isAgentOrTurn(ObjectKind kind)
{
    return kind == ObjectKind::Thread || kind == ObjectKind::Turn;
}

QColor markColor(const Theme& theme, ObjectKind kind, ColorRole role, Outcome outcome)
{
    if (outcome == Outcome::Failed)
        return theme.failure;
    if (outcome == Outcome::Cancelled)
        return theme.dimText;
    if (isAgentOrTurn(kind))
        return outcome == Outcome::Succeeded ? theme.success : theme.dimText;
    return theme.accent(role);
}

void paintBackground(QPainter* painter, const QStyleOptionViewItem& option, const Theme& theme)
{
    if ((option.state & QStyle::State_Selected) != 0) {
        painter->fillRect(option.rect, theme.selectionGround);
    } else if ((option.state & QStyle::State_MouseOver) != 0) {
        QColor hover = theme.dimText;
        hover.setAlpha(22);
        painter->fillRect(option.rect, hover);
    }
}

} // namespace

void paintObjectMark(QPainter* painter, const QRectF& box, const Theme& theme, ObjectKind kind, ColorRole role,
                     Outcome outcome, bool hasFailuresInside)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor color = markColor(theme, kind, role, outcome);
    const qreal corner = isAgentOrTurn(kind) ? box.width() / 2 : 2.5;
    if (outcome == Outcome::Failed) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawEllipse(box);
        const qreal inset = box.width() * 0.31;
        const QRectF cross = box.adjusted(inset, inset, -inset, -inset);
        painter->setPen(QPen(theme.ground, 1.3, Qt::SolidLine, Qt::RoundCap));
        painter->drawLine(cross.topLeft(), cross.bottomRight());
        painter->drawLine(cross.bottomLeft(), cross.topRight());
    } else if (outcome == Outcome::Running) {
        painter->setPen(QPen(color, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), corner, corner);
    } else if (outcome == Outcome::Cancelled) {
        painter->setPen(QPen(color, 1));
        painter->setBrush(QBrush(color, Qt::BDiagPattern));
        painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner);
    } else {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawRoundedRect(isAgentOrTurn(kind) ? box.adjusted(0.75, 0.75, -0.75, -0.75) : box, corner, corner);
    }
    if (hasFailuresInside && outcome != Outcome::Failed) {
        const QRectF badge(box.right() - 3, box.bottom() - 3, 5.5, 5.5);
        painter->setPen(QPen(theme.ground, 1));
        painter->setBrush(theme.failure);
        painter->drawEllipse(badge);
    }
    painter->restore();
}

void OutlineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::of(option.palette);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    painter->save();
    paintBackground(painter, option, theme);
    painter->setClipRect(option.rect);

    const auto kind = static_cast<ObjectKind>(index.data(OutlineModel::KindRole).toInt());
    const QString text = index.data(Qt::DisplayRole).toString();
    if (index.column() != OutlineModel::NameColumn) {
        painter->setFont(option.font);
        painter->setPen(selected && index.column() == OutlineModel::DurationColumn ? theme.text : theme.dimText);
        const QRect box = option.rect.adjusted(2, 0, -6, 0);
        painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(text, Qt::ElideRight, box.width()));
        painter->restore();
        return;
    }

    const auto outcome = static_cast<Outcome>(index.data(OutlineModel::OutcomeRole).toInt());
    const auto role = static_cast<ColorRole>(index.data(OutlineModel::ColorRoleRole).toInt());
    const QRectF mark(option.rect.left() + 3, option.rect.center().y() - markSize / 2.0 + 0.5, markSize, markSize);
    paintObjectMark(painter, mark, theme, kind, role, outcome, index.data(OutlineModel::FailuresRole).toUInt() > 0);

    QFont nameFont = option.font;
    if (kind == ObjectKind::Thread)
        nameFont.setWeight(QFont::DemiBold);
    const QFontMetrics nameMetrics(nameFont);
    QRect rest = option.rect.adjusted(markSlot, 0, -4, 0);
    QString name = text;
    QString detail = index.data(OutlineModel::DetailRole).toString();
    constexpr int enoughDetail = 90;
    const int detailRoom = rest.width() - nameMetrics.horizontalAdvance(name) - detailGap;
    const QString brief = index.data(OutlineModel::BriefRole).toString();
    if (!brief.isEmpty() && detailRoom < std::min(enoughDetail, option.fontMetrics.horizontalAdvance(detail)))
        name = std::exchange(detail, {});
    // The tree tells the agents above; the end of a path tells which one this is.
    if (const qsizetype slash = name.lastIndexOf(u'/');
        kind == ObjectKind::Thread && slash > 0 && nameMetrics.horizontalAdvance(name) > rest.width())
        name = QChar(0x2026) + name.mid(slash);
    name = nameMetrics.elidedText(name, Qt::ElideRight, rest.width());
    painter->setFont(nameFont);
    painter->setPen(selected ? theme.selection : theme.text);
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);

    rest.setLeft(rest.left() + nameMetrics.horizontalAdvance(name) + detailGap);
    constexpr int leastWorthShowing = 24;
    if (!detail.isEmpty() && rest.width() >= leastWorthShowing) {
        painter->setFont(option.font);
        painter->setPen(theme.dimText);
        painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(detail, Qt::ElideRight, rest.width()));
    }
    painter->restore();
}

QSize OutlineDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {80, metrics::treeRow};
}

} // namespace rolloutscope
