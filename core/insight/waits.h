// Which agent's result ended a wait. The recording names no target of a wait: the result that was observed last before
// the wait's end is taken for it, so a link from here is inferred and views should say so.
#pragma once

#include "core/insight/relations.h"

#include <span>
#include <vector>

namespace rolloutscope {

struct WaitEnd {
    ToolIndex wait;
    EdgeIndex result;
};

/// Built in n log n of waits and results; immutable afterwards.
class Waits {
public:
    Waits() = default;
    Waits(const RolloutTrace& trace, const Relations& relations);

    /// The result that ended this wait_agent call: of those for its thread, observed while it waited, the last; of an
    /// agent that the call names, where it names one. Absent if there is none, if the wait timed out, failed or was
    /// cancelled, and while it lasts.
    [[nodiscard]] EdgeIndex resultOf(ToolIndex wait) const;
    /// The waits that this result ended, by index: more than one if a thread waited several times at once.
    [[nodiscard]] std::span<const ToolIndex> waitsEndedBy(EdgeIndex result) const;
    /// All of them, by wait.
    [[nodiscard]] std::span<const WaitEnd> ends() const { return ends_; }

private:
    std::vector<WaitEnd> ends_;      // by wait
    std::vector<EdgeIndex> results_; // sorted; of the wait at the same place
    std::vector<ToolIndex> waits_;
};

} // namespace rolloutscope
