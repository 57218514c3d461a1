#include "core/bundle/event.h"

#include "core/trace/names.h"

#include <limits>

namespace rolloutscope {

using namespace event;

void EventParser::complain(std::string reason)
{
    if (error_.empty())
        error_ = std::move(reason);
}

/// Reads the fields of one object by name. A field that is missing, mistyped or there twice becomes the parser's error
/// and reads as empty.
class EventParser::Fields {
public:
    Fields(EventParser& parser, json::Value object, Event& event) : parser_(parser), object_(object), event_(event) {}

    [[nodiscard]] json::Value find(std::string_view name) const
    {
        json::Value found;
        for (const json::Member member : object_.members()) {
            if (!member.key.equals(name))
                continue;
            if (found)
                parser_.complain("the field " + std::string(name) + " is there twice");
            found = member.value;
        }
        return found;
    }

    [[nodiscard]] Text text(std::string_view name) const
    {
        const json::Value value = find(name);
        if (!value) {
            missing(name);
            return {};
        }
        return textOf(value, name);
    }

    /// Text of a field that names what the event is about.
    [[nodiscard]] Text key(std::string_view name) const
    {
        const json::Value value = find(name);
        if (!value || !value.isString()) {
            parser_.identified_ = false;
            missing(name, static_cast<bool>(value));
            return {};
        }
        return textOf(value, name);
    }

    [[nodiscard]] OptionalText optionalText(std::string_view name) const
    {
        const json::Value value = find(name);
        if (value.isNullOrAbsent())
            return std::nullopt;
        if (!value.isString()) {
            missing(name, true);
            return std::nullopt;
        }
        return textOf(value, name);
    }

    template <typename Enum>
    [[nodiscard]] Enum word(std::string_view name, Enum otherwise) const
    {
        const json::Value value = find(name);
        if (!value) {
            missing(name);
            return otherwise;
        }
        return wordOf(value, name, otherwise);
    }

    [[nodiscard]] OptionalRef ref(std::string_view name) const
    {
        const json::Value value = find(name);
        if (!value) {
            missing(name);
            return std::nullopt;
        }
        return refOf(value, name);
    }

    [[nodiscard]] OptionalRef optionalRef(std::string_view name) const
    {
        const json::Value value = find(name);
        return value.isNullOrAbsent() ? std::nullopt : refOf(value, name);
    }

    void refList(std::string_view name) const
    {
        const json::Value value = find(name);
        if (!value.isArray())
            missing(name, static_cast<bool>(value));
        for (const json::Value element : value.elements())
            (void)refOf(element, name);
    }

    /// The object under a name; its members are read with the same care.
    [[nodiscard]] Fields object(std::string_view name) const
    {
        const json::Value value = find(name);
        if (!value.isObject())
            missing(name, static_cast<bool>(value));
        return {parser_, value, event_};
    }

    [[nodiscard]] bool has(std::string_view name) const { return !find(name).isNullOrAbsent(); }
    [[nodiscard]] bool isThere(std::string_view name) const { return find(name).present(); }
    [[nodiscard]] bool isObject() const { return object_.isObject(); }

    [[nodiscard]] std::optional<std::uint64_t> optionalUint(std::string_view name) const
    {
        const json::Value value = find(name);
        if (value.isNullOrAbsent())
            return std::nullopt;
        const auto number = value.uint64();
        if (!number)
            missing(name, true);
        return number;
    }

    [[nodiscard]] ToolKind toolKind(std::string_view name) const
    {
        const Fields kind = object(name);
        ToolKind result;
        if (!kind.isObject())
            return result;
        result.name = kind.word("type", ToolKindName::Other);
        if (result.name == ToolKindName::Mcp) {
            result.server = kind.text("server");
            result.tool = kind.text("tool");
        } else if (result.name == ToolKindName::Other) {
            result.otherName = kind.text("name");
        }
        return result;
    }

