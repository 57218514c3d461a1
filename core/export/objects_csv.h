// A list of objects as a table for spreadsheets and scripts: what a person picked, in their order.
#pragma once

#include "core/export/sink.h"
#include "core/insight/describe.h"

#include <span>

namespace rolloutscope {

/// A header and a line an object, as of RFC 4180: agent, kind, id, turn, name, detail, status, times (ms since the
/// rollout's first moment, and Unix ms), model, tokens. Objects that the trace does not have are left out. False if the
/// sink refused a piece. `redact`: secrets are masked (redaction.h).
bool writeObjectsCsv(const RolloutTrace& trace, const Relations& relations, std::span<const ObjectRef> objects,
                     const ExportSink& sink, bool redact = false);

} // namespace rolloutscope
