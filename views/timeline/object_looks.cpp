#include "views/timeline/object_looks.h"

#include "views/timeline/span_looks.h"

namespace rolloutscope {
namespace {

/// What is coloured: turns are the ground of everything else in every mode.
bool hasLook(const RolloutTrace& trace, ObjectRef object)
{
    const std::optional<LaneKind> lane = laneKindOf(trace, object);
    return lane && *lane != LaneKind::Turns;
}

} // namespace

QColor colorOf(const TimelineModel& model, const Theme& theme, const RolloutTrace& trace, ObjectRef object)
{
    const ColorMode mode = model.options().mode;
    if (mode == ColorMode::Kind)
        return {};
    const ObjectRef here = sameObject(trace, model.trace(), object);
    if (!here.valid() || !hasLook(model.trace(), here))
        return {};
    const SpanIndex span = model.spanOf(here);
    if (span == noSpan)
        return {};
    return categoryColor(theme, mode, model.categories().of(model.trace(), mode, model.span(span), model.openUntil()));
}

bool isHidden(const TimelineModel& model, const RolloutTrace& trace, ObjectRef object)
{
    if (model.options().hidden == 0)
        return false;
    const ObjectRef here = sameObject(trace, model.trace(), object);
    return here.valid() && hasLook(model.trace(), here) && model.spanOf(here) == noSpan;
}

} // namespace rolloutscope
