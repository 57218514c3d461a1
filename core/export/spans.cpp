#include "core/export/spans.h"

#include "core/insight/lane_packing.h"

#include <algorithm>

namespace rolloutscope {

namespace {

constexpr std::uint32_t maxRows = 1000;

class Collector {
public:
    Collector(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread)
        : trace_(trace), relations_(relations), thread_(thread)
    {
    }

    std::vector<ExportedSpan> collect()
    {
        addAll(SpanLane::Turns, relations_.turns(thread_), trace_.turns);
        pack();
        addAll(SpanLane::Inference, relations_.inferenceCalls(thread_), trace_.inferenceCalls);
        addAll(SpanLane::Inference, relations_.compactionRequests(thread_), trace_.compactionRequests);
        pack();
        for (const bool byCell : {false, true}) {
            for (const ToolIndex tool : relations_.toolCalls(thread_)) {
                const ToolCall& call = trace_.toolCalls[tool];
                if (std::holds_alternative<CellRequester>(call.requester) == byCell)
                    add(byCell ? SpanLane::CellTools : SpanLane::Tools, tool, call.execution);
            }
            pack();
        }
        addAll(SpanLane::CodeCells, relations_.codeCells(thread_), trace_.codeCells);
        pack();
        addAll(SpanLane::Terminal, relations_.terminalOperations(thread_), trace_.terminalOperations);
        pack();
        return std::move(spans_);
    }

private:
    void add(SpanLane lane, ObjectRef object, const ExecutionWindow& window)
    {
        ExportedSpan span{.object = object, .thread = thread_, .lane = lane, .begin = window.startedAt};
        span.open = !window.endedAt;
        span.end = std::max(span.begin, window.endedAt.value_or(relations_.lastMoment()));
        spans_.push_back(span);
    }

    template <typename T>
    void addAll(SpanLane lane, const IndexList<T>& list, const Table<T>& table)
    {
        for (const Index<T> index : list)
            add(lane, index, table[index].execution);
    }

    /// Gives rows to the spans of one lane: those that were added since the last time.
    void pack()
    {
        const auto first = spans_.begin() + static_cast<std::ptrdiff_t>(packed_);
        std::stable_sort(first, spans_.end(), [](const ExportedSpan& a, const ExportedSpan& b) {
            return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
        });
        std::vector<PackInterval> intervals;
        for (auto span = first; span != spans_.end(); ++span)
            intervals.push_back({span->begin, span->end});
        const PackedLanes rows = packLanes(intervals, maxRows);
        for (std::size_t i = 0; i < intervals.size(); ++i)
            spans_[packed_ + i].row = rows.laneOf[i];
        packed_ = spans_.size();
    }

    const RolloutTrace& trace_;
    const Relations& relations_;
    const ThreadIndex thread_;
    std::vector<ExportedSpan> spans_;
    std::size_t packed_ = 0;
};

} // namespace

const char* toWord(SpanLane lane)
{
    switch (lane) {
    case SpanLane::Turns:
        return "turns";
    case SpanLane::Inference:
        return "inference";
    case SpanLane::Tools:
        return "tools";
    case SpanLane::CodeCells:
        return "code cells";
    case SpanLane::CellTools:
        return "tools of code cells";
    case SpanLane::Terminal:
        return "terminal";
    }
    return "";
}

std::vector<ExportedSpan> spansOf(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread)
{
    return Collector(trace, relations, thread).collect();
}

} // namespace rolloutscope
