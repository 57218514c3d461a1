// Tracks: spans, marks, arrows, selection.
#include "views/timeline/timeline_painter.h"

#include "core/insight/work_share.h"
#include "views/bookmarks/bookmark_text.h"
#include "views/timeline/paint_helpers.h"
#include "views/timeline/timeline_texts.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace rolloutscope {
namespace {

constexpr int boxTextMargin = 5;
constexpr int leastTextWidth = 12; // px: room for two figures
// Below these not even the beginning of a text fits: it is not laid out, which is what costs most in a frame.
constexpr int leastCutWidth = 26;  // px: three letters and an ellipsis
constexpr int leastWordWidth = 44; // px: `inference` alone is wider
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
    summaries_.clear();
    overview_ = {};
    overviewOf_ = nullptr;
}

void TimelinePainter::useTheme(const Theme& theme, ColorMode mode, double devicePixelRatio)
{
    if (theme_ == &theme && mode_ == mode && devicePixelRatio_ == devicePixelRatio)
        return;
    theme_ = &theme;
    mode_ = mode;
    devicePixelRatio_ = devicePixelRatio;
    looks_ = SpanLooks(theme, mode, devicePixelRatio);
    summaries_.clear();
    overview_ = {};
}

void TimelinePainter::paint(QPainter& painter, const TimelineScene& scene, const Theme& theme)
{
    useTheme(theme, scene.mode, painter.device()->devicePixelRatioF());
    painter.fillRect(QRect(QPoint(0, 0), scene.size), theme.ground);
    if (scene.model == nullptr || !scene.message.isEmpty()) {
        paintMessage(painter, scene);
        return;
    }
    paintTracks(painter, scene);
    paintHeaders(painter, scene);
    paintAxis(painter, scene);
    paintFlags(painter, scene);
    if (!scene.regions.working.isEmpty())
        paintWorking(painter, scene);
    paintOverview(painter, scene);
    paintPlayhead(painter, scene);
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
    if (geometry.stickyHeight > 0) {
        painter.save();
        painter.setClipRect(QRect(0, geometry.stickyHeight, width, height - geometry.stickyHeight), Qt::IntersectClip);
    }
    paintGround(painter, scene);
    paintTrackParts(painter, scene, false);
    std::erase_if(summaries_, [&](const auto& kept) {
        return std::none_of(geometry.summaries.begin(), geometry.summaries.end(),
                            [&](const SummaryBand& band) { return band.track == kept.first; });
    });
    if (geometry.stickyHeight > 0) {
        painter.restore();
        painter.save();
        painter.setClipRect(QRect(0, 0, width, geometry.stickyHeight), Qt::IntersectClip);
        paintGround(painter, scene);
        paintTrackParts(painter, scene, true);
        painter.restore();
        painter.fillRect(0, geometry.stickyHeight - 2, width, 2, theme_->waitingHatch);
    }
    paintArrows(painter, scene);
    paintOverlays(painter, scene);
    painter.restore();
}

void TimelinePainter::paintGround(QPainter& painter, const TimelineScene& scene)
{
    const TimelineGeometry& geometry = *scene.geometry;
    const int width = scene.regions.tracks.width();
    const int height = scene.regions.tracks.height();
    painter.fillRect(0, 0, width, height, theme_->ground);
    if (geometry.contentBegin > 0)
        painter.fillRect(0, 0, geometry.contentBegin, height, theme_->panel);
    if (geometry.contentEnd < width)
        painter.fillRect(geometry.contentEnd, 0, width - geometry.contentEnd, height, theme_->panel);
    for (const AxisTick& tick : geometry.ticks) {
        if (tick.major)
            painter.fillRect(static_cast<int>(std::lround(scene.viewport->scale().pixelAt(tick.position))), 0, 1,
                             height, theme_->line);
    }
}

