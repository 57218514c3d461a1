// Which nodes and edges the graph has at a level: plain values, made from a trace without any widget.
#pragma once

#include "views/document/graph_scope.h"
#include "views/document/loaded_trace.h"
#include "views/graph/agent_totals.h"
#include "views/theme/theme.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace rolloutscope::graph {

enum class NodeKind : std::uint8_t {
    Agent,
    AgentGroup, // all that an agent started, folded into one
    OtherAgent, // beside the work of an agent; one agent can have several of them
    Turn,
    InferenceCall,
    ToolCall,
    CodeCell,
    Compaction,
    Item, // of a conversation: what nothing in the rollout produced
};

enum class GraphEdgeKind : std::uint8_t {
    // between agents
    Spawn,
    Task,
    Message,
    Result,
    Close,
    // inside one agent
    Sequence, // what came next
    AskedFor, // an inference call and the tool or code cell that its response asked for
    Nested,   // a code cell and a tool that it called
    SeenBy,   // an output and the first inference call that saw it
    Terminal, // a command and what was typed into the terminal that it left open
};
inline constexpr int graphEdgeKinds = 10;
[[nodiscard]] QString toWord(GraphEdgeKind kind);
[[nodiscard]] bool isBetweenAgents(GraphEdgeKind kind);

struct GraphNode {
    ObjectRef object;
    NodeKind kind = NodeKind::Agent;
    ColorRole role = ColorRole::Agent;
    Outcome outcome = Outcome::None;
    int cluster = -1; // index into GraphModel::clusters: the innermost frame around it
    int lane = 0;     // column of the simple and of the sequence layout
    int depth = 0;    // agents: in the tree of spawns
    UnixMs at = 0;
    std::optional<UnixMs> until; // absent: not over when the recording ends
    bool unfolds = false;        // Enter or a double click shows what is inside
    bool onChain = false;        // of the critical chain
    QString mark;                // what deserves to be said outright: "never seen by any model"; empty: nothing
    bool markWarns = false;      // it is no good news
    QString title;
    QStringList details; // lines below the title
    QString toolTip;     // plain text, several lines
    std::optional<TimeShares> shares;
};

struct GraphEdge {
    int from = 0;
    int to = 0;
    GraphEdgeKind kind = GraphEdgeKind::Sequence;
    std::uint64_t count = 1;
    bool inferred = false;                   // not recorded as such
    bool onChain = false;                    // of the critical chain
    UnixMs at = 0;                           // when the first of them happened
    IndexList<InteractionEdge> interactions; // by start, at most maxInteractionsKept
    QString label;                           // empty: none
};
inline constexpr std::size_t maxInteractionsKept = 200;

struct GraphLimits {
    std::size_t nodes = 1'500;
    std::size_t edges = 4'000;
};

/// Stands in place of a picture.
struct GraphNote {
    QString title; // empty: there is a picture
    QString hint;
    bool operator==(const GraphNote&) const = default;
};

/// A frame around the nodes that an agent or a turn was unfolded into.
struct GraphCluster {
    ObjectRef object;
    int parent = -1; // the frame around this one
    QString title;
    Outcome outcome = Outcome::None;
    UnixMs at = 0;
    std::optional<UnixMs> until;
};

struct GraphModel {
    GraphScope scope;
    std::vector<GraphNode> nodes;
    std::vector<GraphCluster> clusters; // parents before what is in them
    std::vector<GraphEdge> edges;
    GraphNote note;
    QString remark; // a quiet word about the picture: what was left out

    /// The (first) node of exactly this object, or -1.
    [[nodiscard]] int nodeOf(ObjectRef object) const;
    /// The node that stands for an object which has none itself (a terminal operation: its tool; a call of a turn that
    /// is folded: the turn), or -1.
    [[nodiscard]] int nodeStandingFor(const LoadedTrace& loaded, ObjectRef object) const;
    /// The edge that bundles this interaction, or -1.
    [[nodiscard]] int edgeOf(EdgeIndex interaction) const;

    std::unordered_map<ObjectRef, int> nodeByObject;
    std::unordered_map<EdgeIndex, int> edgeByInteraction;
};

/// Whether it shows nothing but agents: they are arranged by who started whom, all else by time.
[[nodiscard]] bool isOfAgents(const GraphModel& model);

/// Linear in what is shown and in the interactions; may be called on any thread.
[[nodiscard]] GraphModel buildGraph(const LoadedTrace& loaded, GraphScope scope, const GraphLimits& limits = {});

/// The thread or turn whose work should be shown for a selection, coming from what is shown now.
[[nodiscard]] ObjectRef workScopeFor(const LoadedTrace& loaded, ObjectRef selection, ObjectRef current,
                                     const GraphLimits& limits = {});
/// Number of nodes that the work of a thread or turn has.
[[nodiscard]] std::size_t workSize(const LoadedTrace& loaded, ObjectRef threadOrTurn);

} // namespace rolloutscope::graph
