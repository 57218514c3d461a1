#include "views/timeline/timeline_accessible.h"

#include "views/timeline/timeline_accessible_items.h"
#include "views/timeline/timeline_canvas.h"

#include <QAccessibleWidget>
#include <QTimerEvent>

#include <algorithm>
#include <utility>

namespace rolloutscope {
namespace {

constexpr int reorderPauseMs = 1000;

/// The canvas itself. A list: readers get along with nested lists everywhere, while an item of a tree becomes the cell
/// of a table, which there is none of, on the way through AT-SPI.
class TimelineListAccessible : public QAccessibleWidget {
    Q_DECLARE_TR_FUNCTIONS(TimelineAccessibility)
public:
    explicit TimelineListAccessible(TimelineCanvas* canvas) : QAccessibleWidget(canvas, QAccessible::List) {}

    int childCount() const override { return usable() ? static_cast<int>(canvas()->trackLayout().rowCount()) : 0; }

    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        return all()->track(canvas()->trackLayout().trackAtRow(static_cast<std::uint32_t>(index)));
    }

    int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* track = dynamic_cast<const TrackAccessible*>(child);
        if (track == nullptr || !usable() || !track->isValid())
            return -1;
        return static_cast<int>(
            canvas()->trackLayout().rowOf(*canvas()->model()->trackOf(track->shownObject().thread())));
    }

    QAccessibleInterface* childAt(int x, int y) const override { return usable() ? all()->at({x, y}) : nullptr; }

    QAccessibleInterface* focusChild() const override
    {
        QAccessibleInterface* focused = usable() ? all()->focused() : nullptr;
        return focused != nullptr ? focused : QAccessibleWidget::focusChild();
    }

    QString text(QAccessible::Text text) const override
    {
        return text == QAccessible::Description && canvas() != nullptr ? description() : QAccessibleWidget::text(text);
    }

private:
    /// Null while the widget is being destroyed.
    [[nodiscard]] TimelineCanvas* canvas() const { return qobject_cast<TimelineCanvas*>(object()); }
    [[nodiscard]] TimelineAccessibility* all() const { return canvas()->accessibility(); }
    [[nodiscard]] bool usable() const { return canvas() != nullptr && all()->usable(); }

    [[nodiscard]] QString description() const
    {
        const TimelineCanvas& shown = *canvas();
        if (!usable())
            return shown.message();
        const TimelineModel& model = *shown.model();
        const double msPerPixel = shown.viewport().scale().msPerPixel;
        const auto moment = [&](double position) { return momentCard(model, position, msPerPixel).title; };
        const Stretch content = model.content();
        const Stretch seen = shown.viewport().visible();
        QString text =
            tr("%1, shown from %2 to %3.")
                .arg(QString::fromStdString(formatCounted(shown.trackLayout().rowCount(), "agent", "agents")),
                     moment(std::clamp(seen.begin, content.begin, content.end)),
                     moment(std::clamp(seen.end, content.begin, content.end)));
        if (const auto range = shown.document()->range())
            text += QLatin1Char(' ') +
                    tr("Selected from %1 to %2.")
                        .arg(moment(model.positionOf(range->begin)), moment(model.positionOf(range->end)));
        if (!all()->focusedObject().valid()) // else the item that has the focus says what it is
            text += QLatin1Char(' ') + shown.accessibleDescription();
        return text;
    }
};

QAccessibleInterface* makeInterface(const QString& /*key*/, QObject* object)
{
    auto* canvas = qobject_cast<TimelineCanvas*>(object);
    return canvas == nullptr ? nullptr : new TimelineListAccessible(canvas); // Qt's cache owns it
}

} // namespace

TimelineAccessibility::TimelineAccessibility(TimelineCanvas* canvas) : QObject(canvas), canvas_(canvas)
{
    QAccessible::installFactory(makeInterface); // Qt keeps it once
    QAccessible::installActivationObserver(this);
    active_ = QAccessible::isActive();
    canvas->installEventFilter(this);
    connect(canvas->document(), &TraceDocument::selectionChanged, this, &TimelineAccessibility::announceLater);
    connect(canvas, &TimelineCanvas::arrangementChanged, this, &TimelineAccessibility::announceLater);
}

TimelineAccessibility::~TimelineAccessibility()
{
    QAccessible::removeActivationObserver(this);
    for (const auto& [object, entry] : tracks_)
        doomed_.push_back(entry.id);
    for (const SpanEntry& entry : spans_)
        doomed_.push_back(entry.id);
    for (const QAccessible::Id id : doomed_)
        QAccessible::deleteAccessibleInterface(id);
}

bool TimelineAccessibility::usable() const
{
    return canvas_->model() != nullptr && canvas_->message().isEmpty();
}

// ---- Interfaces ----------------------------------------------------------------------------------------------------

QAccessibleInterface* TimelineAccessibility::list() const
{
    return QAccessible::queryAccessibleInterface(canvas_);
}

