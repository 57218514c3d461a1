// How each kind of span looks in a theme: fills, hatches, text colours, made once per theme and device.
#pragma once

#include "views/timeline/timeline_geometry.h"

#include <QBrush>
#include <QColor>

#include <array>

namespace rolloutscope {

struct SpanLook {
    QBrush fill;
    QColor base;    // the fill without its pattern; what a fading end starts from
    QColor outline; // invalid: none
    QColor edge;    // the bar on the left; invalid: none
    QColor text;
    QColor narrow; // of a mark of a few pixels
};

class SpanLooks {
public:
    SpanLooks() = default;
    SpanLooks(const Theme& theme, double devicePixelRatio);

    [[nodiscard]] const SpanLook& of(ColorRole role, Outcome outcome) const;
    [[nodiscard]] const QBrush& gapHatch() const { return gap_; }

private:
    static constexpr std::size_t roleCount = static_cast<std::size_t>(ColorRole::Item) + 1;

    std::array<SpanLook, roleCount> plain_;
    std::array<SpanLook, roleCount> cancelled_;
    std::array<SpanLook, roleCount> failed_;
    QBrush gap_;
};

} // namespace rolloutscope
