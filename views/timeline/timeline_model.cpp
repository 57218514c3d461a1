#include "views/timeline/timeline_model.h"

#include "views/document/trace_document.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rolloutscope {

std::size_t TimelineModel::expectedSpans(const LoadedTrace& loaded)
{
    const RolloutTrace& trace = loaded.trace;
    return trace.turns.size() + trace.inferenceCalls.size() + trace.toolCalls.size() + trace.codeCells.size() +
           trace.terminalOperations.size() + trace.compactionRequests.size();
}

std::size_t TimelineModel::expectedCost(const LoadedTrace& loaded)
{
    return expectedSpans(loaded) + loaded.trace.threads.size() + loaded.trace.edges.size() +
           loaded.trace.compactions.size();
}

const RolloutTrace& TimelineModel::trace() const
{
    return loaded_->trace;
}

std::int64_t TimelineModel::relative(UnixMs time) const
{
    // A recording can claim any time; this far from its start (30,000 years) the arithmetic is still exact.
    constexpr double farthest = 1e15;
    const double distance = static_cast<double>(time) - static_cast<double>(zero_);
    if (std::abs(distance) > farthest)
        return static_cast<std::int64_t>(std::copysign(farthest, distance));
    return time - zero_;
}

std::size_t TimelineModel::spanCount() const
{
    std::size_t count = 0;
    for (const TimelineLane& lane : lanes_)
        count += lane.spans->size();
    return count;
}

SpanData TimelineModel::span(SpanIndex index) const
{
    SpanData span = (*lanes_[index.lane].spans)[index.at];
    span.end = std::max(span.begin, std::min(span.end, openUntil()));
    return span;
}

std::optional<LaneKind> laneKindOf(const RolloutTrace& trace, ObjectRef object)
{
    switch (object.kind) {
    case ObjectKind::Turn:
        return LaneKind::Turns;
    case ObjectKind::InferenceCall:
    case ObjectKind::CompactionRequest:
        return LaneKind::Inference;
    case ObjectKind::ToolCall:
        return std::holds_alternative<CellRequester>(trace.toolCalls[object.toolCall()].requester) ? LaneKind::CellTools
                                                                                                   : LaneKind::Tools;
    case ObjectKind::CodeCell:
        return LaneKind::CodeCells;
    case ObjectKind::TerminalSession:
        return LaneKind::TerminalSessions;
    case ObjectKind::TerminalOperation:
        return LaneKind::Terminal;
    default:
        return std::nullopt;
    }
}

SpanIndex TimelineModel::spanOf(ObjectRef object) const
{
    const RolloutTrace& shown = trace();
    if (!exists(shown, object))
        return noSpan;
    const auto kind = laneKindOf(shown, object);
    const auto track = trackOf(threadOf(shown, object));
    const auto window = windowOf(shown, object);
    if (!kind || !track || !window)
        return noSpan;
    const TrackContent& content = *tracks_[*track].content;
    const auto place = content.find(*kind, positionOf(window->startedAt), object);
    if (!place)
        return noSpan;
    std::uint32_t lane = tracks_[*track].firstLane + place->lane;
    for (std::size_t before = 0; before < static_cast<std::size_t>(*kind); ++before)
        lane += static_cast<std::uint32_t>(content.lanes(static_cast<LaneKind>(before)).size());
    return {lane, place->at};
}

std::optional<std::uint32_t> TimelineModel::trackOf(ThreadIndex thread) const
{
    if (thread.value >= trackOfThread_.size() || trackOfThread_[thread.value] == nowhere)
        return std::nullopt;
    return trackOfThread_[thread.value];
}

TimelinePlace TimelineModel::placeOf(ObjectRef object) const
{
    const RolloutTrace& trace = loaded_->trace;
    TimelinePlace place;
    if (!exists(trace, object))
        return place;
    place.track = trackOf(threadOf(trace, object));
    place.span = spanOf(object);
    const auto moment = [](double time) { return Stretch{time, time}; };
    if (place.span != noSpan) {
        const SpanData found = span(place.span);
        place.time = Stretch{static_cast<double>(found.begin), static_cast<double>(found.end)};
        return place;
    }
    switch (object.kind) {
    case ObjectKind::InteractionEdge:
        if (const std::uint32_t at = arrowOfEdge_[object.index]; at != nowhere) {
            place.time = Stretch{static_cast<double>(arrows_[at].begin()), static_cast<double>(arrows_[at].end())};
            place.track = arrows_[at].from.track;
        }
        break;
    case ObjectKind::Thread:
        if (place.track)
            place.time = Stretch{static_cast<double>(tracks_[*place.track].begin),
                                 static_cast<double>(tracks_[*place.track].end)};
        break;
    case ObjectKind::ConversationItem: {
        const ConversationItem& item = trace.items[object.item()];
        place.time = moment(static_cast<double>(positionOf(item.acceptedAt.value_or(item.firstSeenAt))));
        break;
    }
    case ObjectKind::TerminalSession: {
        const TerminalSession& session = trace.terminalSessions[object.session()];
        if (!session.operations.empty()) {
            place.span = spanOf(session.operations.front());
            const SpanIndex last = spanOf(session.operations.back());
            if (place.span != noSpan && last != noSpan)
                place.time = Stretch{static_cast<double>(span(place.span).begin), static_cast<double>(span(last).end)};
        }
        break;
    }
    default:
        if (const auto window = windowOf(trace, object))
            place.time = moment(static_cast<double>(positionOf(window->startedAt)));
        break;
    }
    return place;
}

std::size_t TimelineModel::firstArrowReaching(double position) const
{
    const auto found =
        std::lower_bound(latestArrowEnd_.begin(), latestArrowEnd_.end(), position,
                         [](std::int64_t end, double wanted) { return static_cast<double>(end) < wanted; });
    return static_cast<std::size_t>(found - latestArrowEnd_.begin());
}

std::vector<std::size_t> TimelineModel::arrowsAt(ObjectRef object, std::size_t most) const
{
    std::vector<std::size_t> found;
    const auto add = [&](EdgeIndex edge) {
        if (found.size() < most && edge.value < arrowOfEdge_.size() && arrowOfEdge_[edge.value] != nowhere)
            found.push_back(arrowOfEdge_[edge.value]);
    };
    if (object.kind == ObjectKind::InteractionEdge) {
        add(object.edge());
        return found;
    }
    for (const EdgeIndex edge : loaded_->relations.edgesFrom(object))
        add(edge);
    for (const EdgeIndex edge : loaded_->relations.edgesTo(object))
        add(edge);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

} // namespace rolloutscope
