// How the timeline's area is divided: overview strip, axis and (with counters) the agents at work above, track headers
// left, tracks.
#pragma once

#include <QRect>
#include <QSize>

#include <algorithm>

namespace rolloutscope {

struct TimelineRegions {
    static constexpr int overviewHeight = 34;
    static constexpr int axisHeight = 24;
    static constexpr int workingHeight = 26;
    static constexpr int leastHeader = 80;

    QRect corner; // left of overview, axis and agents at work
    QRect overview;
    QRect axis;
    QRect working; // empty without counters
    QRect headers;
    QRect tracks;

    TimelineRegions() = default;
    TimelineRegions(QSize size, int headerWidth, bool counters)
    {
        const int left = std::clamp(headerWidth, leastHeader, std::max(leastHeader, size.width() / 2));
        const int top = overviewHeight + axisHeight + (counters ? workingHeight : 0);
        const int width = std::max(size.width() - left, 1);
        const int height = std::max(size.height() - top, 0);
        corner = QRect(0, 0, left, top);
        overview = QRect(left, 0, width, overviewHeight);
        axis = QRect(left, overviewHeight, width, axisHeight);
        working = QRect(left, overviewHeight + axisHeight, width, counters ? workingHeight : 0);
        headers = QRect(0, top, left, height);
        tracks = QRect(left, top, width, height);
    }
};

} // namespace rolloutscope
