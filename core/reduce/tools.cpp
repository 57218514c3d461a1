#include "core/reduce/tools.h"

#include "core/reduce/reduction.h"

#include <algorithm>

namespace rolloutscope {

namespace {

bool isCall(ItemKind kind)
{
    return kind == ItemKind::FunctionCall || kind == ItemKind::CustomToolCall;
}
bool isOutput(ItemKind kind)
{
    return kind == ItemKind::FunctionCallOutput || kind == ItemKind::CustomToolCallOutput;
}

template <typename T>
void addOnce(IndexList<T>& list, Index<T> index)
{
    if (std::find(list.begin(), list.end(), index) == list.end())
        list.push_back(index);
}

std::optional<std::string> copied(const event::OptionalText& text)
{
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

} // namespace

ToolIndex Tools::require(std::string_view toolId, const char* what)
{
    const ToolIndex tool = r_.trace.toolCalls.find(toolId);
    if (!tool)
        r_.broken(toolId, std::string(what) + " names tool call " + named(toolId) + ", which was never started");
    return tool;
}

Tools::ItemLinks& Tools::linksOf(ItemIndex item)
{
    if (item.value >= links_.size())
        links_.resize(std::max<std::size_t>(item.value + 1, r_.trace.items.size()));
    return links_[item.value];
}

void Tools::started(const event::ToolStarted& event)
{
    if (r_.trace.toolCalls.find(event.toolId)) {
        r_.broken(event.toolId, "tool call " + named(event.toolId) + " is started a second time");
        return;
    }
    ToolIndex earlier;
    if (event.modelVisibleCallId) {
        if (const auto found = byCallId_.find(std::string(*event.modelVisibleCallId)); found != byCallId_.end())
            earlier = found->second;
    }
    if (earlier)
        r_.broken(event.toolId, "call id " + named(*event.modelVisibleCallId) + " is already that of tool call " +
                                    named(r_.trace.toolCalls[earlier].id));

    const ThreadIndex thread = r_.threads.requireContext(event.toolId);
    ToolCall tool;
    tool.id = event.toolId;
    tool.modelVisibleCallId = copied(event.modelVisibleCallId);
    tool.codeModeRuntimeToolId = copied(event.runtimeToolId);
    tool.thread = thread;
    if (r_.now.turnId)
        tool.startedByTurn = r_.threads.requireTurn(*r_.now.turnId, thread);
    tool.execution = r_.startedNow();
    tool.kind = event.kind;
    tool.summary = event.summary;
    tool.invocationPayload = r_.payloadOf(event.invocation);
    if (event.runtimeCellId) {
        const std::string* cellId = r_.codeCells.cellIdOf(thread, *event.runtimeCellId);
        if (cellId != nullptr)
            tool.requester = CellRequester{*cellId};
        else
            r_.broken(event.toolId, "tool call " + named(event.toolId) + " was called by code cell " +
                                        named(*event.runtimeCellId) + ", which its thread does not know");
    }
    const ToolIndex index = r_.trace.toolCalls.add(std::move(tool));
    states_.emplace_back();
    ToolCall& added = r_.trace.toolCalls[index];

    IndexList<ConversationItem> outputs;
    if (added.modelVisibleCallId) {
        if (!earlier)
            byCallId_.emplace(*added.modelVisibleCallId, index);
        added.callItems = r_.conversation.itemsWithCallId(thread, *added.modelVisibleCallId, isCall);
        for (const ItemIndex item : added.callItems)
            linksOf(item).callOf = index;
        outputs = r_.conversation.itemsWithCallId(thread, *added.modelVisibleCallId, isOutput);
    }
    readInvocation(index, added.invocationPayload);
    if (const auto* requester = std::get_if<CellRequester>(&added.requester))
        r_.codeCells.addNestedTool(requester->codeCellId, index);
    linkToInference(index);
    for (const ItemIndex item : outputs)
        addOutputItem(index, item);
    noteExec(index);
}

void Tools::readInvocation(ToolIndex index, PayloadIndex payload)
{
    if (!payload)
        return;
    const auto text = r_.payloads.load(r_.trace, payload);
    if (!text)
        return;
    if (r_.trace.toolCalls[index].kind.name == ToolKindName::WriteStdin)
        r_.terminals.startFromInvocation(index, text->root(), payload);
    checkWait(index, text->root());
}

void Tools::checkWait(ToolIndex index, json::Value invocation)
{
    if (!invocation["tool_name"].equals("wait"))
        return;
    const ToolCall& tool = r_.trace.toolCalls[index];
    const auto arguments = invocation["payload"]["arguments"].string();
    json::ParseOptions options;
    options.hugeNumbersValid = r_.rules.grammar.hugeNumbers;
    json::Document document;
    std::optional<std::string> cellId;
    if (arguments && document.parse(*arguments, options))
        cellId = document.root()["cell_id"].string();
    if (!cellId) {
        r_.broken(tool.id, "the invocation of wait call " + named(tool.id) + " names no cell_id");
        return;
    }
    if (const std::string* cell = r_.codeCells.cellIdOf(tool.thread, *cellId))
        r_.codeCells.addWaitTool(*cell, index);
}

void Tools::mcpCorrelationAssigned(const event::McpCorrelationAssigned& event)
{
    const ToolIndex index = require(event.toolId, "an MCP correlation");
    if (!index)
        return;
    ToolCall& tool = r_.trace.toolCalls[index];
    if (tool.mcpCallId) {
        r_.broken(tool.id, "tool call " + named(tool.id) + " gets a second MCP correlation");
        return;
    }
    tool.mcpCallId = std::string(event.mcpCallId);
}

void Tools::runtimeStarted(const event::ToolRuntimeStarted& event)
{
    const ToolIndex index = require(event.toolId, "a runtime start");
    if (!index)
        return;
    ToolCall& tool = r_.trace.toolCalls[index];
    if (event.kind) {
        tool.kind = *event.kind;
        noteExec(index);
    }
    const PayloadIndex payload = r_.payloadOf(event.payload);
    if (payload)
        tool.runtimePayloads.push_back(payload);
    if (tool.kind.name == ToolKindName::ExecCommand || tool.kind.name == ToolKindName::WriteStdin) {
        if (tool.terminalOperation) {
            r_.broken(tool.id, "tool call " + named(tool.id) + " would start a second terminal operation");
            return;
        }
        r_.terminals.startFromRuntime(index, payload);
    }
    r_.agentEdges.runtimeStarted(index, payload);
}

void Tools::runtimeEnded(const event::ToolRuntimeEnded& event)
{
    const ToolIndex index = require(event.toolId, "a runtime end");
    if (!index)
        return;
    ToolCall& tool = r_.trace.toolCalls[index];
    tool.runtimeStatus = event.status;
    const PayloadIndex payload = r_.payloadOf(event.payload);
    if (payload)
        tool.runtimePayloads.push_back(payload);
    if (tool.terminalOperation)
        r_.terminals.end(index, event.status, payload);
    r_.agentEdges.runtimeEnded(index, payload);
}

void Tools::ended(const event::ToolEnded& event)
{
    const ToolIndex index = require(event.toolId, "a tool call's end");
    if (!index)
        return;
    ToolCall& tool = r_.trace.toolCalls[index];
    r_.endNow(tool.execution, event.status);
    tool.resultPayload = r_.payloadOf(event.result);
    if (tool.terminalOperation && tool.runtimePayloads.empty())
        r_.terminals.end(index, event.status, tool.resultPayload);
    r_.agentEdges.toolResult(index);
}

void Tools::addCallItem(ToolIndex index, ItemIndex item)
{
    ItemLinks& links = linksOf(item);
    if (links.callOf == index)
        return;
    links.callOf = index;
    addOnce(r_.trace.toolCalls[index].callItems, item);
    states_[index.value].linkPending = true;
}

void Tools::addOutputItem(ToolIndex index, ItemIndex item)
{
    ItemLinks& links = linksOf(item);
    if (links.outputOf == index)
        return;
    links.outputOf = index;
    addOnce(r_.trace.toolCalls[index].outputItems, item);
    r_.conversation.addProducer(item, index);
}

void Tools::itemSighted(ItemIndex item)
{
    const ItemLinks& links = linksOf(item);
    if (links.outputOf) // linked once and for all
        return;
    ToolIndex tool = links.callOf;
    if (!tool) {
        const ConversationItem& sighted = r_.trace.items[item];
        const auto found = byCallId_.find(*sighted.callId);
        if (found == byCallId_.end())
            return;
        tool = found->second;
        if (isOutput(sighted.kind))
            return addOutputItem(tool, item);
        if (!isCall(sighted.kind))
            return;
        addCallItem(tool, item);
    }
    if (states_[tool.value].linkPending)
        linkToInference(tool);
}

void Tools::linkToInference(ToolIndex index)
{
    states_[index.value].linkPending = false;
    for (const ItemIndex item : r_.trace.toolCalls[index].callItems) {
        for (const InferenceIndex call : linksOf(item).responses)
            addOnce(r_.trace.inferenceCalls[call].toolCallsStartedByResponse, index);
    }
}

void Tools::responseItemsReplaced(InferenceIndex call, const IndexList<ConversationItem>& items)
{
    for (const ItemIndex item : r_.trace.inferenceCalls[call].responseItems)
        std::erase(linksOf(item).responses, call);
    for (const ItemIndex item : items) {
        ItemLinks& links = linksOf(item);
        addOnce(links.responses, call);
        if (links.callOf)
            states_[links.callOf.value].linkPending = true;
    }
}

void Tools::noteExec(ToolIndex index)
{
    if (!r_.rules.execLinkedToCell)
        return;
    ToolCall& tool = r_.trace.toolCalls[index];
    tool.startedCodeCell = {};
    if (tool.kind.name != ToolKindName::Other || tool.kind.otherName != "exec" ||
        !std::holds_alternative<ModelRequester>(tool.requester) || !tool.modelVisibleCallId)
        return;
    addOnce(execsByCallId_[*tool.modelVisibleCallId], index);
    if (const CellIndex cell = r_.trace.codeCells.find("code_cell:" + *tool.modelVisibleCallId))
        linkExec(index, cell);
}

void Tools::linkExec(ToolIndex index, CellIndex cell)
{
    ToolCall& tool = r_.trace.toolCalls[index];
    const CodeCell& started = r_.trace.codeCells[cell];
    const bool isExec = tool.kind.name == ToolKindName::Other && tool.kind.otherName == "exec";
    if (isExec && started.thread == tool.thread && (!tool.startedByTurn || tool.startedByTurn == started.turn))
        tool.startedCodeCell = cell;
}

void Tools::cellStarted(CellIndex cell)
{
    const auto execs = execsByCallId_.find(r_.trace.codeCells[cell].modelVisibleCallId);
    if (execs == execsByCallId_.end())
        return;
    for (const ToolIndex tool : execs->second)
        linkExec(tool, cell);
}

} // namespace rolloutscope