QAccessibleInterface* TimelineAccessibility::track(std::uint32_t track)
{
    const ObjectRef thread = canvas_->model()->tracks()[track].thread;
    TrackEntry& entry = tracks_[thread];
    if (entry.interface == nullptr) {
        entry.interface = new TrackAccessible(this, thread); // Qt's cache owns it
        entry.id = QAccessible::registerAccessibleInterface(entry.interface);
        entry.collapsed = canvas_->trackLayout().collapsed(track);
    }
    return entry.interface;
}

QAccessibleInterface* TimelineAccessibility::span(SpanIndex span)
{
    const ObjectRef object = canvas_->model()->span(span).object;
    if (const auto found = spanOf_.find(object); found != spanOf_.end()) {
        spans_.splice(spans_.begin(), spans_, found->second);
        return found->second->interface;
    }
    auto* made = new SpanAccessible(this, object); // Qt's cache owns it
    spans_.push_front({.id = QAccessible::registerAccessibleInterface(made), .interface = made, .object = object});
    spanOf_.emplace(object, spans_.begin());
    deleteOldSpans();
    return made;
}

/// At once, as a reader may ask for all spans of a track in one go. Only the list and the tracks make spans, so none is
/// deleted from within one of its own functions.
void TimelineAccessibility::deleteOldSpans()
{
    if (spans_.size() <= maxSpans)
        return;
    if (spans_.back().object == toldSelection_) // readers are most likely at this one
        spans_.splice(spans_.begin(), spans_, std::prev(spans_.end()));
    const SpanEntry old = spans_.back();
    spanOf_.erase(old.object);
    spans_.pop_back();
    QAccessible::deleteAccessibleInterface(old.id);
}

QAccessibleInterface* TimelineAccessibility::at(QPoint globalPosition)
{
    const QPoint position = canvas_->mapFromGlobal(globalPosition);
    const TimelineRegions areas = canvas_->regions();
    const TrackLayout& layout = canvas_->trackLayout();
    if (!usable() || layout.rowCount() == 0)
        return nullptr;
    const bool onTracks = areas.tracks.contains(position);
    const int y = position.y() - areas.tracks.top();
    if ((!onTracks && !areas.headers.contains(position)) || y >= layout.totalHeight() - canvas_->viewport().scrollY())
        return nullptr;
    const std::uint32_t shown = layout.trackInView(y, canvas_->viewport().scrollY());
    if (onTracks && !layout.collapsed(shown)) {
        const SpanIndex found = canvas_->model()->spanOf(canvas_->objectAt(position));
        // A call's bar of the counter stands for a span that is elsewhere.
        if (found != noSpan) {
            QAccessibleInterface* item = span(found);
            if (item->rect().contains(globalPosition))
                return item;
        }
    }
    return track(shown);
}

ObjectRef TimelineAccessibility::focusedObject() const
{
    const ObjectRef selection = canvas_->document()->selection();
    if (!usable() || !selection.valid())
        return {};
    const TimelineModel& model = *canvas_->model();
    const bool isThread = selection.kind == ObjectKind::Thread;
    const SpanIndex span = isThread ? noSpan : model.spanOf(selection);
    const auto track = isThread         ? model.trackOf(selection.thread())
                       : span == noSpan ? std::nullopt
                                        : std::optional(model.lanes()[span.lane].track);
    const TrackLayout& layout = canvas_->trackLayout();
    if (!track || !layout.shows(*track))
        return {};
    return isThread || layout.collapsed(*track) ? ObjectRef(model.tracks()[*track].thread) : selection;
}

QAccessibleInterface* TimelineAccessibility::focused()
{
    const ObjectRef object = focusedObject();
    if (!object.valid())
        return nullptr;
    const TimelineModel& model = *canvas_->model();
    return object.kind == ObjectKind::Thread ? track(*model.trackOf(object.thread())) : span(model.spanOf(object));
}

QAccessibleInterface* TimelineAccessibility::selected()
{
    if (!focusedObject().valid())
        return nullptr;
    const SpanIndex found = canvas_->model()->spanOf(canvas_->document()->selection());
    return found == noSpan ? focused() : span(found);
}

QAccessibleInterface* TimelineAccessibility::existing(ObjectRef object) const
{
    if (const auto found = spanOf_.find(object); found != spanOf_.end())
        return found->second->interface;
    const auto found = tracks_.find(object);
    return found == tracks_.end() ? nullptr : found->second.interface;
}

// ---- A new model ---------------------------------------------------------------------------------------------------

