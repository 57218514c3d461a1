// Small helps for painting, shared by the timeline's painters.
#pragma once

#include <QColor>
#include <QPainter>
#include <QStaticText>

#include <cmath>

namespace rolloutscope {

[[nodiscard]] inline QColor faded(QColor color, double opacity)
{
    color.setAlphaF(static_cast<float>(opacity));
    return color;
}

/// A text on the middle line of a box; static texts are placed by their top left corner.
inline void drawLabel(QPainter& painter, const QStaticText& text, double x, double middle)
{
    painter.drawStaticText(QPointF(x, std::round(middle - text.size().height() / 2)), text);
}

} // namespace rolloutscope
