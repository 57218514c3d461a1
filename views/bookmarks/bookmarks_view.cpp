#include "views/bookmarks/bookmarks_view.h"

#include "views/actions/action_registry.h"
#include "views/bookmarks/bookmark_text.h"
#include "views/bookmarks/bookmarks_model.h"
#include "views/bookmarks/note_editor.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace rolloutscope {
namespace {

class BookmarksDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::of(option.palette);
        if ((option.state & QStyle::State_Selected) != 0)
            painter->fillRect(option.rect, theme.selectionGround);
        QRect box = option.rect.adjusted(sideRoom, 0, -sideRoom, 0);
        if (index.column() == BookmarksModel::TimeColumn) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(bookmarkColor(theme, index.data(BookmarksModel::ColorRole).toInt()));
            painter->drawEllipse(QPointF(box.left() + dotRadius, box.center().y() + 0.5), dotRadius, dotRadius);
            painter->restore();
        }
        const bool dim =
            index.column() == BookmarksModel::TimeColumn || !index.data(BookmarksModel::KnownRole).toBool();
        painter->setFont(option.font);
        painter->setPen(dim ? theme.dimText : theme.text);
        const bool right = (index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0;
        painter->drawText(box, (right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, box.width()));
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {60, metrics::treeRow};
    }

private:
    static constexpr int sideRoom = 8;
    static constexpr double dotRadius = 4;
};

} // namespace

struct BookmarksView::Private {
    ActionRegistry* actions = nullptr;
    TraceDocument* document = nullptr;
    BookmarkStore* store = nullptr;
    BookmarksModel* model = nullptr;
    QSortFilterProxyModel* shown = nullptr;
    QLineEdit* filter = nullptr;
    QToolButton* copyAll = nullptr;
    QTreeView* table = nullptr;
    QLabel* note = nullptr;
    QStackedLayout* stack = nullptr;
    QAction* edit = nullptr;
    QAction* copy = nullptr;
    QAction* remove = nullptr;
    QAction* undo = nullptr;
    QAction* redo = nullptr;
    std::vector<std::string> kept; // ids of the selected rows while the model starts anew; the current one first
};

BookmarksView::BookmarksView(TraceDocument* document, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>())
{
    d_->document = document;
    d_->store = document->bookmarks();
    d_->model = new BookmarksModel(d_->store, this);
    d_->shown = new QSortFilterProxyModel(this);
    d_->shown->setSourceModel(d_->model);
    d_->shown->setFilterRole(BookmarksModel::FilterRole);
    d_->shown->setFilterCaseSensitivity(Qt::CaseInsensitive);

    d_->filter = new QLineEdit(this);
    d_->filter->setPlaceholderText(tr("Filter"));
    d_->filter->setClearButtonEnabled(true);
    d_->filter->setAccessibleName(tr("Filter the bookmarks"));
    d_->filter->installEventFilter(this);
    d_->copyAll = new QToolButton(this);
    d_->copyAll->setText(tr("Copy All as Markdown"));
    d_->copyAll->setToolTip(tr("Copy every bookmark with its note"));
    connect(d_->copyAll, &QToolButton::clicked, this, &BookmarksView::copyMarkdown);

    d_->table = new QTreeView(this);
    d_->table->setAccessibleName(tr("Bookmarks"));
    d_->table->setModel(d_->shown);
    d_->table->setItemDelegate(new BookmarksDelegate(d_->table));
    d_->table->setRootIsDecorated(false);
    d_->table->setUniformRowHeights(true);
    d_->table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    d_->table->setAllColumnsShowFocus(true);
    d_->table->setFrameShape(QFrame::NoFrame);
    d_->table->setContextMenuPolicy(Qt::CustomContextMenu);
    d_->table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    d_->table->installEventFilter(this);
    QHeaderView* header = d_->table->header();
    header->setStretchLastSection(true);
    header->resizeSection(BookmarksModel::TimeColumn,
                          QFontMetrics(font()).horizontalAdvance(QStringLiteral("00 m 00 s")) + 40);
    header->resizeSection(BookmarksModel::ObjectColumn, 280);

    d_->note = new QLabel(this);
    d_->note->setAlignment(Qt::AlignCenter);
    d_->note->setTextFormat(Qt::PlainText);
    d_->note->setWordWrap(true);
    d_->note->setForegroundRole(QPalette::PlaceholderText);

    auto* top = new QHBoxLayout;
    top->setContentsMargins(metrics::panelPadding - 2, 4, 6, 4);
    top->addWidget(d_->filter, 1);
    top->addWidget(d_->copyAll);
    d_->stack = new QStackedLayout;
    d_->stack->addWidget(d_->note);
    d_->stack->addWidget(d_->table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addLayout(d_->stack, 1);
    setFocusProxy(d_->table);
    addActions();

    connect(d_->filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        d_->shown->setFilterFixedString(text);
        updateNote();
    });
    connect(d_->table, &QTreeView::doubleClicked, this, &BookmarksView::activate);
    connect(d_->table, &QWidget::customContextMenuRequested, this, &BookmarksView::showContextMenu);
    connect(d_->model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { d_->kept = selectedIds(); });
    connect(d_->shown, &QAbstractItemModel::modelReset, this, [this] {
        for (const std::string& id : d_->kept) {
            const QModelIndex at = d_->shown->mapFromSource(d_->model->index(d_->model->rowOf(id), 0));
            if (!at.isValid())
                continue;
            const auto how = QItemSelectionModel::Select | QItemSelectionModel::Rows;
            if (id == d_->kept.front())
                d_->table->selectionModel()->setCurrentIndex(at, how);
            else
                d_->table->selectionModel()->select(at, how);
        }
        d_->kept.clear();
    });
    connect(d_->store, &BookmarkStore::changed, this, &BookmarksView::updateNote);
    connect(document, &TraceDocument::traceChanged, this, &BookmarksView::updateNote);
    updateNote();
}

