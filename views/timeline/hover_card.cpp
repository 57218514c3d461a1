#include "views/timeline/hover_card.h"

#include <QPainter>

namespace rolloutscope {
namespace {

constexpr int margin = 10;
constexpr int lineGap = 3;
constexpr int maxCardWidth = 440;

QFont cardTitleFont()
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

HoverCard::HoverCard(QWidget* parent) : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

int HoverCard::nameWidth() const
{
    int width = 0;
    const QFontMetrics small(smallFont());
    for (const auto& [name, value] : text_.rows)
        width = std::max(width, small.horizontalAdvance(name));
    return width + 10;
}

QSize HoverCard::sizeFor(int maxWidth) const
{
    const QFontMetrics title(cardTitleFont());
    const QFontMetrics detail(fixedFont());
    const QFontMetrics small(smallFont());
    int width = title.horizontalAdvance(text_.title);
    int height = title.height();
    if (!text_.detail.isEmpty()) {
        width = std::max(width, detail.horizontalAdvance(text_.detail));
        height += lineGap + detail.height();
    }
    for (const auto& [name, value] : text_.rows) {
        width = std::max(width, nameWidth() + small.horizontalAdvance(value));
        height += lineGap + small.height();
    }
    // A little more, as elision rounds.
    return {std::min(width + 2 * margin + 2, maxWidth), height + 2 * margin - 2};
}

QPoint cardPosition(QSize size, const QRect& explained, int cursorX, const QRect& room)
{
    constexpr int distance = 8;
    const QRect spot = explained.intersected(room).isEmpty() ? explained : explained.intersected(room);
    const auto inside = [](int at, int length, int from, int to) {
        return std::clamp(at, from, std::max(from, to - length));
    };
    const int x = inside(cursorX - size.width() / 3, size.width(), room.left(), room.right() + 1);
    const int y = inside(spot.top(), size.height(), room.top(), room.bottom() + 1);
    if (spot.bottom() + distance + size.height() <= room.bottom())
        return {x, spot.bottom() + distance};
    if (spot.top() - distance - size.height() >= room.top())
        return {x, spot.top() - distance - size.height()};
    if (spot.right() + distance + size.width() <= room.right())
        return {spot.right() + distance, y};
    if (spot.left() - distance - size.width() >= room.left())
        return {spot.left() - distance - size.width(), y};
    // No place is free: at least not under the cursor.
    const bool leftHalf = cursorX < room.center().x();
    return {leftHalf ? std::max(cursorX + 2 * distance, room.right() - size.width()) : room.left(), y};
}

void HoverCard::showFor(const CardText& text, const QRect& explained, int cursorX, const QRect& room)
{
    if (text.empty() || room.width() < 80 || room.height() < 60) {
        hide();
        return;
    }
    text_ = text;
    resize(sizeFor(std::min(maxCardWidth, room.width())));
    move(cardPosition(size(), explained, cursorX, room));
    show();
    raise();
    update();
}

void HoverCard::paintEvent(QPaintEvent* /*event*/)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool failed = text_.outcome == Outcome::Failed;
    painter.setPen(failed ? theme.failure : theme.dark ? theme.dimText : theme.waitingHatch);
    painter.setBrush(theme.dark ? theme.panel : theme.ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::controlCorner,
                            metrics::controlCorner);

    const int room = width() - 2 * margin;
    int y = margin - 1;
    const auto line = [&](const QFont& font, const QColor& color, int x, const QString& text) {
        painter.setFont(font);
        painter.setPen(color);
        const QFontMetrics measure(font);
        painter.drawText(QRect(x, y, width() - margin - x, measure.height()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         measure.elidedText(text, Qt::ElideRight, room - (x - margin)));
        return measure.height();
    };
    y += line(cardTitleFont(), theme.text, margin, text_.title) + lineGap;
    if (!text_.detail.isEmpty())
        y += line(fixedFont(), theme.dimText, margin, text_.detail) + lineGap;
    const int names = margin + nameWidth();
    for (std::size_t i = 0; i < text_.rows.size(); ++i) {
        const auto& [name, value] = text_.rows[i];
        line(smallFont(), theme.dimText, margin, name);
        const bool isStatus = i == 0 && failed;
        y += line(smallFont(), isStatus ? theme.failure : theme.text, names, value) + lineGap;
    }
}

} // namespace rolloutscope
