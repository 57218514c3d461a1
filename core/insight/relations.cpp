#include "core/insight/relations.h"

#include <algorithm>
#include <unordered_set>

namespace rolloutscope {

namespace {

template <typename T>
Index<T> indexAt(std::size_t position)
{
    return Index<T>{static_cast<std::uint32_t>(position)};
}

/// Lists are filled in order of creation and then put in order of start.
template <typename T, typename StartOf>
void sortByStart(IndexList<T>& list, StartOf startOf)
{
    const auto earlier = [&](Index<T> a, Index<T> b) { return startOf(a) < startOf(b); };
    if (!std::is_sorted(list.begin(), list.end(), earlier))
        std::stable_sort(list.begin(), list.end(), earlier);
}

UnixMs startOf(const Compaction& compaction)
{
    return compaction.installedAt;
}
template <typename T>
UnixMs startOf(const T& object)
{
    return object.execution.startedAt;
}

} // namespace

// ---- The tree of spawns --------------------------------------------------------------------------------------------

namespace {

std::vector<ThreadIndex> parentsIn(const RolloutTrace& trace)
{
    std::vector<ThreadIndex> parents(trace.threads.size());
    for (std::size_t i = 0; i < parents.size(); ++i) {
        if (const auto& spawn = trace.threads[indexAt<AgentThread>(i)].spawn)
            parents[i] = trace.threads.find(spawn->parentThreadId);
    }
    // A recording can claim that threads spawned each other in a ring: whoever closes the ring becomes a root.
    enum class Mark : std::uint8_t { New, Open, Done };
    std::vector<Mark> marks(parents.size(), Mark::New);
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
    return parents;
}

} // namespace

// ---- Growing -------------------------------------------------------------------------------------------------------

/// Brings relations from one copy of a trace to a later one.
class Relations::Growth {
public:
    Growth(Relations& relations, const RolloutTrace& before, const RolloutTrace& trace)
        : r_(relations), before_(before), trace_(trace)
    {
    }

    /// False if something changed that growing does not cover (an event came twice): build anew.
    [[nodiscard]] bool run()
    {
        r_.threads_.resize(trace_.threads.size());
        r_.turns_.resize(trace_.turns.size());
        r_.givenBy_.resize(trace_.items.size());
        r_.toolAskedBy_.resize(trace_.toolCalls.size());
        r_.toolCallerCell_.resize(trace_.toolCalls.size());
        r_.cellAskedBy_.resize(trace_.codeCells.size());
        if (before_.eventCount == 0)
            r_.first_ = r_.last_ = trace_.startedAt;
        r_.last_ = std::max({r_.last_, trace_.lastEventAt, trace_.endedAt.value_or(r_.last_)});

        growThreads();
        growList(trace_.turns, before_.turns, &OfThread::turns, nullptr);
        growCalls();
        growList(trace_.codeCells, before_.codeCells, &OfThread::codeCells, &OfTurn::codeCells);
        growList(trace_.toolCalls, before_.toolCalls, &OfThread::toolCalls, &OfTurn::toolCalls);
        growAskers();
        growOperations();
        growList(trace_.compactions, before_.compactions, &OfThread::compactions, &OfTurn::compactions);
        growList(trace_.compactionRequests, before_.compactionRequests, &OfThread::compactionRequests, nullptr);
        growEdges();
        if (!covered_)
            return false;
        sortLists();
        r_.last_ = std::max(r_.last_, r_.first_);
        r_.discarded_ = trace_.discardedItems;
        std::sort(r_.discarded_.begin(), r_.discarded_.end());
        return true;
    }

private:
    template <typename T>
    [[nodiscard]] static bool isNew(Index<T> index, const Table<T>& before)
    {
        return index.value >= before.size();
    }

    template <typename T>
    void widen(const T& object)
    {
        r_.first_ = std::min(r_.first_, object.execution.startedAt);
        r_.last_ = std::max({r_.last_, object.execution.startedAt, object.execution.endedAt.value_or(r_.last_)});
    }
    void widen(const Compaction&) {}
    void widen(const CompactionRequest&) {}

    void growThreads()
    {
        bool treeChanged = before_.rootThreadId != trace_.rootThreadId;
        trace_.threads.forEachChanged(before_.threads, [&](ThreadIndex index) {
            const AgentThread& thread = trace_.threads[index];
            widen(thread);
            if (isNew(index, before_.threads)) {
                treeChanged = true;
                return;
            }
            const AgentThread& earlier = before_.threads[index];
            treeChanged = treeChanged || earlier.inferred != thread.inferred || startOf(earlier) != startOf(thread);
        });
        if (treeChanged)
            buildTree();
    }

