#include "core/reduce/reduction.h"

#include <utility>

namespace rolloutscope {

Reduction::Reduction(const Bundle& bundle, const Rules& chosenRules, bool strict, ReduceDepth reductionDepth)
    : rules(chosenRules),
      depth(reductionDepth),
      problems(strict),
      payloads(bundle.folder(), rules, problems, depth),
      modelItems(rules, problems),
      threads(*this),
      inference(*this),
      conversation(*this),
      tools(*this),
      terminals(*this),
      codeCells(*this),
      compactions(*this),
      agentEdges(*this)
{
    const Manifest& manifest = bundle.manifest();
    trace.schemaVersion = rules.schemaVersion;
    trace.traceId = manifest.traceId;
    trace.rolloutId = manifest.rolloutId;
    trace.rootThreadId = manifest.rootThreadId;
    trace.startedAt = manifest.startedAt;
    trace.lastEventAt = manifest.startedAt;
}

void Reduction::registerPayloads(const Event& event)
{
    eventPayloads_.clear();
    for (const PayloadRef& ref : event.refs) {
        PayloadIndex index = trace.payloads.find(ref.id);
        if (index) {
            trace.payloads[index].kind = ref.kind;
            trace.payloads[index].path = ref.path;
            payloads.forget(index);
        } else {
            index = trace.payloads.add({std::string(ref.id), ref.kind, std::string(ref.path)});
        }
        eventPayloads_.push_back(index);
    }
}

PayloadIndex Reduction::payloadOf(const event::OptionalRef& ref) const
{
    return ref ? eventPayloads_.at(ref->at) : PayloadIndex{};
}

ExecutionWindow Reduction::startedNow() const
{
    ExecutionWindow window;
    window.startedAt = now.at;
    window.startedSeq = now.seq;
    return window;
}

void Reduction::endNow(ExecutionWindow& window, ExecutionStatus status) const
{
    window.endedAt = now.at;
    window.endedSeq = now.seq;
    window.status = status;
}

namespace {

/// Which subject an event belongs to.
struct Dispatch {
    Reduction& r;

    void operator()(const std::monostate&) const {}
    void operator()(const event::RolloutStarted& e) const { r.threads.rolloutStarted(e); }
    void operator()(const event::RolloutEnded& e) const { r.threads.rolloutEnded(e); }
    void operator()(const event::ThreadStarted& e) const { r.threads.started(e); }
    void operator()(const event::ThreadEnded& e) const { r.threads.ended(e); }
    void operator()(const event::ThreadResumed& e) const { r.threads.resumed(e); }
    void operator()(const event::TurnStarted& e) const { r.threads.turnStarted(e); }
    void operator()(const event::TurnEnded& e) const { r.threads.turnEnded(e); }
    void operator()(const event::InferenceStarted& e) const { r.inference.started(e); }
    void operator()(const event::InferenceEnded& e) const { r.inference.ended(e); }
    void operator()(const event::ToolStarted& e) const { r.tools.started(e); }
    void operator()(const event::McpCorrelationAssigned& e) const { r.tools.mcpCorrelationAssigned(e); }
    void operator()(const event::ToolRuntimeStarted& e) const { r.tools.runtimeStarted(e); }
    void operator()(const event::ToolRuntimeEnded& e) const { r.tools.runtimeEnded(e); }
    void operator()(const event::ToolEnded& e) const { r.tools.ended(e); }
    void operator()(const event::StdinTargetResolved& e) const { r.terminals.stdinTargetResolved(e); }
    void operator()(const event::CodeCellStarted& e) const { r.codeCells.started(e); }
    void operator()(const event::CodeCellReported& e) const { r.codeCells.reported(e); }
    void operator()(const event::CompactionRequestStarted& e) const { r.compactions.requestStarted(e); }
    void operator()(const event::CompactionRequestEnded& e) const { r.compactions.requestEnded(e); }
    void operator()(const event::CompactionInstalled& e) const { r.compactions.installed(e); }
    void operator()(const event::AgentResultObserved& e) const { r.agentEdges.agentResultObserved(e); }
    void operator()(const event::ProtocolEventObserved& e) const { r.threads.protocolEventObserved(e); }
    void operator()(const event::HistoryItemAccepted& e) const { r.conversation.accepted(e); }
    void operator()(const event::RecordingCompleted&) const { r.trace.recordingComplete = true; }
    void operator()(const event::Other& e) const
    {
        r.problems.brokenOnce("other", e.kind, "an event of type “other” has no meaning for the trace");
    }
};

} // namespace

void Reduction::apply(const Event& event)
{
    registerPayloads(event);
    now.at = event.at;
    now.seq = event.seq;
    now.threadId = event.threadId;
    now.turnId = event.turnId;
    std::visit(Dispatch{*this}, event.body);
}

RolloutTrace Reduction::finished(bool last, ProblemList& problemsThen)
{
    RolloutTrace goesOn = std::move(trace);
    trace = goesOn.share();
    const ProblemList before = problems.list();
    problems.at(0, 0, {});
    agentEdges.finish();
    conversation.finish();
    if (last)
        checkRemainingPayloads();
    problemsThen = problems.list();
    problems.restore(before);
    return std::exchange(trace, std::move(goesOn));
}

void Reduction::checkRemainingPayloads()
{
    if (!rules.everyPayloadRead || depth != ReduceDepth::Full)
        return;
    for (std::uint32_t i = 0; i < trace.payloads.size(); ++i)
        payloads.check(trace, PayloadIndex{i});
}

namespace {

/// Which of an event's payloads its subject reads; where that depends on what is known of a tool, all that it may read.
struct RefsRead {
    const RolloutTrace& trace;
    std::vector<std::uint32_t>& refs;

