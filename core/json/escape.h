// A text as the inside of a JSON string: `say "hi"` → `say \"hi\"`.
#pragma once

#include <string>
#include <string_view>

namespace rolloutscope::json {

/// What has to be escaped is; everything else stays as it is.
[[nodiscard]] std::string escaped(std::string_view text);

} // namespace rolloutscope::json
