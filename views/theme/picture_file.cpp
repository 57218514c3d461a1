#include "views/theme/picture_file.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>

namespace rolloutscope {
namespace {

constexpr int mostPixelsASide = 32'000;
constexpr qint64 mostPixels = 200'000'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("PictureFile", text);
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

QString drawPng(const PictureToWrite& picture, QByteArray& encoded)
{
    const QSize pixels = picture.size * picture.devicePixelRatio;
    if (pixels.width() > mostPixelsASide || pixels.height() > mostPixelsASide ||
        static_cast<qint64>(pixels.width()) * pixels.height() > mostPixels)
        return tr("it would have %L1 × %L2 px, and at most %L3 px a side and %L4 megapixels can be written; %5")
            .arg(pixels.width())
            .arg(pixels.height())
            .arg(mostPixelsASide)
            .arg(mostPixels / 1'000'000)
            .arg(picture.advice);
    QImage image(pixels, QImage::Format_RGB32);
    if (image.isNull())
        return tr("there is not enough memory for %L1 × %L2 px").arg(pixels.width()).arg(pixels.height());
    image.setDevicePixelRatio(picture.devicePixelRatio);
    QPainter painter(&image);
    if (!picture.paint(painter, false))
        return {};
    painter.end();
    QBuffer buffer(&encoded);
    buffer.open(QIODevice::WriteOnly);
    return image.save(&buffer, "PNG") ? QString() : tr("it could not be encoded");
}

void drawSvg(const PictureToWrite& picture, QByteArray& encoded)
{
    QBuffer buffer(&encoded);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator drawing;
    drawing.setOutputDevice(&buffer);
    drawing.setSize(picture.size);
    drawing.setViewBox(QRect(QPoint(0, 0), picture.size));
    drawing.setTitle(picture.title);
    QPainter painter(&drawing);
    const bool done = picture.paint(painter, true);
    painter.end();
    encoded = done ? tidied(encoded) : QByteArray();
}

} // namespace

bool isDrawing(const QString& file)
{
    return file.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive);
}

QString writePicture(const PictureToWrite& picture, const QString& file)
{
    QByteArray encoded;
    if (isDrawing(file))
        drawSvg(picture, encoded);
    else if (const QString refusal = drawPng(picture, encoded); !refusal.isEmpty())
        return refusal;
    if (encoded.isEmpty())
        return {}; // cancelled
    QSaveFile target(file);
    if (target.open(QIODevice::WriteOnly) && target.write(encoded) == encoded.size() && target.commit())
        return {};
    return target.errorString();
}

void paintPictureTitle(QPainter& painter, const Theme& theme, int width, const QString& name, const QString& facts)
{
    painter.fillRect(0, 0, width, pictureTitleHeight, theme.header);
    painter.fillRect(0, pictureTitleHeight - 1, width, 1, theme.line);
    const QRect row(pictureMargin, 0, width - 2 * pictureMargin, pictureTitleHeight - 1);
    const QFontMetricsF measureFacts(baseFont());
    const QFontMetricsF measureName(titleFont());
    // The name gives way first, but not to nothing.
    const double nameRoom = std::max(row.width() - measureFacts.horizontalAdvance(facts) - 2 * pictureMargin,
                                     std::min(row.width() / 3.0, measureName.horizontalAdvance(name) + 1));
    painter.setFont(titleFont());
    painter.setPen(theme.text);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, measureName.elidedText(name, Qt::ElideRight, nameRoom));
    painter.setFont(baseFont());
    painter.setPen(theme.dimText);
    painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter,
                     measureFacts.elidedText(facts, Qt::ElideRight, row.width() - nameRoom));
}

} // namespace rolloutscope
