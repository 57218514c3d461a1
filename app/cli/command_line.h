// The verbs of the command line: reduce, check, export, render, transcript. They need no display.
#pragma once

#include <QStringList>

namespace rolloutscope {

inline constexpr int exitFine = 0;
inline constexpr int exitRefused = 1; // refused or unreadable
inline constexpr int exitUsage = 2;

/// `arguments` without the program's name; the first is the verb. Returns the process's exit code.
[[nodiscard]] int runCommandLine(const QStringList& arguments);

} // namespace rolloutscope
