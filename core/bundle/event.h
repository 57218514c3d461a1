// One line of the event log as a typed event (spec: the trace bundle, an event).
// Texts are views: they live as long as the parser's next call and the line's bytes.
#pragma once

#include "core/json/document.h"
#include "core/trace/trace.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rolloutscope {

struct PayloadRef {
    std::string_view id;
    PayloadKind kind = PayloadKind::ProtocolEvent;
    std::string_view path;
};

namespace event {

using Text = std::string_view;
using OptionalText = std::optional<std::string_view>;
/// Position in Event::refs.
struct RefAt {
    std::uint32_t at = 0;
};
using OptionalRef = std::optional<RefAt>;

struct RolloutStarted {
    Text traceId, rootThreadId;
};
struct RolloutEnded {
    RolloutStatus status = RolloutStatus::Running;
};
struct ThreadStarted {
    Text threadId, agentPath;
    OptionalRef metadata;
};
struct ThreadEnded {
    Text threadId;
    RolloutStatus status = RolloutStatus::Running;
};
struct ThreadResumed {
    Text threadId;
};
struct TurnStarted {
    Text turnId, threadId;
};
struct TurnEnded {
    Text turnId;
    ExecutionStatus status = ExecutionStatus::Running;
};
struct RequestInputMode {
    enum class Kind : std::uint8_t { FullSnapshot, Incremental, IncrementalWithUntracedPrefix };
    Kind kind = Kind::FullSnapshot;
    Text previousResponseId;
    RefAt prefix;
};
struct InferenceStarted {
    Text callId, threadId, turnId, model, providerName;
    OptionalRef request; // absent only in a broken event
    std::optional<RequestInputMode> inputMode;
};
struct InferenceEnded {
    Text callId;
    ExecutionStatus status = ExecutionStatus::Completed;
    OptionalText responseId, upstreamRequestId;
    Text failure;
    OptionalRef response;
};
struct ToolStarted {
    Text toolId;
    OptionalText modelVisibleCallId, runtimeToolId;
    OptionalText runtimeCellId; // the requester is this code cell; none: the model
    ToolKind kind;
    ToolSummary summary;
    OptionalRef invocation;
};
struct McpCorrelationAssigned {
    Text toolId, mcpCallId;
};
struct ToolRuntimeStarted {
    Text toolId;
    std::optional<ToolKind> kind; // schema v2
    OptionalRef payload;
};
struct ToolRuntimeEnded {
    Text toolId;
    ExecutionStatus status = ExecutionStatus::Completed;
    OptionalRef payload;
};
struct ToolEnded {
    Text toolId;
    ExecutionStatus status = ExecutionStatus::Completed;
    OptionalRef result;
};
struct StdinTargetResolved {
    Text toolId, execToolId;
};
struct CodeCellStarted {
    Text runtimeCellId, modelVisibleCallId, sourceJs;
};
struct CodeCellReported {
    bool ended = false; // else the initial response
    Text runtimeCellId;
    CellStatus status = CellStatus::Completed;
    OptionalRef response;
};
struct CompactionRequestStarted {
    Text compactionId, requestId, threadId, turnId, model, providerName;
    OptionalRef request;
};
struct CompactionRequestEnded {
    Text compactionId, requestId;
    ExecutionStatus status = ExecutionStatus::Completed;
    Text failure;
    OptionalRef response;
};
struct CompactionInstalled {
    Text compactionId;
    OptionalRef checkpoint;
};
struct AgentResultObserved {
    Text edgeId, childThreadId, childTurnId, parentThreadId, message;
    OptionalRef carried;
};
struct ProtocolEventObserved {
    Text type;
    OptionalRef payload; // absent only in a broken event
};
struct HistoryItemAccepted {
    Text itemId;
    OptionalRef agentMessage;
};
struct RecordingCompleted {};
struct Other {
    Text kind;
};

using Body = std::variant<std::monostate, RolloutStarted, RolloutEnded, ThreadStarted, ThreadEnded, ThreadResumed,
                          TurnStarted, TurnEnded, InferenceStarted, InferenceEnded, ToolStarted, McpCorrelationAssigned,
                          ToolRuntimeStarted, ToolRuntimeEnded, ToolEnded, StdinTargetResolved, CodeCellStarted,
                          CodeCellReported, CompactionRequestStarted, CompactionRequestEnded, CompactionInstalled,
                          AgentResultObserved, ProtocolEventObserved, HistoryItemAccepted, RecordingCompleted, Other>;

} // namespace event

struct Event {
    std::uint64_t seq = 0;
    std::uint32_t schemaVersion = 0;
    UnixMs at = 0;
    std::string_view rolloutId;
    std::optional<std::string_view> threadId; // context
    std::optional<std::string_view> turnId;
    std::string_view type; // as recorded; empty if there is none
    event::Body body;      // monostate: unknown type, or a field that names the event's object is missing
    std::vector<PayloadRef> refs;
};

/// Which events and fields a schema has.
struct EventGrammar {
    bool acceptedHistory = false;       // thread_resumed, history_item_accepted, recording_completed
    bool requestInputMode = true;       // known in inference_started
    bool runtimeStartNamesKind = false; // `kind` is required in tool_call_runtime_started
    bool hugeNumbers = false;           // numbers that overflow a double are valid
};

class EventParser {
public:
    explicit EventParser(const EventGrammar& grammar) : grammar_(grammar) {}

    enum class Outcome : std::uint8_t {
        Valid,
        Broken,  // error() says why; what could be read of it is in the event
        Useless, // no JSON object, or no payload object: nothing could be read
    };
    Outcome parse(std::string_view line, Event& event);
    [[nodiscard]] const std::string& error() const { return error_; }
    /// The type is a known one. Else a Broken event has an unknown type.
    [[nodiscard]] bool typeKnown() const { return typeKnown_; }

private:
    class Fields;
    void parseBody(const Fields& fields, Event& event);
    event::Body parseLifecycle(const Fields& fields, std::string_view type);
    event::Body parseInference(const Fields& fields, std::string_view type);
    event::Body parseTool(const Fields& fields, std::string_view type);
    event::Body parseCodeCell(const Fields& fields, std::string_view type);
    event::Body parseCompaction(const Fields& fields, std::string_view type);
    event::Body parseRest(const Fields& fields, std::string_view type);
    void complain(std::string reason);

    EventGrammar grammar_;
    json::Document document_;
    std::deque<std::string> texts_; // unescaped texts that the event's views point into
    std::string error_;
    bool typeKnown_ = false;
    bool identified_ = true; // every field that names the event's object is there
};

} // namespace rolloutscope
