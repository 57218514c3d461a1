// The verbs, each with its arguments after the verb's name.
#pragma once

#include "core/reduce/reducer.h"

#include <QStringList>

#include <string>

namespace rolloutscope::cli {

[[nodiscard]] int reduceVerb(const QStringList& arguments);
[[nodiscard]] int checkVerb(const QStringList& arguments);
[[nodiscard]] int exportVerb(const QStringList& arguments);
[[nodiscard]] int renderVerb(const QStringList& arguments);
[[nodiscard]] int transcriptVerb(const QStringList& arguments);

/// Opens a bundle or complains.
[[nodiscard]] bool openBundle(const std::filesystem::path& path, Bundle& bundle);
/// Opens and reduces a bundle, or complains; without a trace then.
[[nodiscard]] ReduceResult reduceTolerantly(const std::filesystem::path& path, Bundle& bundle);

/// Prints "rolloutscope: …" on standard error.
void complain(const std::string& message);

} // namespace rolloutscope::cli
