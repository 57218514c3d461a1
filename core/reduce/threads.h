// Threads and turns (spec 3, threads and turns; start and end).
#pragma once

#include "core/bundle/event.h"
#include "core/json/document.h"
#include "core/trace/trace.h"

#include <vector>

namespace rolloutscope {

struct Reduction;

class Threads {
public:
    explicit Threads(Reduction& reduction) : r_(reduction) {}

    void rolloutStarted(const event::RolloutStarted& event);
    void rolloutEnded(const event::RolloutEnded& event);
    void started(const event::ThreadStarted& event);
    void ended(const event::ThreadEnded& event);
    void resumed(const event::ThreadResumed& event);
    void turnStarted(const event::TurnStarted& event);
    void turnEnded(const event::TurnEnded& event);
    /// Notes where a turn's start is told in more words (TurnStartedEvent).
    void protocolEventObserved(const event::ProtocolEventObserved& event);

    /// The thread of this id. Unknown: a broken rule, and in tolerant mode a thread that is marked as inferred.
    [[nodiscard]] ThreadIndex require(std::string_view id);
    /// The turn of this id, which must be one of the thread; as require().
    [[nodiscard]] TurnIndex requireTurn(std::string_view id, ThreadIndex thread);
    /// The thread of the event's context: its own, else its turn's. Neither, or unknown: a broken rule, and in tolerant
    /// mode the rollout's root.
    [[nodiscard]] ThreadIndex requireContext(std::string_view objectId);

    /// Inference calls that a turn's end may have to end.
    void callStarted(TurnIndex turn, InferenceIndex call);
    void cellStarted(TurnIndex turn, CellIndex cell);

private:
    struct Metadata;
    [[nodiscard]] Metadata readMetadata(PayloadIndex payload, std::string_view threadId);
    [[nodiscard]] ThreadIndex infer(std::string_view id);

    struct TurnWork {
        IndexList<InferenceCall> calls;
        IndexList<CodeCell> cells;
    };
    TurnWork& workOf(TurnIndex turn);

    Reduction& r_;
    std::vector<TurnWork> work_;
};

} // namespace rolloutscope
