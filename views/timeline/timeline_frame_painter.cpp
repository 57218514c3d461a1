// What stands around the tracks: headers, axis, overview.
#include "core/insight/concurrency.h"
#include "views/bookmarks/bookmark_text.h"
#include "views/document/trace_document.h"
#include "views/timeline/paint_helpers.h"
#include "views/timeline/timeline_painter.h"
#include "views/timeline/timeline_texts.h"

#include <QCoreApplication>

#include <algorithm>

namespace rolloutscope {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("TimelineView", text);
}

void drawTriangle(QPainter& painter, QPointF centre, bool collapsed, const QColor& color)
{
    constexpr double r = 3.6;
    QPolygonF triangle;
    if (collapsed)
        triangle << centre + QPointF(-r * 0.6, -r) << centre + QPointF(r * 0.9, 0) << centre + QPointF(-r * 0.6, r);
    else
        triangle << centre + QPointF(-r, -r * 0.6) << centre + QPointF(r, -r * 0.6) << centre + QPointF(0, r * 0.9);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(triangle);
}

} // namespace

void TimelinePainter::paintHeaders(QPainter& painter, const TimelineScene& scene)
{
    painter.save();
    painter.setClipRect(scene.regions.headers, Qt::IntersectClip);
    painter.fillRect(scene.regions.headers, theme_->header);
    painter.translate(scene.regions.headers.topLeft());
    const int width = scene.regions.headers.width();
    if (titleWidth_ != width) {
        titleWidth_ = width;
        titles_.clear();
    }
    // Pinned tracks come last, over those that scroll away below them.
    const int stuck = scene.geometry->stickyHeight;
    for (const TrackBox& track : scene.geometry->tracks) {
        if (!track.sticky)
            paintHeader(painter, scene, track);
    }
    if (stuck > 0) {
        painter.fillRect(0, 0, width, stuck, theme_->header);
        for (const TrackBox& track : scene.geometry->tracks) {
            if (track.sticky)
                paintHeader(painter, scene, track);
        }
        painter.fillRect(0, stuck - 2, width, 2, theme_->waitingHatch);
    }
    if (scene.dropY)
        painter.fillRect(0, *scene.dropY - 1, width, 2, theme_->selection);
    painter.fillRect(width - 1, 0, 1, scene.regions.headers.height(), theme_->line);
    painter.restore();
}

