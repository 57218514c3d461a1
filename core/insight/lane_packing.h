// Puts overlapping spans side by side: each takes the first lane that is free when it starts.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace rolloutscope {

struct PackedLanes {
    std::vector<std::uint32_t> laneOf; // per span, in the order given
    std::uint32_t laneCount = 0;
    /// The last lane took all that found no place; its spans may overlap.
    bool lastIsCrowded = false;
};

struct PackInterval {
    std::int64_t begin = 0;
    std::int64_t end = 0; // not before begin
};

/// `sorted` is ordered by begin, then by end. At most `maxLanes` lanes (at least 1) and one crowded lane more.
/// Spans may touch. Two empty ones at the same moment do not share a lane: one would hide the other at every zoom.
[[nodiscard]] PackedLanes packLanes(std::span<const PackInterval> sorted, std::uint32_t maxLanes);

} // namespace rolloutscope
