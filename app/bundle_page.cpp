#include "app/bundle_page.h"

#include "app/window/bundle_words.h"
#include "app/window/loading_panel.h"
#include "app/window/panel_dock.h"
#include "app/window/play_actions.h"
#include "app/window/reading_panels.h"
#include "app/window/statistics_panel.h"
#include "core/insight/recorder.h"
#include "views/actions/action_registry.h"
#include "views/bookmarks/bookmark_store.h"
#include "views/bookmarks/bookmarks_view.h"
#include "views/find/find_bar.h"
#include "views/graph/graph_view.h"
#include "views/inspector/inspector_view.h"
#include "views/outline/outline_view.h"
#include "views/outline/problems_view.h"
#include "views/statistics/statistics_view.h"
#include "views/timeline/arrangement_keeper.h"
#include "views/timeline/object_looks.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_view.h"

#include <QAction>
#include <QDataStream>
#include <QDockWidget>
#include <QIODevice>
#include <QMainWindow>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedLayout>
#include <QTimer>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr quint32 layoutVersion = 7;    // another one for other panels: their places mean nothing to each other
constexpr int reloadPanelDelayMs = 300; // a quick reload does not flicker
constexpr int livenessIntervalMs = 1'000;

} // namespace

BundlePage::BundlePage(const QString& path, QWidget* parent) : QWidget(parent)
{
    document_ = new TraceDocument(this);
    document_->setPath(path);

    loadingPanel_ = new LoadingPanel(this);
    workspace_ = new QMainWindow(this);
    workspace_->setWindowFlags(Qt::Widget);
    workspace_->setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks |
                               QMainWindow::AllowTabbedDocks);
    workspace_->setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    workspace_->setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    workspace_->setContextMenuPolicy(Qt::PreventContextMenu);

    timeline_ = new TimelineView(document_);
    timeline_->keepArrangements(ArrangementKeeper::defaultFolder());
    graph_ = new GraphView(document_);
    outline_ = new OutlineView(document_);
    inspector_ = new InspectorView(document_);
    problems_ = new ProblemsView(document_);

    splitter_ = new QSplitter(Qt::Horizontal);
    splitter_->setObjectName(QStringLiteral("middle"));
    splitter_->setChildrenCollapsible(false);
    splitter_->setHandleWidth(1);
    splitter_->addWidget(timeline_);
    splitter_->addWidget(graph_);
    splitter_->setStretchFactor(0, 5);
    splitter_->setStretchFactor(1, 3);
    workspace_->setCentralWidget(splitter_);

    outlineDock_ = addPanelDock(workspace_, outline_, tr("Outline"), QStringLiteral("outline"), Qt::LeftDockWidgetArea);
    inspectorDock_ =
        addPanelDock(workspace_, inspector_, tr("Inspector"), QStringLiteral("inspector"), Qt::RightDockWidgetArea);
    problemsDock_ =
        addPanelDock(workspace_, problems_, tr("Problems"), QStringLiteral("problems"), Qt::BottomDockWidgetArea);
    problemsDock_->hide();
    connect(problemsDock_->toggleViewAction(), &QAction::triggered, this,
            [this](bool shown) { problemsWish_ = shown ? ProblemsWish::Always : ProblemsWish::Never; });

    reading_ = new ReadingPanels(document_, workspace_, outlineDock_, inspectorDock_, this);
    connect(reading_, &ReadingPanels::payloadRequested, this, &BundlePage::showPayload);
    connect(reading_, &ReadingPanels::noticed, this, &BundlePage::noticed);
    connect(reading_, &ReadingPanels::left, timeline_, [this] { timeline_->setFocus(Qt::OtherFocusReason); });
    addBookmarks();
    statistics_ = new StatisticsPanel(document_, timeline_->canvas(), workspace_, bookmarksDock_);

    stack_ = new QStackedLayout(this);
    stack_->setContentsMargins(0, 0, 0, 0);
    stack_->addWidget(workspace_);
    stack_->addWidget(loadingPanel_);

    reloadDelay_ = new QTimer(this);
    reloadDelay_->setSingleShot(true);
    reloadDelay_->setInterval(reloadPanelDelayMs);
    connect(reloadDelay_, &QTimer::timeout, this, [this] { stack_->setCurrentWidget(loadingPanel_); });
    connect(loadingPanel_, &LoadingPanel::cancelRequested, document_, &TraceDocument::cancelLoading);
    connect(document_, &TraceDocument::loadProgressed, loadingPanel_, &LoadingPanel::setProgress);
    connect(document_, &TraceDocument::traceChanged, this, &BundlePage::takeTrace);
    const auto endLoad = [this] {
        reloadDelay_->stop();
        stack_->setCurrentWidget(workspace_);
    };
    connect(document_, &TraceDocument::loadFailed, this, [this, endLoad](const QString& message) {
        endLoad();
        if (document_->loaded())
            emit complained(tr("Not reloaded. %1").arg(message)); // the page still shows what it had
        else
            emit loadFailed(message);
    });
    connect(document_, &TraceDocument::loadCancelled, this, [this, endLoad] {
        endLoad();
        emit contentChanged();
        const LoadedTracePtr loaded = document_->loaded();
        if (loaded && loaded->stage == TraceStage::Spine)
            emit noticed(tr("Reading was cancelled: conversations, messages between agents and terminals are missing. "
                            "Reload (F5) reads them."));
        emit loadCancelled();
    });
    connect(graph_, &GraphView::findRequested, this, &BundlePage::openFind);
    connect(timeline_, &TimelineView::looksChanged, this, &BundlePage::shareLooks);
    const QAction* wheel = timeline_->actions()->action(QStringLiteral("timeline.wheelZooms"));
    connect(wheel, &QAction::toggled, graph_, &GraphView::setWheelZooms);
    registerActions();
    followLiveness();
}

