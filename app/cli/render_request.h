// What rolloutscope render was asked for: its options, read and checked.
#pragma once

#include "app/window/theme_controller.h"
#include "views/document/graph_scope.h"
#include "views/timeline/span_category.h"

#include <QSize>
#include <QString>

#include <optional>

namespace rolloutscope::cli {

/// A point in time as a person gives it.
struct GivenTime {
    double ms = 0;
    bool sinceStart = false; // otherwise Unix ms
};

/// `500ms`, `12.5s`, `2m`, `1h` since the start, or Unix ms.
[[nodiscard]] std::optional<GivenTime> givenTime(const QString& text);

struct RenderRequest {
    enum class Subject : std::uint8_t { Window, Timeline, Graph };

    QString bundle;
    QString output;
    bool drawing = false;   // SVG, otherwise PNG
    bool graphText = false; // DOT or GraphML
    bool redact = false;    // secrets in it are masked
    bool whole = false;     // not only what fits
    Subject subject = Subject::Window;
    QSize size{1920, 1080};
    ThemeChoice theme = ThemeChoice::Light;
    // Of the timeline.
    bool counters = false;
    bool collapsed = false;
    std::optional<GivenTime> from;
    std::optional<GivenTime> to;
    ColorMode mode = ColorMode::Kind;
    std::int64_t foldLongerThan = 0; // ms; 0: nothing is folded
    // Of the graph.
    GraphLevel level = GraphLevel::Agents;
    graph::Arrangement arrangement = graph::Arrangement::Ranked;
    bool chain = false;
    QString object; // selected in it: an id, or an agent's path; empty: none
};

/// On failure `error` says what is wrong.
[[nodiscard]] std::optional<RenderRequest> renderRequest(const QStringList& arguments, QString& error);

} // namespace rolloutscope::cli
