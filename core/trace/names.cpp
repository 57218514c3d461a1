#include "core/trace/names.h"

#include <array>

namespace rolloutscope {

namespace {

// Each list is in the order of its enumeration.
template <typename Enum>
constexpr std::array<std::string_view, 0> names;

template <>
constexpr std::array<std::string_view, 4> names<RolloutStatus>{"running", "completed", "failed", "aborted"};
template <>
constexpr std::array<std::string_view, 5> names<ExecutionStatus>{"running", "completed", "failed", "cancelled",
                                                                 "aborted"};
template <>
constexpr std::array<std::string_view, 6> names<CellStatus>{"starting",  "running", "yielded",
                                                            "completed", "failed",  "terminated"};
template <>
constexpr std::array<std::string_view, 5> names<ItemRole>{"system", "developer", "user", "assistant", "tool"};
template <>
constexpr std::array<std::string_view, 5> names<ItemChannel>{"", "analysis", "commentary", "final", "summary"};
template <>
constexpr std::array<std::string_view, 7> names<ItemKind>{"message",          "reasoning",
                                                          "function_call",    "function_call_output",
                                                          "custom_tool_call", "custom_tool_call_output",
                                                          "compaction_marker"};
template <>
constexpr std::array<std::string_view, 12> names<ToolKindName>{
    "exec_command", "write_stdin",       "apply_patch",  "mcp",        "web",         "image_generation",
    "spawn_agent",  "assign_agent_task", "send_message", "wait_agent", "close_agent", "other"};
template <>
constexpr std::array<std::string_view, 5> names<EdgeKind>{"spawn_agent", "assign_agent_task", "send_message",
                                                          "agent_result", "close_agent"};
template <>
constexpr std::array<std::string_view, 12> names<PayloadKind>{
    "inference_request",      "inference_response", "compaction_request", "compaction_checkpoint",
    "compaction_response",    "tool_invocation",    "tool_result",        "tool_runtime_event",
    "terminal_runtime_event", "protocol_event",     "session_metadata",   "agent_result"};
template <>
constexpr std::array<std::string_view, 13> names<ObjectKind>{"",
                                                             "thread",
                                                             "turn",
                                                             "inference_call",
                                                             "tool_call",
                                                             "code_cell",
                                                             "terminal_session",
                                                             "terminal_operation",
                                                             "compaction",
                                                             "compaction_request",
                                                             "conversation_item",
                                                             "interaction_edge",
                                                             "raw_payload"};

template <typename Enum>
std::string_view nameIn(Enum value)
{
    return names<Enum>.at(static_cast<std::size_t>(value));
}

} // namespace

std::string_view nameOf(RolloutStatus value)
{
    return nameIn(value);
}
std::string_view nameOf(ExecutionStatus value)
{
    return nameIn(value);
}
std::string_view nameOf(CellStatus value)
{
    return nameIn(value);
}
std::string_view nameOf(ItemRole value)
{
    return nameIn(value);
}
std::string_view nameOf(ItemChannel value)
{
    return nameIn(value);
}
std::string_view nameOf(ItemKind value)
{
    return nameIn(value);
}
std::string_view nameOf(ToolKindName value)
{
    return nameIn(value);
}
std::string_view nameOf(EdgeKind value)
{
    return nameIn(value);
}
std::string_view nameOf(PayloadKind value)
{
    return nameIn(value);
}
std::string_view nameOf(ObjectKind value)
{
    return nameIn(value);
}

template <typename Enum>
std::optional<Enum> fromName(std::string_view name)
{
    for (std::size_t i = 0; i < names<Enum>.size(); ++i) {
        if (names<Enum>[i] == name)
            return static_cast<Enum>(i);
    }
    return std::nullopt;
}

template std::optional<RolloutStatus> fromName(std::string_view name);
template std::optional<ExecutionStatus> fromName(std::string_view name);
template std::optional<CellStatus> fromName(std::string_view name);
template std::optional<ItemRole> fromName(std::string_view name);
template std::optional<ToolKindName> fromName(std::string_view name);
template std::optional<PayloadKind> fromName(std::string_view name);
template std::optional<ObjectKind> fromName(std::string_view name);

} // namespace rolloutscope
