#include "views/prompt/prompt_view_private.h"

#include "views/actions/action_registry.h"
#include "views/document/background.h"
#include "views/prompt/growth_chart.h"
#include "views/prompt/prompt_legend.h"
#include "views/prompt/prompt_model.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTimer>
#include <QTreeView>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr qint64 growthRestFactor = 5; // a growing trace is measured again after this many times what it took

/// Of what no call gave: the first of its agent's calls that saw it.
InferenceIndex firstReader(const LoadedTrace& loaded, ItemIndex item)
{
    const IndexList<InferenceCall>& calls = loaded.relations.inferenceCalls(loaded.trace.items[item].thread);
    const auto isFirstSeenBy = [&](InferenceIndex call) {
        const PayloadIndex request = loaded.trace.inferenceCalls[call].requestPayload;
        return request && request == loaded.trace.items[item].firstSeenIn;
    };
    if (const auto call = std::find_if(calls.begin(), calls.end(), isFirstSeenBy); call != calls.end())
        return *call;
    const auto found = std::find_if(calls.begin(), calls.end(), [&](InferenceIndex call) {
        const IndexList<ConversationItem>& seen = loaded.trace.inferenceCalls[call].requestItems;
        return std::find(seen.begin(), seen.end(), item) != seen.end();
    });
    return found == calls.end() ? InferenceIndex() : *found;
}

/// The call that asked for something, or answered; absent where there is none that could be meant.
InferenceIndex callOf(const LoadedTrace& loaded, ObjectRef object)
{
    const RolloutTrace& trace = loaded.trace;
    const auto last = [](const IndexList<InferenceCall>& calls) {
        return calls.empty() ? InferenceIndex() : calls.back();
    };
    if (!exists(trace, object))
        return {};
    if (const InferenceIndex call = object.inferenceCall())
        return call;
    if (const ToolIndex tool = object.toolCall())
        return loaded.relations.askedBy(tool);
    if (const CellIndex cell = object.codeCell())
        return loaded.relations.askedBy(cell);
    if (const OperationIndex operation = object.operation())
        return loaded.relations.askedBy(trace.terminalOperations[operation].tool);
    if (const TurnIndex turn = object.turn())
        return last(loaded.relations.inferenceCalls(turn));
    if (object.kind == ObjectKind::Thread)
        return last(loaded.relations.inferenceCalls(object.thread()));
    if (object.kind == ObjectKind::ConversationItem) {
        for (const Producer& producer : trace.items[object.item()].producedBy) {
            if (const auto* call = std::get_if<InferenceIndex>(&producer))
                return *call;
        }
        return firstReader(loaded, object.item());
    }
    return {};
}

} // namespace

PromptView::PromptView(TraceDocument* document, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this, document))
{
    Private* d = d_.get();
    d->createWidgets();
    d->createActions();
    connect(&d->reading, &QFutureWatcherBase::finished, this, [d] {
        if (d->reading.future().resultCount() > 0)
            d->take(d->reading.result());
    });
    connect(&d->growing, &QFutureWatcherBase::finished, this, [d] {
        if (d->growing.future().resultCount() > 0)
            d->takeGrowth(d->growing.result());
    });
    connect(&d->texting, &QFutureWatcherBase::finished, this, [d] {
        if (d->texting.future().resultCount() > 0)
            d->takeText(d->texting.result());
    });
    connect(document, &TraceDocument::traceChanged, this, [d](TraceChange change) { d->takeTrace(change); });
    connect(document, &TraceDocument::selectionChanged, this, [d] { d->follow(); });
    d->takeTrace(TraceChange::Opened);
}

PromptView::~PromptView()
{
    for (const CancelFlag& flag : {d_->cancelReading, d_->cancelGrowing}) {
        if (flag)
            flag->store(true);
    }
}

const ActionRegistry* PromptView::actions() const
{
    return d_->registry;
}

const PromptModel* PromptView::model() const
{
    return d_->model;
}

QTreeView* PromptView::tree() const
{
    return d_->tree;
}

GrowthChart* PromptView::chart() const
{
    return d_->chart;
}

QString PromptView::shownText() const
{
    return d_->body->toPlainText();
}

QString PromptView::cacheText() const
{
    return d_->cache->text();
}

InferenceIndex PromptView::call() const
{
    return d_->call;
}

void PromptView::setInSight(bool inSight)
{
    d_->inSight = inSight;
    if (inSight)
        d_->follow();
}

void PromptView::setCompare(Compare compare)
{
    if (compare == Compare::Pinned && !d_->pinned)
        compare = Compare::CallBefore;
    if (d_->compare == compare)
        return;
    d_->compare = compare;
    d_->updateCompare();
    d_->isOld = true;
    if (d_->inSight)
        d_->read();
}