BookmarksView::~BookmarksView() = default;

ActionRegistry* BookmarksView::actions() const
{
    return d_->actions;
}

void BookmarksView::addActions()
{
    d_->actions = new ActionRegistry(this);
    const auto add = [this](const char* id, const QString& text, const QString& help, const QList<QKeySequence>& keys,
                            auto&& run) {
        QAction* action = d_->actions->add({.id = QStringLiteral("bookmarks.") + QLatin1String(id),
                                            .group = tr("Bookmarks"),
                                            .text = text,
                                            .help = help,
                                            .keys = keys,
                                            .context = Qt::WidgetWithChildrenShortcut});
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    d_->edit = add("edit", tr("&Edit Note…"), tr("Edit the note of the bookmark that is chosen in the panel"),
                   {Qt::Key_F2}, &BookmarksView::editCurrent);
    d_->copy = add("copy", tr("&Copy"), tr("Copy the chosen bookmarks as text"), {QKeySequence::Copy},
                   &BookmarksView::copySelected);
    d_->remove = add("remove", tr("&Remove"), tr("Remove the chosen bookmarks"), {QKeySequence::Delete},
                     &BookmarksView::removeSelected);
    QUndoStack* stack = d_->store->undoStack();
    d_->undo = add("undo", tr("&Undo"), tr("Take back the last change of the bookmarks"), {QKeySequence::Undo},
                   [stack] { stack->undo(); });
    d_->redo = add("redo", tr("Re&do"), tr("Do again what was taken back"),
                   {Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y}, [stack] { stack->redo(); });
    const auto enable = [this, stack] {
        d_->undo->setEnabled(stack->canUndo());
        d_->redo->setEnabled(stack->canRedo());
    };
    connect(stack, &QUndoStack::indexChanged, this, enable);
    enable();
}

void BookmarksView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    d_->store->refresh(); // another window may have added some
}

void BookmarksView::updateNote()
{
    const bool empty = d_->store->bookmarks().empty();
    d_->note->setText(empty ? tr("No bookmarks yet. Press M on the timeline to mark what is selected, or the moment "
                                 "under the cursor.")
                            : tr("No bookmark holds “%1”.").arg(d_->filter->text()));
    d_->filter->setEnabled(!empty || !d_->filter->text().isEmpty());
    d_->copyAll->setEnabled(!empty);
    d_->stack->setCurrentWidget(d_->shown->rowCount() > 0 ? static_cast<QWidget*>(d_->table) : d_->note);
}

void BookmarksView::showBookmark(const std::string& id)
{
    const QModelIndex at = d_->shown->mapFromSource(d_->model->index(d_->model->rowOf(id), 0));
    if (!at.isValid())
        return;
    d_->table->setCurrentIndex(at);
    d_->table->scrollTo(at);
}

