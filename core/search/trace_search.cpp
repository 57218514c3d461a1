#include "core/search/trace_search.h"

#include "core/insight/describe.h"
#include "core/prompt/item_content.h"
#include "core/prompt/item_source.h"
#include "core/prompt/readable_part.h"
#include "core/search/payload_owners.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace rolloutscope {
namespace {

constexpr std::size_t before = 100; // bytes of a line around a match
constexpr std::size_t after = 200;
constexpr std::uint32_t itemsPerStep = 128;
constexpr unsigned mostThreads = 4;
constexpr std::size_t mostAhead = 64; // steps that wait for an earlier one

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

SearchHit hitAt(std::string_view text, TextMatch match)
{
    SearchHit hit{.line = {}, .offset = match.begin, .length = match.length};
    std::size_t begin = match.begin > before ? match.begin - before : 0;
    if (const std::size_t feed = text.substr(begin, match.begin - begin).rfind('\n'); feed != std::string_view::npos)
        begin += feed + 1;
    std::size_t end = std::min(text.size(), match.begin + after);
    if (const std::size_t feed = text.find('\n', match.begin); feed < end)
        end = std::max(feed, std::min(match.begin + match.length, end));
    while (begin < match.begin && isContinuation(text[begin]))
        ++begin;
    while (end > match.begin && end < text.size() && isContinuation(text[end]))
        --end;
    hit.line = text.substr(begin, end - begin);
    hit.matchBegin = match.begin - begin;
    hit.matchLength = std::min(match.length, hit.line.size() - hit.matchBegin);
    return hit;
}

bool hasCutArguments(const ConversationItem& item)
{
    return std::any_of(item.parts.begin(), item.parts.end(), [](const ItemPart& part) {
        const auto* json = std::get_if<JsonPart>(&part);
        return json != nullptr && isCut(*json);
    });
}

struct StepResult {
    std::vector<SearchGroup> groups;
    std::uint64_t bytes = 0;
    std::uint64_t hits = 0;
    std::uint64_t objects = 0;
    std::uint64_t unreadable = 0;
};

/// The work of one search, in steps that can be done in any order.
class Work {
public:
    Work(const Bundle& bundle, const RolloutTrace& trace, const Needle& needle, const SearchOptions& options)
        : bundle_(bundle),
          trace_(trace),
          needle_(needle),
          options_(options),
          itemSteps_((trace.items.size() + itemsPerStep - 1) / itemsPerStep),
          deadline_(std::chrono::steady_clock::now() + std::chrono::milliseconds(options.timeLimitMs))
    {
        if (options.payloads)
            owners_ = payloadOwners(trace);
    }

    [[nodiscard]] std::size_t steps() const { return itemSteps_ + owners_.size(); }
    [[nodiscard]] std::size_t objects() const { return trace_.items.size() + owners_.size(); }
    [[nodiscard]] bool isCancelled() const
    {
        return options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed);
    }
    [[nodiscard]] bool isOver() const { return isCancelled() || isLate(); }
    [[nodiscard]] bool isLate() const { return std::chrono::steady_clock::now() > deadline_; }
    [[nodiscard]] bool hasMore() const { return more_; }

    /// `buffer` is the thread's own.
    [[nodiscard]] StepResult run(std::size_t step, std::string& buffer)
    {
        StepResult result;
        if (step >= itemSteps_) {
            searchPayload(PayloadIndex{static_cast<std::uint32_t>(step - itemSteps_)}, buffer, result);
            return result;
        }
        const auto first = static_cast<std::uint32_t>(step) * itemsPerStep;
        const auto end = std::min(first + itemsPerStep, static_cast<std::uint32_t>(trace_.items.size()));
        ItemSources sources(bundle_, trace_);
        for (std::uint32_t item = first; item < end && !isOver(); ++item)
            searchItem(ItemIndex{item}, sources, result);
        return result;
    }

private:
    void searchItem(ItemIndex index, ItemSources& sources, StepResult& result)
    {
        ++result.objects;
        const ConversationItem& item = trace_.items[index];
        std::string text;
        if (hasCutArguments(item)) {
            if (const std::string_view source = sources.json(index); !source.empty())
                text = readableElement(source);
        }
        if (text.empty())
            text = itemText(item);
        collect(text, false, {.object = index, .payload = {}, .hits = {}}, result);
    }