void TimelinePainter::paintHeader(QPainter& painter, const TimelineScene& scene, const TrackBox& track)
{
    const int width = scene.regions.headers.width();
    const TimelineTrack& shown = scene.model->tracks()[track.track];
    const AgentThread& thread = scene.model->trace().threads[shown.thread];
    const bool selected = scene.selectedTrack == track.track;
    if (selected)
        painter.fillRect(0, track.y, width - 1, track.height - 1, theme_->selectionGround);
    else if (scene.hoveredTrack == track.track)
        painter.fillRect(0, track.y, width - 1, track.height - 1, theme_->panel);
    if (selected && scene.selection.kind == ObjectKind::Thread)
        painter.fillRect(0, track.y, 3, track.height - 1, theme_->selection);
    painter.fillRect(0, track.y + track.height - 1, width, 1, theme_->line);

    const double firstLine = track.y + (track.collapsed ? (track.height - 1) / 2.0 : TrackLayout::padding + 8.0);
    painter.setRenderHint(QPainter::Antialiasing);
    drawTriangle(painter, QPointF(12, firstLine), track.collapsed, theme_->dimText);
    const bool failed = shown.failures > 0 || shown.outcome == Outcome::Failed;
    if (failed) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme_->failure);
        painter.drawEllipse(QPointF(width - 12, firstLine), 3.5, 3.5);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);

    const bool pinned = scene.layout->pinned(track.track);
    if (pinned) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme_->dimText, 1.2));
        const QPointF pin(width - (failed ? 25 : 12), firstLine);
        painter.drawLine(pin + QPointF(0, 0), pin + QPointF(0, 5));
        painter.setBrush(theme_->dimText);
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(QRectF(pin.x() - 3, pin.y() - 5, 6, 5), 1.5, 1.5);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    constexpr int textLeft = 21;
    const double room = width - textLeft - (failed ? 20 : 6) - (pinned ? 13 : 0);
    auto title = titles_.find(track.track);
    if (title == titles_.end()) {
        const QFontMetricsF measure(titleLabels_.font());
        title =
            titles_
                .emplace(track.track, elidedPath(trackTitle(thread), room,
                                                 [&](const QString& text) { return measure.horizontalAdvance(text); }))
                .first;
    }
    const std::uint64_t key = static_cast<std::uint64_t>(room) << 32U | track.track;
    painter.setPen(selected ? theme_->textOn(theme_->selectionGround) : theme_->text);
    painter.setFont(titleLabels_.font());
    if (const QStaticText* text = titleLabels_.fitting(key, room + 2, [&] { return title->second; }))
        drawLabel(painter, *text, textLeft, firstLine);
    if (track.collapsed)
        return;
    painter.setPen(theme_->dimText);
    painter.setFont(subtitleLabels_.font());
    if (const QStaticText* text =
            subtitleLabels_.fitting(track.track, width - textLeft - 6, [&] { return trackSubtitle(thread); }))
        drawLabel(painter, *text, textLeft, firstLine + 16);
    const auto band = std::find_if(scene.geometry->counters.begin(), scene.geometry->counters.end(),
                                   [&](const CounterBand& counter) { return counter.track == track.track; });
    if (band == scene.geometry->counters.end() || band->y < track.y + 30)
        return;
    painter.setFont(smallFont());
    const QString most = QString::fromStdString(formatCount(band->most));
    const QString text = band->window > 0
                             ? tr("%1 of %2 tokens").arg(most, QString::fromStdString(formatCount(band->window)))
                             : tr("up to %1 tokens").arg(most);
    painter.drawText(QRect(textLeft, band->y, width - textLeft - 6, band->height), Qt::AlignLeft | Qt::AlignBottom,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, width - textLeft - 6));
}

void TimelinePainter::paintAxis(QPainter& painter, const TimelineScene& scene)
{
    const QRect& axis = scene.regions.axis;
    painter.fillRect(QRect(0, axis.top(), axis.right() + 1, axis.height()), theme_->header);
    painter.fillRect(0, axis.bottom(), axis.right() + 1, 1, theme_->line);
    painter.fillRect(scene.regions.corner.right(), axis.top(), 1, axis.height(), theme_->line);
    painter.save();
    painter.setClipRect(axis, Qt::IntersectClip);
    painter.translate(axis.topLeft());
    painter.setFont(axisLabels_.font());
    painter.setPen(theme_->dimText);
    const TimeScale& scale = scene.viewport->scale();
    int labelled = -1000; // px: where the last label ends
    for (const AxisTick& tick : scene.geometry->ticks) {
        const int x = static_cast<int>(std::lround(scale.pixelAt(tick.position)));
        painter.fillRect(x, axis.height() - (tick.major ? 9 : 5), 1, tick.major ? 8 : 4,
                         tick.major ? theme_->dimText : theme_->waitingHatch);
        if (!tick.major)
            continue;
        const QString label = QString::fromStdString(tick.label);
        const int end = x + 4 + painter.fontMetrics().horizontalAdvance(label);
        if (end > axis.width() || x < labelled)
            continue;
        painter.drawText(QPointF(x + 4, axis.height() - 8), label);
        labelled = end + 6;
    }
    if (scene.range) {
        const double left = scale.pixelAt(scene.range->begin);
        const double right = scale.pixelAt(scene.range->end);
        const double length =
            scene.model->folds().timeAt(scene.range->end) - scene.model->folds().timeAt(scene.range->begin);
        painter.fillRect(QRectF(left, 0, right - left, axis.height() - 1), faded(theme_->selection, 0.12));
        const QString text = QString::fromStdString(formatDuration(std::llround(length)));
        const int width = painter.fontMetrics().horizontalAdvance(text) + 12;
        const double middle = (std::max(left, 0.0) + std::min<double>(right, axis.width())) / 2;
        const QRect pill(static_cast<int>(middle) - width / 2, 3, width, axis.height() - 7);
        if (right > 0 && left < axis.width()) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme_->selection);
            painter.drawRoundedRect(pill, 3, 3);
            painter.setPen(theme_->textOn(theme_->selection));
            painter.drawText(pill, Qt::AlignCenter, text);
            painter.setRenderHint(QPainter::Antialiasing, false);
        }
    }
    if (scene.cursorX) {
        const double time = scene.model->folds().timeAt(scale.timeAt(*scene.cursorX));
        const double step = std::min(majorStep(scale.msPerPixel, 1), 1000.0);
        const QString text = QString::fromStdString(scene.clock.label(std::round(time / step) * step, step));
        const int width = painter.fontMetrics().horizontalAdvance(text) + 12;
        const int x = std::clamp(*scene.cursorX - width / 2, 0, std::max(0, axis.width() - width));
        const QRect pill(x, 3, width, axis.height() - 7);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme_->selectionGround);
        painter.drawRoundedRect(pill, 3, 3);
        painter.setPen(theme_->textOn(theme_->selectionGround));
        painter.drawText(pill, Qt::AlignCenter, text);
    }
    painter.restore();
}

