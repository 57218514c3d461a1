#include "views/inspector/payload_viewer_private.h"

#include "core/insight/describe.h"
#include "views/document/background.h"
#include "views/inspector/plain_text.h"
#include "views/theme/plain_text.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QFutureWatcher>
#include <QKeyEvent>
#include <QPainter>

#include <utility>

namespace rolloutscope::inspector {

namespace {

QString bytesText(std::uint64_t bytes)
{
    return QString::fromStdString(formatBytes(bytes));
}

/// What is wrong with a file that can be shown all the same; empty if nothing.
QString warningFor(const PayloadContent& content)
{
    QStringList warnings;
    if (content.isPart)
        warnings << PayloadViewer::tr("This file is %1 long; its first %2 are shown.")
                        .arg(bytesText(content.fileSize), bytesText(content.bytes->view().size()));
    const auto& error = content.json.error;
    const bool onlyCut = content.isPart && error && error->offset >= content.bytes->view().size();
    if (error && !onlyCut)
        warnings << (content.json.value
                         ? PayloadViewer::tr("Broken JSON at line %1, column %2: %3. The Text tab shows all of it.")
                         : PayloadViewer::tr("This is no JSON (line %1, column %2: %3). The Text tab shows all of it."))
                        .arg(grouped(error->line), grouped(error->column), QString::fromUtf8(error->reason));
    if (content.firstInvalidUtf8)
        warnings << PayloadViewer::tr("Not valid UTF-8 from line %1, column %2 on: broken bytes are shown as �.")
                        .arg(grouped(content.firstInvalidUtf8->line), grouped(content.firstInvalidUtf8->column));
    return warnings.join(QLatin1Char('\n'));
}

/// Hundreds of megabytes take a while to free; nobody on the GUI thread has to wait for it.
void releaseInBackground(PayloadContentPtr content)
{
    constexpr std::uint64_t freedAtOnce = 8U << 20U;
    if (content && content->bytes && content->bytes->view().size() > freedAtOnce)
        std::ignore = runInBackground([kept = std::move(content)]() mutable { kept.reset(); });
}

} // namespace

void PayloadViewer::Private::setState(State next)
{
    state = next;
    const bool isShown = next == State::Shown;
    tabs->setEnabled(isShown);
    tabs->setVisible(next != State::Empty);
    search->setVisible(isShown);
    note->setVisible(isShown && !note->text().isEmpty());
    if (!isShown)
        searchBar->hide();
    recolor();
    emit viewer->stateChanged();
}

void PayloadViewer::Private::showImagesTab(bool visible) const
{
    tabs->setTabVisible(static_cast<int>(Tab::Images), visible);
    tabs->updateGeometry(); // which QTabBar forgets
}

void PayloadViewer::Private::showMessage(const QString& message, const QString& button)
{
    messageText->setText(message);
    messageButton->setText(button);
    messageButton->setVisible(!button.isEmpty());
    pages->setCurrentWidget(messagePage);
}

void PayloadViewer::Private::showFailure(const QString& reason)
{
    showMessage(reason, tr("Try Again"));
    setState(State::Failed);
}

void PayloadViewer::Private::finishLoad(const Loaded& loaded)
{
    loading.reset();
    slowTimer.stop();
    progressTimer.stop();
    content = loaded.content;
    if (content->outOfMemory)
        return showFailure(tr("%1: %2 do not fit into this machine's memory.")
                               .arg(singleLine(path, 300), bytesText(content->fileSize)));
    if (content->error != FileError::None)
        return showFailure(
            QStringLiteral("%1: %2.").arg(singleLine(path, 300), QString::fromUtf8(describe(content->error))));
    note->setText(warningFor(*content));
    tree->setContent(content);
    text->setBytes(content->bytes);
    hex->setBytes(content->bytes);
    images->setImages(content->bytes, loaded.images);
    showImagesTab(!loaded.images.empty());
    Tab first = wantedTab;
    if (first == Tab::Images && loaded.images.empty())
        first = Tab::Tree;
    if (first == Tab::Tree && !content->json.value)
        first = Tab::Text;
    tabs->setCurrentIndex(static_cast<int>(first));
    showTab(first);
    pages->setCurrentWidget(contentPages);
    setState(State::Shown);
    if (wantedPlace)
        showWantedPlace();
    else if (!search->text().isEmpty())
        runSearch();
}

void PayloadViewer::Private::showTab(Tab tab)
{
    contentPages->setCurrentIndex(static_cast<int>(tab));
    if (state != State::Shown)
        return;
    if (bytesToSearch() != searchedBytes)
        runSearch(); // the text of one value, or the file again
    else
        showMatch();
}

void PayloadViewer::Private::showValue(const QModelIndex& index, const QString& name)
{
    constexpr std::uint64_t most = std::uint64_t{64} << 20U;
    constexpr std::uint64_t mostAtOnce = std::uint64_t{1} << 20U; // as far as nobody notices
    ++valueSerial;
    const JsonTreeModel::Literal literal = tree->jsonModel().literalOf(index);
    if (literal.bytes && literal.end - literal.begin > mostAtOnce) {
        takeValue({});
        runInBackground([literal] {
            return JsonTreeModel::textOf(literal, most);
        }).then(viewer, [this, serial = valueSerial](std::string utf8) {
            if (serial == valueSerial)
                takeValue(std::move(utf8));
        });
    } else {
        takeValue(literal.bytes ? JsonTreeModel::textOf(literal, most)
                                : tree->jsonModel().textOf(index, most).toStdString());
    }
    valueName->setText(singleLine(name, 300));
    valueName->setToolTip(plainToolTip(name));
    valueBar->show();
    tabs->setCurrentIndex(static_cast<int>(Tab::Text));
    text->setFocus();
}

void PayloadViewer::Private::takeValue(std::string utf8)
{
    value = std::make_shared<Bytes>(std::move(utf8));
    text->setBytes(value);
    if (state == State::Shown && viewer->tab() == Tab::Text)
        showTab(Tab::Text);
}

void PayloadViewer::Private::showFile()
{
    ++valueSerial;
    value.reset();
    valueBar->hide();
    if (!content)
        return;
    text->setBytes(content->bytes);
    showTab(viewer->tab());
}

void PayloadViewer::Private::requestImage(const QModelIndex& index)
{
    const JsonTreeModel::Literal literal = tree->jsonModel().literalOf(index);
    if (!literal.bytes)
        return;
    if (literal.bytes != content->bytes) // inside the JSON of a string
        images->setImages(literal.bytes, {{.begin = literal.begin, .end = literal.end}});
    else
        images->showAt(literal.begin);
    showImagesTab(true);
    tabs->setCurrentIndex(static_cast<int>(Tab::Images));
}

// ---- The widget

PayloadViewer::PayloadViewer(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(this))
{
    d_->build();
    auto* find = new QAction(tr("Find in Payload"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, this, &PayloadViewer::startSearch);
    addAction(find);
    setMinimumHeight(90);
    clear(QString());
}

PayloadViewer::~PayloadViewer()
{
    if (d_->loading)
        d_->loading->cancelled = true;
    d_->abandonSearch();
    // The children go first, so that the last owner is in the background.
    delete d_->pages;
    d_->searchedBytes.reset();
    releaseInBackground(std::move(d_->content));
}

void PayloadViewer::open(const ConfinedFolder& folder, const std::string& path)
{
    clear(QString());
    d_->folder = folder;
    d_->path = path;
    auto progress = std::make_shared<LoadProgress>();
    d_->loading = progress;
    auto* watcher = new QFutureWatcher<Loaded>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, progress] {
        watcher->deleteLater();
        if (!progress->cancelled)
            d_->finishLoad(watcher->result());
    });
    watcher->setFuture(runInBackground([folder = d_->folder, path = d_->path, limits = d_->limits, progress] {
        Loaded loaded;
        if (progress->cancelled)
            return loaded;
        loaded.content = loadPayload(folder, path, limits, *progress);
        if (loaded.content && loaded.content->bytes)
            loaded.images = findImages(loaded.content->bytes->view(), &progress->cancelled);
        return loaded;
    }));
    d_->slowTimer.start();
    d_->setState(State::Loading);
}