void TimelineAccessibility::takeModel(const TimelineModel* before, bool keepView)
{
    const TimelineModel* model = canvas_->model().get();
    const auto objectNow = [&](ObjectRef object) {
        if (!keepView || before == nullptr || model == nullptr)
            return ObjectRef();
        return before->loadedPtr() == model->loadedPtr() ? object : sameObject(before->trace(), model->trace(), object);
    };
    for (auto& [thread, entry] : std::exchange(tracks_, {})) {
        const ObjectRef now = objectNow(thread);
        if (now.valid() && model->trackOf(now.thread()) && tracks_.emplace(now, entry).second)
            entry.interface->setShownObject(now);
        else
            retire(entry.id, entry.interface);
    }
    spanOf_.clear();
    for (auto entry = spans_.begin(); entry != spans_.end();) {
        const ObjectRef now = objectNow(entry->object);
        if (now.valid() && model->spanOf(now) != noSpan && spanOf_.emplace(now, entry).second) {
            entry->object = now;
            entry->interface->setShownObject(now);
            ++entry;
        } else {
            retire(entry->id, entry->interface);
            entry = spans_.erase(entry);
        }
    }
    if (!keepView)
        toldOrder_.clear(); // the same numbers are other agents now
    toldSelection_ = toldSelection_.valid() ? objectNow(toldSelection_) : toldSelection_;
    if (!doomed_.empty())
        announceTimer_.start(0, this);
}

// ---- Events --------------------------------------------------------------------------------------------------------

bool TimelineAccessibility::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == canvas_ && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        toldFocus_ = 0;
        announceLater(); // after Qt has told that the canvas has the focus
    }
    return QObject::eventFilter(watched, event);
}

void TimelineAccessibility::accessibilityActiveChanged(bool active)
{
    active_ = active;
    announceLater();
}

void TimelineAccessibility::tell(QAccessibleEvent& event)
{
    QAccessible::updateAccessibility(&event);
    emit told(event.type(), event.uniqueId());
}

void TimelineAccessibility::tell(QAccessibleInterface* interface, QAccessible::Event type)
{
    // Of a widget's interface Qt wants the widget.
    QObject* widget = interface->object();
    QAccessibleEvent event = widget != nullptr ? QAccessibleEvent(widget, type) : QAccessibleEvent(interface, type);
    tell(event);
}

/// One step of a person makes several changes; readers hear of the last.
void TimelineAccessibility::announceLater()
{
    if (active_ && !announceTimer_.isActive())
        announceTimer_.start(0, this);
}

void TimelineAccessibility::timerEvent(QTimerEvent* event)
{
    if (event->timerId() == announceTimer_.timerId()) {
        announceTimer_.stop();
        for (const QAccessible::Id id : std::exchange(doomed_, {}))
            QAccessible::deleteAccessibleInterface(id);
        if (active_)
            announce();
    } else if (event->timerId() == reorderTimer_.timerId()) {
        reorderTimer_.stop();
        if (std::exchange(reorderWaits_, false))
            announceLater();
    } else {
        QObject::timerEvent(event);
    }
}

void TimelineAccessibility::announce()
{
    announceOrder();
    announceFolds();
    announceSelection();
    announceFocus();
}

/// Readers fetch every agent anew, so only when others are shown than before.
void TimelineAccessibility::announceOrder()
{
    if (reorderTimer_.isActive()) {
        reorderWaits_ = true;
        return;
    }
    std::vector<ThreadIndex> order;
    if (usable()) {
        const TrackLayout& layout = canvas_->trackLayout();
        order.reserve(layout.rowCount());
        for (std::uint32_t row = 0; row < layout.rowCount(); ++row)
            order.push_back(canvas_->model()->tracks()[layout.trackAtRow(row)].thread);
    }
    if (order == toldOrder_)
        return;
    toldOrder_ = std::move(order);
    reorderTimer_.start(reorderPauseMs, this);
    tell(list(), QAccessible::ObjectReorder);
}

void TimelineAccessibility::announceFolds()
{
    if (!usable())
        return;
    for (auto& [thread, entry] : tracks_) {
        const auto track = canvas_->model()->trackOf(thread.thread());
        if (!track || entry.collapsed == canvas_->trackLayout().collapsed(*track))
            continue;
        entry.collapsed = !entry.collapsed;
        QAccessible::State changed;
        changed.expanded = true;
        changed.collapsed = true;
        QAccessibleStateChangeEvent event(entry.interface, changed);
        tell(event);
    }
}

void TimelineAccessibility::announceSelection()
{
    const ObjectRef selection = canvas_->document()->selection();
    if (selection == toldSelection_)
        return;
    if (QAccessibleInterface* before = existing(toldSelection_))
        tell(before, QAccessible::SelectionRemove);
    toldSelection_ = selection;
    if (QAccessibleInterface* now = selected())
        tell(now, QAccessible::SelectionAdd);
}

void TimelineAccessibility::announceFocus()
{
    if (!canvas_->hasFocus())
        return;
    QAccessibleInterface* item = focused();
    if (item == nullptr)
        item = list();
    const QAccessible::Id id = QAccessible::uniqueId(item);
    if (id == std::exchange(toldFocus_, id))
        return;
    tell(item, QAccessible::Focus);
}

} // namespace rolloutscope
