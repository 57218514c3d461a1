#include "views/timeline/timeline_navigation.h"

#include "views/document/trace_document.h"

#include <cmath>
#include <optional>
#include <utility>

namespace rolloutscope {

SpanIndex neighbourInLane(const TimelineModel& model, SpanIndex span, int direction)
{
    const SpanRange& lane = model.lanes()[model.laneOf(span)].spans;
    const auto wanted = static_cast<std::int64_t>(span) + direction;
    if (wanted < lane.first || wanted >= lane.last())
        return noSpan;
    return static_cast<SpanIndex>(wanted);
}

SpanIndex nearestInLane(const TimelineModel& model, std::uint32_t lane, double time)
{
    const SpanRange& range = model.lanes()[lane].spans;
    if (range.count == 0)
        return noSpan;
    const auto distance = [&](SpanIndex span) {
        const auto begin = static_cast<double>(model.spans()[span].begin);
        const auto end = static_cast<double>(model.spans()[span].end);
        return time < begin ? begin - time : time > end ? time - end : 0.0;
    };
    const SpanIndex after = model.spans().firstReaching(range, time);
    if (after == range.last())
        return range.last() - 1;
    if (after > range.first && distance(after - 1) < distance(after))
        return after - 1;
    return after;
}

SpanIndex neighbourAcrossLanes(const TimelineModel& model, const TrackLayout& layout, SpanIndex span, int direction)
{
    const auto begin = static_cast<double>(model.spans()[span].begin);
    const auto end = static_cast<double>(model.spans()[span].end);
    auto lane = static_cast<std::int64_t>(model.laneOf(span)) + direction;
    for (; lane >= 0 && lane < static_cast<std::int64_t>(model.lanes().size()); lane += direction) {
        const auto wanted = static_cast<std::uint32_t>(lane);
        if (!layout.collapsed(model.trackOfLane(wanted)))
            return nearestInLane(model, wanted, (begin + end) / 2);
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
    const SpanRange& range = model.lanes()[lane].spans;
    return std::min(model.spans().firstReaching(range, time), range.last() - 1);
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
        here = Key(model.spans()[place.span].begin, place.span);
    else if (place.time)
        here = Key(static_cast<std::int64_t>(place.time->begin), 0);
    std::optional<Key> best;
    for (const TimelineLane& lane : model.lanes()) {
        // A failed turn is that of its call, a failed command that of its tool.
        if (lane.kind == LaneKind::Turns || lane.kind == LaneKind::Terminal ||
            model.spans().failuresIn(lane.spans.first, lane.spans.count) == 0)
            continue;
        for (SpanIndex span = lane.spans.first; span < lane.spans.last(); ++span) {
            if (model.spans()[span].outcome != Outcome::Failed)
                continue;
            const Key key(model.spans()[span].begin, span);
            const bool ahead = !here || (direction > 0 ? key > *here : key < *here);
            const bool nearer = !best || (direction > 0 ? key < *best : key > *best);
            if (ahead && nearer)
                best = key;
        }
    }
    return best ? model.spans()[best->second].object : ObjectRef();
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
