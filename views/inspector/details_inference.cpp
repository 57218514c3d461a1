// The details of inference calls, compactions and their requests.
#include "views/inspector/details_builder.h"

namespace rolloutscope::inspector {

void describeInference(DetailsBuilder& b, InferenceIndex index)
{
    const InferenceCall& call = b.trace.inferenceCalls[index];
    b.link("Agent", call.thread);
    b.link("Turn", call.turn);
    b.text("Model", call.model);
    b.text("Provider", call.providerName);
    b.statusRow();
    b.failure(call.execution.status == ExecutionStatus::Cancelled ? "Reason" : "Failure", call.failure);
    b.timing(call.execution);
    if (call.usage)
        b.tokens(*call.usage);
    else
        b.text("Tokens", "none recorded");
    b.code("Response", call.responseId.value_or(std::string()));
    b.code("Upstream id", call.upstreamRequestId.value_or(std::string()));
    b.list("Tools started", call.toolCallsStartedByResponse);
    b.list("Response items", call.responseItems);
    b.list("Request items", call.requestItems);
    b.edges(index);
    b.payload(call.requestPayload, "request");
    b.payload(call.responsePayload,
              call.execution.status == ExecutionStatus::Completed ? "response" : "partial response");
}

void describeCompaction(DetailsBuilder& b, CompactionIndex index)
{
    const Compaction& compaction = b.trace.compactions[index];
    b.link("Agent", compaction.thread);
    b.link("Turn", compaction.turn);
    b.moment("Installed", compaction.installedAt);
    b.number("Items before", compaction.inputItems.size());
    b.number("Items after", compaction.replacementItems.size());
    b.link("Marker", compaction.markerItem);
    b.list("Requests", compaction.requests);
    b.list("Items after", compaction.replacementItems);
    b.list("Items before", compaction.inputItems);
    const auto checkpointOf = [&](ItemIndex item) {
        if (!b.trace.items.contains(item))
            return;
        const PayloadIndex payload = b.trace.items[item].firstSeenIn;
        if (b.trace.payloads.contains(payload) && b.trace.payloads[payload].kind == PayloadKind::CompactionCheckpoint)
            b.payload(payload, "checkpoint");
    };
    checkpointOf(compaction.markerItem);
    for (const ItemIndex item : compaction.replacementItems)
        checkpointOf(item);
    for (const CompactionRequestIndex request : compaction.requests) {
        if (!b.trace.compactionRequests.contains(request))
            continue;
        b.payload(b.trace.compactionRequests[request].requestPayload, "request");
        b.payload(b.trace.compactionRequests[request].responsePayload, "response");
    }
}

void describeCompactionRequest(DetailsBuilder& b, CompactionRequestIndex index)
{
    const CompactionRequest& request = b.trace.compactionRequests[index];
    b.link("Agent", request.thread);
    b.link("Turn", request.turn);
    b.linkOrId("Compaction", b.trace.compactions.find(request.compactionId), request.compactionId);
    b.text("Model", request.model);
    b.text("Provider", request.providerName);
    b.statusRow();
    b.failure("Failure", request.failure);
    b.timing(request.execution);
    b.payload(request.requestPayload, "request");
    b.payload(request.responsePayload, "response");
}

} // namespace rolloutscope::inspector
