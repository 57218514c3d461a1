#include "core/insight/information_flow.h"

#include <algorithm>
#include <deque>
#include <set>
#include <tuple>
#include <unordered_map>

namespace rolloutscope {
namespace {

class Flow {
public:
    Flow(const RolloutTrace& trace, const Relations& relations, const Readings& readings, const FlowRequest& request)
        : trace_(trace), relations_(relations), readings_(readings), request_(request)
    {
    }

    InformationFlow follow()
    {
        const ObjectRef object = originOf(request_.object);
        if (!object.valid())
            return {};
        indexCalls();
        addStep(object, 0);
        if (request_.backwards)
            spread(-1);
        if (request_.forwards)
            spread(1);
        for (FlowStep& step : flow_.steps)
            step.isAnswer = isAnswer(step.object);
        return std::move(flow_);
    }

private:
    // ---- What stands for what -----------------------------------------------------------------------------------

    [[nodiscard]] ObjectRef originOf(ObjectRef object) const
    {
        if (!exists(trace_, object))
            return {};
        switch (object.kind) {
        case ObjectKind::InferenceCall:
        case ObjectKind::ToolCall:
        case ObjectKind::CodeCell:
        case ObjectKind::Compaction:
            return object;
        case ObjectKind::ConversationItem:
            return sourceOf(object.item());
        case ObjectKind::TerminalOperation:
            return originOf(trace_.terminalOperations[object.operation()].tool);
        case ObjectKind::TerminalSession: {
            const auto& operations = trace_.terminalSessions[object.session()].operations;
            return operations.empty() ? ObjectRef() : originOf(operations.front());
        }
        case ObjectKind::CompactionRequest:
            return originOf(
                trace_.compactions.find(trace_.compactionRequests[object.compactionRequest()].compactionId));
        case ObjectKind::Turn:
            return lastOf(relations_.inferenceCalls(object.turn()));
        case ObjectKind::Thread:
            return lastOf(relations_.inferenceCalls(object.thread()));
        case ObjectKind::InteractionEdge:
            return senderOf(trace_.edges[object.edge()]);
        default:
            return {};
        }
    }

    [[nodiscard]] static ObjectRef lastOf(const IndexList<InferenceCall>& calls)
    {
        return calls.empty() ? ObjectRef() : ObjectRef(calls.back());
    }

    /// What produced an item, or the item itself when nothing in the rollout did.
    [[nodiscard]] ObjectRef sourceOf(ItemIndex item) const
    {
        for (const Producer& producer : trace_.items[item].producedBy) {
            const ObjectRef object = std::visit([](auto index) { return ObjectRef(index); }, producer);
            if (exists(trace_, object))
                return object;
        }
        return item;
    }

    /// What an interaction starts from: of an agent of which nothing finer is recorded, what it last did before.
    [[nodiscard]] ObjectRef senderOf(const InteractionEdge& edge) const
    {
        if (const auto* tool = std::get_if<ToolIndex>(&edge.source))
            return exists(trace_, *tool) ? ObjectRef(*tool) : ObjectRef();
        if (const auto* item = std::get_if<ItemIndex>(&edge.source))
            return exists(trace_, *item) ? sourceOf(*item) : ObjectRef();
        const ThreadIndex thread = std::get<ThreadIndex>(edge.source);
        if (!exists(trace_, thread))
            return {};
        const auto& calls = relations_.inferenceCalls(thread);
        const auto later = std::upper_bound(calls.begin(), calls.end(), edge.startedAt, [&](UnixMs at, auto call) {
            return at < trace_.inferenceCalls[call].execution.startedAt;
        });
        return later == calls.begin() ? ObjectRef(thread) : ObjectRef(*std::prev(later));
    }

    void indexCalls()
    {
        place_.resize(trace_.inferenceCalls.size());
        for (std::uint32_t i = 0; i < trace_.threads.size(); ++i) {
            const auto& calls = relations_.inferenceCalls(ThreadIndex{i});
            for (std::uint32_t at = 0; at < calls.size(); ++at)
                place_[calls[at].value] = at;
        }
    }

