#include "views/inspector/tab_strip.h"

#include "views/theme/theme.h"

#include <QPainter>

namespace rolloutscope::inspector {

TabStrip::TabStrip(QWidget* parent) : QTabBar(parent)
{
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(false);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_Hover);
}

QSize TabStrip::tabSizeHint(int index) const
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    return {QFontMetrics(bold).horizontalAdvance(tabText(index)) + 16, fontMetrics().height() + 12};
}

QSize TabStrip::minimumTabSizeHint(int index) const
{
    return tabSizeHint(index);
}

void TabStrip::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.ground);
    for (int i = 0; i < count(); ++i) {
        if (!isTabVisible(i))
            continue;
        const QRect rect = tabRect(i);
        const bool isCurrent = i == currentIndex();
        const bool isHovered = underMouse() && rect.contains(mapFromGlobal(QCursor::pos()));
        QFont tabFont = font();
        tabFont.setWeight(isCurrent ? QFont::DemiBold : QFont::Normal);
        painter.setFont(tabFont);
        painter.setPen(isCurrent ? theme.selection : isHovered ? theme.text : theme.dimText);
        painter.drawText(rect, Qt::AlignCenter, tabText(i));
        if (!isCurrent)
            continue;
        painter.fillRect(QRect(rect.left() + 6, rect.bottom() - 1, rect.width() - 12, 2), theme.selection);
        if (hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(rect).adjusted(2.5, 2.5, -2.5, -3.5), 4, 4);
        }
    }
}

} // namespace rolloutscope::inspector
