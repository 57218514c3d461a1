#include "core/reduce/agent_edges.h"

#include "core/reduce/agent_payloads.h"
#include "core/reduce/named_fields.h"
#include "core/reduce/reduction.h"

#include <algorithm>

namespace rolloutscope {

namespace {

template <typename T>
void addAllOnce(IndexList<T>& list, const IndexList<T>& more)
{
    for (const Index<T> index : more) {
        if (std::find(list.begin(), list.end(), index) == list.end())
            list.push_back(index);
    }
}

std::optional<UnixMs> larger(std::optional<UnixMs> a, std::optional<UnixMs> b)
{
    if (a && b)
        return std::max(*a, *b);
    return a ? a : b;
}

std::optional<EdgeKind> edgeKindOf(ToolKindName name)
{
    switch (name) {
    case ToolKindName::SpawnAgent:
        return EdgeKind::SpawnAgent;
    case ToolKindName::AssignAgentTask:
        return EdgeKind::AssignAgentTask;
    case ToolKindName::SendMessage:
        return EdgeKind::SendMessage;
    case ToolKindName::CloseAgent:
        return EdgeKind::CloseAgent;
    default:
        return std::nullopt;
    }
}

} // namespace

std::string AgentEdges::contentKey(std::string_view receiverThreadId, std::string_view content)
{
    std::string key(receiverThreadId);
    key += '\0';
    key += content;
    return key;
}

std::optional<AgentEdges::Mail> AgentEdges::mailOf(const ConversationItem& item) const
{
    if (item.role != ItemRole::Assistant || item.kind != ItemKind::Message)
        return std::nullopt;
    const std::string& ownPath = r_.trace.threads[item.thread].agentPath;
    if (item.agentMessage) {
        if (item.agentMessage->recipient != ownPath || item.parts.empty() || item.parts.size() > 2)
            return std::nullopt;
        if (item.parts.size() == 2 && !std::holds_alternative<TextPart>(item.parts.front()))
            return std::nullopt;
        Mail mail{{}, item.agentMessage->author, true};
        if (const auto* text = std::get_if<TextPart>(&item.parts.back())) {
            if (item.parts.size() == 2)
                return std::nullopt;
            mail.content = text->text;
        } else if (const auto* encoded = std::get_if<EncodedPart>(&item.parts.back())) {
            mail.content = encoded->value;
        } else {
            return std::nullopt;
        }
        return mail;
    }
    const auto* text = item.parts.size() == 1 ? std::get_if<TextPart>(&item.parts.front()) : nullptr;
    if (text == nullptr || text->text.find_first_not_of(" \t\r\n") == std::string::npos ||
        text->text[text->text.find_first_not_of(" \t\r\n")] != '{')
        return std::nullopt;
    json::Document document;
    if (!document.parse(text->text, json::ParseOptions::grammarOnly()))
        return std::nullopt;
    const NamedFields fields(
        document.root(), {"author", "recipient", "content", "trigger_turn", "other_recipients", "encrypted_content"});
    if (fields.anyTwice())
        return std::nullopt;
    const auto author = fields["author"].string();
    const auto recipient = fields["recipient"].string();
    auto content = fields["content"].string();
    if (!author || !recipient || !content || !isAgentPath(*author) || !isAgentPath(*recipient) ||
        !fields["trigger_turn"].boolean())
        return std::nullopt;
    if (const json::Value others = fields["other_recipients"]) {
        if (!others.isArray())
            return std::nullopt;
        for (const json::Value other : others.elements()) {
            const auto path = other.string();
            if (!path || !isAgentPath(*path))
                return std::nullopt;
        }
    }
    if (const json::Value encrypted = fields["encrypted_content"]; !encrypted.isNullOrAbsent()) {
        content = encrypted.string();
        if (!content)
            return std::nullopt;
    }
    if (*recipient != ownPath)
        return std::nullopt;
    return Mail{std::move(*content), *author, false};
}

bool AgentEdges::itemChanged(ItemIndex item)
{
    auto mail = mailOf(r_.trace.items[item]);
    const auto known = mails_.find(item);
    if (!mail && known == mails_.end())
        return false;
    ItemState& state = known == mails_.end() ? mails_[item] : known->second;
    state.mail = std::move(mail);
    if (state.mail && r_.conversation.isListed(item) && !state.isTarget)
        itemListed(item); // a claimed receipt with a new body
    return state.mail.has_value();
}

void AgentEdges::itemListed(ItemIndex index)
{
    const ConversationItem& item = r_.trace.items[index];
    if (item.role == ItemRole::Assistant && item.kind == ItemKind::Message && !item.agentMessage && item.turn) {
        auto& messages = messagesByTurn_[item.turn];
        if (messages.empty() || messages.back() != index)
            messages.push_back(index);
    }
    const auto known = mails_.find(index);
    if (known == mails_.end() || !known->second.mail || known->second.isTarget)
        return;
    const ItemState& state = known->second;
    addAllOnce(listedMail_[contentKey(r_.trace.threads[item.thread].id, state.mail->content)], {index});
}

bool AgentEdges::reaches(const PendingEdge& edge, const Mail& mail)
{
    return edge.content == mail.content && (!mail.isAgentMessage || edge.authorPath == mail.author);
}

void AgentEdges::mailSighted(ItemIndex item)
{
    const auto known = mails_.find(item);
    if (pending_.empty() || known == mails_.end() || !known->second.mail)
        return;
    const ItemState& state = known->second;
    if (state.isTarget && (state.mail->isAgentMessage || r_.rules.oneEdgePerMail))
        return;
    const auto found =
        pendingByContent_.find(contentKey(r_.trace.threads[r_.trace.items[item].thread].id, state.mail->content));
    if (found == pendingByContent_.end())
        return;
    std::erase_if(found->second, [this](std::size_t place) { return !pending_[place].waiting; });
    for (const std::size_t place : found->second) {
        PendingEdge& edge = pending_[place];
        if (!reaches(edge, *state.mail))
            continue;
        edge.waiting = false;
        pendingById_.erase(edge.id);
        goTo(edge, item);
        return;
    }
}

void AgentEdges::deliver(PendingEdge&& edge)
{
    const std::string key = contentKey(edge.receiverThreadId, edge.content);
    if (const auto listed = listedMail_.find(key); listed != listedMail_.end()) {
        auto& items = listed->second;
        std::erase_if(items, [&](ItemIndex item) {
            const ItemState& state = mails_[item];
            return state.isTarget || !state.mail || state.mail->content != edge.content;
        });
        const auto reached =
            std::find_if(items.begin(), items.end(), [&](ItemIndex item) { return reaches(edge, *mails_[item].mail); });
        if (reached != items.end()) {
            goTo(edge, *reached);
            return;
        }
    }
    if (const auto known = pendingById_.find(edge.id); known != pendingById_.end()) {
        PendingEdge& waiting = pending_[known->second];
        if (waiting.kind != edge.kind || waiting.source != edge.source ||
            waiting.unknownSourceThreadId != edge.unknownSourceThreadId ||
            waiting.receiverThreadId != edge.receiverThreadId || waiting.content != edge.content ||
            waiting.spawnChild != edge.spawnChild)
            return r_.broken(edge.id,
                             "the message of edge " + named(edge.id) + " is observed again with other content");
        waiting.startedAt = std::min(waiting.startedAt, edge.startedAt);
        waiting.endedAt = larger(waiting.endedAt, edge.endedAt);
        addAllOnce(waiting.payloads, edge.payloads);
        return;
    }
    const std::size_t place = pending_.size();
    pendingById_.emplace(edge.id, place);
    pendingByContent_[key].push_back(place);
    if (const auto* tool = std::get_if<ToolIndex>(&edge.source))
        pendingByTool_[*tool].push_back(place);
    if (edge.spawnChild)
        waitingSpawns_.push_back(place);
    pending_.push_back(std::move(edge));
}

void AgentEdges::goTo(const PendingEdge& edge, EdgeAnchor target)
{
    IndexList<ConversationItem> carried;
    if (const auto* item = std::get_if<ItemIndex>(&target)) {
        carried.push_back(*item);
        mails_[*item].isTarget = true;
    }
    if (const EdgeIndex known = r_.trace.edges.find(edge.id)) {
        InteractionEdge& existing = r_.trace.edges[known];
        if (existing.kind != edge.kind || existing.source != edge.source ||
            existing.unknownSourceThreadId != edge.unknownSourceThreadId || existing.target != target)
            return r_.broken(edge.id, "edge " + named(edge.id) + " is observed again with other ends");
        existing.startedAt = std::min(existing.startedAt, edge.startedAt);
        existing.endedAt = larger(existing.endedAt, edge.endedAt);
        addAllOnce(existing.carriedItems, carried);
        addAllOnce(existing.carriedPayloads, edge.payloads);
        return;
    }
    const EdgeIndex added = r_.trace.edges.add({edge.id, edge.kind, edge.source, target, edge.startedAt, edge.endedAt,
                                                std::move(carried), edge.payloads, edge.unknownSourceThreadId});
    if (const auto* tool = std::get_if<ToolIndex>(&edge.source); tool != nullptr && !finishing_)
        edgesByTool_[*tool].push_back(added);
}

IndexList<RawPayload> AgentEdges::payloadsOf(ToolIndex index) const
{
    const ToolCall& tool = r_.trace.toolCalls[index];
    IndexList<RawPayload> payloads;
    if (tool.invocationPayload)
        payloads.push_back(tool.invocationPayload);
    payloads.insert(payloads.end(), tool.runtimePayloads.begin(), tool.runtimePayloads.end());
    if (tool.resultPayload)
        payloads.push_back(tool.resultPayload);
    return payloads;
}

AgentEdges::PendingEdge AgentEdges::fromTool(ToolIndex index, bool ended) const
{
    const ToolCall& tool = r_.trace.toolCalls[index];
    PendingEdge edge;
    edge.id = "edge:tool:" + tool.id;
    edge.kind = edgeKindOf(tool.kind.name).value_or(EdgeKind::SendMessage);
    edge.source = index;
    edge.authorPath = r_.trace.threads[tool.thread].agentPath;
    edge.startedAt = tool.execution.startedAt;
    if (ended)
        edge.endedAt = r_.now.at;
    edge.payloads = payloadsOf(index);
    return edge;
}

void AgentEdges::runtimeStarted(ToolIndex tool, PayloadIndex payload)
{
    const ToolKindName kind = r_.trace.toolCalls[tool].kind.name;
    if (kind != ToolKindName::AssignAgentTask && kind != ToolKindName::SendMessage && kind != ToolKindName::CloseAgent)
        return;
    if (const auto text = r_.payloads.load(r_.trace, payload))
        interaction(tool, text->root(), false);
}

void AgentEdges::runtimeEnded(ToolIndex tool, PayloadIndex payload)
{
    const ToolKindName kind = r_.trace.toolCalls[tool].kind.name;
    if (!edgeKindOf(kind))
        return;
    const auto text = r_.payloads.load(r_.trace, payload);
    if (!text)
        return;
    if (text->root()["agent_thread_id"])
        activity(tool, text->root());
    else if (kind == ToolKindName::SpawnAgent)
        spawnEnded(tool, text->root());
    else
        interaction(tool, text->root(), true);
}

void AgentEdges::interaction(ToolIndex tool, json::Value payload, bool ended)
{
    const std::string& toolId = r_.trace.toolCalls[tool].id;
    std::string why;
    if (r_.trace.toolCalls[tool].kind.name == ToolKindName::CloseAgent) {
        if (const auto read = readClose(payload, ended, why))
            close(tool, read->receiverThreadId, ended);
    } else if (auto read = readInteraction(payload, ended, why)) {
        PendingEdge edge = fromTool(tool, ended);
        edge.receiverThreadId = std::move(read->receiverThreadId);
        edge.content = std::move(read->prompt);
        deliver(std::move(edge));
    }
    if (!why.empty())
        r_.broken(toolId, "the runtime payload of tool call " + named(toolId) + ": " + why);
}

void AgentEdges::spawnEnded(ToolIndex tool, json::Value payload)
{
    std::string why;
    auto read = readSpawnEnd(payload, why);
    if (!read) {
        const std::string& toolId = r_.trace.toolCalls[tool].id;
        return r_.broken(toolId, "the runtime payload of tool call " + named(toolId) + ": " + why);
    }
    if (!read->newThreadId)
        return;
    PendingEdge edge = fromTool(tool, true);
    edge.id = "edge:spawn:" + read->senderThreadId + ":" + *read->newThreadId;
    edge.receiverThreadId = *read->newThreadId;
    edge.spawnChild = std::move(read->newThreadId);
    edge.content = std::move(read->prompt);
    deliver(std::move(edge));
}

void AgentEdges::close(ToolIndex tool, const std::string& receiverThreadId, bool ended)
{
    if (const ThreadIndex receiver = r_.trace.threads.find(receiverThreadId))
        goTo(fromTool(tool, ended), receiver);
}

std::optional<std::string> AgentEdges::messageOfInvocation(ToolIndex index)
{
    const auto text = r_.payloads.load(r_.trace, r_.trace.toolCalls[index].invocationPayload);
    if (!text)
        return std::nullopt;
    const auto arguments = text->root()["payload"]["arguments"].string();
    json::Document document;
    if (!arguments || !document.parse(*arguments, json::ParseOptions::grammarOnly()))
        return std::nullopt;
    const NamedFields fields(document.root(), {"message"});
    return fields.anyTwice() ? std::nullopt : fields["message"].string();
}

void AgentEdges::activity(ToolIndex index, json::Value payload)
{
    const ToolCall& tool = r_.trace.toolCalls[index];
    std::string why;
    const auto read = readActivity(payload, why);
    if (!read)
        return r_.broken(tool.id, "the activity of tool call " + named(tool.id) + ": " + why);
    const bool spawn = tool.kind.name == ToolKindName::SpawnAgent && read->kind == "started";
    const bool closed = tool.kind.name == ToolKindName::CloseAgent && read->kind == "interrupted";
    const bool message =
        (tool.kind.name == ToolKindName::AssignAgentTask || tool.kind.name == ToolKindName::SendMessage) &&
        read->kind == "interacted";
    if (!spawn && !closed && !message)
        return r_.broken(tool.id, "the activity " + named(read->kind) + " does not fit tool call " + named(tool.id));
    if (closed)
        return close(index, read->agentThreadId, true);
    auto content = messageOfInvocation(index);
    if (!content) {
        r_.broken(tool.id, "the invocation of tool call " + named(tool.id) + " holds no message");
        if (!spawn)
            return;
    }
    PendingEdge edge = fromTool(index, true);
    edge.receiverThreadId = read->agentThreadId;
    edge.content = content.value_or(std::string());
    if (spawn) {
        edge.id = "edge:spawn:" + r_.trace.threads[tool.thread].id + ":" + read->agentThreadId;
        edge.spawnChild = read->agentThreadId;
    }
    deliver(std::move(edge));
}

void AgentEdges::toolResult(ToolIndex tool)
{
    const PayloadIndex result = r_.trace.toolCalls[tool].resultPayload;
    if (!result)
        return;
    if (const auto edges = edgesByTool_.find(tool); edges != edgesByTool_.end()) {
        const EdgeIndex first =
            *std::min_element(edges->second.begin(), edges->second.end(),
                              [this](EdgeIndex a, EdgeIndex b) { return r_.trace.edges[a].id < r_.trace.edges[b].id; });
        addAllOnce(r_.trace.edges[first].carriedPayloads, {result});
        return;
    }
    if (const auto waiting = pendingByTool_.find(tool); waiting != pendingByTool_.end()) {
        for (const std::size_t place : waiting->second) {
            if (!pending_[place].waiting)
                continue;
            addAllOnce(pending_[place].payloads, {result});
            return;
        }
    }
}

ItemIndex AgentEdges::resultMessageOf(TurnIndex turn) const
{
    const auto found = messagesByTurn_.find(turn);
    if (found == messagesByTurn_.end())
        return {};
    ItemIndex latest;
    for (const ItemIndex item : found->second) {
        const auto order = [&](ItemIndex index) -> std::pair<UnixMs, const std::string&> {
            return {r_.trace.items[index].firstSeenAt, r_.trace.items[index].id};
        };
        if (!latest || order(latest) < order(item))
            latest = item;
    }
    return latest;
}

void AgentEdges::agentResultObserved(const event::AgentResultObserved& event)
{
    const ThreadIndex child = r_.trace.threads.find(event.childThreadId);
    if (!child && r_.rules.resultNeedsKnownChild)
        r_.broken(event.edgeId, "the result of thread " + named(event.childThreadId) + ", which is not known");
    PendingEdge edge;
    edge.id = event.edgeId;
    edge.kind = EdgeKind::AgentResult;
    edge.receiverThreadId = event.parentThreadId;
    if (child)
        edge.authorPath = r_.trace.threads[child].agentPath;
    edge.content = event.message;
    edge.startedAt = r_.now.at;
    edge.endedAt = r_.now.at;
    if (const PayloadIndex carried = r_.payloadOf(event.carried))
        edge.payloads.push_back(carried);
    const TurnIndex turn = r_.trace.turns.find(event.childTurnId);
    const ItemIndex message = turn ? resultMessageOf(turn) : ItemIndex{};
    if (message)
        edge.source = message;
    else
        edge.source = child;
    if (!message && !child)
        edge.unknownSourceThreadId = event.childThreadId;
    deliver(std::move(edge));
}

void AgentEdges::finish()
{
    std::erase_if(waitingSpawns_, [this](std::size_t place) { return !pending_[place].waiting; });
    finishing_ = true;
    for (const std::size_t place : waitingSpawns_) {
        if (const ThreadIndex child = r_.trace.threads.find(*pending_[place].spawnChild))
            goTo(pending_[place], child);
    }
    finishing_ = false;
}

} // namespace rolloutscope
