// Paints a TimelineScene: everything one sees of the timeline, in the colours of a theme. Keeps what is costly to make
// (labels, hatches, the overview's picture, the shares of folded tracks) between frames.
#pragma once

#include "views/timeline/label_cache.h"
#include "views/timeline/span_looks.h"
#include "views/timeline/timeline_regions.h"
#include "views/timeline/timeline_viewport.h"

#include <QImage>
#include <QPixmap>

#include <map>
#include <memory>
#include <optional>

class QPainter;

namespace rolloutscope {

class Concurrency;

/// A flag at a moment: a bookmark.
struct TimelineFlag {
    double position = 0;
    int color = 0;    // of bookmarkColor()
    QString text;     // first line of its note, or what it marks
    ObjectRef object; // invalid: a moment
};

/// How far the rollout is played.
struct TimelinePlayhead {
    double position = 0;
    QString text; // what happened there
};

struct TimelineScene {
    QSize size;
    TimelineRegions regions;
    const TimelineModel* model = nullptr; // null: nothing but the message
    const TrackLayout* layout = nullptr;
    const TimelineGeometry* geometry = nullptr;
    const TimelineViewport* viewport = nullptr;
    ColorMode mode = ColorMode::Kind;
    AxisClock clock;
    ObjectRef selection;
    std::optional<std::uint32_t> selectedTrack; // of the selection
    SpanIndex currentHit = noSpan;
    bool dimsOthers = false;                       // something is looked for: what is no hit steps back
    const std::vector<double>* hitTimes = nullptr; // positions of hits, sorted; null: nothing is looked for
    std::optional<Stretch> range;                  // selected stretch of positions
    const std::vector<TimelineFlag>* flags = nullptr;
    std::optional<TimelinePlayhead> playhead;
    const Waits* waits = nullptr;         // null: not known yet
    const Concurrency* working = nullptr; // agents at work at once (Unix ms); null: not known yet
    ObjectRef hovered;
    std::optional<std::uint32_t> hoveredTrack; // its header
    std::optional<int> cursorX;                // px in the tracks
    std::optional<int> dropY;                  // px in the view: where a dragged track would go
    bool showFocus = false;
    QString message;   // instead of tracks
    QString note;      // in a corner of the tracks
    QString frameTime; // in the other corner; empty: not wanted
};

class TimelinePainter {
public:
    TimelinePainter();

    /// `painter` has the widget's coordinates. Only what its clip shows matters to the result.
    void paint(QPainter& painter, const TimelineScene& scene, const Theme& theme);
    /// Forgets all texts and pictures of the trace.
    void forgetTrace();

private:
    friend class TimelinePicture; // puts the same parts together in another order

    void useTheme(const Theme& theme, ColorMode mode, double devicePixelRatio);
    void paintTracks(QPainter& painter, const TimelineScene& scene);
    void paintGround(QPainter& painter, const TimelineScene& scene);
    /// The tracks that scroll, or those that stay.
    void paintTrackParts(QPainter& painter, const TimelineScene& scene, bool sticky);
    void paintBox(QPainter& painter, const TimelineScene& scene, const SpanBox& box);
    void paintBoxLabel(QPainter& painter, const TimelineScene& scene, const SpanBox& box, const SpanLook& look);
    void paintSelectedBox(QPainter& painter, const TimelineScene& scene, bool sticky);
    void paintHitMark(QPainter& painter, const TimelineScene& scene, const SpanBox& box);
    void paintMarks(QPainter& painter, const TimelineScene& scene, bool sticky);
    void paintSummary(QPainter& painter, const TimelineScene& scene, const SummaryBand& band);
    void paintCounters(QPainter& painter, const TimelineScene& scene, bool sticky);
    void paintArrows(QPainter& painter, const TimelineScene& scene);
    void paintOverlays(QPainter& painter, const TimelineScene& scene);
    void paintPill(QPainter& painter, const QString& text, const QRect& area, Qt::Alignment side);
    void paintHeaders(QPainter& painter, const TimelineScene& scene);
    void paintHeader(QPainter& painter, const TimelineScene& scene, const TrackBox& track);
    void paintAxis(QPainter& painter, const TimelineScene& scene);
    void paintFlags(QPainter& painter, const TimelineScene& scene);
    void paintWorking(QPainter& painter, const TimelineScene& scene);
    void paintOverview(QPainter& painter, const TimelineScene& scene);
    void paintOverviewHits(QPainter& painter, const TimelineScene& scene);
    void paintMessage(QPainter& painter, const TimelineScene& scene);
    // timeline_playhead.cpp
    void paintPlayhead(QPainter& painter, const TimelineScene& scene);
    void paintPlayheadAround(QPainter& painter, const TimelineScene& scene, double at);

    const Theme* theme_ = nullptr;
    ColorMode mode_ = ColorMode::Kind;
    double devicePixelRatio_ = 0;
    SpanLooks looks_;
    LabelCache spanLabels_;
    LabelCache titleLabels_;
    LabelCache subtitleLabels_;
    LabelCache axisLabels_;
    std::unordered_map<std::uint32_t, QString> titles_; // elided for titleWidth_
    int titleWidth_ = 0;
    QPixmap overview_;
    const TimelineModel* overviewOf_ = nullptr;
    struct SummaryPicture {
        const WorkShare* work = nullptr;
        TimeScale scale;
        QImage image;
    };
    std::map<std::uint32_t, SummaryPicture> summaries_; // by track, of those in view
};

/// px: where the frame of the visible time lies in the overview; at least a few pixels wide.
[[nodiscard]] QRect overviewFrame(const TimelineScene& scene);

} // namespace rolloutscope
