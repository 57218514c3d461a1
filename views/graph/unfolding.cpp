#include "views/graph/unfolding.h"

#include "views/graph/graph_text.h"
#include "views/graph/work_scope.h"

#include <algorithm>
#include <deque>

namespace rolloutscope::graph {
namespace {

/// A rollout of more agents than a picture holds begins with about so many; more of them can be unfolded.
constexpr std::size_t firstAgents = 300;

class AgentsShown {
public:
    AgentsShown(const LoadedTrace& loaded, const GraphScope& scope, const GraphLimits& limits, Unfolding& result)
        : relations_(loaded.relations), scope_(scope), limits_(limits), result_(result)
    {
        const std::size_t all = relations_.threadsInSpawnOrder().size();
        budget_ = all <= limits.nodes ? limits.nodes : std::min(firstAgents, limits.nodes);
        for (ThreadIndex at = threadOf(loaded.trace, scope.object); at; at = relations_.parentThread(at))
            wanted_.insert(at);
    }

    void choose()
    {
        std::deque<ThreadIndex> open;
        for (const ThreadIndex root : relations_.rootThreads()) {
            if (shown_.size() < limits_.nodes || wanted_.contains(root)) {
                shown_.insert(root);
                open.push_back(root);
            }
        }
        while (!open.empty()) {
            const ThreadIndex parent = open.front();
            open.pop_front();
            showChildren(parent, open);
        }
        collect();
    }

private:
    void showChildren(ThreadIndex parent, std::deque<ThreadIndex>& open)
    {
        const auto& children = relations_.childThreads(parent);
        if (children.empty())
            return;
        const auto roomIn = [this](std::size_t most) { return most > shown_.size() ? most - shown_.size() : 0; };
        bool fold = children.size() > roomIn(budget_);
        std::size_t room = roomIn(budget_);
        if (contains(scope_.subtrees, parent)) {
            fold = !fold;
            room = roomIn(limits_.nodes - std::min(limits_.nodes, std::size_t{1})); // one is the group of the others
        }
        for (const ThreadIndex child : children) {
            const bool fits = !fold && room > 0;
            if (!fits && !wanted_.contains(child))
                continue;
            if (room > 0)
                --room;
            shown_.insert(child);
            open.push_back(child);
        }
    }

    /// What is not shown goes to the group below the nearest agent that is.
    void collect()
    {
        std::unordered_map<ThreadIndex, std::size_t> groupBelow; // by parent
        std::unordered_map<ThreadIndex, std::size_t> groupOf;    // by member
        for (const ThreadIndex thread : relations_.threadsInSpawnOrder()) {
            if (shown_.contains(thread)) {
                result_.agents.push_back(thread);
                continue;
            }
            const ThreadIndex parent = relations_.parentThread(thread);
            std::size_t group = 0;
            if (const auto known = groupOf.find(parent); parent && known != groupOf.end()) {
                group = known->second;
            } else {
                const auto [below, isNew] = groupBelow.emplace(parent, result_.groups.size());
                if (isNew)
                    result_.groups.push_back({.parent = parent, .members = {}, .children = 0});
                group = below->second;
                ++result_.groups[group].children;
            }
            groupOf.emplace(thread, group);
            result_.groups[group].members.push_back(thread);
        }
    }

    const Relations& relations_;
    const GraphScope& scope_;
    const GraphLimits& limits_;
    Unfolding& result_;
    std::size_t budget_ = 0;
    std::unordered_set<ThreadIndex> wanted_; // in any case: the selected one and its parents
    std::unordered_set<ThreadIndex> shown_;
};

/// Adds what unfolds by itself as long as it fits; what a person unfolded comes first.
class Inside {
public:
    Inside(const LoadedTrace& loaded, const GraphScope& scope, const GraphLimits& limits, Unfolding& result)
        : loaded_(loaded), scope_(scope), result_(result)
    {
        const std::size_t used = result.agents.size() + result.groups.size();
        room_ = limits.nodes > used ? limits.nodes - used : 0;
    }

