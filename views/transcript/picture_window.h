// A picture of a payload as large as the window: read and decoded in the background, within the bounds of every
// preview.
#pragma once

#include "views/document/loaded_trace.h"

#include <QDialog>
#include <QImage>

namespace rolloutscope::transcript {

struct PicturePlace {
    PayloadIndex payload;
    std::uint64_t offset = 0; // bytes, of the data URL with its quotes
    std::uint64_t length = 0;
    QString caption; // `PNG · 800 × 400 · 82 KB`
};

class PictureWindow : public QDialog {
    Q_OBJECT
public:
    /// Deletes itself when it is closed.
    PictureWindow(const LoadedTracePtr& loaded, const PicturePlace& place, QWidget* parent);

    /// Null until it is there.
    [[nodiscard]] const QImage& picture() const { return picture_; }

signals:
    void payloadWanted();

private:
    class Canvas;
    void take(const QImage& picture, const QString& error);

    QImage picture_;
    Canvas* canvas_ = nullptr;
};

} // namespace rolloutscope::transcript
