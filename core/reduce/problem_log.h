// Where broken rules go: the end of the reduction in strict mode, a bounded list of problems in tolerant mode.
#pragma once

#include "core/reduce/problem.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace rolloutscope {

/// Ends a strict reduction; never leaves core/reduce.
struct RuleBroken {
    std::string reason;
};

class ProblemLog {
public:
    explicit ProblemLog(bool strict) : strict_(strict) {}

    /// The event that is being applied.
    void at(std::uint64_t line, std::uint64_t seq, std::string_view eventType);

    /// Strict: throws RuleBroken. Tolerant: notes the problem and returns.
    void broken(std::string_view objectId, std::string reason);
    /// As broken(), but problems with the same key are one with a count.
    void brokenOnce(const std::string& key, std::string_view objectId, std::string reason);

    [[nodiscard]] bool strict() const { return strict_; }
    [[nodiscard]] std::uint64_t line() const { return line_; }
    [[nodiscard]] std::uint64_t seq() const { return seq_; }
    [[nodiscard]] const ProblemList& list() const { return list_; }
    [[nodiscard]] ProblemList take() { return std::move(list_); }
    /// Forgets what was noted since a copy of the list was made.
    void restore(ProblemList list) { list_ = std::move(list); }

private:
    bool note(std::string_view objectId, std::string reason);

    bool strict_;
    std::uint64_t line_ = 0;
    std::uint64_t seq_ = 0;
    std::string eventType_;
    ProblemList list_;
    std::unordered_map<std::string, std::size_t> placeOfKey_; // in list_.kept
};

} // namespace rolloutscope