void PromptView::pin(InferenceIndex call)
{
    d_->pinned = call;
    d_->compare = call ? Compare::Pinned : Compare::CallBefore;
    d_->updateCompare();
    d_->isOld = true;
    if (d_->inSight)
        d_->read();
}

void PromptView::Private::takeTrace(TraceChange change)
{
    const LoadedTracePtr loaded = document->loaded();
    if (change == TraceChange::Opened || !loaded) {
        call = {};
        followed = {};
        pinned = {};
        compare = compare == Compare::Pinned ? Compare::CallBefore : compare;
        if (cancelReading)
            cancelReading->store(true);
        reading.setFuture({});
        model->setReading(nullptr);
        chart->setGrowth(nullptr);
    } else if (trace) {
        call = sameObject(trace->trace, loaded->trace, call).inferenceCall();
        pinned = sameObject(trace->trace, loaded->trace, pinned).inferenceCall();
        followed = sameObject(trace->trace, loaded->trace, followed);
    }
    trace = loaded;
    growthIsOld = true;
    updateCompare();
    // What is on its way is looked at when it comes.
    isOld = isOld || !call || (!reading.isRunning() && !keepReading(model->reading()));
    follow();
}

/// A prompt that is over does not change when the trace grows.
bool PromptView::Private::keepReading(const PromptReadingPtr& shown)
{
    if (!shown || shown->prompt->call != call)
        return false;
    if (shown->loaded == trace)
        return true;
    PromptReadingPtr same = sameReading(*shown, trace, baseline());
    if (!same)
        return false;
    model->setReading(std::move(same));
    updateHeader();
    return true;
}

void PromptView::Private::follow()
{
    const LoadedTracePtr loaded = document->loaded();
    if (!loaded)
        return setNote(tr("Open a bundle to read what its models saw."));
    if (loaded->stage == TraceStage::Spine)
        return setNote(tr("Reading the bundle…"));
    if (!inSight)
        return;
    const bool isNews = document->selection() != followed || !call;
    const InferenceIndex wanted = wantedCall(*loaded);
    followed = document->selection();
    if (!wanted)
        return setNote(tr("No inference call is recorded: there is no prompt to read."));
    show(wanted, isNews);
}

/// What is read stays while nobody selects something else, also when an agent has made more calls since.
InferenceIndex PromptView::Private::wantedCall(const LoadedTrace& loaded) const
{
    const ObjectRef selection = document->selection();
    const PromptReadingPtr& shown = model->reading();
    const auto threadOfCall = [&](InferenceIndex one) { return loaded.trace.inferenceCalls[one].thread; };
    // An item that the prompt holds is read here; the call stays.
    if (selection.kind == ObjectKind::ConversationItem && shown && call && !isOld &&
        model->indexOf(sameObject(loaded.trace, shown->loaded->trace, selection).item()).isValid())
        return call;
    InferenceIndex wanted = callOf(loaded, selection);
    if (call && (!wanted || (selection == followed && threadOfCall(wanted) == threadOfCall(call))))
        wanted = call;
    for (const ThreadIndex root : loaded.relations.rootThreads()) {
        if (!wanted)
            wanted = callOf(loaded, root);
    }
    return wanted;
}

void PromptView::Private::show(InferenceIndex wanted, bool isNews)
{
    const LoadedTracePtr loaded = document->loaded();
    const ThreadIndex thread = loaded->trace.inferenceCalls[wanted].thread;
    const ThreadIndex before = call ? loaded->trace.inferenceCalls[call].thread : ThreadIndex();
    if (wanted != call)
        isOld = true;
    if (thread != before)
        growthIsOld = true;
    call = wanted;
    if (isOld)
        read();
    else if (isNews)
        markSelection();
    if (growthIsOld)
        readGrowthLater();
    chart->setCall(call);
}

InferenceIndex PromptView::Private::baseline() const
{
    const LoadedTracePtr loaded = document->loaded();
    switch (compare) {
    case Compare::CallBefore:
        return callBefore(*loaded, call);
    case Compare::Pinned:
        return pinned;
    case Compare::Nothing:
        break;
    }
    return {};
}

void PromptView::Private::read()
{
    const LoadedTracePtr loaded = document->loaded();
    if (!loaded || !call)
        return;
    isOld = false;
    if (cancelReading)
        cancelReading->store(true);
    cancelReading = std::make_shared<std::atomic<bool>>(false);
    if (!model->reading())
        setNote(tr("Reading the prompt…"));
    reading.setFuture(runInBackground([loaded, of = call, with = baseline(), cancelled = cancelReading] {
        return readPrompts(loaded, of, with, cancelled);
    }));
}

