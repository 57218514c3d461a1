#include "views/inspector/image_preview.h"

#include "views/inspector/json_text.h"
#include "views/inspector/plain_text.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImageReader>

#include <algorithm>
#include <array>

namespace rolloutscope::inspector {

namespace {

constexpr std::uint64_t mostEncoded = std::uint64_t{96} << 20U; // bytes of base64
constexpr qint64 mostPixels = 40'000'000;                       // 160 MB decoded

QString tr(const char* text)
{
    return QCoreApplication::translate("rolloutscope::inspector::ImagePreview", text);
}

/// The format by the image's first bytes; what the URL says is not believed.
QByteArray sniff(const QByteArray& data)
{
    if (data.startsWith("\x89PNG"))
        return QByteArrayLiteral("png");
    if (data.startsWith("\xFF\xD8\xFF"))
        return QByteArrayLiteral("jpeg");
    if (data.startsWith("GIF8"))
        return QByteArrayLiteral("gif");
    if (data.startsWith("RIFF") && data.mid(8, 4) == "WEBP")
        return QByteArrayLiteral("webp");
    if (data.startsWith("BM"))
        return QByteArrayLiteral("bmp");
    return {};
}

} // namespace

std::vector<EmbeddedImage> findImages(std::string_view text, const std::atomic<bool>* cancelled)
{
    constexpr std::string_view start = "\"data:image/";
    std::vector<EmbeddedImage> images;
    std::size_t at = 0;
    while (images.size() < mostImages && (cancelled == nullptr || !*cancelled)) {
        at = text.find(start, at);
        if (at == std::string_view::npos)
            break;
        const std::size_t close = text.find('"', at + 1);
        if (close == std::string_view::npos)
            break;
        // A short one is talk about data URLs.
        if (close - at > 48)
            images.push_back({.begin = at, .end = close + 1});
        at = close + 1;
    }
    return images;
}

DecodedImage decodeImage(std::string_view dataUrl)
{
    DecodedImage decoded;
    if (dataUrl.size() > mostEncoded) {
        decoded.error = tr("The image is too large to show.");
        return decoded;
    }
    const std::string url = decodeString(dataUrl);
    const std::size_t comma = url.find(',');
    const std::string_view header = std::string_view(url).substr(0, comma == std::string::npos ? 0 : comma);
    if (!header.starts_with("data:image/") || !header.ends_with(";base64")) {
        decoded.error = tr("This is no base64 data URL of an image.");
        return decoded;
    }
    const auto result = QByteArray::fromBase64Encoding(
        QByteArray::fromRawData(url.data() + comma + 1, static_cast<qsizetype>(url.size() - comma - 1)),
        QByteArray::Base64Encoding);
    QByteArray data = result.decoded;
    decoded.bytes = static_cast<std::uint64_t>(data.size());
    const QByteArray format = sniff(data);
    if (format.isEmpty()) {
        decoded.error = tr("The data is no PNG, JPEG, GIF, WebP or BMP image.");
        return decoded;
    }
    decoded.format = QString::fromLatin1(format.toUpper());
    QBuffer buffer(&data);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, format);
    reader.setAutoDetectImageFormat(false);
    reader.setAutoTransform(true);
    decoded.fullSize = reader.size();
    if (decoded.fullSize.isValid() &&
        static_cast<qint64>(decoded.fullSize.width()) * decoded.fullSize.height() > mostPixels) {
        decoded.error = tr("The image is too large to show.");
        return decoded;
    }
    decoded.image = reader.read();
    if (decoded.image.isNull())
        decoded.error = QImageReader::supportedImageFormats().contains(format)
                            ? tr("The image is damaged.")
                            : tr("This system cannot show %1 images.").arg(decoded.format);
    else
        decoded.fullSize = decoded.image.size();
    return decoded;
}

} // namespace rolloutscope::inspector
