// Filter of the outline: words over names, details, paths, commands and ids, and a few `key:value` terms.
// Plain values: works on any thread.
#pragma once

#include "core/insight/describe.h"
#include "views/outline/outline_tree.h"

#include <QString>

#include <atomic>
#include <memory>
#include <unordered_set>
#include <vector>

namespace rolloutscope {

/// All terms have to hold. `is:failed`, `is:running`, `is:cancelled`; `tool:NAME`; `agent:PATH`; anything else is text.
/// Double quotes keep spaces together.
struct OutlineQuery {
    std::vector<QString> words;
    std::vector<Outcome> outcomes;
    std::vector<QString> tools;
    std::vector<QString> agents;

    [[nodiscard]] static OutlineQuery parse(const QString& text);
    [[nodiscard]] bool empty() const { return words.empty() && outcomes.empty() && tools.empty() && agents.empty(); }
};

struct OutlineMatches {
    std::unordered_set<ObjectRef> matched;
    /// Everything with a match below it: what is opened so that the matches are in sight.
    std::unordered_set<ObjectRef> ancestors;
};

/// Null when cancelled.
[[nodiscard]] std::shared_ptr<const OutlineMatches> matchOutline(const RolloutTrace& trace, const Relations& relations,
                                                                 const OutlineQuery& query,
                                                                 const std::atomic<bool>* cancelled = nullptr);

} // namespace rolloutscope
