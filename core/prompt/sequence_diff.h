// The shortest way from one sequence to another: what stayed, what went, what came. Of parts of a prompt, or of lines.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace rolloutscope {

enum class DiffStep : std::uint8_t { Kept, Dropped, Added };

struct DiffRun {
    DiffStep step = DiffStep::Kept;
    std::size_t before = 0; // where it begins in the first sequence
    std::size_t after = 0;  // and in the second
    std::size_t length = 0; // elements
    bool operator==(const DiffRun&) const = default;
};

/// In order; neighbours differ in step, what was dropped stands before what was added. Equal elements have equal keys.
/// Where the two have too little in common for it to be found in reasonable time, all between the first and the last
/// difference is dropped and added.
[[nodiscard]] std::vector<DiffRun> diffSequences(std::span<const std::uint64_t> before,
                                                 std::span<const std::uint64_t> after);

/// Lines without their line feeds; a text that ends with one has no empty line behind it.
[[nodiscard]] std::vector<std::string_view> linesOf(std::string_view text);
[[nodiscard]] std::vector<DiffRun> diffLines(std::span<const std::string_view> before,
                                             std::span<const std::string_view> after);

} // namespace rolloutscope