    void buildTree()
    {
        const std::vector<ThreadIndex> parents = parentsIn(trace_);
        auto& places = r_.places_;
        places.assign(parents.size(), {});
        r_.roots_.clear();
        for (std::size_t i = 0; i < parents.size(); ++i) {
            const auto index = indexAt<AgentThread>(i);
            places[i].parent = parents[i];
            if (parents[i])
                places[parents[i].value].children.push_back(index);
            else
                r_.roots_.push_back(index);
        }
        const auto start = [&](ThreadIndex thread) { return startOf(trace_.threads[thread]); };
        sortByStart(r_.roots_, start);
        const ThreadIndex rolloutRoot = trace_.threads.find(trace_.rootThreadId);
        if (const auto found = std::find(r_.roots_.begin(), r_.roots_.end(), rolloutRoot); found != r_.roots_.end())
            std::rotate(r_.roots_.begin(), found, found + 1);
        for (Place& place : places)
            sortByStart(place.children, start);

        r_.spawnOrder_.clear();
        r_.spawnOrder_.reserve(places.size());
        IndexList<AgentThread> pending(r_.roots_.rbegin(), r_.roots_.rend());
        while (!pending.empty()) {
            const ThreadIndex thread = pending.back();
            pending.pop_back();
            r_.spawnOrder_.push_back(thread);
            const auto& children = places[thread.value].children;
            for (auto child = children.rbegin(); child != children.rend(); ++child) {
                places[child->value].depth = places[thread.value].depth + 1;
                pending.push_back(*child);
            }
        }
    }

    OfThread& of(ThreadIndex thread)
    {
        touchedThreads_.insert(thread.value);
        return r_.threads_[thread.value];
    }
    OfTurn& of(TurnIndex turn)
    {
        touchedTurns_.insert(turn.value);
        return r_.turns_[turn.value];
    }

    static TurnIndex turnOf(const ToolCall& tool) { return tool.startedByTurn; }
    template <typename T>
    static TurnIndex turnOf(const T& object)
    {
        return object.turn;
    }

    template <typename T, typename OfTurnMember>
    void growList(const Table<T>& table, const Table<T>& before, IndexList<T> OfThread::*inThread, OfTurnMember inTurn)
    {
        table.forEachChanged(before, [&](Index<T> index) {
            const T& object = table[index];
            widen(object);
            if (!isNew(index, before)) {
                covered_ = covered_ && startOf(before[index]) == startOf(object);
                return;
            }
            if (trace_.threads.contains(object.thread))
                (of(object.thread).*inThread).push_back(index);
            if constexpr (!std::is_null_pointer_v<OfTurnMember>) {
                if (trace_.turns.contains(turnOf(object)))
                    (of(turnOf(object)).*inTurn).push_back(index);
            }
        });
    }

    void growCalls()
    {
        growList(trace_.inferenceCalls, before_.inferenceCalls, &OfThread::inferenceCalls, &OfTurn::inferenceCalls);
        const auto first = [](InferenceIndex& known, InferenceIndex call) {
            if (!known || call < known)
                known = call;
        };
        trace_.inferenceCalls.forEachChanged(before_.inferenceCalls, [&](InferenceIndex index) {
            const InferenceCall& call = trace_.inferenceCalls[index];
            if (!isNew(index, before_.inferenceCalls)) {
                const InferenceCall& earlier = before_.inferenceCalls[index];
                if (earlier.responseItems == call.responseItems &&
                    earlier.toolCallsStartedByResponse == call.toolCallsStartedByResponse)
                    return;
                covered_ = covered_ && (earlier.responseItems.empty() || earlier.responseItems == call.responseItems);
            }
            for (const ItemIndex item : call.responseItems)
                first(r_.givenBy_[item.value], index);
            for (const ToolIndex tool : call.toolCallsStartedByResponse)
                first(r_.toolAskedBy_[tool.value], index);
        });
    }

    [[nodiscard]] InferenceIndex giverOf(ItemIndex item) const
    {
        return trace_.items.contains(item) ? r_.givenBy_[item.value] : InferenceIndex{};
    }

    /// Who asked for tools and cells, after what the calls gave is known.
    void growAskers()
    {
        trace_.toolCalls.forEachChanged(before_.toolCalls, [&](ToolIndex index) {
            const ToolCall& tool = trace_.toolCalls[index];
            if (const auto* requester = std::get_if<CellRequester>(&tool.requester);
                requester != nullptr && !r_.toolCallerCell_[index.value])
                r_.toolCallerCell_[index.value] = trace_.codeCells.find(requester->codeCellId);
            for (const ItemIndex item : tool.callItems) {
                if (!r_.toolAskedBy_[index.value])
                    r_.toolAskedBy_[index.value] = giverOf(item);
            }
        });
        trace_.codeCells.forEachChanged(before_.codeCells, [&](CellIndex index) {
            const CodeCell& cell = trace_.codeCells[index];
            r_.cellAskedBy_[index.value] = giverOf(cell.sourceItem);
            for (const ToolIndex tool : cell.nestedToolCalls)
                r_.toolCallerCell_[tool.value] = index;
        });
    }

    void growOperations()
    {
        trace_.terminalOperations.forEachChanged(before_.terminalOperations, [&](OperationIndex index) {
            const TerminalOperation& operation = trace_.terminalOperations[index];
            if (!isNew(index, before_.terminalOperations)) {
                covered_ = covered_ && startOf(before_.terminalOperations[index]) == startOf(operation);
                return;
            }
            if (const ThreadIndex thread = threadOf(trace_, ObjectRef(index)); trace_.threads.contains(thread))
                of(thread).operations.push_back(index);
        });
    }

