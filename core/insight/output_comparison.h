// What of a tool's raw output the model was shown: all of it, a beginning and an end with a note between, or other
// words.
#pragma once

#include <cstdint>
#include <string_view>

namespace rolloutscope {

enum class OutputShown : std::uint8_t {
    Whole, // as it was; what stands around it does not matter
    Cut,   // a beginning, an end, or both
    Other, // nothing of it can be found in what the model got
    Empty, // there was no output
};

struct OutputComparison {
    OutputShown shown = OutputShown::Empty;
    std::uint64_t rawBytes = 0;
    std::uint64_t shownBytes = 0;
    // Cut: what is missing of the raw output, and what stands in its place in what the model got (bytes).
    std::uint64_t missingBegin = 0;
    std::uint64_t missingEnd = 0;
    std::uint64_t placeBegin = 0;
    std::uint64_t placeEnd = 0;
    bool operator==(const OutputComparison&) const = default;
};

/// Line feeds at the ends of the raw output do not count. Linear.
[[nodiscard]] OutputComparison compareOutput(std::string_view raw, std::string_view model);

} // namespace rolloutscope
