// rolloutscope transcript BUNDLE -o FILE [--agent PATH | --call ID] [--format markdown|json|html] [--redact]: what one
// agent's model was told and said, or the prompt of one call.
#include "app/cli/arguments.h"
#include "app/cli/command_line.h"
#include "app/cli/output_file.h"
#include "app/cli/verbs.h"
#include "core/export/prompt_export.h"
#include "core/reduce/reducer.h"

namespace rolloutscope::cli {

namespace {

constexpr const char* usage =
    "\nusage: rolloutscope transcript BUNDLE -o FILE [--agent PATH | --call ID] [--format markdown|json|html] "
    "[--redact]";

std::optional<TranscriptFormat> formatFor(const Arguments& arguments, const QString& output, QString& error)
{
    if (const auto named = arguments.value(QStringLiteral("--format"))) {
        const auto format = transcriptFormat(named->toStdString());
        if (!format)
            error = QStringLiteral("--format is markdown, json or html, not %1").arg(*named);
        return format;
    }
    const auto format = transcriptFormatOfFile(output.toStdString());
    if (!format)
        error = QStringLiteral("the format is not clear from %1: name it with --format").arg(output);
    return format;
}

/// By path or id; without a name the rollout's root.
ThreadIndex agentOf(const RolloutTrace& trace, const Relations& relations, const std::optional<QString>& name)
{
    if (!name)
        return relations.rootThreads().empty() ? ThreadIndex() : relations.rootThreads().front();
    const std::string wanted = name->toStdString();
    for (const ThreadIndex thread : relations.threadsInSpawnOrder()) {
        if (trace.threads[thread].agentPath == wanted || trace.threads[thread].id == wanted)
            return thread;
    }
    return {};
}

/// One line without anything that a terminal would obey.
std::string agentNames(const RolloutTrace& trace, const Relations& relations)
{
    constexpr std::size_t most = 20;
    std::string names;
    std::size_t listed = 0;
    for (const ThreadIndex thread : relations.threadsInSpawnOrder()) {
        if (listed++ == most)
            return names + ", …";
        names += names.empty() ? "" : ", ";
        for (const char c : trace.threads[thread].agentPath)
            names += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
    }
    return names;
}

} // namespace

int transcriptVerb(const QStringList& arguments)
{
    QString error;
    const auto parsed = parseArguments(
        arguments,
        {{QStringLiteral("-o"), QStringLiteral("--agent"), QStringLiteral("--call"), QStringLiteral("--format")},
         {QStringLiteral("--redact")}},
        error);
    const auto output = parsed ? parsed->value(QStringLiteral("-o")) : std::nullopt;
    if (parsed && !output)
        error = QStringLiteral("-o FILE is missing");
    const auto format = output ? formatFor(*parsed, *output, error) : std::nullopt;
    if (!format) {
        complain("transcript: " + error.toStdString() + usage);
        return exitUsage;
    }
    Bundle bundle;
    const ReduceResult result = reduceTolerantly(parsed->bundlePath(), bundle);
    if (!result.trace)
        return exitRefused;
    const RolloutTrace& trace = *result.trace;
    const Relations relations(trace);
    const auto callId = parsed->value(QStringLiteral("--call"));
    const InferenceIndex call = callId ? trace.inferenceCalls.find(callId->toStdString()) : InferenceIndex();
    if (callId && !call) {
        complain("transcript: there is no inference call " + callId->toStdString());
        return exitRefused;
    }
    const auto name = parsed->value(QStringLiteral("--agent"));
    const ThreadIndex agent = agentOf(trace, relations, name);
    if (!agent) {
        complain(name ? "transcript: there is no agent " + name->toStdString() + "; there are " +
                            agentNames(trace, relations)
                      : "transcript: the bundle has no agent");
        return exitRefused;
    }
    const Readings readings(trace);
    const TranscriptContents contents =
        call ? contentsOfPrompt(trace, relations, readPrompt(bundle, trace, AgentMail(trace), call))
             : contentsOfThread(trace, relations, readings, agent);
    const TranscriptOptions how{.format = *format, .redact = parsed->has(QStringLiteral("--redact"))};
    return writeOutput(*output, [&](const PieceSink& sink) {
        return writeTranscript(bundle, trace, relations, readings, contents, how, sink);
    });
}

} // namespace rolloutscope::cli
