// A tool call beside its traces: what was asked for, what ran, what came out, and what the model got of it. Reads the
// call's payloads: on a thread of its own.
#pragma once

#include "core/bundle/bundle.h"
#include "core/insight/output_comparison.h"
#include "core/insight/readings.h"

#include <string>
#include <vector>

namespace rolloutscope {

enum class FindingWeight : std::uint8_t { Note, Warning, Failure };

/// Something about the call that is easy to miss, in one sentence.
struct ToolFinding {
    FindingWeight weight = FindingWeight::Note;
    std::string text;
};

/// A payload in words.
struct ToolTrace {
    std::string title; // `invocation`, `runtime began`, `result`
    PayloadIndex payload;
    std::string text; // indented JSON; why it could not be read
};

struct ToolTraces {
    ToolIndex tool;
    std::string request;           // what was asked for: the arguments, indented, or the input
    std::string out;               // what it wrote: stdout, or the text of its result
    std::string err;               // stderr
    std::string model;             // what the model got, of all output items
    std::vector<ToolTrace> traces; // every payload, in the order of events
    OutputComparison comparison;   // of `out` (and `err`) with `model`
    std::vector<ToolFinding> findings;
};

/// `readings` may be null: then nothing is said of who saw the output.
[[nodiscard]] ToolTraces readToolTraces(const Bundle& bundle, const RolloutTrace& trace, const Relations& relations,
                                        const Readings* readings, ToolIndex tool);

} // namespace rolloutscope
