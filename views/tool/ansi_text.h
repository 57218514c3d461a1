// Text as a terminal would show it: colours and weights of escape sequences (SGR) as stretches, sequences that move the
// cursor or set titles left out, a line that was written over in its last form. Other control characters become
// visible.
#pragma once

#include <QColor>
#include <QString>

#include <cstdint>
#include <string_view>
#include <vector>

namespace rolloutscope {

struct Theme;

/// A colour as the sequence names it.
struct AnsiColor {
    enum class Kind : std::uint8_t { Default, Indexed, Direct };
    Kind kind = Kind::Default;
    std::uint8_t index = 0; // of 256
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    bool operator==(const AnsiColor&) const = default;
};

struct AnsiStyle {
    AnsiColor foreground;
    AnsiColor background;
    bool bold = false;
    bool dim = false;
    bool italic = false;
    bool underline = false;
    bool inverse = false;
    bool struck = false;
    bool operator==(const AnsiStyle&) const = default;
};

struct AnsiStretch {
    qsizetype begin = 0; // UTF-16 units of the text
    qsizetype length = 0;
    AnsiStyle style;
    bool operator==(const AnsiStretch&) const = default;
};

struct AnsiText {
    QString text;
    std::vector<AnsiStretch> stretches; // of what is not plain; in order, without overlaps
};

/// Linear. Broken sequences stay visible.
[[nodiscard]] AnsiText parseAnsi(std::string_view utf8);

/// Legible on the theme's ground: lightened or darkened where it would not be. Invalid for the default.
[[nodiscard]] QColor colorOf(const Theme& theme, const AnsiColor& color, bool isForeground);

} // namespace rolloutscope
