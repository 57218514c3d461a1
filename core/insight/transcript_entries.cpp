#include "core/insight/transcript_entries.h"

#include "core/insight/describe.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace rolloutscope {
namespace {

EntryKind kindOf(const ConversationItem& item)
{
    switch (item.kind) {
    case ItemKind::CompactionMarker:
        return EntryKind::Compaction;
    case ItemKind::Reasoning:
        return EntryKind::Reasoning;
    case ItemKind::FunctionCall:
        return EntryKind::ToolCall;
    case ItemKind::CustomToolCall:
        return std::any_of(item.parts.begin(), item.parts.end(),
                           [](const ItemPart& part) { return std::holds_alternative<CodePart>(part); })
                   ? EntryKind::Code
                   : EntryKind::ToolCall;
    case ItemKind::FunctionCallOutput:
    case ItemKind::CustomToolCallOutput:
        return EntryKind::ToolOutput;
    case ItemKind::Message:
        break;
    }
    if (item.agentMessage)
        return EntryKind::AgentMessage;
    switch (item.role) {
    case ItemRole::System:
        return EntryKind::System;
    case ItemRole::Developer:
        return EntryKind::Developer;
    case ItemRole::Assistant:
        return EntryKind::Assistant;
    case ItemRole::Tool:
        return EntryKind::ToolOutput;
    case ItemRole::User:
        break;
    }
    return EntryKind::User;
}

/// What an agent's tools, compactions and messages say of its items.
struct ItemFacts {
    std::unordered_map<ItemIndex, CompactionIndex> markers;
    std::unordered_map<ItemIndex, CompactionIndex> dropped;
    std::unordered_map<ItemIndex, ToolIndex> tools;
    std::unordered_map<ItemIndex, EdgeIndex> mail;

    /// By the first of an item's sightings.
    ItemFacts(const RolloutTrace& trace, const Relations& relations, const ItemTwins& twins, ThreadIndex thread)
    {
        for (const CompactionIndex index : relations.compactions(thread)) {
            const Compaction& compaction = trace.compactions[index];
            if (compaction.markerItem)
                markers.emplace(compaction.markerItem, index);
            std::unordered_set<ItemIndex> kept;
            for (const ItemIndex item : compaction.replacementItems)
                kept.insert(twins.firstOf(item));
            for (const ItemIndex item : compaction.inputItems) {
                if (!kept.contains(twins.firstOf(item)))
                    dropped.emplace(twins.firstOf(item), index);
            }
        }
        for (const ToolIndex tool : relations.toolCalls(thread)) {
            for (const IndexList<ConversationItem>* items :
                 {&trace.toolCalls[tool].callItems, &trace.toolCalls[tool].outputItems}) {
                for (const ItemIndex item : *items)
                    tools.emplace(twins.firstOf(item), tool);
            }
        }
        for (const EdgeIndex edge : relations.edgesTo(thread)) {
            const InteractionEdge& one = trace.edges[edge];
            if (const auto* target = std::get_if<ItemIndex>(&one.target))
                mail.emplace(twins.firstOf(*target), edge);
            for (const ItemIndex item : one.carriedItems)
                mail.emplace(twins.firstOf(item), edge);
        }
    }
};

template <typename T>
Index<T> valueOf(const std::unordered_map<ItemIndex, Index<T>>& map, ItemIndex item)
{
    const auto found = map.find(item);
    return found == map.end() ? Index<T>() : found->second;
}

} // namespace

const char* toWord(EntryKind kind)
{
    switch (kind) {
    case EntryKind::System:
        return "system";
    case EntryKind::Developer:
        return "developer";
    case EntryKind::User:
        return "user";
    case EntryKind::AgentMessage:
        return "agent message";
    case EntryKind::Assistant:
        return "assistant";
    case EntryKind::Reasoning:
        return "reasoning";
    case EntryKind::ToolCall:
        return "tool call";
    case EntryKind::Code:
        return "code";
    case EntryKind::ToolOutput:
        return "output";
    case EntryKind::Compaction:
        return "compaction";
    }
    return "";
}

