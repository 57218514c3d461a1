// Colours in the texts of a transcript: JavaScript, patches, JSON. Forgiving: what is broken is coloured as far as it
// makes sense.
#pragma once

#include "views/transcript/transcript.h"

namespace rolloutscope::transcript {

[[nodiscard]] std::vector<TextStretch> javaScriptStretches(const QString& text);
/// Names of members are keywords.
[[nodiscard]] std::vector<TextStretch> jsonStretches(const QString& text);
/// Of a patch: lines that begin with +, - and @@ or ***.
[[nodiscard]] std::vector<TextStretch> patchStretches(const QString& text);
[[nodiscard]] bool looksLikePatch(const QString& text);

} // namespace rolloutscope::transcript
