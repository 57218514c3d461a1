// Tracks: spans, marks, arrows, selection.
#include "views/timeline/timeline_painter.h"

#include "views/timeline/paint_helpers.h"
#include "views/timeline/timeline_texts.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace rolloutscope {
namespace {

constexpr int boxTextMargin = 5;
constexpr int leastTextWidth = 12; // px: room for two figures
// Set in the key of a label's short form; the count of a merged mark never gets there.
constexpr std::uint64_t shortLabel = std::uint64_t{1} << 57U;

QFont titleLabelFont()
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

std::uint64_t keyOf(ObjectRef object, std::uint32_t count)
{
    return static_cast<std::uint64_t>(object.kind) << 58U |
           static_cast<std::uint64_t>(std::min(count, 0xFF'FFFFU)) << 32U | object.index;
}

} // namespace

TimelinePainter::TimelinePainter()
    : spanLabels_(smallFont()), titleLabels_(titleLabelFont()), subtitleLabels_(smallFont()), axisLabels_(smallFont())
{
}

void TimelinePainter::forgetTrace()
{
    for (LabelCache* labels : {&spanLabels_, &titleLabels_, &subtitleLabels_})
        labels->clear();
    titles_.clear();
    overview_ = {};
    overviewOf_ = nullptr;
}

void TimelinePainter::useTheme(const Theme& theme, double devicePixelRatio)
{
    if (theme_ == &theme && devicePixelRatio_ == devicePixelRatio)
        return;
    theme_ = &theme;
    devicePixelRatio_ = devicePixelRatio;
    looks_ = SpanLooks(theme, devicePixelRatio);
    overview_ = {};
}

void TimelinePainter::paint(QPainter& painter, const TimelineScene& scene, const Theme& theme)
{
    useTheme(theme, painter.device()->devicePixelRatioF());
    painter.fillRect(QRect(QPoint(0, 0), scene.size), theme.ground);
    if (scene.model == nullptr || !scene.message.isEmpty()) {
        paintMessage(painter, scene);
        return;
    }
    paintTracks(painter, scene);
    paintHeaders(painter, scene);
    paintAxis(painter, scene);
    paintOverview(painter, scene);
    if (scene.showFocus) {
        painter.setPen(theme.selection);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRect(QPoint(0, 0), scene.size).adjusted(0, 0, -1, -1));
    }
}

void TimelinePainter::paintMessage(QPainter& painter, const TimelineScene& scene)
{
    painter.setFont(baseFont());
    painter.setPen(theme_->dimText);
    painter.drawText(QRect(QPoint(0, 0), scene.size).adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                     scene.message);
}

void TimelinePainter::paintTracks(QPainter& painter, const TimelineScene& scene)
{
    const TimelineGeometry& geometry = *scene.geometry;
    painter.save();
    painter.setClipRect(scene.regions.tracks, Qt::IntersectClip);
    painter.translate(scene.regions.tracks.topLeft());
    const int width = scene.regions.tracks.width();
    const int height = scene.regions.tracks.height();

    if (geometry.contentBegin > 0)
        painter.fillRect(0, 0, geometry.contentBegin, height, theme_->panel);
    if (geometry.contentEnd < width)
        painter.fillRect(geometry.contentEnd, 0, width - geometry.contentEnd, height, theme_->panel);
    for (const AxisTick& tick : geometry.ticks) {
        if (tick.major)
            painter.fillRect(static_cast<int>(std::lround(scene.viewport->scale().pixelAt(tick.time))), 0, 1, height,
                             theme_->line);
    }
    for (const TrackBox& track : geometry.tracks) {
        if (scene.selectedTrack == track.track && scene.selection.kind == ObjectKind::Thread)
            painter.fillRect(0, track.y, width, track.height - 1, faded(theme_->selectionGround, 0.5));
        painter.fillRect(0, track.y + track.height - 1, width, 1, theme_->line);
    }
    for (const LifeLine& life : geometry.lives) {
        if (life.gap) {
            painter.setBrushOrigin(life.x, 0);
            painter.fillRect(life.x, life.y - 3, life.width, 7, looks_.gapHatch());
        } else {
            painter.fillRect(life.x, life.y, life.width, 1, theme_->waitingHatch);
        }
    }
    painter.setBrushOrigin(0, 0);
    for (const SpanBox& box : geometry.boxes)
        paintBox(painter, scene, box);
    paintMarks(painter, scene);
    paintArrows(painter, scene);
    paintSelectedBox(painter, scene);
    for (const MomentLine& moment : geometry.moments)
        painter.fillRect(moment.x - 1, moment.top, 2, moment.bottom - moment.top, theme_->selection);
    if (scene.cursorX)
        painter.fillRect(*scene.cursorX, 0, 1, height, faded(theme_->dimText, 0.35));

    if (!scene.note.isEmpty()) {
        painter.setFont(smallFont());
        const QRect text = painter.fontMetrics().boundingRect(scene.note).adjusted(0, 0, 20, 10);
        const QRect pill(width - text.width() - 12, height - text.height() - 10, text.width(), text.height());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(theme_->line);
        painter.setBrush(theme_->panel);
        painter.drawRoundedRect(pill, metrics::controlCorner, metrics::controlCorner);
        painter.setPen(theme_->dimText);
        painter.drawText(pill, Qt::AlignCenter, scene.note);
    }
    painter.restore();
}

void TimelinePainter::paintBox(QPainter& painter, const TimelineScene& scene, const SpanBox& box)
{
    const SpanLook& look = looks_.of(box.role, box.mark.worst);
    if (box.narrow) {
        painter.fillRect(box.x, box.y, box.width, box.height, look.narrow);
        return;
    }
    // Lanes without text are thin; there only the strong colours can be seen.
    const bool thin = box.height <= 10;
    const QColor base = thin ? look.narrow : look.base;
    QBrush fill = thin ? QBrush(base) : look.fill;
    if (fill.style() == Qt::TexturePattern)
        painter.setBrushOrigin(box.x, box.y);
    if (box.fades) {
        constexpr double fadeLength = 90; // px
        QLinearGradient fade(box.x, 0, box.x + box.width, 0);
        fade.setColorAt(0, base);
        fade.setColorAt(std::clamp(1 - fadeLength / box.width, 0.0, 1.0), base);
        fade.setColorAt(1, faded(base, 0));
        fill = fade;
    }
    const bool outlined = look.outline.isValid() && !box.fades && !thin;
    QRectF area(box.x, box.y, box.width, box.height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(outlined ? QPen(look.outline, 1) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    if (outlined)
        area.adjust(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(area, metrics::spanCorner, metrics::spanCorner);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (look.edge.isValid() && !thin)
        painter.fillRect(box.x, box.y, std::min(3, box.width), box.height, look.edge);
    if (scene.hovered == box.object) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(faded(theme_->text, 0.75), 1));
        painter.setBrush(faded(theme_->dark ? QColor(Qt::white) : QColor(Qt::black), 0.08));
        painter.drawRoundedRect(QRectF(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1), metrics::spanCorner,
                                metrics::spanCorner);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    paintBoxLabel(painter, scene, box, look);
}

void TimelinePainter::paintBoxLabel(QPainter& painter, const TimelineScene& scene, const SpanBox& box,
                                    const SpanLook& look)
{
    const int left = std::max(box.x, 0) + boxTextMargin + (look.edge.isValid() ? 2 : 0);
    const int right = std::min(box.x + box.width, scene.regions.tracks.width()) - 3;
    if (box.height < metrics::laneHeight || right - left < leastTextWidth)
        return;
    const std::uint64_t key = keyOf(box.object, box.mark.count);
    const auto label = [&] { return spanLabel(scene.model->loaded(), box.mark, box.object); };
    const QStaticText* text = nullptr;
    if (box.object.kind == ObjectKind::InferenceCall && box.mark.count == 1) {
        // The number says more than the first letters of a word that the colour says too.
        text = spanLabels_.whole(key, right - left, label);
        if (text == nullptr)
            text = spanLabels_.whole(key | shortLabel, right - left,
                                     [&] { return label().section(QLatin1Char(' '), -1); });
    } else {
        text = spanLabels_.fitting(key, right - left, label);
    }
    if (text == nullptr)
        return;
    painter.setFont(spanLabels_.font());
    painter.setPen(look.text);
    drawLabel(painter, *text, left, box.y + box.height / 2.0);
}

void TimelinePainter::paintSelectedBox(QPainter& painter, const TimelineScene& scene)
{
    const SpanIndex span = scene.model->spanOf(scene.selection);
    const SpanBox* box = span == noSpan ? nullptr : scene.geometry->boxOf(span);
    if (box == nullptr)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const QRectF area(box->x, box->y, box->width, box->height);
    painter.setPen(QPen(theme_->ground, 1));
    painter.drawRoundedRect(area.adjusted(-0.5, -0.5, 0.5, 0.5), metrics::spanCorner, metrics::spanCorner);
    painter.setPen(QPen(theme_->selection, 2));
    painter.drawRoundedRect(area.adjusted(-2, -2, 2, 2), metrics::spanCorner + 1.5, metrics::spanCorner + 1.5);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void TimelinePainter::paintMarks(QPainter& painter, const TimelineScene& scene)
{
    for (const MarkBox& mark : scene.geometry->marks) {
        const bool selected = scene.selection == ObjectRef(mark.compaction);
        const bool hovered = scene.hovered == ObjectRef(mark.compaction);
        const QColor color = selected ? theme_->selection : theme_->compaction;
        painter.fillRect(mark.x, mark.top, selected || hovered ? 2 : 1, mark.bottom - mark.top, color);
        const double r = selected || hovered ? 5.5 : 4.5;
        const QPointF centre(mark.x + 0.5, mark.top + TrackLayout::padding + 2);
        QPolygonF diamond;
        diamond << centre + QPointF(0, -r) << centre + QPointF(r, 0) << centre + QPointF(0, r)
                << centre + QPointF(-r, 0);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme_->ground, 1));
        painter.setBrush(color);
        painter.drawPolygon(diamond);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
}

void TimelinePainter::paintArrows(QPainter& painter, const TimelineScene& scene)
{
    // Smooth curves cost too much by the hundred.
    constexpr std::size_t fewEnough = 250;
    const bool smooth = scene.geometry->arrows.size() <= fewEnough;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, smooth);
    for (const ArrowLine& arrow : scene.geometry->arrows) {
        const bool chosen = scene.selection == ObjectRef(arrow.edge);
        const QColor color = chosen ? theme_->selection : faded(theme_->agent, arrow.ofSelection || smooth ? 1.0 : 0.6);
        painter.setPen(QPen(color, chosen ? 2.2 : arrow.ofSelection ? 1.6 : 1.0));
        painter.setBrush(Qt::NoBrush);
        const double bend = std::clamp(std::abs(arrow.toX - arrow.fromX) / 2, 18.0, 60.0);
        QPainterPath path(QPointF(arrow.fromX, arrow.fromY));
        path.cubicTo(arrow.fromX + bend, arrow.fromY, arrow.toX - bend, arrow.toY, arrow.toX - 4, arrow.toY);
        painter.drawPath(path);
        constexpr double head = 4;
        QPolygonF tip;
        tip << QPointF(arrow.toX, arrow.toY) << QPointF(arrow.toX - 1.8 * head, arrow.toY - head)
            << QPointF(arrow.toX - 1.8 * head, arrow.toY + head);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPolygon(tip);
        if (arrow.ofSelection)
            painter.drawEllipse(QPointF(arrow.fromX, arrow.fromY), 2.5, 2.5);
    }
    painter.restore();
}

} // namespace rolloutscope
