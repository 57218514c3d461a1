// What made each turn begin: a person, or another agent's spawn, task, message or result. The recording names no
// cause of a turn; it is told from what arrived in the turn before its first inference call began.
#pragma once

#include "core/insight/relations.h"

#include <vector>

namespace rolloutscope {

enum class TriggerKind : std::uint8_t { Unknown, User, Spawn, Task, Message, Result };

struct TurnTrigger {
    TriggerKind kind = TriggerKind::Unknown;
    EdgeIndex edge; // present for what came from another agent, where it is recorded
    bool operator==(const TurnTrigger&) const = default;
};

/// Linear in edges, items and turns; immutable afterwards.
class TurnTriggers {
public:
    TurnTriggers(const RolloutTrace& trace, const Relations& relations);
    [[nodiscard]] const TurnTrigger& of(TurnIndex turn) const { return triggers_[turn.value]; }

private:
    std::vector<TurnTrigger> triggers_; // by turn
};

/// `user`, `spawn`, `task`, `message`, `result`; "" when unknown.
[[nodiscard]] const char* toWord(TriggerKind kind);

} // namespace rolloutscope
