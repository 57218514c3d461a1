// Which rollout it is that a person marked up or arranged: what is kept of that between runs lies in the user's data
// folder, never in the bundle, in a file named after this.
#pragma once

#include "views/document/loaded_trace.h"

#include <QString>

#include <string>

namespace rolloutscope {

struct RolloutIdentity {
    std::string rolloutId;
    std::string traceId;
    std::string folder; // absolute; only where the recording names neither

    /// False where nothing tells whether two traces are of one rollout: nothing is kept of those.
    [[nodiscard]] bool known() const { return !rolloutId.empty() || !traceId.empty() || !folder.empty(); }
    bool operator==(const RolloutIdentity&) const = default;
};

[[nodiscard]] RolloutIdentity identityOf(const LoadedTrace& loaded);

/// Of the file inside `folder` that holds what is kept of the rollout.
[[nodiscard]] QString keptFilePath(const QString& folder, const RolloutIdentity& rollout);

} // namespace rolloutscope
