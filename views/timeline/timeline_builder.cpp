// Makes the timeline's model of a trace.
#include "core/insight/lane_packing.h"
#include "views/document/trace_document.h"
#include "views/timeline/timeline_model.h"

#include <numeric>

namespace rolloutscope {
namespace {

// More lanes of one kind than this nobody reads; the rest shares a crowded lane.
constexpr std::uint32_t maxTurnLanes = 3;
constexpr std::uint32_t maxWorkLanes = 24;

bool startsEarlier(const SpanData& a, const SpanData& b)
{
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
}

} // namespace

class TimelineBuilder {
public:
    TimelineBuilder(std::shared_ptr<const LoadedTrace> loaded, UnixMs present)
        : loaded_(loaded), trace_(loaded->trace), relations_(loaded->relations), present_(present)
    {
        model_.loaded_ = std::move(loaded);
        model_.zero_ = trace_.startedAt;
    }

    std::shared_ptr<const TimelineModel> build()
    {
        findContent();
        model_.spans_.reserve(TimelineModel::expectedSpans(*loaded_));
        model_.overview_ = OverviewDensity(model_.content_);
        model_.turnSpans_.assign(trace_.turns.size(), noSpan);
        model_.inferenceSpans_.assign(trace_.inferenceCalls.size(), noSpan);
        model_.toolSpans_.assign(trace_.toolCalls.size(), noSpan);
        model_.cellSpans_.assign(trace_.codeCells.size(), noSpan);
        model_.operationSpans_.assign(trace_.terminalOperations.size(), noSpan);
        model_.requestSpans_.assign(trace_.compactionRequests.size(), noSpan);
        model_.trackOfThread_.assign(trace_.threads.size(), noSpan);
        for (const ThreadIndex thread : relations_.threadsInSpawnOrder())
            addTrack(thread);
        model_.overview_.finish();
        addArrows();
        return std::make_shared<const TimelineModel>(std::move(model_));
    }

private:
    /// The content is where something ran. The trace's own start counts too, unless it is nowhere near (a manifest can
    /// say anything).
    void findContent()
    {
        std::optional<std::int64_t> first;
        std::int64_t last = model_.relative(std::max(relations_.lastMoment(), present_));
        const auto widen = [&](const auto& table) {
            for (const auto& object : table) {
                const std::int64_t begin = model_.relative(object.execution.startedAt);
                first = std::min(first.value_or(begin), begin);
                last = std::max(last, begin);
                if (object.execution.endedAt)
                    last = std::max(last, model_.relative(*object.execution.endedAt));
            }
        };
        widen(trace_.threads);
        widen(trace_.turns);
        widen(trace_.inferenceCalls);
        widen(trace_.toolCalls);
        widen(trace_.codeCells);
        widen(trace_.terminalOperations);
        widen(trace_.compactionRequests);
        const std::int64_t begin = first.value_or(0);
        const bool startIsNear = begin > 0 && begin <= last - begin + 1000;
        model_.content_.begin = static_cast<double>(startIsNear ? 0 : begin);
        model_.content_.end = std::max(static_cast<double>(last), model_.content_.begin + 1);
        end_ = static_cast<std::int64_t>(model_.content_.end);
    }

    SpanData spanFor(ObjectRef object, const ExecutionWindow& window) const
    {
        SpanData span;
        span.begin = model_.relative(window.startedAt);
        span.open = !window.endedAt.has_value();
        span.end = std::max(span.begin, span.open ? end_ : model_.relative(*window.endedAt));
        span.object = object;
        span.role = colorRoleOf(trace_, object);
        span.outcome = outcomeOf(trace_, object);
        return span;
    }

