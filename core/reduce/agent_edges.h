// Interaction edges: how information moved between agents. A delivery waits until its message is seen in the receiver's
// conversation (spec 3, agent edges; spec 5, agent edges).
#pragma once

#include "core/bundle/event.h"
#include "core/json/document.h"
#include "core/trace/trace.h"

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace rolloutscope {

struct Reduction;

class AgentEdges {
public:
    explicit AgentEdges(Reduction& reduction) : r_(reduction) {}

    void runtimeStarted(ToolIndex tool, PayloadIndex payload);
    void runtimeEnded(ToolIndex tool, PayloadIndex payload);
    void toolResult(ToolIndex tool);
    void agentResultObserved(const event::AgentResultObserved& event);
    /// After the last event: spawns whose message was never seen end at the child's thread.
    void finish();

    /// An item is new, or its body changed. True if it is mail to its own thread.
    bool itemChanged(ItemIndex item);
    /// An item joined its thread's list.
    void itemListed(ItemIndex item);
    void mailSighted(ItemIndex item);

private:
    struct Mail {
        std::string content;
        std::string author; // agent path; compared for agent messages only
        bool isAgentMessage = false;
    };
    struct PendingEdge {
        std::string id;
        EdgeKind kind = EdgeKind::SendMessage;
        EdgeAnchor source;
        std::string unknownSourceThreadId;
        std::string receiverThreadId;
        std::optional<std::string> authorPath;
        std::string content;
        std::optional<std::string> spawnChild;
        UnixMs startedAt = 0;
        std::optional<UnixMs> endedAt;
        IndexList<RawPayload> payloads;
        bool waiting = true;
    };
    struct ItemState {
        std::optional<Mail> mail;
        bool isTarget = false;
    };

    [[nodiscard]] std::optional<Mail> mailOf(const ConversationItem& item) const;
    [[nodiscard]] static bool reaches(const PendingEdge& edge, const Mail& mail);
    [[nodiscard]] static std::string contentKey(std::string_view receiverThreadId, std::string_view content);

    void deliver(PendingEdge&& edge);
    void goTo(const PendingEdge& edge, EdgeAnchor target);
    void interaction(ToolIndex tool, json::Value payload, bool ended);
    void spawnEnded(ToolIndex tool, json::Value payload);
    void close(ToolIndex tool, const std::string& receiverThreadId, bool ended);
    void activity(ToolIndex tool, json::Value payload);
    [[nodiscard]] std::optional<std::string> messageOfInvocation(ToolIndex tool);
    [[nodiscard]] PendingEdge fromTool(ToolIndex tool, bool ended) const;
    [[nodiscard]] IndexList<RawPayload> payloadsOf(ToolIndex tool) const;
    [[nodiscard]] ItemIndex resultMessageOf(TurnIndex turn) const;

    Reduction& r_;
    bool finishing_ = false; // what is written now is not there any more when the reduction goes on
    std::unordered_map<ItemIndex, ItemState> mails_; // items that are or were mail, or the target of an edge
    std::deque<PendingEdge> pending_;                // in waiting order
    std::vector<std::size_t> waitingSpawns_;         // in pending_; some may have been delivered since
    std::unordered_map<std::string, std::size_t> pendingById_;
    std::unordered_map<std::string, std::vector<std::size_t>> pendingByContent_; // key: contentKey()
    std::unordered_map<ToolIndex, std::vector<std::size_t>> pendingByTool_;
    std::unordered_map<std::string, IndexList<ConversationItem>> listedMail_; // key: contentKey(); not yet targets
    std::unordered_map<ToolIndex, IndexList<InteractionEdge>> edgesByTool_;
    std::unordered_map<TurnIndex, IndexList<ConversationItem>> messagesByTurn_; // assistant messages
};

} // namespace rolloutscope