    [[nodiscard]] const IndexList<InferenceCall>& callsAround(InferenceIndex call) const
    {
        return relations_.inferenceCalls(trace_.inferenceCalls[call].thread);
    }

    [[nodiscard]] InferenceIndex previousCall(InferenceIndex call) const
    {
        const std::uint32_t at = place_[call.value];
        return at > 0 ? callsAround(call)[at - 1] : InferenceIndex();
    }

    [[nodiscard]] bool endsItsTurn(InferenceIndex call) const
    {
        const TurnIndex turn = trace_.inferenceCalls[call].turn;
        return trace_.turns.contains(turn) && !relations_.inferenceCalls(turn).empty() &&
               relations_.inferenceCalls(turn).back() == call;
    }

    [[nodiscard]] bool isAnswer(ObjectRef object) const
    {
        const InferenceIndex call = object.inferenceCall();
        if (!trace_.inferenceCalls.contains(call) || !endsItsTurn(call))
            return false;
        const auto& items = trace_.inferenceCalls[call].responseItems;
        return std::any_of(items.begin(), items.end(), [&](ItemIndex item) {
            return trace_.items[item].kind == ItemKind::Message && trace_.items[item].role == ItemRole::Assistant;
        });
    }

    // ---- Steps and links ------------------------------------------------------------------------------------------

    /// -1 when there is no room for it.
    int addStep(ObjectRef object, int depth)
    {
        const auto known = stepOf_.find(object);
        if (known != stepOf_.end())
            return known->second;
        if (flow_.steps.size() >= request_.mostSteps) {
            ++flow_.leftOut;
            return -1;
        }
        const int index = static_cast<int>(flow_.steps.size());
        stepOf_.emplace(object, index);
        flow_.steps.push_back({.object = object, .depth = depth, .isAnswer = false});
        open_.push_back(index);
        return index;
    }

    /// From the step that is followed to another one, or the other way round when going backwards.
    void link(int at, ObjectRef other, FlowLinkKind kind, ItemIndex item = {}, EdgeIndex edge = {},
              std::uint32_t between = 0)
    {
        if (!exists(trace_, other))
            return;
        const int next = addStep(other, flow_.steps[static_cast<std::size_t>(at)].depth + way_);
        if (next < 0 || next == at)
            return;
        const int from = way_ < 0 ? next : at;
        const int to = way_ < 0 ? at : next;
        if (links_.emplace(from, to, kind, edge.value).second)
            flow_.links.push_back(
                {.from = from, .to = to, .kind = kind, .between = between, .edge = edge, .item = item});
    }

    void spread(int way)
    {
        way_ = way;
        open_.assign(1, 0);
        while (!open_.empty()) {
            const int at = open_.front();
            open_.pop_front();
            if (way < 0)
                followBack(at);
            else
                followForth(at);
        }
    }

    // ---- Backwards ------------------------------------------------------------------------------------------------

    void followBack(int at)
    {
        const ObjectRef object = flow_.steps[static_cast<std::size_t>(at)].object;
        switch (object.kind) {
        case ObjectKind::InferenceCall:
            backFromCall(at, object.inferenceCall());
            break;
        case ObjectKind::ToolCall:
            backFromTool(at, object.toolCall());
            break;
        case ObjectKind::CodeCell:
            backFromCell(at, object.codeCell());
            break;
        case ObjectKind::Compaction:
            for (const ItemIndex item : trace_.compactions[object.compaction()].inputItems)
                backToItem(at, item);
            break;
        default:
            break;
        }
    }

