#include "core/search/trace_search.h"

#include "core/bundle/file_bytes.h"
#include "core/insight/item_twins.h"
#include "core/prompt/item_source.h"
#include "core/prompt/readable_part.h"
#include "core/prompt/request_frames.h"
#include "core/search/item_text.h"
#include "core/search/payload_owners.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <new>
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
          twins_(trace),
          itemSteps_((trace.items.size() + itemsPerStep - 1) / itemsPerStep),
          // Where all payloads are searched, they are among them.
          frameSteps_(options.payloads || trace.inferenceCalls.size() == 0 ? 0 : 1),
          deadline_(std::chrono::steady_clock::now() + std::chrono::milliseconds(options.timeLimitMs))
    {
        if (options.payloads)
            owners_ = payloadOwners(trace);
    }

    [[nodiscard]] std::size_t steps() const { return itemSteps_ + frameSteps_ + owners_.size(); }
    [[nodiscard]] std::size_t objects() const { return trace_.items.size() + frameSteps_ + owners_.size(); }
    [[nodiscard]] std::uint64_t objectsOf(std::size_t step) const
    {
        return kindOf(step) == Kind::Items ? endOfItems(step) - firstItem(step) : 1;
    }
    [[nodiscard]] bool isCancelled() const
    {
        return options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed);
    }
    [[nodiscard]] bool isOver() const { return isCancelled() || isLate(); }
    [[nodiscard]] bool isLate() const { return std::chrono::steady_clock::now() > deadline_; }
    [[nodiscard]] bool hasMore() const { return more_; }

    /// `file` is the thread's own.
    [[nodiscard]] StepResult run(std::size_t step, FileBytes& file)
    {
        StepResult result;
        if (kindOf(step) == Kind::Payload) {
            searchPayload(PayloadIndex{static_cast<std::uint32_t>(step - itemSteps_ - frameSteps_)}, file, result);
            return result;
        }
        if (kindOf(step) == Kind::Frames) {
            searchFrames(result);
            return result;
        }
        ItemSources sources(bundle_, trace_);
        for (std::uint32_t item = firstItem(step); item < endOfItems(step) && !isOver(); ++item)
            searchItem(ItemIndex{item}, sources, result);
        return result;
    }

