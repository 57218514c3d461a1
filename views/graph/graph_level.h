// How much the graph unfolds: whole agents, or the work inside one of them.
#pragma once

#include <cstdint>

namespace rolloutscope {

enum class GraphLevel : std::uint8_t { Agents, Work };

} // namespace rolloutscope
