#include "views/bookmarks/bookmark.h"

namespace rolloutscope {
namespace {

const Bookmark* find(const BookmarkMap& map, const std::string& id)
{
    const auto found = map.find(id);
    return found == map.end() ? nullptr : &found->second;
}

bool same(const Bookmark* a, const Bookmark* b)
{
    return a == b || (a != nullptr && b != nullptr && *a == *b);
}

/// What is left of one entry; null when it is gone.
const Bookmark* merged(const Bookmark* base, const Bookmark* mine, const Bookmark* theirs)
{
    if (same(base, mine))
        return theirs;
    if (same(base, theirs))
        return mine;
    if (mine == nullptr || theirs == nullptr)
        return mine != nullptr ? mine : theirs;
    return theirs->changedAt > mine->changedAt ? theirs : mine;
}

} // namespace

QString fittingNote(QString note)
{
    while (!note.isEmpty() && note.back().isSpace())
        note.chop(1);
    // A unit of UTF-16 takes one to three bytes of UTF-8.
    if (note.size() * 3 <= maxNoteBytes)
        return note;
    QByteArray bytes = note.toUtf8();
    if (bytes.size() <= maxNoteBytes)
        return note;
    qsizetype end = maxNoteBytes;
    while (end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xC0U) == 0x80U)
        --end;
    bytes.truncate(end);
    return QString::fromUtf8(bytes);
}

BookmarkMap mergeBookmarks(const BookmarkMap& base, const BookmarkMap& mine, const BookmarkMap& theirs)
{
    BookmarkMap result;
    for (const auto& [id, entry] : mine) {
        if (const Bookmark* kept = merged(find(base, id), &entry, find(theirs, id)))
            result.emplace(id, *kept);
    }
    for (const auto& [id, entry] : theirs) {
        if (mine.contains(id))
            continue;
        if (const Bookmark* kept = merged(find(base, id), nullptr, &entry))
            result.emplace(id, *kept);
    }
    return result;
}

} // namespace rolloutscope