void TimelinePainter::paintOverview(QPainter& painter, const TimelineScene& scene)
{
    const QRect& area = scene.regions.overview;
    const QRect strip(0, area.top(), area.right() + 1, area.height());
    painter.fillRect(strip, theme_->panel);
    painter.fillRect(0, strip.bottom(), strip.width(), 1, theme_->line);
    painter.fillRect(scene.regions.corner.right(), strip.top(), 1, strip.height(), theme_->line);

    const QSize pixels = area.size() * devicePixelRatio_;
    if (overviewOf_ != scene.model || overview_.size() != pixels) {
        overviewOf_ = scene.model;
        overview_ = QPixmap(pixels);
        overview_.setDevicePixelRatio(devicePixelRatio_);
        overview_.fill(Qt::transparent);
        QPainter picture(&overview_);
        const auto columns = scene.model->overview().columns(area.width(), scene.model->content());
        const int room = area.height() - 8;
        constexpr int failureHeight = 9;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const int x = static_cast<int>(i);
            const int height = static_cast<int>(std::ceil(columns[i].busy * room));
            picture.fillRect(x, area.height() - 4 - height, 1, height, faded(theme_->inference, 0.5));
        }
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i].failed)
                picture.fillRect(static_cast<int>(i) - 1, area.height() - 4 - failureHeight, 2, failureHeight,
                                 theme_->failure);
        }
    }
    const QRect frame = overviewFrame(scene);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_->selectionGround);
    painter.drawRoundedRect(frame, 3, 3);
    painter.drawPixmap(area.topLeft(), overview_);
    paintOverviewHits(painter, scene);
    painter.setPen(QPen(theme_->selection, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(frame).adjusted(0.7, 0.7, -0.7, -0.7), 3, 3);
    painter.setBrush(theme_->selection);
    painter.setPen(Qt::NoPen);
    for (const int x : {frame.left(), frame.right() - 2})
        painter.drawRoundedRect(QRect(x, frame.center().y() - 5, 3, 11), 1.5, 1.5);
    painter.setRenderHint(QPainter::Antialiasing, false);

    painter.setFont(baseFont());
    painter.setPen(theme_->dimText);
    const double length =
        scene.model->unixAt(scene.model->content().end) - scene.model->unixAt(scene.model->content().begin);
    painter.drawText(QRect(10, area.top(), scene.regions.corner.width() - 16, area.height()), Qt::AlignVCenter,
                     QString::fromStdString(formatDuration(std::llround(length))));
}

