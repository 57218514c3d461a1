// How a person arranged the agents of a rollout and which spans are hidden, kept between runs: in the user's data
// folder, never in the bundle. A file that is damaged, too large or another program's counts as none.
#pragma once

#include "views/timeline/span_category.h"
#include "views/timeline/track_arrangement.h"

#include <QString>

#include <optional>

namespace rolloutscope {

struct KeptArrangement {
    TrackArrangement agents;
    HiddenCategories hidden{};
};

/// Of agents: sorting, order, pinned, hidden and folded agents: not the filter, nor what only a selection left in
/// sight.
[[nodiscard]] std::optional<KeptArrangement> readArrangement(const QString& path);
/// Why it was not written; empty when it was. What is as usual needs no file: it is removed.
[[nodiscard]] QString writeArrangement(const QString& path, const KeptArrangement& arrangement);

} // namespace rolloutscope
