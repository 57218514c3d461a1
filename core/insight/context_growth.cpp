#include "core/insight/context_growth.h"

#include <algorithm>

namespace rolloutscope {

std::vector<ContextPoint> contextGrowth(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread)
{
    std::vector<ContextPoint> points;
    const IndexList<Compaction>& compactions = relations.compactions(thread);
    auto next = compactions.begin();
    for (const InferenceIndex index : relations.inferenceCalls(thread)) {
        const InferenceCall& call = trace.inferenceCalls[index];
        if (!call.usage)
            continue;
        ContextPoint point{.call = index,
                           .at = call.execution.startedAt,
                           .input = call.usage->input,
                           .cached = call.usage->cachedInput,
                           .output = call.usage->output};
        point.until = std::max(point.at, call.execution.endedAt.value_or(relations.lastMoment()));
        // In one millisecond the installation comes first: its result is what the next request is made of.
        for (; next != compactions.end() && trace.compactions[*next].installedAt <= point.at; ++next)
            point.afterCompaction = true;
        points.push_back(point);
    }
    return points;
}

} // namespace rolloutscope
