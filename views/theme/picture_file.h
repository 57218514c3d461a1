// A view as a picture in a file: PNG of a bounded number of pixels, or SVG with texts as texts; and the title above it.
// Works on any thread.
#pragma once

#include "views/theme/theme.h"

#include <QSize>
#include <QString>

#include <functional>

class QPainter;

namespace rolloutscope {

struct PictureToWrite {
    QSize size;                  // px at 100 %
    double devicePixelRatio = 1; // of pixels; drawings have none
    QString title;
    QString advice; // what helps when it has too many pixels: "fold or hide agents"
    /// False when it was cancelled. A drawing (`scalable`) needs no clipping to look right.
    std::function<bool(QPainter& painter, bool scalable)> paint;
};

/// By the end of the file's name, SVG or PNG. The file appears whole or not at all. Gives the reason why it was not
/// written; empty when it was, and when it was cancelled.
[[nodiscard]] QString writePicture(const PictureToWrite& picture, const QString& file);
[[nodiscard]] bool isDrawing(const QString& file);

inline constexpr int pictureTitleHeight = 38; // px
inline constexpr int pictureMargin = 12;      // px between a border and texts
/// A row across the top: the name, and what there is to say of it.
void paintPictureTitle(QPainter& painter, const Theme& theme, int width, const QString& name, const QString& facts);

} // namespace rolloutscope
