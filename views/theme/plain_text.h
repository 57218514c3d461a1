// Recorded text as it is shown and taken along: nothing in it is interpreted, it cannot break a layout, and secrets can
// be masked.
#pragma once

#include <QString>

#include <string_view>

namespace rolloutscope {

/// One line: line breaks, control characters and direction overrides become visible marks. Cut after `most`
/// characters (with an ellipsis).
[[nodiscard]] QString singleLine(std::string_view utf8, qsizetype most = 500);
[[nodiscard]] QString singleLine(QString text, qsizetype most = 500);

/// Several lines: they and tabs stay, carriage returns go, other control characters become visible marks.
[[nodiscard]] QString visibleLines(QString text);

/// For setToolTip() and ToolTipRole: shown literally with its line breaks, wrapped, never taken for HTML.
[[nodiscard]] QString plainToolTip(const QString& text);

/// With secrets masked (core/export/redaction.h).
[[nodiscard]] QString redacted(const QString& text);

/// For texts of actions and tabs, where `&` would underline the next letter.
[[nodiscard]] QString withoutMnemonic(QString text);

} // namespace rolloutscope
