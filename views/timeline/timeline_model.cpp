#include "views/timeline/timeline_model.h"

#include "views/document/trace_document.h"

#include <algorithm>
#include <cmath>

namespace rolloutscope {

std::size_t TimelineModel::expectedSpans(const LoadedTrace& loaded)
{
    const RolloutTrace& trace = loaded.trace;
    return trace.turns.size() + trace.inferenceCalls.size() + trace.toolCalls.size() + trace.codeCells.size() +
           trace.terminalOperations.size() + trace.compactionRequests.size();
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

SpanIndex TimelineModel::spanOf(ObjectRef object) const
{
    const auto in = [&](const std::vector<SpanIndex>& spans) {
        return object.index < spans.size() ? spans[object.index] : noSpan;
    };
    switch (object.kind) {
    case ObjectKind::Turn:
        return in(turnSpans_);
    case ObjectKind::InferenceCall:
        return in(inferenceSpans_);
    case ObjectKind::ToolCall:
        return in(toolSpans_);
    case ObjectKind::CodeCell:
        return in(cellSpans_);
    case ObjectKind::TerminalOperation:
        return in(operationSpans_);
    case ObjectKind::CompactionRequest:
        return in(requestSpans_);
    default:
        return noSpan;
    }
}

std::uint32_t TimelineModel::laneOf(SpanIndex span) const
{
    const auto after =
        std::upper_bound(lanes_.begin(), lanes_.end(), span,
                         [](SpanIndex wanted, const TimelineLane& lane) { return wanted < lane.spans.first; });
    return static_cast<std::uint32_t>(after - lanes_.begin()) - 1;
}

std::uint32_t TimelineModel::trackOfLane(std::uint32_t lane) const
{
    // Tracks without lanes share their first lane's number with the next one: the last of them owns it.
    const auto after =
        std::upper_bound(tracks_.begin(), tracks_.end(), lane,
                         [](std::uint32_t wanted, const auto& track) { return wanted < track.firstLane; });
    auto track = static_cast<std::uint32_t>(after - tracks_.begin());
    while (track > 0 && tracks_[--track].laneCount == 0) {}
    return track;
}

std::optional<std::uint32_t> TimelineModel::trackOf(ThreadIndex thread) const
{
    if (thread.value >= trackOfThread_.size() || trackOfThread_[thread.value] == noSpan)
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
        place.track = trackOfLane(laneOf(place.span));
        place.time =
            Stretch{static_cast<double>(spans_[place.span].begin), static_cast<double>(spans_[place.span].end)};
        return place;
    }
    switch (object.kind) {
    case ObjectKind::InteractionEdge:
        if (const std::uint32_t at = arrowOfEdge_[object.index]; at != noSpan) {
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
        place.time = moment(static_cast<double>(relative(item.acceptedAt.value_or(item.firstSeenAt))));
        break;
    }
    case ObjectKind::TerminalSession: {
        const TerminalSession& session = trace.terminalSessions[object.session()];
        if (!session.operations.empty()) {
            place.span = spanOf(session.operations.front());
            const SpanIndex last = spanOf(session.operations.back());
            if (place.span != noSpan && last != noSpan)
                place.time =
                    Stretch{static_cast<double>(spans_[place.span].begin), static_cast<double>(spans_[last].end)};
        }
        break;
    }
    default:
        if (const auto window = windowOf(trace, object))
            place.time = moment(static_cast<double>(relative(window->startedAt)));
        break;
    }
    return place;
}

std::size_t TimelineModel::firstArrowReaching(double time) const
{
    const auto found =
        std::lower_bound(latestArrowEnd_.begin(), latestArrowEnd_.end(), time,
                         [](std::int64_t end, double wanted) { return static_cast<double>(end) < wanted; });
    return static_cast<std::size_t>(found - latestArrowEnd_.begin());
}

std::vector<std::size_t> TimelineModel::arrowsAt(ObjectRef object, std::size_t most) const
{
    std::vector<std::size_t> found;
    const auto add = [&](EdgeIndex edge) {
        if (found.size() < most && edge.value < arrowOfEdge_.size() && arrowOfEdge_[edge.value] != noSpan)
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
