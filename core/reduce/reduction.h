// One reduction under way: the trace that grows, what every subject needs to know of the event being applied, and the
// subjects themselves. Each subject is one section of the rules (spec 3) and has a file of its own.
#pragma once

#include "core/bundle/bundle.h"
#include "core/bundle/event.h"
#include "core/reduce/agent_edges.h"
#include "core/reduce/code_cells.h"
#include "core/reduce/compactions.h"
#include "core/reduce/conversation.h"
#include "core/reduce/inference.h"
#include "core/reduce/model_items.h"
#include "core/reduce/payload_reader.h"
#include "core/reduce/problem_log.h"
#include "core/reduce/reducer.h"
#include "core/reduce/rules.h"
#include "core/reduce/terminals.h"
#include "core/reduce/threads.h"
#include "core/reduce/tools.h"

#include <string>
#include <string_view>

namespace rolloutscope {

/// The envelope of the event being applied.
struct EventContext {
    UnixMs at = 0;
    std::uint64_t seq = 0;
    std::optional<std::string_view> threadId;
    std::optional<std::string_view> turnId;
};

struct Reduction {
    Reduction(const Bundle& bundle, const Rules& chosenRules, bool strict, ReduceDepth reductionDepth);
    Reduction(const Reduction&) = delete;
    Reduction& operator=(const Reduction&) = delete;

    /// Registers the event's payloads and applies it.
    void apply(const Event& event);
    /// What the trace is if no event follows. The reduction itself goes on as if nobody had asked, unless this is the
    /// `last` time: then payloads that no rule needed are checked too, where the schema wants every one to be valid.
    [[nodiscard]] RolloutTrace finished(bool last, ProblemList& problemsThen);
    /// Positions in event.refs of payloads that applying the event reads.
    [[nodiscard]] std::vector<std::uint32_t> refsRead(const Event& event) const;

    [[nodiscard]] PayloadIndex payloadOf(const event::OptionalRef& ref) const;
    /// A window that starts with the event being applied.
    [[nodiscard]] ExecutionWindow startedNow() const;
    /// Ends a window with the event being applied, also one that was ended before.
    void endNow(ExecutionWindow& window, ExecutionStatus status) const;
    void broken(std::string_view objectId, std::string reason) { problems.broken(objectId, std::move(reason)); }

    const Rules& rules;
    const ReduceDepth depth;
    ProblemLog problems;
    RolloutTrace trace;
    EventContext now;
    PayloadReader payloads;
    ModelItems modelItems;

    Threads threads;
    Inference inference;
    Conversation conversation;
    Tools tools;
    Terminals terminals;
    CodeCells codeCells;
    Compactions compactions;
    AgentEdges agentEdges;

private:
    void registerPayloads(const Event& event);
    void checkRemainingPayloads();

    std::vector<PayloadIndex> eventPayloads_; // of the event being applied, in the order of its refs
};

/// An id as reasons name it.
[[nodiscard]] inline std::string named(std::string_view id)
{
    return "“" + std::string(id) + "”";
}

} // namespace rolloutscope
