#include "core/insight/context_window.h"

#include "core/json/document.h"

#include <algorithm>
#include <numeric>
#include <ranges>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rolloutscope {

namespace {

constexpr std::uint64_t payloadLimit = std::uint64_t{64} << 10U; // bytes; real ones have 300
constexpr int mostTries = 4;                                     // files that an agent may cost

std::string_view modelOf(const RolloutTrace& trace, const Relations& relations, ThreadIndex thread)
{
    const IndexList<InferenceCall>& calls = relations.inferenceCalls(thread);
    if (!calls.empty())
        return trace.inferenceCalls[calls.back()].model;
    const auto& model = trace.threads[thread].defaultModel;
    return model ? std::string_view(*model) : std::string_view();
}

} // namespace

/// An event follows soon after the start of its turn, so the first unread one after an agent's latest turn is most
/// likely its own; where agents start at once, whatever is read is kept for the agent that it is about.
class ContextWindows::Reader {
public:
    Reader(const Bundle& bundle, const RolloutTrace& trace, const Relations& relations, ContextWindows& windows)
        : bundle_(bundle),
          trace_(trace),
          relations_(relations),
          windows_(windows),
          known_(trace.threads.size(), false),
          nextUnread_(trace.turnStartedEvents.size() + 1)
    {
        std::iota(nextUnread_.begin(), nextUnread_.end(), std::uint32_t{0});
        windows_.tokens_.resize(trace.threads.size());
    }

    /// False when cancelled.
    [[nodiscard]] bool read(const std::atomic<bool>* cancelled)
    {
        IndexList<CodexTurn> latest;
        for (const ThreadIndex thread : relations_.threadsInSpawnOrder()) {
            if (!relations_.turns(thread).empty())
                latest.push_back(relations_.turns(thread).back());
        }
        std::sort(latest.begin(), latest.end());
        for (const TurnIndex turn : latest) {
            if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed))
                return false;
            find(trace_.turns[turn].thread);
        }
        return true;
    }

private:
    void find(ThreadIndex thread)
    {
        const IndexList<CodexTurn>& turns = relations_.turns(thread);
        int tries = 0;
        for (auto turn = turns.rbegin(); turn != turns.rend() && tries < mostTries; ++turn) {
            const std::uint32_t first = firstAfter(*turn);
            // The next one belongs to whom started at the same time; later ones are less and less likely.
            for (int look = 0; look < 2 && !known_[thread.value] && tries < mostTries; ++look, ++tries) {
                const std::uint32_t event = unreadFrom(first);
                if (event == trace_.turnStartedEvents.size())
                    break;
                nextUnread_[event] = event + 1;
                take(trace_.turnStartedEvents[event]);
            }
            if (known_[thread.value])
                return;
        }
    }

    [[nodiscard]] std::uint32_t firstAfter(TurnIndex turn) const
    {
        const auto events = std::views::iota(std::uint32_t{0}, static_cast<std::uint32_t>(nextUnread_.size() - 1));
        const auto found = std::ranges::lower_bound(
            events, turn, {}, [this](std::uint32_t at) { return trace_.turnStartedEvents[at].afterTurn; });
        return static_cast<std::uint32_t>(found - events.begin());
    }

    /// The first unread event at or behind this position; steps over read ones get shorter with every use.
    [[nodiscard]] std::uint32_t unreadFrom(std::uint32_t at)
    {
        while (nextUnread_[at] != at) {
            nextUnread_[at] = nextUnread_[nextUnread_[at]];
            at = nextUnread_[at];
        }
        return at;
    }

    /// The payload tells which turn it is about; one that does not is about the latest before it.
    void take(const TurnStartedEvent& event)
    {
        ++windows_.filesRead_;
        const FileError error = bundle_.folder().readFile(trace_.payloads[event.payload].path, bytes_, payloadLimit);
        if (error != FileError::None || !document_.parse(bytes_, {.hugeNumbersValid = true}))
            return;
        const json::Value root = document_.root();
        TurnIndex turn = event.afterTurn;
        if (const json::Value id = root["turn_id"]; !id.isNullOrAbsent())
            turn = trace_.turns.find(id.string().value_or(std::string()));
        if (!root.isObject() || !trace_.turns.contains(turn))
            return;
        const ThreadIndex thread = trace_.turns[turn].thread;
        if (known_[thread.value])
            return;
        windows_.tokens_[thread.value] = root["model_context_window"].uint64().value_or(0);
        known_[thread.value] = true;
    }

    const Bundle& bundle_;
    const RolloutTrace& trace_;
    const Relations& relations_;
    ContextWindows& windows_;
    std::vector<bool> known_;               // by thread: what a turn of it says was read, even if that is nothing
    std::vector<std::uint32_t> nextUnread_; // by event; itself if it is unread, one behind the last one too
    std::string bytes_;
    json::Document document_;
};

std::uint64_t ContextWindows::of(ThreadIndex thread) const
{
    return thread.value < tokens_.size() ? tokens_[thread.value] : 0;
}

bool ContextWindows::empty() const
{
    return std::all_of(tokens_.begin(), tokens_.end(), [](std::uint64_t tokens) { return tokens == 0; });
}

ContextWindows readContextWindows(const Bundle& bundle, const RolloutTrace& trace, const Relations& relations,
                                  const std::atomic<bool>* cancelled)
{
    ContextWindows windows;
    if (!ContextWindows::Reader(bundle, trace, relations, windows).read(cancelled))
        return {};
    std::unordered_map<std::string_view, std::uint64_t> ofModel;
    for (std::uint32_t i = 0; i < windows.tokens_.size(); ++i) {
        if (windows.tokens_[i] != 0)
            ofModel.try_emplace(modelOf(trace, relations, ThreadIndex{i}), windows.tokens_[i]);
    }
    ofModel.erase(std::string_view());
    for (std::uint32_t i = 0; i < windows.tokens_.size(); ++i) {
        if (windows.tokens_[i] != 0)
            continue;
        const auto found = ofModel.find(modelOf(trace, relations, ThreadIndex{i}));
        windows.tokens_[i] = found != ofModel.end() ? found->second : 0;
    }
    return windows;
}

} // namespace rolloutscope
