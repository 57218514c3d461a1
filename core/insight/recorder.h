// Who wrote a bundle, and whether it was written to its end: bundles do not say the recorder's version, but what they
// hold tells a range (spec 5, versions).
#pragma once

#include "core/trace/trace.h"

#include <string>

namespace rolloutscope {

/// `Codex 0.169 or later`, `Codex 0.134 – 0.164`.
[[nodiscard]] std::string recorderText(const RolloutTrace& trace);

/// `completed`, `failed`, …; `killed or still running` where no end is recorded; a note where a recorder of schema v2
/// ended the rollout but never said that everything is written.
[[nodiscard]] std::string endText(const RolloutTrace& trace);

} // namespace rolloutscope
