// The details of tool calls, code cells and terminals.
#include "views/inspector/details_builder.h"

#include <string>

namespace rolloutscope::inspector {

namespace {

std::string joinCommand(const std::vector<std::string>& command)
{
    std::string joined;
    for (const std::string& part : command) {
        const bool plain = !part.empty() && part.find_first_of(" \t\n\"'\\$`;&|<>()*?") == std::string::npos;
        std::string quoted = part;
        if (!plain) {
            quoted = "'";
            for (const char c : part)
                quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
            quoted += '\'';
        }
        joined += (joined.empty() ? "" : " ") + quoted;
    }
    return joined;
}

/// Command, folder and what came out of it.
void describeRequest(DetailsBuilder& b, const TerminalOperation& operation)
{
    if (const auto* exec = std::get_if<ExecRequest>(&operation.request)) {
        const bool isScript = exec->command.size() == 3 && (exec->command[1] == "-lc" || exec->command[1] == "-c");
        if (isScript) {
            b.longText("Command", exec->command[2], true);
            b.code("Shell", exec->command[0] + " " + exec->command[1]);
        } else {
            b.longText("Command", exec->command.empty() ? exec->displayCommand : joinCommand(exec->command), true);
        }
        b.code("Folder", exec->cwd);
    } else {
        const auto& input = std::get<StdinRequest>(operation.request);
        if (input.text.empty())
            b.text("Input", "nothing: the terminal was only looked at");
        else
            b.longText("Input", input.text, true);
        if (input.yieldTimeMs)
            b.duration("Waits for", static_cast<std::int64_t>(*input.yieldTimeMs));
        if (input.maxOutputTokens)
            b.number("Most output tokens", *input.maxOutputTokens);
    }
    if (operation.result && operation.result->exitCode) {
        const auto code = *operation.result->exitCode;
        b.row("Exit code",
              {{.text = std::to_string(code), .link = {}, .tone = code == 0 ? Tone::Normal : Tone::Failure}});
    }
}

void describeOutput(DetailsBuilder& b, const TerminalOperation& operation)
{
    if (!operation.result)
        return;
    const TerminalResult& result = *operation.result;
    if (result.originalTokenCount)
        b.number("Output tokens", *result.originalTokenCount, "before it was shortened for the model");
    b.code("Chunk", result.chunkId.value_or(std::string()));
    if (!result.out.empty() || !result.err.empty() || (result.formattedOutput && !result.formattedOutput->empty()))
        b.section("Output · " + formatBytes(result.out.size() + result.err.size()));
    b.longText(result.err.empty() ? "" : "stdout", result.out.text(), true);
    b.longText("stderr", result.err.text(), true);
    if (result.out.empty() && result.err.empty() && result.formattedOutput)
        b.longText({}, result.formattedOutput->text(), true);
}

void describeSummary(DetailsBuilder& b, const ToolSummary& summary)
{
    if (const auto* generic = std::get_if<GenericSummary>(&summary)) {
        b.longText("Input", generic->inputPreview.value_or(std::string()), true);
        b.longText("Result", generic->outputPreview.value_or(std::string()), true);
    } else if (const auto* agent = std::get_if<AgentSummary>(&summary)) {
        b.code("To", agent->targetAgentPath);
        b.text("Task", agent->taskName.value_or(std::string()));
        b.longText("Message", agent->messagePreview, false);
    } else if (const auto* wait = std::get_if<WaitAgentSummary>(&summary)) {
        b.code("Waits for", wait->targetAgentPath.value_or(std::string()));
        if (wait->timeoutMs)
            b.duration("Time-out", static_cast<std::int64_t>(*wait->timeoutMs));
    }
}

void describeRequester(DetailsBuilder& b, ToolIndex index, const ToolCall& tool)
{
    if (const auto* cell = std::get_if<CellRequester>(&tool.requester)) {
        b.linkOrId("Called by", b.relations.callerCell(index), cell->codeCellId);
        return;
    }
    if (const InferenceIndex asked = b.relations.askedBy(index))
        b.link("Asked by", asked);
    else
        b.text("Asked by", "the model, in a call that the trace does not name");
}

/// `4.1 KB of 30.2 KB` when the model was shown less than what came out.
std::string shareSeen(const DetailsBuilder& b, const ToolCall& tool, ItemIndex output)
{
    const std::size_t seen = textBytes(b.trace.items[output]);
    std::string text = formatBytes(seen);
    if (b.trace.terminalOperations.contains(tool.terminalOperation)) {
        const auto& result = b.trace.terminalOperations[tool.terminalOperation].result;
        const std::size_t all = result ? result->out.size() + result->err.size() : 0;
        if (all > seen)
            text += " of " + formatBytes(all);
    }
    return text;
}

void describeWhatTheModelSaw(DetailsBuilder& b, const ToolCall& tool)
{
    if (tool.outputItems.empty())
        return;
    const ItemIndex output = tool.outputItems.front();
    if (!b.trace.items.contains(output))
        return;
    b.link("Model saw", output, shareSeen(b, tool, output));
    b.link("Then", firstSeenBy(b, output));
}

void runtimePayloads(DetailsBuilder& b, const IndexList<RawPayload>& payloads, bool ended)
{
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        const bool isLast = i + 1 == payloads.size();
        b.payload(payloads[i], ended && isLast ? "runtime end" : i == 0 ? "runtime start" : "runtime event");
    }
}

} // namespace

