// How many tokens the model of each agent can take at once. Only payloads of the recorder's `turn_started` events tell:
// reading them opens files, so it belongs on a thread of its own.
#pragma once

#include "core/bundle/bundle.h"
#include "core/insight/relations.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace rolloutscope {

class ContextWindows {
public:
    ContextWindows() = default;

    /// In tokens; 0 is unknown. Without a window of its own a thread has that of another one with the same model.
    [[nodiscard]] std::uint64_t of(ThreadIndex thread) const;
    /// Nothing says how large any window is.
    [[nodiscard]] bool empty() const;
    /// Payload files that were opened or tried.
    [[nodiscard]] std::size_t filesRead() const { return filesRead_; }

private:
    friend ContextWindows readContextWindows(const Bundle&, const RolloutTrace&, const Relations&,
                                             const std::atomic<bool>*);
    class Reader;

    std::vector<std::uint64_t> tokens_; // by thread
    std::size_t filesRead_ = 0;
};

/// Reads the turn_started of each agent's latest turn: one small file an agent, a few more where one is missing,
/// damaged or another agent's. What is missing or makes no sense is unknown; empty when cancelled.
[[nodiscard]] ContextWindows readContextWindows(const Bundle& bundle, const RolloutTrace& trace,
                                                const Relations& relations,
                                                const std::atomic<bool>* cancelled = nullptr);

} // namespace rolloutscope
