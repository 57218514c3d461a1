// What the timeline says about its objects: labels on spans and tracks, and the lines of the hover card. All from an
// untrusted bundle: one line, plain.
#pragma once

#include "views/timeline/timeline_geometry.h"

#include <QString>

#include <functional>
#include <utility>
#include <vector>

namespace rolloutscope {

/// On a span: what it did rather than what kind it was, where the kind's colour says that.
/// `waits` tells whose result ended a wait; null: not known.
[[nodiscard]] QString spanLabel(const LoadedTrace& loaded, const SpanMark& mark, ObjectRef object,
                                const Waits* waits = nullptr);

/// First line of a track's header.
[[nodiscard]] QString trackTitle(const AgentThread& thread);
/// Second line: nickname, role, model.
[[nodiscard]] QString trackSubtitle(const AgentThread& thread);

/// Leaves out leading segments, so that the last one stays: `…/lexer`. The last one is cut only when it alone is too
/// wide.
[[nodiscard]] QString elidedPath(const QString& path, double width,
                                 const std::function<double(const QString&)>& measure);

struct CardText {
    QString title;
    QString detail; // monospaced
    std::vector<std::pair<QString, QString>> rows;
    Outcome outcome = Outcome::None;

    [[nodiscard]] bool empty() const { return title.isEmpty(); }
    /// For screen readers.
    [[nodiscard]] QString asSentence() const;
};

[[nodiscard]] CardText objectCard(const TimelineModel& model, ObjectRef object);
/// `waits` tells which result ended a wait; null: not known.
[[nodiscard]] CardText spanCard(const TimelineModel& model, const SpanBox& box, const Waits* waits = nullptr);
/// Idle time that is folded away.
[[nodiscard]] CardText foldCard(const TimelineModel& model, const TimeFold& fold);
[[nodiscard]] CardText trackCard(const TimelineModel& model, std::uint32_t track);
/// A moment of the axis: since start, and the clock on the wall.
[[nodiscard]] CardText momentCard(const TimelineModel& model, double position, double msPerPixel);

} // namespace rolloutscope
