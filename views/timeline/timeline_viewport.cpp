#include "views/timeline/timeline_viewport.h"

#include <algorithm>

namespace rolloutscope {

void TimelineViewport::setSize(double width, int height)
{
    width_ = std::max(width, 1.0);
    height_ = std::max(height, 0);
    if (fitsAll_)
        fitAll();
    else
        scale_ = limited(scale_, width_, limits_);
    scrollTo(scrollY_);
}

void TimelineViewport::setContent(Stretch content, int contentHeight)
{
    limits_.content = content;
    if (fitsAll_)
        fitAll();
    else
        scale_ = limited(scale_, width_, limits_);
    setContentHeight(contentHeight);
}

void TimelineViewport::setContentHeight(int contentHeight)
{
    contentHeight_ = contentHeight;
    scrollTo(scrollY_);
}

int TimelineViewport::maxScrollY() const
{
    return std::max(0, contentHeight_ - height_);
}

void TimelineViewport::fitAll()
{
    scale_ = fitted(limits_.content, width_, fitMargin, limits_);
    fitsAll_ = true;
}

bool TimelineViewport::showsEnd() const
{
    const double end = scale_.pixelAt(limits_.content.end);
    return fitsAll_ || (end >= 0 && end <= width_ + 1);
}

void TimelineViewport::growContent(Stretch content, int contentHeight)
{
    const bool sticks = showsEnd();
    const double before = scale_.pixelAt(limits_.content.end);
    setContent(content, contentHeight);
    if (sticks && !fitsAll_)
        scale_ = panned(scale_, scale_.pixelAt(content.end) - before, width_, limits_);
}

void TimelineViewport::showEnd()
{
    if (!fitsAll_)
        pan(scale_.pixelAt(limits_.content.end) - (width_ - fitMargin));
}

void TimelineViewport::show(Stretch stretch)
{
    scale_ = fitted(stretch, width_, 0, limits_);
    fitsAll_ = false;
}

void TimelineViewport::zoomTo(Stretch stretch)
{
    scale_ = fitted(stretch, width_, width_ / 8, limits_);
    fitsAll_ = false;
}

void TimelineViewport::zoom(double factor, double atPixel)
{
    scale_ = zoomed(scale_, factor, atPixel, width_, limits_);
    fitsAll_ = false;
}

void TimelineViewport::pan(double pixels)
{
    scale_ = panned(scale_, pixels, width_, limits_);
    fitsAll_ = false;
}

void TimelineViewport::scrollTo(int y)
{
    scrollY_ = std::clamp(y, 0, maxScrollY());
}

void TimelineViewport::ensureVisible(Stretch stretch)
{
    constexpr double margin = 24;     // px
    constexpr double tiny = 3;        // px
    constexpr double enoughOfIt = 60; // px: of something that does not fit
    const double left = scale_.pixelAt(stretch.begin);
    const double right = scale_.pixelAt(stretch.end);
    if (stretch.length() > 0 && right - left < tiny) {
        zoomTo(stretch);
    } else if (right - left > width_ - 2 * margin) {
        if (std::min(right, width_) - std::max(left, 0.0) < enoughOfIt)
            zoomTo(stretch);
    } else if (left < 0 || right > width_) {
        pan((left + right) / 2 - width_ / 2);
    }
}

void TimelineViewport::ensureRowVisible(int top, int bottom)
{
    if (bottom - scrollY_ > height_)
        scrollTo(bottom - height_);
    if (top < scrollY_)
        scrollTo(top);
}

} // namespace rolloutscope
