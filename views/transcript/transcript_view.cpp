#include "views/transcript/transcript_view.h"

#include "core/insight/describe.h"
#include "views/actions/action_registry.h"
#include "views/document/background.h"
#include "views/theme/plain_text.h"
#include "views/transcript/entry_copies.h"
#include "views/transcript/picture_window.h"
#include "views/transcript/transcript_canvas.h"

#include <QAction>
#include <QClipboard>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QLabel>
#include <QVBoxLayout>

namespace rolloutscope {

using namespace transcript;

struct TranscriptView::Private {
    explicit Private(TranscriptView* view, TraceDocument* doc) : q(view), document(doc) {}

    void createWidgets();
    void createActions();
    void follow();
    void make();
    void take(const std::shared_ptr<const Transcript>& made);
    void markSelection();
    void updateTitle();
    void markWanted();
    void readDetailsOf(std::size_t entry);
    void goToAgent(const QString& path);
    void goToAgentOfSelected(std::string MessageEnds::*end);
    [[nodiscard]] QList<QAction*> menuOf(std::size_t entry) const;
    [[nodiscard]] MessageEnds endsOf(std::size_t entry) const;
    void goToEdge(std::size_t entry);
    void copy(CopyForm form);
    void showPicture(std::size_t entry, std::size_t thumbnail);
    [[nodiscard]] ObjectRef chosen(std::size_t entry) const;

    TranscriptView* q;
    TraceDocument* document;
    ActionRegistry* registry = nullptr;
    QLabel* title = nullptr;
    TranscriptCanvas* canvas = nullptr;
    QAction* redact = nullptr;
    int copies = 0;
    QFutureWatcher<std::shared_ptr<const Transcript>> making;
    ThreadIndex thread; // of the document's trace
    bool inSight = false;
    bool isOld = true; // what is shown is not what the document says
    bool choosing = false;
    int openings = 0;         // of bundles
    bool scrollWanted = true; // the selection came from elsewhere and was not brought into sight yet
    ObjectRef wantedItem;     // of the document's trace: to be shown with this text marked
    QString wantedText;
    int wantedNth = 0;
};

TranscriptView::TranscriptView(TraceDocument* document, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this, document))
{
    d_->createWidgets();
    d_->createActions();
    Private* d = d_.get();
    connect(&d->making, &QFutureWatcherBase::finished, this, [d] {
        if (d->making.future().resultCount() > 0)
            d->take(d->making.result());
    });
    connect(document, &TraceDocument::traceChanged, this, [d](TraceChange change) {
        if (change == TraceChange::Opened) {
            d->thread = {};
            d->scrollWanted = true;
            ++d->openings;
            d->canvas->setTranscript(nullptr);
        }
        d->isOld = true;
        d->follow();
    });
    connect(document, &TraceDocument::selectionChanged, this, [d] {
        if (d->document->selection() != d->wantedItem)
            d->wantedItem = {}; // somebody went on
        d->scrollWanted = !d->choosing;
        d->follow();
    });
    connect(document, &TraceDocument::revealRequested, this, [d] {
        d->scrollWanted = !d->choosing;
        d->follow();
    });
    connect(d->canvas, &TranscriptCanvas::detailsShown, this, [d] { d->markWanted(); });
    d->follow();
}

TranscriptView::~TranscriptView() = default;

const ActionRegistry* TranscriptView::actions() const
{
    return d_->registry;
}

void TranscriptView::setRedacts(bool redacts)
{
    d_->redact->setChecked(redacts);
}

bool TranscriptView::redacts() const
{
    return d_->redact->isChecked();
}

TranscriptCanvas* TranscriptView::canvas() const
{
    return d_->canvas;
}

void TranscriptView::setInSight(bool inSight)
{
    d_->inSight = inSight;
    if (inSight)
        d_->follow();
}

void TranscriptView::showText(ObjectRef item, const QString& text, int nth)
{
    d_->wantedNth = nth;
    d_->wantedItem = item;
    d_->wantedText = text;
    d_->markWanted();
}

