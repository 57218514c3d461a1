// Requests, responses, checkpoints and acceptances: what enters a conversation, and when. How an element finds its item
// is in reconcile.cpp.
#include "core/reduce/conversation.h"

#include "core/reduce/reduction.h"

#include <algorithm>

namespace rolloutscope {

namespace {

/// Bytes of requests that are kept to compare the next ones with; the agents that were idle longest lose theirs.
constexpr std::uint64_t seenBudget = std::uint64_t{3} << 20U;

} // namespace

Conversation::ThreadState& Conversation::stateOf(ThreadIndex thread)
{
    if (thread.value >= threads_.size())
        threads_.resize(thread.value + 1);
    auto& state = threads_[thread.value];
    if (!state)
        state = std::make_unique<ThreadState>();
    return *state;
}

void Conversation::callStarted(ThreadIndex thread, InferenceIndex call)
{
    stateOf(thread).lastCall = call;
}

std::vector<Conversation::Element> Conversation::normalizeAll(json::Value list, PayloadIndex payload)
{
    std::vector<Element> elements;
    for (const json::Value raw : list.elements()) {
        if (auto model = r_.modelItems.normalize(raw, payload, r_.trace))
            elements.push_back({raw, std::move(model), {}});
    }
    return elements;
}

std::vector<Conversation::Element> Conversation::normalizeNew(json::Value input, PayloadIndex payload,
                                                              const ThreadState& state)
{
    std::vector<Element> elements;
    const std::string_view before = state.seenBytes;
    std::size_t next = 0; // in state.seen: elements keep their order, so each is looked for where the last one stood
    for (const json::Value raw : input.elements()) {
        if (next < state.seen.size()) {
            const SeenElement& seen = state.seen[next];
            if (seen.item && states_[seen.item.value].version == seen.version &&
                raw.raw() == before.substr(seen.begin, seen.end - seen.begin)) {
                elements.push_back({raw, std::nullopt, seen.item});
                ++next;
                continue;
            }
        }
        if (auto model = r_.modelItems.normalize(raw, payload, r_.trace)) {
            elements.push_back({raw, std::move(model), {}});
            ++next;
        }
    }
    return elements;
}

void Conversation::rememberRequest(ThreadState& state, std::string& bytes, const std::vector<Element>& elements,
                                   const IndexList<ConversationItem>& items)
{
    seenOrder_.erase(state.seenAt);
    seenBytes_ -= state.seenBytes.size();
    state.seen.clear();
    state.seen.reserve(items.size());
    for (std::size_t i = 0; i < items.size() && i < elements.size(); ++i) {
        const Element& element = elements[i];
        const auto begin = element.raw.offset();
        SeenElement seen{begin, begin + static_cast<std::uint32_t>(element.raw.raw().size()), items[i],
                         states_[items[i].value].version};
        if (element.model && element.model->boundToPayload)
            seen.item = {};
        state.seen.push_back(seen);
    }
    state.seenBytes.swap(bytes);
    state.seenAt = ++lastSeen_;
    seenOrder_.emplace(state.seenAt, &state);
    seenBytes_ += state.seenBytes.size();
    while (seenBytes_ > seenBudget && seenOrder_.size() > 1)
        forgetRequest(*seenOrder_.begin()->second);
}

ReducedRequest Conversation::reduceRequest(ThreadIndex thread, TurnIndex turn, const event::InferenceStarted& event,
                                           PayloadIndex payload)
{
    using Mode = event::RequestInputMode::Kind;
    const auto text = r_.payloads.load(r_.trace, payload);
    if (!text)
        return {};
    const json::Value input = text->root()["input"];
    if (!input.isArray()) {
        r_.broken(event.callId, "the request of inference call " + named(event.callId) + " has no array input");
        return {};
    }
    ThreadState& state = stateOf(thread);
    const auto previous = text->root()["previous_response_id"].string();
    Mode mode = previous ? Mode::Incremental : Mode::FullSnapshot;
    if (event.inputMode) {
        mode = event.inputMode->kind;
        if (mode != Mode::FullSnapshot && previous != event.inputMode->previousResponseId)
            r_.broken(event.callId, "the request of inference call " + named(event.callId) +
                                        " names another previous_response_id than its event");
    }

    Reconciling how{.thread = thread, .turn = turn, .payload = payload};
    if (mode == Mode::FullSnapshot) {
        std::vector<Element> elements = normalizeNew(input, payload, state);
        if (state.pendingCompaction) {
            how.base = r_.trace.compactions[state.pendingCompaction].replacementItems;
            state.pendingCompaction = {};
        } else {
            how.base = state.snapshot;
        }
        IndexList<ConversationItem> items = reconcile(how, elements);
        rememberRequest(state, text->bytes, elements, items);
        take(items);
        list(thread, items);
        state.snapshot = items;
        return {.items = std::move(items)};
    }

    const std::string_view response =
        event.inputMode ? event.inputMode->previousResponseId : std::string_view(*previous);
    const InferenceIndex forked = r_.inference.withResponse(thread, response);
    ReducedRequest request{.input = RequestInput::Incremental, .continues = forked};
    IndexList<ConversationItem>& items = request.items;
    std::vector<Element> elements = normalizeAll(input, payload);
    if (mode == Mode::Incremental) {
        if (forked) {
            const InferenceCall& call = r_.trace.inferenceCalls[forked];
            items = call.requestItems;
            items.insert(items.end(), call.responseItems.begin(), call.responseItems.end());
        } else {
            // What the model saw before is unknown; the snapshot is the best guess.
            r_.broken(event.callId, "inference call " + named(event.callId) + " continues response " + named(response) +
                                        ", which no call of its thread gave");
            items = state.snapshot;
        }
        how.base = state.snapshot;
    } else {
        if (forked)
            r_.broken(event.callId, "inference call " + named(event.callId) + " gives a prefix for response " +
                                        named(response) + ", which is in the trace");
        const PayloadIndex prefixPayload = r_.payloadOf(event.inputMode->prefix);
        request = {.input = RequestInput::WithPrefix, .prefixPayload = prefixPayload};
        if (const auto prefix = r_.payloads.load(r_.trace, prefixPayload)) {
            const json::Value prefixInput = prefix->root()["input"];
            if (!prefixInput.isArray())
                r_.broken(event.callId, "the prefix of inference call " + named(event.callId) + " has no array input");
            std::vector<Element> prefixElements = normalizeAll(prefixInput, prefixPayload);
            Reconciling prefixHow{.thread = thread, .turn = turn, .payload = prefixPayload, .base = state.snapshot};
            items = reconcile(prefixHow, prefixElements);
        }
        how.base = items;
    }
    how.search = Search::Append;
    how.firstIndex = items.size();
    const IndexList<ConversationItem> added = reconcile(how, elements);
    items.insert(items.end(), added.begin(), added.end());
    take(items);
    list(thread, items);
    state.snapshot = items;
    return request;
}

std::optional<ReducedResponse> Conversation::reduceResponse(InferenceIndex callIndex, PayloadIndex payload)
{
    const auto text = r_.payloads.load(r_.trace, payload);
    if (!text)
        return std::nullopt;
    const InferenceCall& call = r_.trace.inferenceCalls[callIndex];
    const json::Value output = text->root()["output_items"];
    ReducedResponse response;
    response.usage = usageOf(text->root()["token_usage"]);
    if (!output.isArray()) {
        r_.broken(call.id, "the response of inference call " + named(call.id) + " has no array output_items");
        return response;
    }
    ThreadState& state = stateOf(call.thread);
    std::vector<Element> elements = normalizeAll(output, payload);
    Reconciling how{.thread = call.thread, .turn = call.turn, .payload = payload, .producer = callIndex};
    if (r_.rules.itemsHaveIds) {
        how.search = Search::Candidates;
        for (const Element& element : elements) {
            if (!element.model->responsesItemId)
                continue;
            if (const auto found = state.byResponsesId.find(*element.model->responsesItemId);
                found != state.byResponsesId.end())
                how.base.insert(how.base.end(), found->second.begin(), found->second.end());
        }
        std::sort(how.base.begin(), how.base.end());
        how.base.erase(std::unique(how.base.begin(), how.base.end()), how.base.end());
    } else {
        how.search = Search::Append;
        how.base = state.snapshot;
        how.firstIndex = state.snapshot.size();
    }
    response.items = reconcile(how, elements);
    list(call.thread, response.items);
    if (!r_.rules.itemsHaveIds)
        state.snapshot.insert(state.snapshot.end(), response.items.begin(), response.items.end());
    return response;
}

void Conversation::responseInstalled(InferenceIndex callIndex)
{
    if (!r_.rules.itemsHaveIds)
        return;
    const InferenceCall& call = r_.trace.inferenceCalls[callIndex];
    ThreadState& state = stateOf(call.thread);
    if (state.lastCall != callIndex || state.pendingCompaction)
        return;
    state.snapshot = call.requestItems;
    state.snapshot.insert(state.snapshot.end(), call.responseItems.begin(), call.responseItems.end());
}

std::optional<TokenUsage> Conversation::usageOf(json::Value usage) const
{
    // Whole numbers of 64 bits count, negative ones as 0.
    const auto count = [&](const char* name) -> std::optional<std::uint64_t> {
        const json::Value value = usage[name];
        if (const auto positive = value.uint64())
            return positive;
        if (value.int64())
            return 0;
        return std::nullopt;
    };
    const auto input = count("input_tokens");
    const auto cached = count("cached_input_tokens");
    const auto output = count("output_tokens");
    const auto reasoning = count("reasoning_output_tokens");
    if (!input || !cached || !output || !reasoning)
        return std::nullopt;
    return TokenUsage{*input, *cached, count("cache_write_input_tokens").value_or(0), *output, *reasoning};
}

Conversation::Checkpoint Conversation::reduceCheckpoint(ThreadIndex thread, TurnIndex turn, CompactionIndex compaction,
                                                        PayloadIndex payload)
{
    Checkpoint checkpoint;
    const auto text = r_.payloads.load(r_.trace, payload);
    const json::Value root = text ? text->root() : json::Value();
    const json::Value input = root["input_history"];
    const json::Value replacement = root["replacement_history"];
    const std::string& id = r_.trace.compactions[compaction].id;
    if (text && !input.isArray())
        r_.broken(id, "the checkpoint of compaction " + named(id) + " has no array input_history");
    if (text && !replacement.isArray())
        r_.broken(id, "the checkpoint of compaction " + named(id) + " has no array replacement_history");
    std::vector<Element> inputElements = normalizeAll(input, payload);
    std::vector<Element> replacementElements = normalizeAll(replacement, payload);

    ThreadState& state = stateOf(thread);
    Reconciling how{.thread = thread, .turn = turn, .payload = payload};
    how.search = Search::InputOfCompaction;
    how.base = state.snapshot;
    checkpoint.input = reconcile(how, inputElements);
    take(checkpoint.input);
    list(thread, checkpoint.input);

    ModelItem marker;
    marker.role = ItemRole::Assistant;
    marker.kind = ItemKind::CompactionMarker;
    checkpoint.marker = create(thread, turn, payload, std::move(marker));
    addProducer(checkpoint.marker, compaction);
    take({checkpoint.marker});
    list(thread, {checkpoint.marker});

    how.search = Search::AlwaysNew;
    how.base.clear();
    how.producer = compaction;
    checkpoint.replacement = reconcile(how, replacementElements);
    take(checkpoint.replacement);
    list(thread, checkpoint.replacement);
    state.pendingCompaction = compaction;
    return checkpoint;
}

void Conversation::accepted(const event::HistoryItemAccepted& event)
{
    if (!r_.now.threadId) {
        r_.broken(event.itemId, "the acceptance of item " + named(event.itemId) + " names no thread");
        return;
    }
    const ThreadIndex thread = r_.threads.require(*r_.now.threadId);
    ThreadState& state = stateOf(thread);
    const std::string id(event.itemId);
    const auto [entry, isFirst] = state.accepted.try_emplace(id, Acceptance{r_.now.at, r_.now.seq});
    if (isFirst) {
        for (const ItemIndex item : state.byResponsesId[id]) {
            r_.trace.items[item].acceptedAt = entry->second.at;
            r_.trace.items[item].acceptedSeq = entry->second.seq;
        }
    }
    if (event.agentMessage)
        keepReceipt(thread, event.itemId, r_.payloadOf(event.agentMessage));
}

void Conversation::keepReceipt(ThreadIndex thread, std::string_view itemId, PayloadIndex payload)
{
    const std::string id(itemId);
    ThreadState& state = stateOf(thread);
    if (const auto known = state.byResponsesId.find(id); known != state.byResponsesId.end() && !known->second.empty())
        return;
    const auto text = r_.payloads.load(r_.trace, payload);
    if (!text)
        return;
    auto model = r_.modelItems.normalize(text->root(), payload, r_.trace);
    if (!model || !model->agentMessage || model->responsesItemId != id) {
        r_.broken(itemId, "the accepted agent message is not the item " + named(itemId));
        return;
    }
    TurnIndex turn;
    std::string unknownTurn;
    if (r_.now.turnId) {
        turn = r_.trace.turns.find(*r_.now.turnId);
        if (!turn)
            unknownTurn = *r_.now.turnId;
    }
    const ItemIndex item = create(thread, turn, payload, std::move(*model));
    r_.trace.items[item].unknownTurnId = std::move(unknownTurn);
    states_[item.value].fromReceipt = true;
    list(thread, {item});
    sight(item);
    state.receipts[id] = item;
}

void Conversation::list(ThreadIndex thread, const IndexList<ConversationItem>& items)
{
    ThreadState& threadState = stateOf(thread);
    auto& listed = r_.trace.threads[thread].items;
    for (const ItemIndex item : items) {
        ItemState& state = states_[item.value];
        if (state.listed)
            continue;
        state.listed = true;
        listed.push_back(item);
        if (r_.rules.discardedOutputLeft && !state.taken)
            threadState.untaken.push_back(item);
        r_.agentEdges.itemListed(item);
    }
}

void Conversation::threadEnded(ThreadIndex thread)
{
    forgetRequest(stateOf(thread));
}

void Conversation::forgetRequest(ThreadState& state)
{
    if (seenOrder_.erase(state.seenAt) == 0)
        return;
    seenBytes_ -= state.seenBytes.size();
    state.seenBytes = std::string();
    state.seen = std::vector<SeenElement>();
    state.seenAt = 0;
}

void Conversation::take(const IndexList<ConversationItem>& items)
{
    for (const ItemIndex item : items)
        states_[item.value].taken = true;
}

void Conversation::finish()
{
    if (!r_.rules.discardedOutputLeft)
        return;
    const auto isTaken = [&](ItemIndex item) {
        const ItemState& state = states_[item.value];
        return state.taken || state.fromReceipt || r_.trace.items[item].acceptedAt;
    };
    for (std::uint32_t i = 0; i < threads_.size(); ++i) {
        if (!threads_[i])
            continue;
        auto& untaken = threads_[i]->untaken;
        std::erase_if(untaken, isTaken);
        r_.trace.discardedItems.insert(r_.trace.discardedItems.end(), untaken.begin(), untaken.end());
        if (!untaken.empty())
            std::erase_if(r_.trace.threads[ThreadIndex{i}].items, [&](ItemIndex item) { return !isTaken(item); });
    }
}

IndexList<ConversationItem> Conversation::itemsWithCallId(ThreadIndex thread, std::string_view callId,
                                                          bool (*ofKind)(ItemKind)) const
{
    IndexList<ConversationItem> items;
    if (thread.value >= threads_.size() || !threads_[thread.value])
        return items;
    const auto& byCallId = threads_[thread.value]->byCallId;
    if (const auto found = byCallId.find(std::string(callId)); found != byCallId.end()) {
        for (const ItemIndex item : found->second) {
            if (ofKind(r_.trace.items[item].kind))
                items.push_back(item);
        }
    }
    std::sort(items.begin(), items.end(), [this](ItemIndex a, ItemIndex b) { return scannedBefore(a, b); });
    return items;
}

bool Conversation::scannedBefore(ItemIndex a, ItemIndex b) const
{
    if (r_.rules.scansInCreationOrder)
        return a < b;
    return r_.trace.items[a].id < r_.trace.items[b].id;
}

void Conversation::addProducer(ItemIndex item, Producer producer)
{
    auto& producers = r_.trace.items[item].producedBy;
    if (std::find(producers.begin(), producers.end(), producer) == producers.end())
        producers.push_back(producer);
}

} // namespace rolloutscope
