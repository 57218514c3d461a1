// rolloutscope export BUNDLE -o FILE [--format chrome-trace|csv] [--redact]: a rollout for other tools, and (.png,
// .svg) its whole timeline as a picture.
#include "app/cli/arguments.h"
#include "app/cli/command_line.h"
#include "app/cli/output_file.h"
#include "app/cli/verbs.h"
#include "core/export/spans.h"
#include "core/reduce/reducer.h"

namespace rolloutscope::cli {

namespace {

constexpr const char* usage = "\nusage: rolloutscope export BUNDLE -o FILE [--format chrome-trace|csv] [--redact]";

using Write = bool (*)(const RolloutTrace&, const Relations&, const ExportSink&, bool redact);

bool writeEvents(const RolloutTrace& trace, const Relations& relations, const ExportSink& sink, bool redact)
{
    return writeChromeTrace(trace, relations, {}, sink, redact);
}

/// By the option, else by the end of the file's name; null with a reason.
Write writerFor(const Arguments& arguments, const QString& output, QString& error)
{
    const QString format = arguments.value(QStringLiteral("--format")).value_or(QString());
    if (format == QStringLiteral("chrome-trace") ||
        (format.isEmpty() && output.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive)))
        return writeEvents;
    if (format == QStringLiteral("csv") ||
        (format.isEmpty() && output.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive)))
        return writeSpansCsv;
    error = format.isEmpty() ? QStringLiteral("the format is not clear from %1: name it with --format").arg(output)
                             : QStringLiteral("--format is chrome-trace or csv, not %1").arg(format);
    return nullptr;
}

bool isPicture(const QString& output)
{
    return output.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive) ||
           output.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive);
}

} // namespace

int exportVerb(const QStringList& arguments)
{
    QString error;
    const auto parsed = parseArguments(
        arguments, {{QStringLiteral("-o"), QStringLiteral("--format")}, {QStringLiteral("--redact")}}, error);
    const auto output = parsed ? parsed->value(QStringLiteral("-o")) : std::nullopt;
    if (parsed && !output)
        error = QStringLiteral("-o FILE is missing");
    const bool redact = parsed && parsed->has(QStringLiteral("--redact"));
    if (output && redact && isPicture(*output))
        error = QStringLiteral("--redact cannot mask what a picture shows");
    else if (output && !parsed->value(QStringLiteral("--format")) && isPicture(*output))
        return renderVerb(
            {QStringLiteral("-o"), *output, QStringLiteral("--whole"), QStringLiteral("--"), parsed->bundle});
    const Write write = output && error.isEmpty() ? writerFor(*parsed, *output, error) : nullptr;
    if (write == nullptr) {
        complain("export: " + error.toStdString() + usage);
        return exitUsage;
    }
    Bundle bundle;
    const ReduceResult result = reduceTolerantly(parsed->bundlePath(), bundle);
    if (!result.trace)
        return exitRefused;
    const Relations relations(*result.trace);
    return writeOutput(*output, [&](const PieceSink& sink) { return write(*result.trace, relations, sink, redact); });
}

} // namespace rolloutscope::cli
