// Where the sample bundle lies: in the tree it was built from, or beside an installed program.
#pragma once

#include <QString>

namespace rolloutscope {

/// Empty when there is none.
[[nodiscard]] QString samplePath();

} // namespace rolloutscope