void TranscriptView::Private::createWidgets()
{
    title = new QLabel(q);
    title->setTextFormat(Qt::PlainText);
    title->setFont(smallFont());
    title->setForegroundRole(QPalette::PlaceholderText);
    title->setContentsMargins(metrics::panelPadding, 4, metrics::panelPadding, 4);
    title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    canvas = new TranscriptCanvas(q);
    auto* column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(canvas, 1);
    q->setFocusProxy(canvas);
    QObject::connect(canvas, &TranscriptCanvas::entryChosen, q, [this](std::size_t entry) {
        choosing = true;
        document->select(chosen(entry));
        choosing = false;
    });
    QObject::connect(canvas, &TranscriptCanvas::menuRequested, q, [this](std::size_t entry, QPoint place) {
        const auto range = canvas->selectedRange();
        if (!range || entry < range->first || entry > range->second)
            canvas->select(entry);
        choosing = true;
        document->requestObjectMenu(chosen(entry), place, menuOf(entry));
        choosing = false;
    });
    QObject::connect(canvas, &TranscriptCanvas::detailsWanted, q, [this](std::size_t entry) { readDetailsOf(entry); });
    QObject::connect(canvas, &TranscriptCanvas::agentChosen, q, [this](const QString& path) { goToAgent(path); });
    QObject::connect(canvas, &TranscriptCanvas::edgeChosen, q, [this](std::size_t entry) { goToEdge(entry); });
    QObject::connect(canvas, &TranscriptCanvas::thumbnailChosen, q,
                     [this](std::size_t entry, std::size_t thumbnail) { showPicture(entry, thumbnail); });
}

void TranscriptView::Private::createActions()
{
    registry = new ActionRegistry(q);
    const QString group = tr("Transcript");
    const auto add = [&](const char* id, const QString& text, const QString& help, const QList<QKeySequence>& keys) {
        return registry->add({.id = QLatin1String(id),
                              .group = group,
                              .text = text,
                              .help = help,
                              .keys = keys,
                              .context = Qt::WidgetWithChildrenShortcut});
    };
    QObject::connect(add("transcript.copy", tr("Copy Entries as Text"),
                         tr("Copy what the selected entries say, as text"), {QKeySequence::Copy}),
                     &QAction::triggered, q, [this] { copy(CopyForm::Text); });
    QObject::connect(add("transcript.copyMarkdown", tr("Copy Entries as Markdown"),
                         tr("Copy the selected entries with who saw them, texts in fences"), {}),
                     &QAction::triggered, q, [this] { copy(CopyForm::Markdown); });
    QObject::connect(add("transcript.copyJson", tr("Copy Entries as JSON"),
                         tr("Copy the selected entries as the model was sent them, or gave them"), {}),
                     &QAction::triggered, q, [this] { copy(CopyForm::Json); });
    redact = registry->add({.id = QStringLiteral("transcript.redact"),
                            .group = group,
                            .text = tr("Mask Secrets in Copies"),
                            .help = tr("Mask keys, passwords, e-mail addresses and names in home paths when copying"),
                            .checkable = true,
                            .context = Qt::WidgetWithChildrenShortcut});
    QObject::connect(redact, &QAction::triggered, q, &TranscriptView::redactsChanged);
    QObject::connect(
        add("transcript.nextTurn", tr("Next Turn"), tr("Go to where the next turn begins"), {Qt::CTRL | Qt::Key_Down}),
        &QAction::triggered, canvas, [this] { canvas->stepTurn(1); });
    QObject::connect(add("transcript.previousTurn", tr("Previous Turn"), tr("Go back to where a turn begins"),
                         {Qt::CTRL | Qt::Key_Up}),
                     &QAction::triggered, canvas, [this] { canvas->stepTurn(-1); });
    QObject::connect(add("transcript.picture", tr("Show Its Picture"),
                         tr("See the entry's first picture as large as it is"), {Qt::Key_P}),
                     &QAction::triggered, q, [this] {
                         if (canvas->selected())
                             showPicture(*canvas->selected(), 0);
                     });
    QObject::connect(add("transcript.edge", tr("Go to Its Message"),
                         tr("Select the interaction that brought the entry from another agent"), {Qt::Key_M}),
                     &QAction::triggered, q, [this] {
                         if (canvas->selected())
                             goToEdge(*canvas->selected());
                     });
    QObject::connect(add("transcript.sender", tr("Go to Its Sender"), tr("Select the agent that sent the message"),
                         {Qt::Key_BracketLeft}),
                     &QAction::triggered, q, [this] { goToAgentOfSelected(&MessageEnds::sender); });
    QObject::connect(add("transcript.recipient", tr("Go to Its Recipient"),
                         tr("Select the agent that the message was sent to"), {Qt::Key_BracketRight}),
                     &QAction::triggered, q, [this] { goToAgentOfSelected(&MessageEnds::recipient); });
    QObject::connect(add("transcript.markdown", tr("Markdown or Raw Text"),
                         tr("Show the entry as Markdown, or its raw text again"), {Qt::Key_R}),
                     &QAction::triggered, canvas, &TranscriptCanvas::toggleMarkdown);
    registry->addHint(group, tr("Up, Down"), tr("Previous and next entry; with Shift, or Shift and a click: several"));
    registry->addHint(group, tr("Space, Enter, double click"), tr("Unfold a long entry, or fold it"));
}

