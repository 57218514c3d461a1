// The critical chain: the longest chain of causes that led to the end of a rollout, or to one object. Whoever wants it
// to end sooner has to make something on this chain faster.
// Walked back from the end: an inference call waited for the last of what it needed (the agent's call before, the
// output of a tool, cell or compaction, a message or result of another agent), a tool or cell for the call or cell that
// asked for it, a wait for the agent whose result ended it (waits.h: inferred), an agent's first call for its spawn.
#pragma once

#include "core/insight/readings.h"
#include "core/insight/waits.h"

#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

namespace rolloutscope {

/// How a step follows from the one before it (idle steps between the two do not count): what it waited for.
enum class ChainReason : std::uint8_t {
    First,     // nothing recorded came before
    AskedFor,  // a call's response asked for this tool or cell
    AfterTool, // an earlier tool of the same response ended
    InCell,    // a code cell called this tool, or went on when its tool had ended; a tool whose cell had ended
    AfterCall, // the agent's call before ended
    SawOutput, // a call that saw the output of a tool, a cell or a compaction
    Delivered, // a message, task or result of another agent was there
    Spawned,   // the first call of an agent that was started
    WaitedFor, // a wait that another agent's result, or a cell, ended
    Idle,      // nothing on record ran for it
};

enum class ChainTime : std::uint8_t {
    Inference, // model calls, compactions
    Tool,
    Waiting, // for other agents, whose work is not what the chain was waiting for
    Idle,    // for a person, for the agent's own machinery, or for what is not recorded
};
inline constexpr std::size_t chainTimeCount = 4;

/// A stretch of time, and the object that it is put down to; an idle one is put down to the agent (an absent object if
/// there was none).
struct ChainStep {
    ObjectRef object;
    UnixMs from = 0;
    UnixMs to = 0; // not before `from`; the same where something on the chain took no time
    ChainReason why = ChainReason::First;
    ChainTime time = ChainTime::Idle;
    bool operator==(const ChainStep&) const = default;
};

struct CriticalChain {
    /// In order of time, without gap or overlap from the rollout's first moment to the end. The same object can have
    /// several steps: a code cell before and after its tools.
    std::vector<ChainStep> steps;
    std::array<std::int64_t, chainTimeCount> totals{}; // ms

    [[nodiscard]] std::int64_t total(ChainTime time) const { return totals[static_cast<std::size_t>(time)]; }
    [[nodiscard]] std::int64_t total() const { return std::accumulate(totals.begin(), totals.end(), std::int64_t{0}); }
};

/// To the object's end; without one, to the last moment of the rollout from what ended last in its root agent. Empty
/// for an object that has no time or does not exist. Costs the requests of the calls on the chain, and the tools of
/// their responses and cells (n log n).
[[nodiscard]] CriticalChain criticalChain(const RolloutTrace& trace, const Relations& relations,
                                          const Readings& readings, const Waits& waits, ObjectRef object = {});

/// `asked for by`, `after`: to stand before the name of the step that came before; "" for First.
[[nodiscard]] const char* toWord(ChainReason reason);
/// `inference`, `tools`, `waiting for agents`, `idle`.
[[nodiscard]] const char* toWord(ChainTime time);

} // namespace rolloutscope