    void searchPayload(PayloadIndex payload, std::string& buffer, StepResult& result)
    {
        if (isOver())
            return;
        ++result.objects;
        if (bundle_.folder().readFile(trace_.payloads[payload].path, buffer) != FileError::None) {
            ++result.unreadable;
            return;
        }
        collect(buffer, true, {.object = owners_[payload.value], .payload = payload, .hits = {}}, result);
    }

    void collect(std::string_view text, bool json, SearchGroup&& group, StepResult& result)
    {
        result.bytes += text.size();
        std::size_t from = 0;
        JsonLookAhead ahead;
        while (const auto match = json ? needle_.findInJson(text, from, ahead) : needle_.find(text, from)) {
            ++group.count;
            if (group.hits.size() < options_.hitsPerGroup &&
                kept_.load(std::memory_order_relaxed) < options_.mostHits) {
                kept_.fetch_add(1, std::memory_order_relaxed);
                group.hits.push_back(hitAt(text, *match));
            } else {
                more_ = true;
            }
            from = match->begin + match->length;
            constexpr std::uint64_t hitsBetweenLooks = 4'096;
            if (group.count % hitsBetweenLooks == 0 && isOver())
                break;
        }
        result.hits += group.count;
        if (group.count > 0)
            result.groups.push_back(std::move(group));
    }

    const Bundle& bundle_;
    const RolloutTrace& trace_;
    const Needle& needle_;
    const SearchOptions& options_;
    std::size_t itemSteps_;
    std::vector<ObjectRef> owners_; // by payload; empty: payloads are not searched
    std::chrono::steady_clock::time_point deadline_;
    std::atomic<std::size_t> kept_ = 0;
    std::atomic<bool> more_ = false;
};

/// Runs steps on several threads and hands their results on in order.
class Crew {
public:
    Crew(Work& work, unsigned threads) : work_(work)
    {
        for (unsigned i = 0; i < threads; ++i)
            threads_.emplace_back([this] { toil(); });
    }

    /// Of the step; waits for it.
    [[nodiscard]] StepResult take(std::size_t step)
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return done_.contains(step); });
        StepResult result = std::move(done_.extract(step).mapped());
        taken_ = step + 1;
        changed_.notify_all();
        return result;
    }

private:
    void toil()
    {
        std::string buffer;
        for (std::size_t step = next_++; step < work_.steps(); step = next_++) {
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return step < taken_ + mostAhead; });
            }
            StepResult result = work_.run(step, buffer);
            const std::lock_guard lock(mutex_);
            done_.emplace(step, std::move(result));
            changed_.notify_all();
        }
    }

    Work& work_;
    std::atomic<std::size_t> next_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::size_t, StepResult> done_;
    std::size_t taken_ = 0;
    std::vector<std::jthread> threads_; // last: they end before what they use
};

} // namespace

SearchSummary searchTrace(const Bundle& bundle, const RolloutTrace& trace, const Needle& needle,
                          const SearchOptions& options)
{
    SearchSummary summary;
    Work work(bundle, trace, needle, options);
    summary.progress.objectsTotal = work.objects();
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const unsigned threads = options.threads != 0 ? options.threads : std::min(cores, mostThreads);
    {
        Crew crew(work, threads);
        constexpr auto reportEvery = std::chrono::milliseconds(40);
        auto reported = std::chrono::steady_clock::now() - reportEvery;
        std::vector<SearchGroup> groups;
        for (std::size_t step = 0; step < work.steps(); ++step) {
            StepResult result = crew.take(step);
            summary.progress.objectsDone += result.objects;
            summary.progress.bytesDone += result.bytes;
            summary.progress.hits += result.hits;
            summary.unreadable += result.unreadable;
            std::move(result.groups.begin(), result.groups.end(), std::back_inserter(groups));
            const auto now = std::chrono::steady_clock::now();
            const bool isLast = step + 1 == work.steps();
            if (options.report && (isLast || now - reported >= reportEvery) && !work.isCancelled()) {
                options.report(std::move(groups), summary.progress);
                groups.clear();
                reported = now;
            }
        }
    }
    summary.cancelled = work.isCancelled();
    summary.timedOut = !summary.cancelled && summary.progress.objectsDone < summary.progress.objectsTotal;
    summary.more = work.hasMore();
    return summary;
}

} // namespace rolloutscope