private:
    enum class Kind : std::uint8_t { Items, Frames, Payload };

    [[nodiscard]] std::size_t framesBefore() const { return options_.framesFirst ? frameSteps_ : 0; }
    /// Of a step of items.
    [[nodiscard]] std::uint32_t firstItem(std::size_t step) const
    {
        return static_cast<std::uint32_t>(step - framesBefore()) * itemsPerStep;
    }
    [[nodiscard]] std::uint32_t endOfItems(std::size_t step) const
    {
        return std::min(firstItem(step) + itemsPerStep, static_cast<std::uint32_t>(trace_.items.size()));
    }
    [[nodiscard]] Kind kindOf(std::size_t step) const
    {
        if (step >= itemSteps_ + frameSteps_)
            return Kind::Payload;
        const bool isFrames = frameSteps_ > 0 && step == (options_.framesFirst ? 0 : itemSteps_);
        return isFrames ? Kind::Frames : Kind::Items;
    }

    void searchItem(ItemIndex index, ItemSources& sources, StepResult& result)
    {
        ++result.objects;
        if (!twins_.isFirst(index))
            return; // it was searched where it came first
        const SearchedText text = searchedText(trace_, index, sources);
        const SearchGroup group{.object = index, .payload = {}, .hits = {}};
        // Of JSON two forms are searched, the other one where the first has no hit: a place counts once.
        if (collect(text.shown, text.json, SearchGroup(group), result)) {
            for (SearchHit& hit : result.groups.back().hits) {
                if (hit.offset >= text.name)
                    addArguments(text, hit);
            }
        } else if (!text.sent.empty()) {
            collect(text.sent, true, SearchGroup(group), result);
        }
    }

    /// A name alone says little: `exec_command {"cmd":"ls"}`.
    static void addArguments(const SearchedText& text, SearchHit& hit)
    {
        const std::string_view shown(text.shown);
        std::string_view arguments = text.sent.empty() ? shown.substr(0, text.name) : std::string_view(text.sent);
        std::size_t end = std::min({arguments.find('\n'), arguments.size(), after});
        while (end > 0 && end < arguments.size() && isContinuation(arguments[end]))
            --end;
        if (end > 0)
            hit.line += ' ' + std::string(arguments.substr(0, end));
    }

    /// What requests begin with: instructions and tool schemas, each once.
    void searchFrames(StepResult& result)
    {
        ++result.objects;
        RequestFrames frames(bundle_, trace_);
        for (std::uint32_t call = 0; call < trace_.inferenceCalls.size() && !isOver(); ++call) {
            for (const FramePart& part : frames.newIn(InferenceIndex{call})) {
                SearchGroup group{.object = InferenceIndex{call},
                                  .payload = trace_.inferenceCalls[InferenceIndex{call}].requestPayload,
                                  .part = part.name,
                                  .hits = {}};
                const std::size_t first = result.groups.size();
                if (collect(part.json, true, SearchGroup(group), result)) {
                    for (SearchHit& hit : result.groups[first].hits)
                        hit.offset += part.offset;
                } else if (collect(indentedJson(part.json), true, std::move(group), result)) {
                    // Across a blank of the indented form: the part as a whole is where it stands.
                    for (SearchHit& hit : result.groups[first].hits) {
                        hit.offset = part.offset;
                        hit.length = part.json.size();
                    }
                }
            }
        }
    }

    void searchPayload(PayloadIndex payload, FileBytes& file, StepResult& result)
    {
        if (isOver())
            return;
        ++result.objects;
        SearchGroup group{.object = owners_[payload.value], .payload = payload, .hits = {}};
        std::string_view bytes;
        const bool isRead = file.read(bundle_.folder(), trace_.payloads[payload].path, bytes) == FileError::None;
        collect(bytes, true, std::move(group), result);
        if (!isRead || file.wasCut())
            ++result.unreadable;
    }

    /// What begins between `from` and `end`; `from` goes behind the last of it.
    void collectPiece(std::string_view text, std::size_t end, std::size_t& from, bool json, SearchGroup& group)
    {
        JsonLookAhead ahead;
        while (const auto match = json ? needle_.findInJson(text, from, ahead) : needle_.find(text, from)) {
            if (match->begin >= end)
                break;
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
    }

    /// Whether anything was found.
    bool collect(std::string_view text, bool json, SearchGroup&& group, StepResult& result)
    {
        // What begins in a piece may end behind it, if it is no longer than this.
        constexpr std::size_t longestMatch = std::size_t{64} << 10U;
        result.bytes += text.size();
        std::size_t from = 0;
        for (std::size_t end = 0; end < text.size() && (end == 0 || !isOver());) {
            end += std::min(options_.pieceBytes, text.size() - end);
            collectPiece(text.substr(0, end + std::min(longestMatch, text.size() - end)), end, from, json, group);
            from = std::max(from, end);
        }
        result.hits += group.count;
        if (group.count == 0)
            return false;
        result.groups.push_back(std::move(group));
        return true;
    }

    const Bundle& bundle_;
    const RolloutTrace& trace_;
    const Needle& needle_;
    const SearchOptions& options_;
    ItemTwins twins_;
    std::size_t itemSteps_;
    std::size_t frameSteps_;
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
        FileBytes file;
        for (std::size_t step = next_++; step < work_.steps(); step = next_++) {
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return step < taken_ + mostAhead; });
            }
            StepResult result;
            try {
                result = work_.run(step, file);
            } catch (const std::bad_alloc&) { // of one step; the others may have room
                file.release();
                result = {};
                result.objects = work_.objectsOf(step);
                result.unreadable = 1;
            }
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