    void backFromCall(int at, InferenceIndex index)
    {
        bool carries = false;
        for (const ItemIndex item : trace_.inferenceCalls[index].requestItems) {
            if (!trace_.items.contains(item))
                continue;
            // What an earlier call of the agent saw came here with its context.
            const InferenceIndex first = readings_.firstReader(item);
            const bool isOwn = trace_.inferenceCalls[first].thread == trace_.inferenceCalls[index].thread;
            if (first != index && isOwn)
                carries = true;
            else
                backToItem(at, item);
        }
        if (const InferenceIndex before = previousCall(index); carries && before)
            link(at, before, FlowLinkKind::Carried);
    }

    void backToItem(int at, ItemIndex item)
    {
        const auto edges = relations_.edgesTo(item);
        for (const EdgeIndex edge : edges)
            link(at, senderOf(trace_.edges[edge]), FlowLinkKind::Sent, item, edge);
        if (!edges.empty())
            return;
        const ObjectRef source = sourceOf(item);
        const InferenceIndex call = source.inferenceCall();
        const InferenceIndex here = flow_.steps[static_cast<std::size_t>(at)].object.inferenceCall();
        // An agent's own words are its context.
        const bool own = call && here && trace_.inferenceCalls[call].thread == trace_.inferenceCalls[here].thread;
        link(at, source, own ? FlowLinkKind::Carried : FlowLinkKind::WentInto, item);
    }

    void backFromTool(int at, ToolIndex tool)
    {
        if (const CellIndex cell = relations_.callerCell(tool))
            link(at, cell, FlowLinkKind::Nested);
        else if (const InferenceIndex call = relations_.askedBy(tool))
            link(at, call, FlowLinkKind::AskedFor);
        // A wait returns what others sent meanwhile.
        for (const EdgeIndex edge : relations_.edgesTo(tool))
            link(at, senderOf(trace_.edges[edge]), FlowLinkKind::Sent, {}, edge);
        if (const CellIndex cell = trace_.toolCalls[tool].startedCodeCell)
            link(at, cell, FlowLinkKind::Nested);
    }

    void backFromCell(int at, CellIndex cell)
    {
        if (const InferenceIndex call = relations_.askedBy(cell))
            link(at, call, FlowLinkKind::AskedFor);
        for (const ToolIndex tool : trace_.codeCells[cell].nestedToolCalls)
            link(at, tool, FlowLinkKind::Nested);
    }

    // ---- Forwards -------------------------------------------------------------------------------------------------

    void followForth(int at)
    {
        const ObjectRef object = flow_.steps[static_cast<std::size_t>(at)].object;
        for (const EdgeIndex edge : relations_.edgesFrom(object)) {
            if (object.kind != ObjectKind::Thread)
                forthThroughEdge(at, edge);
        }
        switch (object.kind) {
        case ObjectKind::InferenceCall:
            forthFromCall(at, object.inferenceCall());
            break;
        case ObjectKind::ToolCall: {
            const ToolCall& tool = trace_.toolCalls[object.toolCall()];
            if (const CellIndex cell = relations_.callerCell(object.toolCall()))
                link(at, cell, FlowLinkKind::Nested);
            forthFromItems(at, tool.outputItems);
            break;
        }
        case ObjectKind::CodeCell:
            forthFromItems(at, trace_.codeCells[object.codeCell()].outputItems);
            break;
        case ObjectKind::Compaction:
            forthFromItems(at, trace_.compactions[object.compaction()].replacementItems);
            break;
        case ObjectKind::ConversationItem:
            forthFromItems(at, {object.item()});
            break;
        default:
            break;
        }
    }

    void forthFromItems(int at, const IndexList<ConversationItem>& items)
    {
        for (const ItemIndex item : items) {
            if (!trace_.items.contains(item))
                continue;
            if (const InferenceIndex reader = readings_.firstReader(item))
                link(at, reader, FlowLinkKind::WentInto, item);
        }
    }

