#include "core/reduce/agent_payloads.h"

#include <algorithm>
#include <array>

namespace rolloutscope {

namespace {

/// Reads required fields and remembers the first that is not as it should be.
class Required {
public:
    Required(json::Value payload, std::string& why) : payload_(payload), why_(why) {}

    std::string text(const char* name)
    {
        auto value = payload_[name].string();
        if (!value)
            complain(name);
        return value.value_or(std::string());
    }
    std::string threadId(const char* name)
    {
        const auto value = payload_[name].string();
        auto uuid = value ? canonicalUuid(*value) : std::nullopt;
        if (!uuid)
            complain(name);
        return uuid.value_or(std::string());
    }
    void status()
    {
        if (!isAgentStatus(payload_["status"]))
            complain("status");
    }
    [[nodiscard]] bool good() const { return good_; }

private:
    void complain(const char* name)
    {
        if (good_)
            why_ = std::string("the field ") + name + " is missing or mistyped";
        good_ = false;
    }
    json::Value payload_;
    std::string& why_;
    bool good_ = true;
};

} // namespace

std::optional<std::string> canonicalUuid(std::string_view text)
{
    constexpr std::string_view urn = "urn:uuid:";
    if (text.size() == 38 && text.front() == '{' && text.back() == '}')
        text = text.substr(1, 36);
    else if (text.size() == 45 && text.starts_with(urn))
        text.remove_prefix(urn.size());
    const bool hyphenated = text.size() == 36;
    if (!hyphenated && text.size() != 32)
        return std::nullopt;
    std::string uuid;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (hyphenated && (i == 8 || i == 13 || i == 18 || i == 23)) {
            if (c != '-')
                return std::nullopt;
            uuid += c;
            continue;
        }
        if (c >= 'A' && c <= 'F')
            c = static_cast<char>(c - 'A' + 'a');
        if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
            return std::nullopt;
        if (!hyphenated && (i == 8 || i == 12 || i == 16 || i == 20))
            uuid += '-';
        uuid += c;
    }
    return uuid;
}

bool isAgentPath(std::string_view path)
{
    if (path == "/morpheus")
        return true;
    constexpr std::string_view root = "/root";
    if (!path.starts_with(root))
        return false;
    path.remove_prefix(root.size());
    while (!path.empty()) {
        if (path.front() != '/')
            return false;
        path.remove_prefix(1);
        const std::string_view segment = path.substr(0, path.find('/'));
        const bool good =
            !segment.empty() && segment != "root" && std::all_of(segment.begin(), segment.end(), [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
            });
        if (!good)
            return false;
        path.remove_prefix(segment.size());
    }
    return true;
}

bool isAgentStatus(json::Value status)
{
    if (status.isString()) {
        constexpr std::array words{"pending_init", "running", "interrupted", "shutdown", "not_found"};
        return std::any_of(words.begin(), words.end(), [&](const char* word) { return status.equals(word); });
    }
    if (!status.isObject())
        return false;
    json::Member only;
    int count = 0;
    for (const json::Member member : status.members()) {
        only = member;
        ++count;
    }
    if (count != 1)
        return false;
    if (only.key.equals("completed"))
        return only.value.isNull() || only.value.isString();
    return only.key.equals("errored") && only.value.isString();
}

std::optional<InteractionPayload> readInteraction(json::Value payload, bool ended, std::string& why)
{
    Required required(payload, why);
    (void)required.text("call_id");
    InteractionPayload result{required.threadId("sender_thread_id"), required.threadId("receiver_thread_id"),
                              required.text("prompt")};
    if (ended)
        required.status();
    return required.good() ? std::optional(result) : std::nullopt;
}

std::optional<SpawnPayload> readSpawnEnd(json::Value payload, std::string& why)
{
    Required required(payload, why);
    (void)required.text("call_id");
    SpawnPayload result;
    result.senderThreadId = required.threadId("sender_thread_id");
    result.prompt = required.text("prompt");
    (void)required.text("model");
    (void)required.text("reasoning_effort");
    required.status();
    if (!payload["new_thread_id"].isNullOrAbsent())
        result.newThreadId = required.threadId("new_thread_id");
    return required.good() ? std::optional(result) : std::nullopt;
}

std::optional<ClosePayload> readClose(json::Value payload, bool ended, std::string& why)
{
    Required required(payload, why);
    (void)required.text("call_id");
    ClosePayload result{required.threadId("sender_thread_id"), required.threadId("receiver_thread_id")};
    if (ended)
        required.status();
    return required.good() ? std::optional(result) : std::nullopt;
}

std::optional<ActivityPayload> readActivity(json::Value payload, std::string& why)
{
    Required required(payload, why);
    (void)required.text("event_id");
    ActivityPayload result{required.threadId("agent_thread_id"), {}};
    (void)required.text("agent_path");
    result.kind = required.text("kind");
    return required.good() ? std::optional(result) : std::nullopt;
}

} // namespace rolloutscope
