// What the graph shows of a rollout, as a plain value. It is part of where a person looks: going back undoes unfolding
// and folding as well.
#pragma once

#include "core/trace/object_ref.h"

#include <cstdint>
#include <vector>

namespace rolloutscope {

/// How much the graph unfolds by itself.
enum class GraphLevel : std::uint8_t {
    Agents, // a node per agent
    Turns,  // every agent with its turns
    Work,   // calls and tools of one agent or turn
    Flow,   // where the information of one object came from and went to
};

namespace graph {

/// How boxes are arranged.
enum class Arrangement : std::uint8_t {
    Ranked,       // by cause: each edge leads to a later rank
    SequenceEven, // lanes as columns, time downwards, a row for each step
    SequenceTime, // the same, to scale
};

enum class FlowDirection : std::uint8_t { Both, Backwards, Forwards };

struct GraphScope {
    GraphLevel level = GraphLevel::Agents;
    /// Work: the thread or turn whose work it is. Flow: the object. Else: around which a rollout is shown that is too
    /// large for one picture. Or nothing.
    ObjectRef object = {};
    /// Threads that show their turns, and turns that show their work, otherwise than the level says. Sorted.
    std::vector<ObjectRef> toggled = {};
    /// Threads whose children are folded, or not, otherwise than it goes by itself. Sorted.
    std::vector<ObjectRef> subtrees = {};
    /// Only what is at most `hops` edges from here; 0: everything.
    ObjectRef center = {};
    int hops = 0;
    FlowDirection direction = FlowDirection::Both;
    /// Shows the chain of causes that decided when the rollout, or `chainTo`, ended.
    bool chain = false;
    ObjectRef chainTo = {};
    Arrangement arrangement = Arrangement::Ranked;
    bool operator==(const GraphScope&) const = default;
};

/// Puts it into a sorted list, or takes it out.
void toggle(std::vector<ObjectRef>& list, ObjectRef object);
[[nodiscard]] bool contains(const std::vector<ObjectRef>& list, ObjectRef object);

/// With the objects' references in another copy of the trace; what is gone there is left out.
template <typename Map>
[[nodiscard]] GraphScope mapped(GraphScope scope, const Map& map)
{
    scope.object = map(scope.object);
    scope.center = map(scope.center);
    scope.chainTo = map(scope.chainTo);
    for (std::vector<ObjectRef>* list : {&scope.toggled, &scope.subtrees}) {
        std::vector<ObjectRef> there;
        for (const ObjectRef object : *list) {
            const ObjectRef found = map(object);
            if (found.valid() && !contains(there, found))
                toggle(there, found);
        }
        *list = std::move(there);
    }
    if (!scope.center.valid())
        scope.hops = 0;
    return scope;
}

} // namespace graph
} // namespace rolloutscope
