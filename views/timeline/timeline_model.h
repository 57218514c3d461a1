// A trace as the timeline sees it: tracks with lanes of spans, marks and arrows. Built off the GUI thread when it is
// large; immutable afterwards. The model of a rollout that went on is grown from the one before at the cost of what
// changed. What depends on the view (which tracks are collapsed, where one looks) is in TrackLayout and
// TimelineViewport.
// Positions are ms since the trace's zero; where idle stretches are folded away they run on without those.
#pragma once

#include "views/timeline/overview_density.h"
#include "views/timeline/span_category.h"
#include "views/timeline/time_folds.h"
#include "views/timeline/track_content.h"

#include <memory>
#include <optional>
#include <vector>

namespace rolloutscope {

struct LoadedTrace;

/// What of a trace is to be shown, and how.
struct TimelineOptions {
    std::int64_t foldLongerThan = 0;  // ms: idle stretches longer than this are folded; 0: none
    ColorMode mode = ColorMode::Kind; // what the categories are those of
    CategorySet hidden = 0;           // spans of these categories are left out

    [[nodiscard]] bool operator==(const TimelineOptions& other) const
    {
        return foldLongerThan == other.foldLongerThan && hidden == other.hidden && (hidden == 0 || mode == other.mode);
    }
};

struct TimelineLane {
    LaneKind kind = LaneKind::Tools;
    std::uint32_t track = 0;
    const LaneSpans* spans = nullptr;
};

/// A span by its lane in the model and its place there.
struct SpanIndex {
    std::uint32_t lane = 0xFFFF'FFFF;
    std::uint32_t at = 0;

    [[nodiscard]] constexpr auto operator<=>(const SpanIndex&) const = default;
};
inline constexpr SpanIndex noSpan{};

/// A moment that goes through the whole track.
struct TimelineMark {
    std::int64_t time = 0; // position
    CompactionIndex compaction;
};

/// Between an agent's end and its resumption.
struct TimelineGap {
    std::int64_t begin = 0; // positions
    std::int64_t end = 0;
};

struct TimelineTrack {
    ThreadIndex thread;
    std::shared_ptr<const TrackContent> content;
    std::uint32_t firstLane = 0;
    std::uint32_t laneCount = 0;
    std::vector<TimelineMark> marks; // by time
    std::vector<TimelineGap> gaps;   // by time
    std::int64_t begin = 0;          // the thread's life, in positions
    std::int64_t end = 0;
    bool open = false;
    int depth = 0;                   // in the tree of spawns
    std::uint32_t failures = 0;      // failed calls, tools and cells
    Outcome outcome = Outcome::None; // of the thread itself
};

struct ArrowEnd {
    std::uint32_t track = 0;
    SpanIndex span = noSpan; // where the arrow is fastened; none: the track's turns
    std::int64_t time = 0;   // position
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
    std::optional<Stretch> time; // of the object, or its moment; positions
};

class TimelineModel {
public:
    /// Linear in the trace's objects, apart from sorting. What has no end is drawn up to the last moment of the trace,
    /// or to `present` (Unix ms) while the rollout goes on.
    [[nodiscard]] static std::shared_ptr<const TimelineModel> build(std::shared_ptr<const LoadedTrace> loaded,
                                                                    UnixMs present = 0, TimelineOptions options = {});
    /// The same, from the model of an earlier copy of the trace where that is possible: then its cost follows what
    /// changed, apart from a few bytes a track and a message.
    [[nodiscard]] static std::shared_ptr<const TimelineModel> grow(const TimelineModel& earlier,
                                                                   std::shared_ptr<const LoadedTrace> loaded,
                                                                   UnixMs present, TimelineOptions options);
    /// How many spans a model of this trace would hold.
    [[nodiscard]] static std::size_t expectedSpans(const LoadedTrace& loaded);
    /// With all else that a model is made of, to decide where to build it.
    [[nodiscard]] static std::size_t expectedCost(const LoadedTrace& loaded);

    [[nodiscard]] const LoadedTrace& loaded() const { return *loaded_; }
    [[nodiscard]] const std::shared_ptr<const LoadedTrace>& loadedPtr() const { return loaded_; }
    [[nodiscard]] const RolloutTrace& trace() const;
    [[nodiscard]] const TimelineOptions& options() const { return options_; }
    [[nodiscard]] const std::vector<TimelineTrack>& tracks() const { return tracks_; }
    [[nodiscard]] const std::vector<TimelineLane>& lanes() const { return lanes_; }
    [[nodiscard]] const SpanCategories& categories() const { return categories_; }
    [[nodiscard]] const OverviewDensity& overview() const { return overview_; }
    [[nodiscard]] const TimeFolds& folds() const { return folds_; }
    /// From the first to the last moment, in positions; never empty.
    [[nodiscard]] Stretch content() const { return content_; }
    /// Position up to which open spans are drawn.
    [[nodiscard]] std::int64_t openUntil() const { return static_cast<std::int64_t>(content_.end); }

    /// Unix ms of time 0.
    [[nodiscard]] UnixMs zero() const { return zero_; }
    /// ms since time 0, kept in a range in which arithmetic is exact.
    [[nodiscard]] std::int64_t relative(UnixMs time) const;
    [[nodiscard]] std::int64_t positionOf(UnixMs time) const { return folds_.positionOf(relative(time)); }
    /// As positionOf(), for times between milliseconds.
    [[nodiscard]] double positionOf(double unixMs) const
    {
        return folds_.positionOf(unixMs - static_cast<double>(zero_));
    }
    /// Unix ms at a position.
    [[nodiscard]] double unixAt(double position) const { return folds_.timeAt(position) + static_cast<double>(zero_); }

    [[nodiscard]] std::size_t spanCount() const;
    /// An open span ends at openUntil().
    [[nodiscard]] SpanData span(SpanIndex span) const;
    [[nodiscard]] SpanIndex spanOf(ObjectRef object) const;
    [[nodiscard]] std::optional<std::uint32_t> trackOf(ThreadIndex thread) const;
    [[nodiscard]] TimelinePlace placeOf(ObjectRef object) const;

    /// By begin.
    [[nodiscard]] const std::vector<TimelineArrow>& arrows() const { return arrows_; }
    /// The first arrow that may reach a position.
    [[nodiscard]] std::size_t firstArrowReaching(double position) const;
    /// Positions in arrows() of those that touch an object (a thread: anything in it), or of the edge itself.
    [[nodiscard]] std::vector<std::size_t> arrowsAt(ObjectRef object, std::size_t most) const;

private:
    friend class TimelineBuilder;

    static constexpr std::uint32_t nowhere = 0xFFFF'FFFF;

    std::shared_ptr<const LoadedTrace> loaded_;
    TimelineOptions options_;
    UnixMs zero_ = 0;
    Stretch times_{0, 1}; // first to last moment, ms since zero
    Stretch content_{0, 1};
    TimeFolds folds_;
    std::vector<TimelineTrack> tracks_;
    std::vector<TimelineLane> lanes_;
    SpanCategories categories_;
    OverviewDensity overview_;
    std::vector<std::uint32_t> trackOfThread_;
    std::vector<TimelineArrow> arrows_;
    std::vector<std::int64_t> latestArrowEnd_; // of arrows up to this one
    std::vector<std::uint32_t> arrowOfEdge_;
};

/// Kind of lane that an object's span stands in; nothing for objects without spans.
[[nodiscard]] std::optional<LaneKind> laneKindOf(const RolloutTrace& trace, ObjectRef object);

} // namespace rolloutscope
