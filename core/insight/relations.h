// The reverse links of a trace: what belongs to a thread, a turn, a tool; which edges touch an object.
// Built once per trace, in linear time; immutable afterwards.
#pragma once

#include "core/trace/object_ref.h"

#include <unordered_map>
#include <vector>

namespace rolloutscope {

class Relations {
public:
    explicit Relations(const RolloutTrace& trace);

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
    [[nodiscard]] const IndexList<InteractionEdge>& edgesFrom(ObjectRef object) const;
    [[nodiscard]] const IndexList<InteractionEdge>& edgesTo(ObjectRef object) const;

    /// First and last moment of anything in the trace, unfinished work included (Unix ms).
    [[nodiscard]] UnixMs firstMoment() const { return first_; }
    [[nodiscard]] UnixMs lastMoment() const { return last_; }

private:
    struct OfThread {
        ThreadIndex parent;
        int depth = 0;
        IndexList<AgentThread> children;
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

    void buildThreadTree(const RolloutTrace& trace);
    void collectWork(const RolloutTrace& trace);
    void collectEdges(const RolloutTrace& trace);
    void findEnds(const RolloutTrace& trace);
    void findDiscarded(const RolloutTrace& trace);

    std::vector<OfThread> threads_;
    std::vector<OfTurn> turns_;
    std::vector<InferenceIndex> toolAskedBy_;
    std::vector<CellIndex> toolCallerCell_;
    std::vector<InferenceIndex> cellAskedBy_;
    std::vector<bool> discarded_; // by item; empty where no bundle tells
    std::unordered_map<ObjectRef, IndexList<InteractionEdge>> edgesFrom_;
    std::unordered_map<ObjectRef, IndexList<InteractionEdge>> edgesTo_;
    IndexList<AgentThread> roots_;
    IndexList<AgentThread> spawnOrder_;
    UnixMs first_ = 0;
    UnixMs last_ = 0;
};

} // namespace rolloutscope
