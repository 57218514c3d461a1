#include "core/reduce/inference.h"

#include "core/reduce/reduction.h"

#include <algorithm>

namespace rolloutscope {

namespace {

std::string responseKey(ThreadIndex thread, std::string_view responseId)
{
    return std::to_string(thread.value) + ":" + std::string(responseId);
}

} // namespace

void Inference::started(const event::InferenceStarted& event)
{
    if (r_.trace.inferenceCalls.find(event.callId)) {
        r_.broken(event.callId, "inference call " + named(event.callId) + " is started a second time");
        return;
    }
    const ThreadIndex thread = r_.threads.require(event.threadId);
    const TurnIndex turn = r_.threads.requireTurn(event.turnId, thread);

    InferenceCall call;
    call.id = event.callId;
    call.thread = thread;
    call.turn = turn;
    call.execution = r_.startedNow();
    call.model = event.model;
    call.providerName = event.providerName;
    call.requestPayload = r_.payloadOf(event.request);
    ReducedRequest request = r_.conversation.reduceRequest(thread, turn, event, call.requestPayload);
    call.requestItems = std::move(request.items);
    call.input = request.input;
    call.continues = request.continues;
    call.prefixPayload = request.prefixPayload;

    const InferenceIndex index = r_.trace.inferenceCalls.add(std::move(call));
    r_.threads.callStarted(turn, index);
    r_.conversation.callStarted(thread, index);
}

void Inference::ended(const event::InferenceEnded& event)
{
    const InferenceIndex index = r_.trace.inferenceCalls.find(event.callId);
    if (!index) {
        r_.broken(event.callId, "inference call " + named(event.callId) + " ends but was never started");
        return;
    }
    const PayloadIndex payload = r_.payloadOf(event.response);
    if (payload) {
        if (auto response = r_.conversation.reduceResponse(index, payload)) {
            r_.tools.responseItemsReplaced(index, response->items);
            r_.trace.inferenceCalls[index].responseItems = std::move(response->items);
            if (response->usage)
                r_.trace.inferenceCalls[index].usage = response->usage;
            r_.conversation.responseInstalled(index);
        }
        r_.trace.inferenceCalls[index].responsePayload = payload;
    }
    InferenceCall& call = r_.trace.inferenceCalls[index];
    setResponseId(index, event.responseId);
    if (event.upstreamRequestId)
        call.upstreamRequestId = std::string(*event.upstreamRequestId);
    if (!event.failure.empty())
        call.failure = event.failure;
    if (call.execution.status == ExecutionStatus::Running)
        r_.endNow(call.execution, event.status);
}

void Inference::setResponseId(InferenceIndex index, const event::OptionalText& responseId)
{
    InferenceCall& call = r_.trace.inferenceCalls[index];
    if (call.responseId)
        std::erase(callsByResponse_[responseKey(call.thread, *call.responseId)], index);
    call.responseId = responseId ? std::optional<std::string>(*responseId) : std::nullopt;
    if (call.responseId)
        callsByResponse_[responseKey(call.thread, *call.responseId)].push_back(index);
}

InferenceIndex Inference::withResponse(ThreadIndex thread, std::string_view responseId) const
{
    const auto found = callsByResponse_.find(responseKey(thread, responseId));
    if (found == callsByResponse_.end() || found->second.empty())
        return {};
    return *std::min_element(found->second.begin(), found->second.end(), [&](InferenceIndex a, InferenceIndex b) {
        return r_.trace.inferenceCalls[a].id < r_.trace.inferenceCalls[b].id;
    });
}

} // namespace rolloutscope
