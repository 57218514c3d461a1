// Where an export goes: a file, a buffer, the clipboard.
#pragma once

#include <functional>
#include <string_view>

namespace rolloutscope {

/// Takes the text in pieces. Returning false ends the writing.
using ExportSink = std::function<bool(std::string_view)>;

} // namespace rolloutscope
