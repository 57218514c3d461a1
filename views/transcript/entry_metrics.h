// Sizes in px of the parts of an entry, and its fonts: what laying out and painting agree on.
#pragma once

#include "views/theme/theme.h"

#include <QFont>

namespace rolloutscope::transcript {

inline constexpr int gutter = 14; // px at the left: who saw it
inline constexpr int margin = 10;
inline constexpr int padding = 6; // above the heading and below the body
inline constexpr int headingGap = 3;
inline constexpr int factsGap = 16; // between heading and facts on one line
inline constexpr int turnRow = 26;
inline constexpr int captionRow = 16; // below a thumbnail
inline constexpr int thumbnailGap = 8;
inline constexpr int dividerHeight = 34;

[[nodiscard]] inline QFont boldFont()
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace rolloutscope::transcript
