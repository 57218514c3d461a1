// Joins canvas, scroll bar, legend, filter and document.
#include "views/timeline/timeline_view.h"

#include "views/document/background.h"
#include "views/find/find_bar.h"
#include "views/theme/icons.h"
#include "views/timeline/timeline_view_private.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>
#include <QSignalBlocker>
#include <QToolButton>

#include <tuple>

namespace rolloutscope {
namespace {

/// Up to this many objects the model is built at once; it takes a few milliseconds.
constexpr std::size_t buildAtOnce = 20'000;
constexpr int presentIntervalMs = 1'000;

} // namespace

// ---- The model -----------------------------------------------------------------------------------------------------

void TimelineView::Private::takeTrace(TraceChange change)
{
    wanted = document->loaded();
    if (!wanted) {
        building.setFuture({});
        keeper->leave();
        canvas->setModel(nullptr, false);
        legend->forget();
        legend->setModel(nullptr);
        facts->setTrace(nullptr, 0);
        updateMessage();
        return;
    }
    // One after the other: a rollout that grows faster than its model is built is still seen to grow.
    if (change == TraceChange::Grown && building.isRunning()) {
        isStale = true;
        return;
    }
    keepsView = change == TraceChange::Grown && canvas->model() != nullptr;
    if (change == TraceChange::Opened) {
        options.hidden = 0;
        legend->forget();
    }
    build();
}

void TimelineView::Private::setOptions(TimelineOptions changed)
{
    const bool same = changed == options;
    options = changed;
    if (same || !wanted)
        return;
    if (building.isRunning())
        isStale = true;
    else
        build();
}

void TimelineView::Private::build()
{
    isStale = false;
    const auto make = [loaded = wanted, until = present(), options = options,
                       earlier = keepsView ? canvas->model() : nullptr]() -> ModelPtr {
        return earlier ? TimelineModel::grow(*earlier, loaded, until, options)
                       : TimelineModel::build(loaded, until, options);
    };
    if (TimelineModel::expectedCost(*wanted) <= buildAtOnce) {
        building.setFuture({});
        takeModel(make());
        return;
    }
    building.setFuture(runInBackground(make));
    updateMessage();
}

/// Now, by the rollout's clock: the last event and what has passed since it came.
UnixMs TimelineView::Private::present() const
{
    if (document->liveness() != Liveness::Live)
        return 0;
    return wanted->relations.lastMoment() + document->msSinceLastEvent();
}

void TimelineView::Private::takeModel(ModelPtr model)
{
    // A fold moves everything behind it: one goes on looking at the same time.
    const auto foldingOf = [](const TimelineModel& of) {
        return std::tuple(of.options().foldLongerThan, of.folds().folds().size(),
                          of.folds().empty() ? 0 : of.folds().foldedLength());
    };
    const bool staysAtEnd = document->liveness() == Liveness::Live && canvas->viewport().showsEnd();
    const bool movesTime =
        keepsView && canvas->model() && !staysAtEnd && foldingOf(*canvas->model()) != foldingOf(*model);
    const TimeRange seen = document->visibleTime();
    const bool fitted = canvas->viewport().fitsAll();
    const auto looksOf = [](const TimelineModel* of) {
        return of ? std::pair(of->options().mode, of->options().hidden) : std::pair(ColorMode::Kind, CategorySet{0});
    };
    const bool looksOther = looksOf(canvas->model().get()) != looksOf(model.get());
    legend->setModel(model);
    facts->setTrace(model->loadedPtr(), static_cast<UnixMs>(model->unixAt(model->content().end)));
    const bool isOther = !keepsView;
    if (isOther)
        keeper->leave();
    canvas->setModel(std::move(model), keepsView);
    keeper->takeUp();
    updateHits();
    updateFlags();
    if (movesTime && !fitted)
        canvas->showUnixTime(seen, false);
    keepsView = true;
    updateMessage();
    updateTrackActions();
    if (looksOther)
        emit view->looksChanged();
    if (isOther)
        legend->setHiddenOfAll(keeper->hiddenCategories());
    if (isStale)
        build();
}

void TimelineView::Private::updateMessage()
{
    QString message;
    const bool isBuilding = building.isRunning();
    if (canvas->model() == nullptr || (isBuilding && !keepsView)) {
        switch (document->state()) {
        case TraceDocument::State::Empty:
            message = tr("Open a bundle to see its agents at work: File → Open Bundle…, or drop a folder here.");
            break;
        case TraceDocument::State::Loading:
            message = tr("Reading the bundle…");
            break;
        case TraceDocument::State::Failed:
            message = tr("The bundle could not be opened.");
            break;
        case TraceDocument::State::Ready:
            message = tr("Preparing the timeline…");
            break;
        }
    } else if (canvas->model()->tracks().empty()) {
        message = tr("This rollout recorded no agents yet.");
    }
    canvas->setMessage(message);
    scrollBar->setEnabled(message.isEmpty());
    filter->setVisible(message.isEmpty());
    arrangeButton->setVisible(message.isEmpty());
}

// ---- Where one looks -----------------------------------------------------------------------------------------------

void TimelineView::Private::followViewport(bool byPerson)
{
    const TimelineViewport& viewport = canvas->viewport();
    {
        const QSignalBlocker blocker(scrollBar);
        scrollBar->setRange(0, canvas->model() ? viewport.maxScrollY() : 0);
        scrollBar->setVisible(scrollBar->maximum() > 0);
        scrollBar->setPageStep(std::max(1, viewport.height()));
        scrollBar->setSingleStep(metrics::laneHeight + metrics::laneGap);
        scrollBar->setValue(viewport.scrollY());
    }
    placeCorner();
    if (!canvas->model())
        return;
    const Stretch seen = viewport.visible();
    settingTime = true;
    document->setVisibleTime({.begin = canvas->model()->unixAt(seen.begin), .end = canvas->model()->unixAt(seen.end)},
                             byPerson);
    settingTime = false;
}

void TimelineView::Private::followDocument(TimeRange range)
{
    if (!settingTime && canvas->model() && range.length() > 0)
        canvas->showUnixTime(range);
}

/// The filter stands in the corner beside the axis.
void TimelineView::Private::placeCorner()
{
    constexpr int margin = 6;
    constexpr int buttonWidth = 22;
    const TimelineRegions regions = canvas->regions();
    const QRect row(margin, regions.axis.top() + 2, regions.corner.width() - 2 * margin, regions.axis.height() - 5);
    filter->setGeometry(row.adjusted(0, 0, -buttonWidth - 3, 0));
    arrangeButton->setGeometry(QRect(row.right() - buttonWidth + 1, row.top(), buttonWidth, row.height()));
}

// ---- The view ------------------------------------------------------------------------------------------------------

TimelineView::TimelineView(TraceDocument* document, QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>())
{
    Private* d = d_.get();
    d->view = this;
    d->document = document;
    d->canvas = new TimelineCanvas(document, this);
    d->scrollBar = new QScrollBar(Qt::Vertical, this);
    d->scrollBar->setAccessibleName(tr("Scroll tracks"));
    // The time scale keeps its width when the bar comes and goes.
    QSizePolicy keepsItsPlace = d->scrollBar->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    d->scrollBar->setSizePolicy(keepsItsPlace);
    d->scrollBar->hide();
    d->legend = new LegendBar(this);
    d->filter = new QLineEdit(d->canvas);
    d->filter->setPlaceholderText(tr("Filter agents"));
    d->filter->setAccessibleName(tr("Filter agents"));
    d->filter->setToolTip(
        tr("Show only agents with these words in path, nickname, role or model, and those above them"));
    d->filter->setClearButtonEnabled(true);
    d->filter->setFont(smallFont());
    d->filter->setObjectName(QStringLiteral("trackFilter"));
    d->filter->installEventFilter(this);
    d->arrangeButton = new QToolButton(d->canvas);
    d->arrangeButton->setObjectName(QStringLiteral("arrangeAgents"));
    d->arrangeButton->setIcon(themedIcon(QStringLiteral("arrange")));
    d->arrangeButton->setIconSize(QSize(14, 14));
    d->arrangeButton->setAutoRaise(true);
    d->arrangeButton->setPopupMode(QToolButton::InstantPopup);
    d->arrangeButton->setFocusPolicy(Qt::TabFocus);
    d->arrangeButton->setToolTip(tr("Sort, fold and hide agents"));
    d->arrangeButton->setAccessibleName(tr("Arrange agents"));
    d->facts = new TimelineFacts(this);
    d->findBar = new FindBar(document, this);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(d->findBar, 0, 0, 1, 2);
    layout->addWidget(d->canvas, 1, 0);
    layout->addWidget(d->scrollBar, 1, 1);
    layout->addWidget(d->legend, 2, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    layout->setRowStretch(1, 1);
    setFocusProxy(d->canvas);
    d->keeper = new ArrangementKeeper(d->canvas, {});
    d->registry = new ActionRegistry(this);
    d->addActions();
    d->connectDocument();
    d->connectMarks();
    d->takeTrace(TraceChange::Opened);
}

void TimelineView::keepArrangements(const QString& folder)
{
    d_->keeper->setFolder(folder);
}

void TimelineView::Private::connectDocument()
{
    Private* d = this;
    connect(scrollBar, &QScrollBar::valueChanged, canvas, &TimelineCanvas::scrollTo);
    connect(canvas, &TimelineCanvas::viewportChanged, view, [d](bool byPerson) { d->followViewport(byPerson); });
    connect(canvas, &TimelineCanvas::arrangementChanged, view, [d] { d->updateTrackActions(); });
    connect(canvas, &TimelineCanvas::menuRequested, view,
            [d](ObjectRef object, bool onHeader, QPoint at) { d->openMenu(object, onHeader, at); });
    connect(document, &TraceDocument::traceChanged, view, [d](TraceChange change) { d->takeTrace(change); });
    presentTimer.setInterval(presentIntervalMs);
    connect(&presentTimer, &QTimer::timeout, view, [d] {
        if (d->wanted && d->view->isVisible())
            d->takeTrace(TraceChange::Grown);
    });
    const auto follow = [d] {
        if (d->document->liveness() == Liveness::Live)
            d->presentTimer.start();
        else
            d->presentTimer.stop();
    };
    connect(document, &TraceDocument::livenessChanged, view, follow);
    follow();
    connect(document, &TraceDocument::visibleTimeChanged, view, [d](TimeRange range) { d->followDocument(range); });
    for (auto signal : {&TraceDocument::loadStarted, &TraceDocument::loadCancelled})
        connect(document, signal, view, [d] { d->updateMessage(); });
    connect(document, &TraceDocument::loadFailed, view, [d] { d->updateMessage(); });
    for (auto signal : {&TraceDocument::rangeChanged, &TraceDocument::trackFilterChanged})
        connect(document, signal, view, [d] { d->updateTrackActions(); });
    connect(document, &TraceDocument::selectionChanged, view, [d] { d->updateTrackActions(); });
    connect(&building, &QFutureWatcher<ModelPtr>::finished, view, [d] {
        if (d->building.future().resultCount() > 0)
            d->takeModel(d->building.result());
    });
    connect(facts, &TimelineFacts::factsChanged, view, [d] {
        d->canvas->setWaits(d->facts->waits());
        d->canvas->setWorking(d->facts->working());
        d->canvas->setContextWindows(d->facts->windows());
    });
    connect(legend, &LegendBar::modeChosen, view, [d](ColorMode mode) {
        d->color.check(static_cast<int>(mode));
        d->legend->setMode(mode);
        d->canvas->setColorMode(mode);
        TimelineOptions changed = d->options;
        changed.mode = mode;
        d->setOptions(changed);
        emit d->view->settingsChanged();
    });
    connect(legend, &LegendBar::hiddenChanged, view, [d](CategorySet hidden) {
        TimelineOptions changed = d->options;
        changed.mode = d->legend->mode();
        changed.hidden = hidden;
        d->keeper->setHiddenCategories(d->legend->hiddenOfAll());
        d->setOptions(changed);
    });
    connect(filter, &QLineEdit::textChanged, document, &TraceDocument::setTrackFilter);
    connect(document, &TraceDocument::trackFilterChanged, filter, [d] {
        const QSignalBlocker blocker(d->filter);
        if (d->filter->text() != d->document->trackFilter())
            d->filter->setText(d->document->trackFilter());
    });
}

TimelineView::~TimelineView() = default;

/// Keys that the filter has no use for must not move the timeline behind it.
bool TimelineView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != d_->filter || event->type() != QEvent::KeyPress)
        return false;
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
        if (!d_->filter->text().isEmpty()) {
            d_->filter->clear();
            return true;
        }
        [[fallthrough]];
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Down:
        d_->canvas->setFocus(Qt::OtherFocusReason);
        return true;
    case Qt::Key_Up:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        return true;
    default:
        return false;
    }
}

void TimelineView::waitUntilReady()
{
    if (d_->building.isRunning() || d_->building.future().resultCount() > 0) {
        d_->building.waitForFinished();
        if (!d_->canvas->model() || d_->canvas->model()->loadedPtr() != d_->wanted)
            d_->takeModel(d_->building.result());
    }
    if (d_->canvas->model()) {
        d_->facts->waitUntilReady();
        d_->canvas->waitForDetails();
    }
}

TimelineCanvas* TimelineView::canvas() const
{
    return d_->canvas;
}

LegendBar* TimelineView::legend() const
{
    return d_->legend;
}

int TimelineView::heightOfAll() const
{
    return d_->canvas->regions().tracks.top() + d_->canvas->trackLayout().totalHeight() + 1 +
           (d_->legend->isVisibleTo(this) ? d_->legend->height() : 0);
}

} // namespace rolloutscope
