// A reference to any object of a trace: what selection, links and problems speak of.
#pragma once

#include "core/trace/trace.h"

#include <string_view>

namespace rolloutscope {

enum class ObjectKind : std::uint8_t {
    None,
    Thread,
    Turn,
    InferenceCall,
    ToolCall,
    CodeCell,
    TerminalSession,
    TerminalOperation,
    Compaction,
    CompactionRequest,
    ConversationItem,
    InteractionEdge,
    RawPayload,
};

struct ObjectRef {
    ObjectKind kind = ObjectKind::None;
    std::uint32_t index = 0;

    constexpr ObjectRef() = default;
    constexpr ObjectRef(ObjectKind k, std::uint32_t i) : kind(k), index(i) {}
    constexpr ObjectRef(ThreadIndex i) : ObjectRef(ObjectKind::Thread, i.value) {}
    constexpr ObjectRef(TurnIndex i) : ObjectRef(ObjectKind::Turn, i.value) {}
    constexpr ObjectRef(InferenceIndex i) : ObjectRef(ObjectKind::InferenceCall, i.value) {}
    constexpr ObjectRef(ToolIndex i) : ObjectRef(ObjectKind::ToolCall, i.value) {}
    constexpr ObjectRef(CellIndex i) : ObjectRef(ObjectKind::CodeCell, i.value) {}
    constexpr ObjectRef(SessionIndex i) : ObjectRef(ObjectKind::TerminalSession, i.value) {}
    constexpr ObjectRef(OperationIndex i) : ObjectRef(ObjectKind::TerminalOperation, i.value) {}
    constexpr ObjectRef(CompactionIndex i) : ObjectRef(ObjectKind::Compaction, i.value) {}
    constexpr ObjectRef(CompactionRequestIndex i) : ObjectRef(ObjectKind::CompactionRequest, i.value) {}
    constexpr ObjectRef(ItemIndex i) : ObjectRef(ObjectKind::ConversationItem, i.value) {}
    constexpr ObjectRef(EdgeIndex i) : ObjectRef(ObjectKind::InteractionEdge, i.value) {}
    constexpr ObjectRef(PayloadIndex i) : ObjectRef(ObjectKind::RawPayload, i.value) {}

    [[nodiscard]] constexpr bool valid() const { return kind != ObjectKind::None; }
    constexpr auto operator<=>(const ObjectRef&) const = default;

    [[nodiscard]] constexpr ThreadIndex thread() const { return as<AgentThread>(ObjectKind::Thread); }
    [[nodiscard]] constexpr TurnIndex turn() const { return as<CodexTurn>(ObjectKind::Turn); }
    [[nodiscard]] constexpr InferenceIndex inferenceCall() const
    {
        return as<InferenceCall>(ObjectKind::InferenceCall);
    }
    [[nodiscard]] constexpr ToolIndex toolCall() const { return as<ToolCall>(ObjectKind::ToolCall); }
    [[nodiscard]] constexpr CellIndex codeCell() const { return as<CodeCell>(ObjectKind::CodeCell); }
    [[nodiscard]] constexpr SessionIndex session() const { return as<TerminalSession>(ObjectKind::TerminalSession); }
    [[nodiscard]] constexpr OperationIndex operation() const
    {
        return as<TerminalOperation>(ObjectKind::TerminalOperation);
    }
    [[nodiscard]] constexpr CompactionIndex compaction() const { return as<Compaction>(ObjectKind::Compaction); }
    [[nodiscard]] constexpr CompactionRequestIndex compactionRequest() const
    {
        return as<CompactionRequest>(ObjectKind::CompactionRequest);
    }
    [[nodiscard]] constexpr ItemIndex item() const { return as<ConversationItem>(ObjectKind::ConversationItem); }
    [[nodiscard]] constexpr EdgeIndex edge() const { return as<InteractionEdge>(ObjectKind::InteractionEdge); }
    [[nodiscard]] constexpr PayloadIndex payload() const { return as<RawPayload>(ObjectKind::RawPayload); }

private:
    /// An absent index when the reference is of another kind.
    template <typename T>
    [[nodiscard]] constexpr Index<T> as(ObjectKind wanted) const
    {
        return kind == wanted ? Index<T>{index} : Index<T>{};
    }
};

/// Whether the reference points into this trace (it may come from another stage or bundle).
[[nodiscard]] bool exists(const RolloutTrace& trace, ObjectRef object);
/// The recorded id; empty when the object does not exist.
[[nodiscard]] std::string_view objectId(const RolloutTrace& trace, ObjectRef object);
/// The object of this kind with this id, or an invalid reference.
[[nodiscard]] ObjectRef findObject(const RolloutTrace& trace, ObjectKind kind, std::string_view id);
/// The object of `from` in another copy of its trace: where it was if it still is there, else wherever its id is.
[[nodiscard]] ObjectRef sameObject(const RolloutTrace& from, const RolloutTrace& to, ObjectRef object);
/// The thread an object belongs to; absent for payloads. An edge belongs to its source's thread.
[[nodiscard]] ThreadIndex threadOf(const RolloutTrace& trace, ObjectRef object);
/// The turn an object belongs to, if any.
[[nodiscard]] TurnIndex turnOf(const RolloutTrace& trace, ObjectRef object);
/// Thread of an edge's end.
[[nodiscard]] ThreadIndex threadOf(const RolloutTrace& trace, const EdgeAnchor& anchor);
/// The object at an edge's end.
[[nodiscard]] ObjectRef objectOf(const EdgeAnchor& anchor);
/// When the object ran; objects of a moment (items, compactions, edges) give a window of that moment or of their two
/// times; nothing for payloads.
[[nodiscard]] std::optional<ExecutionWindow> windowOf(const RolloutTrace& trace, ObjectRef object);

} // namespace rolloutscope

template <>
struct std::hash<rolloutscope::ObjectRef> {
    std::size_t operator()(rolloutscope::ObjectRef object) const noexcept
    {
        return (static_cast<std::size_t>(object.kind) << 32U) ^ object.index;
    }
};