void BundlePage::registerActions()
{
    actions_ = new ActionRegistry(this);
    const QString view = tr("View");
    for (QAction* dock : dockActions())
        actions_->adopt(dock, QStringLiteral("view.") + dock->parent()->objectName(), view);
    follow_ = actions_->add(
        {.id = QStringLiteral("view.follow"), .group = view, .keys = {Qt::CTRL | Qt::Key_L}, .checkable = true});

    play_ = new PlayActions(document_, splitter_, [this] { return timeline_->canvas()->currentMoment(); });

    const QString inspector = tr("Inspector");
    actions_->addHint(inspector, tr("Enter"), tr("Open the payload that is marked in the list"));
    actions_->addHint(inspector, tr("Ctrl+C"), tr("Copy a field, or the path of a payload"));
}

/// The graph has the timeline's colours, and hides what its legend hides.
void BundlePage::shareLooks()
{
    const auto model = timeline_->canvas()->model();
    if (!model) {
        graph_->setLooks({});
        return;
    }
    graph_->setLooks(
        {.colorOf = [this, model](const RolloutTrace& trace,
                                  ObjectRef object) { return colorOf(*model, Theme::of(palette()), trace, object); },
         .isHidden = [model](const RolloutTrace& trace,
                             ObjectRef object) { return rolloutscope::isHidden(*model, trace, object); }});
}

TranscriptView* BundlePage::transcript() const
{
    return reading_->transcript();
}

PromptView* BundlePage::prompt() const
{
    return reading_->prompt();
}

StatisticsView* BundlePage::statistics() const
{
    return statistics_->view();
}

std::vector<const ActionRegistry*> BundlePage::registries() const
{
    std::vector<const ActionRegistry*> all = {actions_,
                                              timeline_->actions(),
                                              graph_->actions(),
                                              play_->registry(),
                                              outline_->actions(),
                                              bookmarks_->actions(),
                                              statistics()->actions()};
    const auto reading = reading_->registries();
    all.insert(all.end(), reading.begin(), reading.end());
    return all;
}

QMenu* BundlePage::playMenu() const
{
    return play_->menu();
}

void BundlePage::addBookmarks()
{
    bookmarks_ = new BookmarksView(document_);
    bookmarksDock_ =
        addPanelDock(workspace_, bookmarks_, tr("Bookmarks"), QStringLiteral("bookmarks"), Qt::BottomDockWidgetArea);
    workspace_->tabifyDockWidget(problemsDock_, bookmarksDock_);
    bookmarksDock_->hide();
    bookmarksDock_->toggleViewAction()->setText(tr("&Bookmarks"));
    connect(bookmarksDock_->toggleViewAction(), &QAction::triggered, this, [this](bool shown) {
        if (shown)
            showBookmarks();
    });
    connect(bookmarks_, &BookmarksView::momentRequested, this, &BundlePage::centerOn);
    connect(document_->bookmarks(), &BookmarkStore::reported, this, &BundlePage::complained);
}