    void addTrack(ThreadIndex thread)
    {
        const AgentThread& agent = trace_.threads[thread];
        TimelineTrack track;
        track.thread = thread;
        track.firstLane = static_cast<std::uint32_t>(model_.lanes_.size());
        track.depth = relations_.depth(thread);
        const SpanData life = spanFor(thread, agent.execution);
        track.begin = life.begin;
        track.end = life.end;
        track.open = life.open;
        track.outcome = life.outcome;
        for (const AgentThread::Gap& gap : agent.gaps)
            track.gaps.push_back({model_.relative(gap.endedAt), model_.relative(gap.resumedAt)});
        for (const CompactionIndex compaction : relations_.compactions(thread))
            track.marks.push_back({model_.relative(trace_.compactions[compaction].installedAt), compaction});
        std::stable_sort(track.marks.begin(), track.marks.end(),
                         [](const TimelineMark& a, const TimelineMark& b) { return a.time < b.time; });

        collect(relations_.turns(thread), trace_.turns);
        addLanes(LaneKind::Turns, maxTurnLanes);

        collect(relations_.inferenceCalls(thread), trace_.inferenceCalls);
        collect(relations_.compactionRequests(thread), trace_.compactionRequests);
        track.failures += addLanes(LaneKind::Inference, maxWorkLanes);

        std::vector<SpanData> nested;
        for (const ToolIndex tool : relations_.toolCalls(thread)) {
            const SpanData span = spanFor(tool, trace_.toolCalls[tool].execution);
            const bool byCell = std::holds_alternative<CellRequester>(trace_.toolCalls[tool].requester);
            (byCell ? nested : collected_).push_back(span);
        }
        track.failures += addLanes(LaneKind::Tools, maxWorkLanes);
        collect(relations_.codeCells(thread), trace_.codeCells);
        track.failures += addLanes(LaneKind::CodeCells, maxWorkLanes);
        collected_ = std::move(nested);
        track.failures += addLanes(LaneKind::CellTools, maxWorkLanes);
        // A command's failure is its tool's already.
        collect(relations_.terminalOperations(thread), trace_.terminalOperations);
        addLanes(LaneKind::Terminal, maxWorkLanes);

        track.laneCount = static_cast<std::uint32_t>(model_.lanes_.size()) - track.firstLane;
        model_.trackOfThread_[thread.value] = static_cast<std::uint32_t>(model_.tracks_.size());
        model_.tracks_.push_back(std::move(track));
    }

    template <typename T>
    void collect(const IndexList<T>& list, const Table<T>& table)
    {
        for (const Index<T> index : list)
            collected_.push_back(spanFor(index, table[index].execution));
    }

    /// Packs what was collected into lanes; the number of failures in it.
    std::uint32_t addLanes(LaneKind kind, std::uint32_t maxLanes)
    {
        if (collected_.empty())
            return 0;
        if (!std::is_sorted(collected_.begin(), collected_.end(), startsEarlier))
            std::stable_sort(collected_.begin(), collected_.end(), startsEarlier);
        intervals_.clear();
        for (const SpanData& span : collected_)
            intervals_.push_back({span.begin, span.end});
        const PackedLanes packed = packLanes(intervals_, maxLanes);

        std::uint32_t failures = 0;
        const auto place = [&](std::span<const SpanData> spans, bool crowded) {
            const SpanRange range = model_.spans_.append(spans, crowded);
            model_.lanes_.push_back({.kind = kind, .spans = range});
            failures += model_.spans_.failuresIn(range.first, range.count);
        };
        if (packed.laneCount == 1 && !packed.lastIsCrowded) {
            place(collected_, false);
        } else {
            lanes_.resize(packed.laneCount);
            for (auto& lane : lanes_)
                lane.clear();
            for (std::size_t i = 0; i < collected_.size(); ++i)
                lanes_[packed.laneOf[i]].push_back(collected_[i]);
            for (std::size_t i = 0; i < lanes_.size(); ++i)
                place(lanes_[i], packed.lastIsCrowded && i + 1 == lanes_.size());
        }
        const SpanIndex end = model_.spans_.size();
        for (SpanIndex span = end - static_cast<SpanIndex>(collected_.size()); span < end; ++span)
            remember(span);
        if (kind != LaneKind::Turns && kind != LaneKind::Terminal) {
            for (const SpanData& span : collected_) {
                if (span.role != ColorRole::Waiting)
                    model_.overview_.add(span);
            }
        }
        collected_.clear();
        return failures;
    }

