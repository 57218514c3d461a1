// What a reducer could not make sense of, in the words of a person who looks for the cause.
#pragma once

#include "core/trace/object_ref.h"

#include <cstdint>
#include <string>
#include <vector>

namespace rolloutscope {

struct Problem {
    std::uint64_t line = 0;  // of the event log, from 1; 0: the bundle as a whole
    std::uint64_t seq = 0;   // 0: unknown
    std::string eventType;   // recorded type; empty: unknown
    std::string objectId;    // what it is about, as recorded; may name nothing that exists
    std::string reason;      // one sentence
    std::uint64_t count = 1; // how often; line and seq are those of the first time
};

/// A bounded list: a hostile bundle can break a rule a million times.
struct ProblemList {
    static constexpr std::size_t maxKept = 5'000;

    std::vector<Problem> kept;
    std::uint64_t total = 0; // with those that were counted but not kept

    [[nodiscard]] bool empty() const { return total == 0; }
    [[nodiscard]] bool truncated() const { return total > 0 && notKept > 0; }
    std::uint64_t notKept = 0;
};

} // namespace rolloutscope
