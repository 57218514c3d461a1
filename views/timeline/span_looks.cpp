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

QColor categoryColor(const Theme& theme, ColorMode mode, std::uint8_t category)
{
    switch (mode) {
    case ColorMode::Kind:
        return category == static_cast<std::uint8_t>(ColorRole::Turn) ? theme.waitingHatch
                                                                      : theme.accent(static_cast<ColorRole>(category));
    case ColorMode::Status:
        switch (static_cast<Outcome>(category)) {
        case Outcome::Running:
            return theme.selection;
        case Outcome::Succeeded:
            return theme.success;
        case Outcome::Failed:
            return theme.failure;
        case Outcome::Cancelled:
            return theme.dimText;
        case Outcome::None:
            break;
        }
        return theme.waitingHatch;
    case ColorMode::Duration:
    case ColorMode::Tokens: {
        const double step = SpanCategories::step(mode, category);
        return step < 0 ? theme.waitingHatch : theme.sequential(step);
    }
    case ColorMode::Model:
    case ColorMode::Agent:
        return category >= maxCategories - 2 ? theme.waitingHatch : theme.categorical(category);
    }
    return theme.waitingHatch;
}

SpanLooks::SpanLooks(const Theme& theme, ColorMode mode, double devicePixelRatio) : mode_(mode)
{
    const QBrush waiting = hatch(theme.waitingGround, theme.waitingHatch, true, devicePixelRatio);
    const QBrush stopped = hatch(theme.waitingGround, theme.waitingHatch, false, devicePixelRatio);
    gap_ = hatch(Qt::transparent, theme.waitingHatch, true, devicePixelRatio);

    SpanLook cancelled;
    cancelled.base = theme.waitingGround;
    cancelled.fill = stopped;
    cancelled.outline = theme.dimText;
    cancelled.edge = theme.dimText;
    cancelled.text = theme.textOn(theme.waitingGround);
    cancelled.narrow = theme.dimText;
    cancelled.light = cancelled.base;

    SpanLook failed;
    failed.base = theme.failureGround;
    failed.fill = failed.base;
    failed.outline = theme.failure;
    failed.edge = theme.failure;
    failed.text = theme.textOn(theme.failureGround);
    failed.narrow = theme.failure;
    failed.light = failed.base;

    const auto variants = [&](const SpanLook& plain) { return Variants{plain, cancelled, failed}; };
    const auto ofRole = [&](ColorRole role) {
        SpanLook plain;
        plain.base = theme.fill(role);
        plain.fill = plain.base;
        plain.text = theme.textOn(plain.base);
        plain.narrow = theme.accent(role);
        plain.light = role == ColorRole::Inference ? theme.inferenceLight : plain.base;
        if (role == ColorRole::CodeCell)
            plain.edge = theme.codeCell;
        if (role == ColorRole::Turn)
            plain.narrow = theme.waitingHatch;
        if (role == ColorRole::Waiting)
            plain.fill = waiting;
        return variants(plain);
    };
    turns_ = ofRole(ColorRole::Turn);
    if (mode == ColorMode::Kind) {
        for (std::size_t role = 0; role <= static_cast<std::size_t>(ColorRole::Item); ++role)
            looks_.push_back(ofRole(static_cast<ColorRole>(role)));
        return;
    }
    for (std::uint8_t category = 0; category < maxCategories; ++category) {
        SpanLook plain;
        plain.base = categoryColor(theme, mode, category);
        plain.fill = plain.base;
        plain.text = theme.textOn(plain.base);
        plain.narrow = plain.base;
        plain.light = plain.base; // another shade would be another category
        Variants all = variants(plain);
        // The colour stays what it stands for; the edge and the outline tell the failure.
        if (mode != ColorMode::Status) {
            all.failed = plain;
            all.failed.outline = theme.failure;
            all.failed.edge = theme.failure;
            all.failed.narrow = theme.failure;
        }
        looks_.push_back(std::move(all));
    }
}

const SpanLook& SpanLooks::of(ColorRole role, std::uint8_t category, Outcome outcome) const
{
    const bool isTurn = role == ColorRole::Turn;
    const Variants& variants = isTurn ? turns_ : looks_[std::min<std::size_t>(category, looks_.size() - 1)];
    if (outcome == Outcome::Failed)
        return variants.failed;
    if (outcome == Outcome::Cancelled)
        return variants.cancelled;
    return variants.plain;
}

} // namespace rolloutscope
