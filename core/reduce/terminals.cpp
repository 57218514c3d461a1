// Operations: how they start and which session they join. What an end's payload says is in terminal_results.cpp.
#include "core/reduce/terminals.h"

#include "core/json/compact.h"
#include "core/reduce/named_fields.h"
#include "core/reduce/reduction.h"

#include <algorithm>

namespace rolloutscope {

namespace {

std::string processKey(ThreadIndex thread, const std::string& processId)
{
    return std::to_string(thread.value) + ":" + processId;
}

/// String, null or absent; another type is an error.
bool readOptionalText(json::Value value, std::optional<std::string>& into)
{
    if (value.isNullOrAbsent())
        return true;
    into = value.string();
    return into.has_value();
}

} // namespace

void Terminals::begin(ToolIndex toolIndex, TerminalOperation&& operation, PayloadIndex payload,
                      const std::optional<std::string>& processId)
{
    operation.id = "terminal_operation:" + std::to_string(r_.trace.terminalOperations.size() + 1);
    operation.tool = toolIndex;
    operation.execution = r_.startedNow();
    if (payload)
        operation.payloads.push_back(payload);
    operation.processId = processId.value_or(std::string());
    ToolCall& tool = r_.trace.toolCalls[toolIndex];
    tool.summary = TerminalSummary{operation.id};
    const OperationIndex index = r_.trace.terminalOperations.add(std::move(operation));
    tool.terminalOperation = index;
    if (processId)
        join(index);
}

void Terminals::startFromRuntime(ToolIndex tool, PayloadIndex payload)
{
    const auto text = r_.payloads.load(r_.trace, payload);
    const json::Value root = text ? text->root() : json::Value();
    const std::string& toolId = r_.trace.toolCalls[tool].id;
    const auto bad = [&](const char* field) {
        if (text)
            r_.broken(toolId,
                      "the runtime start of tool call " + named(toolId) + ": " + field + " is missing or mistyped");
    };

    std::vector<std::string> command;
    bool commandGood = root["command"].isArray();
    for (const json::Value word : root["command"].elements()) {
        if (auto string = word.string())
            command.push_back(std::move(*string));
        else
            commandGood = false;
    }
    if (!commandGood)
        bad("command");
    const auto cwd = root["cwd"].string();
    if (!cwd)
        bad("cwd");
    std::optional<std::string> processId;
    std::optional<std::string> input;
    if (!readOptionalText(root["process_id"], processId))
        bad("process_id");
    if (!readOptionalText(root["interaction_input"], input))
        bad("interaction_input");

    TerminalOperation operation;
    if (r_.trace.toolCalls[tool].kind.name == ToolKindName::ExecCommand) {
        ExecRequest request;
        for (const std::string& word : command)
            request.displayCommand += (request.displayCommand.empty() && &word == &command.front() ? "" : " ") + word;
        request.command = std::move(command);
        request.cwd = cwd.value_or(std::string());
        operation.request = std::move(request);
    } else {
        operation.request = StdinRequest{input.value_or(std::string()), std::nullopt, std::nullopt};
    }
    begin(tool, std::move(operation), payload, processId);
}

void Terminals::startFromInvocation(ToolIndex tool, json::Value invocation, PayloadIndex payload)
{
    const std::string& toolId = r_.trace.toolCalls[tool].id;
    const auto bad = [&](const char* why) {
        r_.broken(toolId, "the invocation of write_stdin call " + named(toolId) + ": " + why);
    };
    if (!invocation["tool_name"].equals("write_stdin"))
        return bad("its tool_name is not write_stdin");
    const json::Value call = invocation["payload"];
    if (!call["type"].equals("function"))
        return bad("its payload is not a function call");
    const auto arguments = call["arguments"].string();
    if (!arguments)
        return bad("it has no arguments");

    StdinRequest request;
    std::string sessionId;
    const auto fits = [&] {
        json::Document document;
        if (!document.parse(*arguments, json::ParseOptions::grammarOnly()) || !document.root().isObject())
            return false;
        const NamedFields fields(document.root(), {"session_id", "chars", "yield_time_ms", "max_output_tokens"});
        if (fields.anyTwice())
            return false;
        const json::Value session = fields["session_id"];
        if (session.isNumber())
            sessionId = compactText(session);
        else
            sessionId = session.string().value_or(std::string());
        if (sessionId.empty())
            return false;
        if (const json::Value chars = fields["chars"]) {
            auto text = chars.string();
            if (!text)
                return false;
            request.text = std::move(*text);
        }
        const auto count = [&](const char* name, std::optional<std::uint64_t>& into) {
            const json::Value value = fields[name];
            if (value.isNullOrAbsent())
                return true;
            into = value.uint64();
            return into.has_value();
        };
        return count("yield_time_ms", request.yieldTimeMs) && count("max_output_tokens", request.maxOutputTokens);
    };
    if (!fits()) {
        if (!r_.rules.unfitStdinTolerated)
            bad("its arguments do not fit");
        return;
    }
    TerminalOperation operation;
    operation.request = std::move(request);
    begin(tool, std::move(operation), payload, sessionId);
}

void Terminals::end(ToolIndex tool, ExecutionStatus status, PayloadIndex payload)
{
    const OperationIndex index = r_.trace.toolCalls[tool].terminalOperation;
    TerminalOperation& operation = r_.trace.terminalOperations[index];
    r_.endNow(operation.execution, status);
    if (!payload)
        return;
    const auto text = r_.payloads.load(r_.trace, payload);
    if (text) {
        std::string why;
        if (auto parsed = parseResult(operation, text->root(), why)) {
            operation.result = std::move(parsed->result);
            if (parsed->processId) {
                if (!operation.processId.empty() && operation.processId != *parsed->processId)
                    r_.broken(operation.id, "terminal operation " + named(operation.id) +
                                                " changes its process id from " + named(operation.processId) + " to " +
                                                named(*parsed->processId));
                else if (operation.processId.empty())
                    operation.processId = *parsed->processId;
            }
        } else {
            r_.broken(operation.id, "the end of terminal operation " + named(operation.id) + ": " + why);
        }
    }
    operation.payloads.push_back(payload);
    if (!operation.processId.empty() && !operation.session)
        join(index);
}

void Terminals::join(OperationIndex operation)
{
    if (r_.rules.sessionPerCommand)
        joinSessionOfCommand(operation);
    else
        joinByProcessId(operation);
}

SessionIndex Terminals::open(const std::string& id, OperationIndex by)
{
    const TerminalOperation& operation = r_.trace.terminalOperations[by];
    SessionIndex index = r_.trace.terminalSessions.find(id);
    if (!index) {
        TerminalSession opened;
        opened.id = id;
        index = r_.trace.terminalSessions.add(std::move(opened));
    }
    TerminalSession& session = r_.trace.terminalSessions[index];
    session.thread = r_.trace.toolCalls[operation.tool].thread;
    session.createdBy = by;
    session.execution.startedAt = operation.execution.startedAt;
    session.execution.startedSeq = operation.execution.startedSeq;
    session.removed = false;
    return index;
}

void Terminals::addTo(SessionIndex session, OperationIndex operation)
{
    auto& operations = r_.trace.terminalSessions[session].operations;
    if (std::find(operations.begin(), operations.end(), operation) == operations.end())
        operations.push_back(operation);
    r_.trace.terminalOperations[operation].session = session;
}

void Terminals::joinByProcessId(OperationIndex index)
{
    const TerminalOperation& operation = r_.trace.terminalOperations[index];
    SessionIndex session = r_.trace.terminalSessions.find(operation.processId);
    if (!session)
        session = open(operation.processId, index);
    else if (r_.trace.terminalSessions[session].thread != r_.trace.toolCalls[operation.tool].thread)
        r_.broken(operation.id, "terminal session " + named(operation.processId) + " belongs to another thread");
    addTo(session, index);
}

void Terminals::joinSessionOfCommand(OperationIndex index)
{
    const TerminalOperation& operation = r_.trace.terminalOperations[index];
    const std::string key = processKey(r_.trace.toolCalls[operation.tool].thread, operation.processId);
    const bool isCommand = std::holds_alternative<ExecRequest>(operation.request);
    std::string& id = sessionIdByProcess_[key];
    if (isCommand || id.empty())
        id = "terminal_session:" + operation.id;
    SessionIndex session = r_.trace.terminalSessions.find(id);
    if (!session || r_.trace.terminalSessions[session].removed)
        session = open(id, index);
    addTo(session, index);
}

void Terminals::stdinTargetResolved(const event::StdinTargetResolved& event)
{
    const ToolIndex tool = r_.trace.toolCalls.find(event.toolId);
    const ToolIndex exec = r_.trace.toolCalls.find(event.execToolId);
    for (const auto& [index, id] : {std::pair(tool, event.toolId), std::pair(exec, event.execToolId)}) {
        if (!index)
            r_.broken(id, "a resolved stdin target names tool call " + named(id) + ", which was never started");
    }
    if (!tool || !exec || !r_.rules.sessionPerCommand)
        return;
    const OperationIndex operationIndex = r_.trace.toolCalls[tool].terminalOperation;
    const OperationIndex execIndex = r_.trace.toolCalls[exec].terminalOperation;
    if (!operationIndex || !execIndex)
        return;
    TerminalOperation& operation = r_.trace.terminalOperations[operationIndex];
    const TerminalOperation& execOperation = r_.trace.terminalOperations[execIndex];
    if (!execOperation.session)
        return;
    operation.processId = execOperation.processId;
    if (operation.session == execOperation.session)
        return;
    if (operation.session) {
        TerminalSession& left = r_.trace.terminalSessions[operation.session];
        std::erase(left.operations, operationIndex);
        left.removed = left.operations.empty();
    }
    addTo(execOperation.session, operationIndex);
}

void Terminals::forgetProcessIds(ThreadIndex thread)
{
    const std::string prefix = processKey(thread, std::string());
    std::erase_if(sessionIdByProcess_, [&](const auto& entry) { return entry.first.starts_with(prefix); });
}

} // namespace rolloutscope