ObjectRef TranscriptView::Private::chosen(std::size_t entry) const
{
    const auto& shown = canvas->transcript();
    const Entry& one = shown->entries[entry];
    const ObjectRef object = one.compaction ? ObjectRef(one.compaction) : ObjectRef(one.item);
    const LoadedTracePtr loaded = document->loaded();
    return loaded ? sameObject(shown->loaded->trace, loaded->trace, object) : ObjectRef();
}

void TranscriptView::Private::follow()
{
    const LoadedTracePtr loaded = document->loaded();
    if (!loaded) {
        canvas->setNote(tr("Open a bundle to read what its agents said."));
        return;
    }
    ThreadIndex wanted = threadOf(loaded->trace, document->selection());
    // A message belongs to the agent that sent it; but the one that is read stays, if it is part of it.
    if (!wanted && thread && loaded->trace.threads.contains(thread))
        wanted = thread;
    if (!wanted && !loaded->relations.rootThreads().empty())
        wanted = loaded->relations.rootThreads().front();
    if (wanted != thread) {
        thread = wanted;
        scrollWanted = true;
        isOld = true;
    }
    if (!inSight)
        return;
    if (isOld && !making.isRunning())
        make();
    else if (!isOld)
        markSelection();
}

void TranscriptView::Private::make()
{
    isOld = false;
    const auto& shown = canvas->transcript();
    const LoadedTracePtr loaded = document->loaded();
    const auto readings = shown && shown->loaded == loaded ? shown->readings : nullptr;
    if (!shown)
        canvas->setNote(tr("Reading…"));
    making.setFuture(
        runInBackground([loaded, readings, thread = thread] { return makeTranscript(loaded, thread, readings); }));
}

void TranscriptView::Private::take(const std::shared_ptr<const Transcript>& made)
{
    canvas->setTranscript(made);
    canvas->setNote(made->thread ? tr("No conversation of this agent is recorded.")
                                 : tr("Select an agent, a call or a message to read the conversation."));
    updateTitle();
    // Growth alone moves nothing; what was selected without an entry may have one now.
    if (scrollWanted || !canvas->selected())
        markSelection();
    markWanted();
    if (isOld)
        make();
}

void TranscriptView::Private::markWanted()
{
    const auto& shown = canvas->transcript();
    const LoadedTracePtr loaded = document->loaded();
    if (!wantedItem.valid() || !shown || !loaded)
        return;
    const auto entry = shown->entryOf(sameObject(loaded->trace, shown->loaded->trace, wantedItem));
    if (entry && canvas->markText(*entry, wantedText, wantedNth))
        wantedItem = {};
}

void TranscriptView::Private::markSelection()
{
    const auto& shown = canvas->transcript();
    const LoadedTracePtr loaded = document->loaded();
    if (!shown || !loaded || choosing)
        return;
    const ObjectRef object = sameObject(loaded->trace, shown->loaded->trace, document->selection());
    const std::optional<std::size_t> entry = object.kind == ObjectKind::Thread ? std::nullopt : shown->entryOf(object);
    canvas->select(entry);
    if (entry && scrollWanted)
        canvas->scrollTo(*entry);
    scrollWanted = isOld && scrollWanted; // a newer transcript may have an entry for it
}

void TranscriptView::Private::readDetailsOf(std::size_t entry)
{
    const std::shared_ptr<const Transcript> shown = canvas->transcript();
    runInBackground([loaded = shown->loaded, item = shown->entries[entry].item] {
        return readDetails(loaded, item);
    }).then(q, [this, shown, item = shown->entries[entry].item, asked = openings](const EntryDetailsPtr& details) {
        // The transcript may have grown since.
        const auto& now = canvas->transcript();
        if (!now || asked != openings)
            return;
        if (const auto place = now->entryOf(sameObject(shown->loaded->trace, now->loaded->trace, item)))
            canvas->setDetails(*place, details);
    });
}

void TranscriptView::Private::goToAgent(const QString& path)
{
    const LoadedTracePtr loaded = document->loaded();
    if (!loaded)
        return;
    const std::string wanted = path.toStdString();
    for (const ThreadIndex agent : loaded->relations.threadsInSpawnOrder()) {
        if (loaded->trace.threads[agent].agentPath == wanted)
            return document->reveal(agent);
    }
}

