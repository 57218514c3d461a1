// Pictures of the timeline as files: PNG of a bounded number of pixels, SVG of a bounded number of boxes.
#include "views/timeline/timeline_picture.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFontInfo>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace rolloutscope {
namespace {

constexpr int mostPixelsASide = 32'000;
constexpr qint64 mostPixels = 200'000'000;
constexpr std::size_t mostBoxes = 200'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("TimelinePicture", text);
}

/// XML has no place for some characters, however they are written. Texts of a bundle may hold them.
void replaceForbiddenCharacters(QByteArray& xml)
{
    for (char& c : xml) {
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t')
            c = ' ';
    }
    for (const char* noncharacter : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
        xml.replace(noncharacter, "\xEF\xBF\xBD");
}

/// Without the groups in which nothing stands: every change of a pen leaves one.
QByteArray withoutEmptyGroups(const QByteArray& svg)
{
    constexpr QByteArrayView group("<g ");
    constexpr QByteArrayView nothing("\n</g>\n");
    const QByteArrayView all(svg);
    QByteArray result;
    result.reserve(svg.size());
    qsizetype taken = 0;
    for (qsizetype at = all.indexOf(group); at >= 0; at = all.indexOf(group, at)) {
        result += all.sliced(taken, at - taken);
        taken = at;
        at = all.indexOf('>', at) + 1;
        if (at == 0)
            break;
        if (all.sliced(at).startsWith(nothing)) {
            at += nothing.size();
            taken = at;
        }
    }
    result += all.sliced(taken);
    return result;
}

/// What QSvgGenerator wrote, for whoever opens it: Qt's own name of the system's font says nothing elsewhere.
QByteArray tidied(const QByteArray& svg)
{
    const auto family = [](const QString& names) { return "font-family=\"" + names.toUtf8() + '"'; };
    const QFont font = baseFont();
    QByteArray xml = withoutEmptyGroups(svg);
    xml.replace(family(font.family()), family(QFontInfo(font).family() + QStringLiteral(", sans-serif")));
    replaceForbiddenCharacters(xml);
    return xml;
}

QString drawPng(TimelinePicture& picture, double devicePixelRatio, QByteArray& encoded)
{
    const QSize pixels = picture.size() * devicePixelRatio;
    if (pixels.width() > mostPixelsASide || pixels.height() > mostPixelsASide ||
        static_cast<qint64>(pixels.width()) * pixels.height() > mostPixels)
        return tr("it would have %L1 × %L2 px, and at most %L3 px a side and %L4 megapixels can be written; fold or "
                  "hide agents, or write an SVG")
            .arg(pixels.width())
            .arg(pixels.height())
            .arg(mostPixelsASide)
            .arg(mostPixels / 1'000'000);
    QImage image(pixels, QImage::Format_RGB32);
    if (image.isNull())
        return tr("there is not enough memory for %L1 × %L2 px").arg(pixels.width()).arg(pixels.height());
    image.setDevicePixelRatio(devicePixelRatio);
    QPainter painter(&image);
    if (!picture.paint(painter, false))
        return {};
    painter.end();
    QBuffer buffer(&encoded);
    buffer.open(QIODevice::WriteOnly);
    return image.save(&buffer, "PNG") ? QString() : tr("it could not be encoded");
}

QString drawSvg(TimelinePicture& picture, const QString& title, QByteArray& encoded)
{
    if (const std::size_t boxes = picture.countBoxes(); boxes > mostBoxes)
        return tr("it would have %L1 boxes, and a drawing of more than %L2 is of no use to anybody; fold or hide "
                  "agents, or take a shorter time or less width")
            .arg(static_cast<qulonglong>(boxes))
            .arg(static_cast<qulonglong>(mostBoxes));
    QBuffer buffer(&encoded);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator drawing;
    drawing.setOutputDevice(&buffer);
    drawing.setSize(picture.size());
    drawing.setViewBox(QRect(QPoint(0, 0), picture.size()));
    drawing.setTitle(title);
    QPainter painter(&drawing);
    const bool done = picture.paint(painter, true);
    painter.end();
    encoded = done ? tidied(encoded) : QByteArray();
    return {};
}

} // namespace

QString writeTimelinePicture(TimelineSnapshot snapshot, const PictureRequest& request, const QString& file,
                             PictureJob& job)
{
    if (!snapshot.model)
        return tr("the timeline is not ready yet");
    const QString title = snapshot.name;
    TimelinePicture picture(std::move(snapshot), request, job);
    QByteArray encoded;
    const bool isDrawing = file.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive);
    const QString refusal =
        isDrawing ? drawSvg(picture, title, encoded) : drawPng(picture, request.devicePixelRatio, encoded);
    if (!refusal.isEmpty() || job.cancelled)
        return refusal;
    QSaveFile target(file);
    if (target.open(QIODevice::WriteOnly) && target.write(encoded) == encoded.size() && target.commit())
        return {};
    return target.errorString();
}

} // namespace rolloutscope
