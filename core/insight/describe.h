// Objects and numbers in words, the same in every view and on the command line.
// All texts are plain UTF-8 and come from an untrusted bundle: show them as plain text, on one line, elided.
#pragma once

#include "core/insight/relations.h"

#include <string>
#include <string_view>

namespace rolloutscope {

/// `84 ms`, `3.4 s`, `1 m 40 s`, `2 h 05 m`. Negative durations (clock steps) keep their sign.
[[nodiscard]] std::string formatDuration(std::int64_t ms);
/// `312 B`, `92 KB`, `3.2 MB`, `1.4 GB` (1 KB = 1000 B).
[[nodiscard]] std::string formatBytes(std::uint64_t bytes);
/// `950`, `18.2 k`, `1.3 M`.
[[nodiscard]] std::string formatCount(std::uint64_t count);
/// A word and its number: `1 agent`, `5 agents`.
[[nodiscard]] std::string formatCounted(std::uint64_t count, const char* singular, const char* plural);

/// `inference 12`, `exec_command`, `Turn 3`, `/root/fix_tests`, `apply_patch`: what kind of thing, by its usual name.
[[nodiscard]] std::string objectTitle(const RolloutTrace& trace, const Relations& relations, ObjectRef object);
/// What it was about: the command line, the message's first words, the model. May be empty. First line only, at most
/// 200 characters.
[[nodiscard]] std::string objectDetail(const RolloutTrace& trace, const Relations& relations, ObjectRef object);

/// How a person would judge an object's end.
enum class Outcome : std::uint8_t { None, Running, Succeeded, Failed, Cancelled };
/// How bad an outcome is.
[[nodiscard]] constexpr int severity(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Failed:
        return 4;
    case Outcome::Cancelled:
        return 3;
    case Outcome::Running:
        return 2;
    case Outcome::Succeeded:
        return 1;
    case Outcome::None:
        break;
    }
    return 0;
}
/// A tool whose command exited with another code than 0 is Failed even though the call itself "completed".
[[nodiscard]] Outcome outcomeOf(const RolloutTrace& trace, ObjectRef object);
/// `completed`, `failed (exit 101)`, `cancelled`, `still running when the recording ends`.
[[nodiscard]] std::string outcomeText(const RolloutTrace& trace, ObjectRef object);

[[nodiscard]] const char* toWord(ExecutionStatus status);
[[nodiscard]] const char* toWord(RolloutStatus status);
[[nodiscard]] const char* toWord(CellStatus status);
[[nodiscard]] const char* toWord(ItemRole role);
[[nodiscard]] const char* toWord(ItemChannel channel); // "" for None
[[nodiscard]] const char* toWord(ItemKind kind);
[[nodiscard]] const char* toWord(EdgeKind kind);
[[nodiscard]] const char* toWord(PayloadKind kind);
[[nodiscard]] const char* toWord(ToolKindName name);
[[nodiscard]] const char* toWord(ObjectKind kind); // "inference call"
/// `exec_command`, `mcp docs.lookup`, the recorded name for other.
[[nodiscard]] std::string toolName(const ToolKind& kind);

/// All text of an item: text, summaries, code, json summaries; a note in brackets for what is not text.
[[nodiscard]] std::string itemText(const ConversationItem& item);
/// First non-blank line of a text, at most `maxBytes` bytes, cut between characters.
[[nodiscard]] std::string firstLine(std::string_view text, std::size_t maxBytes);

} // namespace rolloutscope
