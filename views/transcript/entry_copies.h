// Entries as texts for the clipboard: plain, as Markdown, or as the JSON that the model was sent or gave. Whole: what
// the trace keeps only part of is read from payloads, on a thread of its own.
#pragma once

#include "views/transcript/transcript.h"

namespace rolloutscope::transcript {

enum class CopyForm : std::uint8_t { Text, Markdown, Json };

struct CopyRequest {
    std::shared_ptr<const Transcript> transcript;
    std::size_t first = 0; // entries
    std::size_t last = 0;  // this one too
    CopyForm form = CopyForm::Text;
    bool redact = false; // core/export/redaction.h
};

/// One entry as JSON is an object, several are an array.
[[nodiscard]] QString copyOf(const CopyRequest& request);

} // namespace rolloutscope::transcript
