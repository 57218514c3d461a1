// Versions of the program and of what it is built on.
#pragma once

#include <QString>

#include <vector>

namespace rolloutscope {

[[nodiscard]] QString applicationVersion();

struct ComponentVersion {
    QString name;
    QString version;
};
/// Libraries; those that can differ from the build say what runs.
[[nodiscard]] std::vector<ComponentVersion> componentVersions();

} // namespace rolloutscope
