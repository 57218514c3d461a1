// Applies the lines of an event log to a reduction, one by one.
#pragma once

#include "core/bundle/event.h"
#include "core/reduce/reduction.h"

#include <string_view>

namespace rolloutscope {

class Replay {
public:
    Replay(const Bundle& bundle, const ReduceOptions& options);

    /// Before the first line. May throw RuleBroken, as everything here that applies rules.
    void checkSchema();
    /// Takes the next line of the log; false if it is blank. `whole`: its line feed is there.
    bool read(std::string_view line, bool whole);
    /// Whether every payload that the line needs is there; they are kept for apply().
    [[nodiscard]] bool payloadsReady();
    /// Forgets the line of the last read(): it comes again.
    void unread();
    /// Applies the line of the last read().
    void apply();

    [[nodiscard]] Reduction& reduction() { return reduction_; }
    [[nodiscard]] std::uint64_t eventsApplied() const { return events_; }
    /// "line 7, seq 12: " and why, for a rule broken in strict mode.
    [[nodiscard]] std::string refusal(const RuleBroken& broken) const;

private:
    void checkEnvelope();

    const Bundle& bundle_;
    const Rules& rules_;
    EventParser parser_;
    Reduction reduction_;
    Event event_;
    EventParser::Outcome outcome_ = EventParser::Outcome::Useless;
    bool whole_ = true;
    std::uint64_t lineNumber_ = 0;
    std::uint64_t events_ = 0;
    std::uint64_t expectedSeq_ = 0;
};

} // namespace rolloutscope
