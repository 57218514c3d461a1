// Bookmarks in words and colours, the same in the panel, on the clipboard and in exports. Texts that come from a bundle
// are made plain: one line, nothing in them is interpreted.
#pragma once

#include "views/bookmarks/bookmark_store.h"
#include "views/theme/theme.h"

#include <QString>

namespace rolloutscope {

/// 0 … bookmarkColorCount - 1. None of them is the red of failures.
[[nodiscard]] QColor bookmarkColor(const Theme& theme, int color);
[[nodiscard]] QString bookmarkColorName(int color);

/// Since the rollout's start: `1 m 40 s`; a dash when there is no moment.
[[nodiscard]] QString bookmarkTime(const BookmarkStore& store, const Bookmark& bookmark);
/// `moment`, `exec_command · /root/fix_tests`; kind and id while the trace does not hold the object.
[[nodiscard]] QString bookmarkTitle(const BookmarkStore& store, const Bookmark& bookmark);
/// The first line that is not blank.
[[nodiscard]] QString noteHeading(const Bookmark& bookmark);

/// Time, title and note, with tabs between.
[[nodiscard]] QString bookmarkAsText(const BookmarkStore& store, const Bookmark& bookmark);
/// A heading and a list of all bookmarks by time, with their whole notes.
[[nodiscard]] QString bookmarksAsMarkdown(const BookmarkStore& store);

} // namespace rolloutscope
