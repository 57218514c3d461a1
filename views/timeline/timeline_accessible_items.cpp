#include "views/timeline/timeline_accessible_items.h"

#include "views/timeline/timeline_accessible.h"
#include "views/timeline/timeline_canvas.h"

#include <QWindow>

#include <cmath>

namespace rolloutscope {
namespace {

/// A card without what the name says already.
QString restOf(CardText card, const QString& name)
{
    constexpr qsizetype tellsApart = 40; // a name may hold its begin only
    card.title.clear();
    if (name.contains(card.detail.left(tellsApart)))
        card.detail.clear();
    const QString text = card.asSentence();
    const QString separator = QStringLiteral(", ");
    return text.startsWith(separator) ? text.mid(separator.size()) : text;
}

/// What the span's label says, and of which kind it is where that is not clear: `cargo test, tool call`, `inference
/// 12`.
QString spanName(const TimelineModel& model, ObjectRef object)
{
    const QString label = spanLabel(model.loaded(), SpanMark(), object);
    const QString kind = QString::fromLatin1(toWord(object.kind));
    const auto firstWord = [](const QString& text) { return text.section(QLatin1Char(' '), 0, 0); };
    if (firstWord(label).compare(firstWord(kind), Qt::CaseInsensitive) == 0)
        return label;
    return label + QStringLiteral(", ") + kind;
}

} // namespace

// ---- What both have in common --------------------------------------------------------------------------------------

std::optional<std::uint32_t> TimelineItemAccessible::trackIndex() const
{
    if (owner_ == nullptr || !owner_->usable())
        return std::nullopt;
    if (!exists(model().trace(), object_))
        return std::nullopt;
    const auto track = model().trackOf(threadOf(model().trace(), object_));
    return track && canvas()->trackLayout().shows(*track) ? track : std::nullopt;
}

TimelineCanvas* TimelineItemAccessible::canvas() const
{
    return owner_->canvas();
}

const TimelineModel& TimelineItemAccessible::model() const
{
    return *canvas()->model();
}

QWindow* TimelineItemAccessible::window() const
{
    return owner_ == nullptr ? nullptr : canvas()->window()->windowHandle();
}

void* TimelineItemAccessible::interface_cast(QAccessible::InterfaceType type)
{
    return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
}

QAccessible::State TimelineItemAccessible::commonState() const
{
    QAccessible::State state;
    state.focusable = true;
    state.selectable = true;
    state.selected = canvas()->document()->selection() == object_;
    state.focused = canvas()->hasFocus() && owner_->focusedObject() == object_;
    state.invisible = !canvas()->isVisible();
    return state;
}

QRect TimelineItemAccessible::visibleArea(std::uint32_t track) const
{
    const TrackLayout& layout = canvas()->trackLayout();
    QRect area(QPoint(0, 0), canvas()->regions().tracks.size());
    if (!layout.sticky(track)) // pinned tracks cover it
        area.setTop(layout.stickyHeight());
    return area;
}

QRect TimelineItemAccessible::toScreen(QRect inCanvas) const
{
    return {canvas()->mapToGlobal(inCanvas.topLeft()), inCanvas.size()};
}

void TimelineItemAccessible::doAction(const QString& name)
{
    if (!isValid())
        return;
    if (name == pressAction() || name == setFocusAction()) {
        canvas()->document()->select(object_);
        canvas()->reveal(object_);
        if (name == setFocusAction())
            canvas()->setFocus(Qt::OtherFocusReason);
    } else if (name == showMenuAction()) {
        // Later: a menu may not return before it is closed, and the reader waits for an answer.
        const QPoint place = rect().center();
        QMetaObject::invokeMethod(
            canvas(),
            [canvas = canvas(), object = object_, place] { emit canvas->menuRequested(object, false, place); },
            Qt::QueuedConnection);
    }
}

QStringList TimelineItemAccessible::keyBindingsForAction(const QString& name) const
{
    return name == showMenuAction() ? QStringList{QStringLiteral("Menu")} : QStringList();
}

// ---- A track -------------------------------------------------------------------------------------------------------

QAccessibleInterface* TrackAccessible::parent() const
{
    return owner_ == nullptr ? nullptr : owner_->list();
}

int TrackAccessible::childCount() const
{
    const auto track = trackIndex();
    if (!track)
        return 0;
    const TimelineTrack& shown = model().tracks()[*track];
    std::uint32_t count = 0;
    for (std::uint32_t lane = shown.firstLane; lane < shown.firstLane + shown.laneCount; ++lane)
        count += model().lanes()[lane].spans->size();
    return static_cast<int>(count);
}

QAccessibleInterface* TrackAccessible::child(int index) const
{
    const auto track = trackIndex();
    if (!track || index < 0)
        return nullptr;
    const TimelineTrack& shown = model().tracks()[*track];
    auto at = static_cast<std::uint32_t>(index);
    for (std::uint32_t lane = shown.firstLane; lane < shown.firstLane + shown.laneCount; ++lane) {
        const std::uint32_t size = model().lanes()[lane].spans->size();
        if (at < size)
            return owner_->span({lane, at});
        at -= size;
    }
    return nullptr;
}

int TrackAccessible::indexOfChild(const QAccessibleInterface* child) const
{
    const auto track = trackIndex();
    const auto* span = dynamic_cast<const SpanAccessible*>(child);
    if (!track || span == nullptr || !span->isValid())
        return -1;
    const SpanIndex wanted = span->spanIndex();
    if (model().lanes()[wanted.lane].track != *track)
        return -1;
    std::uint32_t before = wanted.at;
    for (std::uint32_t lane = model().tracks()[*track].firstLane; lane < wanted.lane; ++lane)
        before += model().lanes()[lane].spans->size();
    return static_cast<int>(before);
}

QAccessibleInterface* TrackAccessible::childAt(int x, int y) const
{
    if (!isValid())
        return nullptr;
    QAccessibleInterface* found = owner_->at({x, y});
    return indexOfChild(found) >= 0 ? found : nullptr;
}

QAccessibleInterface* TrackAccessible::focusChild() const
{
    if (!isValid())
        return nullptr;
    QAccessibleInterface* found = owner_->focused();
    return indexOfChild(found) >= 0 ? found : nullptr;
}

QString TrackAccessible::text(QAccessible::Text text) const
{
    const auto track = trackIndex();
    if (!track)
        return {};
    const QString name = trackTitle(model().trace().threads[model().tracks()[*track].thread]);
    switch (text) {
    case QAccessible::Name:
        return name;
    case QAccessible::Description:
        return restOf(trackCard(model(), *track), name);
    default:
        return {};
    }
}

QRect TrackAccessible::rect() const
{
    const auto track = trackIndex();
    if (!track)
        return {};
    const Row row = canvas()->trackLayout().inView(*track, canvas()->viewport().scrollY());
    const QRect place(0, row.top, canvas()->width(), row.height);
    const QRect area = visibleArea(*track);
    const QRect seen = place.intersected(QRect(0, area.top(), place.width(), area.height()));
    return toScreen((seen.isEmpty() ? place : seen).translated(0, canvas()->regions().tracks.top()));
}

QAccessible::State TrackAccessible::state() const
{
    QAccessible::State state;
    const auto track = trackIndex();
    if (!track) {
        state.invalid = true;
        return state;
    }
    state = commonState();
    const bool collapsed = canvas()->trackLayout().collapsed(*track);
    state.expandable = model().tracks()[*track].laneCount > 0;
    state.expanded = state.expandable && !collapsed;
    state.collapsed = collapsed;
    const Row row = canvas()->trackLayout().inView(*track, canvas()->viewport().scrollY());
    const QRect area = visibleArea(*track);
    state.offscreen = row.bottom() <= area.top() || row.top > area.bottom();
    return state;
}

QStringList TrackAccessible::actionNames() const
{
    return {pressAction(), toggleAction(), setFocusAction(), showMenuAction()};
}

void TrackAccessible::doAction(const QString& name)
{
    const auto track = trackIndex();
    if (name != toggleAction() || !track) {
        TimelineItemAccessible::doAction(name);
        return;
    }
    TrackArrangement changed = canvas()->arrangement();
    changed.setCollapsed(model().trace().threads[object_.thread()].id, !canvas()->trackLayout().collapsed(*track));
    canvas()->setArrangement(std::move(changed));
}

QStringList TrackAccessible::keyBindingsForAction(const QString& name) const
{
    return name == toggleAction() ? QStringList{QStringLiteral("C")}
                                  : TimelineItemAccessible::keyBindingsForAction(name);
}

// ---- A span --------------------------------------------------------------------------------------------------------

const QString& SpanAccessible::zoomAction()
{
    static const QString name = QStringLiteral("zoom");
    return name;
}

bool SpanAccessible::isValid() const
{
    return trackIndex() && spanIndex() != noSpan;
}

QAccessibleInterface* SpanAccessible::parent() const
{
    const auto track = trackIndex();
    return track ? owner_->track(*track) : nullptr;
}

QString SpanAccessible::text(QAccessible::Text text) const
{
    if (!isValid())
        return {};
    switch (text) {
    case QAccessible::Name:
        return spanName(model(), object_);
    case QAccessible::Description:
        return restOf(objectCard(model(), object_), spanName(model(), object_));
    default:
        return {};
    }
}

QRect SpanAccessible::placeByScale(std::uint32_t track) const
{
    const SpanIndex index = spanIndex();
    const SpanData span = model().span(index);
    const TrackLayout& layout = canvas()->trackLayout();
    const Row lane = layout.lane(model(), track, index.lane);
    const int top = layout.sticky(track) ? lane.top : lane.top - canvas()->viewport().scrollY();
    const TimeScale& scale = canvas()->viewport().scale();
    // As far out as numbers of pixels are kept apart.
    const auto pixel = [&](std::int64_t time) {
        constexpr double farthest = 1e6;
        return static_cast<int>(std::lround(std::clamp(scale.pixelAt(static_cast<double>(time)), -farthest, farthest)));
    };
    const int left = pixel(span.begin);
    return {left, top, std::max(pixel(span.end) - left, 1), lane.height};
}

QRect SpanAccessible::rect() const
{
    if (!isValid())
        return {};
    const std::uint32_t track = *trackIndex();
    const QPoint origin = canvas()->regions().tracks.topLeft();
    const QRect area = visibleArea(track);
    QRect place = placeByScale(track);
    if (!canvas()->trackLayout().collapsed(track) && place.top() <= area.bottom() && place.bottom() >= area.top()) {
        // What is painted for it, which may stand for others too.
        constexpr int reach = 2; // px beside a narrow mark that still hit it
        const SpanBox* box = canvas()->timelineGeometry().boxOf(spanIndex());
        if (box != nullptr) {
            const int more = box->narrow ? reach : 0;
            place = QRect(box->x - more, box->y, box->width + 2 * more, box->height);
        }
    }
    const QRect seen = place.intersected(area);
    return toScreen((seen.isEmpty() ? place : seen).translated(origin));
}

QAccessible::State SpanAccessible::state() const
{
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    state = commonState();
    const std::uint32_t track = *trackIndex();
    const bool folded = canvas()->trackLayout().collapsed(track);
    state.invisible = state.invisible || folded;
    state.offscreen = folded || !placeByScale(track).intersects(visibleArea(track));
    return state;
}

QStringList SpanAccessible::actionNames() const
{
    return {pressAction(), zoomAction(), setFocusAction(), showMenuAction()};
}

void SpanAccessible::doAction(const QString& name)
{
    if (name != zoomAction()) {
        TimelineItemAccessible::doAction(name);
        return;
    }
    if (!isValid())
        return;
    canvas()->document()->select(object_);
    canvas()->zoomTo(object_);
}

QString SpanAccessible::localizedActionName(const QString& name) const
{
    return name == zoomAction() ? tr("Zoom") : QAccessibleActionInterface::localizedActionName(name);
}

QString SpanAccessible::localizedActionDescription(const QString& name) const
{
    return name == zoomAction() ? tr("Shows this span as large as it fits")
                                : QAccessibleActionInterface::localizedActionDescription(name);
}

QStringList SpanAccessible::keyBindingsForAction(const QString& name) const
{
    return name == zoomAction() ? QStringList{QStringLiteral("Return")}
                                : TimelineItemAccessible::keyBindingsForAction(name);
}

} // namespace rolloutscope
