// A rollout for the tests of prompts: calls with any request, and what is read of them.
#pragma once

#include "core/insight/relations.h"
#include "core/prompt/prompt.h"
#include "core/reduce/reducer.h"
#include "tests/support/bundle_builder.h"

namespace rolloutscope::test {

/// A bundle that was reduced; the test ends where that is refused.
struct Loaded {
    Bundle bundle;
    ReduceResult result;
    AgentMail mail;
    Relations relations;

    explicit Loaded(Bundle opened, ReduceMode mode = ReduceMode::Strict)
        : bundle(std::move(opened)), result(reduced(bundle, mode)), mail(*result.trace), relations(*result.trace)
    {
    }
    static ReduceResult reduced(const Bundle& bundle, ReduceMode mode)
    {
        ReduceOptions options;
        options.mode = mode;
        ReduceResult result = reduce(bundle, options);
        if (!result.trace)
            qFatal("%s", result.error.c_str());
        return result;
    }
    [[nodiscard]] const RolloutTrace& trace() const { return *result.trace; }
    [[nodiscard]] InferenceIndex call(const char* id) const { return trace().inferenceCalls.find(id); }
    [[nodiscard]] Prompt prompt(const char* id) const { return readPrompt(bundle, trace(), mail, call(id)); }
};

/// A call with any request.
inline void started(BundleBuilder& bundle, const char* callId, const Json& request, const Json& mode = nullptr)
{
    bundle.call(callId, bundle.payloadBytes(request.dump()), mode);
}

inline void completed(BundleBuilder& bundle, const char* callId, const char* responseId, const Json& output,
                      const Json& usage = nullptr)
{
    bundle.inTurn({{"type", "inference_completed"},
                   {"inference_call_id", callId},
                   {"response_id", responseId},
                   {"upstream_request_id", nullptr},
                   {"response_payload", bundle.payload({{"response_id", responseId},
                                                        {"upstream_request_id", nullptr},
                                                        {"token_usage", usage},
                                                        {"output_items", output}},
                                                       "inference_response")}});
}

inline Json tool(const char* name, const char* description)
{
    return {{"type", "function"}, {"name", name}, {"description", description}, {"parameters", {{"type", "object"}}}};
}

} // namespace rolloutscope::test
