// Writes a bundle for a test in a few lines: events as JSON, payloads as they are given.
#pragma once

#include "core/bundle/bundle.h"
#include "core/reduce/reducer.h"

#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <string>

namespace rolloutscope::test {

using Json = nlohmann::ordered_json;

class BundleBuilder {
public:
    static constexpr const char* root = "00000000-0000-7000-8000-000000000001";
    static constexpr const char* child = "00000000-0000-7000-8000-000000000002";

    explicit BundleBuilder(std::uint32_t schemaVersion = 1);

    [[nodiscard]] std::filesystem::path path() const { return folder_.path().toStdString(); }

    /// Appends an event; time and seq go on by themselves. `context` events carry root thread and turn.
    BundleBuilder& event(Json payload, Json threadId = nullptr, Json turnId = nullptr);
    /// As event(), in the root thread's turn.
    BundleBuilder& inTurn(Json payload) { return event(std::move(payload), root, "turn"); }
    /// Appends bytes to the log as they are.
    BundleBuilder& raw(const std::string& bytes);
    /// rollout_started, thread_started of the root, codex_turn_started.
    BundleBuilder& start();
    BundleBuilder& thread(const char* id, const char* agentPath);
    BundleBuilder& turn(const char* id, const char* threadId);

    /// Writes a payload file and returns its reference.
    Json payload(const Json& content, const char* kind = "inference_request");
    Json payloadBytes(const std::string& bytes, const char* kind = "inference_request");
    /// A reference to a path that is not written.
    Json reference(const std::string& payloadPath, const char* kind = "inference_request");

    /// A call begins, in the root thread's turn.
    BundleBuilder& call(const char* callId, const Json& requestPayload, const Json& inputMode = nullptr);
    BundleBuilder& request(const char* callId, const Json& input);
    BundleBuilder& response(const char* callId, const Json& output);

    [[nodiscard]] Bundle open() const;
    [[nodiscard]] ReduceResult strict() const;
    [[nodiscard]] ReduceResult tolerant() const;

private:
    QTemporaryDir folder_;
    std::uint32_t schemaVersion_;
    std::uint64_t seq_ = 0;
    int payloads_ = 0;
};

/// Throws std::runtime_error when it is none.
[[nodiscard]] Bundle openBundle(const std::filesystem::path& path);

[[nodiscard]] Json userMessage(const std::string& text);
[[nodiscard]] Json assistantMessage(const std::string& text);
[[nodiscard]] Json functionCall(const std::string& callId, const std::string& name, const std::string& arguments);
[[nodiscard]] Json functionOutput(const std::string& callId, const Json& output);

} // namespace rolloutscope::test
