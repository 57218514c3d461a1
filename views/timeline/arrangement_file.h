// How a person arranged the agents of a rollout, kept between runs: in the user's data folder, never in the bundle. A
// file that is damaged, too large or another program's counts as none.
#pragma once

#include "views/timeline/track_arrangement.h"

#include <QString>

#include <optional>

namespace rolloutscope {

/// Of the rollout's ids; of its folder where the recording names none.
[[nodiscard]] QString arrangementFilePath(const QString& folder, const LoadedTrace& loaded);
/// Sorting, order, pinned, hidden and folded agents: not the filter, nor what only a selection left in sight.
[[nodiscard]] std::optional<TrackArrangement> readArrangement(const QString& path);
/// Why it was not written; empty when it was. An arrangement that is the usual one removes the file.
[[nodiscard]] QString writeArrangement(const QString& path, const TrackArrangement& arrangement);

} // namespace rolloutscope
