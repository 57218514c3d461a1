#include "views/transcript/entry_details.h"

#include "core/insight/describe.h"
#include "core/json/document.h"
#include "core/prompt/item_content.h"
#include "core/prompt/item_source.h"
#include "core/prompt/readable_part.h"
#include "views/inspector/image_preview.h"

#include <algorithm>

namespace rolloutscope::transcript {
namespace {

constexpr qreal thumbnailScale = 2; // for screens with small pixels

/// The value whose beginning the trace keeps: the arguments or output, or the item as a whole.
QString wholeJson(const std::string& source)
{
    json::Document document;
    if (!document.parse(source, {.hugeNumbersValid = true, .loneSurrogatesValid = true}))
        return {};
    const json::Value root = document.root();
    for (const char* member : {"arguments", "output"}) {
        const json::Value value = root[member];
        if (value.isString())
            return QString::fromStdString(readableArguments(value.string().value_or(std::string())));
        if (value.present())
            return QString::fromStdString(readableArguments(value.raw()));
    }
    return QString::fromStdString(indentedJson(source));
}

Thumbnail thumbnailOf(const ItemSource& source, const inspector::EmbeddedImage& found)
{
    const std::string_view url =
        std::string_view(source.json).substr(found.begin, static_cast<std::size_t>(found.end - found.begin));
    inspector::DecodedImage decoded = inspector::decodeImage(url);
    Thumbnail thumbnail{.offset = source.offset + found.begin, .length = found.end - found.begin};
    if (decoded.image.isNull()) {
        thumbnail.caption = decoded.error;
        return thumbnail;
    }
    const QSize most = thumbnailSize * thumbnailScale;
    thumbnail.caption = QStringLiteral("%1 · %2 × %3 · %4")
                            .arg(decoded.format)
                            .arg(decoded.fullSize.width())
                            .arg(decoded.fullSize.height())
                            .arg(QString::fromStdString(formatBytes(decoded.bytes)));
    const bool isLarge = decoded.image.width() > most.width() || decoded.image.height() > most.height();
    thumbnail.image =
        isLarge ? decoded.image.scaled(most, Qt::KeepAspectRatio, Qt::SmoothTransformation) : decoded.image;
    return thumbnail;
}

} // namespace

bool isCut(const ConversationItem& item)
{
    return hasCutJson(item) || std::any_of(item.parts.begin(), item.parts.end(), [](const ItemPart& part) {
               return std::holds_alternative<PayloadRefPart>(part);
           });
}

EntryDetailsPtr readDetails(const LoadedTracePtr& loaded, ItemIndex item)
{
    auto details = std::make_shared<EntryDetails>();
    const auto source = findItemSource(loaded->bundle, loaded->trace, item);
    if (!source)
        return details;
    details->payload = source->payload;
    if (hasCutJson(loaded->trace.items[item]))
        details->body = wholeJson(source->json);
    for (const inspector::EmbeddedImage& found : inspector::findImages(source->json)) {
        if (details->thumbnails.size() == mostThumbnails)
            break;
        details->thumbnails.push_back(thumbnailOf(*source, found));
    }
    if (details->thumbnails.empty() && details->body.isEmpty() && isCut(loaded->trace.items[item]))
        details->body = wholeJson(source->json);
    return details;
}

} // namespace rolloutscope::transcript
