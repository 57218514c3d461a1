#include "views/inspector/json_tree_view.h"

#include "views/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace rolloutscope::inspector {

namespace {

constexpr std::uint64_t mostCopied = std::uint64_t{32} << 20U; // bytes
constexpr int padding = 4;
constexpr int mostLevels = 5;
constexpr int mostUnfoldedRows = 5'000;
constexpr qsizetype widestValue = 14; // characters that ask for room; more is elided where there is none

struct Piece {
    QString text;
    QColor color;
};

QColor valueColor(JsonType type, const Theme& theme)
{
    switch (type) {
    case JsonType::String:
        return theme.success;
    case JsonType::Number:
        return theme.selection;
    case JsonType::True:
    case JsonType::False:
        return theme.codeCell;
    default:
        return theme.dimText;
    }
}

QList<Piece> piecesOf(const QModelIndex& index, bool isOpen, const Theme& theme)
{
    const auto text = [&](JsonTreeModel::Role role) { return index.data(role).toString(); };
    const auto kind = static_cast<JsonTreeModel::RowKind>(index.data(JsonTreeModel::RowKindRole).toInt());
    switch (kind) {
    case JsonTreeModel::RowKind::Line:
        return {{text(JsonTreeModel::ValueRole), theme.text}};
    case JsonTreeModel::RowKind::Error:
        return {{text(JsonTreeModel::ValueRole), theme.failure}};
    case JsonTreeModel::RowKind::Page:
        return {{text(JsonTreeModel::KeyRole), theme.dimText}, {text(JsonTreeModel::NoteRole), theme.dimText}};
    case JsonTreeModel::RowKind::Value:
        break;
    }
    const auto type = static_cast<JsonType>(index.data(JsonTreeModel::TypeRole).toInt());
    const bool folded = index.data(JsonTreeModel::FoldedStringRole).toBool();
    const bool isPosition = index.parent().isValid() && !text(JsonTreeModel::KeyRole).isEmpty() &&
                            index.parent().data(JsonTreeModel::TypeRole).toInt() == static_cast<int>(JsonType::Array);
    QList<Piece> pieces{{text(JsonTreeModel::KeyRole), isPosition ? theme.dimText : theme.text}};
    const Piece value{text(JsonTreeModel::ValueRole), valueColor(type, theme)};
    const Piece note{text(JsonTreeModel::NoteRole), theme.dimText};
    if (folded) {
        pieces << note;
        if (!isOpen)
            pieces << value;
    } else {
        pieces << value << note;
    }
    return pieces;
}

/// Paints pieces side by side, from left to right whatever script they hold; the last one is elided.
class RowDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& item, const QModelIndex& index) const override
    {
        QStyleOptionViewItem option = item;
        initStyleOption(&option, index);
        option.text.clear();
        const QWidget* widget = option.widget;
        widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, widget);
        const Theme& theme = Theme::of(option.palette);
        const bool isOpen = option.state.testFlag(QStyle::State_Open);
        QRect rest = option.rect.adjusted(padding, 0, -padding, 0);
        painter->save();
        painter->setFont(option.font);
        painter->setLayoutDirection(Qt::LeftToRight);
        const int gap = option.fontMetrics.horizontalAdvance(QLatin1Char(' ')) * 2;
        for (const Piece& piece : piecesOf(index, isOpen, theme)) {
            if (piece.text.isEmpty() || rest.width() <= 0)
                continue;
            const QString shown = option.fontMetrics.elidedText(piece.text, Qt::ElideRight, rest.width());
            painter->setPen(piece.color);
            painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextForceLeftToRight,
                              shown);
            rest.setLeft(rest.left() + option.fontMetrics.horizontalAdvance(shown) + gap);
        }
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::of(option.palette);
        const bool isLine =
            index.data(JsonTreeModel::RowKindRole).toInt() == static_cast<int>(JsonTreeModel::RowKind::Line);
        int width = 2 * padding;
        for (const Piece& piece : piecesOf(index, false, theme))
            width += option.fontMetrics.horizontalAdvance(isLine ? piece.text : piece.text.left(widestValue)) +
                     option.fontMetrics.horizontalAdvance(QLatin1Char(' ')) * 2;
        return {width, std::max(18, option.fontMetrics.height() + 4)};
    }
};

} // namespace

JsonTreeView::JsonTreeView(QWidget* parent) : QTreeView(parent), model_(new JsonTreeModel(this))
{
    setModel(model_);
    setItemDelegate(new RowDelegate(this));
    setFont(fixedFont());
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setIndentation(14);
    setFrameShape(QFrame::NoFrame);
    setLayoutDirection(Qt::LeftToRight);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    setAutoScroll(false); // would jump sideways to deep rows
    setExpandsOnDoubleClick(false);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(QHeaderView::Fixed);
    header()->setMinimumSectionSize(40);

    const auto add = [this](const QString& text, const QKeySequence& shortcut, auto slot) {
        auto* action = new QAction(text, this);
        action->setShortcut(shortcut);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        return action;
    };
    copyValue_ = add(tr("&Copy Value"), QKeySequence::Copy, &JsonTreeView::copyValue);
    copyPath_ = add(tr("Copy &Path"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), &JsonTreeView::copyPath);
    showText_ = add(tr("Read as &Text"), QKeySequence(Qt::CTRL | Qt::Key_Return),
                    [this] { emit textRequested(currentIndex(), model_->pathOf(currentIndex())); });
    showImage_ = add(tr("Show &Image"), {}, [this] { emit imageRequested(currentIndex()); });

    for (int level = 1; level <= mostLevels; ++level)
        levels_ += add(level == 1 ? tr("Fold to the First Level") : tr("Unfold %1 Levels").arg(level),
                       QKeySequence(Qt::Key_0 + level), [this, level] { unfoldToLevel(level); });

    connect(this, &QTreeView::doubleClicked, this, &JsonTreeView::open);
    connect(model_, &JsonTreeModel::revealed, this, [this](const QModelIndex& index) {
        for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
            expand(above);
        setCurrentIndex(index);
        scrollTo(index, QAbstractItemView::EnsureVisible);
    });
    fitTimer_.setSingleShot(true);
    fitTimer_.setInterval(0);
    connect(&fitTimer_, &QTimer::timeout, this, &JsonTreeView::fitColumn);
    for (const auto signal : {&QTreeView::expanded, &QTreeView::collapsed})
        connect(this, signal, this, [this] { fitTimer_.start(); });
    connect(model_, &QAbstractItemModel::rowsInserted, this, [this] { fitTimer_.start(); });
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &JsonTreeView::updateActions);
    updateActions();
}

