#include "core/reduce/code_cells.h"

#include "core/reduce/reduction.h"

#include <algorithm>

namespace rolloutscope {

std::string CodeCells::runtimeKey(ThreadIndex thread, std::string_view runtimeId)
{
    return std::to_string(thread.value) + ":" + std::string(runtimeId);
}

std::string CodeCells::startKey(ThreadIndex thread, std::string_view callId)
{
    return runtimeKey(thread, callId);
}

const std::string* CodeCells::cellIdOf(ThreadIndex thread, std::string_view runtimeId) const
{
    const auto found = cellIdByRuntime_.find(runtimeKey(thread, runtimeId));
    return found == cellIdByRuntime_.end() ? nullptr : &found->second;
}

bool CodeCells::isWaiting(const std::string& cellId) const
{
    const auto found = waitingByCellId_.find(cellId);
    return found != waitingByCellId_.end() && found->second > 0;
}

void CodeCells::started(const event::CodeCellStarted& event)
{
    Start starting;
    starting.callId = event.modelVisibleCallId;
    starting.cellId = "code_cell:" + starting.callId;
    starting.runtimeId = event.runtimeCellId;
    starting.sourceJs = event.sourceJs;
    starting.thread = r_.threads.requireContext(starting.cellId);
    if (r_.now.turnId)
        starting.turnId = std::string(*r_.now.turnId);
    starting.at = r_.now.at;
    starting.seq = r_.now.seq;

    const auto [known, isNew] =
        cellIdByRuntime_.try_emplace(runtimeKey(starting.thread, event.runtimeCellId), starting.cellId);
    if (!isNew && known->second != starting.cellId) {
        r_.broken(starting.cellId, "runtime cell " + named(event.runtimeCellId) + " is already " +
                                       named(known->second) + ", not " + named(starting.cellId));
        known->second = starting.cellId;
    }
    const auto sources = r_.conversation.itemsWithCallId(
        starting.thread, starting.callId, [](ItemKind kind) { return kind == ItemKind::CustomToolCall; });
    if (!sources.empty() || r_.depth == ReduceDepth::Spine) {
        start(starting, sources.empty() ? ItemIndex{} : sources.front());
        return;
    }
    const std::string key = startKey(starting.thread, starting.callId);
    if (waitingStarts_.contains(key) || r_.trace.codeCells.find(starting.cellId)) {
        r_.broken(starting.cellId, named(starting.cellId) + " is started a second time");
        return;
    }
    ++waitingByCellId_[starting.cellId];
    waitingStarts_.emplace(key, std::move(starting));
}

void CodeCells::start(const Start& starting, ItemIndex source)
{
    if (r_.trace.codeCells.find(starting.cellId)) {
        r_.broken(starting.cellId, named(starting.cellId) + " is started a second time");
        return;
    }
    if (!starting.turnId)
        r_.broken(starting.cellId, "the start of " + named(starting.cellId) + " names no turn");
    CodeCell cell;
    cell.id = starting.cellId;
    cell.modelVisibleCallId = starting.callId;
    cell.thread = starting.thread;
    cell.turn = r_.threads.requireTurn(starting.turnId.value_or(std::string()), starting.thread);
    cell.sourceItem = source;
    cell.runtimeCellId = starting.runtimeId;
    cell.execution.startedAt = starting.at;
    cell.execution.startedSeq = starting.seq;
    cell.sourceJs = starting.sourceJs;
    cell.outputItems = r_.conversation.itemsWithCallId(
        starting.thread, starting.callId, [](ItemKind kind) { return kind == ItemKind::CustomToolCallOutput; });
    if (const auto requested = requestedTools_.find(starting.cellId); requested != requestedTools_.end()) {
        cell.nestedToolCalls = requested->second;
        std::sort(cell.nestedToolCalls.begin(), cell.nestedToolCalls.end(),
                  [this](ToolIndex a, ToolIndex b) { return r_.trace.toolCalls[a].id < r_.trace.toolCalls[b].id; });
    }
    const CellIndex index = r_.trace.codeCells.add(std::move(cell));
    const CodeCell& added = r_.trace.codeCells[index];
    r_.threads.cellStarted(added.turn, index);
    r_.tools.cellStarted(index);
    for (const ItemIndex item : added.outputItems)
        r_.conversation.addProducer(item, index);
    if (const auto waiting = waitingReports_.find(starting.cellId); waiting != waitingReports_.end()) {
        std::vector<Report> reports = std::move(waiting->second);
        waitingReports_.erase(waiting);
        std::stable_sort(reports.begin(), reports.end(),
                         [](const Report& a, const Report& b) { return a.seq < b.seq; });
        for (const Report& report : reports)
            apply(index, report);
    }
}

void CodeCells::reported(const event::CodeCellReported& event)
{
    const ThreadIndex thread = r_.threads.requireContext(event.runtimeCellId);
    const std::string* cellId = cellIdOf(thread, event.runtimeCellId);
    if (cellId == nullptr) {
        r_.broken(event.runtimeCellId, "runtime cell " + named(event.runtimeCellId) + " is not known in thread " +
                                           named(r_.trace.threads[thread].id));
        return;
    }
    Report report{event.ended, event.status, std::string(event.runtimeCellId), r_.payloadOf(event.response),
                  r_.now.at,   r_.now.seq};
    if (const CellIndex cell = r_.trace.codeCells.find(*cellId))
        apply(cell, report);
    else if (isWaiting(*cellId))
        waitingReports_[*cellId].push_back(std::move(report));
    else
        r_.broken(*cellId, named(*cellId) + " reports but was never started");
}

void CodeCells::apply(CellIndex index, const Report& report)
{
    CodeCell& cell = r_.trace.codeCells[index];
    const auto setInitial = [&] {
        cell.initialResponseAt = report.at;
        cell.initialResponseSeq = report.seq;
    };
    if (!report.ended) {
        cell.runtimeCellId = report.runtimeId;
        const bool first = r_.rules.cellResponsesKept ? !cell.initialResponseStatus : !cell.initialResponseAt;
        if (first) {
            setInitial();
            if (r_.rules.cellResponsesKept) {
                cell.initialResponseStatus = report.status;
                cell.initialResponsePayload = report.payload;
            }
        }
        if (report.status == CellStatus::Yielded) {
            cell.yieldedAt = report.at;
            cell.yieldedSeq = report.seq;
        }
        cell.runtimeStatus = report.status;
        return;
    }
    if (!cell.initialResponseAt)
        setInitial();
    if (r_.rules.cellResponsesKept)
        cell.resultPayload = report.payload;
    cell.execution.endedAt = report.at;
    cell.execution.endedSeq = report.seq;
    switch (report.status) {
    case CellStatus::Completed:
        cell.execution.status = ExecutionStatus::Completed;
        break;
    case CellStatus::Failed:
        cell.execution.status = ExecutionStatus::Failed;
        break;
    case CellStatus::Terminated:
        cell.execution.status = ExecutionStatus::Cancelled;
        break;
    default:
        cell.execution.status = ExecutionStatus::Running;
    }
    cell.runtimeStatus = report.status;
}

void CodeCells::endWithTurn(CellIndex cell, CellStatus status)
{
    Report report;
    report.ended = true;
    report.status = status;
    report.at = r_.now.at;
    report.seq = r_.now.seq;
    apply(cell, report);
}

void CodeCells::addNestedTool(const std::string& cellId, ToolIndex tool)
{
    requestedTools_[cellId].push_back(tool);
    if (const CellIndex cell = r_.trace.codeCells.find(cellId))
        r_.trace.codeCells[cell].nestedToolCalls.push_back(tool);
}

void CodeCells::addWaitTool(const std::string& cellId, ToolIndex tool)
{
    if (const CellIndex cell = r_.trace.codeCells.find(cellId))
        r_.trace.codeCells[cell].waitToolCalls.push_back(tool);
}

void CodeCells::forgetRuntimeIds(ThreadIndex thread)
{
    const std::string prefix = runtimeKey(thread, "");
    std::erase_if(cellIdByRuntime_, [&](const auto& entry) { return entry.first.starts_with(prefix); });
}

void CodeCells::itemCreated(ItemIndex index)
{
    const ConversationItem& item = r_.trace.items[index];
    if (waitingStarts_.empty() || item.kind != ItemKind::CustomToolCall || !item.callId)
        return;
    std::string key = startKey(item.thread, *item.callId);
    if (waitingStarts_.contains(key))
        sourceSeen_.push_back(std::move(key));
}

void CodeCells::startWaiting()
{
    if (sourceSeen_.empty())
        return;
    std::vector<std::string> keys = std::move(sourceSeen_);
    sourceSeen_.clear();
    std::sort(keys.begin(), keys.end());
    for (const std::string& key : keys) {
        const auto waiting = waitingStarts_.find(key);
        if (waiting == waitingStarts_.end())
            continue;
        const Start starting = std::move(waiting->second);
        waitingStarts_.erase(waiting);
        --waitingByCellId_[starting.cellId];
        const auto sources = r_.conversation.itemsWithCallId(
            starting.thread, starting.callId, [](ItemKind kind) { return kind == ItemKind::CustomToolCall; });
        start(starting, sources.front());
    }
}

void CodeCells::itemSighted(ItemIndex index)
{
    const ConversationItem& item = r_.trace.items[index];
    if (item.kind != ItemKind::CustomToolCallOutput)
        return;
    const CellIndex cell = r_.trace.codeCells.find("code_cell:" + *item.callId);
    if (!cell)
        return;
    auto& outputs = r_.trace.codeCells[cell].outputItems;
    if (std::find(outputs.begin(), outputs.end(), index) == outputs.end())
        outputs.push_back(index);
    r_.conversation.addProducer(index, cell);
}

} // namespace rolloutscope
