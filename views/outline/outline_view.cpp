// The outline's panel: filter box, tree, and how both follow the document.
#include "views/outline/outline_view.h"

#include "views/actions/action_registry.h"
#include "views/document/background.h"
#include "views/outline/outline_delegate.h"
#include "views/outline/outline_model.h"
#include "views/outline/outline_tree_view.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int filterDelayMs = 120;
constexpr int mostOpenedMatches = 500; // opening a row costs a layout of the tree
constexpr int mostFirstRows = 60;
constexpr int expandedLevels = 3; // by "Expand All Inside"

/// A trace with up to this many objects is shown at once; it takes a few milliseconds.
constexpr std::size_t showAtOnce = 20'000;
/// After a growing trace was shown, the next time is many times later than that took.
constexpr qint64 growIntervalMs = 400;
constexpr qint64 restPerWork = 10;
constexpr qint64 longestRestMs = 5'000;

using Matches = std::shared_ptr<const OutlineMatches>;

std::size_t objectsIn(const RolloutTrace& trace)
{
    return trace.threads.size() + trace.turns.size() + trace.inferenceCalls.size() + trace.toolCalls.size() +
           trace.codeCells.size();
}

} // namespace

/// What takes time to find out about a trace.
struct OutlineView::Prepared {
    LoadedTracePtr loaded;
    QString filter; // that the matches are of
    std::unique_ptr<OutlineTree> tree;
    Matches matches;

    static Prepared of(const LoadedTracePtr& loaded, const QString& filter, const std::atomic<bool>* cancelled)
    {
        const ObjectQuery query = ObjectQuery::parse(filter);
        Prepared prepared;
        prepared.loaded = loaded;
        prepared.filter = filter;
        prepared.tree = std::make_unique<OutlineTree>(loaded->trace, loaded->relations);
        if (!query.empty())
            prepared.matches = matchOutline(loaded->trace, loaded->relations, query, cancelled);
        return prepared;
    }
};

struct OutlineView::Private {
    TraceDocument* document = nullptr;
    ActionRegistry* actions = nullptr;
    QAction* expandInside = nullptr;
    QAction* collapseAll = nullptr;
    OutlineModel* model = nullptr;
    OutlineTreeView* tree = nullptr;
    QLineEdit* filter = nullptr;
    QTimer* delay = nullptr;
    QTimer* growDelay = nullptr; // a live rollout is not shown anew with every event
    bool preparing = false;
    QElapsedTimer sincePreparing;
    std::shared_ptr<std::atomic<bool>> cancelFilter;
    std::shared_ptr<std::atomic<bool>> cancelPreparing;
    bool searching = false;
    bool following = false; // the document's selection is being shown: not a choice of the person's
    std::vector<ObjectRef> expandedBeforeFilter;
};

