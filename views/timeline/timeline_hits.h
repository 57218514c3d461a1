// What was found, as the timeline draws it: the spans that hold hits, and where hits are in time. Made on any thread.
#pragma once

#include "views/document/find_hits.h"
#include "views/timeline/timeline_model.h"

#include <vector>

namespace rolloutscope {

struct TimelineHits {
    std::vector<SpanIndex> spans;  // sorted
    std::vector<double> positions; // of all hits, sorted
};

/// Hits of another copy of the trace are looked up by what they were there; those that are gone are left out.
[[nodiscard]] TimelineHits hitsOn(const TimelineModel& model, const FindHits& found);

} // namespace rolloutscope
