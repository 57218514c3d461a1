// What the tool view shows of a call, read away from the GUI thread: its traces, and its texts as they look. Immutable.
#pragma once

#include "core/insight/tool_traces.h"
#include "views/document/loaded_trace.h"
#include "views/tool/ansi_text.h"

#include <memory>
#include <utility>

namespace rolloutscope {

struct ToolReading {
    LoadedTracePtr loaded;
    std::shared_ptr<const Readings> readings;
    std::shared_ptr<const ToolTraces> traces;
    AnsiText output;
    AnsiText model;
    // Places in the two texts above, UTF-16 units; empty ones are not marked.
    std::pair<qsizetype, qsizetype> missing;
    std::pair<qsizetype, qsizetype> inItsPlace;
};
using ToolReadingPtr = std::shared_ptr<const ToolReading>;

/// At most about 2 MB of each text. `readings` may be null: then they are made.
[[nodiscard]] ToolReadingPtr readTool(const LoadedTracePtr& loaded, std::shared_ptr<const Readings> readings,
                                      ToolIndex tool);
/// The tool that an object is of: itself, a terminal's command, the request or output of one. Absent for all else.
[[nodiscard]] ToolIndex toolOf(const LoadedTrace& loaded, ObjectRef object);
/// The beginning of a text that is too long to show, cut between characters.
[[nodiscard]] std::string_view shownPart(std::string_view text);

} // namespace rolloutscope
