// The conversation of one agent as a list to read: what kind of thing each item is, the tool or message behind it,
// where turns begin, and what a compaction dropped. Plain values.
#pragma once

#include "core/insight/readings.h"

#include <cstdint>
#include <string>
#include <vector>

namespace rolloutscope {

enum class EntryKind : std::uint8_t {
    System,
    Developer,
    User,
    AgentMessage, // from another agent, or to one
    Assistant,
    Reasoning,
    ToolCall,
    Code, // a cell's source
    ToolOutput,
    Compaction,
};
/// `agent message`, `tool call`.
[[nodiscard]] const char* toWord(EntryKind kind);

struct TranscriptEntry {
    ItemIndex item;
    EntryKind kind = EntryKind::User;
    CompactionIndex compaction = {}; // of a divider
    ToolIndex tool = {};             // of a call or an output
    CompactionIndex droppedBy = {};  // the compaction whose replacement does not hold it any more
    EdgeIndex edge = {};             // that brought a message, task or result from another agent
    bool beginsTurn = false;         // the first entry of its turn
};

/// An agent's, in order, each once. Linear in its items and tools.
[[nodiscard]] std::vector<TranscriptEntry> transcriptEntries(const RolloutTrace& trace, const Relations& relations,
                                                             const ItemTwins& twins, ThreadIndex thread);
/// Of items that somebody picked, such as those of a prompt; `thread` tells of which agent's tools and compactions they
/// are part.
[[nodiscard]] std::vector<TranscriptEntry> transcriptEntries(const RolloutTrace& trace, const Relations& relations,
                                                             const ItemTwins& twins, ThreadIndex thread,
                                                             const IndexList<ConversationItem>& items);

/// Sender and recipient of an entry that is a message between agents, as the item names them or its edge does; empty
/// when it is none.
struct MessageEnds {
    std::string sender = {}; // agent paths
    std::string recipient = {};
    [[nodiscard]] bool valid() const { return !sender.empty() || !recipient.empty(); }
};
[[nodiscard]] MessageEnds messageEnds(const RolloutTrace& trace, const TranscriptEntry& entry);

/// `seen by 12 calls: inference 3 – inference 14`; `seen by no call`.
[[nodiscard]] std::string readersText(const RolloutTrace& trace, const Relations& relations, const Readings& readings,
                                      ItemIndex item);
/// Bytes of what the trace keeps of an item; arguments are cut there.
[[nodiscard]] std::uint64_t keptBytes(const ConversationItem& item);
/// A rough guess, four bytes each.
[[nodiscard]] constexpr std::uint64_t estimatedTokens(std::uint64_t bytes)
{
    return (bytes + 3) / 4;
}

} // namespace rolloutscope
