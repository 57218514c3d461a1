// How information reached an object and where it went: backwards everything that it could have known, forwards who
// saw it and in which answers that ended. Taken from what requests hold (spec 2: request_item_ids), what produced each
// item (produced_by) and the interaction edges; nothing is guessed.
#pragma once

#include "core/insight/readings.h"

#include <vector>

namespace rolloutscope {

enum class FlowLinkKind : std::uint8_t {
    AskedFor, // a call and the tool or code cell that its response asked for
    Nested,   // a code cell and a tool that it called, or the tool that runs the cell
    WentInto, // what was seen and the first call that saw it
    Carried,  // a call and a later one of the same agent that goes on from its context
    Sent,     // through an interaction edge to another agent
};

/// A thing that information went through: a call, tool, code cell, compaction, an agent (where no finer thing is
/// recorded), or an item that nothing in the rollout produced: what a person said, instructions.
struct FlowStep {
    ObjectRef object;
    int depth = 0;         // links from the object in question; below 0: backwards
    bool isAnswer = false; // a call whose response ends a turn: what was said there can be read by a person
};

struct FlowLink {
    int from = 0; // index of a step; information goes from `from` to `to`
    int to = 0;
    FlowLinkKind kind = FlowLinkKind::WentInto;
    std::uint32_t between = 0; // Carried: calls of the agent that lie between
    EdgeIndex edge;            // Sent
    ItemIndex item;            // what went, or the first of several; absent for AskedFor and Nested
};

struct InformationFlow {
    std::vector<FlowStep> steps; // the object in question first
    std::vector<FlowLink> links;
    std::size_t leftOut = 0; // steps that were found beyond the limit and not followed
};

struct FlowRequest {
    ObjectRef object;
    bool backwards = true;
    bool forwards = true;
    std::size_t mostSteps = 1'500;
};

/// Nearest steps first. Linear in what is visited, after an index of the agents' calls. An object of which nothing is
/// known (a payload, one that does not exist) gives no steps. An item stands for what produced it, a terminal
/// operation for its tool, a turn for its last call, an agent for its last call, an edge for what it starts from.
[[nodiscard]] InformationFlow informationFlow(const RolloutTrace& trace, const Relations& relations,
                                              const Readings& readings, const FlowRequest& request);

} // namespace rolloutscope