void BundlePage::centerOn(UnixMs moment)
{
    const double half = document_->visibleTime().length() / 2;
    const auto at = static_cast<double>(moment);
    document_->setVisibleTime({.begin = at - half, .end = at + half});
}

void BundlePage::followLiveness()
{
    follow_->setChecked(document_->isFollowing());
    connect(follow_, &QAction::toggled, document_, &TraceDocument::setFollowing);
    livenessTimer_ = new QTimer(this);
    livenessTimer_->setInterval(livenessIntervalMs);
    connect(livenessTimer_, &QTimer::timeout, this, &BundlePage::describeLiveness);
    connect(document_, &TraceDocument::livenessChanged, this, [this] {
        describeLiveness();
        emit livenessChanged();
    });
    connect(document_, &TraceDocument::rolloutEnded, this, [this] {
        const LoadedTracePtr loaded = document_->loaded();
        emit noticed(tr("The rollout ended: %1.").arg(QString::fromStdString(endText(loaded->trace))));
    });
    connect(document_, &TraceDocument::bundleLost, this, &BundlePage::bundleLost);
    describeLiveness();
}

void BundlePage::describeLiveness()
{
    const LivenessWords words = livenessWords(*document_);
    {
        const QSignalBlocker blocker(follow_);
        follow_->setChecked(document_->liveness() != Liveness::Paused && document_->isFollowing());
    }
    follow_->setText(words.action);
    follow_->setIconText(words.badge.isEmpty() ? words.action : words.badge);
    setActionHelp(follow_, words.explanation);
    const bool open = !words.badge.isEmpty();
    follow_->setEnabled(open && document_->liveness() != Liveness::Lost);
    follow_->setVisible(open);
    if (open && document_->liveness() != Liveness::Lost)
        livenessTimer_->start();
    else
        livenessTimer_->stop();
}

BundlePage::~BundlePage() = default;

void BundlePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    // Not at once: the page has its size when the window has laid itself out.
    QTimer::singleShot(0, this, &BundlePage::layOutFirst);
}

void BundlePage::layOutFirst()
{
    // Sizes of panels only mean something once the panels are in sight.
    if (sized_ || !isVisible() || stack_->currentWidget() != workspace_)
        return;
    sized_ = true;
    if (!pendingLayout_.isEmpty() && applyLayout(pendingLayout_))
        return;
    const int side = std::clamp(width() / 5, 220, 340);
    workspace_->resizeDocks({outlineDock_, inspectorDock_}, {side, side}, Qt::Horizontal);
    workspace_->resizeDocks({problemsDock_}, {150}, Qt::Vertical);
    const int middle = width() - 2 * side;
    splitter_->setSizes({middle * 5 / 8, middle * 3 / 8});
}

void BundlePage::load()
{
    loadingPanel_->start(bundleName(path(), document_->loaded().get()), path());
    if (document_->loaded())
        reloadDelay_->start();
    else
        stack_->setCurrentWidget(loadingPanel_);
    document_->open(path());
}

void BundlePage::takeTrace()
{
    reloadDelay_->stop();
    stack_->setCurrentWidget(workspace_);
    layOutFirst();
    const LoadedTracePtr loaded = document_->loaded();
    const std::uint64_t problems = loaded ? loaded->problems.total : 0;
    problemsDock_->setWindowTitle(problems == 0 ? tr("Problems") : tr("Problems %1").arg(problems));
    problemsDock_->toggleViewAction()->setText(tr("&Problems"));
    showProblemsAsWished();
    describeLiveness();
    emit contentChanged();
}

void BundlePage::setMiddle(Middle middle)
{
    if (middle == middle_)
        return;
    middle_ = middle;
    timeline_->setVisible(middle != Middle::Graph);
    graph_->setVisible(middle != Middle::Timeline);
    emit middleChanged();
}

QList<QAction*> BundlePage::dockActions() const
{
    QList<QAction*> all = {outlineDock_->toggleViewAction(), inspectorDock_->toggleViewAction(),
                           problemsDock_->toggleViewAction(), bookmarksDock_->toggleViewAction(),
                           statistics_->dock()->toggleViewAction()};
    return all + reading_->switches();
}