    void growEdges()
    {
        std::vector<EdgesAt::Entry> from;
        std::vector<EdgesAt::Entry> to;
        const auto add = [&](auto& entries, const EdgeAnchor& anchor, UnixMs start, EdgeIndex edge) {
            const ObjectRef object = objectOf(anchor);
            if (!exists(trace_, object))
                return;
            entries.push_back({object, start, edge});
            if (const ThreadIndex thread = threadOf(trace_, anchor); thread && object != ObjectRef(thread))
                entries.push_back({ObjectRef(thread), start, edge});
        };
        trace_.edges.forEachChanged(before_.edges, [&](EdgeIndex index) {
            const InteractionEdge& edge = trace_.edges[index];
            if (!isNew(index, before_.edges)) {
                const InteractionEdge& earlier = before_.edges[index];
                covered_ = covered_ && earlier.id == edge.id && earlier.startedAt == edge.startedAt &&
                           earlier.target == edge.target;
                return;
            }
            add(from, edge.source, edge.startedAt, index);
            add(to, edge.target, edge.startedAt, index);
        });
        covered_ = covered_ && trace_.edges.size() >= before_.edges.size();
        r_.from_.add(std::move(from));
        r_.to_.add(std::move(to));
    }

    template <typename T>
    void sort(IndexList<T>& list, const Table<T>& table) const
    {
        sortByStart(list, [&](Index<T> index) { return startOf(table[index]); });
    }

    void sortLists()
    {
        for (const std::uint32_t at : touchedThreads_) {
            OfThread& thread = r_.threads_[at];
            sort(thread.turns, trace_.turns);
            sort(thread.inferenceCalls, trace_.inferenceCalls);
            sort(thread.toolCalls, trace_.toolCalls);
            sort(thread.codeCells, trace_.codeCells);
            sort(thread.operations, trace_.terminalOperations);
            sort(thread.compactionRequests, trace_.compactionRequests);
            sort(thread.compactions, trace_.compactions);
        }
        for (const std::uint32_t at : touchedTurns_) {
            OfTurn& turn = r_.turns_[at];
            sort(turn.inferenceCalls, trace_.inferenceCalls);
            sort(turn.toolCalls, trace_.toolCalls);
            sort(turn.codeCells, trace_.codeCells);
            sort(turn.compactions, trace_.compactions);
        }
    }

    Relations& r_;
    const RolloutTrace& before_;
    const RolloutTrace& trace_;
    std::unordered_set<std::uint32_t> touchedThreads_;
    std::unordered_set<std::uint32_t> touchedTurns_;
    bool covered_ = true;
};

Relations::Relations(const RolloutTrace& trace) : Relations(Relations(), RolloutTrace(), trace) {}

Relations::Relations(const Relations& earlier, const RolloutTrace& before, const RolloutTrace& trace)
    : threads_(earlier.threads_.share()),
      turns_(earlier.turns_.share()),
      places_(earlier.places_),
      roots_(earlier.roots_),
      spawnOrder_(earlier.spawnOrder_),
      givenBy_(earlier.givenBy_),
      toolAskedBy_(earlier.toolAskedBy_),
      toolCallerCell_(earlier.toolCallerCell_),
      cellAskedBy_(earlier.cellAskedBy_),
      from_(earlier.from_),
      to_(earlier.to_),
      first_(earlier.first_),
      last_(earlier.last_)
{
    if (!Growth(*this, before, trace).run())
        *this = Relations(trace);
}

// ---- Asking --------------------------------------------------------------------------------------------------------

void Relations::EdgesAt::add(std::vector<Entry>&& entries)
{
    if (entries.empty())
        return;
    std::sort(entries.begin(), entries.end());
    const auto middle = static_cast<std::ptrdiff_t>(entries_.size());
    entries_.insert(entries_.end(), entries.begin(), entries.end());
    std::inplace_merge(entries_.begin(), entries_.begin() + middle, entries_.end());
    edges_.resize(entries_.size());
    std::transform(entries_.begin(), entries_.end(), edges_.begin(), [](const Entry& entry) { return entry.edge; });
}

std::span<const EdgeIndex> Relations::EdgesAt::at(ObjectRef object) const
{
    const auto [begin, end] = std::equal_range(entries_.begin(), entries_.end(), Entry{object, 0, {}},
                                               [](const Entry& a, const Entry& b) { return a.object < b.object; });
    return std::span(edges_).subspan(static_cast<std::size_t>(begin - entries_.begin()),
                                     static_cast<std::size_t>(end - begin));
}

bool Relations::isDiscarded(ItemIndex item) const
{
    return std::binary_search(discarded_.begin(), discarded_.end(), item);
}

const IndexList<AgentThread>& Relations::childThreads(ThreadIndex thread) const
{
    return places_[thread.value].children;
}
ThreadIndex Relations::parentThread(ThreadIndex thread) const
{
    return places_[thread.value].parent;
}
int Relations::depth(ThreadIndex thread) const
{
    return places_[thread.value].depth;
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

} // namespace rolloutscope
