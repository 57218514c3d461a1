// How far the rollout is played, on the timeline: a line with its time on the axis and what happened there, everything
// after it dimmed. It stays in sight while it moves.
#include "core/insight/describe.h"
#include "views/document/playback.h"
#include "views/timeline/axis_ticks.h"
#include "views/timeline/paint_helpers.h"
#include "views/timeline/timeline_canvas.h"
#include "views/timeline/timeline_painter.h"

#include <QCoreApplication>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr double dimming = 0.55;
constexpr double pageMargin = 0.15; // of the width: where the playhead is after the view has moved on
constexpr int labelMargin = 6;      // px

QString tr(const char* text)
{
    return QCoreApplication::translate("TimelineView", text);
}

QString eventText(const LoadedTrace& loaded, const Moment& moment)
{
    const QString title = QString::fromStdString(objectTitle(loaded.trace, loaded.relations, moment.object));
    const bool isEdge = moment.object.kind == ObjectKind::InteractionEdge;
    switch (moment.kind) {
    case MomentKind::Begins:
        return (isEdge ? tr("%1 is sent") : tr("%1 begins")).arg(title);
    case MomentKind::Ends:
        return (isEdge ? tr("%1 arrives") : tr("%1 ends")).arg(title);
    case MomentKind::Happens:
        break;
    }
    return title;
}

/// `exec_command begins · fix_tests`: what happens, and, where there are several, to which agent.
QString momentText(const LoadedTrace& loaded, const Moment& moment)
{
    const QString event = eventText(loaded, moment);
    const ThreadIndex agent = threadOf(loaded.trace, moment.object);
    const bool namesAgent = moment.object.kind == ObjectKind::Thread ||
                            moment.object.kind == ObjectKind::InteractionEdge || loaded.trace.threads.size() < 2;
    if (namesAgent || !loaded.trace.threads.contains(agent))
        return event;
    const QString path = QString::fromStdString(loaded.trace.threads[agent].agentPath);
    return QStringLiteral("%1 · %2").arg(event, path.section(u'/', -1));
}

} // namespace

// ---- Canvas --------------------------------------------------------------------------------------------------------

std::optional<TimelinePlayhead> TimelineCanvas::shownPlayhead() const
{
    const std::optional<Playhead>& playhead = document_->playhead();
    if (!playhead || !model_)
        return std::nullopt;
    return TimelinePlayhead{.position = static_cast<double>(model_->positionOf(playhead->at)), .text = playheadText_};
}

void TimelineCanvas::followPlayhead()
{
    const std::optional<Playhead>& playhead = document_->playhead();
    const LoadedTracePtr loaded = document_->loaded();
    const bool happened = playhead && playhead->last && loaded && exists(loaded->trace, playhead->last->object);
    playheadText_ = happened ? momentText(*loaded, *playhead->last) : QString();
    update();
    if (!playhead || !usable())
        return;
    const auto position = static_cast<double>(model_->positionOf(playhead->at));
    const Stretch visible = viewport_.visible();
    const int scrolled = viewport_.scrollY();
    // Where more is to come, the playhead does not run up to the edge.
    const bool more = visible.end < viewport_.content().end;
    const double end = visible.end - (more ? visible.length() * pageMargin / 2 : 0);
    if (position < visible.begin || position > end) {
        const double begin = position - visible.length() * pageMargin;
        viewport_.show({begin, begin + visible.length()});
    }
    // Who steps wants to see what happened; while it plays, tracks that jump up and down would be in the way. (The copy
    // that the model was made from may be an earlier one, in which objects have other places.)
    if (happened && !document_->playback()->isPlaying() && model_->loadedPtr() == loaded) {
        const TimelinePlace place = model_->placeOf(playhead->last->object);
        if (place.track && layout_.shows(*place.track) && !layout_.sticky(*place.track)) {
            const Row track = layout_.track(*place.track);
            viewport_.ensureRowVisible(track.top - layout_.stickyHeight(), track.bottom());
        }
    }
    if (viewport_.visible() != visible || viewport_.scrollY() != scrolled)
        viewportMoved(false); // nobody went anywhere: it is no place to come back to
}

