#include "views/outline/outline_filter.h"

namespace rolloutscope {

std::shared_ptr<const OutlineMatches> matchOutline(const RolloutTrace& trace, const Relations& relations,
                                                   const ObjectQuery& query, const std::atomic<bool>* cancelled)
{
    auto result = std::make_shared<OutlineMatches>();
    const OutlineTree tree(trace, relations);
    const QueryMatcher matcher(trace, relations, query);
    const auto test = [&](ObjectRef object) {
        if (!matcher.matches(object))
            return;
        result->matched.insert(object);
        for (ObjectRef above = tree.parent(object); above.valid(); above = tree.parent(above)) {
            if (!result->ancestors.insert(above).second)
                break; // those above it are there already
        }
    };
    const auto isCancelled = [&] { return cancelled != nullptr && cancelled->load(std::memory_order_relaxed); };
    std::uint32_t tested = 0;
    const auto testAll = [&](const auto& list) {
        for (const auto index : list) {
            if (++tested % 256 == 0 && isCancelled())
                return;
            test(index);
        }
    };

    for (const ThreadIndex thread : relations.threadsInSpawnOrder()) {
        if (isCancelled())
            return nullptr;
        test(thread);
        testAll(relations.turns(thread));
        testAll(relations.inferenceCalls(thread));
        testAll(relations.toolCalls(thread));
        testAll(relations.codeCells(thread));
        testAll(relations.compactions(thread));
        testAll(relations.compactionRequests(thread));
    }
    return isCancelled() ? nullptr : result;
}

} // namespace rolloutscope