std::vector<TranscriptEntry> transcriptEntries(const RolloutTrace& trace, const Relations& relations,
                                               const ItemTwins& twins, ThreadIndex thread)
{
    if (!trace.threads.contains(thread))
        return {};
    IndexList<ConversationItem> items = trace.threads[thread].items;
    std::erase_if(items, [&](ItemIndex item) { return !twins.isFirst(item); });
    return transcriptEntries(trace, relations, twins, thread, items);
}

std::vector<TranscriptEntry> transcriptEntries(const RolloutTrace& trace, const Relations& relations,
                                               const ItemTwins& twins, ThreadIndex thread,
                                               const IndexList<ConversationItem>& items)
{
    std::vector<TranscriptEntry> entries;
    entries.reserve(items.size());
    if (!trace.threads.contains(thread)) {
        for (const ItemIndex item : items) {
            if (trace.items.contains(item))
                entries.push_back({.item = item, .kind = kindOf(trace.items[item])});
        }
        return entries;
    }
    const ItemFacts facts(trace, relations, twins, thread);
    TurnIndex turn;
    for (const ItemIndex item : items) {
        if (!trace.items.contains(item))
            continue;
        const ItemIndex first = twins.firstOf(item);
        TranscriptEntry entry{.item = item,
                              .kind = kindOf(trace.items[item]),
                              .compaction = valueOf(facts.markers, item),
                              .tool = valueOf(facts.tools, first),
                              .droppedBy = valueOf(facts.dropped, first),
                              .edge = {}};
        // Recorders of schema 1 send mail of agents as messages of users and assistants.
        if (trace.items[item].kind == ItemKind::Message)
            entry.edge = valueOf(facts.mail, first);
        if (entry.edge)
            entry.kind = EntryKind::AgentMessage;
        const TurnIndex its = trace.items[item].turn;
        entry.beginsTurn = its && its != turn;
        if (its)
            turn = its;
        entries.push_back(entry);
    }
    return entries;
}

MessageEnds messageEnds(const RolloutTrace& trace, const TranscriptEntry& entry)
{
    if (const auto& route = trace.items[entry.item].agentMessage)
        return {.sender = route->author, .recipient = route->recipient};
    if (!trace.edges.contains(entry.edge))
        return {};
    const InteractionEdge& edge = trace.edges[entry.edge];
    const auto pathOf = [&](ThreadIndex thread) {
        return trace.threads.contains(thread) ? trace.threads[thread].agentPath : std::string();
    };
    return {.sender = pathOf(threadOf(trace, edge.source)), .recipient = pathOf(trace.items[entry.item].thread)};
}

std::string readersText(const RolloutTrace& trace, const Relations& relations, const Readings& readings, ItemIndex item)
{
    const std::uint32_t count = readings.readerCount(item);
    if (count == 0)
        return readings.isRead(item) ? "seen by a compaction only" : "seen by no call";
    const std::string first = objectTitle(trace, relations, readings.firstReader(item));
    if (readings.firstReader(item) == readings.lastReader(item))
        return "seen by " + first;
    // `inference 3 – 14`: the word once.
    std::string last = objectTitle(trace, relations, readings.lastReader(item));
    const std::size_t word = last.rfind(' ');
    if (word != std::string::npos && first.starts_with(last.substr(0, word + 1)))
        last.erase(0, word + 1);
    return "seen by " + std::to_string(count) + " calls: " + first + " – " + last;
}

std::uint64_t keptBytes(const ConversationItem& item)
{
    std::uint64_t bytes = 0;
    for (const ItemPart& part : item.parts) {
        bytes += std::visit(
            [](const auto& one) -> std::uint64_t {
                using Part = std::decay_t<decltype(one)>;
                if constexpr (std::is_same_v<Part, TextPart> || std::is_same_v<Part, SummaryPart>)
                    return one.text.size();
                else if constexpr (std::is_same_v<Part, EncodedPart>)
                    return one.value.size();
                else if constexpr (std::is_same_v<Part, JsonPart>)
                    return one.summary.size();
                else if constexpr (std::is_same_v<Part, CodePart>)
                    return one.source.size();
                else
                    return 0;
            },
            part);
    }
    return bytes;
}

} // namespace rolloutscope
