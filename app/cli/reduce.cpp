// rolloutscope reduce BUNDLE [-o FILE] [--tolerant]: writes state.json.
#include "app/cli/arguments.h"
#include "app/cli/command_line.h"
#include "app/cli/output_file.h"
#include "app/cli/verbs.h"
#include "core/reduce/reducer.h"
#include "core/trace/state_writer.h"

#include <QFile>

namespace rolloutscope::cli {

int reduceVerb(const QStringList& arguments)
{
    QString error;
    const auto parsed = parseArguments(arguments, {{QStringLiteral("-o")}, {QStringLiteral("--tolerant")}}, error);
    if (!parsed) {
        complain("reduce: " + error.toStdString() + "\nusage: rolloutscope reduce BUNDLE [-o FILE] [--tolerant]");
        return exitUsage;
    }
    Bundle bundle;
    if (!openBundle(parsed->bundlePath(), bundle))
        return exitRefused;
    ReduceOptions options;
    options.mode = parsed->has(QStringLiteral("--tolerant")) ? ReduceMode::Tolerant : ReduceMode::Strict;
    const ReduceResult result = reduce(bundle, options);
    if (!result.trace) {
        complain(bundle.path().string() + "/" + eventLogFileName + ": " + result.error);
        return exitRefused;
    }
    const QString target =
        parsed->value(QStringLiteral("-o")).value_or(QFile::decodeName((bundle.path() / stateFileName).c_str()));
    return writeOutput(target, [&](const PieceSink& sink) { return writeState(*result.trace, sink); });
}

} // namespace rolloutscope::cli
