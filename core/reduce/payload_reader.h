// Reads and parses the payloads that rules need, and knows which ones were found valid.
#pragma once

#include "core/bundle/confined_folder.h"
#include "core/bundle/event.h"
#include "core/json/document.h"
#include "core/reduce/problem_log.h"
#include "core/reduce/reducer.h"
#include "core/reduce/rules.h"
#include "core/trace/trace.h"

#include <memory>
#include <string>
#include <vector>

namespace rolloutscope {

/// The bytes of one payload and their structure.
struct PayloadText {
    std::string bytes;
    json::Document document;
    [[nodiscard]] json::Value root() const { return document.root(); }
};

class PayloadReader {
public:
    PayloadReader(const ConfinedFolder& folder, const Rules& rules, ProblemLog& problems, ReduceDepth depth)
        : folder_(folder), rules_(rules), problems_(problems), depth_(depth)
    {
    }

    /// Gives its buffers back to the reader for the next payload.
    struct GiveBack {
        PayloadReader* reader = nullptr;
        void operator()(PayloadText* text) const;
    };
    using Loaded = std::unique_ptr<PayloadText, GiveBack>;

    /// Null if the payload cannot be read or is no valid JSON: that is a broken rule and already noted. Null too for
    /// what a reduction of less depth does not read.
    [[nodiscard]] Loaded load(const RolloutTrace& trace, PayloadIndex payload);
    /// Checks a payload that no rule reads (schema v2: every payload must be valid JSON).
    void check(const RolloutTrace& trace, PayloadIndex payload);
    /// The reference of this id was replaced: what was found of the earlier file does not count.
    void forget(PayloadIndex payload);

    /// Reads a payload that an event about to be applied needs, and keeps it for load(). False if it is not there yet,
    /// or not whole: nothing is noted, and it can be tried again.
    [[nodiscard]] bool prepare(const PayloadRef& reference);
    /// Forgets what was prepared and not needed.
    void dropPrepared() { prepared_.clear(); }

    /// How often a payload that a rule needs could not be had.
    [[nodiscard]] std::uint64_t failedLoads() const { return failedLoads_; }
    [[nodiscard]] std::uint64_t bytesRead() const { return bytesRead_; }

private:
    [[nodiscard]] Loaded buffer();
    [[nodiscard]] Loaded takePrepared(const std::string& id);
    [[nodiscard]] json::ParseOptions options() const;
    bool read(const RolloutTrace& trace, PayloadIndex payload, PayloadText& text, const json::ParseOptions& options);
    enum class State : std::uint8_t { Unread, Valid, Bad };
    State& stateOf(PayloadIndex payload);

    const ConfinedFolder& folder_;
    const Rules& rules_;
    ProblemLog& problems_;
    const ReduceDepth depth_;
    std::vector<State> states_;
    std::vector<std::unique_ptr<PayloadText>> spare_;
    struct Prepared {
        std::string id;
        Loaded text;
    };
    std::vector<Prepared> prepared_;
    std::uint64_t bytesRead_ = 0;
    std::uint64_t failedLoads_ = 0;
};

} // namespace rolloutscope