void PayloadViewer::clear(const QString& hint)
{
    if (d_->loading)
        d_->loading->cancelled = true;
    d_->loading.reset();
    d_->slowTimer.stop();
    d_->progressTimer.stop();
    d_->abandonSearch();
    d_->wantedPlace.reset();
    d_->searchedBytes.reset();
    ++d_->valueSerial;
    d_->value.reset();
    d_->valueBar->hide();
    PayloadContentPtr old = std::exchange(d_->content, nullptr);
    d_->note->clear();
    d_->tree->setContent(nullptr);
    d_->text->setBytes(nullptr);
    d_->hex->setBytes(nullptr);
    d_->images->setImages(nullptr, {});
    releaseInBackground(std::move(old));
    d_->showMessage(hint, {});
    d_->setState(State::Empty);
}

void PayloadViewer::setLimits(const LoadLimits& limits)
{
    d_->limits = limits;
}

PayloadViewer::State PayloadViewer::state() const
{
    return d_->state;
}

QString PayloadViewer::message() const
{
    return d_->state == State::Shown ? d_->note->text() : d_->messageText->text();
}

PayloadContentPtr PayloadViewer::content() const
{
    return d_->content;
}

PayloadViewer::Tab PayloadViewer::tab() const
{
    return static_cast<Tab>(d_->tabs->currentIndex());
}

void PayloadViewer::setTab(Tab tab)
{
    d_->wantedTab = tab;
    d_->tabs->setCurrentIndex(static_cast<int>(tab));
}

void PayloadViewer::startSearch()
{
    if (d_->state != State::Shown)
        return;
    d_->search->setFocus(Qt::ShortcutFocusReason);
    d_->search->selectAll();
}

JsonTreeView& PayloadViewer::tree()
{
    return *d_->tree;
}

ByteView& PayloadViewer::text()
{
    return *d_->text;
}

ByteView& PayloadViewer::hex()
{
    return *d_->hex;
}

ImagesView& PayloadViewer::images()
{
    return *d_->images;
}

void PayloadViewer::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.line);
    painter.setBrush(theme.ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::controlCorner,
                            metrics::controlCorner);
}

void PayloadViewer::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        d_->recolor();
}

void PayloadViewer::keyPressEvent(QKeyEvent* event)
{
    // Enter in the search field comes up to here.
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && d_->search->hasFocus())
        return d_->step(event->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
    if (event->key() == Qt::Key_Escape && d_->search->hasFocus() && !d_->search->text().isEmpty())
        return d_->search->clear();
    QWidget::keyPressEvent(event);
}

} // namespace rolloutscope::inspector