    void forthThroughEdge(int at, EdgeIndex index)
    {
        const InteractionEdge& edge = trace_.edges[index];
        if (edge.kind == EdgeKind::CloseAgent)
            return; // ends an agent, and tells it nothing
        if (const auto* item = std::get_if<ItemIndex>(&edge.target); item && trace_.items.contains(*item)) {
            const InferenceIndex reader = readings_.firstReader(*item);
            link(at, reader ? ObjectRef(reader) : ObjectRef(*item), FlowLinkKind::Sent, *item, index);
        } else if (const auto* tool = std::get_if<ToolIndex>(&edge.target)) {
            link(at, *tool, FlowLinkKind::Sent, {}, index);
        } else if (const auto* thread = std::get_if<ThreadIndex>(&edge.target)) {
            const auto& calls = exists(trace_, *thread) ? relations_.inferenceCalls(*thread) : noCalls_;
            if (edge.kind == EdgeKind::SpawnAgent && !calls.empty())
                link(at, calls.front(), FlowLinkKind::Sent, {}, index);
            else
                link(at, *thread, FlowLinkKind::Sent, {}, index);
        }
    }

    void forthFromCall(int at, InferenceIndex index)
    {
        const InferenceCall& call = trace_.inferenceCalls[index];
        for (const ItemIndex item : call.responseItems) {
            for (const EdgeIndex edge : relations_.edgesFrom(item))
                forthThroughEdge(at, edge);
        }
        // What it asked for at once; what later calls ask for is told by the messages that they send.
        if (flow_.steps[static_cast<std::size_t>(at)].depth <= nearCalls) {
            for (const ToolIndex tool : call.toolCallsStartedByResponse)
                link(at, tool, FlowLinkKind::AskedFor);
        } else {
            for (const ToolIndex tool : call.toolCallsStartedByResponse) {
                if (tells(tool))
                    link(at, tool, FlowLinkKind::AskedFor);
            }
        }
        carryOn(at, index);
    }

    /// All later calls of the agent have it in their context. Those that tell others, and those that end a turn, are
    /// steps; the others are counted.
    void carryOn(int at, InferenceIndex index)
    {
        const auto& calls = callsAround(index);
        std::uint32_t between = 0;
        for (std::size_t next = place_[index.value] + 1; next < calls.size(); ++next) {
            if (endsItsTurn(calls[next]) || tellsOthers(calls[next])) {
                link(at, calls[next], FlowLinkKind::Carried, {}, {}, between);
                return;
            }
            ++between;
        }
    }

    [[nodiscard]] bool tellsOthers(InferenceIndex index) const
    {
        const InferenceCall& call = trace_.inferenceCalls[index];
        return std::any_of(call.toolCallsStartedByResponse.begin(), call.toolCallsStartedByResponse.end(),
                           [&](ToolIndex tool) { return tells(tool); }) ||
               std::any_of(call.responseItems.begin(), call.responseItems.end(),
                           [&](ItemIndex item) { return tells(item); });
    }

    /// Whether information leaves from here to another agent.
    [[nodiscard]] bool tells(ObjectRef object) const
    {
        const auto edges = relations_.edgesFrom(object);
        return std::any_of(edges.begin(), edges.end(),
                           [&](EdgeIndex edge) { return trace_.edges[edge].kind != EdgeKind::CloseAgent; });
    }

    static constexpr int nearCalls = 2; // links away

    const RolloutTrace& trace_;
    const Relations& relations_;
    const Readings& readings_;
    const FlowRequest& request_;
    InformationFlow flow_;
    std::vector<std::uint32_t> place_; // by call: where it is among those of its agent
    std::unordered_map<ObjectRef, int> stepOf_;
    std::set<std::tuple<int, int, FlowLinkKind, std::uint32_t>> links_;
    std::deque<int> open_;
    const IndexList<InferenceCall> noCalls_;
    int way_ = -1;
};

} // namespace

InformationFlow informationFlow(const RolloutTrace& trace, const Relations& relations, const Readings& readings,
                                const FlowRequest& request)
{
    return Flow(trace, relations, readings, request).follow();
}

} // namespace rolloutscope
