// What a window of the timeline shows, as rectangles, lines and texts without colours: computed from plain values,
// painted by TimelinePainter, looked at by tests. Only visible tracks and pixels cost anything.
#pragma once

#include "views/timeline/axis_ticks.h"
#include "views/timeline/track_layout.h"

#include <functional>
#include <vector>

namespace rolloutscope {

class ContextWindows;
class Waits;
class WorkShare;
struct TrackDetails;

// x and y are px in the area of the tracks: x 0 is the scale's origin, y 0 the visible top. What belongs to a sticky
// (pinned) track lies above stickyHeight, and covers what scrolls below it.

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
    std::uint32_t laneIndex = 0; // in the model
    std::uint8_t category = 0;   // of the colour mode
    int streamX = 0;             // where a call's answer is known to have begun; left of the box: unknown
    bool narrow = false;         // a coloured mark without outline or text
    bool fades = false;          // its end is not recorded
    bool summary = false;        // of a collapsed track
    bool sticky = false;         // of a pinned track
    bool hit = false;            // holds something that was looked for

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
    bool sticky = false;
};

/// Idle time that is folded away.
struct FoldBand {
    int x = 0;
    int width = 0;
    std::int64_t hidden = 0; // ms
};

/// The thread's life behind its spans; a gap is the time between an end and a resumption.
struct LifeLine {
    int x = 0;
    int width = 0;
    int y = 0;
    bool gap = false;
    bool sticky = false;
};

struct MarkBox {
    int x = 0;
    int top = 0;
    int bottom = 0;
    CompactionIndex compaction;
    std::uint32_t count = 1;
    bool sticky = false;
};

struct ArrowLine {
    double fromX = 0;
    double fromY = 0;
    double toX = 0;
    double toY = 0;
    EdgeIndex edge;
    bool ofSelection = false;
    bool inferred = false; // from a result to the wait that it ended
};

/// Selected moments that are no span: an item, an edge.
struct MomentLine {
    int x = 0;
    int top = 0;
    int bottom = 0;
};

/// What a folded track shows: the shares of its agent's work.
struct SummaryBand {
    std::uint32_t track = 0;
    int y = 0;
    int height = 0;
    bool sticky = false;
    const WorkShare* work = nullptr;
};

/// The room of an agent's context counter.
struct CounterBand {
    std::uint32_t track = 0;
    int y = 0;
    int height = 0;
    std::uint64_t full = 0;   // tokens at full height
    std::uint64_t most = 0;   // tokens of the largest call
    std::uint64_t window = 0; // tokens that the model can take; 0: not known
    bool sticky = false;
};

/// The context of a call, up to the next one that can be told apart.
struct CounterBar {
    std::uint32_t track = 0;
    int x = 0;
    int width = 0;
    int bottom = 0;
    int height = 0;       // of the input tokens
    int cachedHeight = 0; // of those that were cached
    InferenceIndex call;
    bool afterCompaction = false;
    bool sticky = false;
};

struct TimelineGeometry {
    std::vector<TrackBox> tracks;
    std::vector<LifeLine> lives;
    std::vector<SpanBox> boxes; // in the order of painting: what failed comes last and is never hidden
    std::vector<MarkBox> marks;
    std::vector<ArrowLine> arrows;
    std::vector<MomentLine> moments;
    std::vector<AxisTick> ticks;
    std::vector<FoldBand> folds;
    std::vector<SummaryBand> summaries;
    std::vector<CounterBand> counters;
    std::vector<CounterBar> counterBars;
    int stickyHeight = 0;
    int contentBegin = 0; // px of the content's ends, clamped to the window
    int contentEnd = 0;
    bool arrowsLeftOut = false; // there were more in view than are drawn

    /// The topmost box at a point, with a little help for narrow ones.
    [[nodiscard]] const SpanBox* boxAt(int x, int y) const;
    [[nodiscard]] const MarkBox* markAt(int x, int y) const;
    /// The box that shows a span, alone or merged.
    [[nodiscard]] const SpanBox* boxOf(SpanIndex span) const;
    /// The arrow whose line passes a point, or null.
    [[nodiscard]] const ArrowLine* arrowAt(int x, int y) const;
    [[nodiscard]] const TrackBox* trackBoxAt(int y) const;
    [[nodiscard]] const CounterBar* counterAt(int x, int y) const;
};

/// The bend of an arrow's curve: px that its ends run on horizontally.
[[nodiscard]] double arrowBend(const ArrowLine& arrow);

struct GeometryInput {
    const TimelineModel* model = nullptr;
    const TrackLayout* layout = nullptr;
    TimeScale scale = {};
    int width = 0;
    int height = 0;
    int scrollY = 0;
    ObjectRef selection = {};
    bool allArrows = false;
    ColorMode mode = ColorMode::Kind;
    AxisClock clock = {};
    const std::vector<SpanIndex>* hits = nullptr; // sorted; null: nothing is looked for
    const Waits* waits = nullptr;                 // null: not known yet
    /// What is known of a track; null: nothing yet. Without this function folded tracks and counters stay empty.
    std::function<const TrackDetails*(std::uint32_t track)> details = {};
    const ContextWindows* windows = nullptr; // null: not known
};

inline constexpr std::size_t maxSelectionArrows = 500;
inline constexpr std::size_t maxArrows = 2000;

[[nodiscard]] TimelineGeometry buildGeometry(const GeometryInput& input);

/// The span that a folded track shows most of at a pixel: what is asked for first, work before its turn.
[[nodiscard]] SpanIndex summarySpanAt(const TimelineModel& model, std::uint32_t track, const TimeScale& scale, int x);

} // namespace rolloutscope
