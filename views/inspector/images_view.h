// The images that a payload holds, one at a time, decoded in the background when they are looked at.
#pragma once

#include "views/inspector/image_preview.h"

#include <QWidget>

#include <memory>

class QLabel;
class QToolButton;

namespace rolloutscope::inspector {

class ImagesView : public QWidget {
    Q_OBJECT
public:
    explicit ImagesView(QWidget* parent = nullptr);
    ~ImagesView() override;

    void setImages(BytesPtr bytes, std::vector<EmbeddedImage> images);
    [[nodiscard]] std::size_t count() const { return images_.size(); }
    /// The image whose literal holds this byte.
    void showAt(std::uint64_t offset);
    [[nodiscard]] const DecodedImage& shown() const { return shown_; }

signals:
    void decoded();

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void go(std::size_t index);
    void decode();
    void updateCaption();

    BytesPtr bytes_;
    std::vector<EmbeddedImage> images_;
    std::size_t current_ = 0;
    DecodedImage shown_;
    bool isDecoded_ = false;
    std::shared_ptr<std::atomic<bool>> decoding_; // set to give it up
    QLabel* caption_;
    QToolButton* previous_;
    QToolButton* next_;
};

} // namespace rolloutscope::inspector
