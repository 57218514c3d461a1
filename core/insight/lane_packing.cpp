#include "core/insight/lane_packing.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace rolloutscope {

PackedLanes packLanes(std::span<const PackInterval> sorted, std::uint32_t maxLanes)
{
    // A lane is free for a span that begins where the last one ended. Half steps keep empty spans apart: an empty span
    // holds its lane for half a step, and only a span with a length may begin within that.
    using Busy = std::pair<std::int64_t, std::uint32_t>; // twice the end (+1 for an empty span), lane
    std::priority_queue<Busy, std::vector<Busy>, std::greater<>> busy;
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> freeLanes;

    PackedLanes packed;
    packed.laneOf.reserve(sorted.size());
    for (const PackInterval& span : sorted) {
        const bool empty = span.end <= span.begin;
        const std::int64_t freeUntil = 2 * span.begin + (empty ? 0 : 1);
        while (!busy.empty() && busy.top().first <= freeUntil) {
            freeLanes.push(busy.top().second);
            busy.pop();
        }
        std::uint32_t lane = 0;
        if (!freeLanes.empty()) {
            lane = freeLanes.top();
            freeLanes.pop();
        } else if (packed.laneCount < maxLanes) {
            lane = packed.laneCount++;
        } else {
            packed.lastIsCrowded = true;
            packed.laneOf.push_back(maxLanes);
            continue;
        }
        busy.emplace(2 * span.end + (empty ? 1 : 0), lane);
        packed.laneOf.push_back(lane);
    }
    if (packed.lastIsCrowded)
        packed.laneCount = maxLanes + 1;
    return packed;
}

} // namespace rolloutscope
