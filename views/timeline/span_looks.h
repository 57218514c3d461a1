// How each kind of span looks in a theme and a colour mode: fills, hatches, text colours, made once per theme, mode and
// device. Whatever a colour stands for, failure is red and a shape, and cancelled work is hatched.
#pragma once

#include "views/timeline/timeline_geometry.h"

#include <QBrush>
#include <QColor>

#include <vector>

namespace rolloutscope {

struct SpanLook {
    QBrush fill;
    QColor base;    // the fill without its pattern; what a fading end starts from
    QColor outline; // invalid: none
    QColor edge;    // the bar on the left; invalid: none
    QColor text;
    QColor narrow; // of a mark of a few pixels
    QColor light;  // of the part of a call before its answer began
};

class SpanLooks {
public:
    SpanLooks() = default;
    SpanLooks(const Theme& theme, ColorMode mode, double devicePixelRatio);

    [[nodiscard]] const SpanLook& of(const SpanBox& box) const { return of(box.role, box.category, box.mark.worst); }
    [[nodiscard]] const SpanLook& of(ColorRole role, std::uint8_t category, Outcome outcome) const;
    [[nodiscard]] const QBrush& gapHatch() const { return gap_; }

private:
    struct Variants {
        SpanLook plain;
        SpanLook cancelled;
        SpanLook failed;
    };

    ColorMode mode_ = ColorMode::Kind;
    std::vector<Variants> looks_; // by category
    Variants turns_;              // the ground of all other spans, in every mode
    QBrush gap_;
};

/// The colour of a category in the legend.
[[nodiscard]] QColor categoryColor(const Theme& theme, ColorMode mode, std::uint8_t category);

} // namespace rolloutscope