void describeTool(DetailsBuilder& b, ToolIndex index)
{
    const ToolCall& tool = b.trace.toolCalls[index];
    b.details.subtitleIsCode = true;
    b.link("Agent", tool.thread);
    b.link("Turn", tool.startedByTurn);
    describeRequester(b, index, tool);
    b.statusRow();
    if (tool.runtimeStatus && *tool.runtimeStatus != tool.execution.status)
        b.row("Runtime", {{.text = toWord(*tool.runtimeStatus),
                           .link = {},
                           .tone = *tool.runtimeStatus == ExecutionStatus::Failed ? Tone::Failure : Tone::Normal},
                          {.text = std::string("the call itself: ") + toWord(tool.execution.status),
                           .link = {},
                           .tone = Tone::Dim}});
    b.timing(tool.execution);
    if (b.trace.terminalOperations.contains(tool.terminalOperation)) {
        const TerminalOperation& operation = b.trace.terminalOperations[tool.terminalOperation];
        b.link("Terminal", tool.terminalOperation);
        if (b.trace.terminalSessions.contains(operation.session))
            b.details.sections.back().rows.back().value.push_back(
                {.text = objectTitle(b.trace, b.relations, operation.session),
                 .link = operation.session,
                 .tone = Tone::Normal});
        describeRequest(b, operation);
    }
    describeWhatTheModelSaw(b, tool);
    b.link("Runs", tool.startedCodeCell);
    b.text("MCP server", tool.kind.server);
    b.code("MCP call", tool.mcpCallId.value_or(std::string()));
    b.code("Call id", tool.modelVisibleCallId.value_or(std::string()));
    b.code("Code mode id", tool.codeModeRuntimeToolId.value_or(std::string()));
    b.section("Summary");
    describeSummary(b, tool.summary);
    if (b.trace.terminalOperations.contains(tool.terminalOperation)) {
        b.section({});
        describeOutput(b, b.trace.terminalOperations[tool.terminalOperation]);
    }
    b.list("Call items", tool.callItems);
    b.list("Output items", tool.outputItems);
    b.edges(index);
    b.payload(tool.invocationPayload, "invocation");
    runtimePayloads(b, tool.runtimePayloads, tool.runtimeStatus.has_value());
    b.payload(tool.resultPayload, "result");
}

void describeCell(DetailsBuilder& b, CellIndex index)
{
    const CodeCell& cell = b.trace.codeCells[index];
    b.details.subtitleIsCode = true;
    b.link("Agent", cell.thread);
    b.link("Turn", cell.turn);
    b.link("Asked by", b.relations.askedBy(index));
    b.statusRow();
    b.text("Runtime", toWord(cell.runtimeStatus));
    b.timing(cell.execution);
    if (cell.initialResponseAt)
        b.moment("First response", *cell.initialResponseAt,
                 cell.initialResponseStatus ? toWord(*cell.initialResponseStatus) : "");
    if (cell.yieldedAt)
        b.moment("Yielded", *cell.yieldedAt);
    b.link("Source item", cell.sourceItem);
    b.code("Call id", cell.modelVisibleCallId);
    b.code("Runtime id", cell.runtimeCellId.value_or(std::string()));
    b.section("Source");
    b.longText({}, cell.sourceJs, true);
    b.list("Tools called", cell.nestedToolCalls);
    b.list("Waits", cell.waitToolCalls);
    b.list("Output items", cell.outputItems);
    b.edges(index);
    b.payload(cell.initialResponsePayload, "first response");
    b.payload(cell.resultPayload, "result");
}

void describeSession(DetailsBuilder& b, SessionIndex index)
{
    const TerminalSession& session = b.trace.terminalSessions[index];
    b.details.subtitleIsCode = true;
    b.link("Agent", session.thread);
    if (session.removed)
        b.text("Note", "Emptied: its input turned out to belong to another session.");
    b.moment("Started", session.execution.startedAt);
    b.link("Begun by", session.createdBy);
    b.list("Operations", session.operations);
}

void describeOperation(DetailsBuilder& b, OperationIndex index)
{
    const TerminalOperation& operation = b.trace.terminalOperations[index];
    b.details.subtitleIsCode = true;
    if (b.trace.toolCalls.contains(operation.tool)) {
        b.link("Agent", b.trace.toolCalls[operation.tool].thread);
        b.link("Tool call", operation.tool);
    }
    b.link("Session", operation.session);
    b.code("Process", operation.processId);
    b.statusRow();
    b.timing(operation.execution);
    describeRequest(b, operation);
    if (b.trace.toolCalls.contains(operation.tool))
        describeWhatTheModelSaw(b, b.trace.toolCalls[operation.tool]);
    describeOutput(b, operation);
    runtimePayloads(b, operation.payloads, operation.execution.endedAt.has_value());
}

} // namespace rolloutscope::inspector
