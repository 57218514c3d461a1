// What a window of the timeline shows, as rectangles, lines and texts without colours: computed from plain values,
// painted by TimelinePainter, looked at by tests. Only visible tracks and pixels cost anything.
#pragma once

#include "views/timeline/axis_ticks.h"
#include "views/timeline/track_layout.h"

#include <vector>

namespace rolloutscope {

// x and y are px in the area of the tracks: x 0 is the scale's origin, y 0 the visible top.

struct SpanBox {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    SpanMark mark;
    ObjectRef object; // of the span that is shown
    ColorRole role = ColorRole::Tool;
    LaneKind lane = LaneKind::Tools;
    std::uint32_t track = 0;
    bool narrow = false;  // a coloured mark without outline or text
    bool fades = false;   // its end is not recorded
    bool summary = false; // of a collapsed track

    [[nodiscard]] bool contains(int px, int py) const
    {
        return px >= x && px < x + width && py >= y && py < y + height;
    }
};

struct TrackBox {
    std::uint32_t track = 0;
    int y = 0;
    int height = 0;
    bool collapsed = false;
};

/// The thread's life behind its spans; a gap is the time between an end and a resumption.
struct LifeLine {
    int x = 0;
    int width = 0;
    int y = 0;
    bool gap = false;
};

struct MarkBox {
    int x = 0;
    int top = 0;
    int bottom = 0;
    CompactionIndex compaction;
    std::uint32_t count = 1;
};

struct ArrowLine {
    double fromX = 0;
    double fromY = 0;
    double toX = 0;
    double toY = 0;
    EdgeIndex edge;
    bool ofSelection = false;
};

/// Selected moments that are no span: an item, an edge.
struct MomentLine {
    int x = 0;
    int top = 0;
    int bottom = 0;
};

struct TimelineGeometry {
    std::vector<TrackBox> tracks;
    std::vector<LifeLine> lives;
    std::vector<SpanBox> boxes; // in the order of painting: what failed comes last and is never hidden
    std::vector<MarkBox> marks;
    std::vector<ArrowLine> arrows;
    std::vector<MomentLine> moments;
    std::vector<AxisTick> ticks;
    int contentBegin = 0; // px of the content's ends, clamped to the window
    int contentEnd = 0;
    bool arrowsLeftOut = false; // there were more in view than are drawn

    /// The topmost box at a point, with a little help for narrow ones.
    [[nodiscard]] const SpanBox* boxAt(int x, int y) const;
    [[nodiscard]] const MarkBox* markAt(int x, int y) const;
    /// The box that shows a span, alone or merged.
    [[nodiscard]] const SpanBox* boxOf(SpanIndex span) const;
};

struct GeometryInput {
    const TimelineModel* model = nullptr;
    const TrackLayout* layout = nullptr;
    TimeScale scale;
    int width = 0;
    int height = 0;
    int scrollY = 0;
    ObjectRef selection;
    bool allArrows = false;
};

inline constexpr std::size_t maxSelectionArrows = 500;
inline constexpr std::size_t maxArrows = 2000;

[[nodiscard]] TimelineGeometry buildGeometry(const GeometryInput& input);

} // namespace rolloutscope
