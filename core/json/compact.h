// Writes a parsed value as compact JSON, by the rules that state.json's summaries and hashes follow (spec 3, compact
// JSON), and the strings of state.json itself.
#pragma once

#include "core/json/document.h"
#include "core/json/number.h"

#include <string>
#include <string_view>

namespace rolloutscope::json {

enum class KeyOrder : std::uint8_t { Source, Sorted };

struct CompactOptions {
    NumberForm numbers = NumberForm::Shortest;
    KeyOrder keys = KeyOrder::Source;
    /// Stops some time after this many bytes: enough to know that the text is longer.
    std::size_t enough = static_cast<std::size_t>(-1);
    /// A key of the outermost object that is left out; its last key then takes its place in the order.
    std::string_view dropKey = {};
};

/// Of duplicate keys the last value counts, at the place of the first.
void appendCompact(Value value, const CompactOptions& options, std::string& out);
[[nodiscard]] std::string compact(Value value, const CompactOptions& options = {});

/// Appends a text in quotes; only `"`, `\` and control characters below U+0020 are escaped.
void appendQuoted(std::string_view text, std::string& out);

} // namespace rolloutscope::json
