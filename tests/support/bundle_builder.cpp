#include "tests/support/bundle_builder.h"

#include <fstream>
#include <stdexcept>

namespace rolloutscope::test {

BundleBuilder::BundleBuilder(std::uint32_t schemaVersion) : schemaVersion_(schemaVersion)
{
    std::filesystem::create_directory(path() / "payloads");
    const Json manifest{{"schema_version", schemaVersion},
                        {"trace_id", "trace"},
                        {"rollout_id", root},
                        {"root_thread_id", root},
                        {"started_at_unix_ms", 1'000'000},
                        {"raw_event_log", "trace.jsonl"},
                        {"payloads_dir", "payloads"}};
    std::ofstream(path() / manifestFileName) << manifest.dump(2);
    std::ofstream(path() / eventLogFileName).flush();
}

BundleBuilder& BundleBuilder::raw(const std::string& bytes)
{
    std::ofstream(path() / eventLogFileName, std::ios::binary | std::ios::app) << bytes;
    return *this;
}

BundleBuilder& BundleBuilder::event(Json payload, Json threadId, Json turnId)
{
    ++seq_;
    const Json event{{"schema_version", schemaVersion_},
                     {"seq", seq_},
                     {"wall_time_unix_ms", 1'000'000 + seq_ * 100},
                     {"rollout_id", root},
                     {"thread_id", std::move(threadId)},
                     {"codex_turn_id", std::move(turnId)},
                     {"payload", std::move(payload)}};
    return raw(event.dump() + "\n");
}

BundleBuilder& BundleBuilder::start()
{
    event({{"type", "rollout_started"}, {"trace_id", "trace"}, {"root_thread_id", root}});
    thread(root, "/root");
    return turn("turn", root);
}

BundleBuilder& BundleBuilder::thread(const char* id, const char* agentPath)
{
    return event(
        {{"type", "thread_started"}, {"thread_id", id}, {"agent_path", agentPath}, {"metadata_payload", nullptr}});
}

BundleBuilder& BundleBuilder::turn(const char* id, const char* threadId)
{
    return event({{"type", "codex_turn_started"}, {"codex_turn_id", id}, {"thread_id", threadId}}, threadId, id);
}

Json BundleBuilder::payload(const Json& content, const char* kind)
{
    return payloadBytes(content.dump(2), kind);
}

Json BundleBuilder::payloadBytes(const std::string& bytes, const char* kind)
{
    Json ref = reference("payloads/" + std::to_string(payloads_ + 1) + ".json", kind);
    std::ofstream(path() / "payloads" / (std::to_string(payloads_) + ".json"), std::ios::binary) << bytes;
    return ref;
}

Json BundleBuilder::reference(const std::string& payloadPath, const char* kind)
{
    ++payloads_;
    return {{"raw_payload_id", "raw_payload:" + std::to_string(payloads_)},
            {"kind", {{"type", kind}}},
            {"path", payloadPath}};
}

BundleBuilder& BundleBuilder::call(const char* callId, const Json& requestPayload, const Json& inputMode)
{
    Json event{{"type", "inference_started"},
               {"inference_call_id", callId},
               {"thread_id", root},
               {"codex_turn_id", "turn"},
               {"model", "m"},
               {"provider_name", "p"},
               {"request_payload", requestPayload}};
    if (!inputMode.is_null())
        event["request_input_mode"] = inputMode;
    return inTurn(event);
}

BundleBuilder& BundleBuilder::request(const char* callId, const Json& input)
{
    return call(callId, payload({{"model", "m"}, {"input", input}}));
}

BundleBuilder& BundleBuilder::response(const char* callId, const Json& output)
{
    const Json ref =
        payload({{"response_id", std::string("resp-") + callId}, {"output_items", output}}, "inference_response");
    return inTurn({{"type", "inference_completed"},
                   {"inference_call_id", callId},
                   {"response_id", std::string("resp-") + callId},
                   {"upstream_request_id", nullptr},
                   {"response_payload", ref}});
}

Bundle openBundle(const std::filesystem::path& path)
{
    Bundle bundle;
    std::string error;
    if (!Bundle::open(path, bundle, error))
        throw std::runtime_error(path.string() + ": " + error);
    return bundle;
}

Bundle BundleBuilder::open() const
{
    return openBundle(path());
}

ReduceResult BundleBuilder::strict() const
{
    return reduce(open(), {});
}

ReduceResult BundleBuilder::tolerant() const
{
    ReduceOptions options;
    options.mode = ReduceMode::Tolerant;
    return reduce(open(), options);
}

Json userMessage(const std::string& text)
{
    return {{"type", "message"}, {"role", "user"}, {"content", {{{"type", "input_text"}, {"text", text}}}}};
}

Json assistantMessage(const std::string& text)
{
    return {{"type", "message"}, {"role", "assistant"}, {"content", {{{"type", "output_text"}, {"text", text}}}}};
}

Json functionCall(const std::string& callId, const std::string& name, const std::string& arguments)
{
    return {{"type", "function_call"}, {"name", name}, {"arguments", arguments}, {"call_id", callId}};
}

Json functionOutput(const std::string& callId, const Json& output)
{
    return {{"type", "function_call_output"}, {"call_id", callId}, {"output", output}};
}

} // namespace rolloutscope::test
