#include "core/reduce/threads.h"

#include "core/reduce/reduction.h"

namespace rolloutscope {

void Threads::rolloutStarted(const event::RolloutStarted& event)
{
    r_.trace.traceId = event.traceId;
    r_.trace.rootThreadId = event.rootThreadId;
}

void Threads::rolloutEnded(const event::RolloutEnded& event)
{
    r_.trace.status = event.status;
    r_.trace.endedAt = r_.now.at;
}

struct Threads::Metadata {
    std::optional<std::string> agentPath, taskName, nickname, agentRole, model;
    bool spawned = false;
    std::string parentThreadId;
    std::optional<std::string> spawnAgentPath, spawnTaskName, spawnAgentRole;
};

Threads::Metadata Threads::readMetadata(PayloadIndex payload, std::string_view threadId)
{
    Metadata metadata;
    const auto loaded = r_.payloads.load(r_.trace, payload);
    if (!loaded)
        return metadata;
    const json::Value root = loaded->root();
    if (!root.isObject())
        r_.broken(threadId, "the metadata of thread " + named(threadId) + " is not an object");
    const auto text = [&](const char* name) -> std::optional<std::string> {
        const json::Value value = root[name];
        if (value.isNullOrAbsent())
            return std::nullopt;
        auto string = value.string();
        if (!string)
            r_.broken(threadId,
                      "the metadata of thread " + named(threadId) + " has a field " + name + " that is not a string");
        return string;
    };
    metadata.agentPath = text("agent_path");
    metadata.taskName = text("task_name");
    metadata.nickname = text("nickname");
    metadata.agentRole = text("agent_role");
    metadata.model = text("model");
    const json::Value spawn = root["session_source"]["subagent"]["thread_spawn"];
    if (auto parent = spawn["parent_thread_id"].string()) {
        metadata.spawned = true;
        metadata.parentThreadId = std::move(*parent);
        metadata.spawnAgentPath = spawn["agent_path"].string();
        metadata.spawnTaskName = spawn["task_name"].string();
        metadata.spawnAgentRole = spawn["agent_role"].string();
    }
    return metadata;
}

namespace {

std::string lastSegment(const std::string& path)
{
    std::size_t end = path.size();
    while (end > 0) {
        const std::size_t slash = path.rfind('/', end - 1);
        const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
        if (begin < end)
            return path.substr(begin, end - begin);
        end = slash;
    }
    return path;
}

} // namespace

void Threads::started(const event::ThreadStarted& event)
{
    const ThreadIndex known = r_.trace.threads.find(event.threadId);
    if (known && !r_.trace.threads[known].inferred) {
        r_.broken(event.threadId, "thread " + named(event.threadId) + " is started a second time");
        return;
    }
    const Metadata metadata = readMetadata(r_.payloadOf(event.metadata), event.threadId);
    AgentThread thread;
    thread.id = event.threadId;
    thread.agentPath = metadata.spawnAgentPath ? *metadata.spawnAgentPath
                       : metadata.agentPath    ? *metadata.agentPath
                                               : std::string(event.agentPath);
    thread.nickname = metadata.nickname;
    thread.defaultModel = metadata.model;
    thread.execution = r_.startedNow();
    if (metadata.spawned) {
        SpawnOrigin origin;
        origin.parentThreadId = metadata.parentThreadId;
        origin.spawnEdgeId = "edge:spawn:" + metadata.parentThreadId + ":" + thread.id;
        origin.taskName = metadata.spawnTaskName ? *metadata.spawnTaskName
                          : metadata.taskName    ? *metadata.taskName
                                                 : lastSegment(thread.agentPath);
        origin.agentRole = metadata.spawnAgentRole ? *metadata.spawnAgentRole : metadata.agentRole.value_or("");
        thread.spawn = std::move(origin);
    }
    if (known) { // an earlier event had named it
        AgentThread& inferred = r_.trace.threads[known];
        thread.items = std::move(inferred.items);
        inferred = std::move(thread);
        return;
    }
    r_.trace.threads.add(std::move(thread));
}

void Threads::ended(const event::ThreadEnded& event)
{
    static_assert(static_cast<int>(RolloutStatus::Failed) == static_cast<int>(ExecutionStatus::Failed));
    ExecutionStatus status = static_cast<ExecutionStatus>(event.status);
    if (event.status == RolloutStatus::Aborted)
        status = ExecutionStatus::Aborted;
    const ThreadIndex thread = require(event.threadId);
    r_.endNow(r_.trace.threads[thread].execution, status);
    r_.conversation.threadEnded(thread);
}

void Threads::resumed(const event::ThreadResumed& event)
{
    const ThreadIndex index = require(event.threadId);
    AgentThread& thread = r_.trace.threads[index];
    if (!thread.execution.endedAt) {
        if (!thread.inferred)
            r_.broken(event.threadId, "thread " + named(event.threadId) + " is resumed while it runs");
        return;
    }
    thread.gaps.push_back({*thread.execution.endedAt, r_.now.at});
    thread.execution.endedAt.reset();
    thread.execution.endedSeq.reset();
    thread.execution.status = ExecutionStatus::Running;
    r_.codeCells.forgetRuntimeIds(index);
    r_.terminals.forgetProcessIds(index);
}

void Threads::turnStarted(const event::TurnStarted& event)
{
    const TurnIndex known = r_.trace.turns.find(event.turnId);
    if (known && !r_.trace.turns[known].inferred) {
        r_.broken(event.turnId, "turn " + named(event.turnId) + " is started a second time");
        return;
    }
    const ThreadIndex thread = require(event.threadId);
    if (known) {
        r_.trace.turns[known].inferred = false;
        r_.trace.turns[known].execution = r_.startedNow();
        return;
    }
    r_.trace.turns.add({.id = std::string(event.turnId), .thread = thread, .execution = r_.startedNow()});
}

void Threads::turnEnded(const event::TurnEnded& event)
{
    TurnIndex index = r_.trace.turns.find(event.turnId);
    if (!index) {
        r_.broken(event.turnId, "turn " + named(event.turnId) + " ends but was never started");
        return;
    }
    CodexTurn& turn = r_.trace.turns[index];
    if (r_.now.threadId && *r_.now.threadId != r_.trace.threads[turn.thread].id)
        r_.broken(event.turnId, "turn " + named(event.turnId) + " ends in thread " + named(*r_.now.threadId) +
                                    ", but it belongs to " + named(r_.trace.threads[turn.thread].id));
    r_.endNow(turn.execution, event.status);
    if (event.status == ExecutionStatus::Running)
        return;

    TurnWork& work = workOf(index);
    if (event.status != ExecutionStatus::Completed) {
        const CellStatus status = event.status == ExecutionStatus::Failed ? CellStatus::Failed : CellStatus::Terminated;
        for (const CellIndex cell : work.cells) {
            if (r_.trace.codeCells[cell].execution.status == ExecutionStatus::Running)
                r_.codeCells.endWithTurn(cell, status);
        }
    }
    const ExecutionStatus callStatus =
        event.status == ExecutionStatus::Completed ? ExecutionStatus::Cancelled : event.status;
    for (const InferenceIndex call : work.calls) {
        ExecutionWindow& window = r_.trace.inferenceCalls[call].execution;
        if (window.status == ExecutionStatus::Running)
            r_.endNow(window, callStatus);
    }
    work.calls.clear();
}

void Threads::protocolEventObserved(const event::ProtocolEventObserved& event)
{
    const PayloadIndex payload = r_.payloadOf(event.payload);
    if (event.type != "turn_started" || !payload || r_.trace.turns.empty())
        return;
    const TurnIndex latest{static_cast<std::uint32_t>(r_.trace.turns.size() - 1)};
    r_.trace.turnStartedEvents.push_back({.payload = payload, .afterTurn = latest});
}

ThreadIndex Threads::infer(std::string_view id)
{
    AgentThread thread;
    thread.id = id;
    thread.execution = r_.startedNow();
    thread.inferred = true;
    return r_.trace.threads.add(std::move(thread));
}

ThreadIndex Threads::require(std::string_view id)
{
    if (const ThreadIndex thread = r_.trace.threads.find(id))
        return thread;
    r_.broken(id, "thread " + named(id) + " is not known");
    return infer(id);
}

TurnIndex Threads::requireTurn(std::string_view id, ThreadIndex thread)
{
    if (const TurnIndex turn = r_.trace.turns.find(id)) {
        const ThreadIndex owner = r_.trace.turns[turn].thread;
        if (owner != thread)
            r_.broken(id, "turn " + named(id) + " belongs to thread " + named(r_.trace.threads[owner].id) +
                              ", not to " + named(r_.trace.threads[thread].id));
        return turn;
    }
    r_.broken(id, "turn " + named(id) + " is not known");
    return r_.trace.turns.add(
        {.id = std::string(id), .thread = thread, .execution = r_.startedNow(), .inferred = true});
}

ThreadIndex Threads::requireContext(std::string_view objectId)
{
    if (r_.now.threadId)
        return require(*r_.now.threadId);
    if (!r_.now.turnId)
        r_.broken(objectId, "the event names neither thread nor turn");
    else if (const TurnIndex turn = r_.trace.turns.find(*r_.now.turnId))
        return r_.trace.turns[turn].thread;
    else
        r_.broken(objectId, "turn " + named(*r_.now.turnId) + " is not known");
    if (const ThreadIndex root = r_.trace.threads.find(r_.trace.rootThreadId))
        return root;
    return infer(r_.trace.rootThreadId);
}

Threads::TurnWork& Threads::workOf(TurnIndex turn)
{
    if (turn.value >= work_.size())
        work_.resize(turn.value + 1);
    return work_[turn.value];
}

void Threads::callStarted(TurnIndex turn, InferenceIndex call)
{
    workOf(turn).calls.push_back(call);
}
void Threads::cellStarted(TurnIndex turn, CellIndex cell)
{
    workOf(turn).cells.push_back(cell);
}

} // namespace rolloutscope
