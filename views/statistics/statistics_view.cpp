#include "views/statistics/statistics_view.h"

#include "views/actions/action_registry.h"
#include "views/document/background.h"
#include "views/statistics/object_list_view.h"
#include "views/statistics/statistics_headline.h"
#include "views/statistics/statistics_source.h"
#include "views/statistics/statistics_table.h"
#include "views/statistics/statistics_text.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedLayout>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>

namespace rolloutscope {
namespace {

constexpr int mostAgentCharacters = 40;

QLabel* makeNote(QWidget* parent)
{
    auto* note = new QLabel(parent);
    note->setAlignment(Qt::AlignCenter);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    note->setForegroundRole(QPalette::PlaceholderText);
    return note;
}

} // namespace

struct StatisticsView::Private {
    TraceDocument* document = nullptr;
    StatisticsSource* source = nullptr;
    StatisticsHeadline* headline = nullptr;
    QComboBox* scope = nullptr;
    QToolButton* zoomButton = nullptr;
    QToolButton* clearButton = nullptr;
    QSplitter* splitter = nullptr;
    QStackedLayout* tableStack = nullptr;
    StatisticsTable* table = nullptr;
    QLabel* tableNote = nullptr;
    QLabel* listTitle = nullptr;
    QStackedLayout* listStack = nullptr;
    ObjectListView* list = nullptr;
    QLabel* listNote = nullptr;
    ActionRegistry* actions = nullptr;
    QAction* zoom = nullptr;
    QAction* clear = nullptr;
    QAction* copy = nullptr;
    QAction* copyTable = nullptr;
    QAction* copyList = nullptr;
    QAction* redact = nullptr;
    bool active = false;
    bool inSight = true;
};

StatisticsView::StatisticsView(TraceDocument* document, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>())
{
    d_->document = document;
    d_->source = new StatisticsSource(document, this);
    registerActions();
    build();

    connect(d_->source, &StatisticsSource::currentChanged, this, &StatisticsView::showNumbers);
    connect(d_->source, &StatisticsSource::staleChanged, this, &StatisticsView::showStale);
    connect(d_->source, &StatisticsSource::scopeChanged, this, &StatisticsView::showScopes);
    connect(d_->scope, &QComboBox::activated, this,
            [this](int index) { d_->source->setScope(static_cast<StatisticsScope>(index)); });
    connect(document, &TraceDocument::rangeChanged, this, &StatisticsView::showRange);
    connect(d_->table, &StatisticsTable::chosenChanged, this, &StatisticsView::showList);
    connect(d_->table, &QWidget::customContextMenuRequested, this, &StatisticsView::showTableMenu);
    connect(d_->list, &ObjectListView::picked, this, [this](ObjectRef object) { go(object, false); });
    connect(d_->list, &ObjectListView::goRequested, this, [this](ObjectRef object) { go(object, true); });
    connect(d_->list, &QWidget::customContextMenuRequested, this, &StatisticsView::showListMenu);
    connect(d_->list->objects(), &ObjectListModel::ordered, this, [this] { enableCopies(); });
    showNumbers();
    showScopes();
    showRange();
}

StatisticsView::~StatisticsView() = default;

void StatisticsView::setRedacts(bool redacts)
{
    d_->redact->setChecked(redacts);
}

bool StatisticsView::redacts() const
{
    return d_->redact->isChecked();
}

void StatisticsView::registerActions()
{
    d_->actions = new ActionRegistry(this);
    const QString group = tr("Statistics");
    d_->zoom = d_->actions->add({.id = QStringLiteral("statistics.zoom"),
                                 .group = group,
                                 .text = tr("&Zoom to Stretch"),
                                 .help = tr("Show the selected stretch of time across the timeline")});
    d_->clear = d_->actions->add({.id = QStringLiteral("statistics.clear"),
                                  .group = group,
                                  .text = tr("C&lear Stretch"),
                                  .help = tr("Select no stretch of time: the numbers are those of the whole rollout")});
    d_->copy = d_->actions->add({.id = QStringLiteral("statistics.copy"),
                                 .group = group,
                                 .text = tr("&Copy"),
                                 .help = tr("Copy the selected rows of the statistics, or of the list beside them"),
                                 .keys = {QKeySequence::Copy},
                                 .context = Qt::WidgetWithChildrenShortcut});
    d_->copyTable = d_->actions->add({.id = QStringLiteral("statistics.copyTable"),
                                      .group = group,
                                      .text = tr("Copy Statistics as CS&V"),
                                      .help = tr("Copy all rows of the statistics, with numbers in full")});
    d_->copyList = d_->actions->add({.id = QStringLiteral("statistics.copyList"),
                                     .group = group,
                                     .text = tr("Copy &List as CSV"),
                                     .help = tr("Copy the selected rows of the list, or all if none is selected")});
    d_->redact =
        d_->actions->add({.id = QStringLiteral("statistics.redact"),
                          .group = group,
                          .text = tr("&Mask Secrets in Copies"),
                          .help = tr("Mask keys, passwords, e-mail addresses and names in home paths when copying"),
                          .checkable = true});
    connect(d_->redact, &QAction::triggered, this, &StatisticsView::redactsChanged);
    d_->actions->addHint(group, tr("Enter"), tr("Go to an object of the list"));
    connect(d_->zoom, &QAction::triggered, this, [this] {
        if (const auto range = d_->document->range())
            d_->document->setVisibleTime(*range);
    });
    connect(d_->clear, &QAction::triggered, this, [this] { d_->document->setRange(std::nullopt); });
    connect(d_->copy, &QAction::triggered, this, &StatisticsView::copy);
    connect(d_->copyTable, &QAction::triggered, this, [this] {
        if (const StretchStatisticsPtr& current = d_->source->current())
            QGuiApplication::clipboard()->setText(statisticsAsCsv(current->numbers.rows, redacts()));
    });
    connect(d_->copyList, &QAction::triggered, this, [this] { copyObjects(true); });
    d_->copyList->setEnabled(false);
}

void StatisticsView::build()
{
    d_->headline = new StatisticsHeadline(this);
    d_->scope = new QComboBox(this);
    d_->scope->setAccessibleName(tr("Whose work counts"));
    d_->scope->setToolTip(tr("Whose work counts"));
    d_->scope->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    d_->scope->addItems({QString(), QString(), QString()});
    const auto addButton = [this](QAction* action) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setFocusPolicy(Qt::TabFocus);
        return button;
    };
    d_->zoomButton = addButton(d_->zoom);
    d_->clearButton = addButton(d_->clear);