// ---- Painter -------------------------------------------------------------------------------------------------------

void TimelinePainter::paintPlayhead(QPainter& painter, const TimelineScene& scene)
{
    if (!scene.playhead)
        return;
    const TimelineRegions& areas = scene.regions;
    const double at = std::round(scene.viewport->scale().pixelAt(scene.playhead->position));
    painter.save();
    painter.setClipRect(areas.tracks, Qt::IntersectClip);
    const auto x = static_cast<int>(std::clamp(at, -2.0, areas.tracks.width() + 2.0));
    painter.translate(areas.tracks.topLeft());
    painter.fillRect(x + 1, 0, areas.tracks.width() - x, areas.tracks.height(), faded(theme_->ground, dimming));
    painter.fillRect(x, 0, 1, areas.tracks.height(), theme_->text);
    if (!scene.playhead->text.isEmpty() && at >= 0 && at <= areas.tracks.width()) {
        painter.setFont(smallFont());
        const QFontMetrics measure = painter.fontMetrics();
        const QString text =
            measure.elidedText(scene.playhead->text, Qt::ElideMiddle, std::max(80, areas.tracks.width() / 2));
        const QSize size(measure.horizontalAdvance(text) + 2 * labelMargin, measure.height() + 4);
        const bool fits = x + labelMargin + size.width() <= areas.tracks.width();
        const QRect label(QPoint(fits ? x + labelMargin : x - labelMargin - size.width(),
                                 areas.tracks.height() - size.height() - labelMargin),
                          size);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(theme_->line);
        painter.setBrush(theme_->panel);
        painter.drawRoundedRect(label, 3, 3);
        painter.setPen(theme_->text);
        painter.drawText(label, Qt::AlignCenter, text);
    }
    painter.restore();
    paintPlayheadAround(painter, scene, at);
}

/// On the axis and in the overview.
void TimelinePainter::paintPlayheadAround(QPainter& painter, const TimelineScene& scene, double at)
{
    const QRect& axis = scene.regions.axis;
    const QRect& overview = scene.regions.overview;
    const Stretch content = scene.model->content();
    if (content.length() > 0 && !overview.isEmpty()) {
        const double share = std::clamp((scene.playhead->position - content.begin) / content.length(), 0.0, 1.0);
        painter.fillRect(overview.left() + static_cast<int>(share * (overview.width() - 1)), overview.top() + 1, 1,
                         overview.height() - 3, theme_->text);
    }
    if (at < 0 || at > axis.width())
        return;
    painter.save();
    painter.setClipRect(axis, Qt::IntersectClip);
    painter.translate(axis.topLeft());
    painter.setFont(axisLabels_.font());
    const double step = std::min(majorStep(scene.viewport->scale().msPerPixel, 1), 1000.0);
    const double time = scene.model->folds().timeAt(scene.playhead->position);
    const QString text = QString::fromStdString(scene.clock.label(std::round(time / step) * step, step));
    const int width = painter.fontMetrics().horizontalAdvance(text) + 12;
    const int left = std::clamp(static_cast<int>(at) - width / 2, 0, std::max(0, axis.width() - width));
    const QRect pill(left, 2, width, axis.height() - 8);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_->text);
    painter.drawRoundedRect(pill, 3, 3);
    QPolygonF tip;
    tip << QPointF(at - 4, pill.bottom()) << QPointF(at + 5, pill.bottom()) << QPointF(at + 0.5, axis.height());
    painter.drawPolygon(tip);
    painter.setPen(theme_->textOn(theme_->text));
    painter.drawText(pill, Qt::AlignCenter, text);
    painter.restore();
}

} // namespace rolloutscope