void JsonTreeView::setContent(const PayloadContentPtr& content)
{
    model_->setContent(content);
    updateActions();
    const QModelIndex top = model_->index(0, 0, {});
    if (!top.isValid())
        return;
    // An object's members are what one came for; a million lines of a string are not.
    if (top.data(JsonTreeModel::RowKindRole).toInt() == static_cast<int>(JsonTreeModel::RowKind::Value))
        expand(top);
    setCurrentIndex(top);
    fitTimer_.start();
}

void JsonTreeView::reveal(std::uint64_t offset)
{
    model_->reveal(offset);
}

void JsonTreeView::updateActions()
{
    const QModelIndex index = currentIndex();
    copyValue_->setEnabled(index.isValid());
    copyPath_->setEnabled(index.isValid());
    showText_->setEnabled(model_->literalOf(index).bytes != nullptr);
    showImage_->setVisible(model_->isImage(index));
}

void JsonTreeView::open(const QModelIndex& index)
{
    if (model_->isImage(index))
        emit imageRequested(index);
    else if (model_->hasChildren(index))
        setExpanded(index, !isExpanded(index));
}

void JsonTreeView::unfoldToLevel(int level)
{
    const QModelIndex chosen = currentIndex();
    collapseAll();
    int rows = 0;
    std::vector<QModelIndex> now{model_->index(0, 0, {})};
    for (int depth = 0; depth < level; ++depth) {
        std::vector<QModelIndex> below;
        for (const QModelIndex& index : now) {
            // The lines of a long string are no level.
            if (!index.isValid() || index.data(JsonTreeModel::FoldedStringRole).toBool() || rows > mostUnfoldedRows)
                continue;
            expand(index);
            const int count = model_->rowCount(index);
            rows += count;
            for (int row = 0; row < count; ++row)
                below.push_back(model_->index(row, 0, index));
        }
        now = std::move(below);
    }
    if (chosen.isValid())
        scrollTo(chosen, QAbstractItemView::EnsureVisible);
}

void JsonTreeView::copyValue()
{
    if (currentIndex().isValid())
        QApplication::clipboard()->setText(model_->textOf(currentIndex(), mostCopied));
}

void JsonTreeView::copyPath()
{
    if (currentIndex().isValid())
        QApplication::clipboard()->setText(model_->pathOf(currentIndex()));
}

void JsonTreeView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        return copyValue(); // Qt would copy the row as it is shown
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier)
            return open(currentIndex());
        break;
    case Qt::Key_Asterisk: {
        // Qt would unfold everything below, however much it is.
        constexpr int most = 200;
        expand(currentIndex());
        const int rows = model_->rowCount(currentIndex());
        for (int row = 0; row < std::min(rows, most); ++row) {
            const QModelIndex child = model_->index(row, 0, currentIndex());
            if (!child.data(JsonTreeModel::FoldedStringRole).toBool())
                expand(child);
        }
        return;
    }
    default:
        break;
    }
    QTreeView::keyPressEvent(event);
}

void JsonTreeView::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Mouse) {
        if (const QModelIndex index = indexAt(event->pos()); index.isValid())
            setCurrentIndex(index);
    }
    QMenu menu(this);
    menu.addActions({copyValue_, copyPath_, showText_, showImage_});
    menu.addSeparator();
    menu.addMenu(tr("Le&vels"))->addActions(levels_);
    menu.exec(event->globalPos());
}

void JsonTreeView::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    const double character = QFontMetricsF(font()).horizontalAdvance(QLatin1Char('0'));
    model_->setLineColumns(static_cast<unsigned>(std::max(32.0, (viewport()->width() - 90) / character)));
    fitColumn();
}

void JsonTreeView::scrollContentsBy(int dx, int dy)
{
    QTreeView::scrollContentsBy(dx, dy);
    if (dy != 0)
        fitTimer_.start();
}

/// As wide as the rows in sight need, and never narrower than the view.
void JsonTreeView::fitColumn()
{
    header()->resizeSection(0, std::max(viewport()->width(), sizeHintForColumn(0)));
}

void JsonTreeView::drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const
{
    if (selectionModel()->isSelected(index))
        painter->fillRect(rect, Theme::of(palette()).selectionGround);
    if (!model_->hasChildren(index))
        return;
    const Theme& theme = Theme::of(palette());
    const QPointF center(rect.right() - indentation() / 2.0 + 1, rect.center().y() + 0.5);
    constexpr double size = 3.2;
    QPolygonF triangle;
    if (isExpanded(index))
        triangle << QPointF(-size, -size * 0.6) << QPointF(size, -size * 0.6) << QPointF(0, size * 0.9);
    else
        triangle << QPointF(-size * 0.6, -size) << QPointF(-size * 0.6, size) << QPointF(size * 0.9, 0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.dimText);
    painter->drawPolygon(triangle.translated(center));
    painter->restore();
}

} // namespace rolloutscope::inspector
