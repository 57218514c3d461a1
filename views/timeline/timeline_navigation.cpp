#include "views/timeline/timeline_navigation.h"

#include "views/document/trace_document.h"

#include <cmath>
#include <optional>
#include <utility>

namespace rolloutscope {

SpanIndex neighbourInLane(const TimelineModel& model, SpanIndex span, int direction)
{
    const auto wanted = static_cast<std::int64_t>(span.at) + direction;
    if (wanted < 0 || wanted >= model.lanes()[span.lane].spans->size())
        return noSpan;
    return {span.lane, static_cast<std::uint32_t>(wanted)};
}

SpanIndex nearestInLane(const TimelineModel& model, std::uint32_t lane, double time)
{
    const LaneSpans& spans = *model.lanes()[lane].spans;
    if (spans.size() == 0)
        return noSpan;
    const auto distance = [&](std::uint32_t at) {
        const SpanData span = model.span({lane, at});
        const auto begin = static_cast<double>(span.begin);
        const auto end = static_cast<double>(span.end);
        return time < begin ? begin - time : time > end ? time - end : 0.0;
    };
    const std::uint32_t after = spans.firstReaching(time);
    if (after == spans.size())
        return {lane, after - 1};
    if (after > 0 && distance(after - 1) < distance(after))
        return {lane, after - 1};
    return {lane, after};
}

SpanIndex neighbourAcrossLanes(const TimelineModel& model, const TrackLayout& layout, SpanIndex span, int direction)
{
    const SpanData from = model.span(span);
    const double middle = (static_cast<double>(from.begin) + static_cast<double>(from.end)) / 2;
    const std::uint32_t track = model.lanes()[span.lane].track;
    const auto laneIn = [&](std::uint32_t of, std::int64_t lane) {
        const TimelineTrack& shown = model.tracks()[of];
        return lane >= shown.firstLane && lane < shown.firstLane + shown.laneCount;
    };
    const std::int64_t beside = static_cast<std::int64_t>(span.lane) + direction;
    if (laneIn(track, beside))
        return nearestInLane(model, static_cast<std::uint32_t>(beside), middle);
    if (!layout.shows(track))
        return noSpan;
    auto row = static_cast<std::int64_t>(layout.rowOf(track)) + direction;
    for (; row >= 0 && row < layout.rowCount(); row += direction) {
        const std::uint32_t other = layout.trackAtRow(static_cast<std::uint32_t>(row));
        const TimelineTrack& shown = model.tracks()[other];
        if (layout.collapsed(other) || shown.laneCount == 0)
            continue;
        return nearestInLane(model, direction > 0 ? shown.firstLane : shown.firstLane + shown.laneCount - 1, middle);
    }
    return noSpan;
}

SpanIndex firstSpanOf(const TimelineModel& model, std::uint32_t track, double time)
{
    const TimelineTrack& wanted = model.tracks()[track];
    if (wanted.laneCount == 0)
        return noSpan;
    std::uint32_t lane = wanted.firstLane;
    if (model.lanes()[lane].kind == LaneKind::Turns && wanted.laneCount > 1)
        ++lane;
    const LaneSpans& spans = *model.lanes()[lane].spans;
    return {lane, std::min(spans.firstReaching(time), spans.size() - 1)};
}

ObjectRef parentOf(const TimelineModel& model, ObjectRef object)
{
    const RolloutTrace& trace = model.trace();
    const Relations& relations = model.loaded().relations;
    if (!exists(trace, object))
        return {};
    const auto orElse = [](auto index, ObjectRef other) { return index ? ObjectRef(index) : other; };
    switch (object.kind) {
    case ObjectKind::ToolCall: {
        const ToolIndex tool = object.toolCall();
        if (const CellIndex cell = relations.callerCell(tool))
            return cell;
        if (const InferenceIndex call = relations.askedBy(tool))
            return call;
        return orElse(trace.toolCalls[tool].startedByTurn, orElse(trace.toolCalls[tool].thread, {}));
    }
    case ObjectKind::CodeCell:
        return orElse(relations.askedBy(object.codeCell()), orElse(trace.codeCells[object.codeCell()].turn, {}));
    case ObjectKind::TerminalOperation:
        return orElse(trace.terminalOperations[object.operation()].tool, {});
    case ObjectKind::TerminalSession:
        return orElse(trace.terminalSessions[object.session()].createdBy, {});
    case ObjectKind::Thread:
        return orElse(relations.parentThread(object.thread()), {});
    case ObjectKind::Turn:
        return orElse(trace.turns[object.turn()].thread, {});
    case ObjectKind::ConversationItem:
        for (const Producer& producer : trace.items[object.item()].producedBy)
            return std::visit([](auto index) { return ObjectRef(index); }, producer);
        return orElse(turnOf(trace, object), orElse(threadOf(trace, object), {}));
    case ObjectKind::InteractionEdge:
        return objectOf(trace.edges[object.edge()].source);
    case ObjectKind::CompactionRequest:
        if (const ObjectRef compaction = findObject(trace, ObjectKind::Compaction,
                                                    trace.compactionRequests[object.compactionRequest()].compactionId);
            compaction.valid())
            return compaction;
        break;
    default:
        break;
    }
    return orElse(turnOf(trace, object), orElse(threadOf(trace, object), {}));
}

ObjectRef nextFailure(const TimelineModel& model, ObjectRef from, int direction)
{
    // By begin, and spans of one moment in the order of the tracks: a key that every span has.
    using Key = std::pair<std::int64_t, SpanIndex>;
    const TimelinePlace place = model.placeOf(from);
    std::optional<Key> here;
    if (place.span != noSpan)
        here = Key(model.span(place.span).begin, place.span);
    else if (place.time)
        here = Key(static_cast<std::int64_t>(place.time->begin), SpanIndex{0, 0});
    std::optional<Key> best;
    for (std::uint32_t index = 0; index < model.lanes().size(); ++index) {
        const TimelineLane& lane = model.lanes()[index];
        const LaneSpans& spans = *lane.spans;
        // A failed turn is that of its call, a failed command that of its tool.
        if (lane.kind == LaneKind::Turns || lane.kind == LaneKind::Terminal ||
            lane.kind == LaneKind::TerminalSessions || spans.failures() == 0)
            continue;
        // The nearest failure of each lane: where the lane reaches the key, and one step on.
        std::uint32_t at = direction > 0 ? 0 : spans.size();
        if (here) {
            at = spans.firstFrom(static_cast<double>(here->first));
            while (at < spans.size() && Key(spans[at].begin, {index, at}) < *here)
                ++at;
            if (direction > 0 && at < spans.size() && Key(spans[at].begin, {index, at}) == *here)
                ++at;
        }
        const std::uint32_t failure = direction > 0 ? spans.failureFrom(at) : spans.failureBefore(at);
        if (failure == spans.size())
            continue;
        const Key key(spans[failure].begin, {index, failure});
        if (!best || (direction > 0 ? key < *best : key > *best))
            best = key;
    }
    return best ? model.span(best->second).object : ObjectRef();
}

ObjectRef alongMessages(const TimelineModel& model, ObjectRef object, int direction)
{
    const RolloutTrace& trace = model.trace();
    const Relations& relations = model.loaded().relations;
    if (const EdgeIndex edge = object.edge(); trace.edges.contains(edge)) {
        const ObjectRef end = objectOf(direction > 0 ? trace.edges[edge].target : trace.edges[edge].source);
        return exists(trace, end) ? end : ObjectRef();
    }
    const auto messages = direction > 0 ? relations.edgesFrom(object) : relations.edgesTo(object);
    if (messages.empty())
        return {};
    return direction > 0 ? messages.front() : messages.back();
}

} // namespace rolloutscope
