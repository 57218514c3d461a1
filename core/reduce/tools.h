// Tool calls and their links to model-visible items (spec 3, tools).
#pragma once

#include "core/bundle/event.h"
#include "core/trace/trace.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace rolloutscope {

struct Reduction;

class Tools {
public:
    explicit Tools(Reduction& reduction) : r_(reduction) {}

    void started(const event::ToolStarted& event);
    void mcpCorrelationAssigned(const event::McpCorrelationAssigned& event);
    void runtimeStarted(const event::ToolRuntimeStarted& event);
    void runtimeEnded(const event::ToolRuntimeEnded& event);
    void ended(const event::ToolEnded& event);

    /// An item with a call id was seen (again).
    void itemSighted(ItemIndex item);
    /// The response items of a call are about to become these.
    void responseItemsReplaced(InferenceIndex call, const IndexList<ConversationItem>& items);
    /// A cell is in the trace now: an `exec` call may be the one that runs it (schema v2).
    void cellStarted(CellIndex cell);

private:
    struct ToolState {
        bool linkPending = true; // a call item, or a response that holds one, is new since the last link
    };
    struct ItemLinks {
        ToolIndex callOf;                   // the tool that has it among its call items
        ToolIndex outputOf;                 // … among its output items
        IndexList<InferenceCall> responses; // calls whose response holds it
    };

    [[nodiscard]] ToolIndex require(std::string_view toolId, const char* what);
    void readInvocation(ToolIndex tool, PayloadIndex payload);
    void checkWait(ToolIndex tool, json::Value invocation);
    void addCallItem(ToolIndex tool, ItemIndex item);
    void addOutputItem(ToolIndex tool, ItemIndex item);
    void linkToInference(ToolIndex tool);
    void noteExec(ToolIndex tool);
    void linkExec(ToolIndex tool, CellIndex cell);
    ItemLinks& linksOf(ItemIndex item);

    Reduction& r_;
    std::unordered_map<std::string, ToolIndex> byCallId_;                // model-visible call id → tool
    std::unordered_map<std::string, IndexList<ToolCall>> execsByCallId_; // `exec` calls of models, schema v2
    std::vector<ToolState> states_;                                      // by tool
    std::vector<ItemLinks> links_;                                       // by item
};

} // namespace rolloutscope