    void add(const event::OptionalRef& ref) const
    {
        if (ref)
            refs.push_back(ref->at);
    }
    template <typename Other>
    void operator()(const Other&) const
    {
    }
    void operator()(const event::ThreadStarted& e) const { add(e.metadata); }
    void operator()(const event::InferenceStarted& e) const
    {
        add(e.request);
        if (e.inputMode && e.inputMode->kind == event::RequestInputMode::Kind::IncrementalWithUntracedPrefix)
            add(e.inputMode->prefix);
    }
    void operator()(const event::InferenceEnded& e) const { add(e.response); }
    void operator()(const event::ToolStarted& e) const { add(e.invocation); }
    void operator()(const event::ToolRuntimeStarted& e) const { addRuntime(e.toolId, e.payload); }
    void operator()(const event::ToolRuntimeEnded& e) const { addRuntime(e.toolId, e.payload); }
    void operator()(const event::ToolEnded& e) const
    {
        const ToolIndex tool = trace.toolCalls.find(e.toolId);
        if (tool && trace.toolCalls[tool].terminalOperation && trace.toolCalls[tool].runtimePayloads.empty())
            add(e.result);
    }
    void operator()(const event::CompactionInstalled& e) const { add(e.checkpoint); }
    void operator()(const event::HistoryItemAccepted& e) const { add(e.agentMessage); }

    void addRuntime(std::string_view toolId, const event::OptionalRef& ref) const
    {
        const ToolIndex tool = trace.toolCalls.find(toolId);
        if (!tool)
            return;
        switch (trace.toolCalls[tool].kind.name) {
        case ToolKindName::ExecCommand:
        case ToolKindName::WriteStdin:
        case ToolKindName::SpawnAgent:
        case ToolKindName::AssignAgentTask:
        case ToolKindName::SendMessage:
        case ToolKindName::CloseAgent:
            add(ref);
            break;
        default:
            break;
        }
    }
};

} // namespace

std::vector<std::uint32_t> Reduction::refsRead(const Event& event) const
{
    std::vector<std::uint32_t> refs;
    std::visit(RefsRead{trace, refs}, event.body);
    return refs;
}

} // namespace rolloutscope