void TimelinePainter::paintTrackParts(QPainter& painter, const TimelineScene& scene, bool sticky)
{
    const TimelineGeometry& geometry = *scene.geometry;
    const int width = scene.regions.tracks.width();
    for (const TrackBox& track : geometry.tracks) {
        if (track.sticky != sticky)
            continue;
        if (scene.selectedTrack == track.track && scene.selection.kind == ObjectKind::Thread)
            painter.fillRect(0, track.y, width, track.height - 1, faded(theme_->selectionGround, 0.5));
        painter.fillRect(0, track.y + track.height - 1, width, 1, theme_->line);
    }
    for (const LifeLine& life : geometry.lives) {
        if (life.sticky != sticky)
            continue;
        if (life.gap) {
            painter.setBrushOrigin(life.x, 0);
            painter.fillRect(life.x, life.y - 3, life.width, 7, looks_.gapHatch());
        } else {
            painter.fillRect(life.x, life.y, life.width, 1, theme_->waitingHatch);
        }
    }
    painter.setBrushOrigin(0, 0);
    for (const SummaryBand& band : geometry.summaries) {
        if (band.sticky == sticky)
            paintSummary(painter, scene, band);
    }
    paintCounters(painter, scene, sticky);
    for (const SpanBox& box : geometry.boxes) {
        if (box.sticky == sticky)
            paintBox(painter, scene, box);
    }
    paintMarks(painter, scene, sticky);
    paintSelectedBox(painter, scene, sticky);
}

void TimelinePainter::paintOverlays(QPainter& painter, const TimelineScene& scene)
{
    const TimelineGeometry& geometry = *scene.geometry;
    const int width = scene.regions.tracks.width();
    const int height = scene.regions.tracks.height();
    for (const FoldBand& fold : geometry.folds) {
        painter.fillRect(fold.x, 0, fold.width, height, theme_->panel);
        painter.setBrushOrigin(fold.x, 0);
        painter.fillRect(fold.x, 0, fold.width, height, looks_.gapHatch());
        painter.setBrushOrigin(0, 0);
        painter.fillRect(fold.x, 0, 1, height, theme_->waitingHatch);
        painter.fillRect(fold.x + fold.width - 1, 0, 1, height, theme_->waitingHatch);
    }
    for (const MomentLine& moment : geometry.moments)
        painter.fillRect(moment.x - 1, moment.top, 2, moment.bottom - moment.top, theme_->selection);
    if (scene.range) {
        const TimeScale& scale = scene.viewport->scale();
        const auto at = [&](double position) {
            return static_cast<int>(std::lround(std::clamp(scale.pixelAt(position), -2.0, width + 2.0)));
        };
        const int left = at(scene.range->begin);
        const int right = at(scene.range->end);
        painter.fillRect(left, 0, std::max(1, right - left), height, faded(theme_->selection, 0.12));
        painter.fillRect(left, 0, 1, height, theme_->selection);
        painter.fillRect(right, 0, 1, height, theme_->selection);
    }
    if (scene.flags != nullptr) {
        for (const TimelineFlag& flag : *scene.flags) {
            const double x = scene.viewport->scale().pixelAt(flag.position);
            if (x >= -1 && x <= width)
                painter.fillRect(QRectF(std::round(x), 0, 1, height), faded(bookmarkColor(*theme_, flag.color), 0.6));
        }
    }
    if (scene.dropY)
        painter.fillRect(0, *scene.dropY - 1, width, 2, theme_->selection);
    if (scene.cursorX)
        painter.fillRect(*scene.cursorX, 0, 1, height, faded(theme_->dimText, 0.35));
    const QRect area(0, 0, width, height);
    if (!scene.note.isEmpty())
        paintPill(painter, scene.note, area, Qt::AlignRight);
    if (!scene.frameTime.isEmpty())
        paintPill(painter, scene.frameTime, area, Qt::AlignLeft);
}

void TimelinePainter::paintPill(QPainter& painter, const QString& text, const QRect& area, Qt::Alignment side)
{
    painter.setFont(smallFont());
    const QSize size = painter.fontMetrics().boundingRect(text).adjusted(0, 0, 20, 10).size();
    const int x = side == Qt::AlignRight ? area.right() - size.width() - 12 : area.left() + 12;
    const QRect pill(QPoint(x, area.bottom() - size.height() - 10), size);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme_->line);
    painter.setBrush(theme_->panel);
    painter.drawRoundedRect(pill, metrics::controlCorner, metrics::controlCorner);
    painter.setPen(theme_->dimText);
    painter.drawText(pill, Qt::AlignCenter, text);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void TimelinePainter::paintSummary(QPainter& painter, const TimelineScene& scene, const SummaryBand& band)
{
    const int width = scene.regions.tracks.width();
    const TimeScale& scale = scene.viewport->scale();
    SummaryPicture& kept = summaries_[band.track];
    if (kept.work != band.work || kept.scale != scale || kept.image.width() != width) {
        kept = {.work = band.work,
                .scale = scale,
                .image = QImage(width, band.height, QImage::Format_ARGB32_Premultiplied)};
        kept.image.fill(Qt::transparent);
        const std::array colors = {theme_->inference.rgba(), theme_->tool.rgba(),
                                   (theme_->dark ? theme_->waitingHatch : theme_->waitingHatch.lighter(112)).rgba()};
        const TimelineTrack& track = scene.model->tracks()[band.track];
        const int from = std::max(0, static_cast<int>(std::floor(scale.pixelAt(static_cast<double>(track.begin)))));
        const int to = std::min(width, static_cast<int>(std::ceil(scale.pixelAt(static_cast<double>(track.end)))));
        double begin = scene.model->unixAt(scale.timeAt(from));
        for (int x = from; x < to; ++x) {
            const double end = scene.model->unixAt(scale.timeAt(x + 1));
            const Shares shares = band.work->shares(begin, end);
            begin = end;
            // Stacked from below: what the model did, what tools did, waiting.
            double share = 0;
            int bottom = band.height;
            std::size_t color = 0;
            for (const double part : {shares.inference, shares.tool, shares.waiting}) {
                share += part;
                const int top = band.height - static_cast<int>(std::lround(share * band.height));
                for (int y = top; y < bottom; ++y)
                    reinterpret_cast<QRgb*>(kept.image.scanLine(y))[x] = colors[color];
                bottom = top;
                ++color;
            }
        }
    }
    if (scene.dimsOthers)
        painter.setOpacity(0.35);
    painter.drawImage(0, band.y, kept.image);
    painter.setOpacity(1);
}

