// The problems' table: sorting that keeps the note last, activation, copying, and what it says when there are none.
#include "views/outline/problems_view.h"

#include "views/outline/problems_model.h"
#include "views/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTreeView>

namespace rolloutscope {
namespace {

class ProblemsOrder : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override
    {
        const auto* problems = static_cast<const ProblemsModel*>(sourceModel());
        const bool leftIsNote = problems->problemAt(left.row()) == nullptr;
        const bool rightIsNote = problems->problemAt(right.row()) == nullptr;
        if (leftIsNote != rightIsNote) // descending order asks with swapped sides
            return sortOrder() == Qt::AscendingOrder ? rightIsNote : leftIsNote;
        return QSortFilterProxyModel::lessThan(left, right);
    }
};

/// Room at the sides of a cell, so that numbers and texts of neighbours do not touch.
class ProblemsDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::of(option.palette);
        const bool selected = (option.state & QStyle::State_Selected) != 0;
        if (selected)
            painter->fillRect(option.rect, theme.selectionGround);
        const bool dim = index.column() == ProblemsModel::TypeColumn || index.column() == ProblemsModel::ObjectColumn;
        painter->setFont(index.column() == ProblemsModel::ObjectColumn ? fixedFont() : option.font);
        painter->setPen(dim ? theme.dimText : theme.text);
        const bool right = (index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0;
        const QRect box = option.rect.adjusted(sideRoom, 0, right ? -underArrow : -sideRoom, 0);
        painter->drawText(box, (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, box.width()));
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {60, metrics::treeRow};
    }

private:
    static constexpr int sideRoom = 8;
    static constexpr int underArrow = 20; // as the header's padding in the style sheet, for the sort arrow
};

} // namespace

struct ProblemsView::Private {
    TraceDocument* document = nullptr;
    ProblemsModel* model = nullptr;
    ProblemsOrder* order = nullptr;
    QTreeView* table = nullptr;
    QLabel* note = nullptr;
    QStackedLayout* stack = nullptr;
};

ProblemsView::ProblemsView(TraceDocument* document, QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>())
{
    d_->document = document;
    d_->model = new ProblemsModel(this);
    d_->order = new ProblemsOrder(this);
    d_->order->setSourceModel(d_->model);
    d_->order->setSortRole(ProblemsModel::SortRole);

    d_->table = new QTreeView(this);
    d_->table->setObjectName(QStringLiteral("problemsTable")); // the style sheet knows it
    d_->table->setAccessibleName(tr("Problems"));
    d_->table->setModel(d_->order);
    d_->table->setItemDelegate(new ProblemsDelegate(d_->table));
    d_->table->setRootIsDecorated(false);
    d_->table->setUniformRowHeights(true);
    d_->table->setSortingEnabled(true);
    d_->table->sortByColumn(ProblemsModel::LineColumn, Qt::AscendingOrder);
    d_->table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    d_->table->setAllColumnsShowFocus(true);
    d_->table->setFrameShape(QFrame::NoFrame);
    d_->table->setContextMenuPolicy(Qt::CustomContextMenu);
    d_->table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    d_->table->installEventFilter(this);
    QHeaderView* header = d_->table->header();
    header->setStretchLastSection(false);
    const QFontMetrics font(this->font());
    header->resizeSection(ProblemsModel::LineColumn, font.horizontalAdvance(QStringLiteral("00000000")) + 16);
    header->resizeSection(ProblemsModel::TypeColumn, 180);
    header->resizeSection(ProblemsModel::ObjectColumn, 230);
    header->resizeSection(ProblemsModel::CountColumn, font.horizontalAdvance(QStringLiteral("Count 0")) + 24);
    header->setSectionResizeMode(ProblemsModel::ReasonColumn, QHeaderView::Stretch);

    d_->note = new QLabel(this);
    d_->note->setAlignment(Qt::AlignCenter);
    d_->note->setTextFormat(Qt::PlainText);
    d_->note->setForegroundRole(QPalette::PlaceholderText);

    d_->stack = new QStackedLayout(this);
    d_->stack->addWidget(d_->note);
    d_->stack->addWidget(d_->table);
    setFocusProxy(d_->table);

    connect(d_->table, &QTreeView::doubleClicked, this, &ProblemsView::activate);
    connect(d_->table, &QTreeView::clicked, this, &ProblemsView::activate);
    connect(d_->table, &QWidget::customContextMenuRequested, this, &ProblemsView::showContextMenu);
    connect(document, &TraceDocument::traceChanged, this, &ProblemsView::takeTrace);
    takeTrace(TraceChange::Opened);
}

ProblemsView::~ProblemsView() = default;

void ProblemsView::takeTrace(TraceChange change)
{
    const LoadedTracePtr loaded = d_->document->loaded();
    if (loaded && d_->model->loaded() && change == TraceChange::Grown &&
        d_->model->loaded()->problems.total == loaded->problems.total) {
        d_->model->renewTrace(loaded); // the same rows
        return;
    }
    d_->model->setTrace(loaded);
    d_->note->setText(loaded ? tr("No problems: every event of the log made sense.") : QString());
    d_->stack->setCurrentWidget(d_->model->rowCount() > 0 ? static_cast<QWidget*>(d_->table) : d_->note);
}

void ProblemsView::activate(const QModelIndex& index)
{
    const ObjectRef object = d_->model->objectAt(d_->order->mapToSource(index).row());
    if (object.valid())
        d_->document->reveal(object);
}

bool ProblemsView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == d_->table && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (d_->table->currentIndex().isValid())
                activate(d_->table->currentIndex());
            return true;
        }
        if (key->matches(QKeySequence::Copy)) {
            copySelected();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ProblemsView::copySelected()
{
    QStringList lines;
    for (const QModelIndex& index : d_->table->selectionModel()->selectedRows()) {
        const Problem* problem = d_->model->problemAt(d_->order->mapToSource(index).row());
        if (problem == nullptr)
            continue;
        lines << QStringLiteral("line %1\t%2\t%3\t%4\t×%5")
                     .arg(QString::number(problem->line), QString::fromStdString(problem->eventType),
                          QString::fromStdString(problem->objectId), QString::fromStdString(problem->reason),
                          QString::number(problem->count));
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void ProblemsView::showContextMenu(const QPoint& position)
{
    const QModelIndex index = d_->table->indexAt(position);
    if (!index.isValid())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Go to Object"), this, [this, at = QPersistentModelIndex(index)] { activate(at); })
        ->setEnabled(d_->model->objectAt(d_->order->mapToSource(index).row()).valid());
    menu->addAction(tr("Copy"), QKeySequence::Copy, this, &ProblemsView::copySelected);
    menu->addAction(tr("Select All"), QKeySequence::SelectAll, d_->table, &QTreeView::selectAll);
    menu->popup(d_->table->viewport()->mapToGlobal(position));
}

} // namespace rolloutscope
