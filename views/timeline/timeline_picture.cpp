#include "views/timeline/timeline_picture.h"

#include "views/theme/picture_file.h"
#include "views/timeline/picture_caption.h"
#include "views/timeline/timeline_texts.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace rolloutscope {
namespace {

constexpr int stripHeight = 1'200; // px: a few ms each, so that cancelling is felt at once
constexpr int leastTracksHeight = 60;
constexpr int leastCaptionWidth = 320;

/// As wide as the titles of the tracks need it: what is cut off in a picture cannot be looked up in it.
int headerWidthFor(const TimelineModel& model, const TrackLayout& layout, int least, int width)
{
    constexpr int around = 45; // px: triangle, mark of failures, pin
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    const QFontMetricsF measure(font);
    double widest = 0;
    for (std::uint32_t row = 0; row < layout.rowCount(); ++row) {
        const ThreadIndex thread = model.tracks()[layout.trackAtRow(row)].thread;
        widest = std::max(widest, measure.horizontalAdvance(trackTitle(model.trace().threads[thread])));
    }
    return std::clamp(static_cast<int>(std::ceil(widest)) + around, least, std::max(least, width / 6));
}

/// Lines as those of the brushes for the screen, cut at the area's edges.
void drawHatch(QPainter& painter, const QRectF& area, const Theme& theme, bool rising)
{
    constexpr double apart = 6; // px
    QPainterPath lines;
    for (double x = area.left() - area.height() + apart / 2; x < area.right(); x += apart) {
        const double from = std::max(x, area.left());
        const double to = std::min(x + area.height(), area.right());
        const double near = rising ? area.bottom() - (from - x) : area.top() + (from - x);
        const double far = rising ? area.bottom() - (to - x) : area.top() + (to - x);
        lines.moveTo(from, near);
        lines.lineTo(to, far);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.waitingHatch, 1.2, Qt::SolidLine, Qt::FlatCap));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(lines);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

// ---- Where it goes -------------------------------------------------------------------------------------------------

TimelinePicture::TimelinePicture(TimelineSnapshot snapshot, const PictureRequest& request, PictureJob& job)
    : shown_(std::move(snapshot)), whole_(request.whole), job_(job)
{
    for (const PictureBookmark& bookmark : shown_.bookmarks)
        flags_.push_back(bookmark.flag);
    findFacts(job);
    arrange(request);
}

TimelinePicture::~TimelinePicture() = default;

void TimelinePicture::findFacts(PictureJob& job)
{
    const TimelineModel& model = *shown_.model;
    const LoadedTrace& loaded = model.loaded();
    if (!shown_.waits && shown_.selection.valid())
        shown_.waits = std::make_shared<const Waits>(loaded.trace, loaded.relations);
    if (!shown_.counters)
        return;
    if (!shown_.working) {
        const auto until = static_cast<UnixMs>(std::llround(model.unixAt(model.content().end)));
        shown_.working =
            std::make_shared<const Concurrency>(Concurrency::of(loaded.trace, loaded.relations, until, &job.cancelled));
    }
    if (!shown_.windows)
        shown_.windows = std::make_shared<const ContextWindows>(
            readContextWindows(loaded.bundle, loaded.trace, loaded.relations, &job.cancelled));
}

void TimelinePicture::arrange(const PictureRequest& request)
{
    const TimelineModel& model = *shown_.model;
    const int width = request.size.width() > 0 ? request.size.width() : shown_.size.width();
    if (whole_ || shown_.headerFits)
        shown_.headerWidth = headerWidthFor(model, shown_.layout, shown_.headerWidth, width);
    const int frame = TimelineRegions(QSize(width, 0), shown_.headerWidth, shown_.counters).headers.top();
    TimelineViewport& viewport = shown_.viewport;
    int tracks = std::max(shown_.size.height() - frame, leastTracksHeight);
    if (whole_)
        tracks = std::max(shown_.layout.totalHeight() + 1, leastTracksHeight);

    // The width decides on the time in view, and both on how much room the caption needs.
    viewport.setSize(TimelineRegions(QSize(width, frame), shown_.headerWidth, shown_.counters).tracks.width(), tracks);
    if (whole_)
        viewport.fitAll();
    if (request.time)
        viewport.show({model.positionOf(request.time->begin), model.positionOf(request.time->end)});
    caption_ = std::make_unique<PictureCaption>(shown_, viewport.visible(), width);
    int around = pictureTitleHeight + caption_->footerHeight();
    const int asked = whole_ ? 0 : request.size.height();
    if (width < leastCaptionWidth || (asked > 0 && asked < frame + around + leastTracksHeight)) {
        caption_.reset();
        around = 0;
    }
    if (asked > 0)
        tracks = std::max(asked - frame - around, 0);
    regions_ = TimelineRegions(QSize(width, frame + tracks), shown_.headerWidth, shown_.counters);
    size_ = QSize(width, asked > 0 ? asked : frame + tracks + around);
    viewport.setSize(regions_.tracks.width(), tracks);
    flat_ = shown_.layout;
    flat_.setViewHeight(0);
    if (whole_)
        shown_.layout = flat_;
    else
        shown_.layout.setViewHeight(tracks);
}

std::vector<TimelinePicture::Strip> TimelinePicture::strips() const
{
    std::vector<Strip> strips;
    const int height = regions_.tracks.height();
    if (!whole_) {
        const int stuck = shown_.layout.stickyHeight();
        const int scrollY = shown_.viewport.scrollY();
        strips.push_back({.top = stuck, .height = std::max(height - stuck, 0), .scrollY = scrollY + stuck});
        if (stuck > 0)
            strips.push_back({.top = 0, .height = stuck, .scrollY = 0, .pinned = true});
        return strips;
    }
    // Between rows, as what is painted of a row may not be cut in a drawing.
    int top = 0;
    for (std::uint32_t row = 0; row < flat_.rowCount(); ++row) {
        const int bottom = flat_.track(flat_.trackAtRow(row)).bottom();
        if (bottom - top < stripHeight && row + 1 < flat_.rowCount())
            continue;
        strips.push_back({.top = top, .height = bottom - top, .scrollY = top});
        top = bottom;
    }
    if (strips.empty())
        strips.push_back({.height = height});
    strips.back().height = height - strips.back().top;
    return strips;
}

GeometryInput TimelinePicture::inputOf(const Strip& strip)
{
    return {.model = shown_.model.get(),
            .layout = &flat_,
            .scale = shown_.viewport.scale(),
            .width = regions_.tracks.width(),
            .height = strip.height,
            .scrollY = strip.scrollY,
            .selection = shown_.selection,
            .mode = shown_.mode,
            .clock = shown_.clock,
            .hits = shown_.hits ? &shown_.hits->spans : nullptr,
            .waits = shown_.waits.get(),
            .details = {},
            .windows = shown_.windows.get()};
}

std::size_t TimelinePicture::countBoxes()
{
    std::size_t boxes = 0;
    for (const Strip& strip : strips()) {
        if (!job_.cancelled)
            boxes += buildGeometry(inputOf(strip)).boxes.size();
    }
    return boxes;
}

// ---- Painting ------------------------------------------------------------------------------------------------------

TimelineScene TimelinePicture::sceneOf(const TimelineRegions& regions, const TimelineGeometry& geometry) const
{
    TimelineScene scene;
    scene.size = size_;
    scene.regions = regions;
    scene.model = shown_.model.get();
    scene.layout = &flat_;
    scene.geometry = &geometry;
    scene.viewport = &shown_.viewport;
    scene.mode = shown_.mode;
    scene.clock = shown_.clock;
    scene.selection = shown_.selection;
    if (scene.selection.valid())
        scene.selectedTrack = shown_.model->placeOf(scene.selection).track;
    if (shown_.hits && shown_.currentHit.valid())
        scene.currentHit = shown_.model->spanOf(shown_.currentHit);
    scene.dimsOthers = shown_.hits != nullptr;
    scene.hitTimes = shown_.hits ? &shown_.hits->positions : nullptr;
    scene.range = shown_.range;
    scene.flags = &flags_;
    scene.working = shown_.working.get();
    return scene;
}

/// From below to above, each covering what the one before drew too much of: drawings cannot be clipped.
bool TimelinePicture::paint(QPainter& painter, bool scalable)
{
    // Patterns of a drawing are finer than its pixels, as it is made to be enlarged.
    constexpr double drawingRatio = 2;
    scalable_ = scalable;
    painter_.useTheme(*shown_.theme, shown_.mode, scalable ? drawingRatio : painter.device()->devicePixelRatioF());
    painter.fillRect(QRect(QPoint(0, 0), size_), shown_.theme->ground);
    painter.save();
    if (caption_)
        painter.translate(0, pictureTitleHeight);
    TimelineGeometry shown; // what is left of the strips for headers and axis
    const bool done = paintStrips(painter, shown);
    if (done) {
        paintArrows(painter, shown);
        paintFrame(painter, shown);
    }
    painter.restore();
    if (done && caption_) {
        const QString note = arrowsLeftOut_
                                 ? QCoreApplication::translate("TimelinePicture", "%L1 arrows drawn; there are more")
                                       .arg(static_cast<qulonglong>(maxArrows))
                                 : QString();
        caption_->paintFooter(painter, pictureTitleHeight + regions_.tracks.bottom() + 1, note);
        caption_->paintTitle(painter);
    }
    return done;
}

bool TimelinePicture::paintStrips(QPainter& painter, TimelineGeometry& shown)
{
    const std::vector<Strip> all = strips();
    std::size_t finished = 0;
    for (const Strip& strip : all) {
        if (job_.cancelled)
            return false;
        details_.clear();
        painter_.summaries_.clear();
        GeometryInput input = inputOf(strip);
        input.details = [this](std::uint32_t track) {
            return &details_.try_emplace(track, TrackDetails::of(*shown_.model, track)).first->second;
        };
        TimelineGeometry geometry = buildGeometry(input);
        geometry.arrows.clear(); // they cross strips
        TimelineRegions regions = regions_;
        regions.tracks =
            QRect(regions_.tracks.left(), regions_.tracks.top() + strip.top, regions_.tracks.width(), strip.height);
        paintTracks(painter, sceneOf(regions, geometry));
        if (strip.pinned) {
            painter.fillRect(regions.tracks.left(), regions.tracks.bottom() - 1, regions.tracks.width(), 2,
                             shown_.theme->waitingHatch);
            shown.stickyHeight = strip.height;
        }
        for (TrackBox track : geometry.tracks) {
            track.y += strip.top;
            track.sticky = strip.pinned;
            shown.tracks.push_back(track);
        }
        for (CounterBand counter : geometry.counters) {
            counter.y += strip.top;
            shown.counters.push_back(counter);
        }
        shown.ticks = std::move(geometry.ticks);
        job_.percent = static_cast<int>(++finished * 100 / all.size());
    }
    return true;
}

void TimelinePicture::paintTracks(QPainter& painter, const TimelineScene& scene)
{
    painter.save();
    painter.setClipRect(scene.regions.tracks, Qt::IntersectClip);
    painter.translate(scene.regions.tracks.topLeft());
    painter_.paintGround(painter, scene);
    if (scalable_)
        paintHatches(painter, scene);
    painter_.paintTrackParts(painter, scene, false);
    painter_.paintOverlays(painter, scene);
    if (scalable_) {
        for (const FoldBand& fold : scene.geometry->folds)
            drawHatch(painter, QRectF(fold.x, 0, fold.width, scene.regions.tracks.height()), *shown_.theme, true);
    }
    painter.restore();
}

/// What is hatched is filled with pixels otherwise, and drawings leave such fills out.
void TimelinePicture::paintHatches(QPainter& painter, const TimelineScene& scene)
{
    constexpr int thin = 10; // px: lanes this low are painted plain
    constexpr double opacityOfOthers = 0.35;
    for (const LifeLine& life : scene.geometry->lives) {
        if (life.gap)
            drawHatch(painter, QRectF(life.x, life.y - 3, life.width, 7), *shown_.theme, true);
    }
    for (const SpanBox& box : scene.geometry->boxes) {
        const SpanLook& look = painter_.looks_.of(box);
        if (look.fill.style() != Qt::TexturePattern || box.narrow || box.fades || box.height <= thin)
            continue;
        const QRectF area(box.x, box.y, box.width, box.height);
        painter.setOpacity(scene.dimsOthers && !box.hit ? opacityOfOthers : 1);
        painter.setPen(Qt::NoPen);
        painter.setBrush(look.base);
        painter.drawRoundedRect(area, metrics::spanCorner, metrics::spanCorner);
        drawHatch(painter, area, *shown_.theme, box.mark.worst != Outcome::Cancelled);
    }
    painter.setOpacity(1);
}

void TimelinePicture::paintArrows(QPainter& painter, TimelineGeometry& shown)
{
    if (!shown_.allArrows && !shown_.selection.valid())
        return;
    GeometryInput input = inputOf({.height = regions_.tracks.height()});
    input.layout = &shown_.layout;
    input.scrollY = whole_ ? 0 : shown_.viewport.scrollY();
    input.allArrows = shown_.allArrows;
    TimelineGeometry all = buildGeometry(input);
    shown.arrows = std::move(all.arrows);
    arrowsLeftOut_ = all.arrowsLeftOut;
    painter.save();
    painter.setClipRect(regions_.tracks, Qt::IntersectClip);
    painter.translate(regions_.tracks.topLeft());
    painter_.paintArrows(painter, sceneOf(regions_, shown));
    painter.restore();
}

void TimelinePicture::paintFrame(QPainter& painter, const TimelineGeometry& shown)
{
    const TimelineScene scene = sceneOf(regions_, shown);
    painter_.paintHeaders(painter, scene);
    painter_.paintAxis(painter, scene);
    painter_.paintFlags(painter, scene);
    if (!regions_.working.isEmpty())
        painter_.paintWorking(painter, scene);
    painter_.paintOverview(painter, scene);
}

} // namespace rolloutscope
