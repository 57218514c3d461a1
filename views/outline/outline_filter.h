// Filter of the outline: which of its objects match a query, and what is above them. Works on any thread.
#pragma once

#include "views/find/object_query.h"
#include "views/outline/outline_tree.h"

#include <atomic>
#include <memory>
#include <unordered_set>

namespace rolloutscope {

struct OutlineMatches {
    std::unordered_set<ObjectRef> matched;
    /// Everything with a match below it: what is opened so that the matches are in sight.
    std::unordered_set<ObjectRef> ancestors;
};

/// Null when cancelled.
[[nodiscard]] std::shared_ptr<const OutlineMatches> matchOutline(const RolloutTrace& trace, const Relations& relations,
                                                                 const ObjectQuery& query,
                                                                 const std::atomic<bool>* cancelled = nullptr);

} // namespace rolloutscope
