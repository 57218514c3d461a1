// Waits for the end of a rollout that is still being recorded.
#pragma once

#include "core/reduce/reducer.h"

namespace rolloutscope::cli {

/// Follows the bundle until its log says that the rollout ended, or the user interrupts: the result is then that of the
/// bundle as it is. Says on standard error, if that is a terminal, how far it came.
[[nodiscard]] ReduceResult followToEnd(const Bundle& bundle, const ReduceOptions& options);

} // namespace rolloutscope::cli