    auto* tableSide = new QWidget(this);
    d_->table = new StatisticsTable(tableSide);
    d_->tableNote = makeNote(tableSide);
    d_->tableStack = new QStackedLayout(tableSide);
    d_->tableStack->addWidget(d_->tableNote);
    d_->tableStack->addWidget(d_->table);

    auto* listSide = new QWidget(this);
    d_->listTitle = new QLabel(listSide);
    d_->listTitle->setTextFormat(Qt::PlainText);
    d_->listTitle->setContentsMargins(8, 4, 8, 3);
    d_->listTitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    QFont titleFont = smallFont();
    titleFont.setWeight(QFont::DemiBold);
    d_->listTitle->setFont(titleFont);
    d_->listTitle->setForegroundRole(QPalette::PlaceholderText);
    d_->list = new ObjectListView(listSide);
    d_->listNote = makeNote(listSide);
    auto* listPlace = new QWidget(listSide);
    d_->listStack = new QStackedLayout(listPlace);
    d_->listStack->addWidget(d_->listNote);
    d_->listStack->addWidget(d_->list);
    auto* listLayout = new QVBoxLayout(listSide);
    listLayout->setContentsMargins(0, 0, 0, 0);
    listLayout->setSpacing(0);
    listLayout->addWidget(d_->listTitle);
    listLayout->addWidget(listPlace, 1);

    d_->splitter = new QSplitter(Qt::Horizontal, this);
    d_->splitter->setChildrenCollapsible(false);
    d_->splitter->setHandleWidth(1);
    d_->splitter->addWidget(tableSide);
    d_->splitter->addWidget(listSide);
    d_->splitter->setStretchFactor(0, 3);
    d_->splitter->setStretchFactor(1, 2);

    auto* top = new QHBoxLayout;
    top->setContentsMargins(metrics::panelPadding, 1, 6, 3);
    top->setSpacing(6);
    top->addWidget(d_->headline, 1);
    for (QWidget* widget : std::initializer_list<QWidget*>{d_->zoomButton, d_->clearButton, d_->scope})
        top->addWidget(widget, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(d_->splitter, 1);
    setFocusProxy(d_->table);
}

ActionRegistry* StatisticsView::actions() const
{
    return d_->actions;
}

StatisticsSource* StatisticsView::source() const
{
    return d_->source;
}

StatisticsTable* StatisticsView::table() const
{
    return d_->table;
}

ObjectListView* StatisticsView::list() const
{
    return d_->list;
}

QString StatisticsView::headline() const
{
    return d_->headline->text();
}

void StatisticsView::setInSight(bool inSight)
{
    d_->inSight = inSight;
    setActive(inSight && isVisible());
}

void StatisticsView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    setActive(d_->inSight);
}

void StatisticsView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    setActive(false);
}

/// What is out of sight is not counted anew: its numbers must not be taken along for those of another stretch.
void StatisticsView::setActive(bool active)
{
    d_->active = active;
    d_->source->setActive(active);
    enableCopies();
}

void StatisticsView::enableCopies()
{
    const StretchStatisticsPtr& current = d_->source->current();
    d_->copy->setEnabled(d_->active);
    d_->copyTable->setEnabled(d_->active && current && !current->numbers.rows.empty());
    d_->copyList->setEnabled(d_->active && d_->list->objects()->rowCount() > 0);
}

void StatisticsView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    d_->splitter->setOrientation(width() >= height() ? Qt::Horizontal : Qt::Vertical);
}

