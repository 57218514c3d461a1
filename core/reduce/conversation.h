// Conversation: what the model saw and said, item by item (spec 3, conversation; spec 5, accepted and conversation).
//
// Cost follows what is new: elements of a request that are byte for byte those of the thread's request before are not
// normalized again, and every "first match" is an index.
#pragma once

#include "core/bundle/event.h"
#include "core/reduce/model_items.h"
#include "core/trace/trace.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace rolloutscope {

struct Reduction;

struct ReducedRequest {
    IndexList<ConversationItem> items = {};
    RequestInput input = RequestInput::Full;
    InferenceIndex continues = {};
    PayloadIndex prefixPayload = {};
};

struct ReducedResponse {
    IndexList<ConversationItem> items;
    std::optional<TokenUsage> usage;
};

class Conversation {
public:
    explicit Conversation(Reduction& reduction) : r_(reduction) {}

    [[nodiscard]] ReducedRequest reduceRequest(ThreadIndex thread, TurnIndex turn, const event::InferenceStarted& event,
                                               PayloadIndex payload);
    /// None when the payload is unusable. The caller installs the items and says so.
    [[nodiscard]] std::optional<ReducedResponse> reduceResponse(InferenceIndex call, PayloadIndex payload);
    void responseInstalled(InferenceIndex call);
    void callStarted(ThreadIndex thread, InferenceIndex call);

    struct Checkpoint {
        IndexList<ConversationItem> input;
        ItemIndex marker;
        IndexList<ConversationItem> replacement;
    };
    [[nodiscard]] Checkpoint reduceCheckpoint(ThreadIndex thread, TurnIndex turn, CompactionIndex compaction,
                                              PayloadIndex payload);
    void accepted(const event::HistoryItemAccepted& event);
    /// The thread ended: what only serves to compare its next request goes.
    void threadEnded(ThreadIndex thread);
    /// After the last event: output that the history never took leaves the thread's list (schema v2).
    void finish();

    /// Items of a thread with this call id, in the order in which the rules scan items.
    [[nodiscard]] IndexList<ConversationItem> itemsWithCallId(ThreadIndex thread, std::string_view callId,
                                                              bool (*ofKind)(ItemKind)) const;
    /// Adds a producer that is not listed yet.
    void addProducer(ItemIndex item, Producer producer);
    /// Before the other in the order in which the rules scan items: bytes of ids, or creation (spec 5).
    [[nodiscard]] bool scannedBefore(ItemIndex a, ItemIndex b) const;
    [[nodiscard]] bool isListed(ItemIndex item) const { return states_[item.value].listed; }

private:
    struct ItemState {
        std::uint64_t matchKey = 0;
        std::uint64_t encodedKey = 0;
        std::uint32_t version = 0; // counts changes of body and id
        std::uint32_t usedBy = 0;  // the last reconciling that used the item
        bool hasCallId = false;
        bool soleOfCallId = true; // no other item of the thread has the same call id and kind
        bool isMail = false;
        bool listed = false; // in its thread's list
        bool fromReceipt = false;
        bool taken = false; // was in a request, a compaction, or a receipt
    };
    /// One element of the thread's last full request, as it stood there and what it turned out to be.
    struct SeenElement {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        ItemIndex item;
        std::uint32_t version = 0;
    };
    struct Acceptance {
        UnixMs at = 0;
        std::uint64_t seq = 0;
    };
    struct ThreadState {
        IndexList<ConversationItem> snapshot;
        CompactionIndex pendingCompaction;
        InferenceIndex lastCall;
        std::string seenBytes;
        std::vector<SeenElement> seen;
        std::uint64_t seenAt = 0; // in seenOrder_; 0: nothing is remembered
        std::unordered_map<std::string, IndexList<ConversationItem>> byCallId;
        std::unordered_map<std::string, IndexList<ConversationItem>> byResponsesId;
        std::unordered_map<std::string, Acceptance> accepted;
        std::unordered_map<std::string, ItemIndex> receipts;
        IndexList<ConversationItem> untaken; // listed, and at that time not taken
    };
    /// An element of a payload's list on its way to an item.
    struct Element {
        json::Value raw;
        std::optional<ModelItem> model; // none while `known` is enough
        ItemIndex known;                // the same bytes were this item in the request before
    };
    enum class Search : std::uint8_t {
        Full,              // the entry at the index, else the first unused match
        Append,            // the entry at the index, which must match
        Candidates,        // the first unused match
        InputOfCompaction, // as Candidates; what does not match is new
        AlwaysNew,
    };
    struct Reconciling {
        ThreadIndex thread;
        TurnIndex turn;
        PayloadIndex payload;
        Search search = Search::Full;
        std::size_t firstIndex = 0;
        IndexList<ConversationItem> base = {}; // copy: the thread's lists change on the way
        std::optional<Producer> producer = {};
    };
    class MatchIndex;

    [[nodiscard]] std::vector<Element> normalizeAll(json::Value list, PayloadIndex payload);
    /// As normalizeAll(), skipping what the thread's request before had already.
    [[nodiscard]] std::vector<Element> normalizeNew(json::Value input, PayloadIndex payload, const ThreadState& state);
    void rememberRequest(ThreadState& state, std::string& bytes, const std::vector<Element>& elements,
                         const IndexList<ConversationItem>& items);
    [[nodiscard]] IndexList<ConversationItem> reconcile(const Reconciling& how, std::vector<Element>& elements);
    [[nodiscard]] ItemIndex resolve(const Reconciling& how, Element& element, std::size_t index, MatchIndex& matches);
    [[nodiscard]] ItemIndex findUnused(const Reconciling& how, const ModelItem& item, MatchIndex& matches);
    [[nodiscard]] bool matches(const ModelItem& item, ItemIndex existing) const;
    [[nodiscard]] bool callIdReused(const Reconciling& how, Element& element, ItemIndex& sameAsBefore);
    [[nodiscard]] ItemIndex claimReceipt(const Reconciling& how, ModelItem& item);
    [[nodiscard]] ModelItem& modelOf(const Reconciling& how, Element& element);
    [[nodiscard]] ItemIndex create(ThreadIndex thread, TurnIndex turn, PayloadIndex payload, ModelItem&& model);
    void mergeReasoning(ItemIndex item, const ModelItem& sighted);
    void takeId(ItemIndex item, const std::string& responsesItemId);
    void changed(ItemIndex item);
    void sight(ItemIndex item);
    /// They were in a request or a compaction.
    void take(const IndexList<ConversationItem>& items);
    void list(ThreadIndex thread, const IndexList<ConversationItem>& items);
    void keepReceipt(ThreadIndex thread, std::string_view itemId, PayloadIndex payload);
    [[nodiscard]] std::optional<TokenUsage> usageOf(json::Value usage) const;
    void forgetRequest(ThreadState& state);
    ThreadState& stateOf(ThreadIndex thread);

    Reduction& r_;
    std::vector<ItemState> states_; // by item
    std::vector<std::unique_ptr<ThreadState>> threads_;
    std::uint32_t reconciling_ = 0;
    std::map<std::uint64_t, ThreadState*> seenOrder_; // threads whose last request is remembered, the oldest first
    std::uint64_t seenBytes_ = 0;                     // of all of them
    std::uint64_t lastSeen_ = 0;
};

} // namespace rolloutscope
