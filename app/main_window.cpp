#include "app/main_window.h"

#include "app/bundle_page.h"
#include "app/dialogs/about_dialog.h"
#include "app/dialogs/bundle_list_dialog.h"
#include "app/dialogs/command_palette.h"
#include "app/dialogs/properties_dialog.h"
#include "app/open/open_flow.h"
#include "app/open/recent_bundles.h"
#include "app/open/sample.h"
#include "app/window/bundle_words.h"
#include "app/window/command_flow.h"
#include "app/window/drop_target.h"
#include "app/window/export_flow.h"
#include "app/window/link_flow.h"
#include "app/window/message_bar.h"
#include "app/window/page_tabs.h"
#include "app/window/selection_commands.h"
#include "app/window/status_line.h"
#include "app/window/theme_controller.h"
#include "app/window/transcript_flow.h"
#include "app/window/welcome_page.h"
#include "app/window/window_actions.h"
#include "views/statistics/statistics_view.h"
#include "views/timeline/timeline_view.h"
#include "views/transcript/transcript_view.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QPointer>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace rolloutscope {
namespace {

QString geometryKey()
{
    return QStringLiteral("window/geometry");
}
QString layoutKey()
{
    return QStringLiteral("window/layout");
}
QString folderKey()
{
    return QStringLiteral("open/folder");
}

void showDialog(QDialog* dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace

MainWindow::MainWindow(QSettings& settings, ThemeController& themes, QWidget* parent)
    : QMainWindow(parent), settings_(settings), themes_(themes)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Rolloutscope"));
    recent_ = new RecentBundles(settings_, this);
    actions_ = new WindowActions(this, recent_);
    openFlow_ = new OpenFlow(this);
    links_ = new LinkFlow(this);
    drops_ = new DropTarget(this);
    messages_ = new MessageBar(this);
    welcome_ = new WelcomePage(actions_->open, actions_->openSample, recent_, this);
    tabs_ = new PageTabs(this);
    statusLine_ = new StatusLine(this);
    setStatusBar(statusLine_);

    stack_ = new QStackedWidget(this);
    stack_->addWidget(welcome_);
    stack_->addWidget(tabs_);
    auto* middle = new QWidget(this);
    auto* layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(messages_);
    layout->addWidget(stack_, 1);
    setCentralWidget(middle);
    const auto pageInFront = [this] { return currentPage(); };
    commands_ = new CommandFlow(this, actions_, pageInFront);
    connect(commands_, &CommandFlow::noticed, messages_, &MessageBar::showNotice);
    selectionCommands_ = new SelectionCommands(actions_, pageInFront, this);

    chooseFolder = [this](const QString& startIn) {
        return QFileDialog::getExistingDirectory(this, tr("Open a trace bundle: its folder"), startIn);
    };
    chooseBundles = [this](const QString& folder, const std::vector<BundleEntry>& bundles) {
        BundleListDialog dialog(folder, bundles, this);
        return dialog.exec() == QDialog::Accepted ? dialog.chosen() : QStringList();
    };

    exports_ = new ExportFlow(this);
    transcripts_ = new TranscriptFlow(settings_, this);
    const auto noteWritten = [this](const QString& file) {
        messages_->showNotice(tr("Written: %1").arg(QDir::toNativeSeparators(file)));
    };
    connect(exports_, &ExportFlow::written, this, noteWritten);
    connect(transcripts_, &TranscriptFlow::written, this, noteWritten);
    connect(transcripts_, &TranscriptFlow::failed, messages_, qOverload<const QString&>(&MessageBar::showMessage));
    connect(exports_, &ExportFlow::failed, messages_, qOverload<const QString&>(&MessageBar::showMessage));

    connectActions();
    connectThemeActions();
    connectOpening();
    connect(tabs_, &QTabWidget::currentChanged, this, &MainWindow::takeCurrentPage);
    connect(tabs_, &QTabWidget::tabCloseRequested, this, [this](int index) { closePage(pageAt(index)); });
    qApp->installEventFilter(this); // the mouse's back and forward buttons, wherever it is
    restoreGeometryFromSettings();
    takeCurrentPage();
    welcome_->setFocus();
}

MainWindow::~MainWindow()
{
    // Tabs go one by one in the base class's destructor; none of that is news to this window any more.
    disconnect(tabs_, nullptr, this, nullptr);
    statusLine_->setPage(nullptr);
}

void MainWindow::connectActions()
{
    const auto onPage = [this](QAction* action, auto&& act) {
        connect(action, &QAction::triggered, this, [this, act] {
            if (BundlePage* page = currentPage())
                act(page);
        });
    };
    connect(actions_->open, &QAction::triggered, this, &MainWindow::openByDialog);
    connect(actions_->openSample, &QAction::triggered, this, [this] { openPaths({samplePath()}); });
    connect(actions_->clearRecent, &QAction::triggered, recent_, &RecentBundles::clear);
    connect(actions_, &WindowActions::recentChosen, this, [this](const QString& path) { openPaths({path}); });
    connect(actions_->quit, &QAction::triggered, this, &QWidget::close);
    connect(actions_->about, &QAction::triggered, this, [this] { showDialog(new AboutDialog(this)); });
    connect(actions_->properties, &QAction::triggered, this, &MainWindow::showProperties);
    connect(actions_->fullScreen, &QAction::triggered, this, [this](bool full) {
        setWindowState(full ? windowState() | Qt::WindowFullScreen : windowState() & ~Qt::WindowFullScreen);
    });
    onPage(actions_->reload, [](BundlePage* page) { page->load(); });
    onPage(actions_->exportBundle, [this](BundlePage* page) {
        exports_->exportPage(page, settings_.value(folderKey(), QDir::homePath()).toString());
    });
    onPage(actions_->exportTranscript, [this](BundlePage* page) {
        transcripts_->exportPage(page, settings_.value(folderKey(), QDir::homePath()).toString());
    });
    onPage(actions_->closeTab, [this](BundlePage* page) { closePage(page); });
    onPage(actions_->find, [](BundlePage* page) { page->openFind(); });
    onPage(actions_->findNext, [](BundlePage* page) { page->findNext(1); });
    onPage(actions_->findPrevious, [](BundlePage* page) { page->findNext(-1); });
    onPage(actions_->filterOutline, [](BundlePage* page) { page->focusFilter(); });
    onPage(actions_->showProblems, [](BundlePage* page) { page->showProblems(); });
    onPage(actions_->clearSelection, [](BundlePage* page) { page->document()->clearSelection(); });
    onPage(actions_->back, [](BundlePage* page) { page->document()->goBack(); });
    onPage(actions_->forward, [](BundlePage* page) { page->document()->goForward(); });
    onPage(actions_->goToSelection, [](BundlePage* page) { page->document()->reveal(page->document()->selection()); });
    onPage(actions_->middleBoth, [](BundlePage* page) { page->setMiddle(BundlePage::Middle::Both); });
    onPage(actions_->middleTimeline, [](BundlePage* page) { page->setMiddle(BundlePage::Middle::Timeline); });
    onPage(actions_->middleGraph, [](BundlePage* page) { page->setMiddle(BundlePage::Middle::Graph); });
    const auto stepTab = [this](int step) {
        if (const int count = pageCount(); count > 1)
            tabs_->setCurrentIndex((tabs_->currentIndex() + step + count) % count);
    };
    connect(actions_->nextTab, &QAction::triggered, this, [stepTab] { stepTab(1); });
    connect(actions_->previousTab, &QAction::triggered, this, [stepTab] { stepTab(-1); });
    const bool hasSample = !samplePath().isEmpty();
    actions_->openSample->setEnabled(hasSample);
    if (!hasSample)
        actions_->openSample->setToolTip(tr("The sample is not installed"));
}

void MainWindow::connectThemeActions()
{
    const auto check = [this] {
        actions_->themeSystem->setChecked(themes_.choice() == ThemeChoice::System);
        actions_->themeLight->setChecked(themes_.choice() == ThemeChoice::Light);
        actions_->themeDark->setChecked(themes_.choice() == ThemeChoice::Dark);
    };
    connect(actions_->themeSystem, &QAction::triggered, this, [this] { themes_.setChoice(ThemeChoice::System); });
    connect(actions_->themeLight, &QAction::triggered, this, [this] { themes_.setChoice(ThemeChoice::Light); });
    connect(actions_->themeDark, &QAction::triggered, this, [this] { themes_.setChoice(ThemeChoice::Dark); });
    connect(&themes_, &ThemeController::choiceChanged, this, check);
    check();
}

void MainWindow::connectOpening()
{
    connect(drops_, &DropTarget::dropped, this, &MainWindow::openPaths);
    connect(welcome_, &WelcomePage::openRequested, this, [this](const QString& path) { openPaths({path}); });
    connect(links_, &LinkFlow::refused, messages_, qOverload<const QString&>(&MessageBar::showMessage));
    connect(openFlow_, &OpenFlow::bundleFound, this,
            [this](const QString& path, const QString& asked) { links_->followIn(addPage(path), asked); });
    connect(openFlow_, &OpenFlow::refused, this, [this](const QString& message, const QString& asked) {
        links_->forget(asked);
        messages_->showMessage(message);
    });
    connect(openFlow_, &OpenFlow::bundlesOffered, this,
            [this](const QString& folder, const std::vector<BundleEntry>& bundles, const QString& asked) {
                links_->forget(asked);
                for (const QString& path : chooseBundles(folder, bundles))
                    addPage(path);
            });
}

void MainWindow::openPaths(const QStringList& paths)
{
    messages_->dismiss();
    openFlow_->open(links_->takeLinks(paths));
}

void MainWindow::openByDialog()
{
    const QString startIn = settings_.value(folderKey(), QDir::homePath()).toString();
    const QString chosen = chooseFolder(startIn);
    if (chosen.isEmpty())
        return;
    settings_.setValue(folderKey(), QDir(chosen + QStringLiteral("/..")).absolutePath());
    openPaths({chosen});
}

BundlePage* MainWindow::addPage(const QString& path)
{
    for (int i = 0; i < pageCount(); ++i) {
        if (pageAt(i)->path() == path) {
            tabs_->setCurrentIndex(i);
            return pageAt(i);
        }
    }
    auto* page = new BundlePage(path);
    const QByteArray layout =
        shownPage_ != nullptr ? shownPage_->saveLayout() : settings_.value(layoutKey()).toByteArray();
    connectPage(page);
    page->timeline()->restoreSettings(settings_);
    const auto redacts = [this, page](bool chosen) {
        page->transcript()->setRedacts(chosen);
        page->statistics()->setRedacts(chosen);
        TranscriptChoice choice = savedTranscriptChoice(settings_);
        choice.redact = chosen;
        saveTranscriptChoice(settings_, choice);
    };
    page->transcript()->setRedacts(savedTranscriptChoice(settings_).redact);
    page->statistics()->setRedacts(savedTranscriptChoice(settings_).redact);
    connect(page->transcript(), &TranscriptView::redactsChanged, this, redacts);
    connect(page->statistics(), &StatisticsView::redactsChanged, this, redacts);
    tabs_->addTab(page, QString());
    describePage(page);
    tabs_->setCurrentWidget(page);
    stack_->setCurrentWidget(tabs_);
    page->restoreLayout(layout);
    page->load();
    return page;
}

void MainWindow::connectPage(BundlePage* page)
{
    connect(page->timeline(), &TimelineView::settingsChanged, this,
            [this, page] { page->timeline()->saveSettings(settings_); });
    selectionCommands_->serve(page);
    connect(page, &BundlePage::contentChanged, this, [this, page] {
        describePage(page);
        if (recent_->paths().value(0) != page->path())
            recent_->add(page->path());
        updateNavigation();
    });
    connect(page, &BundlePage::loadFailed, this, [this, page](const QString& message) {
        messages_->showMessage(tr("Not opened. %1").arg(message));
        closePage(page);
    });
    connect(page, &BundlePage::noticed, this, [this, page](const QString& message) {
        QString notice = message;
        if (pageCount() > 1)
            notice.prepend(bundleName(page->path(), page->document()->loaded().get()) + QStringLiteral(": "));
        messages_->showNotice(notice);
    });
    connect(page, &BundlePage::complained, messages_, qOverload<const QString&>(&MessageBar::showMessage));
    connect(page, &BundlePage::bundleLost, this, [this, page](const QString& message) {
        messages_->showMessage(message, tr("Reload"), [page = QPointer(page)] {
            if (page)
                page->load();
        });
    });
    connect(page, &BundlePage::loadCancelled, this, [this, page] {
        if (!page->document()->loaded())
            closePage(page);
    });
}

void MainWindow::describePage(BundlePage* page)
{
    const LoadedTracePtr loaded = page->document()->loaded();
    const QString title = bundleTitle(page->path(), loaded.get());
    tabs_->describeTab(page, title, bundleToolTip(page->path(), loaded.get()));
    if (page == currentPage())
        setWindowTitle(tr("%1 – Rolloutscope").arg(title));
}

void MainWindow::closePage(BundlePage* page)
{
    const int index = tabs_->indexOf(page);
    if (index < 0)
        return;
    if (page == shownPage_)
        settings_.setValue(layoutKey(), page->saveLayout());
    tabs_->removeTab(index);
    page->deleteLater();
    if (pageCount() == 0)
        takeCurrentPage();
}

void MainWindow::takeCurrentPage()
{
    BundlePage* page = currentPage();
    if (page != nullptr && page == shownPage_)
        return;
    commands_->palette()->dismiss(); // it lists what the page before could do
    for (const auto& connection : std::as_const(pageConnections_))
        disconnect(connection);
    pageConnections_.clear();
    // The panels stay where they are when one goes from tab to tab.
    if (page != nullptr && shownPage_ != nullptr && page->document()->loaded())
        page->restoreLayout(shownPage_->saveLayout());
    shownPage_ = page;
    actions_->setPage(page);
    statusLine_->setPage(page);
    stack_->setCurrentWidget(page != nullptr ? static_cast<QWidget*>(tabs_) : welcome_);
    if (page != nullptr) {
        const auto checkMiddle = [this, page] {
            actions_->middleBoth->setChecked(page->middle() == BundlePage::Middle::Both);
            actions_->middleTimeline->setChecked(page->middle() == BundlePage::Middle::Timeline);
            actions_->middleGraph->setChecked(page->middle() == BundlePage::Middle::Graph);
        };
        pageConnections_ = {
            connect(page->document(), &TraceDocument::historyChanged, this, &MainWindow::updateNavigation),
            connect(page->document(), &TraceDocument::selectionChanged, this, &MainWindow::updateNavigation),
            connect(page, &BundlePage::middleChanged, this, checkMiddle),
        };
        checkMiddle();
        describePage(page);
    } else {
        setWindowTitle(tr("Rolloutscope"));
        welcome_->setFocus();
    }
    updateNavigation();
}

void MainWindow::updateNavigation()
{
    const BundlePage* page = currentPage();
    const TraceDocument* document = page != nullptr ? page->document() : nullptr;
    actions_->back->setEnabled(document != nullptr && document->canGoBack());
    actions_->forward->setEnabled(document != nullptr && document->canGoForward());
    actions_->setHasSelection(document != nullptr && document->selection().valid());
    actions_->properties->setEnabled(document != nullptr && document->loaded() != nullptr);
    const bool isWhole =
        document != nullptr && document->loaded() != nullptr && document->loaded()->stage == TraceStage::Whole;
    actions_->exportBundle->setEnabled(isWhole);
    actions_->exportTranscript->setEnabled(isWhole);
}

int MainWindow::pageCount() const
{
    return tabs_->count();
}

BundlePage* MainWindow::pageAt(int index) const
{
    return qobject_cast<BundlePage*>(tabs_->widget(index));
}

BundlePage* MainWindow::currentPage() const
{
    return qobject_cast<BundlePage*>(tabs_->currentWidget());
}

void MainWindow::showProperties()
{
    const BundlePage* page = currentPage();
    if (page != nullptr && page->document()->loaded())
        showDialog(new PropertiesDialog(page->path(), page->document()->loaded(), this));
}

void MainWindow::restoreGeometryFromSettings()
{
    const QByteArray geometry = settings_.value(geometryKey()).toByteArray();
    if (!geometry.isEmpty() && restoreGeometry(geometry)) {
        actions_->fullScreen->setChecked(isFullScreen());
        return;
    }
    constexpr QSize wanted(1500, 900);
    const QRect available = screen()->availableGeometry();
    const QSize size = wanted.boundedTo(available.size() * 0.95);
    resize(size);
    move(available.center() - QPoint(size.width() / 2, size.height() / 2));
}

void MainWindow::saveSettings()
{
    settings_.setValue(geometryKey(), saveGeometry());
    if (shownPage_ != nullptr)
        settings_.setValue(layoutKey(), shownPage_->saveLayout());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveSettings();
    QMainWindow::closeEvent(event);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::MouseButtonPress)
        return false;
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (widget == nullptr || widget->window() != this)
        return false;
    const Qt::MouseButton button = static_cast<QMouseEvent*>(event)->button();
    if (button != Qt::BackButton && button != Qt::ForwardButton)
        return false;
    (button == Qt::BackButton ? actions_->back : actions_->forward)->trigger();
    return true;
}

} // namespace rolloutscope
