#include "core/trace/trace.h"

namespace rolloutscope {

RolloutTrace RolloutTrace::share() const
{
    RolloutTrace copy;
    copy.schemaVersion = schemaVersion;
    copy.traceId = traceId;
    copy.rolloutId = rolloutId;
    copy.startedAt = startedAt;
    copy.endedAt = endedAt;
    copy.status = status;
    copy.recordingComplete = recordingComplete;
    copy.rootThreadId = rootThreadId;
    copy.threads = threads.share();
    copy.turns = turns.share();
    copy.items = items.share();
    copy.inferenceCalls = inferenceCalls.share();
    copy.codeCells = codeCells.share();
    copy.toolCalls = toolCalls.share();
    copy.terminalSessions = terminalSessions.share();
    copy.terminalOperations = terminalOperations.share();
    copy.compactions = compactions.share();
    copy.compactionRequests = compactionRequests.share();
    copy.edges = edges.share();
    copy.payloads = payloads.share();
    copy.eventCount = eventCount;
    copy.lastEventAt = lastEventAt;
    copy.eventsByType = eventsByType;
    copy.turnStartedEvents = turnStartedEvents.share();
    copy.discardedItems = discardedItems;
    return copy;
}

} // namespace rolloutscope
