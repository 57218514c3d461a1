// The application-wide style: Fusion, the theme's palette, and a small style sheet computed from the theme.
#pragma once

#include <QString>

class QApplication;

namespace rolloutscope {

struct Theme;

[[nodiscard]] QString styleSheet(const Theme& theme);

/// Style, palette, fonts and style sheet at once.
void applyTheme(QApplication& application, const Theme& theme);

} // namespace rolloutscope
