// The words of the format for every enumeration of the trace, both ways: events are read and state.json is written
// with them.
#pragma once

#include "core/trace/object_ref.h"

#include <optional>
#include <string_view>

namespace rolloutscope {

[[nodiscard]] std::string_view nameOf(RolloutStatus value);
[[nodiscard]] std::string_view nameOf(ExecutionStatus value);
[[nodiscard]] std::string_view nameOf(CellStatus value);
[[nodiscard]] std::string_view nameOf(ItemRole value);
[[nodiscard]] std::string_view nameOf(ItemChannel value); // empty for None
[[nodiscard]] std::string_view nameOf(ItemKind value);
[[nodiscard]] std::string_view nameOf(ToolKindName value);
[[nodiscard]] std::string_view nameOf(EdgeKind value);
[[nodiscard]] std::string_view nameOf(PayloadKind value);
/// The program's own words, as they stand in links and in files of bookmarks. Empty for None.
[[nodiscard]] std::string_view nameOf(ObjectKind value);

/// None for a word that the format does not have. Exists for RolloutStatus, ExecutionStatus, CellStatus, ItemRole,
/// ToolKindName, PayloadKind and ObjectKind.
template <typename Enum>
[[nodiscard]] std::optional<Enum> fromName(std::string_view name);

} // namespace rolloutscope
