// Joins canvas, scroll bar, actions and document.
#include "views/timeline/timeline_view.h"

#include "views/document/background.h"
#include "views/timeline/timeline_canvas.h"

#include <QAction>
#include <QFutureWatcher>
#include <QHBoxLayout>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QTimer>

namespace rolloutscope {
namespace {

using ModelPtr = std::shared_ptr<const TimelineModel>;

/// Up to this many spans the model is built at once; it takes a few milliseconds.
constexpr std::size_t buildAtOnce = 20'000;
constexpr int presentIntervalMs = 1'000;
constexpr double zoomStep = 1.5;

} // namespace

struct TimelineView::Private {
    TimelineView* view;
    TraceDocument* document;
    TimelineCanvas* canvas;
    QScrollBar* scrollBar;
    QList<QAction*> actions;
    QAction* allArrows = nullptr;

    QFutureWatcher<ModelPtr> building;
    LoadedTracePtr wanted;  // the trace that is shown or being prepared
    bool isStale = false;   // more came while a model was built
    bool keepsView = false; // the model being built is of the rollout that is shown
    QTimer presentTimer;    // what still runs grows, also while nothing is recorded
    bool settingTime = false;

    void takeTrace(TraceChange change);
    void build();
    void buildInBackground();
    [[nodiscard]] UnixMs present() const;
    void takeModel(ModelPtr model);
    void updateMessage();
    void followViewport();
    void followDocument(TimeRange range);
    void addActions();

    template <typename Run>
    QAction* add(const QString& text, const QString& toolTip, const QList<QKeySequence>& keys, Run run)
    {
        auto* action = new QAction(text, view);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        QString help = toolTip;
        if (!keys.isEmpty())
            help += QStringLiteral(" (%1)").arg(keys.front().toString(QKeySequence::NativeText));
        action->setToolTip(help);
        action->setStatusTip(toolTip);
        view->addAction(action);
        actions.append(action);
        connect(action, &QAction::triggered, view, run);
        return action;
    }
};

void TimelineView::Private::takeTrace(TraceChange change)
{
    wanted = document->loaded();
    if (!wanted) {
        building.setFuture({});
        canvas->setModel(nullptr, false);
        updateMessage();
        return;
    }
    // One after the other: a rollout that grows faster than its model is built is still seen to grow.
    if (change == TraceChange::Grown && building.isRunning()) {
        isStale = true;
        return;
    }
    keepsView = change == TraceChange::Grown && canvas->model() != nullptr;
    build();
}

void TimelineView::Private::build()
{
    isStale = false;
    if (TimelineModel::expectedSpans(*wanted) <= buildAtOnce) {
        building.setFuture({});
        takeModel(TimelineModel::build(wanted, present()));
        return;
    }
    buildInBackground();
    updateMessage();
}

void TimelineView::Private::buildInBackground()
{
    building.setFuture(
        runInBackground([loaded = wanted, until = present()] { return TimelineModel::build(loaded, until); }));
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
    canvas->setModel(std::move(model), keepsView);
    keepsView = true;
    updateMessage();
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
}

void TimelineView::Private::followViewport()
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
    if (!canvas->model())
        return;
    const Stretch seen = viewport.visible();
    const auto zero = static_cast<double>(canvas->model()->zero());
    settingTime = true;
    document->setVisibleTime({.begin = zero + seen.begin, .end = zero + seen.end});
    settingTime = false;
}

void TimelineView::Private::followDocument(TimeRange range)
{
    if (settingTime || !canvas->model() || range.length() <= 0)
        return;
    const auto zero = static_cast<double>(canvas->model()->zero());
    canvas->showTime({range.begin - zero, range.end - zero});
}

