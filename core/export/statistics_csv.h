// Statistics over a stretch of time as a table for spreadsheets and scripts.
#pragma once

#include "core/export/sink.h"
#include "core/insight/statistics.h"

#include <span>

namespace rolloutscope {

/// A header and a line a row, as of RFC 4180: group (kind or tool), name, numbers. The row's objects are not written.
/// False if the sink refused a piece. `redact`: secrets are masked (redaction.h).
bool writeStatisticsCsv(std::span<const Statistic> rows, const ExportSink& sink, bool redact = false);

} // namespace rolloutscope
