#include "views/timeline/timeline_hits.h"

#include <algorithm>

namespace rolloutscope {

TimelineHits hitsOn(const TimelineModel& model, const FindHits& found)
{
    TimelineHits hits;
    if (!found.loaded)
        return hits;
    const bool same = found.loaded == model.loadedPtr();
    hits.spans.reserve(found.shown.size());
    for (const ObjectRef object : found.shown) {
        const ObjectRef here = same ? object : sameObject(found.loaded->trace, model.trace(), object);
        if (const SpanIndex span = model.spanOf(here); span != noSpan)
            hits.spans.push_back(span);
    }
    std::sort(hits.spans.begin(), hits.spans.end());
    hits.positions.reserve(found.hits.size());
    for (const FindHit& hit : found.hits)
        hits.positions.push_back(static_cast<double>(model.positionOf(hit.begin)));
    // In order already, unless the recording claims times beyond all bounds.
    std::sort(hits.positions.begin(), hits.positions.end());
    return hits;
}

} // namespace rolloutscope
