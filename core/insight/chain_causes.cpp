#include "core/insight/chain_causes.h"

#include <algorithm>

namespace rolloutscope {

/// Of several causes the one that was there last, which is what was waited for; of those at one moment the first given.
class ChainCauses::Latest {
public:
    /// Causes later than this moment count as if they had come then: the object did not wait any longer.
    Latest(const ChainCauses& causes, UnixMs until) : causes_(causes), until_(until) {}

    void offer(ObjectRef object, UnixMs at, ChainReason why)
    {
        if (!exists(causes_.trace_, object) || causes_.given_.contains(object) || causes_.startOf(object) > until_)
            return;
        const UnixMs seen = std::min(at, until_);
        if (!cause_ || seen > cause_->at)
            cause_ = ChainCause{.object = object, .at = seen, .why = why};
    }
    [[nodiscard]] UnixMs until() const { return until_; }
    [[nodiscard]] const std::optional<ChainCause>& cause() const { return cause_; }

private:
    const ChainCauses& causes_;
    UnixMs until_;
    std::optional<ChainCause> cause_;
};

ChainCauses::ChainCauses(const RolloutTrace& trace, const Relations& relations, const Readings& readings,
                         const Waits& waits)
    : trace_(trace), relations_(relations), readings_(readings), waits_(waits), place_(trace.inferenceCalls.size())
{
    for (std::uint32_t i = 0; i < trace.threads.size(); ++i) {
        const auto& calls = relations.inferenceCalls(ThreadIndex{i});
        for (std::uint32_t at = 0; at < calls.size(); ++at)
            place_[calls[at].value] = at;
    }
    for (std::uint32_t i = 0; i < trace.codeCells.size(); ++i) {
        for (const ToolIndex tool : trace.codeCells[CellIndex{i}].waitToolCalls)
            waitsForCell_.try_emplace(tool, CellIndex{i});
    }
}

// ---- Times and stand-ins -------------------------------------------------------------------------------------------

UnixMs ChainCauses::startOf(ObjectRef object) const
{
    const auto window = windowOf(trace_, object);
    return window ? window->startedAt : relations_.firstMoment();
}

UnixMs ChainCauses::endOf(ObjectRef object) const
{
    const auto window = windowOf(trace_, object);
    if (!window)
        return relations_.firstMoment();
    if (window->endedAt)
        return std::max(window->startedAt, *window->endedAt);
    UnixMs end = relations_.lastMoment();
    const auto endsWith = [&](std::optional<UnixMs> moment) {
        if (moment && *moment >= window->startedAt)
            end = std::min(end, *moment);
    };
    const TurnIndex turn = turnOf(trace_, object);
    const ThreadIndex thread = threadOf(trace_, object);
    if (trace_.turns.contains(turn))
        endsWith(trace_.turns[turn].execution.endedAt);
    if (trace_.threads.contains(thread))
        endsWith(trace_.threads[thread].execution.endedAt);
    return std::max(end, window->startedAt);
}

UnixMs ChainCauses::respondedAt(CellIndex cell) const
{
    return trace_.codeCells[cell].initialResponseAt.value_or(endOf(cell));
}

ObjectRef ChainCauses::lastIn(ObjectRef threadOrTurn) const
{
    ObjectRef last;
    const auto look = [&](const auto& list) {
        for (const auto index : list) {
            if (!last.valid() || endOf(index) > endOf(last))
                last = index;
        }
    };
    const auto lookIn = [&](auto index) {
        look(relations_.inferenceCalls(index));
        look(relations_.toolCalls(index));
        look(relations_.codeCells(index));
    };
    if (const ThreadIndex thread = threadOrTurn.thread(); trace_.threads.contains(thread))
        lookIn(thread);
    else if (const TurnIndex turn = threadOrTurn.turn(); trace_.turns.contains(turn))
        lookIn(turn);
    return last;
}

ObjectRef ChainCauses::standInFor(ObjectRef object) const
{
    if (!exists(trace_, object))
        return {};
    switch (object.kind) {
    case ObjectKind::InferenceCall:
    case ObjectKind::ToolCall:
    case ObjectKind::CodeCell:
    case ObjectKind::Compaction:
    case ObjectKind::CompactionRequest:
        return object;
    case ObjectKind::Thread:
    case ObjectKind::Turn:
        return lastIn(object);
    case ObjectKind::TerminalOperation:
        return standInFor(trace_.terminalOperations[object.operation()].tool);
    case ObjectKind::TerminalSession: {
        const auto& operations = trace_.terminalSessions[object.session()].operations;
        return operations.empty() ? ObjectRef() : standInFor(operations.back());
    }
    case ObjectKind::InteractionEdge:
        return standInFor(objectOf(trace_.edges[object.edge()].source));
    case ObjectKind::ConversationItem: {
        for (const Producer& producer : trace_.items[object.item()].producedBy) {
            const ObjectRef made = std::visit([](auto index) { return ObjectRef(index); }, producer);
            if (exists(trace_, made))
                return made;
        }
        return {};
    }
    case ObjectKind::RawPayload:
    case ObjectKind::None:
        break;
    }
    return {};
}

InferenceIndex ChainCauses::previousCall(InferenceIndex call) const
{
    const ThreadIndex thread = trace_.inferenceCalls[call].thread;
    const std::uint32_t at = place_[call.value];
    return at > 0 && trace_.threads.contains(thread) ? relations_.inferenceCalls(thread)[at - 1] : InferenceIndex();
}

InferenceIndex ChainCauses::giverOf(ItemIndex item) const
{
    for (const Producer& producer : trace_.items[item].producedBy) {
        if (const auto* call = std::get_if<InferenceIndex>(&producer); call && trace_.inferenceCalls.contains(*call))
            return *call;
    }
    return {};
}

// ---- Causes --------------------------------------------------------------------------------------------------------

void ChainCauses::lastCallOf(ThreadIndex thread, UnixMs until, ChainReason why, Latest& latest)
{
    if (!trace_.threads.contains(thread))
        return;
    const auto& calls = relations_.inferenceCalls(thread);
    const auto later = std::upper_bound(calls.begin(), calls.end(), until, [&](UnixMs at, InferenceIndex call) {
        return at < trace_.inferenceCalls[call].execution.startedAt;
    });
    if (later != calls.begin())
        latest.offer(*std::prev(later), endOf(*std::prev(later)), why);
}

/// What an interaction came from: it is there once it was sent, or, of a tool, once the tool has done so.
void ChainCauses::senderOf(const InteractionEdge& edge, ChainReason why, Latest& latest)
{
    if (const auto* tool = std::get_if<ToolIndex>(&edge.source)) {
        if (trace_.toolCalls.contains(*tool))
            latest.offer(*tool, endOf(*tool), why);
        return;
    }
    const UnixMs sent = std::min(edge.startedAt, latest.until());
    if (const auto* item = std::get_if<ItemIndex>(&edge.source); item && trace_.items.contains(*item)) {
        if (const InferenceIndex call = giverOf(*item)) {
            latest.offer(call, sent, why);
            return;
        }
    }
    lastCallOf(threadOf(trace_, edge.source), sent, why, latest);
}

void ChainCauses::lastToolOf(ObjectRef list, const IndexList<ToolCall>& tools, ChainReason why, Latest& latest)
{
    const auto [known, isNew] = ended_.try_emplace(list);
    std::vector<Ended>& ended = known->second;
    if (isNew) {
        for (const ToolIndex tool : tools) {
            if (trace_.toolCalls.contains(tool) && trace_.toolCalls[tool].execution.endedAt)
                ended.push_back({endOf(tool), tool});
        }
        std::sort(ended.begin(), ended.end());
    }
    // What is later than this moment is not asked for again: a walk goes back in time.
    while (!ended.empty() && (ended.back().at > latest.until() || given_.contains(ended.back().tool)))
        ended.pop_back();
    if (!ended.empty())
        latest.offer(ended.back().tool, ended.back().at, why);
}

void ChainCauses::readFirst(ItemIndex index, Latest& latest)
{
    for (const EdgeIndex edge : relations_.edgesTo(index)) {
        const bool spawns = trace_.edges[edge].kind == EdgeKind::SpawnAgent;
        senderOf(trace_.edges[edge], spawns ? ChainReason::Spawned : ChainReason::Delivered, latest);
    }
    for (const Producer& producer : trace_.items[index].producedBy) {
        const ObjectRef object = std::visit([](auto made) { return ObjectRef(made); }, producer);
        if (object.kind == ObjectKind::CodeCell && exists(trace_, object))
            latest.offer(object, respondedAt(object.codeCell()), ChainReason::SawOutput);
        else if (object.kind != ObjectKind::InferenceCall && exists(trace_, object))
            latest.offer(object, endOf(object), ChainReason::SawOutput);
    }
}

void ChainCauses::beforeCall(InferenceIndex call, Latest& latest)
{
    for (const ItemIndex item : trace_.inferenceCalls[call].requestItems) {
        if (trace_.items.contains(item) && readings_.firstReader(item) == call)
            readFirst(item, latest);
    }
    if (const InferenceIndex previous = previousCall(call)) {
        latest.offer(previous, endOf(previous), ChainReason::AfterCall);
        return;
    }
    const ThreadIndex thread = trace_.inferenceCalls[call].thread;
    if (!trace_.threads.contains(thread))
        return;
    bool isSpawnKnown = false;
    for (const EdgeIndex index : relations_.edgesTo(thread)) {
        const InteractionEdge& edge = trace_.edges[index];
        if (edge.kind != EdgeKind::SpawnAgent)
            continue;
        senderOf(edge, ChainReason::Spawned, latest);
        isSpawnKnown = true;
    }
    if (!isSpawnKnown)
        lastCallOf(relations_.parentThread(thread), startOf(thread), ChainReason::Spawned, latest);
}

/// As a call, it waits for what no call has seen yet.
void ChainCauses::beforeCompaction(CompactionIndex compaction, ThreadIndex thread, Latest& latest)
{
    if (trace_.compactions.contains(compaction)) {
        for (const ItemIndex item : trace_.compactions[compaction].inputItems) {
            if (!trace_.items.contains(item))
                continue;
            const InferenceIndex reader = readings_.firstReader(item);
            if (!reader || startOf(reader) >= latest.until())
                readFirst(item, latest);
        }
    }
    lastCallOf(thread, latest.until(), ChainReason::AfterCall, latest);
}

void ChainCauses::beforeTool(ToolIndex tool, Latest& latest)
{
    if (const CellIndex cell = relations_.callerCell(tool)) {
        latest.offer(cell, latest.until(), ChainReason::InCell);
        return;
    }
    if (const InferenceIndex call = relations_.askedBy(tool)) {
        latest.offer(call, endOf(call), ChainReason::AskedFor);
        lastToolOf(call, trace_.inferenceCalls[call].toolCallsStartedByResponse, ChainReason::AfterTool, latest);
        return;
    }
    lastCallOf(trace_.toolCalls[tool].thread, latest.until(), ChainReason::AskedFor, latest);
}

void ChainCauses::insideTool(ToolIndex tool, Latest& latest)
{
    const UnixMs start = startOf(tool);
    if (const EdgeIndex result = waits_.resultOf(tool); result && trace_.edges[result].startedAt <= latest.until())
        senderOf(trace_.edges[result], ChainReason::WaitedFor, latest);
    if (const CellIndex cell = trace_.toolCalls[tool].startedCodeCell; trace_.codeCells.contains(cell))
        latest.offer(cell, respondedAt(cell), ChainReason::InCell);
    if (const auto found = waitsForCell_.find(tool); found != waitsForCell_.end() && endOf(found->second) >= start)
        latest.offer(found->second, endOf(found->second), ChainReason::WaitedFor);
}

std::optional<ChainCause> ChainCauses::inside(ObjectRef object, UnixMs until)
{
    Latest latest(*this, until);
    if (const ToolIndex tool = object.toolCall())
        insideTool(tool, latest);
    else if (const CellIndex cell = object.codeCell())
        lastToolOf(cell, trace_.codeCells[cell].nestedToolCalls, ChainReason::InCell, latest);
    if (!latest.cause() || latest.cause()->at < startOf(object))
        return std::nullopt;
    if (latest.cause()->object.kind != ObjectKind::CodeCell)
        given_.insert(latest.cause()->object);
    return latest.cause();
}

std::optional<ChainCause> ChainCauses::before(ObjectRef object)
{
    Latest latest(*this, startOf(object));
    switch (object.kind) {
    case ObjectKind::InferenceCall:
        beforeCall(object.inferenceCall(), latest);
        break;
    case ObjectKind::ToolCall:
        beforeTool(object.toolCall(), latest);
        break;
    case ObjectKind::CodeCell:
        if (const InferenceIndex call = relations_.askedBy(object.codeCell()))
            latest.offer(call, endOf(call), ChainReason::AskedFor);
        else
            lastCallOf(threadOf(trace_, object), latest.until(), ChainReason::AskedFor, latest);
        break;
    case ObjectKind::Compaction:
        for (const CompactionRequestIndex request : trace_.compactions[object.compaction()].requests)
            latest.offer(request, endOf(request), ChainReason::AfterCall);
        beforeCompaction(object.compaction(), threadOf(trace_, object), latest);
        break;
    case ObjectKind::CompactionRequest: {
        const std::string& compaction = trace_.compactionRequests[object.compactionRequest()].compactionId;
        beforeCompaction(trace_.compactions.find(compaction), threadOf(trace_, object), latest);
        break;
    }
    default:
        break;
    }
    if (latest.cause() && latest.cause()->object.kind != ObjectKind::CodeCell)
        given_.insert(latest.cause()->object);
    return latest.cause();
}

} // namespace rolloutscope
