// The reduced trace: what a rollout's events add up to (spec: the reduced trace).
// Plain structs that refer to each other by typed indexes. What the model saw (conversation items), what the
// runtime did (tool calls, code cells, terminals) and how information moved between agents (interaction edges)
// stay separate facts; each points at the raw payloads that prove it.
#pragma once

#include "core/trace/shared_text.h"
#include "core/trace/table.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rolloutscope {

/// Milliseconds since the Unix epoch.
using UnixMs = std::int64_t;

enum class RolloutStatus : std::uint8_t { Running, Completed, Failed, Aborted };
enum class ExecutionStatus : std::uint8_t { Running, Completed, Failed, Cancelled, Aborted };
enum class CellStatus : std::uint8_t { Starting, Running, Yielded, Completed, Failed, Terminated };

/// When something ran. No end: it was still running when the recording stopped.
struct ExecutionWindow {
    UnixMs startedAt = 0;
    std::uint64_t startedSeq = 0;
    std::optional<UnixMs> endedAt;
    std::optional<std::uint64_t> endedSeq;
    ExecutionStatus status = ExecutionStatus::Running;
    bool operator==(const ExecutionWindow&) const = default;
};

struct AgentThread;
struct CodexTurn;
struct ConversationItem;
struct InferenceCall;
struct CodeCell;
struct ToolCall;
struct TerminalSession;
struct TerminalOperation;
struct Compaction;
struct CompactionRequest;
struct InteractionEdge;
struct RawPayload;

using ThreadIndex = Index<AgentThread>;
using TurnIndex = Index<CodexTurn>;
using ItemIndex = Index<ConversationItem>;
using InferenceIndex = Index<InferenceCall>;
using CellIndex = Index<CodeCell>;
using ToolIndex = Index<ToolCall>;
using SessionIndex = Index<TerminalSession>;
using OperationIndex = Index<TerminalOperation>;
using CompactionIndex = Index<Compaction>;
using CompactionRequestIndex = Index<CompactionRequest>;
using EdgeIndex = Index<InteractionEdge>;
using PayloadIndex = Index<RawPayload>;

// ---- Threads and turns -------------------------------------------------------------------------------------------

struct SpawnOrigin {
    std::string parentThreadId; // as recorded; the parent need not be in the trace
    std::string spawnEdgeId;
    std::string taskName;
    std::string agentRole;
};

/// One agent.
struct AgentThread {
    std::string id;
    std::string agentPath;
    std::optional<std::string> nickname;
    std::optional<SpawnOrigin> spawn; // none: a root thread
    ExecutionWindow execution;
    std::optional<std::string> defaultModel;
    IndexList<ConversationItem> items; // each once, in order of first sight

    /// Where an ended thread was resumed (spec 5, thread_resumed): the gaps, in order. Not part of state.json.
    struct Gap {
        UnixMs endedAt = 0;
        UnixMs resumedAt = 0;
    };
    std::vector<Gap> gaps;
    /// Made up because an event named a thread that was never started (tolerant reduction only).
    bool inferred = false;
};

struct CodexTurn {
    std::string id;
    ThreadIndex thread;
    ExecutionWindow execution;
    bool inferred = false; // as AgentThread::inferred
};

// ---- Conversation ------------------------------------------------------------------------------------------------

enum class ItemRole : std::uint8_t { System, Developer, User, Assistant, Tool };
enum class ItemChannel : std::uint8_t { None, Analysis, Commentary, Final, Summary };
enum class ItemKind : std::uint8_t {
    Message,
    Reasoning,
    FunctionCall,
    FunctionCallOutput,
    CustomToolCall,
    CustomToolCallOutput,
    CompactionMarker,
};

