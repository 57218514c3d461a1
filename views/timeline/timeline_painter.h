// Paints a TimelineScene: everything one sees of the timeline, in the colours of a theme. Keeps what is costly to make
// (labels, hatches, the overview's picture) between frames.
#pragma once

#include "views/timeline/label_cache.h"
#include "views/timeline/span_looks.h"
#include "views/timeline/timeline_regions.h"
#include "views/timeline/timeline_viewport.h"

#include <QPixmap>

#include <memory>
#include <optional>

class QPainter;

namespace rolloutscope {

struct TimelineScene {
    QSize size;
    TimelineRegions regions;
    const TimelineModel* model = nullptr; // null: nothing but the message
    const TrackLayout* layout = nullptr;
    const TimelineGeometry* geometry = nullptr;
    const TimelineViewport* viewport = nullptr;
    ObjectRef selection;
    std::optional<std::uint32_t> selectedTrack; // of the selection
    ObjectRef hovered;
    std::optional<std::uint32_t> hoveredTrack; // its header
    std::optional<int> cursorX;                // px in the tracks
    bool showFocus = false;
    QString message; // instead of tracks
    QString note;    // in a corner of the tracks
};

class TimelinePainter {
public:
    TimelinePainter();

    /// `painter` has the widget's coordinates. Only what its clip shows matters to the result.
    void paint(QPainter& painter, const TimelineScene& scene, const Theme& theme);
    /// Forgets all texts and pictures of the trace.
    void forgetTrace();

private:
    void useTheme(const Theme& theme, double devicePixelRatio);
    void paintTracks(QPainter& painter, const TimelineScene& scene);
    void paintBox(QPainter& painter, const TimelineScene& scene, const SpanBox& box);
    void paintBoxLabel(QPainter& painter, const TimelineScene& scene, const SpanBox& box, const SpanLook& look);
    void paintSelectedBox(QPainter& painter, const TimelineScene& scene);
    void paintMarks(QPainter& painter, const TimelineScene& scene);
    void paintArrows(QPainter& painter, const TimelineScene& scene);
    void paintHeaders(QPainter& painter, const TimelineScene& scene);
    void paintHeader(QPainter& painter, const TimelineScene& scene, const TrackBox& track);
    void paintAxis(QPainter& painter, const TimelineScene& scene);
    void paintOverview(QPainter& painter, const TimelineScene& scene);
    void paintMessage(QPainter& painter, const TimelineScene& scene);

    const Theme* theme_ = nullptr;
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
};

/// px: where the frame of the visible time lies in the overview; at least a few pixels wide.
[[nodiscard]] QRect overviewFrame(const TimelineScene& scene);

} // namespace rolloutscope