    [[nodiscard]] ToolSummary summary(std::string_view name) const
    {
        const Fields fields = object(name);
        if (!fields.isObject())
            return GenericSummary{};
        const Text type = fields.text("type");
        const auto copy = [](const OptionalText& text) {
            return text ? std::optional<std::string>(*text) : std::nullopt;
        };
        if (type == "generic")
            return GenericSummary{std::string(fields.text("label")), copy(fields.optionalText("input_preview")),
                                  copy(fields.optionalText("output_preview"))};
        if (type == "terminal")
            return TerminalSummary{std::string(fields.text("operation_id"))};
        if (type == "agent")
            return AgentSummary{std::string(fields.text("target_agent_path")), copy(fields.optionalText("task_name")),
                                std::string(fields.text("message_preview"))};
        if (type == "wait_agent")
            return WaitAgentSummary{copy(fields.optionalText("target_agent_path")), fields.optionalUint("timeout_ms")};
        parser_.complain("unknown type of summary “" + std::string(type) + "”");
        return GenericSummary{};
    }

    /// The text of a requester's code cell; none for the model.
    [[nodiscard]] OptionalText requester(std::string_view name) const
    {
        const Fields fields = object(name);
        if (!fields.isObject())
            return std::nullopt;
        const Text type = fields.text("type");
        if (type == "code_cell")
            return fields.text("runtime_cell_id");
        if (type != "model")
            parser_.complain("unknown type of requester “" + std::string(type) + "”");
        return std::nullopt;
    }

private:
    void missing(std::string_view name, bool mistyped = false) const
    {
        parser_.complain("the field " + std::string(name) + (mistyped ? " has the wrong type" : " is missing"));
    }

    Text textOf(json::Value value, std::string_view name) const
    {
        if (const auto plain = value.plainString())
            return *plain;
        auto built = value.string();
        if (!built) {
            missing(name, true);
            return {};
        }
        return parser_.texts_.emplace_back(std::move(*built));
    }

    template <typename Enum>
    Enum wordOf(json::Value value, std::string_view name, Enum otherwise) const
    {
        if (!value.isString()) {
            missing(name, true);
            return otherwise;
        }
        const Text word = textOf(value, name);
        if (const auto found = fromName<Enum>(word))
            return *found;
        parser_.complain("unknown " + std::string(name) + " “" + std::string(word) + "”");
        return otherwise;
    }

    OptionalRef refOf(json::Value value, std::string_view name) const
    {
        if (!value.isObject()) {
            missing(name, true);
            return std::nullopt;
        }
        const Fields fields(parser_, value, event_);
        const bool identifiedBefore = parser_.identified_;
        PayloadRef ref;
        ref.id = fields.key("raw_payload_id");
        ref.path = fields.key("path");
        const bool named = parser_.identified_;
        parser_.identified_ = identifiedBefore;
        const Fields kind = fields.object("kind");
        if (kind.isObject())
            ref.kind = kind.word("type", PayloadKind::ProtocolEvent);
        if (!named)
            return std::nullopt;
        event_.refs.push_back(ref);
        return RefAt{static_cast<std::uint32_t>(event_.refs.size() - 1)};
    }

