#include "core/insight/relations.h"

#include <algorithm>
#include <limits>

namespace rolloutscope {

namespace {

template <typename List>
const List& emptyList()
{
    static const List none;
    return none;
}

template <typename T>
Index<T> indexAt(std::size_t position)
{
    return Index<T>{static_cast<std::uint32_t>(position)};
}

/// Fills lists in order of creation and then puts them in order of start.
template <typename T, typename StartOf>
void sortByStart(IndexList<T>& list, StartOf startOf)
{
    std::stable_sort(list.begin(), list.end(), [&](Index<T> a, Index<T> b) { return startOf(a) < startOf(b); });
}

} // namespace

Relations::Relations(const RolloutTrace& trace)
{
    threads_.resize(trace.threads.size());
    turns_.resize(trace.turns.size());
    toolAskedBy_.resize(trace.toolCalls.size());
    toolCallerCell_.resize(trace.toolCalls.size());
    cellAskedBy_.resize(trace.codeCells.size());
    buildThreadTree(trace);
    collectWork(trace);
    collectEdges(trace);
    findEnds(trace);
    findDiscarded(trace);
}

void Relations::buildThreadTree(const RolloutTrace& trace)
{
    std::vector<ThreadIndex> parents(trace.threads.size());
    for (std::size_t i = 0; i < trace.threads.size(); ++i) {
        const auto index = indexAt<AgentThread>(i);
        if (const auto& spawn = trace.threads[index].spawn)
            parents[i] = trace.threads.find(spawn->parentThreadId);
    }
    // A recording can claim that threads spawned each other in a ring: whoever closes the ring becomes a root.
    enum class Mark : std::uint8_t { New, Open, Done };
    std::vector<Mark> marks(trace.threads.size(), Mark::New);
    for (std::size_t i = 0; i < parents.size(); ++i) {
        std::vector<std::uint32_t> path;
        auto at = static_cast<std::uint32_t>(i);
        while (marks[at] == Mark::New) {
            marks[at] = Mark::Open;
            path.push_back(at);
            if (!parents[at])
                break;
            const std::uint32_t next = parents[at].value;
            if (marks[next] == Mark::Open) {
                parents[at] = {};
                break;
            }
            at = next;
        }
        for (const std::uint32_t done : path)
            marks[done] = Mark::Done;
    }

    const ThreadIndex rolloutRoot = trace.threads.find(trace.rootThreadId);
    for (std::size_t i = 0; i < parents.size(); ++i) {
        const auto index = indexAt<AgentThread>(i);
        threads_[i].parent = parents[i];
        if (parents[i])
            threads_[parents[i].value].children.push_back(index);
        else
            roots_.push_back(index);
    }
    const auto startOf = [&](ThreadIndex thread) { return trace.threads[thread].execution.startedAt; };
    sortByStart(roots_, startOf);
    if (const auto found = std::find(roots_.begin(), roots_.end(), rolloutRoot); found != roots_.end())
        std::rotate(roots_.begin(), found, found + 1);
    for (OfThread& thread : threads_)
        sortByStart(thread.children, startOf);

    spawnOrder_.reserve(trace.threads.size());
    IndexList<AgentThread> pending(roots_.rbegin(), roots_.rend());
    while (!pending.empty()) {
        const ThreadIndex thread = pending.back();
        pending.pop_back();
        spawnOrder_.push_back(thread);
        const auto& children = threads_[thread.value].children;
        for (auto child = children.rbegin(); child != children.rend(); ++child) {
            threads_[child->value].depth = threads_[thread.value].depth + 1;
            pending.push_back(*child);
        }
    }
}

void Relations::collectWork(const RolloutTrace& trace)
{
    const auto addToThread = [&](ThreadIndex thread, auto member, auto index) {
        if (trace.threads.contains(thread))
            (threads_[thread.value].*member).push_back(index);
    };
    const auto addToTurn = [&](TurnIndex turn, auto member, auto index) {
        if (trace.turns.contains(turn))
            (turns_[turn.value].*member).push_back(index);
    };

    for (std::size_t i = 0; i < trace.turns.size(); ++i) {
        const auto turn = indexAt<CodexTurn>(i);
        addToThread(trace.turns[turn].thread, &OfThread::turns, turn);
    }
    std::unordered_map<ItemIndex, InferenceIndex> givenBy;
    for (std::size_t i = 0; i < trace.inferenceCalls.size(); ++i) {
        const auto call = indexAt<InferenceCall>(i);
        const InferenceCall& inference = trace.inferenceCalls[call];
        addToThread(inference.thread, &OfThread::inferenceCalls, call);
        addToTurn(inference.turn, &OfTurn::inferenceCalls, call);
        for (const ItemIndex item : inference.responseItems)
            givenBy.emplace(item, call);
        for (const ToolIndex tool : inference.toolCallsStartedByResponse) {
            if (!toolAskedBy_[tool.value])
                toolAskedBy_[tool.value] = call;
        }
    }
    for (std::size_t i = 0; i < trace.toolCalls.size(); ++i) {
        const auto tool = indexAt<ToolCall>(i);
        const ToolCall& call = trace.toolCalls[tool];
        addToThread(call.thread, &OfThread::toolCalls, tool);
        addToTurn(call.startedByTurn, &OfTurn::toolCalls, tool);
        if (const auto* requester = std::get_if<CellRequester>(&call.requester))
            toolCallerCell_[i] = trace.codeCells.find(requester->codeCellId);
        for (const ItemIndex item : call.callItems) {
            const auto found = givenBy.find(item);
            if (!toolAskedBy_[i] && found != givenBy.end())
                toolAskedBy_[i] = found->second;
        }
    }
    for (std::size_t i = 0; i < trace.codeCells.size(); ++i) {
        const auto cell = indexAt<CodeCell>(i);
        addToThread(trace.codeCells[cell].thread, &OfThread::codeCells, cell);
        addToTurn(trace.codeCells[cell].turn, &OfTurn::codeCells, cell);
        if (const auto found = givenBy.find(trace.codeCells[cell].sourceItem); found != givenBy.end())
            cellAskedBy_[i] = found->second;
    }
    for (std::size_t i = 0; i < trace.terminalOperations.size(); ++i) {
        const auto operation = indexAt<TerminalOperation>(i);
        addToThread(threadOf(trace, ObjectRef(operation)), &OfThread::operations, operation);
    }
    for (std::size_t i = 0; i < trace.compactions.size(); ++i) {
        const auto compaction = indexAt<Compaction>(i);
        addToThread(trace.compactions[compaction].thread, &OfThread::compactions, compaction);
        addToTurn(trace.compactions[compaction].turn, &OfTurn::compactions, compaction);
    }
    for (std::size_t i = 0; i < trace.compactionRequests.size(); ++i) {
        const auto request = indexAt<CompactionRequest>(i);
        addToThread(trace.compactionRequests[request].thread, &OfThread::compactionRequests, request);
    }

    const auto start = [](const auto& table) {
        return [&table](auto index) { return table[index].execution.startedAt; };
    };
    const auto installed = [&](CompactionIndex index) { return trace.compactions[index].installedAt; };
    for (OfThread& thread : threads_) {
        sortByStart(thread.turns, start(trace.turns));
        sortByStart(thread.inferenceCalls, start(trace.inferenceCalls));
        sortByStart(thread.toolCalls, start(trace.toolCalls));
        sortByStart(thread.codeCells, start(trace.codeCells));
        sortByStart(thread.operations, start(trace.terminalOperations));
        sortByStart(thread.compactionRequests, start(trace.compactionRequests));
        sortByStart(thread.compactions, installed);
    }
    for (OfTurn& turn : turns_) {
        sortByStart(turn.inferenceCalls, start(trace.inferenceCalls));
        sortByStart(turn.toolCalls, start(trace.toolCalls));
        sortByStart(turn.codeCells, start(trace.codeCells));
        sortByStart(turn.compactions, installed);
    }
}

void Relations::collectEdges(const RolloutTrace& trace)
{
    const auto add = [&](auto& map, const EdgeAnchor& anchor, EdgeIndex edge) {
        const ObjectRef object = objectOf(anchor);
        if (!exists(trace, object))
            return;
        map[object].push_back(edge);
        if (const ThreadIndex thread = threadOf(trace, anchor); thread && object != ObjectRef(thread))
            map[ObjectRef(thread)].push_back(edge);
    };
    for (std::size_t i = 0; i < trace.edges.size(); ++i) {
        const auto edge = indexAt<InteractionEdge>(i);
        add(edgesFrom_, trace.edges[edge].source, edge);
        add(edgesTo_, trace.edges[edge].target, edge);
    }
    const auto startOf = [&](EdgeIndex edge) { return trace.edges[edge].startedAt; };
    for (auto* map : {&edgesFrom_, &edgesTo_}) {
        for (auto& [object, list] : *map)
            sortByStart(list, startOf);
    }
}

void Relations::findEnds(const RolloutTrace& trace)
{
    first_ = trace.startedAt;
    last_ = trace.lastEventAt;
    if (trace.endedAt)
        last_ = std::max(last_, *trace.endedAt);
    const auto widen = [&](const auto& table) {
        for (const auto& object : table) {
            first_ = std::min(first_, object.execution.startedAt);
            last_ = std::max({last_, object.execution.startedAt, object.execution.endedAt.value_or(last_)});
        }
    };
    widen(trace.threads);
    widen(trace.turns);
    widen(trace.inferenceCalls);
    widen(trace.toolCalls);
    last_ = std::max(last_, first_);
}

void Relations::findDiscarded(const RolloutTrace& trace)
{
    if (trace.schemaVersion < 2)
        return;
    discarded_.resize(trace.items.size());
    for (const InferenceCall& call : trace.inferenceCalls) {
        for (const ItemIndex item : call.responseItems)
            discarded_[item.value] = true;
    }
    for (const AgentThread& thread : trace.threads) {
        for (const ItemIndex item : thread.items)
            discarded_[item.value] = false;
    }
}

bool Relations::isDiscarded(ItemIndex item) const
{
    return item.value < discarded_.size() && discarded_[item.value];
}

const IndexList<AgentThread>& Relations::childThreads(ThreadIndex thread) const
{
    return threads_[thread.value].children;
}
ThreadIndex Relations::parentThread(ThreadIndex thread) const
{
    return threads_[thread.value].parent;
}
int Relations::depth(ThreadIndex thread) const
{
    return threads_[thread.value].depth;
}

const IndexList<CodexTurn>& Relations::turns(ThreadIndex thread) const
{
    return threads_[thread.value].turns;
}
const IndexList<InferenceCall>& Relations::inferenceCalls(ThreadIndex thread) const
{
    return threads_[thread.value].inferenceCalls;
}
const IndexList<ToolCall>& Relations::toolCalls(ThreadIndex thread) const
{
    return threads_[thread.value].toolCalls;
}
const IndexList<CodeCell>& Relations::codeCells(ThreadIndex thread) const
{
    return threads_[thread.value].codeCells;
}
const IndexList<TerminalOperation>& Relations::terminalOperations(ThreadIndex thread) const
{
    return threads_[thread.value].operations;
}
const IndexList<Compaction>& Relations::compactions(ThreadIndex thread) const
{
    return threads_[thread.value].compactions;
}
const IndexList<CompactionRequest>& Relations::compactionRequests(ThreadIndex thread) const
{
    return threads_[thread.value].compactionRequests;
}

const IndexList<InferenceCall>& Relations::inferenceCalls(TurnIndex turn) const
{
    return turns_[turn.value].inferenceCalls;
}
const IndexList<ToolCall>& Relations::toolCalls(TurnIndex turn) const
{
    return turns_[turn.value].toolCalls;
}
const IndexList<CodeCell>& Relations::codeCells(TurnIndex turn) const
{
    return turns_[turn.value].codeCells;
}
const IndexList<Compaction>& Relations::compactions(TurnIndex turn) const
{
    return turns_[turn.value].compactions;
}

InferenceIndex Relations::askedBy(ToolIndex tool) const
{
    return toolAskedBy_[tool.value];
}
CellIndex Relations::callerCell(ToolIndex tool) const
{
    return toolCallerCell_[tool.value];
}
InferenceIndex Relations::askedBy(CellIndex cell) const
{
    return cellAskedBy_[cell.value];
}

const IndexList<InteractionEdge>& Relations::edgesFrom(ObjectRef object) const
{
    const auto found = edgesFrom_.find(object);
    return found == edgesFrom_.end() ? emptyList<IndexList<InteractionEdge>>() : found->second;
}
const IndexList<InteractionEdge>& Relations::edgesTo(ObjectRef object) const
{
    const auto found = edgesTo_.find(object);
    return found == edgesTo_.end() ? emptyList<IndexList<InteractionEdge>>() : found->second;
}

} // namespace rolloutscope