OutlineView::OutlineView(TraceDocument* document, QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>())
{
    d_->document = document;
    d_->model = new OutlineModel(this);
    d_->filter = new QLineEdit(this);
    d_->filter->setPlaceholderText(tr("Filter"));
    d_->filter->setClearButtonEnabled(true);
    d_->filter->setAccessibleName(tr("Filter the outline"));
    d_->filter->setToolTip(tr("<p>Words in names, paths, commands and ids; <tt>is:failed</tt>, <tt>is:running</tt>, "
                              "<tt>is:cancelled</tt>, <tt>tool:NAME</tt>, <tt>agent:PATH</tt>, <tt>kind:tool</tt>, "
                              "<tt>model:NAME</tt>, <tt>&gt;5s</tt>, <tt>tokens&gt;10k</tt>; a leading <tt>-</tt> "
                              "excludes. (Ctrl+F)</p>"));
    d_->tree = new OutlineTreeView(this);
    d_->tree->setAccessibleName(tr("Outline"));
    d_->tree->setModel(d_->model);
    d_->tree->setItemDelegate(new OutlineDelegate(d_->tree));
    d_->delay = new QTimer(this);
    d_->delay->setSingleShot(true);
    d_->delay->setInterval(filterDelayMs);

    auto* box = new QVBoxLayout;
    box->setContentsMargins(8, 2, 8, 6);
    box->addWidget(d_->filter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(box);
    layout->addWidget(d_->tree);
    setFocusProxy(d_->tree);
    d_->filter->installEventFilter(this);

    connect(d_->filter, &QLineEdit::textChanged, this, [this] {
        d_->searching = true;
        d_->delay->start();
    });
    connect(d_->delay, &QTimer::timeout, this, &OutlineView::startFilter);
    d_->growDelay = new QTimer(this);
    d_->growDelay->setSingleShot(true);
    d_->growDelay->setInterval(static_cast<int>(growIntervalMs));
    connect(d_->growDelay, &QTimer::timeout, this, [this] {
        if (!d_->preparing && d_->model->loaded() != d_->document->loaded())
            prepare(true);
    });
    // Not the current row: that one is set by the mere arrival of the keyboard focus.
    connect(d_->tree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this](const QItemSelection& selected) {
                if (!d_->following && !selected.isEmpty())
                    d_->document->select(d_->model->objectAt(selected.indexes().front()));
            });
    // A click on the row that is current already, while something finer inside it is selected.
    connect(d_->tree, &QTreeView::clicked, this,
            [this](const QModelIndex& index) { d_->document->select(d_->model->objectAt(index)); });
    connect(d_->tree, &OutlineTreeView::goRequested, this,
            [this](const QModelIndex& index) { d_->document->reveal(d_->model->objectAt(index)); });
    connect(d_->tree, &OutlineTreeView::menuRequested, this, [this](const QModelIndex& index, QPoint place) {
        d_->document->requestObjectMenu(d_->model->objectAt(index), place, {d_->expandInside, d_->collapseAll});
    });
    connect(document, &TraceDocument::traceChanged, this, &OutlineView::takeTrace);
    connect(document, &TraceDocument::selectionChanged, this, &OutlineView::showSelection);
    connect(document, &TraceDocument::revealRequested, this, &OutlineView::showSelection);
    addActions();
    takeTrace(TraceChange::Opened);
}

void OutlineView::addActions()
{
    const QString group = tr("Outline");
    d_->actions = new ActionRegistry(this);
    d_->expandInside = d_->actions->add({.id = QStringLiteral("outline.expandInside"),
                                         .group = group,
                                         .text = tr("&Expand All Inside"),
                                         .help = tr("Open the selected row of the outline and what is in it")});
    d_->collapseAll = d_->actions->add({.id = QStringLiteral("outline.collapseAll"),
                                        .group = group,
                                        .text = tr("Collapse All &Rows"),
                                        .help = tr("Close every row of the outline")});
    connect(d_->expandInside, &QAction::triggered, this, [this] {
        if (const QModelIndex current = d_->tree->currentIndex(); current.isValid())
            d_->tree->expandRecursively(current.siblingAtColumn(0), expandedLevels);
    });
    connect(d_->collapseAll, &QAction::triggered, d_->tree, &QTreeView::collapseAll);
    d_->actions->addHint(group, tr("Enter, double click"), tr("Bring it into sight in every view"));
    d_->actions->addHint(group, tr("Left, Right"), tr("Close and open a row"));
    d_->actions->addHint(group, tr("Right click, Menu"), tr("What can be done with it"));
    d_->actions->addHint(group, tr("Esc"), tr("In the filter: clear it"));
}

const ActionRegistry* OutlineView::actions() const
{
    return d_->actions;
}

OutlineView::~OutlineView()
{
    for (const auto& cancelled : {d_->cancelFilter, d_->cancelPreparing}) {
        if (cancelled)
            *cancelled = true;
    }
}

void OutlineView::focusFilter()
{
    d_->filter->setFocus(Qt::ShortcutFocusReason);
    d_->filter->selectAll();
}

void OutlineView::setFilter(const QString& text)
{
    d_->filter->setText(text);
}

QString OutlineView::filter() const
{
    return d_->filter->text();
}

bool OutlineView::isSettled() const
{
    return !d_->searching && !d_->preparing;
}

