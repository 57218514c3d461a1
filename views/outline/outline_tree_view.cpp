#include "views/outline/outline_tree_view.h"

#include "views/outline/outline_model.h"
#include "views/theme/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

namespace rolloutscope {

OutlineTreeView::OutlineTreeView(QWidget* parent) : QTreeView(parent)
{
    setUniformRowHeights(true);
    setExpandsOnDoubleClick(false); // double click goes there
    setSelectionMode(QAbstractItemView::SingleSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAllColumnsShowFocus(true);
    setIndentation(13);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setHighlightSections(false);
    header()->setMinimumSectionSize(30);
}

void OutlineTreeView::setModel(QAbstractItemModel* model)
{
    QTreeView::setModel(model);
    header()->setSectionResizeMode(OutlineModel::NameColumn, QHeaderView::Stretch);
    for (const int column : {OutlineModel::StartColumn, OutlineModel::DurationColumn, OutlineModel::TokensColumn})
        header()->setSectionResizeMode(column, QHeaderView::Fixed);
    fitColumns();
}

void OutlineTreeView::setNote(const QString& note)
{
    note_ = note;
    viewport()->update();
}

void OutlineTreeView::fitColumns()
{
    if (model() == nullptr)
        return;
    const QFontMetrics font(this->font());
    const int duration = font.horizontalAdvance(QStringLiteral("00 m 00 s")) + 6;
    const int start = font.horizontalAdvance(QStringLiteral("00 m 00 s")) + 6;
    const int tokens = font.horizontalAdvance(QStringLiteral("Tokens")) + 14;
    setColumnWidth(OutlineModel::DurationColumn, duration);
    setColumnWidth(OutlineModel::StartColumn, start);
    setColumnWidth(OutlineModel::TokensColumn, tokens);
    // The name needs room first; then how long, how much, and when.
    constexpr int leastName = 150;
    const int width = viewport()->width();
    setColumnHidden(OutlineModel::DurationColumn, width < 110 + duration);
    setColumnHidden(OutlineModel::TokensColumn, width < leastName + duration + tokens);
    setColumnHidden(OutlineModel::StartColumn, width < leastName + duration + tokens + start);
}

void OutlineTreeView::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
}

void OutlineTreeView::contextMenuEvent(QContextMenuEvent* event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const QModelIndex index = byMouse ? indexAt(event->pos()) : currentIndex();
    if (!index.isValid())
        return;
    if (!byMouse)
        scrollTo(index);
    emit menuRequested(index, byMouse ? event->globalPos() : viewport()->mapToGlobal(visualRect(index).center()));
}

void OutlineTreeView::keyPressEvent(QKeyEvent* event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        emit goRequested(currentIndex());
        event->accept();
        return;
    }
    QTreeView::keyPressEvent(event);
}

void OutlineTreeView::mouseDoubleClickEvent(QMouseEvent* event)
{
    QTreeView::mouseDoubleClickEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid())
        emit goRequested(index);
}

void OutlineTreeView::paintEvent(QPaintEvent* event)
{
    QTreeView::paintEvent(event);
    if (note_.isEmpty())
        return;
    QPainter painter(viewport());
    painter.setPen(Theme::of(palette()).dimText);
    const int padding = metrics::panelPadding;
    painter.drawText(viewport()->rect().adjusted(padding, 2 * padding, -padding, -padding),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, note_);
}

void OutlineTreeView::drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::of(palette());
    QTreeView::drawRow(painter, option, index);
    if (hasFocus() && currentIndex().siblingAtColumn(0) == index.siblingAtColumn(0)) {
        painter->save();
        painter->setPen(theme.selection);
        painter->drawRect(QRect(0, option.rect.top(), viewport()->width() - 1, option.rect.height() - 1));
        painter->restore();
    }
}

void OutlineTreeView::drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const
{
    const Theme& theme = Theme::of(palette());
    if (selectionModel() != nullptr && selectionModel()->isRowSelected(index.row(), index.parent()))
        painter->fillRect(rect, theme.selectionGround);
    if (!model()->hasChildren(index))
        return;
    const QPointF center(rect.right() - indentation() / 2.0 + 1, rect.center().y() + 0.5);
    constexpr double half = 3;
    QPainterPath chevron;
    if (isExpanded(index)) {
        chevron.moveTo(center.x() - half, center.y() - half / 2);
        chevron.lineTo(center.x(), center.y() + half / 2 + 0.5);
        chevron.lineTo(center.x() + half, center.y() - half / 2);
    } else {
        chevron.moveTo(center.x() - half / 2, center.y() - half);
        chevron.lineTo(center.x() + half / 2 + 0.5, center.y());
        chevron.lineTo(center.x() - half / 2, center.y() + half);
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(theme.dimText, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPath(chevron);
    painter->restore();
}

} // namespace rolloutscope