void TimelinePainter::paintCounters(QPainter& painter, const TimelineScene& scene, bool sticky)
{
    for (const CounterBand& band : scene.geometry->counters) {
        if (band.sticky == sticky)
            painter.fillRect(0, band.y + band.height, scene.regions.tracks.width(), 1, theme_->line);
        // How much the model can take at most.
        if (band.sticky == sticky && band.window > 0 && band.window == band.full)
            painter.fillRect(0, band.y + 1, scene.regions.tracks.width(), 1, faded(theme_->failure, 0.35));
    }
    for (const CounterBar& bar : scene.geometry->counterBars) {
        if (bar.sticky != sticky)
            continue;
        const bool chosen = scene.selection == ObjectRef(bar.call);
        painter.fillRect(bar.x, bar.bottom - bar.height, bar.width, bar.height,
                         chosen ? theme_->selection : faded(theme_->inference, 0.55));
        painter.fillRect(bar.x, bar.bottom - bar.cachedHeight, bar.width, bar.cachedHeight,
                         chosen ? faded(theme_->selection, 0.6) : theme_->inferenceLight);
        if (bar.afterCompaction)
            painter.fillRect(bar.x, bar.bottom - TrackLayout::counterHeight, 2, TrackLayout::counterHeight,
                             theme_->compaction);
    }
}

