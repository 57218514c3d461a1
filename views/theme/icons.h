// Single-colour icons that take the palette's text colour when they are painted, so that they follow the theme.
#pragma once

#include <QIcon>
#include <QString>

namespace rolloutscope {

/// A drawing of resources/icons by its name without ".svg".
[[nodiscard]] QIcon themedIcon(const QString& name);
/// The program's own icon, in colour.
[[nodiscard]] QIcon applicationIcon();

} // namespace rolloutscope