void TranscriptView::Private::goToAgentOfSelected(std::string MessageEnds::*end)
{
    const auto& shown = canvas->transcript();
    if (!shown || !canvas->selected())
        return;
    goToAgent(QString::fromStdString(endsOf(*canvas->selected()).*end));
}

/// Of a message between agents, or of a call that speaks to another agent.
MessageEnds TranscriptView::Private::endsOf(std::size_t entry) const
{
    const auto& shown = canvas->transcript();
    const RolloutTrace& trace = shown->loaded->trace;
    const Entry& one = shown->entries[entry];
    MessageEnds ends = messageEnds(trace, one);
    if (!ends.valid() && trace.toolCalls.contains(one.tool)) {
        if (const auto* agent = std::get_if<AgentSummary>(&trace.toolCalls[one.tool].summary))
            ends.recipient = agent->targetAgentPath;
    }
    return ends;
}

/// What makes sense for the entry; the keys work all the same.
QList<QAction*> TranscriptView::Private::menuOf(std::size_t entry) const
{
    QList<QAction*> menu;
    const auto add = [&](const char* id) { menu += registry->action(QLatin1String(id)); };
    for (const char* id : {"transcript.copy", "transcript.copyMarkdown", "transcript.copyJson", "transcript.redact"})
        add(id);
    const MessageEnds ends = endsOf(entry);
    if (canvas->transcript()->entries[entry].edge)
        add("transcript.edge");
    if (!ends.sender.empty())
        add("transcript.sender");
    if (!ends.recipient.empty())
        add("transcript.recipient");
    if (const EntryDetailsPtr details = canvas->detailsOf(entry); details && !details->thumbnails.empty())
        add("transcript.picture");
    add("transcript.markdown");
    return menu;
}

void TranscriptView::Private::goToEdge(std::size_t entry)
{
    const auto& shown = canvas->transcript();
    const LoadedTracePtr loaded = document->loaded();
    const EdgeIndex edge = shown && loaded ? shown->entries[entry].edge : EdgeIndex();
    if (edge)
        document->reveal(sameObject(shown->loaded->trace, loaded->trace, edge));
}

void TranscriptView::Private::showPicture(std::size_t entry, std::size_t thumbnail)
{
    const EntryDetailsPtr details = canvas->detailsOf(entry);
    if (!details || thumbnail >= details->thumbnails.size())
        return;
    const LoadedTracePtr shown = canvas->transcript()->loaded;
    const Thumbnail& one = details->thumbnails[thumbnail];
    const PicturePlace place{
        .payload = details->payload, .offset = one.offset, .length = one.length, .caption = one.caption};
    auto* window = new PictureWindow(shown, place, q->window());
    QObject::connect(window, &PictureWindow::payloadWanted, q, [this, shown, place] {
        const LoadedTracePtr loaded = document->loaded();
        if (!loaded)
            return;
        if (const PayloadIndex payload = sameObject(shown->trace, loaded->trace, place.payload).payload())
            emit q->payloadRequested(payload, place.offset, place.length);
    });
    window->show();
}

void TranscriptView::Private::copy(CopyForm form)
{
    if (const QString marked = canvas->markedText(); form == CopyForm::Text && !marked.isEmpty()) {
        ++copies;
        QGuiApplication::clipboard()->setText(redact->isChecked() ? redacted(marked) : marked);
        return;
    }
    const auto range = canvas->selectedRange();
    if (!canvas->transcript() || !range)
        return;
    const CopyRequest request{.transcript = canvas->transcript(),
                              .first = range->first,
                              .last = range->second,
                              .form = form,
                              .redact = redact->isChecked()};
    // Of two copies the later one counts, whichever is made first.
    runInBackground([request] { return copyOf(request); }).then(q, [this, serial = ++copies](const QString& text) {
        if (serial == copies)
            QGuiApplication::clipboard()->setText(text);
    });
}

void TranscriptView::Private::updateTitle()
{
    const auto& shown = canvas->transcript();
    if (!shown || !shown->thread) {
        title->clear();
        return;
    }
    title->setText(singleLine(objectTitle(shown->loaded->trace, shown->loaded->relations, shown->thread)) +
                   QStringLiteral(" · ") +
                   QString::fromStdString(formatCounted(shown->entries.size(), "entry", "entries")));
    title->setToolTip(plainToolTip(title->text()));
}

} // namespace rolloutscope
