// How the prompt of one call differs from that of another: parts kept, added, dropped and changed, settings too. The
// first difference matters most: a provider's prompt cache ends there.
#pragma once

#include "core/prompt/prompt.h"

#include <optional>

namespace rolloutscope {

enum class PromptChange : std::uint8_t { Kept, Added, Dropped, Changed };

/// One row of the two prompts side by side.
struct PromptDiffRow {
    PromptChange change = PromptChange::Kept;
    std::optional<std::size_t> before; // part of the earlier prompt; none if added
    std::optional<std::size_t> after;  // part of the later prompt; none if dropped
    bool operator==(const PromptDiffRow&) const = default;
};

struct SettingChange {
    std::string name;
    std::string before; // JSON; empty: not there
    std::string after;
};

struct PromptDiff {
    std::vector<PromptDiffRow> rows;     // in the order of the later prompt; what was dropped stands where it was
    std::vector<SettingChange> settings; // those that differ; what names the request itself is none
    /// The first row in which the later prompt does not go on as the earlier one did. None: it is the earlier one with
    /// more at its end, or nothing more.
    std::optional<std::size_t> firstDifference;
    /// Of the later prompt, up to the first byte that differs, or to its new end.
    std::uint64_t sameBytes = 0;
    std::uint64_t sameImageBytes = 0;    // of these, images'
    std::array<std::size_t, 4> counts{}; // rows by PromptChange

    [[nodiscard]] std::size_t count(PromptChange change) const { return counts[static_cast<std::size_t>(change)]; }
};

/// Parts are the same if their bytes are, or if the reduction took them for one conversation item. A part that was
/// replaced by one of the same kind in the same place is Changed. n log n, but for a stretch in the middle that has
/// little in common.
[[nodiscard]] PromptDiff diffPrompts(const Prompt& before, const Prompt& after);

} // namespace rolloutscope
