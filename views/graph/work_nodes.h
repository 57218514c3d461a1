// The nodes of turns and of the work inside of them: calls, tools, code cells, compactions; and the edges inside one
// agent: what came next, what asked for what, and where outputs went.
#pragma once

#include "core/insight/readings.h"
#include "core/insight/turn_triggers.h"
#include "views/graph/graph_builder.h"
#include "views/graph/unfolding.h"
#include "views/graph/work_scope.h"

#include <optional>

namespace rolloutscope::graph {

class WorkNodes {
public:
    WorkNodes(GraphBuilder& builder, const Unfolding& shown, const Readings& readings);

    void addNodes();
    void addInnerEdges();
    /// The node of the first inference call that saw an item; -1 if it is not shown.
    [[nodiscard]] int sawFirst(ItemIndex item) const;
    [[nodiscard]] bool isSeen(ItemIndex item) const { return readings_.isRead(item); }

private:
    void addAgentsTurns(ThreadIndex thread);
    int addTurn(TurnIndex turn, int cluster, int lane);
    void addWork(Work work, int cluster, int lane);
    void addSequences(ThreadIndex thread, const IndexList<CodexTurn>& turns);
    void addRequests();
    void askedFor(ObjectRef object, InferenceIndex call, TurnIndex turn);
    void addOutputs();
    void addTerminals();

    GraphBuilder& builder_;
    const RolloutTrace& trace_;
    const Relations& relations_;
    const Unfolding& shown_;
    const Readings& readings_;
    std::optional<TurnTriggers> triggers_;
    IndexList<AgentThread> threads_; // whose turns are shown
    // All of which there are nodes.
    IndexList<ToolCall> tools_;
    IndexList<CodeCell> cells_;
};

} // namespace rolloutscope::graph
