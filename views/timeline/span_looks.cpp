#include "views/timeline/span_looks.h"

#include <QPainter>
#include <QPixmap>

#include <cmath>

namespace rolloutscope {
namespace {

/// Diagonal lines on a ground. Lines fall to the left for work that waits, to the right for work that was cancelled.
QBrush hatch(const QColor& ground, const QColor& line, bool rising, double devicePixelRatio)
{
    constexpr int tile = 6; // px
    const int side = std::max(1, static_cast<int>(std::lround(tile * devicePixelRatio)));
    QPixmap pixmap(side, side);
    pixmap.fill(ground);
    pixmap.setDevicePixelRatio(side / static_cast<double>(tile));
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(line, 1.2));
    for (const int shift : {-tile, 0, tile}) {
        // Longer than the tile, so that neighbours meet.
        if (rising)
            painter.drawLine(QPointF(shift - 1, tile + 1), QPointF(shift + tile + 1, -1));
        else
            painter.drawLine(QPointF(shift - 1, -1), QPointF(shift + tile + 1, tile + 1));
    }
    painter.end();
    return QBrush(pixmap);
}

} // namespace

SpanLooks::SpanLooks(const Theme& theme, double devicePixelRatio)
{
    const QBrush waiting = hatch(theme.waitingGround, theme.waitingHatch, true, devicePixelRatio);
    const QBrush stopped = hatch(theme.waitingGround, theme.waitingHatch, false, devicePixelRatio);
    gap_ = hatch(Qt::transparent, theme.waitingHatch, true, devicePixelRatio);
    for (std::size_t i = 0; i < roleCount; ++i) {
        const auto role = static_cast<ColorRole>(i);
        SpanLook& plain = plain_[i];
        plain.base = theme.fill(role);
        plain.fill = plain.base;
        plain.text = theme.textOn(plain.base);
        plain.narrow = theme.accent(role);
        if (role == ColorRole::CodeCell)
            plain.edge = theme.codeCell;
        if (role == ColorRole::Turn)
            plain.narrow = theme.waitingHatch;
        if (role == ColorRole::Waiting)
            plain.fill = waiting;

        SpanLook& cancelled = cancelled_[i];
        cancelled.base = theme.waitingGround;
        cancelled.fill = stopped;
        cancelled.outline = theme.dimText;
        cancelled.edge = theme.dimText;
        cancelled.text = theme.textOn(theme.waitingGround);
        cancelled.narrow = theme.dimText;

        SpanLook& failed = failed_[i];
        failed.base = theme.failureGround;
        failed.fill = failed.base;
        failed.outline = theme.failure;
        failed.edge = theme.failure;
        failed.text = theme.textOn(theme.failureGround);
        failed.narrow = theme.failure;
    }
}

const SpanLook& SpanLooks::of(ColorRole role, Outcome outcome) const
{
    const auto at = static_cast<std::size_t>(role);
    if (outcome == Outcome::Failed)
        return failed_[at];
    if (outcome == Outcome::Cancelled)
        return cancelled_[at];
    return plain_[at];
}

} // namespace rolloutscope
