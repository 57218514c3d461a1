#include "views/outline/outline_tree.h"

#include "core/insight/describe.h"

#include <algorithm>

namespace rolloutscope {
namespace {

/// Start and sequence number: what happened in the same millisecond keeps its recorded order.
std::pair<UnixMs, std::uint64_t> startOf(const RolloutTrace& trace, ObjectRef object)
{
    const auto window = windowOf(trace, object);
    return window ? std::pair(window->startedAt, window->startedSeq) : std::pair<UnixMs, std::uint64_t>(0, 0);
}

void sortByStart(const RolloutTrace& trace, std::vector<ObjectRef>& objects)
{
    std::vector<std::pair<std::pair<UnixMs, std::uint64_t>, ObjectRef>> keyed;
    keyed.reserve(objects.size());
    for (const ObjectRef object : objects)
        keyed.emplace_back(startOf(trace, object), object);
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < keyed.size(); ++i)
        objects[i] = keyed[i].second;
}

template <typename T>
Index<T> indexAt(std::size_t position)
{
    return Index<T>{static_cast<std::uint32_t>(position)};
}

} // namespace

OutlineTree::OutlineTree(const RolloutTrace& trace, const Relations& relations) : trace_(trace), relations_(relations)
{
    const auto countFailure = [&](ObjectRef object, ThreadIndex thread, TurnIndex turn) {
        if (outcomeOf(trace, object) != Outcome::Failed)
            return;
        if (thread)
            ++failures_[ObjectRef(thread)];
        if (turn)
            ++failures_[ObjectRef(turn)];
    };
    const auto addLoose = [&](ObjectRef object) {
        const ObjectRef owner = parent(object);
        if (owner.kind == ObjectKind::Thread)
            loose_[owner].push_back(object);
    };

    for (std::size_t i = 0; i < trace.inferenceCalls.size(); ++i) {
        const auto index = indexAt<InferenceCall>(i);
        const InferenceCall& call = trace.inferenceCalls[index];
        countFailure(index, call.thread, call.turn);
        addLoose(index);
    }
    for (std::size_t i = 0; i < trace.toolCalls.size(); ++i) {
        const auto index = indexAt<ToolCall>(i);
        const ToolCall& call = trace.toolCalls[index];
        countFailure(index, call.thread, call.startedByTurn);
        if (const CellIndex cell = relations.callerCell(index))
            toolsOfCell_[cell].push_back(index);
        else
            addLoose(index);
    }
    for (std::size_t i = 0; i < trace.codeCells.size(); ++i) {
        const auto index = indexAt<CodeCell>(i);
        countFailure(index, trace.codeCells[index].thread, trace.codeCells[index].turn);
        addLoose(index);
    }
    for (std::size_t i = 0; i < trace.compactions.size(); ++i)
        addLoose(indexAt<Compaction>(i));
    for (std::size_t i = 0; i < trace.compactionRequests.size(); ++i) {
        const auto index = indexAt<CompactionRequest>(i);
        const ObjectRef owner = parent(index);
        if (owner.valid())
            loose_[owner].push_back(index);
    }
}

ObjectRef OutlineTree::ownerOf(TurnIndex turn, ThreadIndex thread) const
{
    if (trace_.turns.contains(turn) && trace_.threads.contains(trace_.turns[turn].thread))
        return turn;
    if (trace_.threads.contains(thread))
        return thread;
    return {};
}

ObjectRef OutlineTree::parent(ObjectRef object) const
{
    if (!exists(trace_, object))
        return {};
    switch (object.kind) {
    case ObjectKind::Thread:
        if (const ThreadIndex spawner = relations_.parentThread(object.thread()))
            return spawner;
        return {};
    case ObjectKind::Turn:
        return ownerOf({}, trace_.turns[object.turn()].thread);
    case ObjectKind::InferenceCall: {
        const InferenceCall& call = trace_.inferenceCalls[object.inferenceCall()];
        return ownerOf(call.turn, call.thread);
    }
    case ObjectKind::ToolCall: {
        if (const CellIndex cell = relations_.callerCell(object.toolCall()))
            return cell;
        const ToolCall& call = trace_.toolCalls[object.toolCall()];
        return ownerOf(call.startedByTurn, call.thread);
    }
    case ObjectKind::CodeCell: {
        const CodeCell& cell = trace_.codeCells[object.codeCell()];
        return ownerOf(cell.turn, cell.thread);
    }
    case ObjectKind::Compaction: {
        const Compaction& compaction = trace_.compactions[object.compaction()];
        return ownerOf(compaction.turn, compaction.thread);
    }
    case ObjectKind::CompactionRequest: {
        const CompactionRequest& request = trace_.compactionRequests[object.compactionRequest()];
        if (const CompactionIndex compaction = trace_.compactions.find(request.compactionId))
            return compaction;
        return ownerOf(request.turn, request.thread);
    }
    default:
        return {};
    }
}

