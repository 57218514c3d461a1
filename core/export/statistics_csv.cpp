#include "core/export/statistics_csv.h"

#include "core/export/csv.h"

namespace rolloutscope {

bool writeStatisticsCsv(std::span<const Statistic> rows, const ExportSink& sink, bool redact)
{
    CsvWriter csv(sink, redact);
    for (const char* name : {"group", "name", "count", "failed", "total_ms", "inside_ms", "mean_ms", "median_ms",
                             "p95_ms", "max_ms", "input_tokens", "cached_input_tokens", "output_tokens"})
        csv.text(name);
    csv.endLine();
    for (const Statistic& row : rows) {
        csv.text(row.group == StatisticGroup::Kind ? "kind" : "tool");
        csv.text(row.name);
        csv.number(static_cast<std::int64_t>(row.count));
        csv.number(static_cast<std::int64_t>(row.failed));
        csv.number(row.totalMs);
        csv.number(row.insideMs);
        csv.decimal(row.meanMs);
        csv.number(row.medianMs);
        csv.number(row.p95Ms);
        csv.number(row.maxMs);
        csv.number(std::optional(row.inputTokens));
        csv.number(std::optional(row.cachedTokens));
        csv.number(std::optional(row.outputTokens));
        csv.endLine();
        if (!csv.good())
            return false;
    }
    return csv.finish();
}

} // namespace rolloutscope