bool OutlineView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != d_->filter || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
        d_->tree->setFocus(Qt::TabFocusReason);
        if (!d_->tree->selectionModel()->hasSelection())
            d_->tree->setCurrentIndex(d_->model->index(0, 0));
        return true;
    }
    if (key == Qt::Key_Escape && !d_->filter->text().isEmpty()) {
        d_->filter->clear();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void OutlineView::takeTrace(TraceChange change)
{
    const bool stays = change == TraceChange::Grown && d_->model->loaded() != nullptr;
    if (stays && d_->growDelay->isActive())
        return; // it looks again then
    if (stays && d_->preparing) {
        d_->growDelay->start();
        return;
    }
    prepare(stays);
}

void OutlineView::prepare(bool stays)
{
    if (d_->cancelPreparing)
        *d_->cancelPreparing = true;
    d_->cancelPreparing.reset();
    d_->preparing = false;
    d_->sincePreparing.start();
    const LoadedTracePtr loaded = d_->document->loaded();
    if (!loaded) {
        showPrepared({}, false);
        return;
    }
    const QString filter = stays ? d_->filter->text() : QString();
    if (objectsIn(loaded->trace) <= showAtOnce) {
        showPrepared(Prepared::of(loaded, filter, nullptr), stays);
        return;
    }
    d_->preparing = true;
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    d_->cancelPreparing = cancelled;
    auto* watcher = new QFutureWatcher<std::shared_ptr<Prepared>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, cancelled, stays] {
        watcher->deleteLater();
        if (*cancelled)
            return;
        d_->preparing = false;
        showPrepared(std::move(*watcher->result()), stays);
    });
    watcher->setFuture(runInBackground([loaded, filter, cancelled] {
        return std::make_shared<Prepared>(Prepared::of(loaded, filter, cancelled.get()));
    }));
}

/// `stays`: what is open, selected and in sight remains so.
void OutlineView::showPrepared(Prepared&& prepared, bool stays)
{
    std::vector<ObjectRef> expanded;
    ObjectRef top;
    if (stays) {
        const RolloutTrace& before = d_->model->loaded()->trace;
        expanded = expandedObjects();
        for (ObjectRef& object : expanded)
            object = sameObject(before, prepared.loaded->trace, object);
        for (ObjectRef& object : d_->expandedBeforeFilter)
            object = sameObject(before, prepared.loaded->trace, object);
        top = sameObject(before, prepared.loaded->trace, d_->model->objectAt(d_->tree->indexAt(QPoint(0, 1))));
    } else {
        d_->expandedBeforeFilter.clear();
    }
    const bool filterIsOld = stays && prepared.filter != d_->filter->text();
    d_->following = true;
    d_->model->setTrace(std::move(prepared.loaded), std::move(prepared.tree), std::move(prepared.matches));
    d_->following = false;
    if (!stays) {
        openFirstLevels();
        if (!d_->filter->text().trimmed().isEmpty())
            startFilter();
        updateNote();
        showSelection();
        return;
    }
    for (const ObjectRef object : expanded) {
        if (const QModelIndex index = d_->model->indexOf(object); index.isValid())
            d_->tree->expand(index);
    }
    const QModelIndex selected = d_->model->indexNearest(d_->document->selection());
    d_->following = true;
    d_->tree->setAutoScroll(false);
    if (selected.isValid())
        d_->tree->setCurrentIndex(selected);
    d_->tree->setAutoScroll(true);
    d_->following = false;
    if (const QModelIndex index = d_->model->indexOf(top); index.isValid())
        d_->tree->scrollTo(index, QAbstractItemView::PositionAtTop);
    updateNote();
    if (filterIsOld)
        startFilter();
    d_->growDelay->start(
        static_cast<int>(std::clamp(d_->sincePreparing.elapsed() * restPerWork, growIntervalMs, longestRestMs)));
}

std::vector<ObjectRef> OutlineView::expandedObjects() const
{
    std::vector<ObjectRef> expanded;
    for (QModelIndex index = d_->model->index(0, 0); index.isValid(); index = d_->tree->indexBelow(index)) {
        if (d_->tree->isExpanded(index))
            expanded.push_back(d_->model->objectAt(index));
    }
    return expanded;
}

