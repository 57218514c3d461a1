// A call's prompt as contents for writeTranscript(): instructions, tool schemas and settings first, then the items.
#pragma once

#include "core/export/transcript_export.h"
#include "core/prompt/prompt.h"

namespace rolloutscope {

[[nodiscard]] TranscriptContents contentsOfPrompt(const RolloutTrace& trace, const Relations& relations,
                                                  const Prompt& prompt);

} // namespace rolloutscope
