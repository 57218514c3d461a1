// The words that people use for what the format names.
#include "core/insight/describe.h"

namespace rolloutscope {

const char* toWord(ExecutionStatus status)
{
    switch (status) {
    case ExecutionStatus::Running:
        return "running";
    case ExecutionStatus::Completed:
        return "completed";
    case ExecutionStatus::Failed:
        return "failed";
    case ExecutionStatus::Cancelled:
        return "cancelled";
    case ExecutionStatus::Aborted:
        return "aborted";
    }
    return "";
}

const char* toWord(RolloutStatus status)
{
    switch (status) {
    case RolloutStatus::Running:
        return "running";
    case RolloutStatus::Completed:
        return "completed";
    case RolloutStatus::Failed:
        return "failed";
    case RolloutStatus::Aborted:
        return "aborted";
    }
    return "";
}

const char* toWord(CellStatus status)
{
    switch (status) {
    case CellStatus::Starting:
        return "starting";
    case CellStatus::Running:
        return "running";
    case CellStatus::Yielded:
        return "yielded";
    case CellStatus::Completed:
        return "completed";
    case CellStatus::Failed:
        return "failed";
    case CellStatus::Terminated:
        return "terminated";
    }
    return "";
}

const char* toWord(ItemRole role)
{
    switch (role) {
    case ItemRole::System:
        return "system";
    case ItemRole::Developer:
        return "developer";
    case ItemRole::User:
        return "user";
    case ItemRole::Assistant:
        return "assistant";
    case ItemRole::Tool:
        return "tool";
    }
    return "";
}

const char* toWord(ItemChannel channel)
{
    switch (channel) {
    case ItemChannel::None:
        return "";
    case ItemChannel::Analysis:
        return "analysis";
    case ItemChannel::Commentary:
        return "commentary";
    case ItemChannel::Final:
        return "final";
    case ItemChannel::Summary:
        return "summary";
    }
    return "";
}

const char* toWord(ItemKind kind)
{
    switch (kind) {
    case ItemKind::Message:
        return "message";
    case ItemKind::Reasoning:
        return "reasoning";
    case ItemKind::FunctionCall:
        return "function call";
    case ItemKind::FunctionCallOutput:
        return "function call output";
    case ItemKind::CustomToolCall:
        return "custom tool call";
    case ItemKind::CustomToolCallOutput:
        return "custom tool call output";
    case ItemKind::CompactionMarker:
        return "compaction marker";
    }
    return "";
}

const char* toWord(EdgeKind kind)
{
    switch (kind) {
    case EdgeKind::SpawnAgent:
        return "spawn";
    case EdgeKind::AssignAgentTask:
        return "task";
    case EdgeKind::SendMessage:
        return "message";
    case EdgeKind::AgentResult:
        return "result";
    case EdgeKind::CloseAgent:
        return "close";
    }
    return "";
}

const char* toWord(PayloadKind kind)
{
    switch (kind) {
    case PayloadKind::InferenceRequest:
        return "inference request";
    case PayloadKind::InferenceResponse:
        return "inference response";
    case PayloadKind::CompactionRequest:
        return "compaction request";
    case PayloadKind::CompactionCheckpoint:
        return "compaction checkpoint";
    case PayloadKind::CompactionResponse:
        return "compaction response";
    case PayloadKind::ToolInvocation:
        return "invocation";
    case PayloadKind::ToolResult:
        return "result";
    case PayloadKind::ToolRuntimeEvent:
        return "runtime event";
    case PayloadKind::TerminalRuntimeEvent:
        return "terminal event";
    case PayloadKind::ProtocolEvent:
        return "protocol event";
    case PayloadKind::SessionMetadata:
        return "session metadata";
    case PayloadKind::AgentResult:
        return "agent result";
    }
    return "";
}

const char* toWord(ToolKindName name)
{
    switch (name) {
    case ToolKindName::ExecCommand:
        return "exec_command";
    case ToolKindName::WriteStdin:
        return "write_stdin";
    case ToolKindName::ApplyPatch:
        return "apply_patch";
    case ToolKindName::Mcp:
        return "mcp";
    case ToolKindName::Web:
        return "web";
    case ToolKindName::ImageGeneration:
        return "image_generation";
    case ToolKindName::SpawnAgent:
        return "spawn_agent";
    case ToolKindName::AssignAgentTask:
        return "assign_agent_task";
    case ToolKindName::SendMessage:
        return "send_message";
    case ToolKindName::WaitAgent:
        return "wait_agent";
    case ToolKindName::CloseAgent:
        return "close_agent";
    case ToolKindName::Other:
        return "other";
    }
    return "";
}

const char* toWord(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::None:
        return "nothing";
    case ObjectKind::Thread:
        return "agent";
    case ObjectKind::Turn:
        return "turn";
    case ObjectKind::InferenceCall:
        return "inference call";
    case ObjectKind::ToolCall:
        return "tool call";
    case ObjectKind::CodeCell:
        return "code cell";
    case ObjectKind::TerminalSession:
        return "terminal session";
    case ObjectKind::TerminalOperation:
        return "terminal operation";
    case ObjectKind::Compaction:
        return "compaction";
    case ObjectKind::CompactionRequest:
        return "compaction request";
    case ObjectKind::ConversationItem:
        return "conversation item";
    case ObjectKind::InteractionEdge:
        return "interaction edge";
    case ObjectKind::RawPayload:
        return "raw payload";
    }
    return "";
}

std::string toolName(const ToolKind& kind)
{
    if (kind.name == ToolKindName::Mcp)
        return "mcp " + kind.server + "." + kind.tool;
    if (kind.name == ToolKindName::Other)
        return kind.otherName.empty() ? "other" : kind.otherName;
    return toWord(kind.name);
}

} // namespace rolloutscope