void TimelinePainter::paintOverviewHits(QPainter& painter, const TimelineScene& scene)
{
    const QRect& area = scene.regions.overview;
    const Stretch content = scene.model->content();
    const auto at = [&](double position) {
        return area.left() + static_cast<int>((position - content.begin) / content.length() * (area.width() - 1));
    };
    if (scene.hitTimes != nullptr) {
        // One mark a pixel, however many hits there are.
        auto hit = scene.hitTimes->begin();
        while (hit != scene.hitTimes->end()) {
            const int x = at(*hit);
            painter.fillRect(x, area.top() + 3, 2, 7, theme_->compaction);
            const double next =
                content.begin + content.length() * (x - area.left() + 1) / std::max(1, area.width() - 1);
            hit = std::lower_bound(hit + 1, scene.hitTimes->end(), next);
        }
    }
    if (scene.range) {
        const int left = std::clamp(at(scene.range->begin), area.left(), area.right());
        const int right = std::clamp(at(scene.range->end), area.left(), area.right());
        painter.fillRect(left, area.bottom() - 3, std::max(2, right - left), 3, theme_->selection);
    }
    if (scene.flags != nullptr) {
        for (const TimelineFlag& flag : *scene.flags)
            painter.fillRect(at(flag.position), area.top() + 1, 2, area.height() - 3,
                             bookmarkColor(*theme_, flag.color));
    }
}

void TimelinePainter::paintFlags(QPainter& painter, const TimelineScene& scene)
{
    if (scene.flags == nullptr || scene.flags->empty())
        return;
    const QRect& axis = scene.regions.axis;
    painter.save();
    painter.setClipRect(axis, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const TimelineFlag& flag : *scene.flags) {
        const double x = std::round(scene.viewport->scale().pixelAt(flag.position));
        if (x < -12 || x > axis.width() + 2)
            continue;
        const double left = axis.left() + x;
        QPolygonF pennant;
        pennant << QPointF(left, axis.top() + 2) << QPointF(left + 10, axis.top() + 6)
                << QPointF(left, axis.top() + 10);
        painter.setPen(Qt::NoPen);
        painter.setBrush(bookmarkColor(*theme_, flag.color));
        painter.drawPolygon(pennant);
        painter.fillRect(QRectF(left, axis.top() + 2, 1, axis.height() - 2), bookmarkColor(*theme_, flag.color));
    }
    painter.restore();
}

void TimelinePainter::paintWorking(QPainter& painter, const TimelineScene& scene)
{
    const QRect& area = scene.regions.working;
    painter.fillRect(QRect(0, area.top(), area.right() + 1, area.height()), theme_->header);
    painter.fillRect(0, area.bottom(), area.right() + 1, 1, theme_->line);
    painter.fillRect(scene.regions.corner.right(), area.top(), 1, area.height(), theme_->line);
    painter.setFont(smallFont());
    painter.setPen(theme_->dimText);
    const QRect label(10, area.top(), scene.regions.corner.width() - 16, area.height());
    if (scene.working == nullptr) {
        painter.drawText(label, Qt::AlignVCenter, tr("agents at work …"));
        return;
    }
    const int peak = scene.working->peak();
    painter.drawText(label, Qt::AlignVCenter, tr("agents at work, up to %1").arg(peak));
    if (peak == 0)
        return;
    const TimeScale& scale = scene.viewport->scale();
    const int room = area.height() - 6;
    double begin = scene.model->unixAt(scale.timeAt(0));
    for (int x = 0; x < area.width(); ++x) {
        const double end = scene.model->unixAt(scale.timeAt(x + 1));
        const int working = scene.working->most(begin, end);
        begin = end;
        const int height = static_cast<int>(std::ceil(static_cast<double>(working) / peak * room));
        if (height > 0)
            painter.fillRect(area.left() + x, area.bottom() - 1 - height, 1, height, faded(theme_->agent, 0.55));
    }
}

QRect overviewFrame(const TimelineScene& scene)
{
    constexpr double leastWidth = 8;
    const QRect& area = scene.regions.overview;
    const Stretch content = scene.viewport->content();
    const Stretch visible = scene.viewport->visible();
    const auto at = [&](double time) {
        return std::clamp((time - content.begin) / content.length(), 0.0, 1.0) * area.width();
    };
    double left = at(visible.begin);
    double right = at(visible.end);
    if (right - left < leastWidth) {
        left = std::clamp((left + right - leastWidth) / 2, 0.0, std::max(0.0, area.width() - leastWidth));
        right = left + leastWidth;
    }
    return {area.left() + static_cast<int>(std::lround(left)), area.top() + 1,
            static_cast<int>(std::lround(right)) - static_cast<int>(std::lround(left)), area.height() - 3};
}

} // namespace rolloutscope
