// The text of what is chosen in a prompt: a part as it reads, or what became of a part that changed, line by line.
// Plain values; made away from the GUI thread, since a part can be long.
#pragma once

#include "views/prompt/prompt_model.h"

#include <QString>

#include <vector>

namespace rolloutscope {

enum class LineChange : std::uint8_t { Same, Added, Removed };

struct PartText {
    QString text;                  // control characters are visible; lines end with line feeds
    std::vector<LineChange> lines; // one a line of the text; empty: all are the same
    int firstChange = -1;          // line; -1: none
    bool cut = false;
    bool fixedWidth = false; // code, arguments, output
};

struct PartTextRequest {
    PromptReadingPtr reading;
    PromptModel::Row row;
    bool raw = false; // JSON as it was sent
};

/// At most about 2 MB of text.
[[nodiscard]] PartText partText(const PartTextRequest& request);

} // namespace rolloutscope
