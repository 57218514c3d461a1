// Small texts of the graph.
#pragma once

#include <QString>

#include <cstdint>
#include <string_view>

namespace rolloutscope::graph {

/// `4,213`
[[nodiscard]] QString groupedNumber(std::uint64_t number);
/// Last segment of an agent's path; the path itself for a root.
[[nodiscard]] std::string_view lastPathSegment(std::string_view path);

} // namespace rolloutscope::graph
