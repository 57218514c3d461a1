#include "views/statistics/object_order.h"

#include "core/insight/describe.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>

namespace rolloutscope {
namespace {

/// Enough of a text to tell most of them apart; a million of them have to fit into memory.
constexpr std::size_t keyBytes = 64;

/// `inference 12` is a word and a number.
struct TextKey {
    std::string text;
    std::uint64_t number = 0;
    auto operator<=>(const TextKey&) const = default;
};

TextKey nameKey(std::string text)
{
    constexpr std::size_t mostDigits = 18;
    const std::size_t last = text.find_last_not_of("0123456789");
    const std::size_t begin = last == std::string::npos ? 0 : last + 1;
    TextKey key;
    if (begin < text.size() && text.size() - begin <= mostDigits) {
        key.number = std::stoull(text.substr(begin));
        text.resize(begin);
    }
    text.resize(std::min(text.size(), keyBytes));
    key.text = std::move(text);
    return key;
}

std::int64_t elapsed(UnixMs begin, UnixMs end)
{
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(begin));
}

/// By thread: its place among the agents by name.
std::vector<std::int64_t> agentRanks(const RolloutTrace& trace)
{
    IndexList<AgentThread> agents;
    agents.reserve(trace.threads.size());
    for (std::uint32_t i = 0; i < trace.threads.size(); ++i)
        agents.push_back(ThreadIndex{i});
    std::sort(agents.begin(), agents.end(), [&](ThreadIndex a, ThreadIndex b) {
        return std::tie(trace.threads[a].agentPath, trace.threads[a].id, a) <
               std::tie(trace.threads[b].agentPath, trace.threads[b].id, b);
    });
    std::vector<std::int64_t> ranks(agents.size());
    for (std::size_t rank = 0; rank < agents.size(); ++rank)
        ranks[agents[rank].value] = static_cast<std::int64_t>(rank);
    return ranks;
}

template <typename KeyOf>
std::vector<std::uint32_t> orderBy(std::span<const ObjectRef> objects, bool descending,
                                   const std::atomic<bool>& cancelled, KeyOf keyOf)
{
    std::vector<std::uint32_t> order(objects.size());
    std::iota(order.begin(), order.end(), 0U);
    std::vector<decltype(keyOf(ObjectRef()))> keys;
    keys.reserve(objects.size());
    for (const ObjectRef object : objects) {
        if (cancelled.load(std::memory_order_relaxed))
            return order;
        keys.push_back(keyOf(object));
    }
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return descending ? keys[b] < keys[a] : keys[a] < keys[b];
    });
    return order;
}

} // namespace

std::int64_t startOf(const RolloutTrace& trace, const Relations& relations, ObjectRef object)
{
    const auto window = windowOf(trace, object);
    return window ? elapsed(relations.firstMoment(), window->startedAt) : 0;
}

std::int64_t durationOf(const RolloutTrace& trace, const Relations& relations, ObjectRef object)
{
    const auto window = windowOf(trace, object);
    if (!window)
        return 0;
    return elapsed(window->startedAt, std::max(window->startedAt, window->endedAt.value_or(relations.lastMoment())));
}

std::optional<TokenUsage> tokensOf(const RolloutTrace& trace, ObjectRef object)
{
    const InferenceIndex call = object.inferenceCall();
    return call ? trace.inferenceCalls[call].usage : std::nullopt;
}

std::vector<std::uint32_t> orderOf(const RolloutTrace& trace, const Relations& relations,
                                   std::span<const ObjectRef> objects, ObjectColumn column, bool descending,
                                   const std::atomic<bool>& cancelled)
{
    const auto by = [&](auto keyOf) { return orderBy(objects, descending, cancelled, keyOf); };
    // Objects without tokens come before those with none.
    const auto tokens = [&](std::uint64_t TokenUsage::*part) {
        return [&trace, part](ObjectRef object) {
            const std::optional<TokenUsage> usage = tokensOf(trace, object);
            return usage ? std::optional((*usage).*part) : std::nullopt;
        };
    };
    switch (column) {
    case ObjectColumn::Start:
        break;
    case ObjectColumn::Agent: {
        const std::vector<std::int64_t> ranks = agentRanks(trace);
        return by([&](ObjectRef object) {
            const ThreadIndex thread = threadOf(trace, object);
            return thread ? ranks[thread.value] : std::int64_t{-1};
        });
    }
    case ObjectColumn::Name:
        return by([&](ObjectRef object) { return nameKey(objectTitle(trace, relations, object)); });
    case ObjectColumn::Detail:
        return by([&](ObjectRef object) {
            std::string text = objectDetail(trace, relations, object);
            text.resize(std::min(text.size(), keyBytes));
            return text;
        });
    case ObjectColumn::Duration:
        return by([&](ObjectRef object) { return durationOf(trace, relations, object); });
    case ObjectColumn::InputTokens:
        return by(tokens(&TokenUsage::input));
    case ObjectColumn::OutputTokens:
        return by(tokens(&TokenUsage::output));
    case ObjectColumn::Status:
        return by([&](ObjectRef object) { return severity(outcomeOf(trace, object)); });
    }
    return by([&](ObjectRef object) { return startOf(trace, relations, object); });
}

} // namespace rolloutscope
