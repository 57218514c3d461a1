// The fields of agents' runtime payloads, checked as the rules require (spec 3, agent edges: required fields).
#pragma once

#include "core/json/document.h"

#include <optional>
#include <string>
#include <string_view>

namespace rolloutscope {

/// Lower case with hyphens; none if it is no UUID. Accepted: with hyphens, also in braces or after `urn:uuid:`, and 32
/// digits.
[[nodiscard]] std::optional<std::string> canonicalUuid(std::string_view text);
/// `/morpheus`, or `/root` followed by segments of a-z, 0-9, `_`, none of them `root`.
[[nodiscard]] bool isAgentPath(std::string_view path);
[[nodiscard]] bool isAgentStatus(json::Value status);

struct InteractionPayload {
    std::string senderThreadId, receiverThreadId, prompt;
};
struct SpawnPayload {
    std::string senderThreadId, prompt;
    std::optional<std::string> newThreadId;
};
struct ClosePayload {
    std::string senderThreadId, receiverThreadId;
};
struct ActivityPayload {
    std::string agentThreadId, kind;
};

// None with the reason in `why` when a required field is missing or mistyped.
[[nodiscard]] std::optional<InteractionPayload> readInteraction(json::Value payload, bool ended, std::string& why);
[[nodiscard]] std::optional<SpawnPayload> readSpawnEnd(json::Value payload, std::string& why);
[[nodiscard]] std::optional<ClosePayload> readClose(json::Value payload, bool ended, std::string& why);
[[nodiscard]] std::optional<ActivityPayload> readActivity(json::Value payload, std::string& why);

} // namespace rolloutscope
