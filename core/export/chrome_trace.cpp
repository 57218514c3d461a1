// The trace-event format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
#include "core/export/redaction.h"
#include "core/export/spans.h"
#include "core/trace/pretty_writer.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace rolloutscope {

namespace {

constexpr std::uint32_t rowsPerLane = 1001; // thread ids of a lane's rows follow each other
constexpr std::size_t maxMarkName = 200;    // bytes

class ChromeTrace {
public:
    ChromeTrace(const RolloutTrace& trace, const Relations& relations, const ExportSink& sink, bool redact)
        : trace_(trace), relations_(relations), redact_(redact), w_(sink)
    {
    }

    bool write(std::span<const ExportedMark> marks)
    {
        w_.beginObject();
        w_.field("displayTimeUnit", "ms");
        w_.field("otherData");
        w_.beginObject();
        w_.field("rollout_id", safe(trace_.rolloutId));
        w_.field("trace_id", safe(trace_.traceId));
        w_.field("started_at_unix_ms", relations_.firstMoment());
        w_.endObject();
        w_.field("traceEvents");
        w_.beginArray();
        int place = 0;
        for (const ThreadIndex thread : relations_.threadsInSpawnOrder())
            writeAgent(thread, place++);
        writeMessages();
        for (const ExportedMark& mark : marks)
            writeMark(mark);
        w_.endArray();
        w_.endObject();
        return w_.finish();
    }

private:
    struct Place { // where a span stands, for the flows that touch it
        std::uint32_t pid = 0;
        std::uint32_t tid = 0;
        std::int64_t begin = 0; // µs, as the next
        std::int64_t end = 0;
    };

    static std::uint32_t pidOf(ThreadIndex thread) { return thread.value + 1; }
    static std::uint32_t tidOf(const ExportedSpan& span)
    {
        return static_cast<std::uint32_t>(span.lane) * rowsPerLane + span.row + 1;
    }
    [[nodiscard]] std::int64_t microseconds(UnixMs at) const { return (at - relations_.firstMoment()) * 1000; }

    /// Texts of the bundle and of people, before quotes and escapes hide what is in them.
    [[nodiscard]] std::string safe(std::string text) const { return redact_ ? redacted(text) : std::move(text); }

    void begin(const char* phase, std::uint32_t pid, std::uint32_t tid)
    {
        w_.beginObject();
        w_.field("ph", phase);
        w_.field("pid", pid);
        w_.field("tid", tid);
    }

    void metadata(const char* name, std::uint32_t pid, std::uint32_t tid, const char* key, const auto& value)
    {
        begin("M", pid, tid);
        w_.field("name", name);
        w_.field("args");
        w_.beginObject();
        w_.field(key, value);
        w_.endObject();
        w_.endObject();
    }

    void writeAgent(ThreadIndex thread, int place)
    {
        const std::uint32_t pid = pidOf(thread);
        const AgentThread& agent = trace_.threads[thread];
        metadata("process_name", pid, 0, "name", safe(agent.agentPath.empty() ? agent.id : agent.agentPath));
        metadata("process_sort_index", pid, 0, "sort_index", place);
        std::unordered_set<std::uint32_t> named;
        for (const ExportedSpan& span : spansOf(trace_, relations_, thread)) {
            const std::uint32_t tid = tidOf(span);
            if (named.insert(tid).second) {
                const std::string row = span.row == 0 ? std::string() : " " + std::to_string(span.row + 1);
                metadata("thread_name", pid, tid, "name", toWord(span.lane) + row);
                metadata("thread_sort_index", pid, tid, "sort_index", tid);
            }
            places_[span.object] = {pid, tid, microseconds(span.begin), microseconds(span.end)};
            writeSpan(span, pid, tid);
        }
        for (const CompactionIndex compaction : relations_.compactions(thread)) {
            begin("i", pid, static_cast<std::uint32_t>(SpanLane::Turns) * rowsPerLane + 1);
            w_.field("ts", microseconds(trace_.compactions[compaction].installedAt));
            w_.field("s", "p"); // through the whole process
            w_.field("name", "compaction");
            w_.field("cat", "compaction");
            w_.endObject();
        }
    }

