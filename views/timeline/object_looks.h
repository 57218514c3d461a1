// How single objects look on a timeline, for views that show the same objects otherwise: their colour in the colour
// mode, and whether the legend hides them.
#pragma once

#include "views/timeline/timeline_model.h"

#include <QColor>

namespace rolloutscope {

/// Of an object of a trace that is the model's or a copy of it. Invalid with colours by kind, and for what has no span.
[[nodiscard]] QColor colorOf(const TimelineModel& model, const Theme& theme, const RolloutTrace& trace,
                             ObjectRef object);
/// Whether the object would have a span if none of the legend's categories were hidden.
[[nodiscard]] bool isHidden(const TimelineModel& model, const RolloutTrace& trace, ObjectRef object);

} // namespace rolloutscope
