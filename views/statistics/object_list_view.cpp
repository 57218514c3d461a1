#include "views/statistics/object_list_view.h"

#include "views/statistics/statistics_delegate.h"
#include "views/theme/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace rolloutscope {
namespace {

/// More selected rows than these are not looked for again when the list is renewed.
constexpr std::size_t mostKept = 10'000;

int at(ObjectColumn column)
{
    return static_cast<int>(column);
}

} // namespace

ObjectListView::ObjectListView(QWidget* parent)
    : QTableView(parent), model_(new ObjectListModel(this)), delegate_(new ObjectListDelegate(this))
{
    setObjectName(QStringLiteral("statisticsList")); // the style sheet knows it
    setAccessibleName(tr("What is behind the number"));
    setModel(model_);
    setItemDelegate(delegate_);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setFrameShape(QFrame::NoFrame);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    // Rows of one height: their places follow from their numbers.
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(metrics::treeRow);
    verticalHeader()->setDefaultSectionSize(metrics::treeRow);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);

    QHeaderView* header = horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    const int duration = QFontMetrics(font()).horizontalAdvance(QStringLiteral("00 m 00 s")) + 26;
    for (const auto& [column, width] :
         {std::pair(ObjectColumn::Start, duration), std::pair(ObjectColumn::Agent, 120),
          std::pair(ObjectColumn::Name, 118), std::pair(ObjectColumn::Detail, 140),
          std::pair(ObjectColumn::Duration, duration), std::pair(ObjectColumn::InputTokens, 70),
          std::pair(ObjectColumn::OutputTokens, 70)})
        header->resizeSection(at(column), width);
    setSortingEnabled(true);
    sortByColumn(at(ObjectColumn::Start), Qt::AscendingOrder);

    connect(model_, &QAbstractItemModel::modelAboutToBeReset, this, &ObjectListView::keep);
    connect(model_, &QAbstractItemModel::modelReset, this, &ObjectListView::restore);
    connect(this, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
        if (selectionModel()->isRowSelected(index.row()) && selectedCount() == 1)
            emit picked(model_->objectAt(index.row()));
    });
    connect(this, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex& index) { emit goRequested(model_->objectAt(index.row())); });
}

void ObjectListView::showObjects(const StretchStatisticsPtr& statistics, std::optional<std::size_t> place)
{
    std::optional<std::pair<StatisticGroup, std::string>> row;
    if (statistics && place) {
        const Statistic& statistic = statistics->numbers.rows[*place];
        row = {statistic.group, statistic.name};
        // Only model calls tell tokens.
        const bool tokens = statistic.objects.front().kind == ObjectKind::InferenceCall;
        setColumnHidden(at(ObjectColumn::InputTokens), !tokens);
        setColumnHidden(at(ObjectColumn::OutputTokens), !tokens);
    }
    another_ = another_ || row != shown_;
    shown_ = std::move(row);
    model_->show(statistics, place);
}

void ObjectListView::setStale(bool stale)
{
    delegate_->setStale(stale);
    viewport()->update();
}

void ObjectListView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (const ObjectRef object = model_->objectAt(currentIndex().row()); object.valid())
            emit goRequested(object);
        event->accept();
        return;
    }
    const int before = currentIndex().row();
    QTableView::keyPressEvent(event);
    const int after = currentIndex().row();
    if (after != before && after >= 0 && !event->modifiers().testFlag(Qt::ShiftModifier) &&
        !event->modifiers().testFlag(Qt::ControlModifier))
        emit picked(model_->objectAt(after));
}

std::size_t ObjectListView::selectedCount() const
{
    std::size_t count = 0;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        count += static_cast<std::size_t>(range.height());
    return count;
}

std::vector<int> ObjectListView::selectedRowNumbers() const
{
    std::vector<int> rows;
    for (const QItemSelectionRange& range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

std::vector<ObjectRef> ObjectListView::selectedObjects() const
{
    std::vector<ObjectRef> objects;
    for (const int row : selectedRowNumbers())
        objects.push_back(model_->objectAt(row));
    return objects;
}

std::vector<ObjectRef> ObjectListView::allObjects() const
{
    std::vector<ObjectRef> objects;
    objects.reserve(static_cast<std::size_t>(model_->rowCount()));
    for (int row = 0; row < model_->rowCount(); ++row)
        objects.push_back(model_->objectAt(row));
    return objects;
}

void ObjectListView::keep()
{
    keptLoaded_ = model_->loaded();
    keptCurrent_ = {};
    kept_.clear();
    keptScroll_ = 0;
    if (another_)
        return;
    keptCurrent_ = model_->objectAt(currentIndex().row());
    keptScroll_ = verticalScrollBar()->value();
    if (selectedCount() <= mostKept) {
        for (const int row : selectedRowNumbers())
            kept_.insert(model_->objectAt(row));
    }
}

void ObjectListView::restore()
{
    another_ = false;
    const LoadedTracePtr before = std::exchange(keptLoaded_, nullptr);
    if (!model_->loaded() || !before || (kept_.empty() && !keptCurrent_.valid())) {
        verticalScrollBar()->setValue(keptScroll_);
        return;
    }
    const auto inNew = [&](ObjectRef object) { return sameObject(before->trace, model_->loaded()->trace, object); };
    std::unordered_set<ObjectRef> wanted;
    for (const ObjectRef object : kept_)
        wanted.insert(inNew(object));
    const ObjectRef wantedCurrent = keptCurrent_.valid() ? inNew(keptCurrent_) : ObjectRef();
    QItemSelection selection;
    QModelIndex current;
    int first = -1; // of a run of selected rows
    const int rows = model_->rowCount();
    for (int row = 0; row <= rows; ++row) {
        const ObjectRef object = model_->objectAt(row);
        const bool selected = object.valid() && wanted.contains(object);
        if (selected && first < 0)
            first = row;
        if (!selected && first >= 0) {
            selection.select(model_->index(first, 0), model_->index(row - 1, objectColumnCount - 1));
            first = -1;
        }
        if (object.valid() && object == wantedCurrent)
            current = model_->index(row, 0);
    }
    selectionModel()->select(selection, QItemSelectionModel::Select);
    if (current.isValid())
        selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    verticalScrollBar()->setValue(keptScroll_);
}

} // namespace rolloutscope
