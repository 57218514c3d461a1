// What an object of a trace waited for: the steps from which critical_chain.h makes its chain.
#pragma once

#include "core/insight/critical_chain.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace rolloutscope {

/// Something that was waited for until a moment (Unix ms).
struct ChainCause {
    ObjectRef object;
    UnixMs at = 0;
    ChainReason why = ChainReason::First;
};

class ChainCauses {
public:
    ChainCauses(const RolloutTrace& trace, const Relations& relations, const Readings& readings, const Waits& waits);

    [[nodiscard]] UnixMs startOf(ObjectRef object) const;
    /// What has no end lasts until its turn or agent ends, else to the trace's last moment; never before its start.
    [[nodiscard]] UnixMs endOf(ObjectRef object) const;
    /// What ended last in an agent or turn: the call before the tool where both did; invalid if nothing ran.
    [[nodiscard]] ObjectRef lastIn(ObjectRef threadOrTurn) const;
    /// What stands for an object that is no step of a chain itself; invalid if nothing does.
    [[nodiscard]] ObjectRef standInFor(ObjectRef object) const;

    /// A walk begins here: the object is nobody's cause any more.
    void beginAt(ObjectRef object) { given_.insert(object); }
    /// What the object waited for while it ran, last before `until`; nothing if it only worked. No cause but a
    /// code cell is given twice, and no tool of a cell, so that a walk ends whatever the clocks say.
    [[nodiscard]] std::optional<ChainCause> inside(ObjectRef object, UnixMs until);
    /// What it had to wait for before it could start.
    [[nodiscard]] std::optional<ChainCause> before(ObjectRef object);

private:
    struct Ended {
        UnixMs at = 0;
        ToolIndex tool;
        auto operator<=>(const Ended&) const = default;
    };
    class Latest;

    void beforeCall(InferenceIndex call, Latest& latest);
    void readFirst(ItemIndex item, Latest& latest);
    void beforeCompaction(CompactionIndex compaction, ThreadIndex thread, Latest& latest);
    void beforeTool(ToolIndex tool, Latest& latest);
    void insideTool(ToolIndex tool, Latest& latest);
    void lastCallOf(ThreadIndex thread, UnixMs until, ChainReason why, Latest& latest);
    void senderOf(const InteractionEdge& edge, ChainReason why, Latest& latest);
    /// The last tool in the list that ended by then; `list` names it.
    void lastToolOf(ObjectRef list, const IndexList<ToolCall>& tools, ChainReason why, Latest& latest);
    /// When a cell first gave the model something; one that yielded runs on.
    [[nodiscard]] UnixMs respondedAt(CellIndex cell) const;
    [[nodiscard]] InferenceIndex previousCall(InferenceIndex call) const;
    [[nodiscard]] InferenceIndex giverOf(ItemIndex item) const;

    const RolloutTrace& trace_;
    const Relations& relations_;
    const Readings& readings_;
    const Waits& waits_;
    std::vector<std::uint32_t> place_;                      // by call: where it is among those of its agent
    std::unordered_map<ToolIndex, CellIndex> waitsForCell_; // tools that wait for a cell
    std::map<ObjectRef, std::vector<Ended>> ended_;         // by list; shrinks as its tools are given
    std::unordered_set<ObjectRef> given_; // everything but cells, which come back after each of their tools
};

} // namespace rolloutscope
