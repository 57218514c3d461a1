// The work of one thread or turn: what belongs to it.
#pragma once

#include "views/graph/graph_model.h"

namespace rolloutscope::graph {

struct Work {
    ThreadIndex thread;
    IndexList<CodexTurn> turns;
    IndexList<InferenceCall> calls;
    IndexList<ToolCall> tools;
    IndexList<CodeCell> cells;
    IndexList<Compaction> compactions;

    [[nodiscard]] std::size_t size() const
    {
        return turns.size() + calls.size() + tools.size() + cells.size() + compactions.size();
    }
};

/// Empty, and without a thread, when `scope` is neither a thread nor a turn of the trace.
[[nodiscard]] Work workOf(const LoadedTrace& loaded, ObjectRef scope);

} // namespace rolloutscope::graph
