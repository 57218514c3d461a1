// The file beside which a rollout's bookmarks live: in the user's data folder, never in the bundle. Several windows may
// write it; each takes over what the others wrote. Thread-safe as far as different calls go; blocks on the disk.
#pragma once

#include "views/bookmarks/bookmark.h"
#include "views/document/rollout_identity.h"

#include <QString>

namespace rolloutscope {

struct SyncedBookmarks {
    bool good = false;     // false: nothing was written, and `bookmarks` means nothing
    BookmarkMap bookmarks; // as they are on disk now
    QString problem;       // what a person should know; may be there although all went well
};

/// Brings the file and `mine` together; `base` is what the file held when `mine` was last in step with it. Writes only
/// if the file has to change. A file that is damaged, or another program's, is renamed and named in `problem`; entries
/// of it that make sense are kept.
[[nodiscard]] SyncedBookmarks syncBookmarkFile(const QString& path, const RolloutIdentity& rollout,
                                               const BookmarkMap& base, const BookmarkMap& mine);

} // namespace rolloutscope
