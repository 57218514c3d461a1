// A window onto a timeline, without a canvas: rows of tracks and the boxes in them.
#pragma once

#include "views/document/loaded_trace.h"
#include "views/timeline/timeline_geometry.h"
#include "views/timeline/track_arrangement.h"

namespace rolloutscope::test {

inline const SpanBox* boxOf(const TimelineGeometry& geometry, ObjectRef object)
{
    for (const SpanBox& box : geometry.boxes) {
        if (box.object == object)
            return &box;
    }
    return nullptr;
}

struct Window {
    std::shared_ptr<const TimelineModel> model;
    TrackLayout layout;
    GeometryInput input;

    explicit Window(const LoadedTracePtr& loaded)
        : model(TimelineModel::build(loaded)), layout(*model), collapsed_(model->tracks().size())
    {
        input.scale = {.origin = 0, .msPerPixel = 100};
        input.width = 1000;
        input.height = 600;
    }
    void collapse(std::uint32_t track, bool collapsed = true)
    {
        collapsed_[track] = collapsed;
        layout.arrange(*model, TrackArrangement().orderOf(*model), collapsed_, false);
    }
    TimelineGeometry build()
    {
        input.model = model.get();
        input.layout = &layout;
        return buildGeometry(input);
    }

private:
    std::vector<bool> collapsed_;
};

} // namespace rolloutscope::test