void TimelinePainter::paintBox(QPainter& painter, const TimelineScene& scene, const SpanBox& box)
{
    const SpanLook& look = looks_.of(box);
    const bool stepsBack = scene.dimsOthers && !box.hit && box.lane != LaneKind::Turns;
    if (box.narrow) {
        painter.fillRect(box.x, box.y, box.width, box.height, stepsBack ? faded(look.narrow, 0.3) : look.narrow);
        if (box.hit)
            paintHitMark(painter, scene, box);
        return;
    }
    if (stepsBack)
        painter.setOpacity(0.35);
    // Lanes without text are thin; there only the strong colours can be seen.
    const bool thin = box.height <= 10;
    const QColor base =
        thin ? (box.lane == LaneKind::TerminalSessions ? theme_->waitingHatch : look.narrow) : look.base;
    QBrush fill = thin ? QBrush(base) : look.fill;
    if (box.fades) {
        constexpr double fadeLength = 90; // px
        QLinearGradient fade(box.x, 0, box.x + box.width, 0);
        fade.setColorAt(0, base);
        fade.setColorAt(std::clamp(1 - fadeLength / box.width, 0.0, 1.0), base);
        fade.setColorAt(1, faded(base, 0));
        fill = fade;
    }
    const bool outlined = look.outline.isValid() && !box.fades && !thin;
    const bool plain = !outlined && fill.style() == Qt::SolidPattern && devicePixelRatio_ == 1.0;
    if (plain) {
        // What most boxes are. Corners cut by a pixel look as round as an antialiased curve of this size, at a tenth of
        // its cost.
        painter.fillRect(box.x + 1, box.y, box.width - 2, box.height, base);
        painter.fillRect(box.x, box.y + 1, 1, box.height - 2, base);
        painter.fillRect(box.x + box.width - 1, box.y + 1, 1, box.height - 2, base);
    } else {
        if (fill.style() == Qt::TexturePattern)
            painter.setBrushOrigin(box.x, box.y);
        QRectF area(box.x, box.y, box.width, box.height);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(outlined ? QPen(look.outline, 1) : QPen(Qt::NoPen));
        painter.setBrush(fill);
        if (outlined)
            area.adjust(0.5, 0.5, -0.5, -0.5);
        painter.drawRoundedRect(area, metrics::spanCorner, metrics::spanCorner);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    // Before its answer began a call is lighter.
    if (box.streamX > box.x + 1 && !thin && !outlined && box.mark.worst != Outcome::Cancelled) {
        const int waited = std::min(box.streamX, box.x + box.width - 1) - box.x - 1;
        painter.fillRect(box.x + 1, box.y, waited, box.height, look.light);
        painter.fillRect(box.x, box.y + 1, 1, box.height - 2, look.light);
    }
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
    if (stepsBack)
        painter.setOpacity(1);
    if (box.hit)
        paintHitMark(painter, scene, box);
}

void TimelinePainter::paintHitMark(QPainter& painter, const TimelineScene& scene, const SpanBox& box)
{
    const bool current = scene.currentHit.lane == box.laneIndex && box.mark.holds(scene.currentHit.at);
    const int thick = current ? 3 : 2;
    const QColor color = current ? theme_->selection : theme_->compaction;
    painter.fillRect(box.x, box.y + box.height, std::max(box.width, 2), thick, color);
    painter.fillRect(box.x, box.y - thick, std::max(box.width, 2), thick, color);
}

void TimelinePainter::paintBoxLabel(QPainter& painter, const TimelineScene& scene, const SpanBox& box,
                                    const SpanLook& look)
{
    int left = std::max(box.x, 0) + boxTextMargin + (look.edge.isValid() ? 2 : 0);
    int right = std::min(box.x + box.width, scene.regions.tracks.width()) - 3;
    if (box.height < metrics::laneHeight || right - left < leastTextWidth)
        return;
    // On two grounds a text is legible on one: it stands on the wider part.
    QColor color = look.text;
    if (box.streamX > box.x + 1 && look.light != look.base) {
        const int split = std::min(box.streamX, box.x + box.width - 1);
        if (split - left > right - split) {
            right = std::min(right, split - 1);
            color = theme_->textOn(look.light);
        } else {
            left = std::max(left, split + 3);
        }
        if (right - left < leastTextWidth)
            return;
    }
    const std::uint64_t key = keyOf(box.object, box.mark.count);
    const auto label = [&] { return spanLabel(scene.model->loaded(), box.mark, box.object, scene.waits); };
    const QStaticText* text = nullptr;
    if (box.object.kind == ObjectKind::InferenceCall && box.mark.count == 1) {
        // The number says more than the first letters of a word that the colour says too.
        if (right - left >= leastWordWidth)
            text = spanLabels_.whole(key, right - left, label);
        if (text == nullptr)
            text = spanLabels_.whole(key | shortLabel, right - left,
                                     [&] { return label().section(QLatin1Char(' '), -1); });
    } else if (right - left >= leastCutWidth) {
        text = spanLabels_.fitting(key, right - left, label);
    }
    if (text == nullptr)
        return;
    painter.setFont(spanLabels_.font());
    painter.setPen(color);
    drawLabel(painter, *text, left, box.y + box.height / 2.0);
}

void TimelinePainter::paintSelectedBox(QPainter& painter, const TimelineScene& scene, bool sticky)
{
    const SpanIndex span = scene.model->spanOf(scene.selection);
    const SpanBox* box = span == noSpan ? nullptr : scene.geometry->boxOf(span);
    if (box == nullptr || box->sticky != sticky)
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

void TimelinePainter::paintMarks(QPainter& painter, const TimelineScene& scene, bool sticky)
{
    for (const MarkBox& mark : scene.geometry->marks) {
        if (mark.sticky != sticky)
            continue;
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
    painter.setBrushOrigin(0, 0);
    for (const ArrowLine& arrow : scene.geometry->arrows) {
        const bool chosen = scene.selection == ObjectRef(arrow.edge);
        const QColor color = chosen ? theme_->selection : faded(theme_->agent, arrow.ofSelection || smooth ? 1.0 : 0.6);
        const bool hovered = scene.hovered == ObjectRef(arrow.edge);
        QPen pen(color, chosen || hovered ? 2.2 : arrow.ofSelection ? 1.6 : 1.0);
        if (arrow.inferred)
            pen.setStyle(Qt::DashLine);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        const double bend = arrowBend(arrow);
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
