#include "core/search/payload_owners.h"

namespace rolloutscope {
namespace {

class Owners {
public:
    explicit Owners(const RolloutTrace& trace) : owners_(trace.payloads.size()) {}

    void add(PayloadIndex payload, ObjectRef owner)
    {
        if (payload && payload.value < owners_.size() && !owners_[payload.value].valid())
            owners_[payload.value] = owner;
    }
    void add(const IndexList<RawPayload>& payloads, ObjectRef owner)
    {
        for (const PayloadIndex payload : payloads)
            add(payload, owner);
    }
    [[nodiscard]] std::vector<ObjectRef> take() { return std::move(owners_); }

private:
    std::vector<ObjectRef> owners_;
};

} // namespace

std::vector<ObjectRef> payloadOwners(const RolloutTrace& trace)
{
    Owners owners(trace);
    const auto each = [](const auto& table, auto&& use) {
        using Row = std::decay_t<decltype(*table.begin())>;
        for (std::uint32_t i = 0; i < table.size(); ++i)
            use(Index<Row>{i}, table[Index<Row>{i}]);
    };
    each(trace.inferenceCalls, [&](InferenceIndex index, const InferenceCall& call) {
        owners.add(call.requestPayload, index);
        owners.add(call.prefixPayload, index);
        owners.add(call.responsePayload, index);
    });
    each(trace.compactionRequests, [&](CompactionRequestIndex index, const CompactionRequest& request) {
        owners.add(request.requestPayload, index);
        owners.add(request.responsePayload, index);
    });
    each(trace.compactions, [&](CompactionIndex index, const Compaction& compaction) {
        // The checkpoint is what its marker came from.
        if (trace.items.contains(compaction.markerItem))
            owners.add(trace.items[compaction.markerItem].firstSeenIn, index);
    });
    each(trace.codeCells, [&](CellIndex index, const CodeCell& cell) {
        owners.add(cell.initialResponsePayload, index);
        owners.add(cell.resultPayload, index);
    });
    each(trace.toolCalls, [&](ToolIndex index, const ToolCall& tool) {
        owners.add(tool.invocationPayload, index);
        owners.add(tool.resultPayload, index);
        owners.add(tool.runtimePayloads, index);
    });
    each(trace.terminalOperations,
         [&](OperationIndex index, const TerminalOperation& operation) { owners.add(operation.payloads, index); });
    each(trace.edges, [&](EdgeIndex index, const InteractionEdge& edge) { owners.add(edge.carriedPayloads, index); });
    for (const TurnStartedEvent& event : trace.turnStartedEvents)
        owners.add(event.payload, event.afterTurn);
    return owners.take();
}

} // namespace rolloutscope
