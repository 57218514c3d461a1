#include "views/graph/graph_shades.h"

#include "views/document/agent_words.h"

#include <algorithm>

namespace rolloutscope::graph {
namespace {

class Shader {
public:
    Shader(const GraphModel& model, const LoadedTrace& loaded, const ShadeRules& rules)
        : model_(model), loaded_(loaded), rules_(rules)
    {
        const auto first = static_cast<double>(loaded.relations.firstMoment());
        const auto last = static_cast<double>(loaded.relations.lastMoment());
        windowCuts_ =
            rules.window && rules.window->length() > 0 && (rules.window->begin > first || rules.window->end < last);
        markHits();
    }

    [[nodiscard]] GraphShades shade()
    {
        shades_.nodes.resize(model_.nodes.size(), Shade::Lit);
        shades_.edges.resize(model_.edges.size(), Shade::Lit);
        if (rules_.playhead)
            shades_.running.resize(model_.nodes.size(), false);
        for (std::size_t i = 0; i < model_.nodes.size(); ++i)
            shades_.nodes[i] = ofNode(i);
        for (std::size_t i = 0; i < model_.edges.size(); ++i)
            shades_.edges[i] = ofEdge(model_.edges[i]);
        for (const GraphCluster& cluster : model_.clusters) {
            const bool begun =
                !rules_.playhead || rules_.playhead->presenceOf(loaded_.trace, cluster.object) != Presence::NotYet;
            shades_.clusters.push_back(begun ? Shade::Lit : Shade::NotYet);
        }
        const auto isLit = [](Shade shade) { return shade == Shade::Lit; };
        for (std::vector<Shade>* list : {&shades_.nodes, &shades_.edges, &shades_.clusters}) {
            if (std::all_of(list->begin(), list->end(), isLit))
                list->clear();
        }
        return std::move(shades_);
    }

private:
    void markHits()
    {
        if (!rules_.hits || rules_.hits->text.isEmpty())
            return;
        shades_.found.resize(model_.nodes.size(), false);
        for (const ObjectRef object : rules_.hits->shown) {
            const ObjectRef here = rules_.hits->loaded.get() == &loaded_ || !rules_.hits->loaded
                                       ? object
                                       : sameObject(rules_.hits->loaded->trace, loaded_.trace, object);
            if (const int node = model_.nodeStandingFor(loaded_, here); node >= 0)
                shades_.found[static_cast<std::size_t>(node)] = true;
        }
    }

    [[nodiscard]] Shade ofNode(std::size_t index)
    {
        const GraphNode& node = model_.nodes[index];
        if (rules_.playhead) {
            const Presence presence = presenceOf(node);
            if (presence == Presence::NotYet)
                return Shade::NotYet;
            shades_.running[index] = presence == Presence::Running;
        }
        if (rules_.filter.isHidden(node) || (rules_.isHidden && rules_.isHidden(node.object)))
            return Shade::Dimmed;
        if (!rules_.agentWords.isEmpty()) {
            const ThreadIndex thread = threadOf(loaded_.trace, node.object);
            if (thread && !matchesWords(loaded_.trace.threads[thread], rules_.agentWords))
                return Shade::Dimmed;
        }
        if (windowCuts_ &&
            (static_cast<double>(node.at) > rules_.window->end ||
             static_cast<double>(node.until.value_or(loaded_.relations.lastMoment())) < rules_.window->begin))
            return Shade::Dimmed;
        if (!shades_.found.empty() && !shades_.found[index])
            return Shade::Dimmed;
        return Shade::Lit;
    }

    [[nodiscard]] Presence presenceOf(const GraphNode& node) const
    {
        // What stands for several, or beside something, has times of its own.
        const bool own = node.kind != NodeKind::AgentGroup && node.kind != NodeKind::OtherAgent;
        if (own)
            return rules_.playhead->presenceOf(loaded_.trace, node.object);
        if (node.at > rules_.playhead->at)
            return Presence::NotYet;
        return !node.until || *node.until > rules_.playhead->at ? Presence::Running : Presence::Over;
    }

    [[nodiscard]] Shade ofEdge(const GraphEdge& edge) const
    {
        const Shade from = shades_.nodes[static_cast<std::size_t>(edge.from)];
        const Shade to = shades_.nodes[static_cast<std::size_t>(edge.to)];
        if (rules_.filter.isHidden(edge.kind))
            return Shade::Hidden;
        if (from == Shade::NotYet || to == Shade::NotYet || (rules_.playhead && edge.at > rules_.playhead->at))
            return Shade::NotYet;
        if (from == Shade::Dimmed || to == Shade::Dimmed)
            return Shade::Dimmed;
        const bool outside =
            windowCuts_ && edge.count == 1 && isBetweenAgents(edge.kind) &&
            (static_cast<double>(edge.at) > rules_.window->end || static_cast<double>(edge.at) < rules_.window->begin);
        return outside ? Shade::Dimmed : Shade::Lit;
    }

    const GraphModel& model_;
    const LoadedTrace& loaded_;
    const ShadeRules& rules_;
    GraphShades shades_;
    bool windowCuts_ = false;
};

} // namespace

GraphShades shadesOf(const GraphModel& model, const LoadedTrace& loaded, const ShadeRules& rules)
{
    return Shader(model, loaded, rules).shade();
}

} // namespace rolloutscope::graph
