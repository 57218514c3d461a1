// How the timeline's area is divided: overview strip and axis above, track headers left, tracks.
#pragma once

#include <QRect>
#include <QSize>

#include <algorithm>

namespace rolloutscope {

struct TimelineRegions {
    static constexpr int overviewHeight = 34;
    static constexpr int axisHeight = 24;
    static constexpr int leastHeader = 80;

    QRect corner; // left of overview and axis
    QRect overview;
    QRect axis;
    QRect headers;
    QRect tracks;

    TimelineRegions() = default;
    TimelineRegions(QSize size, int headerWidth)
    {
        const int left = std::clamp(headerWidth, leastHeader, std::max(leastHeader, size.width() / 2));
        const int top = overviewHeight + axisHeight;
        const int width = std::max(size.width() - left, 1);
        const int height = std::max(size.height() - top, 0);
        corner = QRect(0, 0, left, top);
        overview = QRect(left, 0, width, overviewHeight);
        axis = QRect(left, overviewHeight, width, axisHeight);
        headers = QRect(0, top, left, height);
        tracks = QRect(left, top, width, height);
    }
};

} // namespace rolloutscope
