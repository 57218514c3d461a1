// rolloutscope check BUNDLE [--follow]: reduces tolerantly and prints a summary and the problems.
#include "app/cli/arguments.h"
#include "app/cli/command_line.h"
#include "app/cli/follow.h"
#include "app/cli/verbs.h"
#include "core/insight/describe.h"
#include "core/insight/recorder.h"
#include "core/insight/totals.h"
#include "core/reduce/reducer.h"

#include <cstdio>

namespace rolloutscope::cli {

namespace {

/// Texts of a bundle go to a terminal: control characters are shown, not sent.
std::string harmless(std::string_view text)
{
    std::string shown;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7F) {
            shown += c;
            continue;
        }
        char escape[8];
        std::snprintf(escape, sizeof(escape), "\\x%02x", byte);
        shown += escape;
    }
    return shown;
}

void line(const char* label, const std::string& text)
{
    std::printf("%-12s %s\n", label, harmless(text).c_str());
}

std::string withNote(const std::string& text, std::size_t count, const char* note)
{
    return count == 0 ? text : text + " (" + std::to_string(count) + " " + note + ")";
}

std::string tokensText(const TokenUsage& tokens)
{
    std::string text = formatCount(tokens.input) + " in";
    if (tokens.input > 0)
        text += " (" + std::to_string(tokens.cachedInput * 100 / tokens.input) + " % cached)";
    text += ", " + formatCount(tokens.output) + " out";
    if (tokens.reasoningOutput > 0)
        text += " (" + formatCount(tokens.reasoningOutput) + " reasoning)";
    return text;
}

void printProblems(const ProblemList& problems)
{
    std::printf("%-12s %llu\n", "problems", static_cast<unsigned long long>(problems.total));
    for (const Problem& problem : problems.kept) {
        std::string where = problem.line > 0 ? "line " + std::to_string(problem.line) : std::string("bundle");
        if (problem.seq > 0)
            where += ", seq " + std::to_string(problem.seq);
        if (!problem.eventType.empty())
            where += ", " + problem.eventType;
        const std::string count = problem.count > 1 ? " (" + std::to_string(problem.count) + " times)" : std::string();
        std::printf("  %s: %s%s\n", harmless(where).c_str(), harmless(problem.reason).c_str(), count.c_str());
    }
    if (problems.truncated())
        std::printf("  … and %llu more that are not listed\n", static_cast<unsigned long long>(problems.notKept));
}

void printSummary(const Bundle& bundle, const ReduceResult& result)
{
    const RolloutTrace& trace = *result.trace;
    const Relations relations(trace);
    const Totals totals = totalsOf(trace, relations);
    line("bundle", bundle.path().string());
    line("rollout", trace.rolloutId);
    line("schema", "v" + std::to_string(bundle.manifest().schemaVersion) + " (" + recorderText(trace) + ")");
    line("status", endText(trace));
    line("agents", std::to_string(totals.agents));
    line("turns", std::to_string(totals.turns));
    line("inference",
         withNote(formatCounted(totals.inferenceCalls, "call", "calls"), totals.failedInferenceCalls, "failed"));
    line("tools", withNote(formatCounted(totals.tools, "call", "calls"), totals.failedTools, "failed"));
    if (totals.unfinished > 0)
        line("unfinished", formatCounted(totals.unfinished, "call or tool", "calls and tools"));
    line("tokens", tokensText(totals.tokens));
    line("wall time", formatDuration(totals.wallTimeMs));
    line("events", std::to_string(trace.eventCount));
    line("bytes", formatBytes(result.progress.logBytesDone + result.progress.payloadBytes) + " read (" +
                      formatBytes(result.progress.logBytesDone) + " log, " + formatBytes(result.progress.payloadBytes) +
                      " payloads)");
    printProblems(result.problems);
}

} // namespace

int checkVerb(const QStringList& arguments)
{
    QString error;
    const auto parsed = parseArguments(arguments, {{}, {QStringLiteral("--follow")}}, error);
    if (!parsed) {
        complain("check: " + error.toStdString() + "\nusage: rolloutscope check BUNDLE [--follow]");
        return exitUsage;
    }
    Bundle bundle;
    if (!openBundle(parsed->bundlePath(), bundle))
        return exitRefused;
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    const bool follows = parsed->has(QStringLiteral("--follow"));
    const ReduceResult result = follows ? followToEnd(bundle, options) : reduce(bundle, options);
    if (!result.trace) {
        complain(bundle.path().string() + ": " + result.error);
        return exitRefused;
    }
    printSummary(bundle, result);
    return exitFine;
}

} // namespace rolloutscope::cli
