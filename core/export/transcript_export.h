// Writes a conversation for people and programs: an agent's whole transcript, a single item, or the items of a call's
// prompt, as Markdown, as JSON, or as one HTML file that loads nothing and runs nothing. Streams: one item at a time is
// in memory. Reads payloads: on a thread of its own.
#pragma once

#include "core/bundle/bundle.h"
#include "core/export/sink.h"
#include "core/insight/readings.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolloutscope {

enum class TranscriptFormat : std::uint8_t { Markdown, Json, Html };
/// `markdown`, `json`, `html`.
[[nodiscard]] const char* nameOf(TranscriptFormat format);
[[nodiscard]] std::optional<TranscriptFormat> transcriptFormat(std::string_view name);
/// By the end of a file's name: .md, .markdown, .json, .html, .htm.
[[nodiscard]] std::optional<TranscriptFormat> transcriptFormatOfFile(std::string_view file);

/// What stands before the items, such as the instructions and tools of a prompt.
struct TranscriptPreface {
    std::string title;
    std::string text;
    bool json = false;
};

struct TranscriptFact {
    std::string name;
    std::string value;
    bool list = false; // there may be several of the name, one after the other: a list in JSON
};

struct TranscriptContents {
    std::string title; // empty: only the items, as for the clipboard
    std::vector<TranscriptFact> facts = {};
    std::vector<TranscriptPreface> preface = {};
    IndexList<ConversationItem> items = {};
    ThreadIndex thread = {}; // whose tools, messages and compactions tell of the items
    bool turns = true;       // headings of turns, and a table of contents
};
/// All that an agent's model was told and said.
[[nodiscard]] TranscriptContents contentsOfThread(const RolloutTrace& trace, const Relations& relations,
                                                  const Readings& readings, ThreadIndex thread);

struct TranscriptOptions {
    TranscriptFormat format = TranscriptFormat::Markdown;
    /// Secrets, e-mail addresses and names in home paths are masked (redaction.h) in everything that is written; images
    /// are left out, for nobody can tell what they show.
    bool redact = false;
    std::atomic<std::size_t>* written = nullptr; // items so far
    const std::atomic<bool>* cancelled = nullptr;
};

/// False if the sink refused a piece, or it was cancelled.
[[nodiscard]] bool writeTranscript(const Bundle& bundle, const RolloutTrace& trace, const Relations& relations,
                                   const Readings& readings, const TranscriptContents& contents,
                                   const TranscriptOptions& options, const ExportSink& sink);

} // namespace rolloutscope
