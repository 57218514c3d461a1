// Where a verb writes: a file that appears whole or not at all, or standard output.
#pragma once

#include <QString>

#include <functional>
#include <string_view>

namespace rolloutscope::cli {

/// Takes the content in pieces; false when it cannot be written.
using PieceSink = std::function<bool(std::string_view)>;

/// Calls `produce` with a sink; `-` is standard output. A regular file is written beside its target and renamed:
/// whoever reads the target sees the old content or the whole new one. Complains when something went wrong, and gives
/// the verb's exit code.
[[nodiscard]] int writeOutput(const QString& output, const std::function<bool(const PieceSink&)>& produce);

} // namespace rolloutscope::cli
