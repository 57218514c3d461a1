#include "views/transcript/picture_window.h"

#include "views/document/background.h"
#include "views/inspector/image_preview.h"
#include "views/theme/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

namespace rolloutscope::transcript {
namespace {

constexpr std::uint64_t mostBytes = std::uint64_t{96} << 20U; // of the data URL

inspector::DecodedImage readPicture(const LoadedTracePtr& loaded, const PicturePlace& place)
{
    inspector::DecodedImage decoded;
    ConfinedFile file;
    if (!loaded->trace.payloads.contains(place.payload) || place.length > mostBytes ||
        loaded->bundle.folder().openFile(loaded->trace.payloads[place.payload].path, file) != FileError::None) {
        decoded.error = PictureWindow::tr("The payload cannot be read.");
        return decoded;
    }
    std::string url(static_cast<std::size_t>(place.length), '\0');
    if (file.readAt(place.offset, url.data(), url.size()) != static_cast<std::int64_t>(url.size())) {
        decoded.error = PictureWindow::tr("The payload is not what it was.");
        return decoded;
    }
    return inspector::decodeImage(url);
}

} // namespace

/// The picture, no larger than it is, or words in its place.
class PictureWindow::Canvas : public QWidget {
public:
    using QWidget::QWidget;

    void show(const QImage& picture, const QString& words)
    {
        picture_ = picture;
        words_ = words;
        update();
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        const Theme& theme = Theme::of(palette());
        QPainter painter(this);
        painter.fillRect(rect(), theme.ground);
        if (picture_.isNull()) {
            painter.setPen(theme.dimText);
            painter.drawText(rect().adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap, words_);
            return;
        }
        QSizeF size = QSizeF(picture_.size());
        if (size.width() > width() || size.height() > height())
            size.scale(QSizeF(this->size()), Qt::KeepAspectRatio);
        QRectF box(QPointF(), size);
        box.moveCenter(QRectF(rect()).center());
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(box, picture_);
    }

private:
    QImage picture_;
    QString words_;
};

PictureWindow::PictureWindow(const LoadedTracePtr& loaded, const PicturePlace& place, QWidget* parent)
    : QDialog(parent), canvas_(new Canvas(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(place.caption.isEmpty() ? tr("Picture") : place.caption);
    setSizeGripEnabled(true);
    canvas_->setMinimumSize(240, 160);
    canvas_->show({}, tr("Reading…"));
    auto* caption = new QLabel(place.caption, this);
    caption->setTextFormat(Qt::PlainText);
    caption->setFont(smallFont());
    caption->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* open = buttons->addButton(tr("Show in &Payload"), QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(open, &QPushButton::clicked, this, [this] {
        emit payloadWanted();
        close();
    });
    auto* row = new QHBoxLayout;
    row->addWidget(caption, 1);
    row->addWidget(buttons);
    auto* column = new QVBoxLayout(this);
    column->addWidget(canvas_, 1);
    column->addLayout(row);
    resize(640, 480);
    runInBackground([loaded, place] {
        return readPicture(loaded, place);
    }).then(this, [this](const inspector::DecodedImage& decoded) { take(decoded.image, decoded.error); });
}

void PictureWindow::take(const QImage& picture, const QString& error)
{
    picture_ = picture;
    canvas_->show(picture, error);
    if (picture.isNull())
        return;
    // As large as the picture, where the screen has room for it.
    const QSize around = size() - canvas_->size();
    const QSize most = screen()->availableSize() * 0.8;
    resize((picture.size() + around).expandedTo(QSize(360, 260)).boundedTo(most));
}

} // namespace rolloutscope::transcript