std::vector<ObjectRef> OutlineTree::roots() const
{
    const auto& threads = relations_.rootThreads();
    return {threads.begin(), threads.end()};
}

std::vector<ObjectRef> OutlineTree::children(ObjectRef object) const
{
    std::vector<ObjectRef> result;
    const auto addAll = [&](const auto& list) { result.insert(result.end(), list.begin(), list.end()); };
    const auto addOwn = [&](const auto& list) {
        for (const auto index : list) {
            if (parent(index) == object)
                result.emplace_back(index);
        }
    };
    switch (object.kind) {
    case ObjectKind::Thread:
        addAll(relations_.turns(object.thread()));
        break;
    case ObjectKind::Turn:
        addOwn(relations_.inferenceCalls(object.turn()));
        addOwn(relations_.toolCalls(object.turn()));
        addOwn(relations_.codeCells(object.turn()));
        addOwn(relations_.compactions(object.turn()));
        break;
    case ObjectKind::CodeCell:
        if (const auto found = toolsOfCell_.find(object.codeCell()); found != toolsOfCell_.end())
            addAll(found->second);
        break;
    default:
        break;
    }
    if (const auto found = loose_.find(object); found != loose_.end())
        addAll(found->second);
    sortByStart(trace_, result);
    if (object.kind == ObjectKind::Thread)
        addAll(relations_.childThreads(object.thread()));
    return result;
}

bool OutlineTree::hasChildren(ObjectRef object) const
{
    if (loose_.contains(object))
        return true;
    switch (object.kind) {
    case ObjectKind::Thread:
        return !relations_.turns(object.thread()).empty() || !relations_.childThreads(object.thread()).empty();
    case ObjectKind::Turn: {
        const TurnIndex turn = object.turn();
        if (!relations_.inferenceCalls(turn).empty() || !relations_.codeCells(turn).empty() ||
            !relations_.compactions(turn).empty())
            return true;
        const auto& tools = relations_.toolCalls(turn);
        return std::any_of(tools.begin(), tools.end(), [&](ToolIndex tool) { return parent(tool) == object; });
    }
    case ObjectKind::CodeCell:
        return toolsOfCell_.contains(object.codeCell());
    default:
        return false;
    }
}

ObjectRef OutlineTree::nearest(ObjectRef object) const
{
    if (!exists(trace_, object))
        return {};
    switch (object.kind) {
    case ObjectKind::TerminalOperation:
        if (const ToolIndex tool = trace_.terminalOperations[object.operation()].tool; trace_.toolCalls.contains(tool))
            return tool;
        break;
    case ObjectKind::TerminalSession: {
        const OperationIndex created = trace_.terminalSessions[object.session()].createdBy;
        if (trace_.terminalOperations.contains(created))
            return nearest(created);
        break;
    }
    case ObjectKind::ConversationItem:
        for (const Producer& producer : trace_.items[object.item()].producedBy) {
            const auto by = std::visit([](auto index) { return ObjectRef(index); }, producer);
            if (exists(trace_, by))
                return by;
        }
        break;
    case ObjectKind::InteractionEdge: {
        const ObjectRef source = objectOf(trace_.edges[object.edge()].source);
        if (source.kind != ObjectKind::InteractionEdge)
            return nearest(source);
        break;
    }
    case ObjectKind::RawPayload:
    case ObjectKind::None:
        return {};
    default:
        return object;
    }
    if (const ThreadIndex thread = threadOf(trace_, object))
        return thread;
    return {};
}

std::uint32_t OutlineTree::failuresInside(ObjectRef object) const
{
    const auto found = failures_.find(object);
    return found == failures_.end() ? 0 : found->second;
}

void OutlineTree::addUsage(std::optional<TokenUsage>& sum, const TokenUsage& usage) const
{
    if (!sum)
        sum.emplace();
    sum->input += usage.input;
    sum->cachedInput += usage.cachedInput;
    sum->cacheWriteInput += usage.cacheWriteInput;
    sum->output += usage.output;
    sum->reasoningOutput += usage.reasoningOutput;
}

std::optional<TokenUsage> OutlineTree::tokens(ObjectRef object) const
{
    std::optional<TokenUsage> sum;
    const auto addCalls = [&](const IndexList<InferenceCall>& calls) {
        for (const InferenceIndex call : calls) {
            if (const auto& usage = trace_.inferenceCalls[call].usage)
                addUsage(sum, *usage);
        }
    };
    if (object.kind == ObjectKind::InferenceCall)
        sum = trace_.inferenceCalls[object.inferenceCall()].usage;
    else if (object.kind == ObjectKind::Thread)
        addCalls(relations_.inferenceCalls(object.thread()));
    else if (object.kind == ObjectKind::Turn)
        addCalls(relations_.inferenceCalls(object.turn()));
    return sum;
}

} // namespace rolloutscope