struct TextPart {
    std::string text;
};
struct SummaryPart {
    std::string text;
};
struct EncodedPart {
    std::string label;
    std::string value;
};
struct JsonPart {
    std::string summary; // compact JSON, cut at 240 bytes
    PayloadIndex payload;
};
struct CodePart {
    std::string language;
    std::string source;
};
/// Content kept in the payload (an image, an unknown part).
struct PayloadRefPart {
    std::string label;
    PayloadIndex payload;
    std::optional<std::string> contentSha256; // schema v2
};
using ItemPart = std::variant<TextPart, SummaryPart, EncodedPart, JsonPart, CodePart, PayloadRefPart>;

struct AgentMessageRoute {
    std::string author;    // agent path
    std::string recipient; // agent path
    bool operator==(const AgentMessageRoute&) const = default;
};

using Producer = std::variant<InferenceIndex, ToolIndex, CellIndex, CompactionIndex>;

/// One entry of what a model saw or said.
struct ConversationItem {
    std::string id;
    std::optional<std::string> responsesItemId; // schema v2: the model API's id of the item
    std::optional<UnixMs> acceptedAt;           // schema v2: when the item entered the thread's history
    std::optional<std::uint64_t> acceptedSeq;
    ThreadIndex thread;
    TurnIndex turn;            // absent: none, or one that the trace does not know (unknownTurnId)
    std::string unknownTurnId; // a turn named by a receipt that no event started
    UnixMs firstSeenAt = 0;
    ItemRole role = ItemRole::User;
    ItemChannel channel = ItemChannel::None;
    ItemKind kind = ItemKind::Message;
    std::optional<AgentMessageRoute> agentMessage;
    std::vector<ItemPart> parts;
    std::optional<std::string> callId;
    std::vector<Producer> producedBy;
    PayloadIndex firstSeenIn; // payload that held the item at first sight; not part of state.json
};

// ---- Inference ---------------------------------------------------------------------------------------------------

struct TokenUsage {
    std::uint64_t input = 0; // includes cached
    std::uint64_t cachedInput = 0;
    std::uint64_t cacheWriteInput = 0; // written into state.json from schema v2 on
    std::uint64_t output = 0;          // includes reasoning
    std::uint64_t reasoningOutput = 0;
    bool operator==(const TokenUsage&) const = default;
};

/// What a request's `input` holds (spec 1, request_input_mode).
enum class RequestInput : std::uint8_t {
    Full,        // all that the model saw
    Incremental, // what came after the request and response of another call
    WithPrefix,  // what came after a prefix that is a payload of its own
};

struct InferenceCall {
    std::string id;
    ThreadIndex thread;
    TurnIndex turn;
    ExecutionWindow execution;
    std::string model;
    std::string providerName;
    std::optional<std::string> responseId;
    std::optional<std::string> upstreamRequestId;
    IndexList<ConversationItem> requestItems;
    IndexList<ConversationItem> responseItems;
    IndexList<ToolCall> toolCallsStartedByResponse;
    std::optional<TokenUsage> usage;
    PayloadIndex requestPayload;
    PayloadIndex responsePayload;
    std::string failure; // recorded error or reason of the cancellation; not part of state.json
    // What the request's items come after; not part of state.json.
    RequestInput input = RequestInput::Full;
    InferenceIndex continues;   // Incremental; absent if no call gave that response: then the items before are a guess
    PayloadIndex prefixPayload; // WithPrefix
};

// ---- Code cells, tools, terminals ----------------------------------------------------------------------------------

struct CodeCell {
    std::string id;
    std::string modelVisibleCallId;
    ThreadIndex thread;
    TurnIndex turn;
    ItemIndex sourceItem;
    IndexList<ConversationItem> outputItems;
    std::optional<std::string> runtimeCellId;
    ExecutionWindow execution;
    CellStatus runtimeStatus = CellStatus::Starting;
    std::optional<UnixMs> initialResponseAt;
    std::optional<std::uint64_t> initialResponseSeq;
    std::optional<CellStatus> initialResponseStatus; // this and the next two: schema v2
    PayloadIndex initialResponsePayload;
    PayloadIndex resultPayload;
    std::optional<UnixMs> yieldedAt;
    std::optional<std::uint64_t> yieldedSeq;
    std::string sourceJs;
    IndexList<ToolCall> nestedToolCalls;
    IndexList<ToolCall> waitToolCalls;
};

