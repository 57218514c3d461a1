// The trace-event format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
#include "core/export/spans.h"
#include "core/trace/pretty_writer.h"

#include <unordered_map>

namespace rolloutscope {

namespace {

constexpr std::uint32_t rowsPerLane = 1001; // thread ids of a lane's rows follow each other

class ChromeTrace {
public:
    ChromeTrace(const RolloutTrace& trace, const Relations& relations, const ExportSink& sink)
        : trace_(trace), relations_(relations), w_(sink)
    {
    }

    bool write()
    {
        w_.beginObject();
        w_.field("displayTimeUnit", "ms");
        w_.field("otherData");
        w_.beginObject();
        w_.field("rollout_id", trace_.rolloutId);
        w_.field("trace_id", trace_.traceId);
        w_.field("started_at_unix_ms", relations_.firstMoment());
        w_.endObject();
        w_.field("traceEvents");
        w_.beginArray();
        int place = 0;
        for (const ThreadIndex thread : relations_.threadsInSpawnOrder())
            writeAgent(thread, place++);
        writeMessages();
        w_.endArray();
        w_.endObject();
        return w_.finish();
    }

private:
    struct Place { // where a span stands, for the flows that touch it
        std::uint32_t pid = 0;
        std::uint32_t tid = 0;
    };

    static std::uint32_t pidOf(ThreadIndex thread) { return thread.value + 1; }
    static std::uint32_t tidOf(const ExportedSpan& span)
    {
        return static_cast<std::uint32_t>(span.lane) * rowsPerLane + span.row + 1;
    }
    [[nodiscard]] std::int64_t microseconds(UnixMs at) const { return (at - relations_.firstMoment()) * 1000; }

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
        metadata("process_name", pid, 0, "name", agent.agentPath.empty() ? agent.id : agent.agentPath);
        metadata("process_sort_index", pid, 0, "sort_index", place);
        std::uint32_t named = 0;
        for (const ExportedSpan& span : spansOf(trace_, relations_, thread)) {
            const std::uint32_t tid = tidOf(span);
            if (tid > named) {
                named = tid;
                const std::string row = span.row == 0 ? std::string() : " " + std::to_string(span.row + 1);
                metadata("thread_name", pid, tid, "name", toWord(span.lane) + row);
                metadata("thread_sort_index", pid, tid, "sort_index", tid);
            }
            places_[span.object] = {pid, tid};
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
        w_.field("name", objectTitle(trace_, relations_, span.object));
        w_.field("cat", toWord(span.object.kind));
        w_.field("args");
        w_.beginObject();
        w_.field("id", objectId(trace_, span.object));
        w_.field("status", outcomeText(trace_, span.object));
        if (const std::string detail = objectDetail(trace_, relations_, span.object); !detail.empty())
            w_.field("detail", detail);
        if (const InferenceIndex index = span.object.inferenceCall()) {
            const InferenceCall& call = trace_.inferenceCalls[index];
            w_.field("model", call.model);
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

    /// A flow starts and ends at spans; messages that touch none (a whole agent, an item) hang on the agent's turns.
    [[nodiscard]] Place placeOf(const EdgeAnchor& anchor) const
    {
        if (const auto found = places_.find(objectOf(anchor)); found != places_.end())
            return found->second;
        const ThreadIndex thread = threadOf(trace_, anchor);
        return thread ? Place{pidOf(thread), 1} : Place{};
    }

    void writeMessages()
    {
        for (std::uint32_t i = 0; i < trace_.edges.size(); ++i) {
            const InteractionEdge& edge = trace_.edges[EdgeIndex{i}];
            const Place from = placeOf(edge.source);
            const Place to = placeOf(edge.target);
            if (from.pid == 0 || to.pid == 0)
                continue;
            UnixMs arrival = edge.endedAt.value_or(edge.startedAt);
            if (const auto* item = std::get_if<ItemIndex>(&edge.target))
                arrival = trace_.items[*item].firstSeenAt;
            writeFlowEnd("s", from, edge, i, edge.startedAt);
            writeFlowEnd("f", to, edge, i, std::max(arrival, edge.startedAt));
        }
    }

    void writeFlowEnd(const char* phase, const Place& place, const InteractionEdge& edge, std::uint32_t id, UnixMs at)
    {
        begin(phase, place.pid, place.tid);
        w_.field("ts", microseconds(at));
        w_.field("id", id + 1);
        w_.field("name", toWord(edge.kind));
        w_.field("cat", "message");
        if (*phase == 'f')
            w_.field("bp", "e"); // to the span around the moment
        w_.endObject();
    }

    const RolloutTrace& trace_;
    const Relations& relations_;
    PrettyWriter w_;
    std::unordered_map<ObjectRef, Place> places_;
};

} // namespace

bool writeChromeTrace(const RolloutTrace& trace, const Relations& relations, const ExportSink& sink)
{
    return ChromeTrace(trace, relations, sink).write();
}

} // namespace rolloutscope
