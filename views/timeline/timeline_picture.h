// The timeline as a picture to take along: what is in view, or all of it, with a title above, and legend and bookmarks
// below. A snapshot owns everything that it shows: it is taken on the GUI thread, and painted or written on any.
#pragma once

#include "core/insight/concurrency.h"
#include "core/insight/context_window.h"
#include "core/insight/waits.h"
#include "views/document/trace_document.h"
#include "views/timeline/timeline_hits.h"
#include "views/timeline/timeline_painter.h"
#include "views/timeline/track_details.h"

#include <atomic>
#include <map>

namespace rolloutscope {

class PictureCaption;

/// A bookmark as it is listed below a picture. The flag's text is the first line of the note, or what it marks.
struct PictureBookmark {
    TimelineFlag flag;
    QString time;  // since the rollout's start
    QString title; // what it marks; empty where the flag's text says it
};

/// What a timeline shows, and how, without the mouse.
struct TimelineSnapshot {
    std::shared_ptr<const TimelineModel> model; // null: there is nothing to draw yet
    TrackLayout layout;
    TimelineViewport viewport;
    QSize size; // px: overview, axis, headers and tracks
    int headerWidth = metrics::trackHeader;
    bool headerFits = false; // the header may be wider, so that titles fit; always so for a whole timeline
    bool counters = false;
    bool allArrows = false;
    ColorMode mode = ColorMode::Kind;
    AxisClock clock;
    ObjectRef selection;
    std::optional<Stretch> range;
    std::shared_ptr<const TimelineHits> hits;
    ObjectRef currentHit;
    std::vector<PictureBookmark> bookmarks; // by time
    // Facts that a picture finds out by itself where they are null.
    std::shared_ptr<const Waits> waits;
    std::shared_ptr<const Concurrency> working;
    std::shared_ptr<const ContextWindows> windows;
    const Theme* theme = &Theme::light(); // outlives every snapshot
    QString name;                         // of the bundle, for the title

    /// The timeline of a document as nobody has moved, sorted or selected anything in it yet. Builds the model: linear.
    [[nodiscard]] static TimelineSnapshot untouched(const TraceDocument& document, const TimelineOptions& options,
                                                    bool counters, bool allCollapsed);
    /// Bookmarks that have a moment.
    [[nodiscard]] static std::vector<PictureBookmark> bookmarksOf(const TimelineModel& model,
                                                                  const BookmarkStore& store);
};

struct PictureRequest {
    /// All agents that are shown in their full height; and the whole time, unless `time` says otherwise.
    bool whole = false;
    /// px of the picture with title and legend, which are left out where it is too small for them; empty: as large as
    /// the timeline is, with these around it. Of a whole timeline only the width counts.
    QSize size;
    std::optional<TimeRange> time; // Unix ms
    double devicePixelRatio = 1;   // of pixels; drawings have none
};

/// How far the making of a picture is; shared between threads.
struct PictureJob {
    std::atomic<int> percent{0};
    std::atomic<bool> cancelled{false};
};

class TimelinePicture {
public:
    /// What is missing of the snapshot is found out here; `job` may be cancelled from elsewhere and has to outlive
    /// this.
    TimelinePicture(TimelineSnapshot snapshot, const PictureRequest& request, PictureJob& job);
    ~TimelinePicture();
    TimelinePicture(const TimelinePicture&) = delete;
    TimelinePicture& operator=(const TimelinePicture&) = delete;

    /// px at 100 %
    [[nodiscard]] QSize size() const { return size_; }
    /// How many spans it draws. Linear in them.
    [[nodiscard]] std::size_t countBoxes();
    /// False when it was cancelled. A drawing (`scalable`) needs no clipping to look right.
    bool paint(QPainter& painter, bool scalable);

private:
    /// Rows that are painted together. Below each other, or (pinned ones last) over each other.
    struct Strip {
        int top = 0; // px below the top of the tracks
        int height = 0;
        int scrollY = 0;
        bool pinned = false;
    };

    void arrange(const PictureRequest& request);
    void findFacts(PictureJob& job);
    [[nodiscard]] std::vector<Strip> strips() const;
    [[nodiscard]] GeometryInput inputOf(const Strip& strip);
    [[nodiscard]] TimelineScene sceneOf(const TimelineRegions& regions, const TimelineGeometry& geometry) const;
    [[nodiscard]] bool paintStrips(QPainter& painter, TimelineGeometry& shown);
    void paintTracks(QPainter& painter, const TimelineScene& scene);
    void paintHatches(QPainter& painter, const TimelineScene& scene);
    void paintArrows(QPainter& painter, TimelineGeometry& shown);
    void paintFrame(QPainter& painter, const TimelineGeometry& shown);

    TimelineSnapshot shown_;
    TrackLayout flat_; // of shown_, with pinned tracks among the others
    std::vector<TimelineFlag> flags_;
    std::unique_ptr<PictureCaption> caption_; // null: no room for it
    TimelineRegions regions_;                 // below the title
    QSize size_;
    bool whole_ = false;
    bool scalable_ = false;
    bool arrowsLeftOut_ = false;
    PictureJob& job_;
    TimelinePainter painter_;
    std::map<std::uint32_t, TrackDetails> details_; // of the strip at hand
};

/// Paints into a file, PNG or SVG (by the end of its name), which appears whole or not at all. Gives the reason why it
/// was not written; empty when it was, and when the job was cancelled.
[[nodiscard]] QString writeTimelinePicture(TimelineSnapshot snapshot, const PictureRequest& request,
                                           const QString& file, PictureJob& job);

} // namespace rolloutscope
