// A trace as the timeline sees it: tracks with lanes of spans, marks and arrows, in ms since the trace's zero. Built
// once per trace, off the GUI thread when it is large; immutable afterwards. What depends on the view (which tracks are
// collapsed, where one looks) is in TrackLayout and TimelineViewport.
#pragma once

#include "views/timeline/overview_density.h"
#include "views/timeline/span_store.h"

#include <memory>
#include <optional>
#include <vector>

namespace rolloutscope {

struct LoadedTrace;

enum class LaneKind : std::uint8_t {
    Turns,
    Inference,
    Tools, // asked for by the model
    CodeCells,
    CellTools, // called by code cells
    Terminal,
};

struct TimelineLane {
    LaneKind kind = LaneKind::Tools;
    SpanRange spans;
};

/// A moment that goes through the whole track.
struct TimelineMark {
    std::int64_t time = 0;
    CompactionIndex compaction;
};

struct TimelineGap {
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

struct TimelineTrack {
    ThreadIndex thread;
    std::uint32_t firstLane = 0;
    std::uint32_t laneCount = 0;
    std::vector<TimelineMark> marks; // by time
    std::vector<TimelineGap> gaps;   // by time
    std::int64_t begin = 0;          // the thread's life
    std::int64_t end = 0;
    bool open = false;
    int depth = 0;                   // in the tree of spawns
    std::uint32_t failures = 0;      // failed calls, tools and cells
    Outcome outcome = Outcome::None; // of the thread itself
};

struct ArrowEnd {
    std::uint32_t track = 0;
    SpanIndex span = noSpan; // where the arrow is fastened; none: the track's turns
    std::int64_t time = 0;
};

struct TimelineArrow {
    EdgeIndex edge;
    ArrowEnd from;
    ArrowEnd to;

    [[nodiscard]] std::int64_t begin() const { return std::min(from.time, to.time); }
    [[nodiscard]] std::int64_t end() const { return std::max(from.time, to.time); }
};

/// Where an object is to be found on the timeline.
struct TimelinePlace {
    std::optional<std::uint32_t> track;
    SpanIndex span = noSpan;
    std::optional<Stretch> time; // of the object, or its moment
};

class TimelineModel {
public:
    /// Linear in the trace's objects, apart from sorting. What has no end is drawn up to the last moment of the trace,
    /// or to `present` (Unix ms) while the rollout goes on.
    [[nodiscard]] static std::shared_ptr<const TimelineModel> build(std::shared_ptr<const LoadedTrace> loaded,
                                                                    UnixMs present = 0);
    /// How many spans a model of this trace would hold, to decide where to build it.
    [[nodiscard]] static std::size_t expectedSpans(const LoadedTrace& loaded);

    [[nodiscard]] const LoadedTrace& loaded() const { return *loaded_; }
    [[nodiscard]] const RolloutTrace& trace() const;
    [[nodiscard]] const std::vector<TimelineTrack>& tracks() const { return tracks_; }
    [[nodiscard]] const std::vector<TimelineLane>& lanes() const { return lanes_; }
    [[nodiscard]] const SpanStore& spans() const { return spans_; }
    [[nodiscard]] const OverviewDensity& overview() const { return overview_; }
    /// From the first to the last moment; never empty.
    [[nodiscard]] Stretch content() const { return content_; }

    /// Unix ms of time 0.
    [[nodiscard]] UnixMs zero() const { return zero_; }
    [[nodiscard]] std::int64_t relative(UnixMs time) const;

    [[nodiscard]] SpanIndex spanOf(ObjectRef object) const;
    [[nodiscard]] std::uint32_t laneOf(SpanIndex span) const;
    [[nodiscard]] std::uint32_t trackOfLane(std::uint32_t lane) const;
    [[nodiscard]] std::optional<std::uint32_t> trackOf(ThreadIndex thread) const;
    [[nodiscard]] TimelinePlace placeOf(ObjectRef object) const;

    /// By begin.
    [[nodiscard]] const std::vector<TimelineArrow>& arrows() const { return arrows_; }
    /// The first arrow that may reach a moment.
    [[nodiscard]] std::size_t firstArrowReaching(double time) const;
    /// Positions in arrows() of those that touch an object (a thread: anything in it), or of the edge itself.
    [[nodiscard]] std::vector<std::size_t> arrowsAt(ObjectRef object, std::size_t most) const;

private:
    friend class TimelineBuilder;

    std::shared_ptr<const LoadedTrace> loaded_;
    UnixMs zero_ = 0;
    Stretch content_{0, 1};
    std::vector<TimelineTrack> tracks_;
    std::vector<TimelineLane> lanes_;
    SpanStore spans_;
    OverviewDensity overview_;
    std::vector<std::uint32_t> trackOfThread_;
    // By table position, for each kind of object that has spans.
    std::vector<SpanIndex> turnSpans_, inferenceSpans_, toolSpans_, cellSpans_, operationSpans_, requestSpans_;
    std::vector<TimelineArrow> arrows_;
    std::vector<std::int64_t> latestArrowEnd_; // of arrows up to this one
    std::vector<std::uint32_t> arrowOfEdge_;
};

} // namespace rolloutscope
