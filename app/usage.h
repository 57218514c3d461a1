// What the arguments ask for, decided before anything needs a display.
#pragma once

#include <QStringList>

namespace rolloutscope {

struct LaunchPlan {
    enum class Kind : std::uint8_t { Window, CommandLine, LayoutProcess, Print };
    Kind kind = Kind::Window;
    QStringList paths; // of a window: also links
    QString output;    // to print, on standard error when the exit code is not 0
    int exitCode = 0;
};

/// `arguments` without the program's name.
[[nodiscard]] LaunchPlan planLaunch(const QStringList& arguments);
void print(const LaunchPlan& plan);

} // namespace rolloutscope
