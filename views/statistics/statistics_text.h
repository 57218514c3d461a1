// The statistics and the lists behind them as text for the clipboard. `redact`: secrets are masked
// (core/export/redaction.h).
#pragma once

#include <QModelIndex>
#include <QString>

#include <span>
#include <vector>

namespace rolloutscope {

struct LoadedTrace;
struct ObjectRef;
struct Statistic;

/// Rows as one sees them, columns between tabs; hidden columns are left out.
[[nodiscard]] QString rowsAsText(const QModelIndexList& rows, const std::vector<int>& columns);
/// All rows, numbers in full.
[[nodiscard]] QString statisticsAsCsv(std::span<const Statistic> rows, bool redact);
/// Objects as rowsAsText() would show them in a list: start, agent, name, detail, duration, tokens, status. Costs some
/// µs an object: many are for a thread in the background.
[[nodiscard]] QString objectsAsText(const LoadedTrace& loaded, std::span<const ObjectRef> objects);
[[nodiscard]] QString objectsAsCsv(const LoadedTrace& loaded, std::span<const ObjectRef> objects, bool redact);

} // namespace rolloutscope
