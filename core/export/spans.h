// A trace as rows of time, the way other tools take it: one for everything that ran.
#pragma once

#include "core/export/sink.h"
#include "core/insight/describe.h"
#include "core/insight/relations.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rolloutscope {

enum class SpanLane : std::uint8_t { Turns, Inference, Tools, CodeCells, CellTools, Terminal };
[[nodiscard]] const char* toWord(SpanLane lane);

struct ExportedSpan {
    ObjectRef object;
    ThreadIndex thread;
    SpanLane lane = SpanLane::Tools;
    std::uint32_t row = 0; // spans of one lane that overlap stand in rows of their own
    UnixMs begin = 0;
    UnixMs end = 0;    // the trace's last moment if it is still running
    bool open = false; // no end was recorded
};

/// All spans of an agent, lane by lane, by begin.
[[nodiscard]] std::vector<ExportedSpan> spansOf(const RolloutTrace& trace, const Relations& relations,
                                                ThreadIndex thread);

/// A moment that somebody marked.
struct ExportedMark {
    UnixMs at = 0;
    std::string text; // UTF-8, several lines
};

/// Trace-event JSON, as Perfetto, chrome://tracing and speedscope read it: an agent is a process, a row of a lane a
/// thread, messages between agents are flows. False if the sink refused a piece.
bool writeChromeTrace(const RolloutTrace& trace, const Relations& relations, const ExportSink& sink);
/// As above, with marks as moments of the whole trace, named by the first lines of their texts. `redact`: secrets are
/// masked (redaction.h).
bool writeChromeTrace(const RolloutTrace& trace, const Relations& relations, std::span<const ExportedMark> marks,
                      const ExportSink& sink, bool redact = false);

/// A header and a line a span (RFC 4180). Texts that a spreadsheet would take for a formula get an apostrophe.
bool writeSpansCsv(const RolloutTrace& trace, const Relations& relations, const ExportSink& sink, bool redact = false);

} // namespace rolloutscope
