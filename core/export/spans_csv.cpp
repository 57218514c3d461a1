#include "core/export/spans.h"

namespace rolloutscope {

namespace {

constexpr std::size_t pieceBytes = 256 * 1024;

class Csv {
public:
    explicit Csv(const ExportSink& sink) : sink_(sink) {}

    void text(std::string_view field)
    {
        separate();
        const bool formula =
            !field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos;
        const bool quoted = formula || field.find_first_of(",\"\r\n") != std::string_view::npos;
        if (!quoted) {
            out_ += field;
            return;
        }
        out_ += '"';
        if (formula)
            out_ += '\'';
        for (const char c : field) {
            if (c == '"')
                out_ += '"';
            out_ += c;
        }
        out_ += '"';
    }
    void number(std::int64_t value)
    {
        separate();
        out_ += std::to_string(value);
    }
    void number(std::optional<std::uint64_t> value)
    {
        separate();
        if (value)
            out_ += std::to_string(*value);
    }
    void endLine()
    {
        out_ += "\r\n";
        first_ = true;
        if (out_.size() >= pieceBytes)
            flush();
    }
    bool finish()
    {
        flush();
        return good_;
    }
    [[nodiscard]] bool good() const { return good_; }

private:
    void separate()
    {
        if (!first_)
            out_ += ',';
        first_ = false;
    }
    void flush()
    {
        good_ = good_ && sink_(out_);
        out_.clear();
    }

    const ExportSink& sink_;
    std::string out_;
    bool first_ = true;
    bool good_ = true;
};

} // namespace

bool writeSpansCsv(const RolloutTrace& trace, const Relations& relations, const ExportSink& sink)
{
    Csv csv(sink);
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
