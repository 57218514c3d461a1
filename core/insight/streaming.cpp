#include "core/insight/streaming.h"

#include <algorithm>
#include <limits>

namespace rolloutscope {

namespace {

/// Work of a call's thread that is looked at for the first that the call asked for. What else starts meanwhile are
/// tools of a code cell that still runs; a recording that is made of nothing else must not make every call expensive.
constexpr int mostLookedAt = 256;

/// `list` is in order of start.
template <typename T>
std::optional<UnixMs> firstAskedBy(const IndexList<T>& list, const Table<T>& table, const RolloutTrace& trace,
                                   const Relations& relations, InferenceIndex call, UnixMs begin, UnixMs end)
{
    auto at = std::lower_bound(list.begin(), list.end(), begin, [&](Index<T> index, UnixMs moment) {
        return table[index].execution.startedAt < moment;
    });
    for (int looked = 0; at != list.end() && looked < mostLookedAt; ++at, ++looked) {
        const UnixMs started = table[*at].execution.startedAt;
        if (started > end)
            break;
        const InferenceIndex asker = relations.askedBy(*at);
        if (asker == call)
            return started;
        // A thread's calls follow each other: once a later one has its work, this one's has begun.
        if (asker && trace.inferenceCalls[asker].execution.startedAt > begin)
            break;
    }
    return std::nullopt;
}

} // namespace

std::optional<UnixMs> firstOutputAt(const RolloutTrace& trace, const Relations& relations, InferenceIndex index)
{
    if (!trace.inferenceCalls.contains(index))
        return std::nullopt;
    const InferenceCall& call = trace.inferenceCalls[index];
    const UnixMs begin = call.execution.startedAt;
    const UnixMs end = call.execution.endedAt.value_or(std::numeric_limits<UnixMs>::max());
    std::optional<UnixMs> first;
    const auto consider = [&](std::optional<UnixMs> at) {
        if (at && *at >= begin && *at <= end)
            first = std::min(first.value_or(*at), *at);
    };
    for (const ItemIndex item : call.responseItems)
        consider(trace.items[item].acceptedAt); // of an earlier answer's item, outside the window
    for (const ToolIndex tool : call.toolCallsStartedByResponse)
        consider(trace.toolCalls[tool].execution.startedAt);
    if (!trace.threads.contains(call.thread))
        return first;
    // A tool that started before its response was recorded is linked to it later, or never; cells have no list at all.
    consider(firstAskedBy(relations.toolCalls(call.thread), trace.toolCalls, trace, relations, index, begin, end));
    consider(firstAskedBy(relations.codeCells(call.thread), trace.codeCells, trace, relations, index, begin, end));
    return first;
}

} // namespace rolloutscope
