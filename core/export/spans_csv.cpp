#include "core/export/csv.h"
#include "core/export/spans.h"

namespace rolloutscope {

bool writeSpansCsv(const RolloutTrace& trace, const Relations& relations, const ExportSink& sink, bool redact)
{
    CsvWriter csv(sink, redact);
    for (const char* name :
         {"agent", "lane", "kind", "id", "turn", "name", "detail", "status", "start_ms", "duration_ms", "start_unix_ms",
          "model", "input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens"})
        csv.text(name);
    csv.endLine();
    for (const ThreadIndex thread : relations.threadsInSpawnOrder()) {
        const AgentThread& agent = trace.threads[thread];
        for (const ExportedSpan& span : spansOf(trace, relations, thread)) {
            csv.text(agent.agentPath.empty() ? agent.id : agent.agentPath);
            csv.text(toWord(span.lane));
            csv.text(toWord(span.object.kind));
            csv.text(objectId(trace, span.object));
            const TurnIndex turn = turnOf(trace, span.object);
            csv.text(turn ? std::string_view(trace.turns[turn].id) : std::string_view());
            csv.text(objectTitle(trace, relations, span.object));
            csv.text(objectDetail(trace, relations, span.object));
            csv.text(outcomeText(trace, span.object));
            csv.number(span.begin - relations.firstMoment());
            csv.number(span.open ? std::nullopt : std::optional(static_cast<std::uint64_t>(span.end - span.begin)));
            csv.number(span.begin);
            const InferenceIndex index = span.object.inferenceCall();
            csv.text(index ? std::string_view(trace.inferenceCalls[index].model) : std::string_view());
            const std::optional<TokenUsage> usage = index ? trace.inferenceCalls[index].usage : std::nullopt;
            csv.number(usage ? std::optional(usage->input) : std::nullopt);
            csv.number(usage ? std::optional(usage->cachedInput) : std::nullopt);
            csv.number(usage ? std::optional(usage->output) : std::nullopt);
            csv.number(usage ? std::optional(usage->reasoningOutput) : std::nullopt);
            csv.endLine();
            if (!csv.good())
                return false;
        }
    }
    return csv.finish();
}

} // namespace rolloutscope