/// A trace that goes on is not measured all the time.
void PromptView::Private::readGrowthLater()
{
    const GrowthReadingPtr& shown = chart->growth();
    const LoadedTracePtr loaded = document->loaded();
    const ThreadIndex thread = loaded->trace.inferenceCalls[call].thread;
    const bool isSameAgent = shown && sameObject(shown->loaded->trace, loaded->trace, shown->thread).thread() == thread;
    if (isSameAgent && growing.isRunning())
        return again->start(promptBusyDelayMs);
    if (isSameAgent && growthClock.isValid() && growthClock.elapsed() < growthTook * growthRestFactor)
        return again->start(static_cast<int>(growthTook * growthRestFactor - growthClock.elapsed()));
    if (!isSameAgent)
        chart->setGrowth(nullptr);
    measure();
}

void PromptView::Private::measure()
{
    const LoadedTracePtr loaded = document->loaded();
    if (!loaded || !call || !growthIsOld || !inSight)
        return;
    growthIsOld = false;
    if (cancelGrowing)
        cancelGrowing->store(true);
    cancelGrowing = std::make_shared<std::atomic<bool>>(false);
    measured = std::make_shared<std::atomic<int>>(0);
    growthClock.start();
    chart->setNote({});
    busy->start();
    growing.setFuture(
        runInBackground([loaded, thread = loaded->trace.inferenceCalls[call].thread, cancelled = cancelGrowing,
                         done = measured] { return readGrowth(loaded, thread, cancelled, done); }));
}

void PromptView::Private::take(const PromptReadingPtr& made)
{
    if (!made)
        return; // another one is on its way
    const PromptReadingPtr before = model->reading();
    const bool stays = before && isSameShape(*before, *made);
    const bool isSame = before && before->loaded == made->loaded && before->prompt->call == made->prompt->call &&
                        static_cast<bool>(before->baseline) == static_cast<bool>(made->baseline);
    model->setReading(made);
    setNote({});
    updateHeader();
    legend->setBytes(made->bytes);
    if (made->loaded != trace && !keepReading(made)) {
        isOld = true;
        QMetaObject::invokeMethod(
            q, [this] { follow(); }, Qt::QueuedConnection);
    }
    if (stays)
        return;
    body->clear();
    markSelection();
    if (tree->currentIndex().isValid())
        return;
    if (const QModelIndex first = model->firstDifference(); first.isValid() && !isSame)
        tree->setCurrentIndex(first);
    else if (model->rowCount() > 0)
        tree->setCurrentIndex(model->index(model->rowCount() - 1, 0)); // what came last
}

void PromptView::Private::takeGrowth(const GrowthReadingPtr& growth)
{
    if (!growth)
        return;
    growthTook = growthClock.elapsed();
    busy->stop();
    chart->setGrowth(growth);
    const bool hasTokens = std::any_of(growth->points.begin(), growth->points.end(),
                                       [](const GrowthReading::Point& point) { return point.input > 0; });
    registry->action(QStringLiteral("prompt.bytes"))->setEnabled(hasTokens);
    const bool bytes = registry->action(QStringLiteral("prompt.bytes"))->isChecked();
    chart->setUnit(hasTokens && !bytes ? GrowthChart::Unit::Tokens : GrowthChart::Unit::Bytes);
    chart->setCall(call);
}

void PromptView::Private::markSelection()
{
    const PromptReadingPtr& shown = model->reading();
    const LoadedTracePtr loaded = document->loaded();
    if (!shown || !loaded || choosing)
        return;
    const ItemIndex item = sameObject(loaded->trace, shown->loaded->trace, document->selection()).item();
    if (const QModelIndex index = item ? model->indexOf(item) : QModelIndex(); index.isValid()) {
        tree->setCurrentIndex(index);
        tree->scrollTo(index, QAbstractItemView::EnsureVisible);
    }
}

void PromptView::Private::chooseFirst()
{
    if (const QModelIndex first = model->firstDifference(); first.isValid()) {
        tree->setCurrentIndex(first);
        tree->scrollTo(first, QAbstractItemView::PositionAtCenter);
        tree->setFocus(Qt::ShortcutFocusReason);
    }
}

void PromptView::Private::step(int by)
{
    const LoadedTracePtr loaded = document->loaded();
    if (!loaded || !call)
        return;
    const IndexList<InferenceCall>& calls = loaded->relations.inferenceCalls(loaded->trace.inferenceCalls[call].thread);
    const auto found = std::find(calls.begin(), calls.end(), call);
    const auto at = (found - calls.begin()) + by;
    if (found != calls.end() && at >= 0 && at < static_cast<std::ptrdiff_t>(calls.size()))
        document->reveal(calls[static_cast<std::size_t>(at)]);
}

void PromptView::Private::openPart(const QModelIndex& index)
{
    const auto rows = model->rowsAt(index);
    const LoadedTracePtr loaded = document->loaded();
    if (model->isFold(index))
        return; // the tree opens and closes it by itself
    if (rows.empty() || !loaded)
        return;
    if (const ItemIndex item = rows.front().part().item) {
        choosing = true;
        document->reveal(sameObject(model->reading()->loaded->trace, loaded->trace, item));
        choosing = false;
    }
}

} // namespace rolloutscope
