// What stands under what in the outline: agents as the tree of spawns, in them turns, in those inference calls, tools,
// code cells (with the tools that they called) and compactions. Plain values; one function decides an object's parent,
// everything else follows from it.
#pragma once

#include "core/insight/relations.h"

#include <unordered_map>
#include <vector>

namespace rolloutscope {

class OutlineTree {
public:
    /// Linear in the trace. Both must outlive the tree.
    OutlineTree(const RolloutTrace& trace, const Relations& relations);

    [[nodiscard]] std::vector<ObjectRef> roots() const;
    /// By start; spawned agents after the agent's own work.
    [[nodiscard]] std::vector<ObjectRef> children(ObjectRef object) const;
    /// As !children(object).empty(), but cheap.
    [[nodiscard]] bool hasChildren(ObjectRef object) const;
    /// None for root threads and for what is not in the outline.
    [[nodiscard]] ObjectRef parent(ObjectRef object) const;
    /// The object itself when the outline shows its kind, else the shown object that it belongs to
    /// (a terminal operation: its tool call; an item: who said it, else its agent).
    [[nodiscard]] ObjectRef nearest(ObjectRef object) const;

    /// Failed inference calls and tools inside a thread or turn.
    [[nodiscard]] std::uint32_t failuresInside(ObjectRef object) const;
    /// Input and output tokens of an inference call, or of all calls of a thread or turn; nothing if none was recorded.
    [[nodiscard]] std::optional<TokenUsage> tokens(ObjectRef object) const;

private:
    [[nodiscard]] ObjectRef ownerOf(TurnIndex turn, ThreadIndex thread) const;
    void addUsage(std::optional<TokenUsage>& sum, const TokenUsage& usage) const;

    const RolloutTrace& trace_;
    const Relations& relations_;
    std::unordered_map<CellIndex, IndexList<ToolCall>> toolsOfCell_;
    /// What a turn or thread holds that Relations does not list there.
    std::unordered_map<ObjectRef, std::vector<ObjectRef>> loose_;
    std::unordered_map<ObjectRef, std::uint32_t> failures_;
};

} // namespace rolloutscope