void TimelineView::Private::addActions()
{
    add(tr("Zoom &In"), tr("Zoom in on the timeline; wheel or W zooms at the cursor"),
        {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::Key_Plus), QKeySequence(Qt::Key_Equal),
         QKeySequence(Qt::CTRL | Qt::Key_Equal)},
        [this] { canvas->zoomBy(zoomStep); });
    add(tr("Zoom &Out"), tr("Zoom out of the timeline; wheel or S zooms at the cursor"),
        {QKeySequence(Qt::CTRL | Qt::Key_Minus), QKeySequence(Qt::Key_Minus)},
        [this] { canvas->zoomBy(1 / zoomStep); });
    add(tr("&Fit All"), tr("Show the whole rollout"), {QKeySequence(Qt::Key_F)}, [this] { canvas->fitAll(); });
    add(tr("Go to the E&nd"), tr("Show the end; of a live rollout it then stays in sight"), {QKeySequence(Qt::Key_End)},
        [this] { canvas->showEnd(); });
    add(tr("&Zoom to Selection"), tr("Show the selected object as large as it fits"), {QKeySequence(Qt::Key_Z)},
        [this] { canvas->zoomToSelection(); });
    add(tr("Select &Parent"), tr("Select what asked for the selected object: the call of a tool, the turn of a call"),
        {QKeySequence(Qt::Key_P)}, [this] { canvas->selectParent(); });
    add(tr("&Next Failure"), tr("Select the next failed call, tool or code cell of any agent"),
        {QKeySequence(Qt::Key_N)}, [this] { canvas->selectFailure(1); });
    add(tr("Pre&vious Failure"), tr("Select the failed call, tool or code cell before"),
        {QKeySequence(Qt::SHIFT | Qt::Key_N)}, [this] { canvas->selectFailure(-1); });
    add(tr("Follow Message"), tr("From a call to the message that it sent, from a message to where it arrived"),
        {QKeySequence(Qt::Key_BracketRight)}, [this] { canvas->followMessage(1); });
    add(tr("Follow Message Back"), tr("From an agent to the message that reached it, from a message to who sent it"),
        {QKeySequence(Qt::Key_BracketLeft)}, [this] { canvas->followMessage(-1); });
    allArrows = add(tr("Show All &Arrows"), tr("Show every message between agents, not only those of the selection"),
                    {QKeySequence(Qt::Key_E)}, [] {});
    allArrows->setCheckable(true);
    connect(allArrows, &QAction::toggled, canvas, &TimelineCanvas::setAllArrows);
    add(tr("&Collapse or Expand Agent"), tr("Fold the track under the cursor, or the selected one, to one line"),
        {QKeySequence(Qt::Key_C)}, [this] { canvas->toggleCollapsed(); });
    add(tr("Collapse All A&gents"), tr("Fold every track to one line"), {QKeySequence(Qt::SHIFT | Qt::Key_C)},
        [this] { canvas->setAllCollapsed(true); });
    add(tr("E&xpand All Agents"), tr("Unfold every track"), {QKeySequence(Qt::SHIFT | Qt::Key_X)},
        [this] { canvas->setAllCollapsed(false); });
}

TimelineView::TimelineView(TraceDocument* document, QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>())
{
    d_->view = this;
    d_->document = document;
    d_->canvas = new TimelineCanvas(document, this);
    d_->scrollBar = new QScrollBar(Qt::Vertical, this);
    d_->scrollBar->setAccessibleName(tr("Scroll tracks"));
    // The time scale keeps its width when the bar comes and goes.
    QSizePolicy keepsItsPlace = d_->scrollBar->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    d_->scrollBar->setSizePolicy(keepsItsPlace);
    d_->scrollBar->hide();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(d_->canvas, 1);
    layout->addWidget(d_->scrollBar);
    setFocusProxy(d_->canvas);
    d_->addActions();

    Private* d = d_.get();
    connect(d->scrollBar, &QScrollBar::valueChanged, d->canvas, &TimelineCanvas::scrollTo);
    connect(d->canvas, &TimelineCanvas::viewportChanged, this, [d] { d->followViewport(); });
    connect(document, &TraceDocument::traceChanged, this, [d](TraceChange change) { d->takeTrace(change); });
    d->presentTimer.setInterval(presentIntervalMs);
    connect(&d->presentTimer, &QTimer::timeout, this, [this, d] {
        if (d->wanted && isVisible())
            d->takeTrace(TraceChange::Grown);
    });
    const auto follow = [d, document] {
        if (document->liveness() == Liveness::Live)
            d->presentTimer.start();
        else
            d->presentTimer.stop();
    };
    connect(document, &TraceDocument::livenessChanged, this, follow);
    follow();
    connect(document, &TraceDocument::visibleTimeChanged, this, [d](TimeRange range) { d->followDocument(range); });
    for (auto signal : {&TraceDocument::loadStarted, &TraceDocument::loadCancelled})
        connect(document, signal, this, [d] { d->updateMessage(); });
    connect(document, &TraceDocument::loadFailed, this, [d] { d->updateMessage(); });
    connect(&d->building, &QFutureWatcher<ModelPtr>::finished, this, [d] {
        if (d->building.future().resultCount() > 0)
            d->takeModel(d->building.result());
    });
    d->takeTrace(TraceChange::Opened);
}

TimelineView::~TimelineView() = default;

QList<QAction*> TimelineView::viewActions() const
{
    return d_->actions;
}

void TimelineView::waitUntilReady()
{
    if (!d_->building.isRunning() && d_->building.future().resultCount() == 0)
        return;
    d_->building.waitForFinished();
    if (!d_->canvas->model() || &d_->canvas->model()->loaded() != d_->wanted.get())
        d_->takeModel(d_->building.result());
}

TimelineCanvas* TimelineView::canvas() const
{
    return d_->canvas;
}

} // namespace rolloutscope
