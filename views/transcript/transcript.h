// The conversation of one agent, in order, as its model saw it: plain values, made from a trace on any thread. What an
// entry says is put into words only when it comes into sight.
#pragma once

#include "core/insight/transcript_entries.h"
#include "views/document/loaded_trace.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <unordered_map>
#include <vector>

namespace rolloutscope::transcript {

using rolloutscope::EntryKind;
using Entry = TranscriptEntry;

struct Transcript {
    LoadedTracePtr loaded;
    ThreadIndex thread;
    std::vector<Entry> entries;
    std::shared_ptr<const Readings> readings;
    std::unordered_map<ItemIndex, std::size_t> entryOfItem;
    std::unordered_map<InferenceIndex, std::size_t> placeOfCall; // among the agent's calls, by start

    /// The entry of an object of this agent: of an item itself, of a call the first that it saw anew (or gave), of a
    /// tool or cell its request; nothing when there is none.
    [[nodiscard]] std::optional<std::size_t> entryOf(ObjectRef object) const;
};

/// Linear in the agent's items, and in what all requests hold unless `readings` are there already.
[[nodiscard]] std::shared_ptr<const Transcript> makeTranscript(LoadedTracePtr loaded, ThreadIndex thread,
                                                               std::shared_ptr<const Readings> readings = {});

/// How a stretch of an entry's text looks.
enum class TextRole : std::uint8_t { Plain, Dim, Keyword, String, Comment, Number, Added, Removed, Hunk };
struct TextStretch {
    qsizetype begin = 0;
    qsizetype length = 0;
    TextRole role = TextRole::Plain;
    bool operator==(const TextStretch&) const = default;
};

struct EntryText {
    QString heading;                    // `user`, `exec_command`, `/root → /root/x`
    QString facts;                      // `seen by 12 calls: inference 3 – 14 · 1.2 KB, ≈ 310 tokens`
    QString body;                       // plain text with line feeds; control characters made visible
    std::vector<TextStretch> stretches; // in order, without overlaps; what lies between is plain
    bool fixedWidth = false;            // code, arguments, output
    qsizetype lines = 1;                // of all of it
    bool cut = false;                   // the body is not all of it
};
/// The body is cut after `mostLines` lines, and long before it has megabytes unless all lines are wanted; `wholeBody`
/// is what the trace keeps only part of, if it was read.
[[nodiscard]] EntryText textOf(const Transcript& transcript, std::size_t entry, qsizetype mostLines,
                               const QString& wholeBody = {});

/// Which calls saw an entry, and when: several lines.
[[nodiscard]] QString readersHelp(const Transcript& transcript, std::size_t entry);

} // namespace rolloutscope::transcript
