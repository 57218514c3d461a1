// Everything in which the schemas of recorders differ, as far as reduction goes. One set is chosen by the manifest's
// schema_version; the subjects ask for a behaviour by name and never for a version (spec 5).
#pragma once

#include "core/bundle/event.h"
#include "core/json/number.h"

#include <cstdint>

namespace rolloutscope {

struct Rules {
    std::uint32_t schemaVersion = 1;

    // Bundle
    EventGrammar grammar;
    bool envelopeChecked = false;  // schema, seq, rollout of every event; nothing after recording_completed
    bool everyPayloadRead = false; // also those that no rule needs must be valid JSON
    json::NumberForm numbers = json::NumberForm::Shortest;

    // Conversation
    bool itemsHaveIds = false;         // items match by their responses_item_id; a response's items are found by it
    bool contentHashed = false;        // payload_ref parts carry a hash of the content and match by it
    bool outputsMayDiffer = false;     // the call-id rule holds for calls only
    bool entriesUsedOnce = false;      // full: an entry of the snapshot is one item of the request at most
    bool emptyContentIsEmpty = false;  // a content array without parts gives no parts
    bool scansInCreationOrder = false; // item scans go by creation, not by the bytes of ids
    bool discardedOutputLeft = false;  // output that the history never took is not in the thread's list

    // Tools, terminals, code cells
    bool sessionPerCommand = false;   // a terminal session is what one exec opened, not a process id
    bool outputFromAggregate = false; // a command's end has aggregated_output only
    bool unfitStdinTolerated = false; // write_stdin arguments that do not fit start no operation
    bool cellResponsesKept = false;   // code cells keep status and payload of the initial response, and the result
    bool execLinkedToCell = false;    // started_code_cell_id

    // Agent edges
    bool oneEdgePerMail = false;        // a target takes no second edge, text mail too
    bool resultNeedsKnownChild = false; // agent_result_observed of an unknown child thread is an error

    /// The rules of a schema; an unknown schema is read as the newest.
    [[nodiscard]] static const Rules& forSchema(std::uint32_t version);
};

} // namespace rolloutscope
