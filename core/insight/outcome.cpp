// How a person would judge an object's end.
#include "core/insight/describe.h"

namespace rolloutscope {

namespace {

Outcome outcomeOf(ExecutionStatus status)
{
    switch (status) {
    case ExecutionStatus::Running:
        return Outcome::Running;
    case ExecutionStatus::Completed:
        return Outcome::Succeeded;
    case ExecutionStatus::Failed:
        return Outcome::Failed;
    case ExecutionStatus::Cancelled:
    case ExecutionStatus::Aborted:
        return Outcome::Cancelled;
    }
    return Outcome::None;
}

std::optional<std::int32_t> exitCodeOf(const RolloutTrace& trace, ObjectRef object)
{
    OperationIndex operation = object.operation();
    if (object.kind == ObjectKind::ToolCall)
        operation = trace.toolCalls[object.toolCall()].terminalOperation;
    if (!trace.terminalOperations.contains(operation))
        return std::nullopt;
    const auto& result = trace.terminalOperations[operation].result;
    return result ? result->exitCode : std::nullopt;
}

} // namespace

Outcome outcomeOf(const RolloutTrace& trace, ObjectRef object)
{
    if (!exists(trace, object))
        return Outcome::None;
    switch (object.kind) {
    case ObjectKind::CodeCell: {
        const CodeCell& cell = trace.codeCells[object.codeCell()];
        if (cell.runtimeStatus == CellStatus::Failed)
            return Outcome::Failed;
        return outcomeOf(cell.execution.status);
    }
    case ObjectKind::ToolCall:
    case ObjectKind::TerminalOperation: {
        const Outcome recorded = outcomeOf(windowOf(trace, object)->status);
        if (exitCodeOf(trace, object).value_or(0) != 0)
            return Outcome::Failed;
        if (object.kind == ObjectKind::ToolCall && recorded == Outcome::Succeeded &&
            trace.toolCalls[object.toolCall()].runtimeStatus == ExecutionStatus::Failed)
            return Outcome::Failed;
        return recorded;
    }
    case ObjectKind::Thread:
    case ObjectKind::Turn:
    case ObjectKind::InferenceCall:
    case ObjectKind::CompactionRequest:
        return outcomeOf(windowOf(trace, object)->status);
    default:
        return Outcome::None;
    }
}

std::string outcomeText(const RolloutTrace& trace, ObjectRef object)
{
    const Outcome outcome = outcomeOf(trace, object);
    if (outcome == Outcome::None)
        return {};
    const auto exitCode = exitCodeOf(trace, object);
    if (exitCode && *exitCode != 0)
        return "failed (exit " + std::to_string(*exitCode) + ")";
    const ExecutionStatus status = windowOf(trace, object)->status;
    if (outcome == Outcome::Failed && status == ExecutionStatus::Completed)
        return "failed behind “completed”";
    if (status == ExecutionStatus::Running)
        return trace.endedAt ? "no end recorded" : "still running when the recording ends";
    return toWord(status);
}

} // namespace rolloutscope
