#include "views/graph/graph_picture_file.h"

#include "views/graph/graph_file.h"
#include "views/theme/picture_file.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QSaveFile>

#include <algorithm>

namespace rolloutscope::graph {
namespace {

constexpr int legendHeight = 30; // px
constexpr int leastWidth = 420;  // px: room for the title

void paintLegend(QPainter& painter, const Theme& theme, const GraphPicture& picture, const QRect& row)
{
    painter.fillRect(row, theme.panel);
    painter.fillRect(row.left(), row.top(), row.width(), 1, theme.line);
    const double right = row.right() - pictureMargin;
    const double middle = row.center().y() + 1;
    const double after = paintEdgeLegend(painter, theme, legendOf(picture.model), pictureMargin, right, middle);
    painter.setPen(theme.dimText);
    const QFontMetricsF font(smallFont());
    painter.setFont(smallFont());
    painter.drawText(QRectF(after, row.top(), std::max(0.0, right - after), row.height()),
                     Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                     font.elidedText(picture.remark, Qt::ElideRight, std::max(0.0, right - after)));
}

} // namespace

QString writeGraphFile(const GraphPicture& picture, const GraphFileRequest& request, const QString& file)
{
    const bool dot = file.endsWith(QStringLiteral(".dot"), Qt::CaseInsensitive);
    if (!dot && !file.endsWith(QStringLiteral(".graphml"), Qt::CaseInsensitive))
        return writeGraphPicture(picture, request, file);
    const QByteArray text = dot ? toDot(picture, request.redact) : toGraphMl(picture, request.redact);
    QSaveFile target(file);
    if (target.open(QIODevice::WriteOnly) && target.write(text) == text.size() && target.commit())
        return {};
    return target.errorString();
}

QString writeGraphPicture(const GraphPicture& picture, const GraphFileRequest& request, const QString& file)
{
    const QRectF part = request.part.isEmpty() ? picture.bounds : request.part;
    QSize graph = request.size.isEmpty() ? part.size().toSize() : request.size;
    graph = graph.expandedTo(QSize(leastWidth, 1));
    const double zoom = std::min(graph.width() / part.width(), graph.height() / part.height());
    const Theme& theme = *request.theme;
    const QSize size(graph.width(), graph.height() + pictureTitleHeight + legendHeight);
    const auto paint = [&](QPainter& painter, bool scalable) {
        painter.fillRect(QRect(QPoint(0, 0), size), theme.ground);
        painter.save();
        const QRectF room(0, pictureTitleHeight, graph.width(), graph.height());
        if (!scalable)
            painter.setClipRect(room);
        painter.translate(room.center());
        painter.scale(zoom, zoom);
        painter.translate(-part.center());
        PaintOptions options = request.look;
        options.theme = &theme;
        options.zoom = zoom;
        const QSizeF seen = room.size() / zoom;
        options.visible = QRectF(part.center() - QPointF(seen.width(), seen.height()) / 2, seen);
        paintPicture(painter, picture, options);
        painter.restore();
        paintPictureTitle(painter, theme, size.width(), request.name, request.facts);
        paintLegend(painter, theme, picture, QRect(0, size.height() - legendHeight, size.width(), legendHeight));
        return true;
    };
    return writePicture({.size = size,
                         .devicePixelRatio = request.devicePixelRatio,
                         .title = request.name,
                         .advice = QCoreApplication::translate("GraphPicture", "fold some of it, or write an SVG"),
                         .paint = paint},
                        file);
}

} // namespace rolloutscope::graph
