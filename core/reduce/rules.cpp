#include "core/reduce/rules.h"

namespace rolloutscope {

namespace {

Rules secondSchema()
{
    Rules rules;
    rules.schemaVersion = 2;
    rules.grammar = {
        .acceptedHistory = true, .requestInputMode = false, .runtimeStartNamesKind = true, .hugeNumbers = true};
    rules.envelopeChecked = true;
    rules.everyPayloadRead = true;
    rules.numbers = json::NumberForm::AsWritten;
    rules.itemsHaveIds = true;
    rules.contentHashed = true;
    rules.outputsMayDiffer = true;
    rules.entriesUsedOnce = true;
    rules.emptyContentIsEmpty = true;
    rules.scansInCreationOrder = true;
    rules.discardedOutputLeft = true;
    rules.sessionPerCommand = true;
    rules.outputFromAggregate = true;
    rules.unfitStdinTolerated = true;
    rules.cellResponsesKept = true;
    rules.execLinkedToCell = true;
    rules.oneEdgePerMail = true;
    rules.resultNeedsKnownChild = true;
    return rules;
}

} // namespace

const Rules& Rules::forSchema(std::uint32_t version)
{
    static const Rules first;
    static const Rules second = secondSchema();
    return version == 1 ? first : second;
}

} // namespace rolloutscope
