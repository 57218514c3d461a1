// Names of files that every file system takes.
#pragma once

#include <QString>

namespace rolloutscope {

/// `wanted` with dashes for what is no letter, digit, point or dash; `otherwise` when nothing is left.
[[nodiscard]] QString plainFileName(const QString& wanted, const QString& otherwise);

} // namespace rolloutscope
