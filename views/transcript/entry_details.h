// What the trace does not keep of an entry and its payload has: whole arguments, images. Read when the entry comes into
// sight, away from the GUI thread.
#pragma once

#include "views/transcript/transcript.h"

#include <QImage>

namespace rolloutscope::transcript {

/// A picture in an entry, small enough to paint.
struct Thumbnail {
    QImage image = {};        // null: it cannot be shown
    QString caption = {};     // `PNG · 800 × 600 · 620 KB`, or why it cannot
    std::uint64_t offset = 0; // bytes, of the picture's text in the payload
    std::uint64_t length = 0;
};

struct EntryDetails {
    QString body; // instead of the one that was cut; empty: that is all there is
    std::vector<Thumbnail> thumbnails;
    PayloadIndex payload; // that holds the entry; absent: it could not be read
};
using EntryDetailsPtr = std::shared_ptr<const EntryDetails>;

inline constexpr QSize thumbnailSize(240, 150); // px at most
inline constexpr std::size_t mostThumbnails = 12;

/// Whether the trace has only part of it.
[[nodiscard]] bool isCut(const ConversationItem& item);
/// Off the GUI thread.
[[nodiscard]] EntryDetailsPtr readDetails(const LoadedTracePtr& loaded, ItemIndex item);

} // namespace rolloutscope::transcript
