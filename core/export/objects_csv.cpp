#include "core/export/objects_csv.h"

#include "core/export/csv.h"

namespace rolloutscope {

namespace {

/// Times of a bundle are untrusted: a difference may wrap around, but is defined.
std::int64_t difference(UnixMs later, UnixMs earlier)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(later) - static_cast<std::uint64_t>(earlier));
}

void writeTimes(CsvWriter& csv, const std::optional<ExecutionWindow>& window, UnixMs first)
{
    if (!window) {
        for (int i = 0; i < 3; ++i)
            csv.text({});
        return;
    }
    csv.number(difference(window->startedAt, first));
    if (window->endedAt)
        csv.number(difference(*window->endedAt, window->startedAt));
    else
        csv.text({});
    csv.number(window->startedAt);
}

} // namespace

bool writeObjectsCsv(const RolloutTrace& trace, const Relations& relations, std::span<const ObjectRef> objects,
                     const ExportSink& sink, bool redact)
{
    CsvWriter csv(sink, redact);
    for (const char* name : {"agent", "kind", "id", "turn", "name", "detail", "status", "start_ms", "duration_ms",
                             "start_unix_ms", "model", "input_tokens", "cached_input_tokens", "output_tokens"})
        csv.text(name);
    csv.endLine();
    for (const ObjectRef object : objects) {
        if (!exists(trace, object))
            continue;
        const ThreadIndex thread = threadOf(trace, object);
        const TurnIndex turn = turnOf(trace, object);
        csv.text(thread ? objectTitle(trace, relations, thread) : std::string());
        csv.text(toWord(object.kind));
        csv.text(objectId(trace, object));
        csv.text(turn ? std::string_view(trace.turns[turn].id) : std::string_view());
        csv.text(objectTitle(trace, relations, object));
        csv.text(objectDetail(trace, relations, object));
        csv.text(outcomeText(trace, object));
        writeTimes(csv, windowOf(trace, object), relations.firstMoment());
        const InferenceIndex call = object.inferenceCall();
        csv.text(call ? std::string_view(trace.inferenceCalls[call].model) : std::string_view());
        const std::optional<TokenUsage> usage = call ? trace.inferenceCalls[call].usage : std::nullopt;
        csv.number(usage ? std::optional(usage->input) : std::nullopt);
        csv.number(usage ? std::optional(usage->cachedInput) : std::nullopt);
        csv.number(usage ? std::optional(usage->output) : std::nullopt);
        csv.endLine();
        if (!csv.good())
            return false;
    }
    return csv.finish();
}

} // namespace rolloutscope
