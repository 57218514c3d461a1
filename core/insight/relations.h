// The reverse links of a trace: what belongs to a thread, a turn, a tool; which edges touch an object.
// Built in linear time, or from those of an earlier copy of a growing trace at the cost of what changed; immutable
// afterwards.
#pragma once

#include "core/trace/object_ref.h"

#include <compare>
#include <cstddef>
#include <span>
#include <vector>

namespace rolloutscope {

class Relations {
public:
    explicit Relations(const RolloutTrace& trace);
    /// Those of `trace`, which grew out of `before`; `earlier` are those of `before`. What is the same stays shared.
    Relations(const Relations& earlier, const RolloutTrace& before, const RolloutTrace& trace);

    /// Threads without a parent in the trace, by start; the rollout's root first.
    [[nodiscard]] const IndexList<AgentThread>& rootThreads() const { return roots_; }
    [[nodiscard]] const IndexList<AgentThread>& childThreads(ThreadIndex thread) const;
    /// Parent in the tree of spawns; absent for roots and where the recording makes a loop.
    [[nodiscard]] ThreadIndex parentThread(ThreadIndex thread) const;
    /// All threads, parents before children, siblings by start: the order of tracks.
    [[nodiscard]] const IndexList<AgentThread>& threadsInSpawnOrder() const { return spawnOrder_; }
    /// Depth in the tree of spawns, 0 for roots.
    [[nodiscard]] int depth(ThreadIndex thread) const;

    // By start, then by creation.
    [[nodiscard]] const IndexList<CodexTurn>& turns(ThreadIndex thread) const;
    [[nodiscard]] const IndexList<InferenceCall>& inferenceCalls(ThreadIndex thread) const;
    [[nodiscard]] const IndexList<ToolCall>& toolCalls(ThreadIndex thread) const;
    [[nodiscard]] const IndexList<CodeCell>& codeCells(ThreadIndex thread) const;
    [[nodiscard]] const IndexList<TerminalOperation>& terminalOperations(ThreadIndex thread) const;
    [[nodiscard]] const IndexList<Compaction>& compactions(ThreadIndex thread) const;
    [[nodiscard]] const IndexList<CompactionRequest>& compactionRequests(ThreadIndex thread) const;

    [[nodiscard]] const IndexList<InferenceCall>& inferenceCalls(TurnIndex turn) const;
    [[nodiscard]] const IndexList<ToolCall>& toolCalls(TurnIndex turn) const; // nested ones of code cells included
    [[nodiscard]] const IndexList<CodeCell>& codeCells(TurnIndex turn) const;
    [[nodiscard]] const IndexList<Compaction>& compactions(TurnIndex turn) const;

    /// The inference call whose response asked for this tool; absent if it is unknown.
    [[nodiscard]] InferenceIndex askedBy(ToolIndex tool) const;
    /// The code cell that called this tool; absent if the model did or the cell is unknown.
    [[nodiscard]] CellIndex callerCell(ToolIndex tool) const;
    /// The inference call whose response holds the cell's source item; absent if unknown.
    [[nodiscard]] InferenceIndex askedBy(CellIndex cell) const;

    /// Output that a model gave and its thread's history never took (superseded, cut off, filtered). Only bundles of
    /// schema v2 tell.
    [[nodiscard]] bool isDiscarded(ItemIndex item) const;

    /// Edges that start or end at this object (a thread: at it or at anything inside it), by start.
    [[nodiscard]] std::span<const EdgeIndex> edgesFrom(ObjectRef object) const { return from_.at(object); }
    [[nodiscard]] std::span<const EdgeIndex> edgesTo(ObjectRef object) const { return to_.at(object); }

    /// First and last moment of anything in the trace, unfinished work included (Unix ms).
    [[nodiscard]] UnixMs firstMoment() const { return first_; }
    [[nodiscard]] UnixMs lastMoment() const { return last_; }

private:
    struct OfThread {
        IndexList<CodexTurn> turns;
        IndexList<InferenceCall> inferenceCalls;
        IndexList<ToolCall> toolCalls;
        IndexList<CodeCell> codeCells;
        IndexList<TerminalOperation> operations;
        IndexList<Compaction> compactions;
        IndexList<CompactionRequest> compactionRequests;
    };
    struct OfTurn {
        IndexList<InferenceCall> inferenceCalls;
        IndexList<ToolCall> toolCalls;
        IndexList<CodeCell> codeCells;
        IndexList<Compaction> compactions;
    };
    struct Place { // in the tree of spawns
        ThreadIndex parent;
        int depth = 0;
        IndexList<AgentThread> children;
    };
    /// Edges by object, flat: it is copied with every step of a growing trace.
    class EdgesAt {
    public:
        struct Entry {
            ObjectRef object;
            UnixMs start = 0;
            EdgeIndex edge;
            auto operator<=>(const Entry&) const = default;
        };
        void add(std::vector<Entry>&& entries);
        [[nodiscard]] std::span<const EdgeIndex> at(ObjectRef object) const;

    private:
        std::vector<Entry> entries_; // sorted
        std::vector<EdgeIndex> edges_;
    };
    class Growth;

    Relations() = default;

    ChunkedArray<OfThread> threads_;
    ChunkedArray<OfTurn> turns_;
    std::vector<Place> places_; // by thread
    IndexList<AgentThread> roots_;
    IndexList<AgentThread> spawnOrder_;
    std::vector<InferenceIndex> givenBy_; // by item: the first call whose response holds it
    std::vector<InferenceIndex> toolAskedBy_;
    std::vector<CellIndex> toolCallerCell_;
    std::vector<InferenceIndex> cellAskedBy_;
    IndexList<ConversationItem> discarded_; // sorted
    EdgesAt from_;
    EdgesAt to_;
    UnixMs first_ = 0;
    UnixMs last_ = 0;
};

} // namespace rolloutscope
