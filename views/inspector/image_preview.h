// Finds images in a payload (data URLs) and decodes them in the background, within bounds. Only pixel formats: nothing
// that could refer to files or run.
#pragma once

#include "views/inspector/payload_content.h"

#include <QImage>
#include <QString>

#include <vector>

namespace rolloutscope::inspector {

/// A string literal `"data:image/…;base64,…"` in a text; the quotes belong to it.
struct EmbeddedImage {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

inline constexpr std::size_t mostImages = 200;

/// At most mostImages of them, in order.
[[nodiscard]] std::vector<EmbeddedImage> findImages(std::string_view text,
                                                    const std::atomic<bool>* cancelled = nullptr);

struct DecodedImage {
    QImage image;
    QSize fullSize;          // before it was scaled down to fit `mostPixels`
    QString format;          // `PNG`
    std::uint64_t bytes = 0; // of the encoded image
    QString error;           // why there is no image
};
/// Decodes a data URL, with or without quotes.
[[nodiscard]] DecodedImage decodeImage(std::string_view dataUrl);

} // namespace rolloutscope::inspector