void BundlePage::showProblemsAsWished()
{
    const LoadedTracePtr loaded = document_->loaded();
    const bool hasProblems = loaded != nullptr && !loaded->problems.empty();
    problemsDock_->setVisible(problemsWish_ == ProblemsWish::Always ||
                              (problemsWish_ == ProblemsWish::WhenThereAreAny && hasProblems));
}

void BundlePage::showProblems()
{
    problemsWish_ = ProblemsWish::Always;
    problemsDock_->show();
    problemsDock_->raise();
    problems_->setFocus(Qt::OtherFocusReason);
}

void BundlePage::showBookmarks()
{
    bookmarksDock_->show();
    bookmarksDock_->raise();
    bookmarks_->setFocus(Qt::OtherFocusReason);
}

void BundlePage::showInTranscript()
{
    reading_->showTranscript();
}

void BundlePage::showPrompt()
{
    reading_->showPrompt();
}

void BundlePage::showTool()
{
    reading_->showTool();
}

void BundlePage::focusFilter()
{
    outlineDock_->show();
    outlineDock_->raise();
    outline_->focusFilter();
}

void BundlePage::openFind()
{
    if (middle_ == Middle::Graph)
        setMiddle(Middle::Both);
    timeline_->openFind();
}

void BundlePage::findNext(int direction)
{
    if (middle_ == Middle::Graph)
        setMiddle(Middle::Both);
    if (direction > 0)
        timeline_->findBar()->goToNext();
    else
        timeline_->findBar()->goToPrevious();
}

void BundlePage::zoomToSelection()
{
    if (middle_ == Middle::Graph)
        setMiddle(Middle::Both);
    document_->reveal(document_->selection());
    timeline_->canvas()->zoomToSelection();
    timeline_->setFocus(Qt::OtherFocusReason);
}

void BundlePage::showInGraph()
{
    if (middle_ == Middle::Timeline)
        setMiddle(Middle::Both);
    graph_->showObject(document_->selection());
    graph_->setFocus(Qt::OtherFocusReason);
}

void BundlePage::showFlow()
{
    if (middle_ == Middle::Timeline)
        setMiddle(Middle::Both);
    graph_->showFlow(document_->selection());
    graph_->setFocus(Qt::OtherFocusReason);
}

void BundlePage::showInOutline()
{
    outlineDock_->show();
    outlineDock_->raise();
    document_->reveal(document_->selection());
    outline_->setFocus(Qt::OtherFocusReason);
}

void BundlePage::openPayloads()
{
    inspectorDock_->show();
    inspectorDock_->raise();
    inspector_->openPayloads();
}

void BundlePage::showPayload(PayloadIndex payload, quint64 offset, quint64 length)
{
    inspectorDock_->show();
    inspectorDock_->raise();
    inspector_->showPayload(payload, offset, length);
}

QByteArray BundlePage::saveLayout() const
{
    if (!sized_)
        return pendingLayout_; // it was never shown: nothing of its own to keep
    QByteArray layout;
    QDataStream stream(&layout, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << layoutVersion << workspace_->saveState() << splitter_->saveState() << static_cast<quint8>(middle_)
           << static_cast<quint8>(problemsWish_) << statistics_->wasOffered();
    return layout;
}

void BundlePage::restoreLayout(const QByteArray& layout)
{
    pendingLayout_ = layout;
    if (sized_)
        applyLayout(layout);
}

bool BundlePage::applyLayout(const QByteArray& layout)
{
    QDataStream stream(layout);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 version = 0;
    QByteArray docks;
    QByteArray splitter;
    quint8 middle = 0;
    quint8 wish = 0;
    bool offered = false;
    stream >> version >> docks >> splitter >> middle >> wish >> offered;
    if (stream.status() != QDataStream::Ok || version != layoutVersion || middle > static_cast<quint8>(Middle::Graph) ||
        wish > static_cast<quint8>(ProblemsWish::Never))
        return false;
    if (!workspace_->restoreState(docks))
        return false;
    splitter_->restoreState(splitter);
    splitter_->setHandleWidth(1);
    problemsWish_ = static_cast<ProblemsWish>(wish);
    statistics_->setOffered(offered);
    showProblemsAsWished();
    setMiddle(static_cast<Middle>(middle));
    return true;
}

} // namespace rolloutscope