    EventParser& parser_;
    json::Value object_;
    Event& event_;
};

EventParser::Outcome EventParser::parse(std::string_view line, Event& event)
{
    texts_.clear();
    error_.clear();
    typeKnown_ = false;
    identified_ = true;
    event.seq = 0;
    event.schemaVersion = 0;
    event.at = 0;
    event.rolloutId = {};
    event.threadId.reset();
    event.turnId.reset();
    event.type = {};
    event.body = std::monostate{};
    event.refs.clear();

    json::ParseOptions options;
    options.hugeNumbersValid = grammar_.hugeNumbers;
    if (!document_.parse(line, options)) {
        error_ = "it is not valid JSON: " + document_.error();
        return Outcome::Useless;
    }
    if (!document_.root().isObject()) {
        error_ = "it is not a JSON object";
        return Outcome::Useless;
    }
    const Fields fields(*this, document_.root(), event);
    const auto number = [&](std::string_view name, auto read) {
        const json::Value value = fields.find(name);
        const auto result = value ? read(value) : decltype(read(value)){};
        if (!result)
            complain("the field " + std::string(name) + (value ? " is not a whole number in range" : " is missing"));
        return result;
    };
    const auto schema = number("schema_version", [](json::Value v) { return v.uint64(); });
    if (schema && *schema > std::numeric_limits<std::uint32_t>::max())
        complain("the field schema_version is not a whole number in range");
    event.schemaVersion = static_cast<std::uint32_t>(schema.value_or(0));
    event.seq = number("seq", [](json::Value v) { return v.uint64(); }).value_or(0);
    event.at = number("wall_time_unix_ms", [](json::Value v) { return v.int64(); }).value_or(0);
    event.rolloutId = fields.text("rollout_id");
    event.threadId = fields.optionalText("thread_id");
    event.turnId = fields.optionalText("codex_turn_id");
    const Fields payload = fields.object("payload");
    if (!payload.isObject())
        return Outcome::Useless;
    event.type = payload.text("type");
    parseBody(payload, event);
    if (!identified_)
        event.body = std::monostate{};
    return error_.empty() ? Outcome::Valid : Outcome::Broken;
}

void EventParser::parseBody(const Fields& fields, Event& event)
{
    const std::string_view type = event.type;
    using Parse = Body (EventParser::*)(const Fields&, std::string_view);
    for (const Parse read :
         {&EventParser::parseTool, &EventParser::parseInference, &EventParser::parseRest, &EventParser::parseLifecycle,
          &EventParser::parseCodeCell, &EventParser::parseCompaction}) {
        event.body = (this->*read)(fields, type);
        if (!std::holds_alternative<std::monostate>(event.body)) {
            typeKnown_ = true;
            return;
        }
    }
    if (!type.empty())
        complain("unknown event type “" + std::string(type) + "”");
}

Body EventParser::parseLifecycle(const Fields& fields, std::string_view type)
{
    if (type == "rollout_started")
        return RolloutStarted{fields.text("trace_id"), fields.text("root_thread_id")};
    if (type == "rollout_ended")
        return RolloutEnded{fields.word("status", RolloutStatus::Completed)};
    if (type == "thread_started")
        return ThreadStarted{fields.key("thread_id"), fields.text("agent_path"),
                             fields.optionalRef("metadata_payload")};
    if (type == "thread_ended")
        return ThreadEnded{fields.key("thread_id"), fields.word("status", RolloutStatus::Completed)};
    if (type == "codex_turn_started")
        return TurnStarted{fields.key("codex_turn_id"), fields.text("thread_id")};
    if (type == "codex_turn_ended")
        return TurnEnded{fields.key("codex_turn_id"), fields.word("status", ExecutionStatus::Completed)};
    if (grammar_.acceptedHistory && type == "thread_resumed")
        return ThreadResumed{fields.key("thread_id")};
    if (grammar_.acceptedHistory && type == "recording_completed")
        return RecordingCompleted{};
    return {};
}

Body EventParser::parseInference(const Fields& fields, std::string_view type)
{
    if (type == "inference_started") {
        InferenceStarted started{fields.key("inference_call_id"),
                                 fields.text("thread_id"),
                                 fields.text("codex_turn_id"),
                                 fields.text("model"),
                                 fields.text("provider_name"),
                                 fields.ref("request_payload"),
                                 std::nullopt};
        if (grammar_.requestInputMode && fields.has("request_input_mode")) {
            using Kind = RequestInputMode::Kind;
            const Fields mode = fields.object("request_input_mode");
            const Text name = mode.text("type");
            if (name == "full_snapshot")
                started.inputMode = RequestInputMode{};
            else if (name == "incremental")
                started.inputMode = RequestInputMode{Kind::Incremental, mode.text("previous_response_id"), {}};
            else if (name == "incremental_with_untraced_prefix") {
                const Text previous = mode.text("previous_response_id");
                if (const OptionalRef prefix = mode.ref("prefix_payload"))
                    started.inputMode = RequestInputMode{Kind::IncrementalWithUntracedPrefix, previous, *prefix};
            } else
                complain("unknown type of request_input_mode “" + std::string(name) + "”");
        }
        return started;
    }
    InferenceEnded ended;
    if (type == "inference_completed") {
        ended.callId = fields.key("inference_call_id");
        ended.responseId = fields.optionalText("response_id");
        ended.upstreamRequestId = fields.optionalText("upstream_request_id");
        ended.response = fields.ref("response_payload");
        return ended;
    }
    const bool failed = type == "inference_failed";
    if (!failed && type != "inference_cancelled")
        return {};
    ended.status = failed ? ExecutionStatus::Failed : ExecutionStatus::Cancelled;
    ended.callId = fields.key("inference_call_id");
    ended.upstreamRequestId = fields.optionalText("upstream_request_id");
    ended.failure = fields.text(failed ? "error" : "reason");
    ended.response = fields.optionalRef("partial_response_payload");
    return ended;
}

Body EventParser::parseTool(const Fields& fields, std::string_view type)
{
    if (type == "tool_call_started")
        return ToolStarted{fields.key("tool_call_id"),
                           fields.optionalText("model_visible_call_id"),
                           fields.optionalText("code_mode_runtime_tool_id"),
                           fields.requester("requester"),
                           fields.toolKind("kind"),
                           fields.summary("summary"),
                           fields.optionalRef("invocation_payload")};
    if (type == "tool_call_runtime_started") {
        ToolRuntimeStarted started{fields.key("tool_call_id"), std::nullopt, fields.ref("runtime_payload")};
        if (grammar_.runtimeStartNamesKind) {
            const ToolKind kind = fields.toolKind("kind");
            if (fields.isThere("kind"))
                started.kind = kind;
        }
        return started;
    }
    if (type == "tool_call_runtime_ended")
        return ToolRuntimeEnded{fields.key("tool_call_id"), fields.word("status", ExecutionStatus::Completed),
                                fields.ref("runtime_payload")};
    if (type == "tool_call_ended")
        return ToolEnded{fields.key("tool_call_id"), fields.word("status", ExecutionStatus::Completed),
                         fields.optionalRef("result_payload")};
    if (type == "mcp_tool_call_correlation_assigned")
        return McpCorrelationAssigned{fields.key("tool_call_id"), fields.text("mcp_call_id")};
    if (type == "stdin_target_resolved")
        return StdinTargetResolved{fields.key("tool_call_id"), fields.key("exec_tool_call_id")};
    return {};
}

Body EventParser::parseCodeCell(const Fields& fields, std::string_view type)
{
    if (type == "code_cell_started")
        return CodeCellStarted{fields.key("runtime_cell_id"), fields.key("model_visible_call_id"),
                               fields.text("source_js")};
    const bool ended = type == "code_cell_ended";
    if (ended || type == "code_cell_initial_response")
        return CodeCellReported{ended, fields.key("runtime_cell_id"), fields.word("status", CellStatus::Completed),
                                fields.optionalRef("response_payload")};
    return {};
}

Body EventParser::parseCompaction(const Fields& fields, std::string_view type)
{
    if (type == "compaction_request_started")
        return CompactionRequestStarted{fields.key("compaction_id"),  fields.key("compaction_request_id"),
                                        fields.text("thread_id"),     fields.text("codex_turn_id"),
                                        fields.text("model"),         fields.text("provider_name"),
                                        fields.ref("request_payload")};
    if (type == "compaction_request_completed")
        return CompactionRequestEnded{fields.key("compaction_id"),
                                      fields.key("compaction_request_id"),
                                      ExecutionStatus::Completed,
                                      {},
                                      fields.ref("response_payload")};
    if (type == "compaction_request_failed")
        return CompactionRequestEnded{fields.key("compaction_id"), fields.key("compaction_request_id"),
                                      ExecutionStatus::Failed, fields.text("error"), std::nullopt};
    if (type == "compaction_installed")
        return CompactionInstalled{fields.key("compaction_id"), fields.ref("checkpoint_payload")};
    return {};
}

Body EventParser::parseRest(const Fields& fields, std::string_view type)
{
    if (grammar_.acceptedHistory && type == "history_item_accepted")
        return HistoryItemAccepted{fields.key("item_id"), fields.optionalRef("agent_message_payload")};
    if (type == "protocol_event_observed")
        return ProtocolEventObserved{fields.text("event_type"), fields.ref("event_payload")};
    if (type == "agent_result_observed")
        return AgentResultObserved{
            fields.key("edge_id"),           fields.text("child_thread_id"), fields.text("child_codex_turn_id"),
            fields.text("parent_thread_id"), fields.text("message"),         fields.optionalRef("carried_payload")};
    if (type == "other") {
        Other other{fields.text("kind")};
        (void)fields.text("summary");
        fields.refList("payloads");
        if (!fields.isThere("metadata"))
            complain("the field metadata is missing");
        return other;
    }
    return {};
}

} // namespace rolloutscope
