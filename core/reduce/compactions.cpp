#include "core/reduce/compactions.h"

#include "core/reduce/reduction.h"

#include <algorithm>

namespace rolloutscope {

void Compactions::requestStarted(const event::CompactionRequestStarted& event)
{
    if (r_.trace.compactionRequests.find(event.requestId)) {
        r_.broken(event.requestId, "compaction request " + named(event.requestId) + " is started a second time");
        return;
    }
    CompactionRequest request;
    request.id = event.requestId;
    request.compactionId = event.compactionId;
    request.thread = r_.threads.require(event.threadId);
    request.turn = r_.threads.requireTurn(event.turnId, request.thread);
    request.execution = r_.startedNow();
    request.model = event.model;
    request.providerName = event.providerName;
    request.requestPayload = r_.payloadOf(event.request);
    requests_[request.compactionId].push_back(r_.trace.compactionRequests.add(std::move(request)));
}

void Compactions::requestEnded(const event::CompactionRequestEnded& event)
{
    const CompactionRequestIndex index = r_.trace.compactionRequests.find(event.requestId);
    if (!index) {
        r_.broken(event.requestId, "compaction request " + named(event.requestId) + " ends but was never started");
        return;
    }
    CompactionRequest& request = r_.trace.compactionRequests[index];
    if (request.compactionId != event.compactionId)
        r_.broken(event.requestId, "compaction request " + named(event.requestId) + " was started for compaction " +
                                       named(request.compactionId) + ", but ends for " + named(event.compactionId));
    r_.endNow(request.execution, event.status);
    request.responsePayload = r_.payloadOf(event.response);
    request.failure = event.failure;
}

void Compactions::installed(const event::CompactionInstalled& event)
{
    if (r_.trace.compactions.find(event.compactionId)) {
        r_.broken(event.compactionId, "compaction " + named(event.compactionId) + " is installed a second time");
        return;
    }
    if (!r_.now.threadId || !r_.now.turnId)
        r_.broken(event.compactionId, "the installation of compaction " + named(event.compactionId) + " names no " +
                                          (r_.now.threadId ? "turn" : "thread"));
    Compaction compaction;
    compaction.id = event.compactionId;
    compaction.thread = r_.threads.requireContext(event.compactionId);
    if (r_.now.turnId)
        compaction.turn = r_.threads.requireTurn(*r_.now.turnId, compaction.thread);
    compaction.installedAt = r_.now.at;
    const ThreadIndex thread = compaction.thread;
    const TurnIndex turn = compaction.turn;
    const CompactionIndex index = r_.trace.compactions.add(std::move(compaction));

    Conversation::Checkpoint checkpoint =
        r_.conversation.reduceCheckpoint(thread, turn, index, r_.payloadOf(event.checkpoint));
    Compaction& added = r_.trace.compactions[index];
    added.inputItems = std::move(checkpoint.input);
    added.markerItem = checkpoint.marker;
    added.replacementItems = std::move(checkpoint.replacement);
    if (const auto requests = requests_.find(added.id); requests != requests_.end()) {
        added.requests = requests->second;
        std::sort(added.requests.begin(), added.requests.end(), [this](auto a, auto b) {
            return r_.trace.compactionRequests[a].id < r_.trace.compactionRequests[b].id;
        });
    }
}

} // namespace rolloutscope
