#include "core/insight/totals.h"

#include "core/insight/describe.h"

namespace rolloutscope {

Totals totalsOf(const RolloutTrace& trace, const Relations& relations)
{
    Totals totals;
    totals.agents = trace.threads.size();
    totals.turns = trace.turns.size();
    totals.inferenceCalls = trace.inferenceCalls.size();
    totals.tools = trace.toolCalls.size();
    for (std::uint32_t i = 0; i < trace.inferenceCalls.size(); ++i) {
        const InferenceCall& call = trace.inferenceCalls[InferenceIndex{i}];
        const Outcome outcome = outcomeOf(trace, InferenceIndex{i});
        totals.failedInferenceCalls += outcome == Outcome::Failed ? 1 : 0;
        totals.unfinished += outcome == Outcome::Running ? 1 : 0;
        if (!call.usage)
            continue;
        totals.tokens.input += call.usage->input;
        totals.tokens.cachedInput += call.usage->cachedInput;
        totals.tokens.cacheWriteInput += call.usage->cacheWriteInput;
        totals.tokens.output += call.usage->output;
        totals.tokens.reasoningOutput += call.usage->reasoningOutput;
    }
    for (std::uint32_t i = 0; i < trace.toolCalls.size(); ++i) {
        const Outcome outcome = outcomeOf(trace, ToolIndex{i});
        totals.failedTools += outcome == Outcome::Failed ? 1 : 0;
        totals.unfinished += outcome == Outcome::Running ? 1 : 0;
    }
    totals.wallTimeMs = relations.lastMoment() - relations.firstMoment();
    return totals;
}

} // namespace rolloutscope
