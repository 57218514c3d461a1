#include "views/graph/scene_texts.h"

#include "views/graph/graph_look.h"

#include <QFontMetricsF>
#include <QPaintEngine>
#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace rolloutscope::graph {

namespace {

QList<QGlyphRun> layOut(const QString& text, const QFont& font)
{
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (line.isValid()) {
        constexpr double endless = 1e6;
        line.setLineWidth(endless); // before that it has no ascent
        line.setPosition(QPointF(0, -line.ascent()));
    }
    layout.endLayout();
    return layout.glyphRuns();
}

/// Elsewhere than on screen text stays text: what is in a file can be searched.
bool drawsGlyphs(const QPainter& painter)
{
    return painter.paintEngine()->type() == QPaintEngine::Raster;
}

} // namespace

QFont SceneTexts::fontOf(TextRole role)
{
    switch (role) {
    case TextRole::NodeTitle:
        return nodeTitleFont();
    case TextRole::NodeDetail:
        return nodeDetailFont();
    case TextRole::EdgeLabel:
        return edgeLabelFont();
    case TextRole::ClusterTitle:
        return clusterTitleFont();
    }
    return baseFont();
}

void SceneTexts::draw(QPainter& painter, TextRole role, QPointF baseline, const QString& text)
{
    if (!drawsGlyphs(painter)) {
        painter.setFont(fontOf(role));
        painter.drawText(baseline, text);
        return;
    }
    auto& known = texts_[static_cast<std::size_t>(role)];
    auto found = known.constFind(text);
    if (found == known.constEnd()) {
        if (known.size() >= most)
            known.clear();
        found = known.insert(text, layOut(text, fontOf(role)));
    }
    for (const QGlyphRun& run : *found)
        painter.drawGlyphRun(baseline, run);
}

void SceneTexts::drawSized(QPainter& painter, TextRole role, int pixelSize, const QRectF& room, Qt::Alignment vertical,
                           const QString& text)
{
    Sizes& known = sized_[static_cast<std::size_t>(role)];
    if (known.pixelSize != pixelSize || known.texts.size() >= most)
        known.texts.clear();
    known.pixelSize = pixelSize;
    QFont font = fontOf(role);
    font.setPixelSize(pixelSize);
    const auto key = std::pair(text, static_cast<int>(room.width()));
    auto found = known.texts.constFind(key);
    if (found == known.texts.constEnd()) {
        Sized made;
        made.text = QFontMetricsF(font).elidedText(text, Qt::ElideRight, room.width());
        made.runs = layOut(made.text, font);
        found = known.texts.insert(key, made);
    }
    const QFontMetricsF metrics(font);
    const double top =
        vertical.testFlag(Qt::AlignTop) ? room.top() : room.top() + (room.height() - metrics.height()) / 2;
    const QPointF baseline(room.left(), top + metrics.ascent());
    if (!drawsGlyphs(painter)) {
        painter.setFont(font);
        painter.drawText(baseline, found->text);
        return;
    }
    for (const QGlyphRun& run : found->runs)
        painter.drawGlyphRun(baseline, run);
}

} // namespace rolloutscope::graph
