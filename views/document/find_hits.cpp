#include "views/document/find_hits.h"

#include <algorithm>
#include <chrono>

namespace rolloutscope {
namespace {

constexpr std::uint32_t lookEvery = 256; // objects between two looks at the clock
constexpr std::int64_t firstPieceAfterMs = 60;

bool comesBefore(const FindHit& a, const FindHit& b)
{
    return a.begin != b.begin ? a.begin < b.begin : a.object < b.object;
}

/// Where conversation items appear on the timeline. The index costs a pass over all requests; it is made when an item
/// is found that does not name its call itself.
class ItemPlaces {
public:
    explicit ItemPlaces(const RolloutTrace& trace) : trace_(trace) {}

    [[nodiscard]] ObjectRef of(ItemIndex index)
    {
        const ConversationItem& item = trace_.items[index];
        ObjectRef compaction;
        for (const Producer& producer : item.producedBy) {
            if (const auto* call = std::get_if<InferenceIndex>(&producer);
                call && trace_.inferenceCalls.contains(*call))
                return *call;
            if (const auto* made = std::get_if<CompactionIndex>(&producer); made && trace_.compactions.contains(*made))
                compaction = *made;
        }
        if (calls_.empty())
            findCalls();
        if (const InferenceIndex call = calls_[index.value])
            return call;
        if (compaction.valid())
            return compaction;
        return trace_.turns.contains(item.turn) ? ObjectRef(item.turn) : ObjectRef(item.thread);
    }

private:
    void findCalls()
    {
        calls_.resize(trace_.items.size());
        const auto take = [&](IndexList<ConversationItem> InferenceCall::*list) {
            std::uint32_t number = 0;
            for (const InferenceCall& call : trace_.inferenceCalls) {
                const InferenceIndex index{number++};
                for (const ItemIndex item : call.*list) {
                    if (item.value < calls_.size() && !calls_[item.value])
                        calls_[item.value] = index;
                }
            }
        };
        take(&InferenceCall::responseItems);
        take(&InferenceCall::requestItems);
    }

    const RolloutTrace& trace_;
    std::vector<InferenceIndex> calls_; // by item; calls are created in their order of time
};

std::optional<FindHit> hitOf(const LoadedTrace& loaded, ItemPlaces& places, ObjectRef object)
{
    const std::optional<ExecutionWindow> window = windowOf(loaded.trace, object);
    if (!window)
        return std::nullopt;
    const UnixMs end = window->endedAt.value_or(loaded.relations.lastMoment());
    return FindHit{.object = object,
                   .begin = window->startedAt,
                   .end = std::max(window->startedAt, end),
                   .shownOn = object.kind == ObjectKind::ConversationItem ? places.of(object.item()) : object};
}

FindHitsPtr inOrder(const LoadedTracePtr& loaded, const QString& text, std::vector<FindHit> hits, bool complete)
{
    auto result = std::make_shared<FindHits>();
    result->loaded = loaded;
    result->text = text;
    result->hits = std::move(hits);
    result->complete = complete;
    std::sort(result->hits.begin(), result->hits.end(), comesBefore);
    result->shown.reserve(result->hits.size());
    for (const FindHit& hit : result->hits)
        result->shown.push_back(hit.shownOn);
    std::sort(result->shown.begin(), result->shown.end());
    result->shown.erase(std::unique(result->shown.begin(), result->shown.end()), result->shown.end());
    return result;
}

class Search {
public:
    Search(const LoadedTracePtr& loaded, const QString& text, const std::function<bool()>& isCancelled,
           const std::function<void(FindHitsPtr)>& publish)
        : loaded_(loaded),
          trace_(loaded->trace),
          text_(text),
          isCancelled_(isCancelled),
          publish_(publish),
          matcher_(trace_, loaded->relations, ObjectQuery::parse(text)),
          places_(trace_)
    {
    }

    [[nodiscard]] FindHitsPtr run()
    {
        // Conversation last: there is most of it, and its texts are the longest.
        const bool done = testAll(trace_.threads) && testAll(trace_.turns) && testAll(trace_.inferenceCalls) &&
                          testAll(trace_.toolCalls) && testAll(trace_.codeCells) &&
                          testAll(trace_.terminalOperations) && testAll(trace_.compactions) &&
                          testAll(trace_.compactionRequests) && testAll(trace_.items);
        return done ? made(std::move(found_), true) : nullptr;
    }

private:
    template <typename T>
    [[nodiscard]] bool testAll(const Table<T>& table)
    {
        for (std::uint32_t i = 0; i < table.size(); ++i) {
            if (++tested_ % lookEvery == 0 && !goesOn())
                return false;
            const ObjectRef object = Index<T>{i};
            if (matcher_.matches(object))
                take(object);
        }
        return true;
    }

    void take(ObjectRef object)
    {
        if (auto hit = hitOf(*loaded_, places_, object))
            found_.push_back(*hit);
    }

    [[nodiscard]] bool goesOn()
    {
        if (isCancelled_())
            return false;
        const auto elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_);
        if (publish_ && elapsed.count() >= nextPieceMs_ && !found_.empty()) {
            publish_(made(found_, false));
            // A piece sorts and copies all that came before: with ever longer gaps that stays a share of the work.
            nextPieceMs_ = elapsed.count() * 2;
        }
        return true;
    }

    [[nodiscard]] FindHitsPtr made(std::vector<FindHit> hits, bool complete) const
    {
        return inOrder(loaded_, text_, std::move(hits), complete);
    }

    LoadedTracePtr loaded_;
    const RolloutTrace& trace_;
    QString text_;
    const std::function<bool()>& isCancelled_;
    const std::function<void(FindHitsPtr)>& publish_;
    QueryMatcher matcher_;
    ItemPlaces places_;
    std::vector<FindHit> found_;
    std::uint64_t tested_ = 0;
    const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::int64_t nextPieceMs_ = firstPieceAfterMs;
};

} // namespace

bool FindHits::isShownOn(ObjectRef object) const
{
    return std::binary_search(shown.begin(), shown.end(), object);
}

std::size_t FindHits::firstNotBefore(UnixMs moment, ObjectRef object) const
{
    const FindHit wanted{.object = object, .begin = moment, .end = moment, .shownOn = {}};
    return static_cast<std::size_t>(std::lower_bound(hits.begin(), hits.end(), wanted, comesBefore) - hits.begin());
}

FindHitsPtr findHits(const LoadedTracePtr& loaded, const QString& text, const std::function<bool()>& isCancelled,
                     const std::function<void(FindHitsPtr)>& publish)
{
    if (isCancelled())
        return nullptr;
    return Search(loaded, text, isCancelled, publish).run();
}

FindHitsPtr hitsOf(const LoadedTracePtr& loaded, const std::vector<ObjectRef>& objects)
{
    ItemPlaces places(loaded->trace);
    std::vector<FindHit> hits;
    for (const ObjectRef object : objects) {
        if (auto hit = hitOf(*loaded, places, object))
            hits.push_back(*hit);
    }
    return inOrder(loaded, {}, std::move(hits), true);
}

} // namespace rolloutscope
