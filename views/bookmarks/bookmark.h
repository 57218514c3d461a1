// A bookmark: a moment of a rollout or one of its objects that a person wants to find again, with a note. Objects are
// named by their recorded ids, because positions in tables differ from one reading of a bundle to the next.
#pragma once

#include "core/trace/object_ref.h"

#include <QString>

#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace rolloutscope {

inline constexpr int maxNoteBytes = 64 * 1024; // of UTF-8
inline constexpr std::size_t maxBookmarks = 10'000;
inline constexpr int bookmarkColorCount = 6;

struct Bookmark {
    std::string id;                     // the bookmark's own
    ObjectKind kind = ObjectKind::None; // None: a moment
    std::string objectId;               // as recorded; empty for a moment
    std::optional<UnixMs> at;           // the moment; for an object its begin when it was marked, if it has one
    QString note;                       // plain text, several lines
    int color = 0;                      // 0 … bookmarkColorCount - 1
    UnixMs createdAt = 0;               // by this machine's clock, as the next
    UnixMs changedAt = 0;

    [[nodiscard]] bool isMoment() const { return kind == ObjectKind::None; }
    bool operator==(const Bookmark&) const = default;
};

/// By the bookmark's own id.
using BookmarkMap = std::map<std::string, Bookmark>;

/// The note without blanks at its end, cut between characters to what a bookmark may hold.
[[nodiscard]] QString fittingNote(QString note);

/// What three readings of the same bookmarks add up to: `base` is what both sides began with, `mine` and `theirs` what
/// became of it. A deletion wins over an unchanged entry, a change over a deletion, the later change over the earlier.
[[nodiscard]] BookmarkMap mergeBookmarks(const BookmarkMap& base, const BookmarkMap& mine, const BookmarkMap& theirs);

} // namespace rolloutscope