    void writeSpan(const ExportedSpan& span, std::uint32_t pid, std::uint32_t tid)
    {
        begin("X", pid, tid);
        w_.field("ts", microseconds(span.begin));
        w_.field("dur", (span.end - span.begin) * 1000);
        w_.field("name", safe(objectTitle(trace_, relations_, span.object)));
        w_.field("cat", toWord(span.object.kind));
        w_.field("args");
        w_.beginObject();
        w_.field("id", safe(std::string(objectId(trace_, span.object))));
        w_.field("status", safe(outcomeText(trace_, span.object)));
        if (const std::string detail = objectDetail(trace_, relations_, span.object); !detail.empty())
            w_.field("detail", safe(detail));
        if (const InferenceIndex index = span.object.inferenceCall()) {
            const InferenceCall& call = trace_.inferenceCalls[index];
            w_.field("model", safe(call.model));
            if (call.usage) {
                w_.field("input_tokens", call.usage->input);
                w_.field("cached_input_tokens", call.usage->cachedInput);
                w_.field("output_tokens", call.usage->output);
                w_.field("reasoning_output_tokens", call.usage->reasoningOutput);
            }
        }
        w_.endObject();
        w_.endObject();
    }

    /// Flows hang on spans; viewers drop those that touch none. What is no span (a whole agent, an item) stands for the
    /// agent's turn at that moment, or the nearest one.
    [[nodiscard]] const Place* placeOf(const EdgeAnchor& anchor, UnixMs at) const
    {
        if (const auto found = places_.find(objectOf(anchor)); found != places_.end())
            return &found->second;
        const ThreadIndex thread = threadOf(trace_, anchor);
        if (!thread)
            return nullptr;
        const auto& turns = relations_.turns(thread);
        auto turn = std::partition_point(
            turns.begin(), turns.end(), [&](TurnIndex index) { return trace_.turns[index].execution.startedAt <= at; });
        if (turn != turns.begin())
            --turn;
        if (turn == turns.end())
            return nullptr;
        const auto found = places_.find(*turn);
        return found == places_.end() ? nullptr : &found->second;
    }

    /// The moment of a span that is nearest to `at` (µs). Its end belongs to what comes next.
    [[nodiscard]] static std::int64_t inside(const Place& place, std::int64_t at)
    {
        return std::clamp(at, place.begin, std::max(place.begin, place.end - 1));
    }

    void writeMessages()
    {
        for (std::uint32_t i = 0; i < trace_.edges.size(); ++i) {
            const InteractionEdge& edge = trace_.edges[EdgeIndex{i}];
            UnixMs arrival = edge.endedAt.value_or(edge.startedAt);
            if (const auto* item = std::get_if<ItemIndex>(&edge.target))
                arrival = trace_.items[*item].firstSeenAt;
            const Place* from = placeOf(edge.source, edge.startedAt);
            const Place* to = placeOf(edge.target, arrival);
            if (from == nullptr || to == nullptr)
                continue;
            const std::int64_t sent = inside(*from, microseconds(edge.startedAt));
            writeFlowEnd("s", *from, edge, i, sent);
            // What reaches an agent after its last turn keeps its time: viewers take the last span for it.
            writeFlowEnd("f", *to, edge, i, std::max(sent, inside(*to, microseconds(arrival))));
        }
    }

    void writeFlowEnd(const char* phase, const Place& place, const InteractionEdge& edge, std::uint32_t id,
                      std::int64_t at)
    {
        begin(phase, place.pid, place.tid);
        w_.field("ts", at);
        w_.field("id", id + 1);
        w_.field("name", toWord(edge.kind));
        w_.field("cat", "message");
        if (*phase == 'f')
            w_.field("bp", "e"); // to the span around the moment
        w_.endObject();
    }

    void writeMark(const ExportedMark& mark)
    {
        // It belongs to no agent, but the format wants one named.
        const auto& threads = relations_.threadsInSpawnOrder();
        begin("i", threads.empty() ? 1 : pidOf(threads.front()), 1);
        w_.field("ts", std::max<std::int64_t>(0, microseconds(mark.at)));
        w_.field("s", "g"); // through all processes
        const std::string note = safe(mark.text);
        const std::string name = firstLine(note, maxMarkName);
        w_.field("name", name.empty() ? "bookmark" : name);
        w_.field("cat", "bookmark");
        if (note != name && !name.empty()) {
            w_.field("args");
            w_.beginObject();
            w_.field("note", note);
            w_.endObject();
        }
        w_.endObject();
    }

    const RolloutTrace& trace_;
    const Relations& relations_;
    bool redact_;
    PrettyWriter w_;
    std::unordered_map<ObjectRef, Place> places_;
};

} // namespace

bool writeChromeTrace(const RolloutTrace& trace, const Relations& relations, const ExportSink& sink)
{
    return writeChromeTrace(trace, relations, {}, sink);
}

bool writeChromeTrace(const RolloutTrace& trace, const Relations& relations, std::span<const ExportedMark> marks,
                      const ExportSink& sink, bool redact)
{
    return ChromeTrace(trace, relations, sink, redact).write(marks);
}

} // namespace rolloutscope
