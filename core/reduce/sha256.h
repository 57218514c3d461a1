// SHA-256 in lower-case hex (content_sha256 of schema v2).
#pragma once

#include <string>
#include <string_view>

namespace rolloutscope {

[[nodiscard]] std::string sha256Hex(std::string_view bytes);

} // namespace rolloutscope