void OutlineView::openFirstLevels()
{
    for (int row = 0; row < std::min(d_->model->rowCount(), 20); ++row) {
        const QModelIndex root = d_->model->index(row, 0);
        d_->tree->expand(root);
        int shown = d_->model->rowCount(root);
        for (int child = 0; child < d_->model->rowCount(root); ++child) {
            const QModelIndex index = d_->model->index(child, 0, root);
            if (d_->model->objectAt(index).kind != ObjectKind::Turn)
                break;
            shown += d_->model->rowCount(index);
            if (shown > mostFirstRows)
                break;
            d_->tree->expand(index);
        }
    }
}

void OutlineView::showSelection()
{
    const QModelIndex index = d_->model->indexNearest(d_->document->selection());
    if (index.isValid() && d_->tree->selectionModel()->isSelected(index)) {
        d_->tree->scrollTo(index);
        return;
    }
    d_->following = true;
    if (index.isValid()) {
        d_->tree->setCurrentIndex(index);
        d_->tree->scrollTo(index);
    } else {
        d_->tree->selectionModel()->clear();
    }
    d_->following = false;
}

void OutlineView::startFilter()
{
    d_->delay->stop();
    if (d_->cancelFilter)
        *d_->cancelFilter = true;
    d_->cancelFilter.reset();
    const ObjectQuery query = ObjectQuery::parse(d_->filter->text());
    const LoadedTracePtr loaded = d_->model->loaded();
    if (!loaded || query.empty()) {
        applyMatches(nullptr);
        return;
    }
    d_->searching = true;
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    d_->cancelFilter = cancelled;
    auto* watcher = new QFutureWatcher<Matches>(this);
    connect(watcher, &QFutureWatcher<Matches>::finished, this, [this, watcher, cancelled, loaded] {
        watcher->deleteLater();
        if (*cancelled)
            return;
        if (d_->model->loaded() == loaded)
            applyMatches(watcher->result());
        else
            startFilter(); // the trace grew meanwhile
    });
    watcher->setFuture(runInBackground(
        [loaded, query, cancelled] { return matchOutline(loaded->trace, loaded->relations, query, cancelled.get()); }));
}

void OutlineView::applyMatches(std::shared_ptr<const OutlineMatches> matches)
{
    d_->searching = false;
    const bool wasFiltered = d_->model->matches() != nullptr;
    if (!matches && !wasFiltered) {
        updateNote();
        return;
    }
    if (!wasFiltered)
        d_->expandedBeforeFilter = expandedObjects();
    d_->following = true;
    d_->model->setMatches(std::move(matches));
    d_->following = false;
    if (d_->model->matches() != nullptr) {
        openMatches();
    } else {
        for (const ObjectRef object : d_->expandedBeforeFilter)
            d_->tree->expand(d_->model->indexOf(object));
    }
    updateNote();
    showSelection();
}

void OutlineView::openMatches()
{
    int opened = 0;
    std::vector<QModelIndex> pending = {QModelIndex()};
    while (!pending.empty() && opened < mostOpenedMatches) {
        const QModelIndex index = pending.back();
        pending.pop_back();
        if (index.isValid()) {
            if (!d_->model->matches()->ancestors.contains(d_->model->objectAt(index)))
                continue;
            d_->tree->expand(index);
            ++opened;
        }
        for (int row = std::min(d_->model->rowCount(index), mostOpenedMatches) - 1; row >= 0; --row)
            pending.push_back(d_->model->index(row, 0, index));
    }
}

void OutlineView::updateNote()
{
    QString note;
    if (d_->document->loaded() && d_->model->rowCount() == 0) {
        const QString error = ObjectQuery::parse(d_->filter->text()).error();
        note = !error.isEmpty() ? error
               : d_->model->matches() != nullptr
                   ? tr("Nothing matches “%1”.\nEsc clears the filter.").arg(d_->filter->text().left(80))
                   : tr("This trace is empty: its event log starts no agent.");
    }
    d_->tree->setNote(note);
}

} // namespace rolloutscope
