#include "core/insight/recorder.h"

#include "core/insight/describe.h"

#include <algorithm>

namespace rolloutscope {

namespace {

bool hasEvent(const RolloutTrace& trace, const char* type)
{
    return trace.eventsByType.contains(type);
}

} // namespace

std::string recorderText(const RolloutTrace& trace)
{
    if (trace.schemaVersion >= 2)
        return hasEvent(trace, "recording_completed") ? "Codex 0.169 or later" : "Codex 0.165 or later";
    if (hasEvent(trace, "stdin_target_resolved"))
        return "Codex 0.164";
    const bool late =
        std::any_of(trace.inferenceCalls.begin(), trace.inferenceCalls.end(),
                    [](const InferenceCall& call) { return call.usage && call.usage->cacheWriteInput > 0; });
    return late ? "Codex 0.146 – 0.164" : "Codex 0.134 – 0.164";
}

std::string endText(const RolloutTrace& trace)
{
    if (!trace.endedAt)
        return "killed or still running";
    std::string text = toWord(trace.status);
    if (trace.schemaVersion >= 2 && !trace.recordingComplete)
        text += ", but the recorder never said that it was done";
    return text;
}

} // namespace rolloutscope