    void choose()
    {
        const bool turnsAtOnce = scope_.level != GraphLevel::Agents;
        const bool workAtOnce = scope_.level == GraphLevel::Work;
        IndexList<AgentThread> order = result_.agents;
        const ThreadIndex first = threadOf(loaded_.trace, scope_.object);
        std::stable_partition(order.begin(), order.end(), [&](ThreadIndex one) { return one == first; });
        for (const bool byPerson : {true, false}) {
            for (const ThreadIndex thread : order)
                showTurns(thread, turnsAtOnce, byPerson);
        }
        for (const bool byPerson : {true, false}) {
            for (const ThreadIndex thread : order) {
                if (!result_.turnsOf.contains(thread))
                    continue;
                for (const TurnIndex turn : turnsOf(thread))
                    showWork(turn, workAtOnce, byPerson);
            }
        }
        remark();
    }

private:
    [[nodiscard]] IndexList<CodexTurn> turnsOf(ThreadIndex thread) const
    {
        return result_.aloneTurn ? IndexList<CodexTurn>{result_.aloneTurn} : loaded_.relations.turns(thread);
    }

    void showTurns(ThreadIndex thread, bool atOnce, bool byPerson)
    {
        const bool toggled = contains(scope_.toggled, thread);
        if (byPerson != toggled || atOnce == toggled || result_.turnsOf.contains(thread))
            return;
        const std::size_t size = turnsOf(thread).size();
        if (size == 0)
            return;
        if (size > room_) {
            ++agentsLeft_;
            return;
        }
        room_ -= size;
        result_.turnsOf.insert(thread);
    }

    void showWork(TurnIndex turn, bool atOnce, bool byPerson)
    {
        const bool toggled = contains(scope_.toggled, turn);
        if (byPerson != toggled || atOnce == toggled || result_.workOf.contains(turn))
            return;
        const std::size_t size = graph::workOf(loaded_, turn).size() - 1; // the turn is there
        // What is asked for is shown as far as it fits; the builder cuts it.
        const bool must = toggled || result_.aloneTurn;
        if (size > room_ && (!must || room_ == 0)) {
            ++turnsLeft_;
            return;
        }
        room_ -= std::min(size, room_);
        result_.workOf.insert(turn);
    }

    void remark()
    {
        if (agentsLeft_ > 0)
            result_.remark =
                QStringLiteral("%1 agents are too much to show with their turns").arg(groupedNumber(agentsLeft_));
        else if (turnsLeft_ > 0)
            result_.remark =
                QStringLiteral("%1 turns are too much to show with their work").arg(groupedNumber(turnsLeft_));
    }

    const LoadedTrace& loaded_;
    const GraphScope& scope_;
    Unfolding& result_;
    std::size_t room_ = 0;
    std::size_t agentsLeft_ = 0;
    std::size_t turnsLeft_ = 0;
};

void chooseWork(const LoadedTrace& loaded, const GraphScope& scope, const GraphLimits& limits, Unfolding& result)
{
    const RolloutTrace& trace = loaded.trace;
    const Work work = workOf(loaded, scope.object);
    if (!work.thread) {
        result.note = {.title = QStringLiteral("Nothing selected"),
                       .hint = QStringLiteral("Select an agent or a turn to see its work.")};
        return;
    }
    if (work.size() == 0) {
        result.note = {.title = QStringLiteral("No work recorded"),
                       .hint = QStringLiteral("This agent has no turns, calls or tools in the recording.")};
        return;
    }
    if (work.turns.size() > limits.nodes) {
        result.note = {.title = QStringLiteral("Too much to show: %1 turns").arg(groupedNumber(work.turns.size())),
                       .hint = QStringLiteral("Select a turn of this agent, in the outline or in the timeline, to see "
                                              "its work.")};
        return;
    }
    result.alone = work.thread;
    if (const TurnIndex turn = scope.object.turn(); trace.turns.contains(turn))
        result.aloneTurn = turn;
    result.agents = {work.thread};
}

} // namespace

Unfolding unfoldingOf(const LoadedTrace& loaded, const GraphScope& scope, const GraphLimits& limits)
{
    Unfolding result;
    if (loaded.trace.threads.size() == 0) {
        result.note = {.title = QStringLiteral("This trace has no agents"),
                       .hint = QStringLiteral("Its event log holds nothing that an agent did.")};
        return result;
    }
    if (scope.level == GraphLevel::Work)
        chooseWork(loaded, scope, limits, result);
    else
        AgentsShown(loaded, scope, limits, result).choose();
    if (result.note.title.isEmpty())
        Inside(loaded, scope, limits, result).choose();
    return result;
}

} // namespace rolloutscope::graph