    void remember(SpanIndex span)
    {
        const ObjectRef object = model_.spans_[span].object;
        switch (object.kind) {
        case ObjectKind::Turn:
            model_.turnSpans_[object.index] = span;
            break;
        case ObjectKind::InferenceCall:
            model_.inferenceSpans_[object.index] = span;
            break;
        case ObjectKind::ToolCall:
            model_.toolSpans_[object.index] = span;
            break;
        case ObjectKind::CodeCell:
            model_.cellSpans_[object.index] = span;
            break;
        case ObjectKind::TerminalOperation:
            model_.operationSpans_[object.index] = span;
            break;
        case ObjectKind::CompactionRequest:
            model_.requestSpans_[object.index] = span;
            break;
        default:
            break;
        }
    }

    void addArrows()
    {
        for (std::uint32_t i = 0; i < trace_.edges.size(); ++i) {
            const EdgeIndex index{i};
            const InteractionEdge& edge = trace_.edges[index];
            const auto from = model_.trackOf(threadOf(trace_, edge.source));
            const auto to = model_.trackOf(threadOf(trace_, edge.target));
            if (!from || !to)
                continue;
            TimelineArrow arrow{.edge = index, .from = {.track = *from}, .to = {.track = *to}};
            arrow.from.span = model_.spanOf(objectOf(edge.source));
            arrow.from.time = model_.relative(edge.startedAt);
            arrow.to.span = model_.spanOf(objectOf(edge.target));
            arrow.to.time = arrivalOf(edge);
            model_.arrows_.push_back(arrow);
        }
        std::stable_sort(model_.arrows_.begin(), model_.arrows_.end(),
                         [](const TimelineArrow& a, const TimelineArrow& b) { return a.begin() < b.begin(); });
        model_.arrowOfEdge_.assign(trace_.edges.size(), noSpan);
        std::int64_t latest = 0;
        for (std::size_t i = 0; i < model_.arrows_.size(); ++i) {
            const TimelineArrow& arrow = model_.arrows_[i];
            latest = i == 0 ? arrow.end() : std::max(latest, arrow.end());
            model_.latestArrowEnd_.push_back(latest);
            model_.arrowOfEdge_[arrow.edge.value] = static_cast<std::uint32_t>(i);
        }
    }

    /// When a message was there: the receiver's model first saw the item that it became, or the recorded end. A spawn
    /// arrives where its thread starts.
    std::int64_t arrivalOf(const InteractionEdge& edge) const
    {
        const std::int64_t sent = model_.relative(edge.startedAt);
        const ObjectRef target = objectOf(edge.target);
        if (edge.kind == EdgeKind::SpawnAgent)
            return std::max(sent, model_.relative(trace_.threads[threadOf(trace_, target)].execution.startedAt));
        if (const ItemIndex item = target.item(); trace_.items.contains(item))
            return std::max(sent, model_.relative(trace_.items[item].firstSeenAt));
        return model_.relative(edge.endedAt.value_or(edge.startedAt));
    }

    std::shared_ptr<const LoadedTrace> loaded_;
    const RolloutTrace& trace_;
    const Relations& relations_;
    const UnixMs present_;
    TimelineModel model_;
    std::int64_t end_ = 1;
    // Kept between tracks, to allocate once.
    std::vector<SpanData> collected_;
    std::vector<PackInterval> intervals_;
    std::vector<std::vector<SpanData>> lanes_;
};

std::shared_ptr<const TimelineModel> TimelineModel::build(std::shared_ptr<const LoadedTrace> loaded, UnixMs present)
{
    return TimelineBuilder(std::move(loaded), present).build();
}

} // namespace rolloutscope