struct ModelRequester {};
struct CellRequester {
    std::string codeCellId; // the cell need not be in the trace (it may have waited for its source until the end)
};
using Requester = std::variant<ModelRequester, CellRequester>;

enum class ToolKindName : std::uint8_t {
    ExecCommand,
    WriteStdin,
    ApplyPatch,
    Mcp,
    Web,
    ImageGeneration,
    SpawnAgent,
    AssignAgentTask,
    SendMessage,
    WaitAgent,
    CloseAgent,
    Other,
};
struct ToolKind {
    ToolKindName name = ToolKindName::Other;
    std::string server;    // mcp
    std::string tool;      // mcp
    std::string otherName; // other
};

struct GenericSummary {
    std::string label;
    std::optional<std::string> inputPreview;
    std::optional<std::string> outputPreview;
};
struct TerminalSummary {
    std::string operationId;
};
struct AgentSummary {
    std::string targetAgentPath;
    std::optional<std::string> taskName;
    std::string messagePreview;
};
struct WaitAgentSummary {
    std::optional<std::string> targetAgentPath;
    std::optional<std::uint64_t> timeoutMs;
};
using ToolSummary = std::variant<GenericSummary, TerminalSummary, AgentSummary, WaitAgentSummary>;

struct ToolCall {
    std::string id;
    std::optional<std::string> mcpCallId;
    std::optional<std::string> modelVisibleCallId;
    std::optional<std::string> codeModeRuntimeToolId;
    CellIndex startedCodeCell; // schema v2: the cell that this `exec` call runs
    ThreadIndex thread;
    TurnIndex startedByTurn;
    ExecutionWindow execution;
    Requester requester;
    ToolKind kind;
    IndexList<ConversationItem> callItems;
    IndexList<ConversationItem> outputItems;
    OperationIndex terminalOperation;
    ToolSummary summary;
    PayloadIndex invocationPayload;
    PayloadIndex resultPayload;
    IndexList<RawPayload> runtimePayloads;
    /// Status of the last tool_call_runtime_ended (a command's exit code other than 0 is "failed" here while the call
    /// itself "completed"). Not part of state.json.
    std::optional<ExecutionStatus> runtimeStatus;
};

struct TerminalSession {
    std::string id;
    ThreadIndex thread;
    OperationIndex createdBy;
    IndexList<TerminalOperation> operations;
    ExecutionWindow execution; // never ended
    bool removed = false;      // emptied by stdin_target_resolved: not in the trace any more
};

struct ExecRequest {
    std::vector<std::string> command;
    std::string displayCommand;
    std::string cwd;
};
struct StdinRequest {
    std::string text; // what was typed
    std::optional<std::uint64_t> yieldTimeMs;
    std::optional<std::uint64_t> maxOutputTokens;
};

struct TerminalResult {
    std::optional<std::int32_t> exitCode;
    SharedText out;                            // stdout
    SharedText err;                            // stderr
    std::optional<SharedText> formattedOutput; // often the very text of `out`
    std::optional<std::uint64_t> originalTokenCount;
    std::optional<std::string> chunkId;
};

struct TerminalOperation {
    std::string id;
    SessionIndex session;
    ToolIndex tool;
    ExecutionWindow execution;
    std::variant<ExecRequest, StdinRequest> request; // tells the kind: exec_command or write_stdin
    std::optional<TerminalResult> result;
    IndexList<RawPayload> payloads;
    std::string processId; // as recorded, empty if unknown; not part of state.json
};

// ---- Compaction ----------------------------------------------------------------------------------------------------

struct Compaction {
    std::string id;
    ThreadIndex thread;
    TurnIndex turn;
    UnixMs installedAt = 0;
    ItemIndex markerItem;
    IndexList<CompactionRequest> requests;
    IndexList<ConversationItem> inputItems;
    IndexList<ConversationItem> replacementItems;
};

