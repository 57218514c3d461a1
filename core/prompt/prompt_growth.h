// What filled the context of an agent from call to call, in bytes by category. Reads the request of every call: on a
// thread of its own.
#pragma once

#include "core/insight/relations.h"
#include "core/prompt/prompt.h"

#include <functional>

namespace rolloutscope {

struct PromptSize {
    InferenceIndex call;
    PromptBytes bytes{};
    std::size_t items = 0;
    bool afterCompaction = false; // a compaction was installed since the call before
    bool isWhole = true;          // false: a payload was missing or damaged, or what came before is not recorded

    [[nodiscard]] std::uint64_t total() const;
};

/// By start. `report` is told how many of how many calls are measured; false ends the work. Linear in the bytes of the
/// agent's requests and responses, each read once. Empty when ended early.
[[nodiscard]] std::vector<PromptSize> promptGrowth(const Bundle& bundle, const RolloutTrace& trace,
                                                   const Relations& relations, ThreadIndex thread,
                                                   const std::function<bool(std::size_t, std::size_t)>& report = {});

} // namespace rolloutscope