void StatisticsView::showNumbers()
{
    const StretchStatisticsPtr& current = d_->source->current();
    const bool empty = !current || current->numbers.rows.empty();
    std::vector<HeadlineValue> values = current ? headlineOf(*current) : std::vector<HeadlineValue>();
    const bool whole = current && !current->range;
    d_->headline->setValues(std::move(values), whole ? tr("Shift+drag on the timeline selects a stretch") : QString());
    d_->table->setStatistics(current);
    d_->tableNote->setText(current ? tr("Nothing ran here.") : QString());
    d_->tableStack->setCurrentWidget(empty ? static_cast<QWidget*>(d_->tableNote) : d_->table);
    enableCopies();
    showList();
}

void StatisticsView::showList()
{
    const StretchStatisticsPtr& current = d_->source->current();
    const std::optional<std::size_t> place = d_->table->chosenPlace();
    d_->list->showObjects(current, place);
    if (place) {
        const Statistic& statistic = current->numbers.rows[*place];
        d_->listTitle->setText(tr("%1 · %2").arg(StatisticsModel::nameOf(statistic),
                                                 QString::fromStdString(formatCount(statistic.count))));
    } else {
        const bool empty = !current || current->numbers.rows.empty(); // which is said beside it
        d_->listNote->setText(empty                 ? QString()
                              : d_->table->chosen() ? tr("Nothing of the kind ran here.")
                                                    : tr("Select a row to see what is behind its numbers."));
    }
    d_->listTitle->setVisible(place.has_value());
    d_->listStack->setCurrentWidget(place ? static_cast<QWidget*>(d_->list) : d_->listNote);
}

void StatisticsView::showStale()
{
    const bool stale = d_->source->isStale();
    d_->headline->setStale(stale);
    d_->table->setStale(stale);
    d_->list->setStale(stale);
}

void StatisticsView::showScopes()
{
    const ThreadIndex agent = d_->source->agent();
    const LoadedTracePtr loaded = d_->document->loaded();
    QString one = tr("Agent of the selection");
    QString below = tr("It and its sub-agents");
    if (agent && loaded) {
        const QString name = singleLine(objectTitle(loaded->trace, loaded->relations, agent), mostAgentCharacters);
        one = name;
        below = tr("%1 and sub-agents").arg(name);
    }
    d_->scope->setItemText(0, tr("All agents"));
    d_->scope->setItemText(1, one);
    d_->scope->setItemText(2, below);
    if (auto* items = qobject_cast<QStandardItemModel*>(d_->scope->model())) {
        items->item(1)->setEnabled(agent.valid());
        items->item(2)->setEnabled(agent.valid());
    }
    d_->scope->setCurrentIndex(static_cast<int>(d_->source->scope()));
}

void StatisticsView::showRange()
{
    const bool selected = d_->document->range().has_value();
    d_->zoom->setEnabled(selected);
    d_->clear->setEnabled(selected);
    d_->zoomButton->setVisible(selected);
    d_->clearButton->setVisible(selected);
}

void StatisticsView::go(ObjectRef object, bool reveal)
{
    const LoadedTracePtr shown = d_->list->objects()->loaded();
    const LoadedTracePtr loaded = d_->document->loaded();
    if (!shown || !loaded || !object.valid())
        return;
    const ObjectRef now = sameObject(shown->trace, loaded->trace, object);
    if (reveal)
        d_->source->reveal(now);
    else
        d_->source->select(now);
}

void StatisticsView::copy()
{
    if (d_->list->hasFocus())
        copyObjects(false);
    else if (const QString text = d_->table->selectedText(); !text.isEmpty())
        QGuiApplication::clipboard()->setText(redacts() ? redacted(text) : text);
}

void StatisticsView::copyObjects(bool asCsv)
{
    std::vector<ObjectRef> objects = d_->list->selectedObjects();
    if (objects.empty() && asCsv)
        objects = d_->list->allObjects();
    const LoadedTracePtr loaded = d_->list->objects()->loaded();
    if (objects.empty() || !loaded)
        return;
    // A million rows take seconds.
    auto* watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [watcher] {
        watcher->deleteLater();
        QGuiApplication::clipboard()->setText(watcher->result());
    });
    watcher->setFuture(runInBackground([loaded, objects = std::move(objects), asCsv, redact = redacts()] {
        if (asCsv)
            return objectsAsCsv(*loaded, objects, redact);
        const QString text = objectsAsText(*loaded, objects);
        return redact ? redacted(text) : text;
    }));
}

void StatisticsView::showTableMenu(const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({d_->copy, d_->copyTable, d_->redact});
    menu->addSeparator();
    menu->addActions({d_->zoom, d_->clear});
    menu->popup(d_->table->viewport()->mapToGlobal(position));
}

void StatisticsView::showListMenu(const QPoint& position)
{
    const ObjectRef object = d_->list->objects()->objectAt(d_->list->indexAt(position).row());
    if (!object.valid())
        return;
    go(object, false);
    d_->document->requestObjectMenu(d_->document->selection(), d_->list->viewport()->mapToGlobal(position),
                                    {d_->copy, d_->copyList, d_->redact});
}

} // namespace rolloutscope