void BookmarksView::activate(const QModelIndex& index)
{
    const Bookmark* bookmark = d_->model->bookmarkAt(d_->shown->mapToSource(index).row());
    if (bookmark == nullptr)
        return;
    if (const ObjectRef object = d_->store->objectOf(*bookmark); object.valid())
        d_->document->reveal(object);
    else if (const std::optional<UnixMs> moment = d_->store->momentOf(*bookmark))
        emit momentRequested(*moment);
}

bool BookmarksView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (watched == d_->table && enter) {
        activate(d_->table->currentIndex());
        return true;
    }
    if (watched == d_->filter && key->key() == Qt::Key_Escape && !d_->filter->text().isEmpty()) {
        d_->filter->clear();
        return true;
    }
    if (watched == d_->filter && (key->key() == Qt::Key_Down || enter) && d_->shown->rowCount() > 0) {
        d_->table->setFocus(Qt::TabFocusReason);
        if (!d_->table->currentIndex().isValid())
            d_->table->setCurrentIndex(d_->shown->index(0, 0));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

std::vector<std::string> BookmarksView::selectedIds() const
{
    std::vector<std::string> ids;
    const auto take = [&](const QModelIndex& index) {
        if (const Bookmark* bookmark = d_->model->bookmarkAt(d_->shown->mapToSource(index).row()))
            ids.push_back(bookmark->id);
    };
    const QModelIndex current = d_->table->currentIndex();
    const QItemSelectionModel* selection = d_->table->selectionModel();
    if (selection->isRowSelected(current.row()))
        take(current);
    for (const QModelIndex& index : selection->selectedRows()) {
        if (index.row() != current.row())
            take(index);
    }
    return ids;
}

void BookmarksView::editCurrent()
{
    const QModelIndex index = d_->table->currentIndex();
    const Bookmark* bookmark = d_->model->bookmarkAt(d_->shown->mapToSource(index).row());
    if (bookmark == nullptr)
        return;
    const QRect row = d_->table->visualRect(index.siblingAtColumn(BookmarksModel::ObjectColumn));
    NoteEditor::editBookmark(d_->store, bookmark->id, this, d_->table->viewport()->mapToGlobal(row.bottomLeft()));
}

void BookmarksView::removeSelected()
{
    const std::vector<std::string> ids = selectedIds();
    if (ids.empty())
        return;
    const int row = d_->table->currentIndex().row();
    d_->store->remove(ids);
    if (const int rows = d_->shown->rowCount(); rows > 0)
        d_->table->setCurrentIndex(d_->shown->index(std::clamp(row, 0, rows - 1), 0));
}

void BookmarksView::copySelected()
{
    QModelIndexList rows = d_->table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const QModelIndex& index : rows) {
        if (const Bookmark* bookmark = d_->model->bookmarkAt(d_->shown->mapToSource(index).row()))
            lines << bookmarkAsText(*d_->store, *bookmark);
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void BookmarksView::copyMarkdown()
{
    QGuiApplication::clipboard()->setText(bookmarksAsMarkdown(*d_->store));
}

void BookmarksView::showContextMenu(const QPoint& position)
{
    const QModelIndex index = d_->table->indexAt(position);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.isValid()) {
        menu->addAction(tr("&Go There"), this, [this, at = QPersistentModelIndex(index)] { activate(at); });
        menu->addAction(d_->edit);
        QMenu* colors = menu->addMenu(tr("C&olour"));
        const Bookmark* bookmark = d_->model->bookmarkAt(d_->shown->mapToSource(index).row());
        auto* group = new QActionGroup(colors);
        for (int color = 0; color < bookmarkColorCount; ++color) {
            QAction* action = colors->addAction(bookmarkColorName(color), this,
                                                [this, color] { d_->store->setColor(selectedIds(), color); });
            action->setCheckable(true);
            action->setChecked(bookmark != nullptr && bookmark->color == color);
            group->addAction(action);
        }
        menu->addAction(d_->copy);
        menu->addAction(d_->remove);
        menu->addSeparator();
    }
    menu->addAction(tr("Copy All as &Markdown"), this, &BookmarksView::copyMarkdown)
        ->setEnabled(d_->copyAll->isEnabled());
    menu->addActions({d_->undo, d_->redo});
    menu->popup(d_->table->viewport()->mapToGlobal(position));
}

} // namespace rolloutscope
