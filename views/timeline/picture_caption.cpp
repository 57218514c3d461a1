#include "views/timeline/picture_caption.h"

#include "views/bookmarks/bookmark_text.h"
#include "views/theme/picture_file.h"
#include "views/theme/plain_text.h"
#include "views/timeline/legend_bar.h"
#include "views/timeline/paint_helpers.h"
#include "views/timeline/span_looks.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace rolloutscope {
namespace {

constexpr int margin = pictureMargin;
constexpr int legendRow = 20;
constexpr int bookmarkRow = 18;
constexpr int swatchSide = 10;
constexpr int swatchGap = 6;  // between a swatch and its name
constexpr int chipGap = 18;   // between entries
constexpr int footerRoom = 7; // above and below the rows
constexpr int pennantRoom = 18;

QString tr(const char* text)
{
    return QCoreApplication::translate("TimelinePicture", text);
}

QString duration(double ms)
{
    return QString::fromStdString(formatDuration(std::llround(ms)));
}

QString factsOf(const TimelineSnapshot& shown, Stretch seen)
{
    const LoadedTrace& loaded = shown.model->loaded();
    const std::uint32_t all = shown.layout.trackCount();
    QStringList facts;
    if (shown.layout.rowCount() < all)
        facts << tr("%L1 of %L2 agents").arg(shown.layout.rowCount()).arg(all);
    else
        facts << QString::fromStdString(formatCounted(all, "agent", "agents"));
    const auto first = static_cast<double>(loaded.relations.firstMoment());
    const auto last = static_cast<double>(loaded.relations.lastMoment());
    const double from = std::clamp(shown.model->unixAt(seen.begin), first, last);
    const double to = std::clamp(shown.model->unixAt(seen.end), first, last);
    facts << duration(last - first);
    if (from > first || to < last)
        facts << tr("shown: %1 – %2").arg(duration(from - first), duration(to - first));
    const QDateTime start = QDateTime::fromMSecsSinceEpoch(loaded.relations.firstMoment(), Qt::UTC);
    if (start.isValid())
        facts << tr("started %1 UTC").arg(start.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")));
    return facts.join(QStringLiteral(" · "));
}

} // namespace

PictureCaption::PictureCaption(const TimelineSnapshot& shown, Stretch seen, int width)
    : theme_(*shown.theme), width_(width), name_(shown.name), facts_(factsOf(shown, seen))
{
    addLegend(shown);
    addBookmarks(shown, seen);
}

void PictureCaption::addLegend(const TimelineSnapshot& shown)
{
    const TimelineModel& model = *shown.model;
    const auto counts = countCategories(model, shown.mode);
    for (std::uint8_t category = 0; category < maxCategories; ++category) {
        if (counts[category] == 0)
            continue;
        const std::string name = model.categories().name(model.trace(), shown.mode, category);
        chips_.push_back({.color = categoryColor(theme_, shown.mode, category),
                          .name = singleLine(QString::fromStdString(name), 40)});
    }
    // A picture cannot be asked what the red edge is.
    const bool failures = std::any_of(model.tracks().begin(), model.tracks().end(),
                                      [](const TimelineTrack& track) { return track.failures > 0; });
    if (failures && shown.mode != ColorMode::Status)
        chips_.push_back({.color = theme_.failureGround, .name = tr("failed"), .failure = true});
    const QFontMetricsF measure(smallFont());
    int x = margin;
    for (Chip& chip : chips_) {
        const int wide = swatchSide + swatchGap + static_cast<int>(std::ceil(measure.horizontalAdvance(chip.name)));
        if (x > margin && x + wide > width_ - margin) {
            x = margin;
            ++legendRows_;
        }
        chip.x = x;
        chip.row = legendRows_;
        x += wide + chipGap;
    }
    legendRows_ = chips_.empty() ? 0 : legendRows_ + 1;
}

void PictureCaption::addBookmarks(const TimelineSnapshot& shown, Stretch seen)
{
    const QFontMetricsF measure(smallFont());
    for (const PictureBookmark& bookmark : shown.bookmarks) {
        if (!seen.contains(bookmark.flag.position))
            continue;
        if (bookmarks_.size() == mostBookmarks) {
            ++bookmarksLeftOut_;
            continue;
        }
        bookmarks_.push_back(bookmark);
        timeWidth_ = std::max(timeWidth_, static_cast<int>(std::ceil(measure.horizontalAdvance(bookmark.time))));
    }
}

int PictureCaption::footerHeight() const
{
    const int lines = static_cast<int>(bookmarks_.size()) + (bookmarksLeftOut_ > 0 ? 1 : 0);
    return 2 * footerRoom + std::max(legendRows_, 1) * legendRow + (lines > 0 ? footerRoom + lines * bookmarkRow : 0);
}

void PictureCaption::paintTitle(QPainter& painter) const
{
    paintPictureTitle(painter, theme_, width_, name_, facts_);
}

void PictureCaption::paintFooter(QPainter& painter, int top, const QString& note) const
{
    painter.fillRect(0, top, width_, footerHeight(), theme_.panel);
    painter.fillRect(0, top, width_, 1, theme_.line);
    painter.setFont(smallFont());
    for (const Chip& chip : chips_) {
        const int y = top + footerRoom + chip.row * legendRow;
        QRectF swatch(chip.x, y + (legendRow - swatchSide) / 2, swatchSide, swatchSide);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(chip.failure ? QPen(theme_.failure, 1) : QPen(Qt::NoPen));
        painter.setBrush(chip.color);
        if (chip.failure)
            swatch.adjust(0.5, 0.5, -0.5, -0.5);
        painter.drawRoundedRect(swatch, 2, 2);
        painter.setRenderHint(QPainter::Antialiasing, false);
        if (chip.failure)
            painter.fillRect(chip.x, y + (legendRow - swatchSide) / 2, 3, swatchSide, theme_.failure);
        painter.setPen(theme_.text);
        const int left = chip.x + swatchSide + swatchGap;
        painter.drawText(QRect(left, y, std::max(0, width_ - left), legendRow), Qt::AlignLeft | Qt::AlignVCenter,
                         chip.name);
    }
    if (!note.isEmpty()) {
        painter.setPen(theme_.dimText);
        const int last = top + footerRoom + std::max(0, legendRows_ - 1) * legendRow;
        const int from = chips_.empty() ? margin
                                        : chips_.back().x + swatchSide + swatchGap + chipGap +
                                              painter.fontMetrics().horizontalAdvance(chips_.back().name);
        painter.drawText(QRect(from, last, std::max(0, width_ - margin - from), legendRow),
                         Qt::AlignRight | Qt::AlignVCenter, note);
    }
    int y = top + 2 * footerRoom + std::max(legendRows_, 1) * legendRow;
    for (const PictureBookmark& bookmark : bookmarks_) {
        paintBookmark(painter, bookmark, y);
        y += bookmarkRow;
    }
    if (bookmarksLeftOut_ > 0) {
        painter.setPen(theme_.dimText);
        painter.drawText(QRect(margin + pennantRoom, y, width_ - 2 * margin, bookmarkRow),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         tr("… and %L1 more bookmarks").arg(static_cast<qulonglong>(bookmarksLeftOut_)));
    }
}

void PictureCaption::paintBookmark(QPainter& painter, const PictureBookmark& bookmark, int top) const
{
    const double middle = top + bookmarkRow / 2.0;
    QPolygonF pennant;
    pennant << QPointF(margin, middle - 5) << QPointF(margin + 10, middle - 1) << QPointF(margin, middle + 3);
    const QColor color = bookmarkColor(theme_, bookmark.flag.color);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(pennant);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(margin, middle - 5, 1, 11), color);

    painter.setFont(smallFont());
    painter.setPen(theme_.dimText);
    const int timeLeft = margin + pennantRoom;
    painter.drawText(QRect(timeLeft, top, timeWidth_ + 1, bookmarkRow), Qt::AlignRight | Qt::AlignVCenter,
                     bookmark.time);
    const QFontMetricsF measure(smallFont());
    const int left = timeLeft + timeWidth_ + margin;
    const double room = width_ - margin - left;
    const QString text = measure.elidedText(bookmark.flag.text, Qt::ElideRight, std::max(0.0, room));
    painter.setPen(theme_.text);
    painter.drawText(QRect(left, top, static_cast<int>(std::max(0.0, room)), bookmarkRow),
                     Qt::AlignLeft | Qt::AlignVCenter, text);
    const double used = measure.horizontalAdvance(text) + margin;
    if (bookmark.title.isEmpty() || room - used < 60)
        return;
    painter.setPen(theme_.dimText);
    painter.drawText(QRectF(left + used, top, room - used, bookmarkRow), Qt::AlignLeft | Qt::AlignVCenter,
                     measure.elidedText(bookmark.title, Qt::ElideRight, room - used));
}

} // namespace rolloutscope
