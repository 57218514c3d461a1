// Where one looks: the time scale and the vertical position, kept inside the content. A plain value; the widget turns
// mouse and keys into its calls.
#pragma once

#include "views/timeline/time_scale.h"

namespace rolloutscope {

class TimelineViewport {
public:
    static constexpr double fitMargin = 10; // px

    /// The area of the tracks, in px.
    void setSize(double width, int height);
    /// What there is to see; the position stays.
    void setContent(Stretch content, int contentHeight);
    void setContentHeight(int contentHeight);

    [[nodiscard]] const TimeScale& scale() const { return scale_; }
    [[nodiscard]] double width() const { return width_; }
    [[nodiscard]] int height() const { return height_; }
    [[nodiscard]] int scrollY() const { return scrollY_; }
    [[nodiscard]] int maxScrollY() const;
    [[nodiscard]] Stretch visible() const { return scale_.visible(width_); }
    [[nodiscard]] Stretch content() const { return limits_.content; }

    void fitAll();
    /// Whether fitAll() is what one sees; a resized window then fits again.
    [[nodiscard]] bool fitsAll() const { return fitsAll_; }
    /// Whether the end of the content is in sight.
    [[nodiscard]] bool showsEnd() const;
    /// As setContent() for content that grows: if its end was in sight it stays where it was, and what is before moves.
    void growContent(Stretch content, int contentHeight);
    /// Moves until the end of the content is in sight.
    void showEnd();
    void show(Stretch stretch);
    /// Shows a stretch with some room on both sides.
    void zoomTo(Stretch stretch);
    /// Above 1 zooms in.
    void zoom(double factor, double atPixel);
    void pan(double pixels);
    void scrollTo(int y);

    /// Moves, and zooms only if there is no other way, until the stretch can be seen: not cut and not tiny.
    void ensureVisible(Stretch stretch);
    void ensureRowVisible(int top, int bottom);

private:
    ScaleLimits limits_;
    TimeScale scale_;
    double width_ = 1;
    int height_ = 0;
    int scrollY_ = 0;
    int contentHeight_ = 0;
    bool fitsAll_ = true;
};

} // namespace rolloutscope