struct CompactionRequest {
    std::string id;
    std::string compactionId; // need not be installed
    ThreadIndex thread;
    TurnIndex turn;
    ExecutionWindow execution;
    std::string model;
    std::string providerName;
    PayloadIndex requestPayload;
    PayloadIndex responsePayload;
    std::string failure; // recorded error; not part of state.json
};

// ---- Interaction edges and payloads --------------------------------------------------------------------------------

enum class EdgeKind : std::uint8_t { SpawnAgent, AssignAgentTask, SendMessage, AgentResult, CloseAgent };
using EdgeAnchor = std::variant<ItemIndex, ToolIndex, ThreadIndex>;

/// How information moved from one agent to another.
struct InteractionEdge {
    std::string id;
    EdgeKind kind = EdgeKind::SendMessage;
    EdgeAnchor source; // an absent thread when the result's author was never started (unknownSourceThreadId)
    EdgeAnchor target;
    UnixMs startedAt = 0;
    std::optional<UnixMs> endedAt;
    IndexList<ConversationItem> carriedItems;
    IndexList<RawPayload> carriedPayloads;
    std::string unknownSourceThreadId = {};
};

enum class PayloadKind : std::uint8_t {
    InferenceRequest,
    InferenceResponse,
    CompactionRequest,
    CompactionCheckpoint,
    CompactionResponse,
    ToolInvocation,
    ToolResult,
    ToolRuntimeEvent,
    TerminalRuntimeEvent,
    ProtocolEvent,
    SessionMetadata,
    AgentResult,
};

/// A payload file; its body stays on disk.
struct RawPayload {
    std::string id;
    PayloadKind kind = PayloadKind::ProtocolEvent;
    std::string path; // relative to the bundle, as recorded: not to be trusted
};

/// The recorder's note that a turn has started. Its payload says more of the turn, also which turn it is: the event
/// itself does not.
struct TurnStartedEvent {
    PayloadIndex payload;
    TurnIndex afterTurn; // the turn that was the latest to start: most likely, but not surely, the one that is meant
};

// ---- The whole -----------------------------------------------------------------------------------------------------

/// One rollout: a root agent and every agent it spawned.
struct RolloutTrace {
    std::uint32_t schemaVersion = 1; // of the bundle; state.json takes the same form
    std::string traceId;
    std::string rolloutId;
    UnixMs startedAt = 0;
    std::optional<UnixMs> endedAt;
    RolloutStatus status = RolloutStatus::Running;
    bool recordingComplete = false; // schema v2
    std::string rootThreadId;

    Table<AgentThread> threads;
    Table<CodexTurn> turns;
    Table<ConversationItem> items;
    Table<InferenceCall> inferenceCalls;
    Table<CodeCell> codeCells;
    Table<ToolCall> toolCalls;
    Table<TerminalSession> terminalSessions;
    Table<TerminalOperation> terminalOperations;
    Table<Compaction> compactions;
    Table<CompactionRequest> compactionRequests;
    Table<InteractionEdge> edges;
    Table<RawPayload> payloads;

    // Facts about the log, not part of state.json.
    std::uint64_t eventCount = 0;
    UnixMs lastEventAt = 0;                            // wall time of the latest event, or startedAt
    std::map<std::string, std::uint64_t> eventsByType; // recorded type → number of events, unknown types included
    /// The protocol events `turn_started` in the order of the log, so in that of their turns. Reduction does not read
    /// their payloads.
    ChunkedArray<TurnStartedEvent> turnStartedEvents;
    /// Output of models that their thread's history never took (spec 5), in no order. Part of no thread's list.
    IndexList<ConversationItem> discardedItems;

    /// A copy of a trace that is still growing; it costs little, and is not touched by what the trace becomes.
    [[nodiscard]] RolloutTrace share() const;
};

} // namespace rolloutscope
